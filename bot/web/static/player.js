// Plays a score with WebAudio: what sounds in the next moment is handed over in time, so that nothing stutters.

const AHEAD = 0.4; // seconds handed over before they sound
const LOOK = 120; // ms between two looks
const STEPS = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** Hertz of `F#5`. */
export function pitch(name) {
  const [, letter, sharp, octave] = /^([A-G])(#?)(\d)$/.exec(name);
  const semitones = STEPS[letter] + (sharp ? 1 : 0) + 12 * (Number(octave) - 4) - 9;
  return 440 * 2 ** (semitones / 12);
}

/** All notes of a score in seconds, in order, and how long the whole is. */
export function read({ tempo, voices }) {
  const beat = 60 / tempo;
  const ends = voices.map(() => 0);
  const notes = voices.flatMap(({ tone, parts, form }, voice) =>
    form.split(" ").flatMap((part) => parts[part].split(" ")).flatMap((word) => {
      const [names, beats = "1"] = word.split(":");
      const at = ends[voice] * beat;
      ends[voice] += Number(beats);
      return names === "-" ? [] : names.split("+").map((name) => ({ at, span: Number(beats) * beat, hertz: pitch(name), tone }));
    }));
  return { notes: notes.sort((a, b) => a.at - b.at), length: Math.max(...ends) * beat };
}

export class Player {
  #context = null;
  #out = null;
  #timer = 0;
  #next = 0; // the note that is handed over next
  #start = 0; // the context's time at which the piece began
  #rest = 0; // the position while it is silent
  #volume = 0.5;

  constructor(score) {
    Object.assign(this, read(score));
    addEventListener("pagehide", () => this.close());
  }

  get playing() {
    return this.#timer !== 0;
  }

  /** Seconds from the beginning. */
  get position() {
    return this.playing ? Math.max(0, this.#context.currentTime - this.#start) % this.length : this.#rest;
  }

  get volume() {
    return this.#volume;
  }

  set volume(share) {
    this.#volume = Math.min(1, Math.max(0, share));
    this.#out?.gain.setTargetAtTime(this.#volume ** 2, this.#context.currentTime, 0.02);
  }

  /** From where it stopped. */
  async play() {
    if (this.playing) return;
    this.#open();
    await this.#context.resume();
    this.#begin(this.#rest);
    this.#timer = setInterval(() => this.#hand(), LOOK);
  }

  pause() {
    this.#rest = this.position;
    this.#hush();
  }

  /** Go on from another position, in seconds. */
  seek(position) {
    this.#rest = ((position % this.length) + this.length) % this.length;
    if (!this.playing) return;
    this.#hush();
    this.play();
  }

  close() {
    this.pause();
    this.#context?.close();
    this.#context = this.#out = null;
  }

  #open() {
    this.#context ??= new AudioContext();
    if (this.#out) return;
    this.#out = new GainNode(this.#context, { gain: this.#volume ** 2 });
    const soft = new BiquadFilterNode(this.#context, { type: "lowpass", frequency: 2600 });
    const echo = new DelayNode(this.#context, { delayTime: 0.34 });
    const fade = new GainNode(this.#context, { gain: 0.22 });
    this.#out.connect(soft).connect(this.#context.destination);
    soft.connect(echo).connect(fade).connect(echo);
    fade.connect(this.#context.destination);
  }

  #begin(position) {
    this.#start = this.#context.currentTime + 0.06 - position;
    const found = this.notes.findIndex((note) => note.at >= position);
    this.#next = found < 0 ? this.notes.length : found;
    this.#hand();
  }

  #hand() {
    const now = this.#context.currentTime;
    for (;;) {
      if (this.#next >= this.notes.length) {
        if (now + AHEAD < this.#start + this.length) return;
        this.#start += this.length;
        this.#next = 0;
      }
      const note = this.notes[this.#next];
      if (this.#start + note.at > now + AHEAD) return;
      this.#sound(note, Math.max(now, this.#start + note.at));
      this.#next += 1;
    }
  }

  #sound({ hertz, span, tone }, at) {
    const end = at + span * 0.9 + tone.fall;
    const voice = new OscillatorNode(this.#context, { type: tone.wave, frequency: hertz });
    const shape = new GainNode(this.#context, { gain: 0 });
    shape.gain.setValueAtTime(0, at);
    shape.gain.linearRampToValueAtTime(tone.gain, at + tone.attack);
    shape.gain.setTargetAtTime(0, at + tone.attack + span * 0.4, tone.fall / 2);
    voice.connect(shape).connect(this.#out);
    voice.start(at);
    voice.stop(end);
  }

  #hush() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#out?.disconnect();
    this.#out = null;
  }
}
