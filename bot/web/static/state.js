// What is known: releases, targets, names, and whether it is fresh.

export class State {
  constructor() {
    this.releases = new Map();
    this.targets = new Map();
    this.people = new Map();
    this.services = [];
    this.environments = [];
    this.loaded = false;
    this.skew = 0; // of the server's clock, ms
  }

  /** Everything anew. */
  replace(all) {
    this.releases.clear();
    this.targets.clear();
    this.services = all.services;
    this.environments = all.environments;
    this.loaded = true;
    return this.change(all);
  }

  /** Some of it; answers the releases whose status is another one now. */
  change({ releases = [], targets = [], people = {}, now }) {
    if (now) this.skew = now - Date.now();
    for (const one of targets) this.targets.set(one.key, one);
    for (const [id, name] of Object.entries(people)) this.people.set(id, name);
    return releases.filter((one) => this.#take(one));
  }

  #take(one) {
    const known = this.releases.get(one.id);
    if (known && known.version > one.version) return false;
    this.releases.set(one.id, one);
    return known !== undefined && known.status !== one.status;
  }

  get now() {
    return Date.now() + this.skew;
  }

  name(id) {
    return this.people.get(id) ?? id;
  }

  /** Releases of some states, the newest first. */
  of(...statuses) {
    return [...this.releases.values()].filter((one) => statuses.includes(one.status)).sort((a, b) => b.asked - a.asked);
  }
}

export const LIVE = ["shifting", "rolling_back", "holding", "deploying", "baking"];
export const WAITING = ["queued", "scheduled", "requested"];
export const ENDED = ["succeeded", "failed", "rolled_back", "rejected", "cancelled", "expired"];

/** The share on green in percent, as far as it can be told; null when it can't. */
export function traffic(release) {
  if (["succeeded", "baking"].includes(release.status)) return 100;
  if (!release.started || release.status === "rolled_back") return 0;
  return release.traffic ?? (["deploying", "holding"].includes(release.status) ? 0 : null);
}
