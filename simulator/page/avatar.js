/** Faces without pictures: initials on the person's colour; the app has its melon. */

import { el } from "./dom.js";
import { state } from "./state.js";

const SLACKBOT = "USLACKBOT";
const COLOURS = ["2f6fd6", "1f8a5b", "b3541e", "8a4fbf", "c0365a", "0f7c8a", "6b6f1d", "a3478c"];

/** A person's face; `size` is "", "tiny" or "big". */
export function avatar(user, size = "") {
  const colour = (user?.color ?? COLOURS[hash(user?.id ?? "") % COLOURS.length]).replace(/^#?/, "#");
  return el(
    "span",
    { class: `avatar ${size}`.trim(), style: { "--colour": colour }, "aria-hidden": "true" },
    initials(user?.real_name || user?.name || "?"),
  );
}

/** The app's face. */
export function appAvatar(size = "") {
  return el("span", { class: `avatar melon ${size}`.trim(), "aria-hidden": "true" }, "🍉");
}

/** The face of whoever wrote a message. */
export function authorAvatar(message) {
  if (message.user === SLACKBOT) return avatar({ id: SLACKBOT, name: "Slackbot" });
  return isApp(message) ? appAvatar() : avatar(state.users.get(message.user));
}

export function isApp(message) {
  return Boolean(message.bot_id) || message.user === state.bot.user_id || message.user === SLACKBOT;
}

export function authorName(message) {
  if (message.user === SLACKBOT) return "Slackbot";
  if (isApp(message)) return message.username ?? state.bot.name;
  const user = state.users.get(message.user);
  return user?.real_name || user?.name || message.user;
}

/** One letter of Hangul, kana or kanji; else the first letters of two words. */
function initials(name) {
  const letters = [...name.trim()];
  if (/[\u3040-\u9fff\uac00-\ud7af]/.test(letters[0])) return letters[0];
  return name
    .split(/[\s._-]+/)
    .slice(0, 2)
    .map((word) => word[0] ?? "")
    .join("")
    .toUpperCase();
}

function hash(text) {
  return [...text].reduce((sum, letter) => sum * 31 + letter.codePointAt(0), 7) >>> 0;
}
