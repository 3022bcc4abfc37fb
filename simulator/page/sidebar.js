/** The left side: whom the page acts as and in which language, the channels, and the app. */

import { api } from "./api.js";
import { appAvatar, avatar } from "./avatar.js";
import { el, icon } from "./dom.js";
import { go } from "./go.js";
import { among, openMenu } from "./menu.js";
import { HOME, directChannel, isDirect, me, on, state, visibleChannels } from "./state.js";
import { tried } from "./toast.js";
import { botDot } from "./topbar.js";
import { unread } from "./unread.js";
import { language, t } from "./words.js";

const SPOKEN = { ko: ["ko-KR", "한국어"], ja: ["ja-JP", "日本語"], en: ["en-US", "English"] };
const ROLES = ["deployer", "approver", "admin", "guest"];
const NOTHING = { count: 0, mentions: 0 };

/** Draws the sidebar; `close` puts it away on narrow screens. */
export function sidebar(close) {
  const top = el("div", { class: "sidebar-top" });
  const lists = el("div", { class: "sidebar-lists" });
  const node = el("nav", { class: "sidebar" }, top, lists);
  node.addEventListener("keydown", (event) => event.key === "Escape" && close());

  const drawLists = () => {
    const focused = lists.contains(document.activeElement) && document.activeElement.dataset.place;
    lists.replaceChildren(...channelList(close), ...appList(close));
    if (focused) lists.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
    drawTitle();
  };
  on("me", () => {
    node.setAttribute("aria-label", t("menu"));
    document.documentElement.lang = language();
    top.replaceChildren(whoButton(), languages());
    drawLists();
  });
  ["channels", "place", "unread", "world"].forEach((topic) => on(topic, drawLists));
  return node;
}

/** The tab says how much was said to the one who looks. */
function drawTitle() {
  const channels = [directChannel(), ...visibleChannels()].filter(Boolean);
  const mentions = channels.reduce((sum, channel) => sum + unread(channel).mentions, 0);
  document.title = `${mentions ? `(${mentions}) ` : ""}${state.bot.name} · ${state.team.name}`;
}

/** The switch between people. */
function whoButton() {
  const user = me();
  const options = [...state.users.values()].map((one) => ({
    value: one.id,
    text: { type: "plain_text", text: one.real_name || one.name, emoji: false },
    description: { text: `${roleName(one)} · ${SPOKEN[one.locale.slice(0, 2)]?.[1] ?? one.locale}` },
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
  return ROLES.includes(user.role) ? t(`role_${user.role}`) : (user.role ?? "");
}

/** As in Slack a language is the person's own: the page, Slack and the bot all speak it from now on. */
function languages() {
  const button = ([short, [locale, name]]) =>
    el(
      "button",
      {
        type: "button",
        class: "segment",
        lang: short,
        "aria-pressed": String(language() === short),
        on: { click: () => tried(api.person(state.me, { locale })) },
      },
      name,
    );
  const buttons = Object.entries(SPOKEN).map(button);
  return el("div", { class: "segments languages", role: "group", "aria-label": t("language") }, ...buttons);
}

function channelList(close) {
  const row = (channel) =>
    placeRow({
      id: channel.id,
      picture: icon(channel.is_private ? "lock" : "hash"),
      name: channel.name,
      news: unread(channel),
      current: state.place === channel.id,
      open: () => (close(), go.channel(channel.id)),
    });
  return [el("h2", {}, t("channels")), el("ul", {}, ...visibleChannels().map(row))];
}

function appList(close) {
  const direct = directChannel();
  const place = state.channels.get(state.place);
  const news = direct ? unread(direct) : NOTHING;
  const row = placeRow({
    id: HOME,
    picture: el("span", { class: "app-face" }, appAvatar("tiny"), botDot()),
    name: state.bot.name,
    news,
    current: state.place === HOME || Boolean(place && isDirect(place)),
    open: () => (close(), news.count ? go.channel(direct.id) : go.home()),
  });
  return [el("h2", {}, t("apps")), el("ul", {}, row)];
}

function placeRow({ id, picture, name, news, current, open }) {
  const props = {
    type: "button",
    class: news.count ? "place unread" : "place",
    "aria-current": current ? "page" : null,
    data: { place: id },
    on: { click: open },
  };
  return el("li", {}, el("button", props, picture, el("span", { class: "place-name" }, name), badge(news)));
}

/** A number for what was said to the one who looks, a dot for everything else. */
function badge({ count, mentions }) {
  if (mentions) {
    const label = t("mentions", { n: mentions });
    return el("span", { class: "unread-count", role: "img", "aria-label": label, title: label }, String(mentions));
  }
  const label = t("unread", { n: count });
  return count > 0 && el("span", { class: "unread-dot", role: "img", "aria-label": label, title: label });
}
