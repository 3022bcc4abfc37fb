/** What happens in the world, as it happens: server-sent events, resumed by Last-Event-ID, turned into state. */

import { drop, emit, keep, state } from "./state.js";
import { markRead } from "./unread.js";

const AGAIN_MS = 2000;

/** What each event does with its data; a name that is not here is ignored. */
const TAKE = {
  message: ({ channel, message }) => takeMessage(channel, message),
  changed: ({ channel, message }) => takeMessage(channel, message),
  ephemeral: ({ channel, message }) => takeMessage(channel, { ...message, is_ephemeral: true }),
  deleted: ({ channel, ts }) => {
    drop(channel, ts);
    emit("messages", channel);
  },
  reaction: ({ channel, message }) => takeMessage(channel, message),
  view: ({ user, view }) => user === state.me && (view.type === "home" ? takeHome(view) : takeView(view)),
  view_closed: ({ user, view_id }) => user === state.me && closeView(view_id),
  home: ({ user, view }) => user === state.me && view && takeHome(view),
  person: ({ person }) => takePerson(person),
  sockets: ({ sockets }) => takeWorldPart("sockets", sockets),
  clock: (clock) => takeWorldPart("clock", clock),
  trouble: (trouble) => takeTrouble(trouble),
  aws: (change) => (emit("aws"), emit("happened", { kind: "aws", ...change })),
  scenario: (chosen) => (emit("aws"), emit("happened", { kind: "scenario", ...chosen })),
};

function takeMessage(channel, message) {
  keep(channel, message);
  if (!state.channels.has(channel)) emit("unknown-channel", channel);
  emit("messages", channel);
  if (state.place === channel && document.visibilityState === "visible") markRead(channel);
  else emit("unread");
}

/** Somebody has another name or language; where it is one's own, the page speaks it. */
function takePerson(person) {
  state.users.set(person.id, person);
  if (person.id === state.me) ["me", "place", "thread", "views", "world"].forEach((topic) => emit(topic));
}

function takeTrouble({ name, seconds, felt }) {
  state.troubles[name] = { until: performance.now() + seconds * 1000, felt };
  emit("world");
  if (seconds && !felt) emit("happened", { kind: "trouble", name, seconds });
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
  state[name] = value;
  emit("world");
  emit("happened", { kind: name, [name]: value });
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
