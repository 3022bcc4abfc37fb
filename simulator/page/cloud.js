/** A service of the cloud as it stands: its task sets, where the traffic goes, and the deployment under way. */

import { api } from "./api.js";
import { button, el, icon } from "./dom.js";
import { tried } from "./toast.js";
import { agoName } from "./time.js";
import { t } from "./words.js";

export const ENDED = ["Succeeded", "Failed", "Stopped"];
const BROKEN = "health_check_fails";
const HEALTHY = "healthy";
const RECENT = 4;
const TASKS = ["healthy", "running", "provisioning", "stopped"];

export class ServiceCard {
  constructor(name, scenarios) {
    this.name = name;
    this.step = el("div", { class: "world-step", role: "status" });
    this.steps = el("div", { class: "steps", "aria-hidden": "true" });
    this.blue = el("span", { class: "blue" });
    this.green = el("span", { class: "green" });
    this.traffic = el("div", { class: "traffic", role: "img" }, this.blue, this.green);
    this.sets = el("div", { class: "task-sets" });
    this.recent = el("ul", { class: "recent" });
    this.cluster = el("small", {});
    this.node = el(
      "article",
      { class: "world-service", "aria-label": name },
      el("div", { class: "service-head" }, el("h4", {}, name), this.cluster),
      this.step,
      this.steps,
      this.traffic,
      this.sets,
      this.fate(scenarios),
      this.levers(),
      el("h5", {}, t("recent")),
      this.recent,
    );
  }

  fate(scenarios) {
    const options = scenarios.map((scenario) => el("option", { value: scenario }, scenarioName(scenario)));
    const choose = () => tried(api.scenario(this.name, this.select.value));
    this.select = el("select", { class: "world-select", on: { change: choose } }, ...options);
    return el("label", { class: "fate" }, t("fate", { name: this.name }), this.select);
  }

  levers() {
    const mend = () => this.select.value === BROKEN;
    this.health = button("lever", "", () => tried(api.scenario(this.name, mend() ? HEALTHY : BROKEN)), {
      title: t("health_why"),
    });
    this.alarm = button("lever", [icon("bell"), t("alarm")], () => tried(api.alarm(this.name)), {
      title: t("alarm_why"),
    });
    return el("div", { class: "levers" }, this.health, this.alarm);
  }

  show({ cluster, scenario, task_sets: sets = [], deployments }) {
    const live = deployments.find(({ status }) => !ENDED.includes(status));
    this.cluster.textContent = cluster ? t("cluster", { name: cluster }) : "";
    if (document.activeElement !== this.select) this.select.value = scenario;
    const broken = scenario === BROKEN;
    this.health.setAttribute("aria-pressed", String(broken));
    this.health.replaceChildren(icon("pulse"), broken ? t("mend") : t("health"));
    this.alarm.disabled = !live;
    this.drawStep(live);
    this.drawTraffic(live?.traffic ?? { blue: 100, green: 0 });
    this.sets.replaceChildren(...sets.map(taskSet));
    this.recent.replaceChildren(...deployments.slice(0, RECENT).map(pastOne));
  }

  drawStep(live) {
    const at = stepOf(live);
    this.step.replaceChildren(
      ...(live ? [el("b", {}, at), el("code", {}, live.id)] : [el("span", { class: "quiet" }, t("at_rest"))]),
    );
    this.steps.hidden = !live;
    this.steps.replaceChildren(
      ...(live?.lifecycle ?? []).map(({ name, status }) => el("span", { class: status.toLowerCase(), title: name })),
    );
  }

  drawTraffic({ blue = 100, green = 0 }) {
    this.traffic.setAttribute("aria-label", t("traffic", { blue, green }));
    for (const [node, name, share] of [
      [this.blue, t("blue"), blue],
      [this.green, t("green"), green],
    ]) {
      node.style.flexGrow = share;
      node.textContent = share >= 30 ? `${name} ${share}%` : "";
    }
  }
}

/** The lifecycle event that runs, or the last one that is through; the status before there is any. */
export function stepOf(deployment) {
  const { lifecycle = [], status } = deployment ?? {};
  const now = lifecycle.find((event) => event.status === "InProgress");
  return (now ?? lifecycle.findLast((event) => event.status === "Succeeded"))?.name ?? status;
}

export function scenarioName(scenario) {
  return t(`s_${scenario}`);
}

/** The tag of an image, else the beginning of its digest. */
function tagOf(tag, image = "") {
  return tag || image.match(/@sha256:(.{12})/)?.[1] || image.match(/:([^:/]+)$/)?.[1] || "–";
}

function taskSet({ label, tag, image, revision, status, target_group: target, tasks, traffic }) {
  const named = TASKS.filter((name) => tasks.includes(name)).map(
    (name) => `${tasks.filter((task) => task === name).length} ${t(`task_${name}`)}`,
  );
  const list = named.join(", ");
  const dots = tasks.map((task) => el("i", { class: `task ${task}` }));
  return el(
    "div",
    { class: `task-set ${label} ${status.toLowerCase()}` },
    el("div", { class: "task-set-head" }, el("b", {}, t(label)), el("span", {}, `${traffic}%`)),
    el("div", { class: "task-set-tag", title: image }, tagOf(tag, image)),
    el("small", { title: t("target", { name: target }) }, revision),
    el("div", { class: "tasks", role: "img", "aria-label": t("tasks", { list }), title: list }, ...dots),
    el("small", {}, list),
  );
}

function pastOne({ id, status, created, creator, error, tag, revision }) {
  const back = creator === "codeDeployRollback";
  return el(
    "li",
    { title: error ? `${id}: ${error}` : id },
    el("i", { class: `ended ${status.toLowerCase()}` }),
    el("span", { class: "recent-tag" }, `${back ? "↩ " : ""}${tagOf(tag, revision?.image)}`),
    el("span", { class: "quiet" }, status),
    created && el("time", { datetime: created }, agoName(new Date(created))),
  );
}
