/** The field to write in: messages and slash commands, with completion. */

import { api } from "./api.js";
import { completion, usageOf } from "./completion.js";
import { el, icon, uid } from "./dom.js";
import { Listbox } from "./listbox.js";
import { emit, on, state } from "./state.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const HINT = "/platform-deploy demo-backend v2";
const HINT_DONE = "subaku.hint.done";

export class Composer {
  constructor({ inThread = false } = {}) {
    this.inThread = inThread;
    this.place = null;
    this.drafts = new Map();
    this.found = null;
    this.build();
    on("me", () => this.label());
    on("channels", () => this.label());
  }

  build() {
    const listId = uid("commands");
    this.field = el("textarea", {
      rows: 1,
      class: "composer-field",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-controls": listId,
      "aria-haspopup": "listbox",
      on: { input: () => this.typed(), keydown: (event) => this.key(event), blur: () => this.suggest(null) },
    });
    this.list = el("ul", { id: listId, class: "commands", role: "listbox", hidden: true });
    this.box = new Listbox(this.list, this.field, (option) => this.take(option));
    this.usage = el("div", { class: "usage", role: "status" });
    this.send = el("button", { type: "submit", class: "send", "aria-label": t("send"), disabled: true }, icon("send"));
    this.hint = el("div", { class: "hint-line", hidden: true });
    const box = el("div", { class: "composer-box" }, this.field, this.usage, this.send);
    this.form = el("form", { class: "composer-form", on: { submit: (event) => this.submit(event) } }, this.list, box);
    this.join = el("div", { class: "join", hidden: true });
    this.node = el("div", { class: "composer" }, this.hint, this.form, this.join);
  }

  /** Stands at a channel, or at a thread in it; what was typed elsewhere is kept there. */
  at(channel, thread = null) {
    if (this.place && this.field.value) this.drafts.set(this.draft, this.field.value);
    else if (this.place) this.drafts.delete(this.draft);
    this.place = { channel, thread };
    this.field.value = this.drafts.get(this.draft) ?? "";
    this.label();
    this.typed();
  }

  /** The key of what is typed here but not sent. */
  get draft() {
    return `${this.place.channel}/${this.place.thread ?? ""}`;
  }

  label() {
    if (!this.place) return;
    const channel = state.channels.get(this.place.channel);
    const name = this.place.channel.startsWith("D") ? state.bot.name : `#${channel?.name ?? ""}`;
    const label = this.inThread ? t("composer_thread") : t("composer", { name });
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
    this.send.setAttribute("aria-label", t("send"));
    this.list.setAttribute("aria-label", t("commands"));
    this.drawHint();
    this.drawJoin(channel, name);
  }

  /** Who isn't in the channel joins it before they write. */
  drawJoin(channel, name) {
    const outside = Boolean(channel) && !channel.members.includes(state.me);
    this.join.hidden = !outside;
    this.form.hidden = outside;
    if (outside) this.hint.hidden = true;
    const join = async () => {
      const answer = await api.join(state.me, channel.id);
      if (!answer.ok) return toast(answer.error);
      channel.members = [...channel.members, state.me];
      return emit("channels");
    };
    this.join.replaceChildren(
      t("join_why", { name }),
      el("button", { type: "button", class: "button primary", on: { click: join } }, t("join")),
    );
  }

  /** The line for newcomers, until the first command. */
  drawHint() {
    this.hint.hidden = this.inThread || Boolean(localStorage.getItem(HINT_DONE));
    const fill = () => {
      this.field.value = HINT;
      this.typed();
      this.field.focus();
    };
    this.hint.replaceChildren(
      el("span", {}, `${t("hint")} `),
      el("button", { type: "button", class: "hint-command", on: { click: fill } }, HINT),
    );
  }

  typed() {
    const text = this.field.value;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    this.send.disabled = !text.trim();
    this.usage.textContent = usageOf(text);
    const typing = document.activeElement === this.field && this.field.selectionStart === this.field.selectionEnd;
    this.suggest(typing ? completion(text.slice(0, this.field.selectionStart)) : null);
  }

  /** Offers what `completion` found, nothing for null. */
  suggest(found) {
    this.found = found;
    this.list.hidden = !found;
    this.box.show(
      (found?.options ?? []).map((option) => ({ node: row(option), value: option })),
      found?.marked,
    );
  }

  take({ insert }) {
    const { value, selectionStart: caret } = this.field;
    const before = `${value.slice(0, this.found.from)}${insert} `;
    this.field.value = before + value.slice(caret).trimStart();
    this.field.setSelectionRange(before.length, before.length);
    this.typed();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.found && this.keyInList(event)) return event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey) return undefined;
    event.preventDefault();
    return this.form.requestSubmit();
  }

  /** Arrows mark, Tab and Enter take; but Enter sends what is written out already. */
  keyInList(event) {
    const marked = this.box.row && this.found.options[this.box.at];
    if (event.key === "Enter" && (event.shiftKey || marked?.insert === this.field.value)) return false;
    if (event.key === "Escape") this.suggest(null);
    else if (event.key === "Tab" && !event.shiftKey) this.take(marked ?? this.found.options[0]);
    else return this.box.key(event);
    return true;
  }

  async submit(event) {
    event.preventDefault();
    const typed = this.field.value.trim();
    if (!typed) return;
    const isCommand = typed.startsWith("/");
    const { channel, thread } = this.place;
    this.field.value = "";
    this.typed();
    if (isCommand) this.learned();
    this.node.classList.add("busy");
    const answer = await api.say({ user: state.me, channel, text: typed, ...(thread && { thread_ts: thread }) });
    this.node.classList.remove("busy");
    // A command that failed after it was sent is told as a message, as in Slack; what was not sent is kept.
    if (!answer.ok && answer.kind !== "command") this.failed(typed, answer.error);
  }

  learned() {
    localStorage.setItem(HINT_DONE, "yes");
    this.hint.hidden = true;
  }

  failed(typed, sentence) {
    toast(sentence);
    if (!this.field.value) this.field.value = typed;
    this.typed();
  }
}

function row({ name, hint, says, picture }) {
  const words = el(
    "span",
    { class: "option-name" },
    el("b", {}, name),
    hint && el("span", { class: "usage-hint" }, hint),
  );
  return el("li", {}, picture, words, says && el("small", {}, says));
}
