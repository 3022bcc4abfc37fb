// The overview: what is under way, what waits and for what, what stands where, what ended lately.

import { figure } from "./character.js";
import { h } from "./dom.js";
import { feels, looks } from "./mood.js";
import { bar } from "./stage.js";
import { ENDED, LIVE, traffic, WAITING } from "./state.js";
import { ago, obstacle, say, span, stage, status, time } from "./words.js";

const LATELY = 6;
const SHORT = 16; // characters

/** The sections of the overview. */
export function board(state) {
  const waiting = state.of(...WAITING).sort((a, b) => WAITING.indexOf(a.status) - WAITING.indexOf(b.status) || (a.place ?? 0) - (b.place ?? 0));
  const live = state.of(...LIVE).sort((a, b) => (a.started ?? 0) - (b.started ?? 0));
  const ended = state.of(...ENDED).sort((a, b) => b.ended - a.ended).slice(0, LATELY);
  return [
    section("under-way", live, (one) => card(state, one), "cards"),
    section("waiting", waiting, (one) => row(state, one, waits(state, one)), "rows"),
    h("section", { class: "panel", key: "stands" }, h("h2", {}, say("stands")), grid(state)),
    section("ended", ended, (one) => row(state, one, ago(one.ended, state.now)), "rows"),
  ];
}

/** A label for a state. */
export function chip(name) {
  return h("span", { class: "chip", "data-status": name }, status(name));
}

/** What a release is and where it goes: `service revision → environment`. */
export function route(one) {
  return h(
    "span",
    { class: "route" },
    h("b", {}, one.service), " ", named(one.revision), " ",
    h("span", { class: "to" }, `→ ${one.environment}`),
    one.rollback ? h("span", { class: "mark" }, say("rollback")) : null,
    one.hotfix ? h("span", { class: "mark" }, say("hotfix")) : null,
  );
}

/** How long still, as far as earlier releases tell; null when they don't. */
export function left(state, one) {
  const usual = state.targets.get(`${one.service}/${one.environment}`)?.usual;
  if (!usual || !one.started) return null;
  const rest = usual - (state.now - one.started);
  return rest > 0 ? say("left", { span: span(rest) }) : say("overdue", { span: span(-rest) });
}

/** The stage that runs. */
export function running(one) {
  if (one.ended) return null;
  if (one.status === "holding") return say("open-hold");
  const current = one.stages.findLast((each) => each.status === "running");
  return current ? current.title || stage(current.name) : null;
}

function section(name, releases, draw, kind) {
  const empty = h("p", { class: "none" }, say(name === "waiting" ? "nothing-waiting" : name === "ended" ? "nothing-ended" : "nothing-under-way"));
  const list = h("ul", { class: kind }, releases.map((one) => h("li", { key: one.id }, draw(one))));
  const count = releases.length && name !== "ended" ? h("span", { class: "count" }, String(releases.length)) : null;
  return h("section", { class: "panel", key: name }, h("h2", {}, say(name), count), releases.length ? list : empty);
}

function card(state, one) {
  const parts = [running(one), one.waitsFor && obstacle(one.waitsFor), one.started && span(state.now - one.started), left(state, one)];
  return h(
    "a",
    { class: "card", href: `/release/${one.id}`, "data-status": one.status },
    figure(looks(feels(one)).pose, traffic(one) ?? 50, one.id),
    h(
      "div",
      { class: "inside" },
      h("div", { class: "line" }, route(one), chip(one.status)),
      bar(one),
      h("div", { class: "fine" }, parts.filter(Boolean).join(" · "), h("span", {}, say("by", { by: state.name(one.by) }))),
    ),
  );
}

function row(state, one, about) {
  return h(
    "a",
    { class: "row", href: `/release/${one.id}`, "data-status": one.status },
    figure(looks(feels(one)).pose, traffic(one) ?? 0, one.id),
    h("span", { class: "inside" }, route(one), h("span", { class: "fine" }, about, h("span", {}, say("by", { by: state.name(one.by) })))),
    chip(one.status),
  );
}

function waits(state, one) {
  if (one.missed) return say("missed");
  if (one.status === "scheduled") return say("waits-due", { time: time(one.due, state.now) });
  const target = state.targets.get(`${one.service}/${one.environment}`);
  const closed = (target?.closed ?? []).map((each) => closure(state, each));
  if (one.status === "queued") {
    const place = one.place ? [say("waits-place", { place: one.place })] : [];
    const held = one.waitsFor && !(["window", "freeze", "lock"].includes(one.waitsFor) && closed.length) ? [obstacle(one.waitsFor)] : [];
    return [...place, ...held, ...closed].join(" · ");
  }
  const missing = one.required - one.approvals.length;
  const by = one.approvers.map((id) => state.name(id)).join(", ");
  const parts = [say("waits-approval", { count: missing, by }), one.due && say("waits-due", { time: time(one.due, state.now) })];
  return parts.filter(Boolean).join(" · ");
}

function closure(state, each) {
  const until = each.until ? ` ${say("until", { time: time(each.until, state.now) })}` : "";
  const who = each.kind === "lock" && each.whose.length ? ` (${each.whose.map((id) => state.name(id)).join(", ")})` : "";
  return `${say(`closed-${each.kind}`)}${until}${who}`;
}

function grid(state) {
  if (!state.services.length) return h("p", { class: "none" }, say("empty"));
  const head = h("tr", {}, h("th", { scope: "col" }, say("service")), state.environments.map((name) => h("th", { scope: "col" }, name)));
  const rows = state.services.map((service) =>
    h("tr", { key: service }, h("th", { scope: "row" }, service), state.environments.map((name) => cell(state, service, name))));
  return h("table", { class: "grid" }, h("thead", {}, head), h("tbody", {}, rows));
}

function cell(state, service, environment) {
  const target = state.targets.get(`${service}/${environment}`);
  if (!target) return h("td", { class: "void" });
  const live = state.of(...LIVE).find((one) => one.service === service && one.environment === environment);
  const closed = target.closed.map((each) =>
    h("span", { class: "closed", "data-kind": each.kind, title: each.detail || null }, closure(state, each)));
  return h(
    "td",
    { class: live ? "busy" : target.stands ? "well" : "bare" },
    h("span", { class: "where" }, environment),
    standing(state, target.stands ?? replaced(state, target)),
    live ? h("a", { class: "arrives", href: `/release/${live.id}`, "data-status": live.status, "--share": (traffic(live) ?? 0) / 100 },
      "→ ", named(live.revision), " ", chip(live.status)) : null,
    closed,
  );
}

// What stood there before anything of ours ended there, as far as a release that would replace it knows.
function replaced(state, { service, environment }) {
  const next = state.of(...LIVE, ...WAITING).find((one) => one.service === service && one.environment === environment && one.replaces);
  return next ? { revision: next.replaces } : null;
}

/** A revision; a short one is not torn apart at a line's end. */
function named(revision) {
  return h("code", { class: revision.length <= SHORT ? "short" : null }, revision);
}

function standing(state, stands) {
  if (!stands) return h("span", { class: "fine" }, say("nothing-stands"));
  const revision = named(stands.revision);
  const since = stands.since ? h("span", { title: say("since", { time: time(stands.since, state.now) }) }, ago(stands.since, state.now)) : null;
  return h(
    "span",
    { class: "stood" },
    stands.release ? h("a", { href: `/release/${stands.release}` }, revision) : revision,
    h("span", { class: "fine" }, since, stands.by ? h("span", {}, say("by", { by: state.name(stands.by) })) : null),
  );
}
