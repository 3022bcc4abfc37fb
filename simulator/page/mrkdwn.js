/** Slack's mrkdwn, drawn as nodes: never through innerHTML, so what a person typed stays text. */

import { el } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { channelLink, groupMention, link, userMention, broadcast } from "./entities.js";
import { dateOf, formatDate, fullTime } from "./time.js";

// Slack formats only between word boundaries: a Korean particle right after `code` leaves the backticks as they are.
const BEFORE = "(?<![\\p{L}\\p{N}])";
const AFTER = "(?![\\p{L}\\p{N}])";
const span = (mark, name) => `${BEFORE}${mark}(?<${name}>[^\\s${mark}](?:[^\\n${mark}]*[^\\s${mark}])?)${mark}${AFTER}`;

const INLINE = [
  `${BEFORE}\`(?<code>[^\`\\n]+)\`${AFTER}`,
  "<(?<entity>[^<>\\n]+)>",
  ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-\\d)?):",
  "(?<url>https?://[^\\s<>|`*]*[^\\s<>|`*.,;:!?)\\]])",
  span("\\*", "bold"),
  span("_", "italic"),
  span("~", "strike"),
].join("|");

const WORD = /[\p{L}\p{N}]/u;
const SHORT = 24; // characters of a name that no line break should tear apart

/** How each is drawn; `within`: whether words stand before it. */
const DRAW = {
  code: (text) => el("code", { class: text.length <= SHORT ? "short" : null }, unescape(text)),
  entity: drawEntity,
  emoji: (name) => emoji(name),
  url: (url) => link(unescape(url)),
  bold: (text) => el("strong", {}, ...inline(text)),
  italic: (text) => el("em", {}, ...inline(text)),
  strike: (text) => el("s", {}, ...inline(text)),
};

/** `&amp; &lt; &gt;` as the characters that they stand for. */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** An emoji, or its `:name:` where it isn't known here. */
export function emoji(name) {
  const character = emojiOf(name);
  return character
    ? el("span", { class: "emoji", role: "img", "aria-label": name, title: `:${name}:` }, character)
    : `:${name}:`;
}

/** A text object (`plain_text` or `mrkdwn`) as nodes. */
export function drawText(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text, object.emoji !== false);
}

/** Text without formatting; emoji names become emoji. */
export function plain(text, withEmoji = true) {
  if (!withEmoji) return [unescape(text)];
  return drawMatches(text, /:(?<emoji>[a-z0-9_+'-]+):/g, unescape);
}

/** mrkdwn as a list of nodes. */
export function mrkdwn(text) {
  const parts = text.split(/\n?```\n?([\s\S]+?)\n?```\n?/g);
  return parts.flatMap((part, index) => (index % 2 ? [el("pre", {}, unescape(part))] : prose(part)));
}

const QUOTE = /^(?:&gt;|>)\s?/;
const ITEM = /^\s*(?:[•◦▪]|\d+\.)\s/;

/** Lines: quotes are gathered, list items hang, the rest is text with line breaks. */
function prose(text) {
  const nodes = [];
  let quote = null;
  let broken = true;
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    const block = quoted || ITEM.test(line);
    if (!broken && !block) nodes.push(el("br"));
    if (quoted) nodes.push(...(quote ? [] : [(quote = el("blockquote"))]));
    if (quoted) quote.append(el("div", {}, ...inline(line.replace(QUOTE, ""))));
    else if (block) nodes.push(el("div", { class: "hanging" }, ...inline(line)));
    else nodes.push(...inline(line));
    if (!quoted) quote = null;
    broken = block;
  }
  return nodes;
}

function inline(text) {
  return drawMatches(text, new RegExp(INLINE, "gu"), unescape);
}

/** The text between matches through `between`, each match through the drawer of its group. */
function drawMatches(text, pattern, between) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) nodes.push(between(text.slice(at, match.index)));
    const [name, value] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    nodes.push(DRAW[name](value, WORD.test(text.slice(0, match.index))));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(between(text.slice(at)));
  return nodes;
}

/** What stands between `<` and `>`: a mention, a date, a link. */
function drawEntity(body, within) {
  const [target, ...rest] = body.split("|");
  const label = rest.length ? rest.join("|") : null;
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) return drawDate(target.slice(6), label, within);
  if (target.startsWith("!")) return broadcast(target.slice(1));
  return link(unescape(target), label === null ? null : plain(label)) ?? `<${unescape(body)}>`;
}

function drawDate(body, fallback, within) {
  const [epoch, format, url] = body.split("^");
  if (!/^\d{1,12}$/.test(epoch) || !format) return unescape(fallback ?? body);
  const words = formatDate(epoch, format, within);
  const node = el("time", { title: fullTime(dateOf(epoch)), datetime: dateOf(epoch).toISOString() }, words);
  return (url && link(unescape(url), [node])) || node;
}
