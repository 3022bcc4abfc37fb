/** A line that says what went wrong, for a few seconds, where everybody sees it. */

import { el } from "./dom.js";

const SHOWN_MS = 6000;

export function toast(sentence) {
  const host = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const node = el("div", { class: "toast", role: "alert" }, sentence);
  host.append(node);
  setTimeout(() => node.remove(), SHOWN_MS);
}

/** Whether a call to the world went well; what went wrong is said. */
export async function tried(call) {
  const answer = await call;
  if (!answer.ok) toast(answer.error);
  return answer.ok;
}
