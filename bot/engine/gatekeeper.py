"""The gatekeeper: asks the gates of what is about to start, waits at its hold, or is watched; keeps what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.domain import gate, hindrances, lifecycle
from bot.domain.around import Around
from bot.domain.catalogue import Gate
from bot.domain.gate import Finding, Verdict
from bot.domain.hindrances import Kind
from bot.domain.release import Cause, Reason, Release, Status
from bot.engine.helm import Helm
from bot.engine.tasks import Tasks
from bot.engine.world import World
from bot.errors import LeaseLost, StaleVersion, StoreUnavailable
from bot.gates.base import Subject, Word
from bot.store import Change

LIMIT = 15.0  # seconds for all that one gate asks
PACE = timedelta(seconds=10)  # between two looks at the gates of a release
LONGEST = 300  # characters of a fact: what others wrote knows no measure
HISTORY = 50  # releases of a target that a soak is told from

log = structlog.get_logger()


class Gatekeeper:
    """Gates hold a release before its start, close its hold, and take it back while it is watched."""

    def __init__(self, world: World, helm: Helm) -> None:
        self._world, self._helm = world, helm
        self._tasks = Tasks()

    async def close(self) -> None:
        """Ask no more."""
        await self._tasks.close()

    async def freshened(self, around: Around) -> Around:
        """The same, with the word of just now of the gates that alone hold what could start. `StaleVersion`."""
        now, catalogue, queue = self._world.now(), self._world.catalogue(), list(around.queue)
        for place, release in enumerate(queue):
            found = hindrances.barriers(release, around, catalogue, now)
            if found and all(one.kind is Kind.GATE for one in found) and self._is_due(release, "before"):
                release = queue[place] = await self._asked(release)  # noqa: PLW2901
                found = hindrances.barriers(release, around, catalogue, self._world.now())
            if not found:
                break
        return replace(around, queue=tuple(queue))

    def look_ahead(self, release: Release) -> None:
        """Somebody asked for it: whoever decides should see what the gates say already."""
        if release.status in (Status.REQUESTED, Status.SCHEDULED) and self._is_due(release, "before"):
            self._tasks.start(f"gates {release.id}", self._ask_ahead(release))

    def watch(self, release: Release) -> None:
        """It is live: look at the gates that apply now, if it is time."""
        if self._is_due(release, *gate.times(release.status)):
            self._tasks.start(f"gates {release.id}", self._watch(release))

    async def _ask_ahead(self, release: Release) -> None:
        try:
            await self._asked(release)
        except (StaleVersion, StoreUnavailable):
            log.info("gates_not_kept", release=release.id)  # they are asked again before it starts

    async def _asked(self, release: Release) -> Release:
        said = await self._say(release, "before")
        decision = lifecycle.hear(release, said, self._world.now())
        if decision is None:
            return release
        await self._world.store.releases.decide(Change(release, *decision))
        return decision[0]

    async def _watch(self, release: Release) -> None:
        try:
            said = await self._say(release, *gate.times(release.status))
            now = self._world.now()
            after = await self._helm.change(release.id, lambda it: lifecycle.hear(it, said, now))
            await self._helm.change(release.id, lambda it: self._taken_back(it, after.findings))
        except (LeaseLost, StoreUnavailable):
            log.info("gates_not_kept", release=release.id)  # whoever drives it asks them again

    def _taken_back(self, release: Release, findings: Sequence[Finding]) -> lifecycle.Decision | None:
        """A gate that says no for good takes it back; at the hold a person still decides."""
        if release.status is Status.HOLDING:
            return None
        now = self._world.now()
        shut = lifecycle.closed(release, now, "bake")
        failing = [it for it in findings if it.gate in shut and gate.fails_for_good(it)]
        if not failing:
            return None
        return lifecycle.take_back(release, Reason(Cause.GATE, _told(failing[0])), now)

    def _is_due(self, release: Release, *times: str) -> bool:
        target = release.plan.settings
        if target is None or release.is_rollback:
            return False
        applying, now = gate.applying(target, *times), self._world.now()
        said = gate.by_name(release.findings)
        return any(name not in said or now - said[name].at >= PACE for name in applying)

    async def _say(self, release: Release, *times: str) -> list[Finding]:
        """What each gate says, asked side by side."""
        target = release.plan.settings
        gates = gate.applying(target, *times) if target else {}
        return list(await asyncio.gather(*(self._one(release, name, it) for name, it in gates.items())))

    async def _one(self, release: Release, name: str, it: Gate) -> Finding:
        before = gate.by_name(release.findings).get(name)
        word = await self._word(release, it, before)
        facts = {key: fact[:LONGEST] for key, fact in word.facts.items()}
        return Finding(name, word.verdict, self._world.now(), word.code, facts, word.link, warns=word.warns)

    async def _word(self, release: Release, it: Gate, before: Finding | None) -> Word:
        kind = self._world.gates.get(it.kind)
        service = self._world.catalogue().services.get(release.service)
        if kind is None or service is None:
            return Word(Verdict.UNKNOWN, "unbuilt", {"kind": it.kind})
        subject = Subject(release, service, self._world.now(), await self._histories(release, it), before)
        try:
            async with asyncio.timeout(LIMIT):
                return await kind.look(it, subject)
        except TimeoutError:
            return Word(Verdict.UNKNOWN, "slow", {"kind": it.kind})
        except Exception:  # one gate's mistake keeps it shut; it doesn't keep the others from being asked
            log.exception("gate_broke", kind=it.kind, release=release.id)
            return Word(Verdict.UNKNOWN, "broken", {"kind": it.kind})

    async def _histories(self, release: Release, it: Gate) -> Mapping[str, Sequence[Release]]:
        environment = it.settings.get("environment")
        if not isinstance(environment, str):
            return {}
        return {environment: await self._world.store.releases.history(f"{release.service}/{environment}", HISTORY)}


def _told(finding: Finding) -> str:
    """The gate and what it saw, as data."""
    return " ".join((finding.gate, *finding.facts.values()))
