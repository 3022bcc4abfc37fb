// "Seeds in the Moonlight", a lullaby for a baku: our own piece, in our own notation.
//
// A voice is a line of notes, `PITCH` or `PITCH:BEATS` (one beat by default), `-` is a rest, `+` sounds together.
// A voice's `tone` is how it is played; `form` says in which order the parts follow each other.

const LOW = {
  a: "G2:2 D3:2 E2:2 B2:2 C3:2 G2:2 D3:2 A2:2",
  b: "C3:2 G2:2 B2:2 F#3:2 A2:2 E3:2 D3:2 D2:2",
  end: "C3:2 D3:2 G2:4",
};

const ARPEGGIO = {
  a: "- B3:.5 D4:.5 - B3:.5 D4:.5 - G3:.5 B3:.5 - F#3:.5 B3:.5 - E4:.5 G4:.5 - D4:.5 G4:.5 - F#4:.5 A4:.5 - E4:.5 C4:.5",
  b: "- E4:.5 G4:.5 - D4:.5 B3:.5 - D4:.5 F#4:.5 - D4:.5 B3:.5 - C4:.5 E4:.5 - B3:.5 G3:.5 - F#4:.5 A4:.5 - C4:.5 A3:.5",
  end: "- E4:.5 G4:.5 - F#4:.5 A4:.5 B3+D4+G4:4",
};

const TUNE = {
  a: "D5:1.5 E5:.5 D5 B4 G4:1.5 A4:.5 B4:2 C5:1.5 B4:.5 A4 G4 A4:3 -",
  a2: "D5:1.5 E5:.5 D5 G5 F#5:1.5 E5:.5 D5:2 E5 G5:.5 F#5:.5 E5 D5 A4:3 -",
  b: "E5:1.5 F#5:.5 G5 E5 D5:1.5 C5:.5 B4:2 C5 E5:.5 D5:.5 C5 B4 A4:1.5 B4:.5 C5 -",
  end: "E5 D5:.5 C5:.5 A4 F#4 G4:4",
};

const BELLS = {
  none: "-:16",
  a: "-:3 B5 -:3 D6 -:3 E6 -:3 F#6",
  b: "-:3 G6 -:3 F#6 -:3 E6 -:3 A5",
  end: "-:4 D6+G6:4",
};

export const score = {
  tempo: 88, // beats a minute
  voices: [
    { tone: { wave: "triangle", gain: 0.34, attack: 0.02, fall: 0.55 }, parts: TUNE, form: "a a2 b a end" },
    { tone: { wave: "sine", gain: 0.16, attack: 0.01, fall: 0.4 }, parts: ARPEGGIO, form: "a a b a end" },
    { tone: { wave: "sine", gain: 0.36, attack: 0.03, fall: 0.8 }, parts: LOW, form: "a a b a end" },
    { tone: { wave: "sine", gain: 0.07, attack: 0.005, fall: 1.2 }, parts: BELLS, form: "none a b a end" },
  ],
};
