/** The pane that shows the simulated world and steers it: time, the cloud, troubles, and what happened. */

import { api } from "./api.js";
import { ServiceCard } from "./cloud.js";
import { button, el, icon } from "./dom.js";
import { happenings } from "./happenings.js";
import { emit, on, state } from "./state.js";
import { tried } from "./toast.js";
import { troubles } from "./troubles.js";
import { t } from "./words.js";

const SPEEDS = [1, 10, 30, 60];
const GATHER_MS = 250;
const OPEN = "subaku.world.open";
const NARROW = "(max-width: 700px)";

/** Makes the pane: its `node`, and the ways to open and close it. */
export function worldPane() {
  return new World();
}

/** Its parts stay in place and only change: a list that somebody has open does not close under their hands. */
class World {
  constructor() {
    this.head = el("header", { class: "pane-head" });
    this.body = el("div", { class: "world-body", role: "region", tabindex: 0 });
    this.node = el("aside", { class: "world", hidden: true }, this.head, this.body);
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.cards = new Map();
    this.log = happenings();
    this.reload = gathered(() => this.load());
    on("me", () => this.draw());
    on("world", () => this.drawPace());
    ["me", "aws"].forEach((topic) => on(topic, this.reload));
    // On a phone it would cover the chat that somebody came for.
    state.worldShown = localStorage.getItem(OPEN) === "yes" && !matchMedia(NARROW).matches;
    this.node.hidden = !state.worldShown;
  }

  toggle() {
    if (this.node.hidden) this.open();
    else this.close();
  }

  open() {
    this.show(true);
    this.load();
    this.head.querySelector("button")?.focus();
  }

  close() {
    this.show(false);
    document.querySelector(".world-toggle")?.focus();
  }

  show(shown) {
    this.node.hidden = !shown;
    state.worldShown = shown;
    localStorage.setItem(OPEN, shown ? "yes" : "no");
    emit("world");
  }

  async load() {
    if (this.node.hidden) return;
    const [cloud, struck] = await Promise.all([api.aws(), api.troubles()]);
    if (cloud.ok) this.drawCloud(cloud);
    if (!struck.ok) return;
    const since = performance.now();
    for (const [name, { seconds, felt }] of Object.entries(struck.troubles))
      state.troubles[name] = { until: since + seconds * 1000, felt };
    this.troubles.draw();
  }

  drawCloud(cloud) {
    state.aws = cloud;
    const names = cloud.services.map(({ name }) => name);
    if (names.join() !== [...this.cards.keys()].join()) {
      this.cards = new Map(names.map((name) => [name, new ServiceCard(name, cloud.scenarios)]));
      this.cloud.replaceChildren(...[...this.cards.values()].map((card) => card.node));
    }
    for (const service of cloud.services) this.cards.get(service.name).show(service);
  }

  /** Everything anew, in the language of the one who looks. */
  draw() {
    this.cards = new Map();
    this.cloud = el("div", { class: "cloud" });
    this.troubles = troubles();
    this.pace = [pauseButton(), ...SPEEDS.map(speedButton)];
    this.node.setAttribute("aria-label", t("world"));
    this.body.setAttribute("aria-label", t("world"));
    const close = button("tool push-right", icon("close"), () => this.close(), { "aria-label": t("close") });
    this.head.replaceChildren(el("h2", {}, icon("globe"), t("world")), close);
    const time = el("div", { class: "segments", role: "group", "aria-label": t("time") }, ...this.pace);
    this.body.replaceChildren(
      part(t("time"), time),
      part(t("cloud"), this.cloud),
      part(t("troubles"), this.troubles.node),
      part(t("happened"), this.log.node),
    );
    this.log.draw();
    this.drawPace();
    if (state.aws) this.drawCloud(state.aws);
  }

  drawPace() {
    const { paused, speed } = state.clock;
    const pressed = ({ dataset }) => (dataset.speed === "0" ? paused : !paused && Number(dataset.speed) === speed);
    this.pace.forEach((node) => node.setAttribute("aria-pressed", String(Boolean(pressed(node)))));
    this.troubles.draw();
  }
}

function part(name, node) {
  return el("section", { class: "world-part" }, el("h3", {}, name), node);
}

function speedButton(speed) {
  const act = () => tried(api.clock({ speed, paused: false }));
  return button("segment", `×${speed}`, act, { "data-speed": speed });
}

function pauseButton() {
  const act = () => tried(api.clock({ paused: !state.clock.paused }));
  return button("segment", icon("pause"), act, { "data-speed": 0, "aria-label": t("pause"), title: t("pause") });
}

/** Many calls within a moment become one. */
function gathered(action) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      action();
    }, GATHER_MS);
  };
}
