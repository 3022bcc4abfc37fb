/** The panel that shows and steers the simulated world: its pace, AWS, and the bot's sockets. */

import { api } from "./api.js";
import { el, icon } from "./dom.js";
import { on, state } from "./state.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const SPEEDS = [1, 10, 30, 60];
const THROTTLE_S = 30;
const GATHER_MS = 250;
const OPEN = "subaku.world.open";
const ENDED = ["Succeeded", "Failed", "Stopped"];

/** Draws the panel, folded unless it was left open. */
export function worldPanel() {
  return new Panel().node;
}

/** Its parts stay in place and only change: a list that somebody has open does not close under their hands. */
class Panel {
  constructor() {
    this.summary = el("summary", {});
    this.body = el("div", { class: "world-body" });
    this.node = el("details", { class: "world", open: localStorage.getItem(OPEN) === "yes" }, this.summary, this.body);
    const reload = gathered(() => this.reload());
    this.node.addEventListener("toggle", () => {
      localStorage.setItem(OPEN, this.node.open ? "yes" : "no");
      reload();
    });
    on("me", () => this.draw());
    on("world", () => this.drawPace());
    ["me", "aws"].forEach((topic) => on(topic, reload));
  }

  async reload() {
    if (!this.node.open) return;
    const answer = await api.aws();
    if (!answer.ok) return;
    state.aws = answer;
    if (this.rows.size !== answer.services.length) this.draw();
    for (const service of answer.services) this.rows.get(service.name).show(service);
  }

  /** Everything anew, for another language or other services. */
  draw() {
    this.rows = new Map((state.aws?.services ?? []).map((service) => [service.name, new ServiceRow(service)]));
    this.speeds = SPEEDS.map(speedButton);
    this.sockets = el("p", { class: "world-quiet", role: "status" });
    const speed = el(
      "div",
      { class: "world-row", role: "group", "aria-label": t("speed") },
      el("span", { class: "world-label" }, t("speed")),
      el("span", { class: "segments" }, ...this.speeds),
    );
    this.body.replaceChildren(speed, ...[...this.rows.values()].map((row) => row.node), this.buttons());
    this.drawPace();
  }

  drawPace() {
    const connected = state.sockets > 0;
    const label = connected ? t("sockets", { n: state.sockets }) : t("no_bot");
    const dot = el("span", { class: connected ? "dot on" : "dot", role: "img", "aria-label": label, title: label });
    this.summary.replaceChildren(
      icon("globe"),
      el("span", {}, t("world")),
      dot,
      el("span", { class: "world-speed" }, `×${state.speed}`),
      icon("down"),
    );
    this.sockets.textContent = `${t("socket")}: ${label}`;
    this.speeds.forEach((node) =>
      node.setAttribute("aria-pressed", String(Number(node.dataset.speed) === state.speed)),
    );
  }

  buttons() {
    return el(
      "div",
      { class: "world-buttons" },
      this.sockets,
      button("world-button", t("throttle"), () => api.throttle(THROTTLE_S)),
      button("world-button", t("cut_socket"), () => api.sockets("cut")),
    );
  }
}

function speedButton(value) {
  const node = button("segment", `×${value}`, () => api.clock(value));
  node.dataset.speed = value;
  return node;
}

function button(className, name, call) {
  const run = async () => {
    const answer = await call();
    if (!answer.ok) toast(answer.error);
  };
  return el("button", { type: "button", class: className, on: { click: run } }, name);
}

/** One service: what is to happen to it, the step under way, and the traffic as a bar. */
class ServiceRow {
  constructor({ name }) {
    this.select = el(
      "select",
      { class: "world-select", "aria-label": t("scenario", { name }), on: { change: () => this.choose(name) } },
      ...state.aws.scenarios.map((scenario) => el("option", { value: scenario }, scenario)),
    );
    this.step = el("div", { class: "world-step" });
    this.blue = el("span", { class: "blue" });
    this.green = el("span", { class: "green" });
    this.traffic = el("div", { class: "traffic", role: "img" }, this.blue, this.green);
    this.node = el(
      "div",
      { class: "world-service" },
      el("div", { class: "world-row" }, el("span", { class: "world-label" }, name), this.select),
      this.step,
      this.traffic,
    );
  }

  async choose(name) {
    const answer = await api.scenario(name, this.select.value);
    if (!answer.ok) toast(answer.error);
  }

  show({ scenario, deployments }) {
    if (document.activeElement !== this.select) this.select.value = scenario;
    const live = deployments.find((deployment) => !ENDED.includes(deployment.status));
    this.traffic.hidden = !live;
    if (live) this.follow(live);
    else this.step.replaceChildren(el("span", { class: "world-quiet" }, t("no_deployment")));
  }

  follow({ id, status, lifecycle = [], traffic }) {
    const step =
      lifecycle.find((event) => event.status === "InProgress") ??
      lifecycle.findLast((event) => event.status === "Succeeded");
    this.step.replaceChildren(el("code", {}, id), el("span", {}, step?.name ?? status));
    const { blue = 100, green = 0 } = traffic ?? {};
    this.traffic.setAttribute("aria-label", t("traffic", { blue, green }));
    for (const [node, share] of [
      [this.blue, blue],
      [this.green, green],
    ]) {
      node.style.flexGrow = share;
      node.textContent = share >= 20 ? `${share}%` : "";
    }
  }
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
