"""Old bugs, put back one at a time: what looks for them must find them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.domain import approval
from bot.domain.commands import ApproveRelease
from bot.domain.people import Person
from bot.engine.decisions import Decisions
from bot.engine.engine import Engine
from bot.store.client import source
from tests.engine.interleavings.wire import SCRIPTS


def nothing(_: Engine) -> None:
    """The engine as it is."""


@dataclass(frozen=True)
class Bug:
    """A line of a script that is missing or wrong (`was`: a pattern), or an engine that does one thing wrongly."""

    name: str
    was: str = ""
    now: str = ""
    meddle: Callable[[Engine], None] = nothing
    plain: bool = False  # found at once, so that every run looks for it

    def __str__(self) -> str:
        return self.name

    def change(self, script: str) -> str:
        """The script as it would be with the bug."""
        return re.sub(self.was, self.now, script) if self.was else script

    def fits(self) -> bool:
        """Whether there still is such a line to change."""
        return not self.was or any(re.search(self.was, source(name)) for name in SCRIPTS)


def counts_twice(engine: Engine) -> None:
    """A second yes of the same person counts as another one."""

    async def approve(entry: str, command: ApproveRelease, person: Person) -> None:
        def decide(release: Any) -> Any:
            own = [one for one in release.approvals if one.by == person.id]
            others = tuple(one for one in release.approvals if one.by != person.id)
            need = replace(release.need, required=max(1, release.need.required - len(own)))
            bare = replace(release, approvals=others, need=need)
            after, events = approval.approve(bare, person, command.fingerprint, engine.world.now())
            return replace(after, approvals=(*own, *after.approvals), need=release.need), events

        await clerk._decide(entry, command.release, decide)

    clerk = Decisions(engine.world, engine.sweeper._people, engine._decided)
    engine.desk._handlers[ApproveRelease] = approve


def adopts_nothing(engine: Engine) -> None:
    """No replica adopts what another one left behind."""

    async def adopt(_: Any) -> bool:
        return False

    helm: Any = engine.helm
    helm.adopt = adopt


BUGS = (
    Bug("claim while another is live", r"if redis.call\('HEXISTS', live, target\) == 1 .* end"),
    Bug("claim without heed to newer locks", r"if \(redis.call\('GET', KEYS\[12\]\) or '0'\) ~= .* end"),
    Bug("claim past those who stand before", r"if not held\[other\] .* end"),
    Bug("claim from outside of the queue", r"if not redis.call\('ZSCORE', queue, id\) then return .* end"),
    Bug("no fence", r"return held\[1\] ~= owner or held\[2\] ~= fence", "return false"),
    Bug("no version", r"return redis.call\('HGET', release, 'version'\) ~= before", "return false", plain=True),
    Bug("the last lock wins", r"if \(redis.call\('HGET', KEYS\[1\], ARGV\[1\]\) or ''\) ~= .* end"),
    Bug("locks that no claim notices", r"redis.call\('INCR', KEYS\[4\]\)", "redis.call('PING')"),
    Bug("a lease that anybody may take", r"if owner ~= '' and ends > tonumber\(ARGV\[2\]\) .* end", plain=True),
    Bug(
        "a queue without priorities",
        r"ARGV\[13\] \+ redis.call\('INCR', sequence\)",
        "redis.call('INCR', sequence)",
        plain=True,
    ),
    Bug("a target that is never left", r"redis.call\('HDEL', live, target\)", plain=True),
    Bug("a queue that nobody considers", r"redis.call\('SADD', queues, target\)"),
    Bug("time that does nothing", r"redis.call\('ZADD', due, ARGV\[12\], id\)", "redis.call('PING')", plain=True),
    Bug("a yes that counts twice", meddle=counts_twice, plain=True),
    Bug("what is left behind is adopted by nobody", meddle=adopts_nothing),
)
