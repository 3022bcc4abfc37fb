/** Puts the page together: reads the world, finds the place, listens. */

import { api } from "./api.js";
import { channelPane } from "./channel.js";
import { el } from "./dom.js";
import { go, refresh, remembered } from "./go.js";
import { modalDialog } from "./modal.js";
import { sidebar } from "./sidebar.js";
import { HOME, emit, on, state, takeWorld, visibleChannels } from "./state.js";
import { threadPane } from "./thread.js";
import { t } from "./words.js";

const AGAIN_MS = 1500;
const FIRST_CHANNEL = "deploy";

async function start() {
  const world = await api.world();
  if (!world.ok) return waitFor(world.error);
  takeWorld(world);
  const [user, place, thread] = remembered();
  state.me = state.users.has(user) ? user : world.users[0].id;
  document.body.replaceChildren(...layout());
  state.place = knownPlace(place);
  state.thread = thread ?? null;
  document.title = `${state.bot.name} · ${state.team.name}`;
  await go.become(state.me);
  document.querySelector(".channel .composer-field")?.focus();
  return undefined;
}

function knownPlace(place) {
  if (place === HOME || state.channels.has(place)) return place;
  const channels = visibleChannels();
  return (channels.find((channel) => channel.name === FIRST_CHANNEL) ?? channels[0]).id;
}

function waitFor(sentence) {
  document.body.replaceChildren(el("p", { class: "starting", role: "status" }, sentence));
  setTimeout(start, AGAIN_MS);
}

function layout() {
  const app = el("div", { class: "app" });
  const close = () => app.classList.remove("sidebar-open");
  const open = () => {
    app.classList.add("sidebar-open");
    app.querySelector(".who").focus();
  };
  const lost = el("div", { class: "lost", role: "status" });
  on("online", (online) => (lost.textContent = online ? "" : t("reconnecting")));
  on("thread", () => app.classList.toggle("with-thread", Boolean(state.thread)));
  app.append(sidebar(close), el("div", { class: "curtain", on: { click: close } }), channelPane(open), threadPane());
  return [lost, app, modalDialog()];
}

on("unknown-channel", () => refresh());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && state.unread.delete(state.place)) emit("channels");
});
// The page itself only ever replaces its address: a new one was typed, or opened from elsewhere.
window.addEventListener("hashchange", () => location.reload());
start();
