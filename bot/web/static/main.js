// The page: what is known, what the address asks for, and the drawing of it.

import { board } from "./board.js";
import * as character from "./character.js";
import { h, patch } from "./dom.js";
import * as past from "./history.js";
import { feels, focus, mood } from "./mood.js";
import { controls } from "./music.js";
import { details, headline } from "./release.js";
import { breathe, stage } from "./stage.js";
import { State } from "./state.js";
import { Stream } from "./stream.js";
import { language, languages, say, speak, status, time } from "./words.js";

const state = new State();
const root = document.getElementById("page");
const told = document.getElementById("told");
const missing = new Set(); // releases that were asked for and aren't kept
let link = "connecting";
let stream;
let asked = 0;

await Promise.all([speak(language()), character.load()]);
stream = new Stream({
  all(data) {
    hear(state.replace(data));
    visit();
  },
  change: (data) => hear(state.change(data)),
  turn(next) {
    if (link === next) return;
    link = next;
    draw();
  },
});
addEventListener("popstate", () => visit());
document.addEventListener("click", follow);
setInterval(draw, 1000);
visit();

/** Draw soon, once for all that asked. */
function draw() {
  cancelAnimationFrame(asked);
  asked = requestAnimationFrame(() => {
    const { name, parts, title } = view();
    document.title = `${title ? `${title} · ` : ""}Subaku`;
    patch(root, [header(), h("main", { id: "main", "data-link": link }, parts)]);
    breathe(root, name);
  });
}

function view() {
  const id = location.pathname.match(/^\/release\/(\w+)$/)?.[1];
  if (!state.loaded) return { name: "asleep", parts: [stage("asleep", null, h("h1", { tabindex: -1 }, say(link === "waking" ? "waking" : "loading")))] };
  if (id) return one(id);
  if (location.pathname === "/history") return { name: "calm", title: say("history"), parts: past.history(state, new URLSearchParams(location.search), go) };
  const release = focus(state);
  const name = mood(state);
  const words = release ? headline(state, release) : [h("h1", { tabindex: -1 }, say(name)), h("p", { class: "tells" }, say(`${name}-text`))];
  return { name, title: say(release ? "board" : name), parts: [stage(name, release, ...words, controls()), ...board(state)] };
}

function one(id) {
  const release = state.releases.get(id);
  if (!release) return { name: "asleep", parts: [stage("asleep", null, h("h1", { tabindex: -1 }, say(missing.has(id) ? "no-release" : "loading")), controls())] };
  const name = feels(release);
  return {
    name,
    title: say("route", release),
    parts: [stage(name, release, ...headline(state, release), controls()), ...details(state, release)],
  };
}

function header() {
  const here = (path) => (location.pathname === path ? "page" : null);
  return h(
    "header",
    { class: "top" },
    h("a", { class: "skip", href: "#main" }, say("skip")),
    h("a", { class: "brand", href: "/", "aria-label": "Subaku" }, character.figure("calm", 100, "brand"), h("span", {}, "Subaku")),
    h("nav", {},
      h("a", { href: "/", "aria-current": here("/") }, say("board")),
      h("a", { href: "/history", "aria-current": here("/history") }, say("history"))),
    h("span", { class: "link", "data-link": link }, say(link === "stale" ? "connecting" : link)),
    h("label", { class: "language" }, h("span", { class: "unseen" }, say("language")),
      h("select", { value: language(), onchange: choose }, languages.map(([tag, name]) => h("option", { value: tag, lang: tag }, name)))),
    link === "stale" ? h("p", { class: "stale", role: "alert" }, say("stale", { time: time(stream.heard, Date.now()) })) : null,
  );
}

function hear(turned) {
  const last = turned.at(-1);
  if (last) told.textContent = say("said", { ...last, status: status(last.status) });
  if (location.pathname === "/history" && turned.some((one) => one.ended)) visit();
  draw();
}

async function choose(event) {
  await speak(event.target.value, true);
  draw();
}

function follow(event) {
  const anchor = event.target.closest("a[href^='/']");
  if (!anchor || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(anchor.getAttribute("href"));
}

/** Go to another address of the page. */
function go(address) {
  const isElsewhere = new URL(address, location).pathname !== location.pathname;
  history.pushState(null, "", address);
  visit();
  if (!isElsewhere) return;
  scrollTo(0, 0);
  requestAnimationFrame(() => requestAnimationFrame(() => root.querySelector("h1")?.focus({ preventScroll: true })));
}

/** Load what the address asks for and isn't known. */
async function visit() {
  draw();
  if (location.pathname === "/history") await past.load(state, new URLSearchParams(location.search), draw);
  const id = location.pathname.match(/^\/release\/(\w+)$/)?.[1];
  if (!id || state.releases.has(id) || missing.has(id)) return;
  const answer = await fetch(`/data/release/${id}`).catch(() => null);
  if (answer?.ok) state.change(await answer.json());
  else if (answer?.status === 404) missing.add(id);
  draw();
}
