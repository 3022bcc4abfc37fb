/** Where the page is: who looks, at which channel, at which thread. The address keeps it, so two tabs are two people. */

import { api } from "./api.js";
import { HOME, directChannel, emit, keep, state, takeWorld, visibleChannels } from "./state.js";
import { listen } from "./stream.js";
import { markRead } from "./unread.js";

export const go = {
  /** Opens a channel, with a thread when its root's ts is given. */
  async channel(id, thread = null) {
    state.place = id;
    state.thread = thread;
    remember();
    emit("place");
    emit("thread");
    await load(id);
    if (state.place === id) markRead(id);
  },

  /** Opens the app's home, and asks the app to draw it. */
  async home() {
    state.place = HOME;
    state.thread = null;
    remember();
    emit("place");
    emit("thread");
    const answer = await api.home(state.me);
    if (answer.view) state.home = answer.view;
    emit("home");
  },

  thread(ts) {
    state.thread = ts;
    remember();
    emit("thread");
  },

  /** Shows one message, in its thread when it is in one, and lights it up for a moment. */
  async message(channel, ts, thread = null) {
    const root = thread ?? (state.thread === ts ? ts : null);
    await go.channel(channel, root);
    const node = document.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
    node?.scrollIntoView({ block: "center" });
    node?.classList.add("found");
  },

  /** Looks with another person's eyes, at the same place where they may see it. */
  async become(user) {
    state.me = user;
    state.views = [];
    state.home = null;
    state.messages.clear();
    remember();
    ["me", "channels", "views"].forEach((topic) => emit(topic));
    await listen(user, refresh);
    if (state.me !== user) return;
    const place = state.place === HOME ? HOME : stillThere();
    await (place === HOME ? go.home() : go.channel(place, place === state.place ? state.thread : null));
    await loadOthers();
  },
};

/** The channels that nobody looks at, for what is unread in them. */
async function loadOthers() {
  const mine = [directChannel()?.id, ...visibleChannels().map((channel) => channel.id)];
  await Promise.all(mine.filter((id) => id && id !== state.place).map(load));
  emit("unread");
}

/** The place, where this person may see it: else their own talk with the app, else their first channel. */
function stillThere() {
  const visible = visibleChannels().map((channel) => channel.id);
  if (visible.includes(state.place)) return state.place;
  return (state.place.startsWith("D") && directChannel()?.id) || visible[0];
}

async function load(channel) {
  const asker = state.me;
  const answer = await api.messages(channel, asker);
  if (!answer.ok || state.me !== asker) return;
  // What the stream brought while this was under way is newer: only what is missing is taken.
  const missing = (message) => !state.messages.get(channel)?.has(message.ts);
  const found = answer.messages.flatMap((root) => [root, ...(root.replies ?? [])]);
  found.filter(missing).forEach((message) => keep(channel, message));
  emit("messages", channel);
}

/** Reads again what a lost connection may have missed. */
export async function refresh() {
  const world = await api.world();
  if (!world.ok) return;
  takeWorld(world);
  ["channels", "world", "aws"].forEach((topic) => emit(topic));
  state.messages.clear();
  if (state.place !== HOME) await load(state.place);
  await loadOthers();
}

const remember = () =>
  history.replaceState(null, "", `#${[state.me, state.place, state.thread].filter(Boolean).join("/")}`);

/** What the address says: `[user, place, thread]`, each of them maybe missing. */
export function remembered() {
  return location.hash.slice(1).split("/").map(decodeURIComponent);
}
