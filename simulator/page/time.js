/** Slack's times (`1767312000.000100`, epoch seconds) as people read them. */

import { locale, t } from "./words.js";

/** A message's ts, or epoch seconds, as a date. */
export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

export function clockTime(date) {
  return date.toLocaleTimeString(locale(), { hour: "numeric", minute: "2-digit" });
}

export function exactTime(date) {
  return date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

export function fullTime(date) {
  return date.toLocaleString(locale(), { dateStyle: "full", timeStyle: "medium" });
}

const dayNumber = (date) => Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);

export function sameDay(a, b) {
  return dayNumber(a) === dayNumber(b);
}

/** "Today", "Yesterday", "Tomorrow", or the date. */
export function dayName(date) {
  const ago = dayNumber(new Date()) - dayNumber(date);
  if (ago === 0) return t("today");
  if (ago === 1) return t("yesterday");
  if (ago === -1) return t("tomorrow");
  return date.toLocaleDateString(locale(), { weekday: "long", month: "long", day: "numeric" });
}

const plain = (options) => (date) => date.toLocaleDateString(locale(), options);
const isNear = (date) => Math.abs(dayNumber(new Date()) - dayNumber(date)) <= 1;
const nearName = (date, within) => (within ? dayName(date).toLowerCase() : dayName(date));
const near = (draw) => (date, within) => (isNear(date) ? nearName(date, within) : draw(date));
const numeric = plain({ year: "numeric", month: "numeric", day: "numeric" });
const short = plain({ year: "numeric", month: "short", day: "numeric" });
const long = plain({ year: "numeric", month: "long", day: "numeric", weekday: "long" });
const date = plain({ year: "numeric", month: "long", day: "numeric" });

/** The placeholders of `<!date^…>`. */
const DATE_FORMATS = {
  date_num: numeric,
  date_slash: numeric,
  date,
  date_short: short,
  date_long: long,
  date_pretty: near(date),
  date_short_pretty: near(short),
  date_long_pretty: near(long),
  time: clockTime,
  time_secs: (moment) => moment.toLocaleTimeString(locale()),
  ago: (moment) => agoName(moment),
};

/** "3 minutes ago", in the language of the one who looks. */
export function agoName(moment) {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  const [unit, size] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ].find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return format.format(Math.round(seconds / size), unit);
}

/** `{date_short} {time}` filled in; a placeholder that Slack does not know stays as it is. `within`: a sentence. */
export function formatDate(epoch, format, within = false) {
  const moment = dateOf(epoch);
  return format.replace(/\{(\w+)\}/g, (whole, name) => DATE_FORMATS[name]?.(moment, within) ?? whole);
}
