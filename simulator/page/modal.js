/** Modals: the stack of views of the one who looks, the top one in a dialog. */

import { api } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { el, icon, uid } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { emit, on, state } from "./state.js";
import { closeView } from "./stream.js";
import { ViewSurface } from "./surface.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const surfaces = new Map();
const busy = new Set();

/** Draws the dialog, closed while the stack is empty. */
export function modalDialog() {
  const dialog = el("dialog", { class: "dialog modal" });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    dismiss(state.views.at(-1));
  });
  on("views", () => {
    forgetOthers();
    const view = state.views.at(-1);
    if (view) draw(dialog, view);
    else if (dialog.open) dialog.close();
  });
  return dialog;
}

function forgetOthers() {
  const open = new Set(state.views.map((view) => view.id));
  for (const id of surfaces.keys()) if (!open.has(id)) surfaces.delete(id);
}

function draw(dialog, view, errors = view.errors ?? {}) {
  if (!surfaces.has(view.id)) surfaces.set(view.id, new ViewSurface(view.id));
  const focused = dialog.contains(document.activeElement) && document.activeElement.dataset.action;
  const scrolled = dialog.dataset.view === view.id ? (dialog.querySelector(".modal-body")?.scrollTop ?? 0) : 0;
  dialog.dataset.view = view.id;
  dialog.replaceChildren(form(dialog, view, surfaces.get(view.id), errors));
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(".modal-body").scrollTop = scrolled;
  const wrong = dialog.querySelector("[aria-invalid]");
  const back = focused ? dialog.querySelector(`[data-action="${CSS.escape(focused)}"]`) : null;
  (
    wrong ??
    back ??
    dialog.querySelector(".modal-body :is(input, textarea, button:not(.chip button))") ??
    dialog.querySelector("footer button")
  )?.focus();
}

function form(dialog, view, surface, errors) {
  const titleId = uid("title");
  dialog.setAttribute("aria-labelledby", titleId);
  const waits = busy.has(view.id);
  const submit =
    view.submit &&
    el("button", { type: "submit", class: "button primary", "aria-busy": String(waits) }, ...plain(view.submit.text));
  const close = el(
    "button",
    { type: "button", class: "button", on: { click: () => dismiss(view) } },
    ...(view.close ? plain(view.close.text) : [view.submit ? t("cancel") : t("close")]),
  );
  return el(
    "form",
    {
      class: "modal-form",
      novalidate: true,
      on: { submit: (event) => (event.preventDefault(), send(dialog, view, surface)) },
    },
    el(
      "header",
      {},
      el("h2", { id: titleId }, ...plain(view.title.text)),
      el(
        "button",
        { type: "button", class: "tool", "aria-label": t("close"), on: { click: dismissAll } },
        icon("close"),
      ),
    ),
    el("div", { class: "modal-body" }, drawBlocks(view.blocks, surface, errors)),
    el("footer", {}, close, submit),
  );
}

function dismiss(view) {
  closeView(view.id);
  api.close({ user: state.me, view_id: view.id });
}

/** The cross closes the whole stack. */
function dismissAll() {
  const top = state.views.at(-1);
  state.views = [];
  emit("views");
  api.close({ user: state.me, view_id: top.id, all: true });
}

/** Sends the form; what is missing is said before anything is sent, as Slack's client does. */
async function send(dialog, view, surface) {
  if (busy.has(view.id)) return;
  const missing = required(view, surface.values);
  if (Object.keys(missing).length) return draw(dialog, view, missing);
  setBusy(dialog, view, true);
  const result = await api.submit({ user: state.me, view_id: view.id, values: valuesOf(view, surface.values) });
  setBusy(dialog, view, false);
  settle(dialog, view, result);
  return undefined;
}

function setBusy(dialog, view, isBusy) {
  if (isBusy) busy.add(view.id);
  else busy.delete(view.id);
  if (dialog.dataset.view === view.id) dialog.querySelector("[type=submit]")?.setAttribute("aria-busy", String(isBusy));
}

/** After the answer: errors stay in the form, an update or a push comes over the stream, otherwise it closes. */
function settle(dialog, view, result) {
  const now = state.views.find((open) => open.id === view.id);
  if (result.response_action === "errors") return now && draw(dialog, now, result.errors);
  if (!result.ok) return toast(result.error);
  if (result.response_action === "clear") state.views = [];
  return ["update", "push"].includes(result.response_action) ? undefined : closeView(view.id);
}

const inputs = (view) => view.blocks.filter((block) => block.type === "input");

function required(view, values) {
  const empty = (block) => {
    const { type: _, ...answer } = values[block.block_id]?.[block.element.action_id] ?? {};
    return Object.values(answer).every((value) => value === null || value === "" || value?.length === 0);
  };
  return Object.fromEntries(
    inputs(view)
      .filter((block) => !block.optional && empty(block))
      .map((block) => [block.block_id, t("required")]),
  );
}

/** The state of the blocks that the view has now: an update may have taken some away. */
function valuesOf(view, values) {
  const ids = new Set(view.blocks.map((block) => block.block_id));
  return Object.fromEntries(Object.entries(values).filter(([id]) => ids.has(id)));
}
