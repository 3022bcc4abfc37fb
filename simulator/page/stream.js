/** What happens in the world, as it happens: server-sent events, resumed by Last-Event-ID, turned into state. */

import { drop, emit, isReply, keep, state } from "./state.js";

const AGAIN_MS = 2000;

/** What each event does with its data; a name that is not here is ignored. */
const TAKE = {
  message: ({ channel, message }) => takeMessage(channel, message, true),
  changed: ({ channel, message }) => takeMessage(channel, message, false),
  ephemeral: ({ channel, message }) => takeMessage(channel, { ...message, is_ephemeral: true }, true),
  deleted: ({ channel, ts }) => {
    drop(channel, ts);
    emit("messages", channel);
  },
  reaction: ({ channel, message }) => takeMessage(channel, message, false),
  view: ({ user, view }) => user === state.me && (view.type === "home" ? takeHome(view) : takeView(view)),
  view_closed: ({ user, view_id }) => user === state.me && closeView(view_id),
  home: ({ user, view }) => user === state.me && view && takeHome(view),
  sockets: (data) => takeWorldPart("sockets", data.sockets),
  clock: (data) => takeWorldPart("speed", data.speed),
  aws: () => emit("aws"),
};

function takeMessage(channel, message, isNew) {
  keep(channel, message);
  if (!state.channels.has(channel)) emit("unknown-channel", channel);
  const looked = state.place === channel && document.visibilityState === "visible";
  if (isNew && !looked && !isReply(message) && message.user !== state.me) {
    state.unread.set(channel, (state.unread.get(channel) ?? 0) + 1);
    emit("channels");
  }
  emit("messages", channel);
}

function takeHome(view) {
  state.home = view;
  emit("home");
}

/** Puts a view in its old place, on top of the one that it was pushed on, or in place of all that were open. */
function takeView(view) {
  const place = state.views.findIndex((known) => known.id === view.id);
  if (place >= 0) state.views[place] = view;
  else state.views = view.previous_view_id ? [...state.views, view] : [view];
  emit("views");
}

export function closeView(id) {
  state.views = state.views.filter((view) => view.id !== id);
  emit("views");
}

function takeWorldPart(name, value) {
  if (value === undefined) return;
  state[name] = value;
  emit("world");
}

let source = null;
let lost = false;

/**
 * Listens as the user that the page acts as; a second call takes the place of the first. `refresh` is awaited for
 * what the ring of events may no longer hold, each time the connection comes back. Resolves once the first attempt is
 * decided: what is read after that is not missing anything in between.
 */
export function listen(user, refresh) {
  source?.close();
  const mine = new EventSource(`/world/events?user=${encodeURIComponent(user)}`);
  source = mine;
  mine.addEventListener("reset", refresh);
  for (const [name, take] of Object.entries(TAKE)) mine.addEventListener(name, (event) => take(JSON.parse(event.data)));
  mine.onopen = () => {
    if (lost) refresh();
    setLost(false);
  };
  mine.onerror = () => {
    if (source !== mine) return;
    setLost(true);
    // The browser comes back by itself, except where the server refused: then a new source is needed.
    if (mine.readyState === EventSource.CLOSED) setTimeout(() => source === mine && listen(user, refresh), AGAIN_MS);
  };
  return new Promise((decided) =>
    ["open", "error"].forEach((event) => mine.addEventListener(event, decided, { once: true })),
  );
}

function setLost(value) {
  lost = value;
  emit("online", !value);
}
