// The server's events: comes back by itself where it stopped, and tells when it has heard nothing for too long.

const SILENCE = 15_000; // ms without a sign of life
const LONGEST = 15_000; // ms between two tries

export class Stream {
  #source;
  #last = "";
  #tries = 0;
  #heard = Date.now();

  /** `on`: `all(data)`, `change(data)`, `turn(state)` with state `connecting`, `waking`, `live` or `stale`. */
  constructor(on) {
    this.on = on;
    setInterval(() => this.#listen(), 1000);
    addEventListener("pagehide", () => this.#source?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#open());
    this.#open();
  }

  /** When something was last heard, ms. */
  get heard() {
    return this.#heard;
  }

  #open() {
    this.#source?.close();
    this.#source = new EventSource(`/events${this.#last && `?after=${this.#last}`}`);
    for (const kind of ["all", "change", "beat"]) {
      this.#source.addEventListener(kind, (event) => this.#hear(kind, event));
    }
    this.#source.addEventListener("error", () => this.#fail());
  }

  #hear(kind, event) {
    this.#heard = Date.now();
    this.#tries = 0;
    if (event.lastEventId) this.#last = event.lastEventId;
    if (kind !== "beat") this.on[kind](JSON.parse(event.data));
    this.on.turn("live");
  }

  // A cut connection the browser mends; after another answer than a stream it gives up, and we try on.
  async #fail() {
    if (this.#source.readyState !== EventSource.CLOSED) return;
    this.#tries += 1;
    setTimeout(() => this.#open(), Math.min(LONGEST, 1000 * 1.6 ** this.#tries) * (0.75 + Math.random() / 2));
    if (!this.#last) this.on.turn("waking");
    const answer = await fetch("/data/history?service=-", { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status === 401) location.reload();
  }

  #listen() {
    if (Date.now() - this.#heard <= SILENCE) return;
    this.on.turn("stale");
    if (this.#source.readyState === EventSource.OPEN && Date.now() - this.#heard > 3 * SILENCE) this.#open();
  }
}
