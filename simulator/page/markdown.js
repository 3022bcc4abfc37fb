/** The `markdown` block: the standard Markdown that Slack's block takes, drawn as nodes. */

import { el } from "./dom.js";
import { link } from "./entities.js";
import { emoji } from "./mrkdwn.js";

const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "!?\\[(?<label>[^\\]\\n]*)\\]\\((?<url>[^)\\s]+)\\)",
    "\\*\\*(?<bold>[^\\n]+?)\\*\\*",
    "~~(?<strike>[^\\n]+?)~~",
    "(?<![\\p{L}\\p{N}*])[*_](?<italic>[^\\s*_][^\\n*_]*)[*_](?![\\p{L}\\p{N}])",
    ":(?<emoji>[a-z0-9_+'-]+):",
    "(?<bare>https?://[^\\s<>)]+)",
  ].join("|"),
  "gu",
);

/** Each kind of block: the lines that it takes, and how they are drawn. */
const KINDS = [
  { starts: /^```/, take: fence },
  { starts: /^#{1,6}\s/, take: heading },
  { starts: /^(?:---+|\*\*\*+|___+)\s*$/, take: (lines) => (lines.shift(), el("hr")) },
  { starts: /^>/, take: quote },
  { starts: /^\s*(?:[-*+]|\d+[.)])\s/, take: list },
  { starts: /^\|.*\|\s*$/, take: table },
];

/** Markdown as a list of nodes. */
export function markdown(text) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    const kind = KINDS.find(({ starts }) => starts.test(lines[0]));
    if (kind) nodes.push(kind.take(lines));
    else if (lines[0].trim()) nodes.push(paragraph(lines));
    else lines.shift();
  }
  return nodes;
}

function takeWhile(lines, belongs) {
  const taken = [];
  while (lines.length && belongs(lines[0])) taken.push(lines.shift());
  return taken;
}

function fence(lines) {
  lines.shift();
  const inside = takeWhile(lines, (line) => !line.startsWith("```"));
  lines.shift();
  return el("pre", {}, inside.join("\n"));
}

function heading(lines) {
  const [, marks, text] = lines.shift().match(/^(#+)\s+(.*)$/);
  return el("div", { class: "md-heading", role: "heading", "aria-level": marks.length + 2 }, ...inline(text));
}

function quote(lines) {
  const inside = takeWhile(lines, (line) => line.startsWith(">"));
  return el("blockquote", {}, ...markdown(inside.map((line) => line.replace(/^>\s?/, "")).join("\n")));
}

function list(lines) {
  const ordered = /^\s*\d/.test(lines[0]);
  const items = takeWhile(lines, (line) => /^\s*(?:[-*+]|\d+[.)])\s/.test(line));
  return el(ordered ? "ol" : "ul", { class: "rich-list indent-0" }, ...items.map(item));
}

function item(line) {
  const [, space, text] = line.match(/^(\s*)(?:[-*+]|\d+[.)])\s+(.*)$/);
  return el("li", { class: `nested-${Math.min(4, Math.floor(space.length / 2))}` }, ...inline(text));
}

function table(lines) {
  const rows = takeWhile(lines, (line) => /^\|.*\|\s*$/.test(line)).filter((line) => !/^\|[\s:|-]+\|\s*$/.test(line));
  const cells = rows.map((row) => row.trim().slice(1, -1).split("|"));
  const drawn = cells.map((row, at) =>
    el("tr", {}, ...row.map((cell) => el(at ? "td" : "th", {}, ...inline(cell.trim())))),
  );
  return el("div", { class: "table-scroll" }, el("table", {}, ...drawn));
}

function paragraph(lines) {
  const inside = takeWhile(lines, (line) => line.trim() && !KINDS.some(({ starts }) => starts.test(line)));
  const nodes = inside.flatMap((line, at) => (at ? [el("br"), ...inline(line)] : inline(line)));
  return el("p", {}, ...nodes);
}

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(at, match.index), drawInline(match.groups, match[0]));
    at = match.index + match[0].length;
  }
  return [...nodes, text.slice(at)];
}

function drawInline(found, whole) {
  if (found.code !== undefined) return el("code", {}, found.code);
  if (found.url !== undefined) return link(found.url, [found.label || found.url]) ?? whole;
  if (found.bare !== undefined) return link(found.bare);
  if (found.emoji !== undefined) return emoji(found.emoji);
  if (found.bold !== undefined) return el("strong", {}, ...inline(found.bold));
  if (found.strike !== undefined) return el("s", {}, ...inline(found.strike));
  return el("em", {}, ...inline(found.italic));
}
