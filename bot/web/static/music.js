// The music's controls: off until somebody wants it, by mouse or keys.

import { h, patch } from "./dom.js";
import { Player } from "./player.js";
import { score } from "./score.js";
import { say } from "./words.js";

const STEP = 5; // seconds an arrow key goes
const player = new Player(score);

addEventListener("keydown", (event) => key(event));
setInterval(() => player.playing && draw(), 250);

/** The controls as they are now. */
export function controls() {
  return h("div", { class: "music", role: "group", "aria-label": say("music"), key: "music" }, parts());
}

function draw() {
  const box = document.querySelector(".music");
  if (box) patch(box, parts());
}

function parts() {
  const { playing, position, length, volume } = player;
  return [
    h("button", { type: "button", class: "play", onclick: toggle, "aria-label": say(playing ? "pause" : "play"), title: say("keys") },
      h("span", { class: playing ? "bars" : "triangle", "aria-hidden": "true" })),
    h("span", { class: "piece" }, h("span", { class: "name" }, `♪ ${say("piece")}`),
      h("span", { class: "clock" }, `${clock(position)} / ${clock(length)}`)),
    h("input", { type: "range", class: "volume", min: 0, max: 100, step: 5, value: String(Math.round(volume * 100)), oninput: turn, "aria-label": say("volume") }),
  ];
}

async function toggle() {
  if (player.playing) player.pause();
  else await player.play();
  draw();
}

function turn(event) {
  player.volume = event.target.value / 100;
}

// Keys belong to the field that has the focus; everywhere else they are the music's.
function key(event) {
  const field = event.target.closest?.("input, select, textarea, button, a, [contenteditable]");
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.code === "Space") toggle();
  else if (event.code === "ArrowLeft") player.seek(player.position - STEP);
  else if (event.code === "ArrowRight") player.seek(player.position + STEP);
  else return;
  event.preventDefault();
  draw();
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
