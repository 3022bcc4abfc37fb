/** The selects: one or several of options that are given, suggested by the app, or people and channels. */

import { avatar } from "./avatar.js";
import { el, icon, uid } from "./dom.js";
import { among, openMenu } from "./menu.js";
import { drawText, plain } from "./mrkdwn.js";
import { state, visibleChannels } from "./state.js";
import { t } from "./words.js";

const asOption = (value, name, picture) => ({ value, text: { type: "plain_text", text: name }, icon: picture });
const people = () =>
  [...state.users.values()].map((user) => asOption(user.id, user.real_name || user.name, avatar(user, "tiny")));
const places = () => visibleChannels().map((channel) => asOption(channel.id, `# ${channel.name}`));
const given = (element) => element.option_groups ?? [{ options: element.options ?? [] }];

/** What each kind chooses from, and how its answer is named when one or several may be chosen. */
const KINDS = {
  static_select: { groups: given, one: "selected_option", many: "selected_options" },
  external_select: { one: "selected_option", many: "selected_options" },
  users_select: { groups: () => [{ options: people() }], one: "selected_user", many: "selected_users", ids: true },
  channels_select: {
    groups: () => [{ options: places() }],
    one: "selected_channel",
    many: "selected_channels",
    ids: true,
  },
  conversations_select: {
    groups: () => [{ options: places() }],
    one: "selected_conversation",
    many: "selected_conversations",
    ids: true,
  },
};

export const SELECTS = Object.keys(KINDS).flatMap((name) => [name, `multi_${name}`]);

/** A select as a button that opens its list; a multi select has a chip for each choice beside it. */
export function drawSelect(element, block, surface) {
  return new Select(element, block, surface).node;
}

class Select {
  constructor(element, block, surface) {
    Object.assign(this, { element, block, surface });
    this.multiple = element.type.startsWith("multi_");
    this.kind = KINDS[element.type.replace("multi_", "")];
    this.chosen = this.initial();
    this.value = el("span", { class: "select-value", id: uid("value") });
    this.anchor = el(
      "button",
      {
        type: "button",
        class: "select",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        data: { action: element.action_id },
        on: { click: () => this.open() },
      },
      this.value,
      icon("down"),
    );
    this.chips = el("span", { class: "chips" });
    this.node = el(
      "span",
      { class: this.multiple ? "select-multi" : "select-one" },
      this.multiple && this.chips,
      this.anchor,
    );
    surface.begin(block, element, this.answer());
    this.draw();
  }

  /** The options chosen before anybody touched it: what was filled in, else what the app gave. */
  initial() {
    const kept = this.surface.kept(this.block, this.element);
    const name = this.multiple ? this.kind.many : this.kind.one;
    const start = kept ? kept[name] : this.element[name.replace("selected", "initial")];
    const list = (Array.isArray(start) ? start : [start]).filter(Boolean);
    return this.kind.ids ? list.map((id) => this.known(id)) : list;
  }

  known(id) {
    return (
      this.kind
        .groups()
        .flatMap((group) => group.options)
        .find((option) => option.value === id) ?? asOption(id, id)
    );
  }

  answer() {
    const plainOption = ({ icon: _, ...option }) => (this.kind.ids ? option.value : option);
    const list = this.chosen.map(plainOption);
    return this.multiple ? { [this.kind.many]: list } : { [this.kind.one]: list[0] ?? null };
  }

  draw() {
    const placeholder = this.element.placeholder ? plain(this.element.placeholder.text) : [t("choose")];
    const filled = !this.multiple && this.chosen.length > 0;
    this.value.replaceChildren(...(filled ? drawText(this.chosen[0].text) : placeholder));
    this.anchor.classList.toggle("filled", filled);
    this.chips.replaceChildren(...this.chosen.map((option) => this.chip(option)));
  }

  chip(option) {
    const name = option.text.text;
    const remove = el(
      "button",
      { type: "button", "aria-label": `${t("remove")}: ${name}`, on: { click: () => this.toggle(option) } },
      icon("close"),
    );
    return el("span", { class: "chip" }, ...plain(name), remove);
  }

  open() {
    const external = this.element.type.endsWith("external_select");
    openMenu(this.anchor, {
      label: this.block.label?.text ?? this.element.placeholder?.text,
      search: true,
      multiple: this.multiple,
      minLength: external ? (this.element.min_query_length ?? 3) : 0,
      selected: this.chosen.map((option) => option.value),
      load: external
        ? (query) => this.surface.suggest(this.block, this.element, query)
        : among(this.kind.groups(this.element)),
      pick: (option) => (this.multiple ? this.toggle(option) : this.set([option])),
    });
  }

  toggle(option) {
    const without = this.chosen.filter((known) => known.value !== option.value);
    const most = this.element.max_selected_items ?? Infinity;
    if (without.length === this.chosen.length && this.chosen.length >= most) return;
    this.set(without.length < this.chosen.length ? without : [...this.chosen, option]);
  }

  set(options) {
    this.chosen = options;
    this.draw();
    this.surface.change(this.block, this.element, this.answer());
  }
}
