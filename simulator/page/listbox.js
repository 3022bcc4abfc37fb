/** A list that is steered from a field: the field keeps the focus, arrows move the mark, Enter takes what is marked. */

import { uid } from "./dom.js";

export class Listbox {
  /** `list` is the element with the role, `owner` the one with the focus, `pick(value)` is told what was taken. */
  constructor(list, owner, pick) {
    Object.assign(this, { list, owner, pick, at: -1, entries: [] });
  }

  /** Draws entries `{node, value}`; one without a value is a heading. `at` is marked first, none with -1. */
  show(entries, at = 0) {
    this.entries = entries.filter(({ value }) => value !== undefined);
    for (const { node, value } of this.entries) this.prepare(node, value);
    this.list.replaceChildren(...entries.map(({ node }) => node));
    this.mark(at);
  }

  prepare(node, value) {
    node.id = uid("option");
    node.setAttribute("role", "option");
    if (!node.hasAttribute("aria-selected")) node.setAttribute("aria-selected", "false");
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.pick(value));
  }

  /** The row that is marked. */
  get row() {
    return this.entries[this.at]?.node;
  }

  mark(at) {
    const count = this.entries.length;
    this.at = count && at >= 0 ? at % count : -1;
    this.entries.forEach(({ node }, index) => node.classList.toggle("active", index === this.at));
    this.row?.scrollIntoView({ block: "nearest" });
    this.owner.setAttribute("aria-activedescendant", this.row?.id ?? "");
  }

  /** Takes an arrow or an Enter; false for any other key, and for an Enter with nothing marked. */
  key({ key }) {
    if (!this.entries.length) return false;
    if (key === "ArrowDown") this.mark(this.at + 1);
    else if (key === "ArrowUp") this.mark((this.at > 0 ? this.at : this.entries.length) - 1);
    else if (key === "Enter" && this.row) this.pick(this.entries[this.at].value);
    else return false;
    return true;
  }
}
