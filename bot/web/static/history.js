// What ended, the newest first, with filters that live in the address.

import { chip } from "./board.js";
import { h } from "./dom.js";
import { ENDED } from "./state.js";
import { ago, cause, say, span, status } from "./words.js";

let shown = { key: null, releases: [], failed: false };

/** Load what the address asks for; `done` is called when there is something new to draw. */
export async function load(state, query, done) {
  const asked = new URLSearchParams([...query].filter(([name]) => ["service", "environment"].includes(name)));
  const key = asked.toString();
  if (shown.key !== key) shown = { key, releases: [], failed: false };
  const answer = await fetch(`/data/history?${asked}`).catch(() => null);
  if (shown.key !== key) return;
  if (answer?.ok) {
    const { releases, people } = await answer.json();
    state.change({ people });
    shown = { key, releases, failed: false };
  } else shown.failed = true;
  done();
}

/** The filters and the list. */
export function history(state, query, go) {
  const result = query.get("result");
  const releases = shown.releases.filter((one) => !result || one.status === result);
  return [
    h("section", { class: "panel", key: "history" },
      h("div", { class: "line" }, h("h1", { tabindex: -1 }, say("history")), h("span", { class: "fine" }, say("newest"))),
      h("div", { class: "filters" },
        choice("service", state.services, query, go),
        choice("environment", state.environments, query, go),
        choice("result", ENDED, query, go, status)),
      shown.failed ? h("p", { class: "none" }, say("retry")) : releases.length ? table(state, releases) : h("p", { class: "none" }, say("nothing-ended"))),
  ];
}

function choice(name, values, query, go, show = (value) => value) {
  const options = ["", ...values].map((value) => h("option", { value }, value ? show(value) : say("all")));
  const onchange = (event) => {
    const next = new URLSearchParams(query);
    if (event.target.value) next.set(name, event.target.value);
    else next.delete(name);
    go(`/history${next.size ? `?${next}` : ""}`);
  };
  return h("label", {}, h("span", {}, say(name)), h("select", { name, onchange, value: query.get(name) ?? "" }, options));
}

function table(state, releases) {
  const names = ["service", "environment", "revision", "result", "asked-by", "took", "when"];
  const head = h("tr", {}, names.map((name) => h("th", { scope: "col" }, say(name))));
  return h("table", { class: "list" }, h("thead", {}, head), h("tbody", {}, releases.map((one) => line(state, one))));
}

function line(state, one) {
  const cells = [
    ["service", h("a", { href: `/release/${one.id}` }, one.service)],
    ["environment", one.environment],
    ["revision", h("code", {}, one.revision)],
    ["result", [chip(one.status), one.cause ? h("span", { class: "fine" }, cause(one.cause)) : null]],
    ["asked-by", state.name(one.by)],
    ["took", one.started && one.ended ? span(one.ended - one.started) : "–"],
    ["when", one.ended ? ago(one.ended, state.now) : "–"],
  ];
  return h("tr", { key: one.id }, cells.map(([name, ...what]) => h("td", { "data-name": say(name) }, ...what)));
}
