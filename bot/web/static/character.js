// Subaku on the page: two frames a pose, a blue coat that turns green as the traffic goes over.

import { h } from "./dom.js";

const STEP = 460; // ms a frame
const still = matchMedia("(prefers-reduced-motion: reduce)");
let frame = 1;

/** Put the sheet of poses into the page, once. */
export async function load() {
  const answer = await fetch("/page/subaku.svg");
  const sheet = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  sheet.setAttribute("class", "sheet");
  sheet.setAttribute("aria-hidden", "true");
  document.body.prepend(document.importNode(sheet, true));
  setInterval(step, STEP);
}

/** The character in a pose; `share` of its coat is green, in percent. */
export function figure(pose, share, name) {
  const sweep = `sweep-${name}`;
  const coat = (kind, more = {}) => h("use", { class: kind, "data-pose": pose, href: `#${pose}-${frame}`, ...more });
  return h(
    "svg",
    { class: "figure", viewBox: "-112 -196 224 216", "aria-hidden": "true", focusable: "false", "--share": share / 100 },
    h("clipPath", { id: sweep }, h("rect", { class: "sweep", x: -112, y: -220, width: 224, height: 260 })),
    h("ellipse", { class: "shade", cx: 0, cy: 3, rx: 66, ry: 9 }),
    h("g", { class: "body" }, coat("blue"), h("g", { "clip-path": `url(#${sweep})` }, coat("green"))),
  );
}

function step() {
  if (still.matches || document.hidden) return;
  frame = 3 - frame;
  for (const use of document.querySelectorAll("use[data-pose]")) {
    use.setAttribute("href", `#${use.dataset.pose}-${frame}`);
  }
}
