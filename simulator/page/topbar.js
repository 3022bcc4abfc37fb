/** The bar above everything: the workspace, the way to anywhere, and the switch of the world's panel. */

import { el, icon } from "./dom.js";
import { on, state } from "./state.js";
import { t } from "./words.js";

/** Draws the bar; `jump` opens the quick switcher, `toggleWorld` the panel. */
export function topbar(jump, toggleWorld) {
  const team = el("div", { class: "team" });
  const search = el("button", { type: "button", class: "jump", "aria-keyshortcuts": "Control+K", on: { click: jump } });
  const world = el("button", { type: "button", class: "world-toggle", on: { click: toggleWorld } });
  const drawWorld = () => {
    const { paused, speed } = state.clock;
    const pace = el("span", { class: "world-pace" }, paused ? icon("pause") : `×${speed}`);
    world.replaceChildren(icon("globe"), el("span", { class: "world-name" }, t("world")), botDot(), pace);
    world.title = t("add_world");
    world.setAttribute("aria-expanded", String(state.worldShown));
  };
  on("me", () => {
    team.replaceChildren(el("span", { class: "team-sign", "aria-hidden": "true" }, "🍉"), state.team.name);
    search.replaceChildren(icon("search"), el("span", {}, t("jump")), el("kbd", {}, "Ctrl K"));
    drawWorld();
  });
  on("world", drawWorld);
  return el("header", { class: "topbar" }, team, search, world);
}

/** Whether the bot is connected, as a dot. */
export function botDot() {
  const connected = state.sockets > 0;
  const label = connected ? t("sockets", { n: state.sockets }) : t("no_bot");
  return el("span", { class: connected ? "dot on" : "dot", role: "img", "aria-label": label, title: label });
}
