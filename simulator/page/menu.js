/** The list that drops down from a select, an overflow button or a switch, with type-ahead and arrow keys. */

import { el, icon, uid } from "./dom.js";
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
    this.at = -1;
    this.options = [];
    this.asked = 0;
  }

  open() {
    this.build();
    (this.anchor.closest("dialog") ?? document.body).append(this.panel);
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
    this.options = groups.flatMap((group) => group.options);
    this.list.replaceChildren(
      ...groups.flatMap((group) =>
        [group.label && groupLabel(group.label), ...group.options.map((option) => this.row(option))].filter(Boolean),
      ),
    );
    this.move(
      Math.max(
        0,
        this.options.findIndex((option) => this.selected.includes(option.value)),
      ),
    );
  }

  row(option) {
    const chosen = this.selected.includes(option.value);
    return el(
      "li",
      { id: uid("option"), role: "option", "aria-selected": String(chosen), on: { click: () => this.choose(option) } },
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

  get rows() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  move(to) {
    const rows = this.rows;
    this.at = rows.length ? (to + rows.length) % rows.length : -1;
    rows.forEach((row, index) => row.classList.toggle("active", index === this.at));
    rows[this.at]?.scrollIntoView({ block: "nearest" });
    (this.field || this.list).setAttribute("aria-activedescendant", rows[this.at]?.id ?? "");
  }

  key(event) {
    if (event.isComposing) return;
    const act = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.options[this.at] && this.choose(this.options[this.at]),
      Tab: () => this.panel.hidePopover(),
    }[event.key];
    if (!act) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
    act();
  }

  choose(option) {
    const known = this.selected.includes(option.value);
    if (this.multiple)
      this.selected = known
        ? this.selected.filter((value) => value !== option.value)
        : [...this.selected, option.value];
    this.pick(option);
    if (!this.multiple) return this.panel.hidePopover();
    this.rows[this.at]?.setAttribute("aria-selected", String(!known));
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
