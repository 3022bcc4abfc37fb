/** The middle of the page: a channel's messages, or the app's home. */

import { drawBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { go } from "./go.js";
import { MessageList } from "./list.js";
import { HOME, directChannel, isDirect, on, roots, state } from "./state.js";
import { ViewSurface } from "./surface.js";
import { t } from "./words.js";

/** Draws the pane, which then follows the state. `openSidebar` is for the button that narrow screens show. */
export function channelPane(openSidebar) {
  const head = el("header", { class: "pane-head" });
  const list = new MessageList({ label: t("messages") });
  const composer = new Composer();
  const home = el("div", { class: "home", role: "region", tabindex: 0 });
  const node = el("main", { class: "channel" }, head, list.node, composer.node, home);

  const drawHead = () => head.replaceChildren(...heading(openSidebar));
  const drawPlace = () => {
    const atHome = state.place === HOME;
    drawHead();
    [list.node, composer.node].forEach((part) => (part.hidden = atHome));
    home.hidden = !atHome;
    list.clear();
    if (atHome) drawHome(home);
    else {
      list.sync(state.place, roots(state.place));
      composer.at(state.place);
    }
  };
  on("place", drawPlace);
  on("me", () => {
    list.clear();
    [list.node, node].forEach((part) => part.setAttribute("aria-label", t("messages")));
    home.setAttribute("aria-label", t("home"));
  });
  on("channels", drawHead);
  on("home", () => state.place === HOME && drawHome(home));
  on(
    "messages",
    (channel) =>
      channel === state.place && list.sync(channel, roots(channel), el("p", { class: "nothing" }, t("empty"))),
  );
  return node;
}

function heading(openSidebar) {
  const menu = el(
    "button",
    { type: "button", class: "tool only-narrow", "aria-label": t("menu"), on: { click: openSidebar } },
    icon("back"),
  );
  const channel = state.channels.get(state.place);
  const isApp = state.place === HOME || (channel && isDirect(channel));
  if (isApp) return [menu, el("h1", {}, "🍉 ", state.bot.name), appTabs()];
  if (!channel) return [menu];
  const title = el("h1", {}, icon(channel.is_private ? "lock" : "hash"), channel.name);
  return [menu, title, el("span", { class: "topic", title: channel.topic }, channel.topic ?? "")];
}

/** Home and Messages: the app's two tabs. */
function appTabs() {
  const direct = directChannel();
  const tab = (name, current, open) =>
    el("button", { type: "button", class: "tab", "aria-current": current ? "page" : null, on: { click: open } }, name);
  return el(
    "nav",
    { class: "tabs", "aria-label": state.bot.name },
    tab(t("home"), state.place === HOME, () => go.home()),
    direct && tab(t("messages"), state.place === direct.id, () => go.channel(direct.id)),
  );
}

function drawHome(host) {
  const view = state.home;
  if (!view) return host.replaceChildren(el("p", { class: "nothing" }, t("home_empty")));
  const inner = el("div", { class: "home-inner" }, drawBlocks(view.blocks, new ViewSurface(view.id)));
  return host.replaceChildren(inner);
}
