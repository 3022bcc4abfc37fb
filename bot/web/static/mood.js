// Which release the page looks at, and how it feels about it. Pure.

import { ENDED, LIVE, WAITING } from "./state.js";

const JOY = 30_000; // ms that an ending is celebrated, or mourned
const CALM = 10 * 60_000; // ms after the last ending until everybody sleeps

/** How a state looks: the sky's mood, the pose of the character, how it moves, and what falls. */
const LOOKS = {
  requested: { sky: "waiting", pose: "waiting", move: "breathe", air: "fireflies" },
  scheduled: { sky: "waiting", pose: "waiting", move: "breathe", air: "fireflies" },
  queued: { sky: "waiting", pose: "queued", move: "breathe", air: "fireflies" },
  sniffing: { sky: "testing", pose: "sniffing", move: "breathe", air: "pollen" },
  deploying: { sky: "running", pose: "running", move: "hop", air: "dust" },
  holding: { sky: "testing", pose: "testing", move: "breathe", air: "pollen" },
  shifting: { sky: "switching", pose: "switching", move: "wonder", air: "sparks" },
  baking: { sky: "baking", pose: "baking", move: "breathe", air: "pollen" },
  rolling_back: { sky: "failed", pose: "rolling", move: "roll", air: "rain" },
  succeeded: { sky: "cheering", pose: "cheering", move: "jump", air: "seeds" },
  failed: { sky: "failed", pose: "failed", move: "sigh", air: "rain" },
  rolled_back: { sky: "calm", pose: "safe", move: "breathe", air: "pollen" },
  rejected: { sky: "waiting", pose: "closed", move: "breathe", air: "none" },
  cancelled: { sky: "calm", pose: "closed", move: "breathe", air: "none" },
  expired: { sky: "waiting", pose: "closed", move: "breathe", air: "none" },
  calm: { sky: "calm", pose: "calm", move: "breathe", air: "pollen" },
  asleep: { sky: "asleep", pose: "asleep", move: "snore", air: "stars" },
};

/** How one state looks. */
export const looks = (name) => LOOKS[name];

/** How a release feels: its state, but a queued one that its gates hold sniffs at them. */
export const feels = (one) => (one.status === "queued" && one.waitsFor === "gate" ? "sniffing" : one.status);

/** The release that matters most at this moment, or null. */
export function focus(state) {
  for (const status of LIVE) {
    const [first] = state.of(status);
    if (first) return first;
  }
  const ended = lastEnded(state);
  if (ended && state.now - ended.ended < JOY && ["succeeded", "failed", "rolled_back"].includes(ended.status)) return ended;
  return WAITING.map((status) => state.of(status)[0]).find(Boolean) ?? null;
}

/** The name of the mood of the whole board. */
export function mood(state) {
  const release = focus(state);
  if (release) return feels(release);
  const ended = lastEnded(state);
  return ended && state.now - ended.ended < CALM ? "calm" : "asleep";
}

function lastEnded(state) {
  return state.of(...ENDED).reduce((last, one) => (one.ended > (last?.ended ?? 0) ? one : last), null);
}
