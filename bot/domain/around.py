"""What surrounds a target at one moment: what is live, what waits, who holds it closed. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.freeze import MadeFreeze
from bot.domain.lock import Lock
from bot.domain.release import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Read in one go. `rules` is the version of locks and freezes: who claims the target proves that he saw these.

    `before`: what ended in the environment that must come first, the newest first; empty where none must.
    `ahead`: by id, what goes before those of the queue in their trains. `past`: what ended here, the newest first,
    where something of a train waits to be taken back.
    """

    target: str
    live: Release | None = None
    queue: tuple[Release, ...] = ()
    locks: tuple[Lock, ...] = ()
    freezes: tuple[MadeFreeze, ...] = ()
    before: tuple[Release, ...] = ()
    ahead: Mapping[str, Release] = field(default_factory=dict)
    past: tuple[Release, ...] = ()
    rules: int = 0

    def place(self, release_id: str) -> int | None:
        """Where a release stands in the queue, from 1."""
        ids = [one.id for one in self.queue]
        return ids.index(release_id) + 1 if release_id in ids else None
