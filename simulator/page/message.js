/** One message: who, when, what it says, reactions, and the way into its thread. */

import { api } from "./api.js";
import { appAvatar, authorAvatar, authorName, avatar, isApp } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { el, icon } from "./dom.js";
import { go } from "./go.js";
import { emoji, mrkdwn } from "./mrkdwn.js";
import { drop, emit, replies, state } from "./state.js";
import { MessageSurface } from "./surface.js";
import { clockTime, dateOf, fullTime, agoName } from "./time.js";
import { t } from "./words.js";

const FACES = 4;

/** Draws a message; `compact` leaves out the face and the name, `inThread` the way into the thread. */
export function drawMessage(channel, message, { compact = false, inThread = false } = {}) {
  const only = message.is_ephemeral;
  const classes = ["message", compact && "compact", only && "ephemeral"].filter(Boolean).join(" ");
  return el(
    "article",
    {
      class: classes,
      data: { ts: message.ts },
      "aria-label": `${authorName(message)}, ${clockTime(dateOf(message.ts))}`,
    },
    only && el("div", { class: "only-you" }, icon("eye"), t("only_you")),
    compact ? el("div", { class: "gutter" }, when(message)) : authorAvatar(message),
    el(
      "div",
      { class: "message-body" },
      !compact && heading(message),
      content(channel, message),
      drawReactions(channel, message),
      only && dismissLink(channel, message),
      !inThread && !only && threadBar(channel, message),
    ),
    !inThread && !only && toolbar(message),
  );
}

function heading(message) {
  const badge = isApp(message) && el("span", { class: "badge" }, t("app"));
  return el(
    "div",
    { class: "message-head" },
    el("strong", { class: "name" }, authorName(message)),
    badge,
    when(message),
  );
}

function when(message) {
  const date = dateOf(message.ts);
  return el("time", { datetime: date.toISOString(), title: fullTime(date) }, clockTime(date));
}

function content(channel, message) {
  if (message.subtype === "tombstone") return el("div", { class: "content edited" }, t("deleted"));
  const lang = languageOf(`${message.text} ${JSON.stringify(message.blocks ?? [])}`);
  const surface = new MessageSurface(channel, message.ts);
  const edited = message.edited && el("span", { class: "edited" }, ` ${t("edited")}`);
  const attachments = (message.attachments ?? []).map((attachment) => drawAttachment(attachment, surface));
  if (message.blocks?.length)
    return el("div", { class: "content", lang }, drawBlocks(message.blocks, surface), edited, ...attachments);
  return el(
    "div",
    { class: "content", lang },
    el("div", { class: "text" }, ...mrkdwn(message.text ?? ""), edited),
    ...attachments,
  );
}

/** What a message is written in, by its letters: lines break where that language breaks them. */
function languageOf(text) {
  if (/\p{Script=Hangul}/u.test(text)) return "ko";
  return /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? "ja" : "en";
}

function drawAttachment(attachment, surface) {
  const inside = attachment.blocks
    ? drawBlocks(attachment.blocks, surface)
    : el("div", {}, ...mrkdwn(attachment.text ?? attachment.fallback ?? ""));
  const colour = /^#?[0-9a-f]{6}$/i.test(attachment.color ?? "") ? attachment.color.replace(/^#?/, "#") : null;
  return el("div", { class: "attachment", style: colour ? { "--bar": colour } : {} }, inside);
}

function drawReactions(channel, message) {
  if (!message.reactions?.length) return null;
  const name = (id) => state.users.get(id)?.real_name ?? (id === state.bot.user_id ? state.bot.name : id);
  const pill = ({ name: emojiName, users = [], count = users.length }) => {
    const mine = users.includes(state.me);
    const toggle = () => api.react({ user: state.me, channel, ts: message.ts, name: emojiName, remove: mine });
    const props = {
      type: "button",
      class: mine ? "reaction mine" : "reaction",
      "aria-pressed": String(mine),
      title: users.map(name).join(", "),
    };
    return el("button", { ...props, on: { click: toggle } }, emoji(emojiName), el("b", {}, String(count)));
  };
  return el("div", { class: "reactions" }, ...message.reactions.map(pill));
}

function dismissLink(channel, message) {
  const dismiss = () => {
    drop(channel, message.ts);
    emit("messages", channel);
  };
  return el("button", { type: "button", class: "link dismiss", on: { click: dismiss } }, t("dismiss"));
}

function threadBar(channel, message) {
  const answers = replies(channel, message.ts).filter((reply) => !reply.is_ephemeral);
  const count = Math.max(answers.length, message.reply_count ?? 0);
  if (!count) return null;
  const faces = [...new Set(answers.map((reply) => (isApp(reply) ? "app" : reply.user)))].slice(0, FACES);
  const label = count === 1 ? t("reply_one") : t("replies", { n: count });
  const last = answers.at(-1);
  return el(
    "button",
    { type: "button", class: "thread-bar", on: { click: () => go.thread(message.ts) } },
    el(
      "span",
      { class: "faces" },
      ...faces.map((id) => (id === "app" ? appAvatar("tiny") : avatar(state.users.get(id), "tiny"))),
    ),
    el("span", { class: "thread-count" }, label),
    last && el("span", { class: "thread-last" }, agoName(dateOf(last.ts))),
  );
}

function toolbar(message) {
  const open = () => go.thread(message.thread_ts ?? message.ts);
  return el(
    "div",
    { class: "message-tools" },
    el(
      "button",
      { type: "button", class: "tool", title: t("reply"), "aria-label": t("reply"), on: { click: open } },
      icon("reply"),
    ),
  );
}

/** Reply count and last reply: what a root shows of its thread, for comparing. */
export function threadState(channel, message) {
  const answers = replies(channel, message.ts);
  return `${answers.length}:${answers.at(-1)?.ts ?? ""}`;
}
