"""What the event stream alone tells of a release: where it stands, and whether its plan is approved."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.events import (
    SUBAKU,
    ApprovalGiven,
    ApprovalLapsed,
    ApprovalRuleChanged,
    ApprovalWithdrawn,
    Event,
    PlanVoided,
    ReleaseBatched,
    ReleaseCancelled,
    ReleaseExpired,
    ReleaseFailed,
    ReleaseQueued,
    ReleaseRejected,
    ReleaseRequested,
    ReleaseRolledBack,
    ReleaseScheduled,
    ReleaseStarted,
    ReleaseSucceeded,
    ScheduleMissed,
)
from bot.domain.release import LIVE, Release, Status

ENDS: dict[type[Event], Status] = {
    ReleaseSucceeded: Status.SUCCEEDED,
    ReleaseFailed: Status.FAILED,
    ReleaseRolledBack: Status.ROLLED_BACK,
    ReleaseRejected: Status.REJECTED,
    ReleaseCancelled: Status.CANCELLED,
    ReleaseBatched: Status.CANCELLED,
    ReleaseExpired: Status.EXPIRED,
}
TAKEN_BACK = (Status.CANCELLED, Status.REJECTED)
RUNS = "live"


def phase(status: Status) -> str:
    """A status as far as the events tell it: what is live is live."""
    return RUNS if status in LIVE else status.value


@dataclass
class Told:
    """One release. `free`: it needs no approval."""

    free: bool
    phase: str = ""
    approved: bool = False
    started: bool = False
    missed: bool = False

    def hear(self, event: Event, release: Release) -> None:
        """One more event. `release` is asked for nothing but what a change of the rule means for it."""
        match event:
            case ReleaseRequested() | PlanVoided() | ApprovalLapsed():
                self.phase, self.approved = Status.REQUESTED.value, self.free
            case ApprovalGiven():
                self.approved = event.missing == 0
            case ApprovalWithdrawn() if event.missing:
                self.phase, self.approved = Status.REQUESTED.value, False
            case ApprovalRuleChanged() if len(release.approvals) < release.need.required:
                self.phase, self.approved = Status.REQUESTED.value, False
            case ReleaseScheduled() if self.approved or event.actor == SUBAKU:
                self.phase, self.approved, self.missed = Status.SCHEDULED.value, True, False
            case ReleaseQueued():
                self.phase, self.approved, self.missed = Status.QUEUED.value, True, False
            case ReleaseStarted():
                self.phase, self.started = RUNS, True
            case ScheduleMissed():
                self.missed = True
            case _ if type(event) in ENDS:
                self.phase = ENDS[type(event)].value

    @property
    def forgotten(self) -> bool:
        """Ended, and yet it was approved, nobody took it back, and it was never started."""
        ended = self.phase in ENDS.values()
        return ended and self.approved and not (self.started or self.missed or self.phase in TAKEN_BACK)
