/** Ctrl+K: from anywhere to a channel, the app, the world's panel, or into somebody else's shoes. */

import { appAvatar, avatar } from "./avatar.js";
import { el, icon, uid } from "./dom.js";
import { go } from "./go.js";
import { Listbox } from "./listbox.js";
import { directChannel, state, visibleChannels } from "./state.js";
import { t } from "./words.js";

/** Puts the dialog and its shortcut on the page. `openWorld` shows the world's panel. */
export function quickSwitcher(openWorld) {
  const switcher = new Switcher(openWorld);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    switcher.toggle();
  });
  return switcher;
}

class Switcher {
  constructor(openWorld) {
    this.openWorld = openWorld;
    const listId = uid("places");
    this.field = el("input", {
      type: "text",
      class: "switcher-field",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-controls": listId,
      "aria-expanded": "true",
      on: { input: () => this.draw(), keydown: (event) => this.box.key(event) && event.preventDefault() },
    });
    this.list = el("ul", { id: listId, role: "listbox" });
    this.note = el("p", { class: "switcher-note", role: "status" });
    this.box = new Listbox(this.list, this.field, (place) => this.take(place));
    this.node = el("dialog", { class: "dialog switcher" }, this.field, this.note, this.list);
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
  }

  toggle() {
    if (this.node.open) return this.node.close();
    this.field.value = "";
    this.field.placeholder = t("jump");
    [this.field, this.list, this.node].forEach((node) => node.setAttribute("aria-label", t("jump")));
    this.node.showModal();
    this.draw();
    return this.field.focus();
  }

  draw() {
    const wanted = this.field.value.trim().toLowerCase().replace(/^[#@]/, "");
    const found = places(this.openWorld).filter(({ name, also = "" }) =>
      `${name} ${also}`.toLowerCase().includes(wanted),
    );
    this.note.textContent = found.length ? "" : t("jump_none");
    this.box.show(found.map((place) => ({ node: row(place), value: place })));
  }

  take({ open }) {
    this.node.close();
    open();
  }
}

/** Everything that one can go to, in the order of the sidebar. */
function places(openWorld) {
  const direct = directChannel();
  const others = [...state.users.values()].filter(({ id }) => id !== state.me);
  return [
    ...visibleChannels().map(({ id, name }) => ({ name, picture: icon("hash"), open: () => go.channel(id) })),
    { name: `${state.bot.name} · ${t("home")}`, picture: appAvatar("tiny"), open: () => go.home() },
    direct && {
      name: t("messages_with", { name: state.bot.name }),
      picture: appAvatar("tiny"),
      open: () => go.channel(direct.id),
    },
    { name: t("world"), also: "world aws", picture: icon("globe"), open: openWorld },
    ...others.map((user) => ({
      name: t("be", { name: user.real_name || user.name }),
      also: `${user.name} ${user.role}`,
      picture: avatar(user, "tiny"),
      open: () => go.become(user.id),
    })),
  ].filter(Boolean);
}

function row({ name, picture }) {
  return el("li", {}, picture, el("span", { class: "option-text" }, name));
}
