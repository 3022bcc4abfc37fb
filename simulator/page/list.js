/** A list of messages that follows the state: only what changed is drawn again, so pictures keep moving. */

import { el } from "./dom.js";
import { drawMessage, threadState } from "./message.js";
import { dateOf, dayName, sameDay } from "./time.js";
import { language, t } from "./words.js";

const TOGETHER_S = 300;
const NEAR_PX = 120;

export class MessageList {
  /** `label` names the list for screen readers; `inThread` leaves out the ways into threads. */
  constructor({ label, inThread = false }) {
    this.inThread = inThread;
    this.drawn = new Map();
    this.inner = el("div", { class: "messages-inner" });
    this.node = el("div", { class: "messages", role: "log", "aria-label": label, tabindex: 0 }, this.inner);
    this.stick = true;
    this.held = null;
    this.scrolled = 0;
    this.node.addEventListener("scroll", () => this.hold(), { passive: true });
    // A picture that arrives late makes the list longer, a thread beside it makes it narrower.
    this.node.addEventListener("load", () => this.settle(), { capture: true });
    new ResizeObserver(() => this.settle()).observe(this.node);
  }

  /** Remembers where the reader is: at the end, or at the first message that is seen from its top. */
  hold() {
    if (this.node.scrollTop === this.scrolled) return;
    this.scrolled = this.node.scrollTop;
    this.stick = this.atEnd();
    const { top } = this.node.getBoundingClientRect();
    const seen = (node) => node.dataset.ts && node.getBoundingClientRect().top >= top;
    const node = this.stick ? null : [...this.inner.children].find(seen);
    this.held = node ? { ts: node.dataset.ts, top: node.getBoundingClientRect().top } : null;
  }

  /** Brings the reader back to where they were, whatever became longer or shorter above. */
  settle() {
    const node = this.held && this.drawn.get(this.held.ts)?.node;
    if (this.stick) this.node.scrollTop = this.node.scrollHeight;
    else if (node) this.node.scrollTop += node.getBoundingClientRect().top - this.held.top;
    this.scrolled = this.node.scrollTop;
  }

  atEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_PX;
  }

  /** Empties the list, for another channel or another reader. */
  clear() {
    this.drawn.clear();
    this.inner.replaceChildren();
    this.stick = true;
  }

  sync(channel, messages, empty = null) {
    this.hold(); // the event of the last scrolling may still be to come
    const nodes = [];
    const seen = new Set();
    messages.forEach((message, index) => {
      const before = messages[index - 1];
      if (!before || !sameDay(dateOf(before.ts), dateOf(message.ts))) nodes.push(this.day(dateOf(message.ts)));
      const first = this.inThread && index === 1;
      if (first) nodes.push(this.count(messages.length - 1));
      nodes.push(this.one(channel, message, !first && goesOn(before, message)));
      seen.add(message.ts);
    });
    for (const ts of this.drawn.keys()) if (!seen.has(ts) && !ts.startsWith("day")) this.drawn.delete(ts);
    if (!messages.length && empty) nodes.push(empty);
    place(this.inner, nodes);
    this.settle();
  }

  day(date) {
    const key = `day ${dayName(date)}`;
    if (!this.drawn.has(key))
      this.drawn.set(key, { node: el("div", { class: "day", role: "separator" }, el("span", {}, dayName(date))) });
    return this.drawn.get(key).node;
  }

  /** The line between a thread's root and its replies. */
  count(replies) {
    const words = replies === 1 ? t("reply_one") : t("replies", { n: replies });
    this.counted ??= el("div", { class: "reply-count", role: "separator" });
    this.counted.textContent = words;
    return this.counted;
  }

  one(channel, message, compact) {
    const key = JSON.stringify([message, compact, threadState(channel, message), language()]);
    const known = this.drawn.get(message.ts);
    if (known?.key === key) return known.node;
    const node = drawMessage(channel, message, { compact, inThread: this.inThread });
    if (known) carryOver(known.node, node);
    this.drawn.set(message.ts, { key, node });
    return node;
  }
}

/** Whether a message goes on what its author said a moment before. */
function goesOn(before, message) {
  if (!before || before.is_ephemeral || message.is_ephemeral) return false;
  const sameAuthor = before.user === message.user && before.bot_id === message.bot_id;
  return sameAuthor && message.ts - before.ts < TOGETHER_S && !message.blocks?.length;
}

/** Puts `nodes` into `parent` in their order, and touches only those that are new or have moved. */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  [...parent.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

/** A redrawn message keeps its pictures (a GIF goes on where it was) and the keyboard's place. */
function carryOver(old, fresh) {
  const pictures = new Map(
    [...old.querySelectorAll("img")].map((img) => [`${img.className} ${img.src} ${img.alt}`, img]),
  );
  for (const img of fresh.querySelectorAll("img")) {
    const key = `${img.className} ${img.src} ${img.alt}`;
    if (!pictures.has(key)) continue;
    img.replaceWith(pictures.get(key));
    pictures.delete(key);
  }
  const action = old.contains(document.activeElement) && document.activeElement.dataset.action;
  if (action) queueMicrotask(() => fresh.querySelector(`[data-action="${CSS.escape(action)}"]`)?.focus());
}
