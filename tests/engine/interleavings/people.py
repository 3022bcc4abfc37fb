"""What people may ask for next: any command that could mean something now, and some that come too late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.domain.commands import (
    AnswerHold,
    ApproveRelease,
    AskAgain,
    BatchReleases,
    CancelRelease,
    ClearTarget,
    Command,
    EndDelegation,
    LiftFreeze,
    LiftLock,
    MakeFreeze,
    MoveInQueue,
    OverrideBarrier,
    RejectRelease,
    RequestRelease,
    Reschedule,
    RollBackTarget,
    StandIn,
    StealLock,
    StopRelease,
    TakeLock,
    WithdrawApproval,
)
from bot.domain.release import WAITING, Obstacle, Release, Status, Verdict
from tests.engine.interleavings.cloud import TAGS
from tests.engine.interleavings.witness import Witness

ADMIN = "UALEX"
ASKERS = ("UMINA", "UJUN", "USORA")
APPROVERS = ("UEUNHO", "USORA", ADMIN)
EVERYBODY = (*ASKERS, "UEUNHO", ADMIN)
TARGETS = ("api/production", "web/staging")
SCOPES = (*TARGETS, "*/*", "*/*")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

Ask = tuple[type[Command], str, dict[str, Any]]  # what, who, and what about


@dataclass
class People:
    """They know what is kept, and choose by chance."""

    chance: Random
    witness: Witness
    now: Callable[[], datetime]
    targets: Sequence[str] = TARGETS  # those that they care for

    def ask(self) -> Ask | None:
        """Something that somebody asks; None when there is nothing to choose from."""
        kinds = list(ASKS)
        choice = self.chance.choices(kinds, [ASKS[kind] for kind in kinds])[0]
        return choice(self)

    def clean_up(self) -> list[Ask]:
        """What kind people do so that all goes on."""
        asks: list[Ask] = [(LiftLock, ADMIN, self._lift(lock)) for lock in self.witness.records["locks"].values()]
        asks += [(LiftFreeze, ADMIN, {"scope": one.scope.key}) for one in self.witness.records["freezes"].values()]
        for release in self.witness.releases.values():
            if release.status is Status.HOLDING and release.hold and release.hold.verdict is None:
                asks.append((AnswerHold, ADMIN, {"release": release.id, "verdict": Verdict.CONTINUE}))
            if release.missed and release.status is Status.SCHEDULED:
                asks.append((Reschedule, ADMIN, {"release": release.id}))
            if release.live and release.waits_for is Obstacle.UNSEEN:
                asks.append((ClearTarget, ADMIN, {"release": release.id, "reason": "it is gone"}))
        return asks

    def crowd(self) -> list[Ask]:
        """What all begins with: a lock, and behind it more requests than can go at once."""
        until = self.now() + self.chance.choice([5, 10, 20]) * SECOND
        lock = (TakeLock, ADMIN, {"scope": self.chance.choice(SCOPES), "until": until, "reason": "data move"})
        return [lock, *(self.request() for _ in range(self.chance.randint(2, 5)))]

    def more(self) -> list[Ask]:
        """Another request or two, unless there are enough."""
        few = sum(not one.ended for one in self.witness.releases.values()) < 4
        return [self.request() for _ in range(self.chance.randint(1, 2))] if few else []

    def close(self) -> Ask:
        """All is closed for a moment: what was about to go must notice."""
        about: dict[str, Any] = {"scope": "*/*", "reason": "outage"}
        if self.chance.random() < 0.5:
            return MakeFreeze, ADMIN, about | {"end": self.now() + 2 * SECOND}
        return TakeLock, ADMIN, about | {"until": self.now() + 2 * SECOND}

    def approve_all(self) -> list[Ask]:
        """A yes of everybody who may to most of what waits for one."""
        asked = [one for one in self.witness.releases.values() if one.status is Status.REQUESTED]
        chosen = [one for one in asked if self.chance.random() < 0.8]
        return [self._yes(one, by) for one in chosen for by in APPROVERS if by != one.requester]

    def request(self) -> Ask:
        """A release, now or later, in a hurry or not."""
        about: dict[str, Any] = {"revision": self.chance.choice(TAGS), **self._place()}
        if self.chance.random() < 0.2:
            about["due"] = self._soon()
        if self.chance.random() < 0.4:
            about["hotfix"] = "logins fail"
        return RequestRelease, self.chance.choice(ASKERS), about

    def approve(self) -> Ask | None:
        """A yes to the plan that one sees."""
        release = self._one(Status.REQUESTED)
        if release is None:
            return None
        others = [one for one in APPROVERS if one not in {yes.by for yes in release.approvals} | {release.requester}]
        by = self.chance.choice(others if others and self.chance.random() < 0.8 else EVERYBODY)
        return self._yes(release, by)

    def withdraw(self) -> Ask | None:
        """Somebody takes their yes back."""
        release = self._one(*WAITING)
        if release is None or not release.approvals:
            return None
        return WithdrawApproval, self.chance.choice(release.approvals).by, {"release": release.id}

    def reject(self) -> Ask | None:
        """No."""
        release = self._one(Status.REQUESTED)
        return (
            None
            if release is None
            else (RejectRelease, self.chance.choice(APPROVERS), {"release": release.id, "reason": "no"})
        )

    def cancel(self) -> Ask | None:
        """Taken back, also in the moment in which it starts."""
        release = self._one(*WAITING, Status.DEPLOYING)
        return None if release is None else (CancelRelease, release.requester, {"release": release.id})

    def again(self) -> Ask | None:
        """The same once more."""
        release = self._one(Status.EXPIRED, Status.REJECTED, Status.CANCELLED, Status.FAILED)
        return None if release is None else (AskAgain, release.requester, {"release": release.id})

    def roll_back(self) -> Ask:
        """Back to what stood there."""
        about: dict[str, Any] = self._place()
        if self.chance.random() < 0.5:
            about["over"] = tuple(lock.id for lock in self.witness.records["locks"].values())
        return RollBackTarget, self.chance.choice(ASKERS), about

    def stop(self) -> Ask | None:
        """What is live is stopped."""
        release = self._one(Status.DEPLOYING, Status.HOLDING, Status.SHIFTING)
        return None if release is None else (StopRelease, self.chance.choice(ASKERS), {"release": release.id})

    def answer(self) -> Ask | None:
        """The answer to a hold."""
        release = self._one(Status.HOLDING)
        verdict = self.chance.choice([Verdict.CONTINUE, Verdict.CONTINUE, Verdict.STOP])
        return (
            None
            if release is None
            else (AnswerHold, self.chance.choice(ASKERS), {"release": release.id, "verdict": verdict})
        )

    def override(self) -> Ask | None:
        """Something in the way is set aside."""
        release = self._one(Status.QUEUED, Status.SCHEDULED)
        barrier = (release and release.waits_for) or self.chance.choice([Obstacle.LOCK, Obstacle.FREEZE])
        return (
            None
            if release is None
            else (
                OverrideBarrier,
                ADMIN,
                {"release": release.id, "barrier": barrier.value, "reason": "it burns"},
            )
        )

    def move(self) -> Ask | None:
        """Another place in the queue."""
        release = self._one(Status.QUEUED)
        return (
            None
            if release is None
            else (MoveInQueue, ADMIN, {"release": release.id, "place": self.chance.randint(1, 4)})
        )

    def batch(self) -> Ask | None:
        """A later one carries an earlier one."""
        first, other = self._one(*WAITING), self._one(*WAITING)
        if first is None or other is None:
            return None
        return BatchReleases, ADMIN, {"release": max(first.id, other.id), "other": min(first.id, other.id)}

    def reschedule(self) -> Ask | None:
        """Another time, or now."""
        release = self._one(*WAITING)
        due = self._soon() if self.chance.random() < 0.5 else None
        return None if release is None else (Reschedule, release.requester, {"release": release.id, "due": due})

    def lock(self) -> Ask:
        """A lock, for a while or until it is lifted."""
        about: dict[str, Any] = {"scope": self.chance.choice(SCOPES), "reason": "data move"}
        if self.chance.random() < 0.6:
            about["until"] = self._soon()
        return TakeLock, self.chance.choice(EVERYBODY), about

    def lift(self) -> Ask | None:
        """A lock is lifted, by its owner or by an admin."""
        locks = list(self.witness.records["locks"].values())
        if not locks:
            return None
        lock = self.chance.choice(locks)
        return LiftLock, self.chance.choice([ADMIN, lock.owner]), self._lift(lock)

    def steal(self) -> Ask | None:
        """A lock is taken over."""
        scopes = list(self.witness.records["locks"])
        if not scopes:
            return None
        return StealLock, self.chance.choice(EVERYBODY), {"scope": self.chance.choice(scopes), "reason": "outage"}

    def freeze(self) -> Ask:
        """Nothing goes for a while."""
        start = self._soon() if self.chance.random() < 0.3 else None
        end = (start or self.now()) + self.chance.choice([2 * SECOND, 5 * SECOND, 20 * MINUTE])
        return MakeFreeze, ADMIN, {"scope": self.chance.choice(SCOPES), "start": start, "end": end, "reason": "audit"}

    def thaw(self) -> Ask | None:
        """A freeze ends early."""
        scopes = list(self.witness.records["freezes"])
        return (LiftFreeze, ADMIN, {"scope": self.chance.choice(scopes)}) if scopes else None

    def stand_in(self) -> Ask:
        """Somebody approves for an absent approver, until they are back."""
        if self.chance.random() < 0.3:
            return EndDelegation, "UEUNHO", {}
        return StandIn, "UEUNHO", {"to": self.chance.choice(ASKERS), "until": self.now() + 20 * MINUTE}

    def _yes(self, release: Release, by: str) -> Ask:
        return ApproveRelease, by, {"release": release.id, "fingerprint": release.plan.fingerprint}

    def _lift(self, lock: Any) -> dict[str, Any]:
        return {"scope": lock.scope.key, "lock": lock.id, "reason": "it is over"}

    def _place(self) -> dict[str, Any]:
        service, environment = self.chance.choice(self.targets).split("/")
        return {"service": service, "environment": environment}

    def _soon(self) -> datetime:
        return self.now() + self.chance.choice([SECOND, 3 * SECOND, 30 * SECOND, 15 * MINUTE])

    def _one(self, *statuses: Status) -> Release | None:
        found: Sequence[Release] = [one for one in self.witness.releases.values() if one.status in statuses]
        return self.chance.choice(found) if found else None


ASKS: dict[Callable[[People], Ask | None], float] = {
    People.request: 3,
    People.approve: 10,
    People.withdraw: 4,
    People.reject: 0.5,
    People.cancel: 1,
    People.again: 1,
    People.roll_back: 4,
    People.stop: 1,
    People.answer: 2,
    People.override: 4,
    People.move: 2,
    People.batch: 1.5,
    People.reschedule: 2,
    People.lock: 3,
    People.lift: 4,
    People.steal: 1,
    People.freeze: 1,
    People.thaw: 0.7,
    People.stand_in: 1,
}
"""How often people ask for what, beside the others."""
