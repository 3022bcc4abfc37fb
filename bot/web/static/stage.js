// The stage at the top: a sky that follows the mood, a meadow that turns green with the traffic, and the character.

import { figure } from "./character.js";
import { h } from "./dom.js";
import { looks } from "./mood.js";
import { traffic } from "./state.js";
import { say } from "./words.js";
import { Weather } from "./weather.js";

const FAR = "M0 150C140 92 250 96 390 132C520 164 640 96 800 92C960 88 1060 150 1200 122V260H0Z";
const NEAR = "M0 196C190 150 360 158 560 186C760 214 960 160 1200 176V260H0Z";
const GREENISH = { calm: 100, asleep: 100, succeeded: 100 };

let weather;

/** The stage in a mood: `name` is a status, `calm` or `asleep`; `words` stand in front. */
export function stage(name, release, ...words) {
  const look = looks(name);
  const share = release ? (traffic(release) ?? 50) : (GREENISH[name] ?? 0);
  return h(
    "section",
    { class: "stage", "data-sky": look.sky, "data-move": look.move, "--share": share / 100, key: "stage" },
    h("div", { class: "sky" }),
    h("div", { class: "moon" }),
    hills("blue"),
    h("div", { class: "turned" }, hills("green")),
    h("canvas", { class: "weather", "aria-hidden": "true", kept: true }),
    h("div", { class: "actor" }, figure(look.pose, share, "stage")),
    h("div", { class: "words" }, words),
  );
}

/** After the stage stands in the page: its weather. */
export function breathe(root, name) {
  const canvas = root.querySelector("canvas.weather");
  if (!canvas) return;
  if (weather?.canvas !== canvas) weather = new Weather(canvas);
  weather.turn(looks(name).air);
}

/** Blue on the left, green coming in: the bar of one release. */
export function bar(release) {
  const share = traffic(release);
  const text = share === null ? say("traffic-unknown") : say("share", { percent: share });
  const value = share === null ? {} : { "aria-valuenow": share };
  return h(
    "div",
    { class: share === null ? "bar unknown" : "bar", role: "progressbar", "aria-label": say("traffic"),
      "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuetext": text, ...value, "--share": (share ?? 0) / 100 },
    h("span", { class: "filled" }),
    h("span", { class: "share" }, text),
  );
}

function hills(kind) {
  return h(
    "svg",
    { class: `hills ${kind}`, viewBox: "0 0 1200 260", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    h("path", { class: "far", d: FAR }),
    h("path", { class: "near", d: NEAR }),
  );
}
