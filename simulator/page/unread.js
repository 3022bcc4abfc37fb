/** How far each person has read, kept in the browser; what came after that is unread. */

import { emit, isDirect, isReply, me, state } from "./state.js";

const mark = (channel) => `subaku.read/${state.team.id}/${state.me}/${channel}`;
const messagesOf = (channel) => [...(state.messages.get(channel)?.values() ?? [])];

/** Everything in the channel counts as read from now on. */
export function markRead(channel) {
  const newest = messagesOf(channel).reduce((latest, { ts }) => (ts > latest ? ts : latest), "");
  if (newest) localStorage.setItem(mark(channel), newest);
  emit("unread");
}

/** `{count, mentions}` of a channel: what was said in it, and what was said to the one who looks. */
export function unread(channel) {
  const read = localStorage.getItem(mark(channel.id)) ?? "";
  const news = messagesOf(channel.id).filter(
    (message) => message.ts > read && message.user !== state.me && !message.is_ephemeral,
  );
  const direct = isDirect(channel);
  const mentions = news.filter((message) => (direct ? !isReply(message) : mentionsMe(message))).length;
  const said = news.filter((message) => !isReply(message)).length;
  return { count: Math.max(said, mentions), mentions };
}

function mentionsMe(message) {
  const said = `${message.text ?? ""} ${JSON.stringify(message.blocks ?? [])}`;
  const groups = [...state.groups.values()].filter((group) => group.users.includes(me().id));
  return [`<@${me().id}>`, "<!here>", "<!channel>", "<!everyone>", ...groups.map(({ id }) => `<!subteam^${id}>`)].some(
    (mention) => said.includes(mention),
  );
}
