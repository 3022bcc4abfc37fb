/** Puts the page together: reads the world, finds the place, listens. */

import { api } from "./api.js";
import { channelPane } from "./channel.js";
import { el } from "./dom.js";
import { go, refresh, remembered } from "./go.js";
import { modalDialog } from "./modal.js";
import { sidebar } from "./sidebar.js";
import { HOME, on, state, takeWorld, visibleChannels } from "./state.js";
import { quickSwitcher } from "./switcher.js";
import { threadPane } from "./thread.js";
import { topbar } from "./topbar.js";
import { markRead } from "./unread.js";
import { t } from "./words.js";
import { worldPane } from "./world.js";

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
  on("place", close);
  const world = worldPane();
  const switcher = quickSwitcher(() => world.open());
  const panes = el("div", { class: "panes" }, channelPane(open), threadPane(), world.node);
  const bar = topbar(
    () => switcher.toggle(),
    () => world.toggle(),
  );
  app.append(bar, sidebar(close), panes);
  return [lost, app, modalDialog(), switcher.node];
}

on("unknown-channel", () => refresh());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && state.messages.has(state.place)) markRead(state.place);
});
// The page itself only ever replaces its address: a new one was typed, or opened from elsewhere.
window.addEventListener("hashchange", () => location.reload());
start();
