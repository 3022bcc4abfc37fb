/** What happened in the world since the page was opened, the newest first. */

import { ENDED, scenarioName, stepOf } from "./cloud.js";
import { el } from "./dom.js";
import { on } from "./state.js";
import { exactTime } from "./time.js";
import { LASTING } from "./troubles.js";
import { t } from "./words.js";

const KEPT = 40;
const troubleName = (name) => t(LASTING[name][1]);

/** Each kind of news as a sentence, in the language of the moment. */
const SENTENCES = {
  clock: ({ clock }) => (clock.paused ? t("did_paused") : t("did_clock", { speed: clock.speed })),
  sockets: ({ sockets }) => t("did_sockets", { n: sockets }),
  cut: () => t("did_cut"),
  trouble: ({ name, seconds }) => t("did_trouble", { trouble: troubleName(name), n: seconds }),
  over: ({ name, felt }) => t("did_over", { trouble: troubleName(name), n: felt }),
  scenario: ({ service, scenario }) => t("did_scenario", { name: service, scenario: scenarioName(scenario) }),
  began: ({ service, id }) => t("did_began", { name: service, id }),
  step: ({ service, step }) => t("did_step", { name: service, step }),
  ended: ({ service, id, status }) => t("did_ended", { name: service, id, status }),
};

/** Makes the list: its `node`, and `draw` for another language. */
export function happenings() {
  const news = [];
  const node = el("ol", { class: "happenings" });
  const draw = () => node.replaceChildren(...(news.length ? news.map(line) : [nothing()]));
  const told = new Map();
  on("happened", (what) => {
    const change = what.kind === "aws" ? changeOf(what, told) : what;
    if (!change) return;
    news.unshift({ at: new Date(), ...change });
    news.length = Math.min(news.length, KEPT);
    draw();
  });
  return { node, draw };
}

function line(what) {
  return el("li", {}, el("time", {}, exactTime(what.at)), el("span", {}, SENTENCES[what.kind](what)));
}

function nothing() {
  return el("li", { class: "quiet" }, t("did_none"));
}

/** What is new in what AWS tells of a service; null when it was told before. */
function changeOf({ service, deployment }, told) {
  if (!deployment) return null;
  const change = { service, ...stageOf(deployment) };
  const said = JSON.stringify(change);
  if (told.get(service) === said) return null;
  told.set(service, said);
  return change;
}

function stageOf({ id, status, lifecycle }) {
  if (ENDED.includes(status)) return { kind: "ended", id, status };
  const step = stepOf({ status, lifecycle });
  return step === status ? { kind: "began", id } : { kind: "step", id, step };
}
