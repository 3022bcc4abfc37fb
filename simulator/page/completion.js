/** What can be completed at the caret: commands and their verbs, people and groups, channels, emoji. */

import { appAvatar, avatar } from "./avatar.js";
import { el, icon } from "./dom.js";
import { emojiLike } from "./emoji.js";
import { state, visibleChannels } from "./state.js";
import { language } from "./words.js";

const MOST = 8;
// What the simulator reads as one name behind an @; anybody else is written by their short name.
const ONE_WORD = /^[^\s@#<>&,;:!?()[\]{}.]+$/;

/** Each place where something can be completed: the text before the caret, and what fits there. */
const SOURCES = [
  { at: /^(\/\S*)$/, offer: commands, marked: 0 },
  { at: /^(\/\S+) +(\S*)$/, offer: verbs, marked: -1 },
  { at: /(?:^|[\s(])@([^\s@]*)$/, offer: people, marked: 0 },
  { at: /(?:^|[\s(])#([^\s#]*)$/, offer: channels, marked: 0 },
  { at: /(?:^|[\s(]):([a-z0-9_+-]{2,})$/, offer: emoji, marked: 0 },
];

/**
 * `{from, options: [{insert, name, hint, says, picture}], marked}` for the text before the caret: what is taken goes in
 * place of everything from `from` on. Null where nothing fits.
 */
export function completion(before) {
  for (const { at, offer, marked } of SOURCES) {
    const found = before.match(at);
    const options = found ? offer(...found.slice(1)).slice(0, offer === verbs ? Infinity : MOST) : [];
    if (options.length) return { from: fromOf(before, found.at(-1)), options, marked };
  }
  return null;
}

/** Where the word begins that is being typed, with its sign. */
function fromOf(before, word) {
  const start = before.length - word.length;
  return /[@#:]/.test(before[start - 1] ?? "") ? start - 1 : start;
}

/** The command at the beginning of a text, and its verb where it has one: what they take. */
export function usageOf(text) {
  const [, name, word] = text.match(/^(\/\S+)\s+(\S*)/) ?? [];
  const command = state.commands.find((known) => known.command === name);
  return command?.verbs?.find(({ verb }) => verb === word)?.usage_hint ?? command?.usage_hint ?? "";
}

function commands(typed) {
  return state.commands
    .filter(({ command }) => command.startsWith(typed))
    .map(({ command, usage_hint: hint, description: says }) => ({ insert: command, name: command, hint, says }));
}

function verbs(name, typed) {
  const known = state.commands.find(({ command }) => command === name)?.verbs ?? [];
  const fitting = known.filter(({ verb }) => verb.startsWith(typed.toLowerCase()) && verb !== typed);
  return fitting.map(({ verb, usage_hint: hint, says }) => ({
    insert: verb,
    name: verb,
    hint,
    says: says[language()] ?? says.en,
  }));
}

const like = (typed) => (name) => (name ?? "").toLowerCase().startsWith(typed.toLowerCase());

function people(typed) {
  const fits = like(typed);
  const app = { insert: `@${state.bot.name}`, name: state.bot.name, picture: appAvatar("tiny") };
  const users = [...state.users.values()].filter(({ name, real_name: real }) => fits(name) || fits(real));
  const groups = [...state.groups.values()].filter(({ handle }) => fits(handle));
  return [
    ...(fits(state.bot.name) ? [app] : []),
    ...users.map((user) => ({
      insert: `@${ONE_WORD.test(user.real_name) ? user.real_name : user.name}`,
      name: user.real_name || user.name,
      hint: user.name,
      picture: avatar(user, "tiny"),
    })),
    ...groups.map(({ handle, name }) => ({ insert: `@${handle}`, name: `@${handle}`, hint: name })),
  ];
}

function channels(typed) {
  const fitting = visibleChannels().filter(({ name }) => like(typed)(name));
  return fitting.map(({ name, topic }) => ({ insert: `#${name}`, name, hint: topic, picture: icon("hash") }));
}

function emoji(typed) {
  return emojiLike(typed).map(([name, sign]) => ({
    insert: `:${name}:`,
    name: `:${name}:`,
    picture: el("span", { class: "emoji" }, sign),
  }));
}
