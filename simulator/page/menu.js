/** The list that drops down from a select, an overflow button or a switch, with type-ahead and arrow keys. */

import { el, icon, uid } from "./dom.js";
import { Listbox } from "./listbox.js";
import { drawText, plain } from "./mrkdwn.js";
import { t } from "./words.js";

const TYPING_MS = 200;
const JUST_NOW_MS = 250;
const closedAt = new WeakMap();

/**
 * Opens a list below `anchor`.
 *
 * `load(query)` gives groups `[{label?, options: [{text, value, description?, icon?}]}]`, `selected` the values chosen
 * already, `pick(option)` is told each choice; `multiple` keeps the list open; `search` shows a field to type in.
 */
export function openMenu(anchor, settings) {
  // The press that closed the list by "light dismiss" ends as a click on its anchor: that one must not open it again.
  if (performance.now() - (closedAt.get(anchor) ?? -Infinity) < JUST_NOW_MS) return;
  new Menu(anchor, settings).open();
}

class Menu {
  constructor(anchor, settings) {
    Object.assign(this, { anchor, multiple: false, search: false, selected: [], minLength: 0, ...settings });
    this.asked = 0;
  }

  open() {
    this.build();
    (this.anchor.closest("dialog, main, aside, nav") ?? document.body).append(this.panel);
    this.panel.showPopover();
    this.anchor.setAttribute("aria-expanded", "true");
    this.place();
    (this.search ? this.field : this.list).focus();
    this.ask("");
  }

  build() {
    const id = uid("menu");
    const label = this.label ?? t("choose");
    this.list = el("ul", {
      id,
      role: "listbox",
      tabindex: this.search ? -1 : 0,
      "aria-label": label,
      "aria-multiselectable": this.multiple,
    });
    this.note = el("div", { class: "menu-note", role: "status" });
    this.field =
      this.search &&
      el("input", {
        type: "text",
        role: "combobox",
        class: "menu-search",
        placeholder: t("search"),
        autocomplete: "off",
        "aria-expanded": "true",
        "aria-controls": id,
        "aria-label": label,
        "aria-autocomplete": "list",
        on: { input: () => this.typed() },
      });
    this.panel = el(
      "div",
      { class: "menu", popover: "auto", on: { keydown: (event) => this.key(event) } },
      this.field,
      this.note,
      this.list,
    );
    this.box = new Listbox(this.list, this.field || this.list, (option) => this.choose(option));
    this.panel.addEventListener("toggle", (event) => event.newState === "closed" && this.closed());
  }

  /** Below the anchor, or above it where there is more room. */
  place() {
    const box = this.anchor.getBoundingClientRect();
    const below = window.innerHeight - box.bottom - 12;
    const up = below < 220 && box.top > below;
    const width = Math.min(Math.max(box.width, 240), window.innerWidth - 16);
    const style = this.panel.style;
    style.width = `${width}px`;
    style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
    style.maxHeight = `${Math.min(340, up ? box.top - 12 : below)}px`;
    if (up) style.bottom = `${window.innerHeight - box.top + 4}px`;
    else style.top = `${box.bottom + 4}px`;
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.field.value), TYPING_MS);
  }

  /** Loads and draws; an answer that a later question has overtaken is dropped. */
  async ask(query) {
    const turn = (this.asked += 1);
    if (query.length < this.minLength) return this.draw([], t("type_more", { n: this.minLength }));
    const late = setTimeout(() => this.say(t("loading")), 120);
    try {
      const groups = await this.load(query);
      if (turn === this.asked) this.draw(groups, groups.some((group) => group.options.length) ? "" : t("no_matches"));
    } catch (error) {
      if (turn === this.asked) this.draw([], error.message);
    } finally {
      clearTimeout(late);
    }
    return undefined;
  }

  say(sentence) {
    this.note.textContent = sentence;
  }

  draw(groups, sentence) {
    this.say(sentence);
    const entries = groups.flatMap((group) => [
      ...(group.label ? [{ node: groupLabel(group.label) }] : []),
      ...group.options.map((option) => ({ node: this.row(option), value: option })),
    ]);
    const options = groups.flatMap((group) => group.options);
    const chosen = options.findIndex((option) => this.selected.includes(option.value));
    this.box.show(entries, Math.max(0, chosen));
  }

  row(option) {
    const chosen = this.selected.includes(option.value);
    return el(
      "li",
      { "aria-selected": String(chosen) },
      option.icon,
      el(
        "span",
        { class: "option-text" },
        ...drawText(option.text),
        option.description && el("small", {}, ...plain(option.description.text)),
      ),
      chosen && icon("check"),
    );
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Tab") this.panel.hidePopover();
    else if (event.key === "Escape")
      event.stopPropagation(); // it closes the list alone, by itself
    else if (this.box.key(event)) event.preventDefault();
    else return;
    event.stopPropagation();
  }

  choose(option) {
    const known = this.selected.includes(option.value);
    if (this.multiple)
      this.selected = known
        ? this.selected.filter((value) => value !== option.value)
        : [...this.selected, option.value];
    this.pick(option);
    if (!this.multiple) return this.panel.hidePopover();
    this.box.row?.setAttribute("aria-selected", String(!known));
    return this.ask(this.field ? this.field.value : "");
  }

  closed() {
    closedAt.set(this.anchor, performance.now());
    this.anchor.setAttribute("aria-expanded", "false");
    const inside = this.panel.contains(document.activeElement) || document.activeElement === document.body;
    this.panel.remove();
    if (inside && this.anchor.isConnected) this.anchor.focus();
  }
}

function groupLabel(label) {
  return el("li", { role: "presentation", class: "menu-group" }, ...plain(label.text));
}

/** A `load` for options that are known already: those whose text or description holds the query. */
export function among(groups) {
  return async (query) => {
    const wanted = query.trim().toLowerCase();
    const fits = (option) => `${option.text.text} ${option.description?.text ?? ""}`.toLowerCase().includes(wanted);
    return groups.map((group) => ({ ...group, options: group.options.filter(fits) }));
  };
}
