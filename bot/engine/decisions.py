"""Decisions about a release that was asked for: yes, no, back, on, elsewhere in the queue, at another time."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.domain import approval, hindrances, lifecycle
from bot.domain.commands import (
    AnswerHold,
    ApproveRelease,
    BatchReleases,
    CancelRelease,
    ClearTarget,
    Command,
    MoveInQueue,
    OverrideBarrier,
    RejectRelease,
    Reschedule,
    StopRelease,
    WithdrawApproval,
)
from bot.domain.events import QueueMoved
from bot.domain.people import Person, may_move
from bot.domain.release import WAITING, Obstacle, Release, Status
from bot.engine.clerk import Clerk, Handlers
from bot.engine.planner import Planner
from bot.engine.times import next_window
from bot.errors import DriverError, Refused

Decide = Callable[[Release], lifecycle.Decision]

log = structlog.get_logger()


class Decisions(Clerk):
    """Carries out what people decide."""

    @property
    def handles(self) -> Handlers:
        """The commands of people who decide."""
        return {
            ApproveRelease: self._approve,
            WithdrawApproval: self._withdraw,
            RejectRelease: self._reject,
            CancelRelease: self._cancel,
            BatchReleases: self._batch,
            AnswerHold: self._answer_hold,
            StopRelease: self._stop,
            OverrideBarrier: self._override,
            MoveInQueue: self._move,
            Reschedule: self._reschedule,
            ClearTarget: self._clear,
        }

    async def _approve(self, entry: str, command: ApproveRelease, person: Person) -> None:
        await self._check_plan(command.release)
        absent, now = await self._absent(person), self._world.now
        seen = command.fingerprint
        await self._decide(entry, command.release, lambda it: approval.approve(it, person, seen, now(), absent))

    async def _withdraw(self, entry: str, command: WithdrawApproval, person: Person) -> None:
        now, rule_of = self._world.now(), self._world.catalogue().rule
        await self._decide(
            entry, command.release, lambda it: approval.withdraw(it, person, rule_of(it.environment), now)
        )

    async def _reject(self, entry: str, command: RejectRelease, person: Person) -> None:
        absent, now, reason = await self._absent(person), self._world.now(), command.reason
        await self._decide(entry, command.release, lambda it: approval.reject(it, person, reason, now, absent))

    async def _cancel(self, entry: str, command: CancelRelease, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()
        decide = self._telling(command, "cancelled", lambda it: lifecycle.cancel(it, person, catalogue, now))
        await self._decide(entry, command.release, decide)

    async def _batch(self, entry: str, command: BatchReleases, person: Person) -> None:
        """The later one takes the earlier one's place, then the earlier one ends."""
        catalogue, now = self._world.catalogue(), self._world.now()
        into, other = await self._release(command.release), await self._release(command.other)
        lifecycle.batch(other, into, person, catalogue, now)
        if into.status is Status.QUEUED and other.status is Status.QUEUED:
            around = await self._world.store.surroundings.of(other.target)
            place, place_of_into = around.place(other.id), around.place(into.id)
            if place and place_of_into and place < place_of_into:
                moved = QueueMoved(release=into.id, at=now, actor=person.id, place=place)
                await self._world.store.releases.move(into, place, [moved])
        await self._decide(entry, other.id, lambda it: lifecycle.batch(it, into, person, catalogue, now))

    async def _answer_hold(self, entry: str, command: AnswerHold, person: Person) -> None:
        catalogue, now, verdict = self._world.catalogue(), self._world.now(), command.verdict
        await self._decide(
            entry, command.release, lambda it: lifecycle.answer_hold(it, person, verdict, catalogue, now)
        )

    async def _stop(self, entry: str, command: StopRelease, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()
        await self._decide(entry, command.release, lambda it: lifecycle.stop(it, person, catalogue, now))

    async def _override(self, entry: str, command: OverrideBarrier, person: Person) -> None:
        """Of what stands in the way now, the barrier that was named: each lock has its own mark."""
        catalogue, now = self._world.catalogue(), self._world.now()
        barrier, reason = _barrier(command.barrier), command.reason
        release = await self._release(command.release)
        marks = await self._marks(release, barrier)
        if not marks and release.status not in WAITING:
            raise Refused("nothing_to_override", status=release.status)
        mark = marks[0] if marks else ""
        await self._decide(
            entry,
            command.release,
            lambda it: lifecycle.override(it, person, barrier, reason, mark, catalogue, now),
        )

    async def _marks(self, release: Release, barrier: Obstacle) -> list[str]:
        """What of this kind is in its way; of what is live, the gates that close its hold or would take it back."""
        now, deployment = self._world.now(), release.deployment
        if release.live:
            back = release.status is Status.ROLLING_BACK or (deployment is not None and deployment.stop_by)
            if back or barrier is not Obstacle.GATE:
                return []
            return [it.gate for it in lifecycle.unmet(release, now)]
        around = await self._world.around(release.service, release.environment)
        found = hindrances.barriers(release, around, self._world.catalogue(), now)
        return [it.mark for it in found if it.kind == barrier.value]

    async def _move(self, entry: str, command: MoveInQueue, person: Person) -> None:
        release = await self._release(command.release)
        if not may_move(person, release, self._world.catalogue()):
            raise Refused("not_move")
        moved = QueueMoved(release=release.id, at=self._world.now(), actor=person.id, place=command.place)
        told = self._answered(command, "moved", release.id, **_names(release), place=str(command.place))
        if not await self._world.store.releases.move(release, command.place, [moved, told], entry):
            raise Refused("not_queued", status=release.status)
        self._decided(release)

    async def _reschedule(self, entry: str, command: Reschedule, person: Person) -> None:
        catalogue, now = self._world.catalogue(), self._world.now()
        due = command.due
        if command.next_window:
            release = await self._release(command.release)
            around = await self._world.around(release.service, release.environment)
            due = next_window(release.service, release.environment, around, catalogue, now)
        if due is not None and due <= now:
            raise Refused("time_past", time="")
        until = due.isoformat() if due else ""
        decide = self._telling(
            command, "rescheduled", lambda it: lifecycle.reschedule(it, person, due, catalogue, now), until=until
        )
        await self._decide(entry, command.release, decide)

    async def _clear(self, entry: str, command: ClearTarget, person: Person) -> None:
        catalogue, now, reason = self._world.catalogue(), self._world.now(), command.reason
        await self._decide(
            entry, command.release, lambda it: lifecycle.clear_target(it, person, reason, catalogue, now)
        )

    def _telling(self, command: Command, code: str, decide: Decide, **facts: str) -> Decide:
        """The same decision, with an answer for the person who may not be looking at the thread."""

        def told(release: Release) -> lifecycle.Decision:
            after, events = decide(release)
            return after, (self._answered(command, code, release.id, **_names(release), **facts), *events)

        return told

    async def _check_plan(self, name: str) -> None:
        """Before an approval counts: is what the person saw still what would run? A tag may have moved since."""
        release = await self._world.store.releases.get(name)
        if release is None or release.status is not Status.REQUESTED:
            return
        planner = Planner(self._world)
        try:
            plan = await planner.again(release, release.revision.name)
        except (DriverError, TimeoutError, Refused) as err:
            log.warning("plan_not_checked", release=name, error=str(err))  # it is checked again before it starts
            return
        await planner.keep(release, plan)

    async def _absent(self, person: Person) -> list[Person]:
        """Those in whose place this person approves now, as they are now."""
        now, held = self._world.now(), await self._world.store.delegations.all()
        return [
            await self._people.person(one.by, fresh=True)
            for one in held.values()
            if one.to == person.id and now < one.until
        ]


def _names(release: Release) -> dict[str, str]:
    return {"service": release.service, "revision": release.revision.name, "environment": release.environment}


def _barrier(name: str) -> Obstacle:
    try:
        return Obstacle(name)
    except ValueError:
        raise Refused("nothing_to_override", status="") from None
