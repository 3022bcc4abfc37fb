/** What the page knows, in one place; panes listen to topics and draw themselves again. */

const MOST_MESSAGES = 2000;

export const state = {
  team: null,
  bot: null,
  users: new Map(),
  channels: new Map(),
  groups: new Map(),
  commands: [],
  me: null,
  place: null, // a channel's id, or HOME
  thread: null, // the ts of the root whose thread is open in the place
  messages: new Map(), // channel → ts → message, replies beside their roots
  views: [], // the stack of modals, the last one on top
  home: null,
  sockets: 0,
  clock: { speed: 1, paused: false },
  aws: null,
  worldShown: false,
  troubles: {}, // name → until when (ms of the page's clock), and how many calls felt it
};

/** The place that is no channel: the app's home. */
export const HOME = "home";

const bus = new EventTarget();

/**
 * Topics: `me`, `place`, `thread`, `channels`, `messages` (detail: channel), `unread`, `views`, `home`, `world`, `aws`,
 * `happened` (detail: what), `online`.
 */
export function on(topic, listener) {
  bus.addEventListener(topic, (event) => listener(event.detail));
}

export function emit(topic, detail = null) {
  bus.dispatchEvent(new CustomEvent(topic, { detail }));
}

/** Takes over the answer of `GET /world`. */
export function takeWorld(world) {
  state.team = world.team;
  state.bot = world.me_bot;
  state.users = new Map(world.users.map((user) => [user.id, user]));
  state.channels = new Map(world.channels.map((channel) => [channel.id, channel]));
  state.groups = new Map(world.usergroups.map((group) => [group.id, group]));
  state.commands = world.commands;
  state.sockets = world.sockets;
  state.clock = world.clock;
}

/** Keeps a message, new or changed. */
export function keep(channel, message) {
  if (!state.messages.has(channel)) state.messages.set(channel, new Map());
  const messages = state.messages.get(channel);
  messages.set(message.ts, message);
  if (messages.size > MOST_MESSAGES) messages.delete(messages.keys().next().value);
}

export function drop(channel, ts) {
  state.messages.get(channel)?.delete(ts);
}

export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

const byTime = (a, b) => (a.ts < b.ts ? -1 : 1);

function all(channel) {
  return [...(state.messages.get(channel)?.values() ?? [])].sort(byTime);
}

/** The messages of a channel that are not in a thread, oldest first. */
export function roots(channel) {
  return all(channel).filter((message) => !isReply(message) || message.subtype === "thread_broadcast");
}

/** The replies in a thread, oldest first. */
export function replies(channel, ts) {
  return all(channel).filter((message) => isReply(message) && message.thread_ts === ts);
}

export function me() {
  return state.users.get(state.me);
}

/** The direct conversation of the one who looks with the app, if there is one. */
export function directChannel() {
  return [...state.channels.values()].find((channel) => isDirect(channel) && channel.members.includes(state.me));
}

export function isDirect(channel) {
  return channel.id.startsWith("D");
}

/** The channels that the one who looks may see: public ones and their own; guests only their own. */
export function visibleChannels() {
  const mine = (channel) => channel.members.includes(state.me);
  const open = (channel) => !channel.is_private && me()?.role !== "guest";
  return [...state.channels.values()].filter((channel) => !isDirect(channel) && (mine(channel) || open(channel)));
}
