// What the page says, in the reader's language: words, times, spans.

const LANGUAGES = { ko: "한국어", ja: "日本語", en: "English" };
const UNITS = [["days", 86400], ["hours", 3600], ["minutes", 60], ["seconds", 1]];

let words = {};
let locale = document.documentElement.lang;

export const languages = Object.entries(LANGUAGES);
export const language = () => locale;

/** Load a language and keep the choice for the next visit. */
export async function speak(tag, chosen = false) {
  const answer = await fetch(`/page/words/${tag}.json`, { credentials: "same-origin" });
  words = await answer.json();
  locale = tag;
  document.documentElement.lang = tag;
  if (chosen) document.cookie = `subaku_language=${tag}; path=/; max-age=31536000; samesite=lax`;
}

/** `say("since", { time })`; facts are put in as they are, and only ever shown as text. */
export function say(key, facts = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
}

/** The words of a state of the domain: `status("rolling_back")`. */
export const status = (name) => say(`status-${dashed(name)}`);
export const tells = (name) => say(`tells-${dashed(name)}`);
export const cause = (name) => words[`cause-${dashed(name)}`] ?? say("cause-other");
export const obstacle = (name) => say(`waits-${dashed(name)}`);
export const stage = (name) => words[`stage-${dashed(name)}`] ?? name;

const dashed = (name) => name.replaceAll("_", "-");

/** The two largest units that count: `6m 12s`. */
export function span(milliseconds) {
  let left = Math.max(0, Math.round(milliseconds / 1000));
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return [unit, count];
  });
  const first = parts.findIndex(([, count]) => count > 0);
  if (first < 0) return say("seconds", { count: 0 });
  const shown = parts.slice(first, first + 2).filter(([, count]) => count > 0);
  return shown.map(([unit, count]) => say(unit, { count })).join(locale === "ja" ? "" : " ");
}

/** A clock time today, else with its day. */
export function time(at, now) {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const day = isToday ? {} : { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...day }).format(at);
}

/** How long ago: `3 minutes ago`. */
export function ago(at, now) {
  const seconds = Math.min(0, Math.round((at - now) / 1000));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, it]) => -seconds >= it) ?? ["second", 1];
  return format.format(Math.trunc(seconds / size), unit);
}
