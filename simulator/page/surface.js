/** Where blocks stand, and what happens when somebody touches them: a message, a modal, or the app's home. */

import { api } from "./api.js";
import { confirmed } from "./confirm.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

class Surface {
  /** Sends a block action, after its confirmation. `answer` holds what was chosen, as Slack names it. */
  async act(block, element, answer = {}) {
    if (!(await confirmed(element.confirm))) return false;
    await this.settle();
    const place = {
      user: state.me,
      ...this.where(),
      block_id: this.blockOf(block, element),
      action_id: element.action_id,
    };
    const result = await api.click({ ...place, ...answer });
    if (!result.ok) toast(result.error);
    return result.ok;
  }

  /** The options for what was typed into an `external_select`: groups of options. */
  async suggest(block, element, value) {
    await this.settle();
    const place = { user: state.me, ...this.where(), block_id: block.block_id, action_id: element.action_id };
    const result = await api.suggest({ ...place, value });
    if (!result.ok) throw new Error(result.error);
    return result.option_groups ?? [{ options: result.options ?? [] }];
  }

  /** Something was chosen: kept, and told to the app unless it waits for the submit. */
  change(block, element, answer) {
    const tells = block.type !== "input" || block.dispatch_action;
    this.keep(block, element, answer);
    if (tells) this.act(block, element, answer);
  }

  /** What an element begins with. */
  begin() {}

  /** What somebody put into an element. */
  keep() {}

  /** Hands over what was kept and not told yet, so that the app sees all of it with the next action. */
  async settle() {}

  kept() {
    return undefined;
  }
}

/** The blocks of a message. */
export class MessageSurface extends Surface {
  constructor(channel, ts) {
    super();
    Object.assign(this, { channel, ts });
  }

  where() {
    return { channel: this.channel, ts: this.ts };
  }

  /** The block's id now: an edit between drawing and clicking gives blocks new ids, the action's id stays. */
  blockOf(block, element) {
    const blocks = state.messages.get(this.channel)?.get(this.ts)?.blocks ?? [];
    if (blocks.some((now) => now.block_id === block.block_id)) return block.block_id;
    const holds = (now) =>
      [now.accessory, ...(now.elements ?? [])].some((part) => part?.action_id === element.action_id);
    return blocks.find(holds)?.block_id ?? block.block_id;
  }
}

/** The blocks of a modal or of the home: remembers what was filled in, as `view.state.values` does. */
export class ViewSurface extends Surface {
  constructor(viewId) {
    super();
    this.viewId = viewId;
    this.values = {};
    this.untold = new Map();
  }

  where() {
    return { view_id: this.viewId };
  }

  blockOf(block) {
    return block.block_id;
  }

  begin(block, element, answer) {
    this.values[block.block_id] ??= {};
    this.values[block.block_id][element.action_id] = { type: element.type, ...answer };
  }

  keep(block, element, answer) {
    this.begin(block, element, answer);
    if (block.type !== "input" || block.dispatch_action) return;
    const place = { block_id: block.block_id, action_id: element.action_id };
    this.untold.set(JSON.stringify(place), { ...place, ...answer });
  }

  async settle() {
    const waiting = [...this.untold.values()];
    this.untold.clear();
    for (const put of waiting) await api.click({ user: state.me, ...this.where(), ...put });
  }

  kept(block, element) {
    return this.values[block.block_id]?.[element.action_id];
  }
}
