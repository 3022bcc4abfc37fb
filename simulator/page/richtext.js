/** The `rich_text` block: sections, lists, quotes and preformatted text. */

import { el } from "./dom.js";
import { broadcast, channelLink, groupMention, link, userMention } from "./entities.js";
import { emoji } from "./mrkdwn.js";
import { dateOf, formatDate } from "./time.js";

const PARTS = {
  rich_text_section: (part) => el("div", { class: "rich-section" }, ...inlines(part.elements)),
  rich_text_preformatted: (part) => el("pre", {}, ...inlines(part.elements)),
  rich_text_quote: (part) => el("blockquote", {}, ...inlines(part.elements)),
  rich_text_list: drawList,
};

const INLINE = {
  text: (leaf) => styled(leaf.text, leaf.style),
  link: (leaf) => styled(link(leaf.url, [leaf.text || leaf.url]) ?? (leaf.text || leaf.url), leaf.style),
  emoji: (leaf) => emoji(leaf.name),
  user: (leaf) => userMention(leaf.user_id),
  usergroup: (leaf) => groupMention(leaf.usergroup_id),
  channel: (leaf) => channelLink(leaf.channel_id),
  broadcast: (leaf) => broadcast(leaf.range),
  date: (leaf) =>
    el("time", { datetime: dateOf(leaf.timestamp).toISOString() }, formatDate(leaf.timestamp, leaf.format)),
  color: (leaf) => el("code", {}, el("span", { class: "swatch", style: { background: leaf.value } }), leaf.value),
};

/** A `rich_text` block, or the rich text in a table's cell. */
export function richText(block) {
  return el("div", { class: "rich" }, ...block.elements.map((part) => PARTS[part.type]?.(part) ?? ""));
}

function inlines(elements) {
  return elements.map((leaf) => INLINE[leaf.type]?.(leaf) ?? leaf.text ?? "");
}

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

/** Wraps a node in one element for each style that is on. */
function styled(node, style = {}) {
  const tags = Object.keys(STYLE_TAGS).filter((name) => style[name]);
  return tags.reduceRight((inner, name) => el(STYLE_TAGS[name], {}, inner), node);
}

function drawList(part) {
  const ordered = part.style === "ordered";
  const props = {
    class: `rich-list indent-${part.indent ?? 0}`,
    start: ordered && part.offset ? part.offset + 1 : null,
  };
  const items = part.elements.map((item) => el("li", {}, PARTS[item.type]?.(item) ?? ""));
  return el(ordered ? "ol" : "ul", props, ...items);
}
