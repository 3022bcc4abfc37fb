"""The auditor: links what happened into the chain, and retires what was kept for long enough."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.domain.chain import BATCH, Anchor, Fact, Fault, Record, follow, kept_at, read, ripe, verify, write
from bot.domain.events import CommandTaken, Nudged, ProgressSeen
from bot.domain.release import Plan
from bot.drivers.archive import Archive
from bot.engine.world import World
from bot.errors import DriverError, StoreUnavailable
from bot.log import redact
from bot.store.audit import Happening

UNRECORDED = frozenset({Nudged.kind, ProgressSeen.kind})  # many a minute, and nobody did it
AGAIN = 0.5  # seconds until Redis is asked again when it was away

log = structlog.get_logger()


class Auditor:
    """The leader's work. Two of them at once do no harm: only one can move the head of the chain."""

    def __init__(self, world: World, archive: Archive) -> None:
        self._world, self._archive = world, archive
        self._audit = world.store.audit

    async def run(self) -> None:
        """Record what happens, until cancelled, however long Redis is away."""
        while True:
            try:
                await self.record()
            except StoreUnavailable as err:
                log.info("audit_waits", error=str(err))
                await asyncio.sleep(AGAIN)

    async def record(self) -> None:
        """Record what happened since the head, waiting for it up to five seconds."""
        head = await self._audit.head()
        found = await self._audit.news(head.entry)
        told = [happening for happening in found if happening.kind not in UNRECORDED]
        plans = await self._plans(happening.release for happening in told if not happening.plan)
        records = _linked(head.place, (fact_of(one, plans.get(one.release)) for one in told))
        if found and not await self._audit.append(head, found[-1].entry, records):
            log.info("audit_moved")  # another leader was quicker; what it left is found from the new head

    async def keep_house(self) -> None:
        """Let go of old events; archive and let go of records past their retention. Raises `StoreUnavailable`."""
        await self._audit.trim_events()
        workspace = self._world.catalogue().workspace
        if workspace.retention is not None:
            cutoff = self._world.now() - workspace.retention
            while await self._retire(cutoff, workspace.archive):
                pass

    async def _retire(self, cutoff: datetime, place: str | None) -> bool:
        """One batch; False when there is none, or when it has to stay for now."""
        anchor = (await self._audit.head()).anchor
        lines = await self._audit.page(anchor.seq, BATCH + 1)
        batch, fault = await asyncio.to_thread(_due, lines, anchor, cutoff)
        if fault is not None:  # what is wrong is evidence, and stays where somebody can look at it
            log.error("audit_broken", record=fault.seq, why=fault.why)
        if not batch or (place and not await self._archived(place, batch)):
            return False
        last = batch[-1].place
        gone: bool = await self._audit.retire(anchor, last)
        if gone:
            log.info("audit_retired", first=anchor.seq + 1, last=last.seq, hash=last.hash, archive=place)
        return gone

    async def _archived(self, place: str, batch: Sequence[Record]) -> bool:
        first, last = batch[0], batch[-1]
        # the digits stand in line, so that sorting by name is sorting by number
        name = f"audit/{self._audit.team}/{first.seq:012}-{last.seq:012}-{last.hash}.jsonl"
        try:
            await self._archive.keep(place, name, b"".join(write(record) + b"\n" for record in batch))
        except DriverError as err:
            log.warning("audit_not_archived", error=str(err), records=len(batch))
            return False
        return True

    async def _plans(self, releases: Iterable[str]) -> dict[str, Plan]:
        found = await self._world.store.releases.many({name for name in releases if name})
        return {release.id: release.plan for release in found}


def fact_of(happening: Happening, plan: Plan | None) -> Fact:
    """What goes into the record of an event: who, when, of which plan, and all else that it says.

    `plan`: of the release that it is about, for what was written beside releases (a command, an effect).
    """
    body = {name: value for name, value in happening.body.items() if name not in ("at", "actor", "release")}
    if happening.kind == CommandTaken.kind:
        body |= {"body": _opened(body.get("body"))}
    return Fact(
        entry=happening.entry,
        at=_instant(happening),
        kind=happening.kind,
        actor=str(happening.body.get("actor", "")),
        release=happening.release,
        target=plan.target if plan else happening.target,
        revision=plan.revision.pinned if plan else happening.revision,
        plan=plan.fingerprint if plan else happening.plan,
        body=_clean(body),
    )


def _linked(before: Anchor, facts: Iterable[Fact]) -> list[Record]:
    records: list[Record] = []
    for fact in facts:
        records.append(follow(before, fact))
        before = records[-1].place
    return records


def _due(lines: Sequence[bytes], anchor: Anchor, cutoff: datetime) -> tuple[Sequence[Record], Fault | None]:
    """The batch to retire, looked through once more before it goes. Takes tens of milliseconds for a whole one."""
    oldest = verify(lines[:1], anchor)
    if oldest.first is None or oldest.first.kept_at >= cutoff:
        return (), oldest.fault
    fault = verify(lines, anchor).fault
    return ((), fault) if fault else (ripe([read(line) for line in lines], cutoff), None)


def _instant(happening: Happening) -> datetime:
    """When it happened; when it was kept, for an event that doesn't say."""
    try:
        return datetime.fromisoformat(happening.body["at"])
    except (KeyError, TypeError, ValueError):
        return kept_at(happening.entry)


def _opened(text: object) -> object:
    """A command as an object rather than as JSON within JSON."""
    try:
        return json.loads(str(text))
    except ValueError:
        return text


def _clean(value: Any) -> Any:
    """Without anything that looks like a token: a record can't be mended later without breaking the chain."""
    match value:
        case str():
            return redact(value)
        case dict():
            return {name: _clean(item) for name, item in value.items()}
        case list():
            return [_clean(item) for item in value]
    return value
