/** Mentions and links: what a message points at. */

import { el } from "./dom.js";
import { go } from "./go.js";
import { state } from "./state.js";

const SAFE = /^(https?:|mailto:|slack:)/i;
const PERMALINK = /\/archives\/([CDG]\w+)\/p(\d{10})(\d{6})(?:\?.*?thread_ts=([\d.]+))?/;

/** A link; null for an address that no browser should follow. A permalink opens its message on this page. */
export function link(url, label = null) {
  if (!SAFE.test(url)) return null;
  const props = { href: url, target: "_blank", rel: "noopener noreferrer", class: "link" };
  const place = url.match(PERMALINK);
  if (place) props.on = { click: (event) => follow(event, place) };
  return el("a", props, ...(label ?? [url]));
}

function follow(event, [, channel, seconds, micros, thread]) {
  if (!state.channels.has(channel)) return;
  event.preventDefault();
  go.message(channel, `${seconds}.${micros}`, thread);
}

export function userMention(id, label = null) {
  const user = state.users.get(id);
  const isApp = id === state.bot?.user_id;
  const name = user?.real_name || user?.name || (isApp ? state.bot.name : label) || id;
  return el("span", { class: id === state.me ? "mention mine" : "mention", data: { user: id } }, `@${name}`);
}

export function groupMention(id, label = null) {
  const group = state.groups.get(id);
  const mine = group?.users.includes(state.me);
  return el("span", { class: mine ? "mention mine" : "mention" }, group ? `@${group.handle}` : (label ?? id));
}

export function broadcast(range) {
  return el("span", { class: "mention mine" }, `@${range}`);
}

export function channelLink(id, label = null) {
  const channel = state.channels.get(id);
  const name = `#${channel?.name ?? label ?? id}`;
  if (!channel) return el("span", { class: "mention" }, name);
  return el("button", { class: "mention", type: "button", on: { click: () => go.channel(id) } }, name);
}
