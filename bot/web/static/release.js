// One release: how far it is, what happened and when, who had a part in it, why it did not go through.

import { left, route, chip, running } from "./board.js";
import { h } from "./dom.js";
import { bar } from "./stage.js";
import { ENDED, WAITING } from "./state.js";
import { ago, cause, obstacle, say, span, stage, status, tells, time } from "./words.js";

const HOOKS = new Set(["before_install", "after_install", "before_allow_traffic", "after_allow_traffic"]);
const BRIEF = 2000; // ms

/** The words on the stage. */
export function headline(state, one) {
  const elapsed = one.started && !one.ended ? span(state.now - one.started) : null;
  const fine = [running(one), one.waitsFor && obstacle(one.waitsFor), elapsed, one.ended ? ago(one.ended, state.now) : left(state, one)];
  const isMoving = !WAITING.includes(one.status) && one.started;
  return [
    h("p", { class: "state" }, chip(one.status)),
    h("h1", { tabindex: -1 }, route(one)),
    h("p", { class: "tells" }, tells(one.status)),
    isMoving ? bar(one) : null,
    h("p", { class: "fine" }, fine.filter(Boolean).join(" · ")),
  ];
}

/** What stands below the stage. */
export function details(state, one) {
  return [
    one.cause ? why(one) : null,
    h("div", { class: "columns", key: "columns" },
      h("section", { class: "panel" }, h("h2", {}, say("timeline")), timeline(state, one)),
      h("section", { class: "panel" }, h("h2", {}, say("facts")), facts(state, one))),
  ];
}

function why(one) {
  return h(
    "section",
    { class: "panel why", key: "why" },
    h("h2", {}, say("why")),
    h("p", {}, cause(one.cause)),
    one.detail ? h("p", { class: "detail" }, h("code", {}, one.detail)) : null,
  );
}

function facts(state, one) {
  const pairs = [
    ["asked-by", state.name(one.by)],
    ["approved-by", one.approvals.map((yes) => state.name(yes.by)).join(", ")],
    ["service", one.service],
    ["environment", one.environment],
    ["revision", one.revision],
    ["digest", one.digest],
    ["replaces", one.replaces],
    ["hotfix", one.hotfix],
    ["took", one.started && one.ended ? span(one.ended - one.started) : ""],
  ].filter(([, value]) => value);
  const isCode = new Set(["revision", "digest", "replaces"]);
  return h("dl", { class: "facts" }, pairs.map(([key, value]) =>
    h("div", {}, h("dt", {}, say(key)), h("dd", {}, isCode.has(key) ? h("code", {}, value) : value))));
}

function timeline(state, one) {
  return h("ol", { class: "timeline" }, steps(state, one).map((step) => h(
    "li",
    { "data-state": step.state ?? "succeeded" },
    h("span", { class: "what" }, step.what, step.note ? h("span", { class: "fine" }, step.note) : null),
    h("span", { class: "at" },
      step.took != null ? h("span", { class: "took" }, span(step.took)) : null,
      step.at ? h("time", { datetime: new Date(step.at).toISOString() }, time(step.at, state.now)) : null),
  )));
}

function steps(state, one) {
  const by = (id) => (id ? say("by", { by: name(state, id) }) : "");
  const before = [
    { what: say("step-asked"), at: one.asked, note: by(one.by) },
    ...one.approvals.map((yes) => ({ what: say("step-approved"), at: yes.at, note: by(yes.by) })),
    one.due ? { what: say("step-due"), at: one.due, state: one.started ? "succeeded" : "pending" } : null,
    one.queued ? { what: say("step-queued"), at: one.queued, took: one.started ? lasted(one.queued, one.started) : null } : null,
    one.started ? { what: say("step-started"), at: one.started } : null,
  ];
  const end = ENDED.includes(one.status) ? [{ what: status(one.status), at: one.ended, note: by(one.endedBy), state: ending(one.status) }] : [];
  return [...before.filter(Boolean), ...stages(state, one, by), ...end];
}

function stages(state, one, by) {
  const told = one.stages.filter((each) => !HOOKS.has(each.name) || speaks(state, each));
  const shown = told.map((each) => step(state, one, each));
  if (!one.hold) return shown;
  const answer = { continue: "step-continued", stop: "step-stopped" }[one.hold.verdict] ?? "step-held";
  const what = say(one.hold.expired ? "step-expired" : answer);
  const at = told.findLastIndex((each) => each.started && each.started <= one.hold.since) + 1;
  const until = say("until", { time: time(one.hold.until, state.now) });
  const note = one.hold.verdict ? by(one.hold.by) : one.status === "holding" ? until : "";
  return shown.toSpliced(at, 0, { what, note, state: one.status === "holding" ? "running" : one.hold.verdict === "stop" ? "failed" : "succeeded" });
}

function step(state, one, each) {
  const isCutOff = one.ended && one.status !== "succeeded" && each.started && ["running", "skipped"].includes(each.status);
  const until = each.ended ?? (each.status === "running" ? (one.ended ?? state.now) : each.started);
  return {
    what: each.title || stage(each.name),
    at: each.ended ?? each.started,
    took: each.started ? lasted(each.started, until) : null,
    state: isCutOff ? "failed" : each.status,
    note: isCutOff ? say("step-stopped") : { skipped: say("skipped"), failed: status("failed") }[each.status],
  };
}

const lasted = (from, to) => (to - from < 1000 ? null : to - from);

// Hooks that nobody uses come and go within a moment.
const speaks = (state, each) => each.status === "failed" || (each.started && (each.ended ?? state.now) - each.started > BRIEF);

const ending = (name) => ({ succeeded: "succeeded", failed: "failed", rolled_back: "back" })[name] ?? "skipped";

const name = (state, id) => (["subaku", "aws"].includes(id) ? say(`who-${id}`) : state.name(id));
