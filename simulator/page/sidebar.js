/** The left side: the workspace, whom the page acts as, the channels, the app, and the world's panel. */

import { appAvatar, avatar } from "./avatar.js";
import { el, icon } from "./dom.js";
import { go } from "./go.js";
import { among, openMenu } from "./menu.js";
import { HOME, directChannel, isDirect, me, on, state, visibleChannels } from "./state.js";
import { t } from "./words.js";
import { worldPanel } from "./world.js";

/** Draws the sidebar; `close` puts it away on narrow screens. */
export function sidebar(close) {
  const top = el("div", { class: "sidebar-top" });
  const lists = el("nav", { class: "sidebar-lists" });
  const node = el("div", { class: "sidebar", id: "sidebar" }, top, lists, worldPanel());
  node.addEventListener("keydown", (event) => event.key === "Escape" && close());

  const drawLists = () => lists.replaceChildren(...channelList(close), ...appList(close));
  on("me", () => {
    lists.setAttribute("aria-label", t("menu"));
    document.documentElement.lang = me().locale.slice(0, 2);
    top.replaceChildren(el("div", { class: "team" }, state.team.name), whoButton());
    drawLists();
  });
  ["channels", "place"].forEach((topic) => on(topic, drawLists));
  return node;
}

/** The switch between people. */
function whoButton() {
  const user = me();
  const options = [...state.users.values()].map((one) => ({
    value: one.id,
    text: { type: "plain_text", text: one.real_name || one.name, emoji: false },
    description: { text: `${roleName(one)} · ${one.locale}` },
    icon: avatar(one),
  }));
  const open = (event) =>
    openMenu(event.currentTarget, {
      label: t("act_as_title"),
      selected: [state.me],
      load: among([{ options }]),
      pick: (option) => go.become(option.value),
    });
  return el(
    "button",
    {
      type: "button",
      class: "who",
      title: t("act_as_title"),
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      on: { click: open },
    },
    avatar(user),
    el(
      "span",
      { class: "who-text" },
      el("small", {}, `${t("act_as")} · ${roleName(user)}`),
      el("b", {}, user.real_name || user.name),
    ),
    icon("down"),
  );
}

function roleName(user) {
  const key = `role_${user.role}`;
  return ["role_deployer", "role_approver", "role_admin", "role_guest"].includes(key) ? t(key) : (user.role ?? "");
}

function channelList(close) {
  const row = (channel) =>
    placeRow({
      picture: icon(channel.is_private ? "lock" : "hash"),
      name: channel.name,
      count: state.unread.get(channel.id),
      current: state.place === channel.id,
      open: () => (close(), go.channel(channel.id)),
    });
  return [el("h2", {}, t("channels")), el("ul", {}, ...visibleChannels().map(row))];
}

function appList(close) {
  const direct = directChannel();
  const place = state.channels.get(state.place);
  const row = placeRow({
    picture: appAvatar("tiny"),
    name: state.bot.name,
    count: direct && state.unread.get(direct.id),
    current: state.place === HOME || Boolean(place && isDirect(place)),
    open: () => (close(), direct && state.unread.has(direct.id) ? go.channel(direct.id) : go.home()),
  });
  return [el("h2", {}, t("apps")), el("ul", {}, row)];
}

function placeRow({ picture, name, count, current, open }) {
  const badge = count > 0 && el("span", { class: "unread-count" }, String(count));
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: count ? "place unread" : "place",
        "aria-current": current ? "page" : null,
        on: { click: open },
      },
      picture,
      el("span", {}, name),
      badge,
    ),
  );
}
