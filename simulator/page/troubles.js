/** The levers that make trouble for everybody: what each does, how long it still lasts, and how many calls felt it. */

import { api } from "./api.js";
import { button, el, icon } from "./dom.js";
import { emit, state } from "./state.js";
import { tried } from "./toast.js";
import { t } from "./words.js";

const LASTS_S = 30;
const TICK_MS = 1000;

/** Each trouble that lasts: its name in the world, its picture, and the keys of its words. */
export const LASTING = { aws: ["gauge", "throttle"], registry: ["box", "registry"], slack: ["snail", "slack"] };

/** Makes the list: its `node`, and `draw` for when something changed. */
export function troubles() {
  const rows = Object.keys(LASTING).map((name) => new Lasting(name));
  const cut = () => tried(api.sockets("cut")).then((ok) => ok && emit("happened", { kind: "cut" }));
  const node = el(
    "div",
    { class: "troubles" },
    ...rows.map((row) => row.node),
    lever("plug", t("cut"), el("small", {}, t("cut_why")), cut),
  );
  return { node, draw: () => rows.forEach((row) => row.draw()) };
}

class Lasting {
  constructor(name) {
    this.name = name;
    const [picture, key] = LASTING[name];
    this.why = t(`${key}_why`);
    this.says = el("small", {});
    this.node = lever(picture, t(key), this.says, () => tried(api.trouble(name, this.left ? 0 : LASTS_S)));
    this.draw();
  }

  /** Whole seconds until it is over. */
  get left() {
    return Math.max(0, Math.ceil(((state.troubles[this.name]?.until ?? 0) - performance.now()) / 1000));
  }

  draw() {
    const { felt = 0 } = state.troubles[this.name] ?? {};
    const { left } = this;
    this.node.setAttribute("aria-pressed", String(left > 0));
    this.says.textContent = left ? `${t("left", { n: left })} · ${t("felt", { n: felt })}` : this.why;
    clearTimeout(this.timer);
    if (left && this.node.isConnected) this.timer = setTimeout(() => this.draw(), TICK_MS);
    else if (this.was && !left) emit("happened", { kind: "over", name: this.name, felt });
    this.was = left;
  }
}

function lever(picture, name, says, act) {
  return button("trouble", [icon(picture), el("span", {}, el("b", {}, name), says)], act);
}
