/** The thread beside the channel: its root, its replies, and a composer of its own. */

import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { go } from "./go.js";
import { MessageList } from "./list.js";
import { HOME, on, replies, state } from "./state.js";
import { t } from "./words.js";

/** Draws the pane, hidden while no thread is open. */
export function threadPane() {
  const list = new MessageList({ label: t("thread"), inThread: true });
  const composer = new Composer({ inThread: true });
  const head = el("header", { class: "pane-head" });
  const node = el(
    "aside",
    { class: "thread", "aria-label": t("thread"), hidden: true },
    head,
    list.node,
    composer.node,
  );
  node.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());

  const sync = () => {
    const root = state.messages.get(state.place)?.get(state.thread);
    if (!root) return;
    list.sync(state.place, [root, ...replies(state.place, state.thread)]);
  };
  on("thread", () => {
    const open = Boolean(state.thread) && state.place !== HOME;
    node.hidden = !open;
    if (!open) return;
    head.replaceChildren(...heading());
    list.clear();
    sync();
    composer.at(state.place, state.thread);
  });
  on("messages", (channel) => channel === state.place && state.thread && sync());
  on("me", () => {
    list.clear();
    [list.node, node].forEach((part) => part.setAttribute("aria-label", t("thread")));
  });
  return node;
}

function heading() {
  const name = state.channels.get(state.place)?.name ?? "";
  return [
    el("h2", {}, t("thread")),
    el("span", { class: "topic" }, `# ${name}`),
    el(
      "button",
      { type: "button", class: "tool push-right", "aria-label": t("close_thread"), on: { click: close } },
      icon("close"),
    ),
  ];
}

function close() {
  const root = state.thread;
  go.thread(null);
  document.querySelector(`.channel .message[data-ts="${CSS.escape(root)}"] .thread-bar`)?.focus();
}
