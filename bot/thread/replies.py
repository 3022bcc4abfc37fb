"""What is said in a thread when something happens; None for what the live message shows already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain import events as happened
from bot.domain.events import Event
from bot.domain.release import Release, Status, Verdict
from bot.i18n import Fact, Markup, Voice, code, who
from bot.thread import blocks
from bot.thread.blocks import Block, Draw, Look, Message
from bot.thread.live import hold_buttons
from bot.thread.words import mentions, span, why
from images import State

Told = tuple[str, dict[str, Fact], State | None]  # the key of the message, its facts, its picture


@dataclass(frozen=True, slots=True)
class _Tale:
    """What a teller needs to know."""

    release: Release
    say: Voice

    @property
    def facts(self) -> dict[str, Fact]:
        release = self.release
        return {"service": release.service, "revision": release.revision.name, "environment": release.environment}


def reply(event: Event, release: Release, say: Voice) -> Draw | None:
    """What draws the reply that an event deserves, or None."""
    teller = _TELLERS.get(type(event))
    told = teller(_Tale(release, say), event) if teller else None
    if told is None:
        return None
    key, facts, picture = told
    text = say(key, **facts)
    name = f"said.{int(event.at.timestamp() * 1000)}"
    buttons = _buttons(event, release, say, name)

    def draw(look: Look) -> Message:
        return Message(text, [blocks.section(name, [text], look(picture) if picture else None), *buttons])

    return draw


def settled_hold(release: Release, since: datetime, say: Voice, look: Look) -> Message:
    """The reply about a hold, once it has been answered: nothing to press any more."""
    text = say("said-hold-done")
    name = f"said.{int(since.timestamp() * 1000)}.{release.version}"
    return Message(text, [blocks.section(name, [text], look(State.TESTING))])


def _buttons(event: Event, release: Release, say: Voice, name: str) -> list[Block]:
    waits = release.hold is not None and release.hold.verdict is None and release.status is Status.HOLDING
    if isinstance(event, happened.HoldReached) and waits:
        return [blocks.actions(f"{name}.do", hold_buttons(release, say))]
    return []


def _asked(tale: _Tale, event: Event) -> Told | None:
    need = tale.release.need
    if tale.release.status is not Status.REQUESTED or not need.by:
        return None
    facts = {"approvers": mentions(_deciders(tale.release)), "requester": who(tale.say, event.actor)}
    return "said-asked", {**tale.facts, **facts, "until": need.expires_at or event.at}, State.ASKED


def _approved(tale: _Tale, event: happened.ApprovalGiven) -> Told:
    by = who(tale.say, event.actor)
    if event.missing:
        return "said-approved-more", {"by": by, "missing": event.missing}, None
    return "said-approved-last", {"by": by}, None


def _voided(tale: _Tale, event: happened.PlanVoided) -> Told:
    changed = Markup(", ".join(_part(tale.say, part) for part in event.changed)) or code(tale.release.revision.name)
    if tale.release.status is Status.REQUESTED and tale.release.need.by:
        facts: dict[str, Fact] = {"approvers": mentions(_deciders(tale.release)), "changed": changed}
        return "said-voided-asking", facts, State.ASKED
    return "said-voided", {"changed": changed}, State.ASKED


def _started(tale: _Tale, event: happened.DeploymentCreated) -> Told:
    return "said-started", {**tale.facts, "reference": event.reference}, State.RUNNING


def _held(tale: _Tale, event: happened.HoldReached) -> Told:
    return "said-hold", {"people": _involved(tale.release), "until": event.expires_at}, State.TESTING


def _reminded(tale: _Tale, event: happened.HoldReminded) -> Told:
    return "said-reminded", {"people": _involved(tale.release), "until": event.expires_at}, State.WAITING


def _answered(tale: _Tale, event: happened.HoldAnswered) -> Told:
    by = who(tale.say, event.actor)
    if event.expired:
        return "said-hold-expired", {}, None
    return "said-continued" if event.verdict == Verdict.CONTINUE else "said-hold-stopped", {"by": by}, None


def _stopping(tale: _Tale, event: Event) -> Told:
    return "said-stopping", {"by": who(tale.say, event.actor)}, None


def _shifting(tale: _Tale, event: Event) -> Told:
    return "said-shifting", {}, State.SWITCHING


def _rolling_back(tale: _Tale, event: happened.RollbackBegan) -> Told:
    return "said-rolling-back", {"why": why(tale.say, event.cause, event.detail)}, State.ROLLING_BACK


def _succeeded(tale: _Tale, event: Event) -> Told:
    took = span(tale.release.started_at, event.at)
    return "said-succeeded", {**tale.facts, "span": took}, State.CHEERING


def _failed(tale: _Tale, event: happened.ReleaseFailed) -> Told:
    return "said-failed", {**tale.facts, "why": why(tale.say, event.cause, event.detail)}, State.FAILED


def _rolled_back(tale: _Tale, event: happened.ReleaseRolledBack) -> Told:
    return "said-rolled-back", {"why": why(tale.say, event.cause, event.detail)}, State.SAFE


def _rejected(tale: _Tale, event: happened.ReleaseRejected) -> Told:
    by = who(tale.say, event.actor)
    if event.reason:
        return "said-rejected-reason", {"by": by, "reason": event.reason}, State.REJECTED
    return "said-rejected", {"by": by}, State.REJECTED


def _cancelled(tale: _Tale, event: Event) -> Told:
    return "said-cancelled", {"by": who(tale.say, event.actor)}, State.ASLEEP


def _expired(tale: _Tale, event: Event) -> Told:
    return "said-expired", {}, State.ASLEEP


def _deciders(release: Release) -> list[str]:
    """Who may decide: those named, without the requester where a second person is asked for."""
    return [one for one in release.need.by if release.need.own or one != release.requester]


def _involved(release: Release) -> Markup:
    """Who asked and who said yes: they know what to look at."""
    return mentions([release.requester, *(approval.by for approval in release.approvals)])


def _part(say: Voice, part: str) -> str:
    key = f"part-{part.replace('_', '-')}"
    return say(key) if say.has(key) else code(part, 60)


_TELLERS: dict[type[Event], Callable[..., Told | None]] = {
    happened.ReleaseRequested: _asked,
    happened.ApprovalGiven: _approved,
    happened.PlanVoided: _voided,
    happened.ReleaseRejected: _rejected,
    happened.ReleaseCancelled: _cancelled,
    happened.ReleaseExpired: _expired,
    happened.DeploymentCreated: _started,
    happened.HoldReached: _held,
    happened.HoldReminded: _reminded,
    happened.HoldAnswered: _answered,
    happened.StopRequested: _stopping,
    happened.TrafficShifting: _shifting,
    happened.RollbackBegan: _rolling_back,
    happened.ReleaseSucceeded: _succeeded,
    happened.ReleaseFailed: _failed,
    happened.ReleaseRolledBack: _rolled_back,
}
