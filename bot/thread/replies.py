"""What is said in a thread when something happens; None for what the live message shows already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import events as happened
from bot.domain import gate
from bot.domain.events import SUBAKU, Event
from bot.domain.hindrances import Kind
from bot.domain.release import BARRIERS, Obstacle, Release, Status, Verdict
from bot.i18n import Fact, Markup, Voice, code, gate_word, hindrance, who
from bot.thread import blocks
from bot.thread.blocks import Block, Draw, Look, Message
from bot.thread.buttons import hold_buttons
from bot.thread.scenes import NOTHING, Scene
from bot.thread.words import clock_or_day, deciders, in_place_of, mentions, shortened, span, why
from images import State

NOTABLE = timedelta(seconds=5)  # a shorter bake is over before anybody reads of it
OF_ALL = (
    happened.ReleaseRequested, happened.ApprovalGiven, happened.ApprovalWithdrawn, happened.ApprovalReminded,
    happened.ApprovalLapsed, happened.ApprovalRuleChanged, happened.PlanVoided, happened.ReleaseScheduled,
    happened.ScheduleMissed, happened.ReleaseRejected, happened.ReleaseExpired,
)  # fmt: skip
"""What happens to the head of a train happens to all of it."""
Told = tuple[str, dict[str, Fact], State | None]  # the key of the message, its facts, its picture


@dataclass(frozen=True, slots=True)
class _Tale:
    """What a teller needs to know."""

    release: Release
    say: Voice
    scene: Scene
    admins: tuple[str, ...]

    @property
    def facts(self) -> dict[str, Fact]:
        release = self.release
        return {"service": release.service, "revision": release.revision.name, "environment": release.environment}

    @property
    def asking(self) -> dict[str, Fact] | None:
        """Whom to ask, while anybody is asked."""
        release = self.release
        if release.status is not Status.REQUESTED or not release.need.by:
            return None
        return {"approvers": mentions(deciders(release)), "requester": who(self.say, release.requester)}


def reply(
    event: Event, release: Release, say: Voice, scene: Scene = NOTHING, admins: tuple[str, ...] = ()
) -> Draw | None:
    """What draws the reply that an event deserves, or None. `admins` are called where only they can help."""
    teller = _TELLERS.get(type(event))
    told = teller(_Tale(release, say, scene, admins), event) if teller else None
    if told is None:
        return None
    key, facts, picture = told
    text = say(key, **facts)
    if _is_of_one(event, release, key):
        text = say("said-carriage", service=release.service, text=Markup(text))
    name = f"said.{int(event.at.timestamp() * 1000)}"
    buttons = _buttons(event, release, say, name)

    def draw(look: Look) -> Message:
        return Message(text, [blocks.section(name, [text], look(picture) if picture else None), *buttons])

    return draw


def _is_of_one(event: Event, release: Release, key: str) -> bool:
    """Whether, in the thread of a train, it is said of one carriage alone."""
    if release.train is None or release.train.of == 1 or key == "said-train-arrived":
        return False
    return not (release.leads and isinstance(event, OF_ALL))


def name_of(event: Event, entry: str) -> str:
    """Under which name it is said once: its entry, or what must be said once however often it happens."""
    match event:
        case happened.HoldReached():
            return hold_name(event.at)
        case happened.ObstacleMet():
            return f"met-{event.obstacle}"
    return entry


def hold_name(since: datetime) -> str:
    """The name of the reply that asks about a hold."""
    return f"hold-{int(since.timestamp() * 1000)}"


def settled_hold(release: Release, since: datetime, say: Voice, look: Look) -> Message:
    """The reply about a hold, once it has been answered: nothing to press any more."""
    text = say("said-hold-done")
    name = f"said.{int(since.timestamp() * 1000)}.{release.version}"
    return Message(text, [blocks.section(name, [text], look(State.TESTING))])


def carries(event: happened.ReleaseBatched, other: Release, url: str | None, say: Voice) -> Draw:
    """What the carrying release's thread hears: which one comes along with it."""
    text = say("said-carries", by=who(say, event.actor), revision=thread_of(other, url))
    name = f"said.{int(event.at.timestamp() * 1000)}"
    return lambda _: Message(text, [blocks.section(name, [text])])


def thread_of(release: Release, url: str | None) -> Markup:
    """A release by its revision, with the way to its thread."""
    return blocks.linked(url, release.revision.name)


def _buttons(event: Event, release: Release, say: Voice, name: str) -> list[Block]:
    waits = release.hold is not None and release.hold.verdict is None and release.status is Status.HOLDING
    if isinstance(event, happened.HoldReached) and waits:
        return [blocks.actions(f"{name}.do", hold_buttons(release, say))]
    if _is_way_back(event, release):
        text = say("said-lock-offer", service=release.service, environment=release.environment)
        offer = blocks.button("lock.offer", release.target, say.plain("button-lock-offer"))
        return [blocks.section(f"{name}.lock", [text], offer)]
    return []


def _is_way_back(event: Event, release: Release) -> bool:
    """Whether a rollback that a person asked for has ended well."""
    if isinstance(event, happened.ReleaseSucceeded):
        return release.is_rollback and release.train is None
    stopped = release.deployment is not None and release.deployment.stop_by is not None
    return isinstance(event, happened.ReleaseRolledBack) and stopped


def _asked(tale: _Tale, event: Event) -> Told | None:
    asking, release = tale.asking, tale.release
    if asking is None:
        is_compensation = release.is_rollback and release.train is not None
        return ("said-taking-back", tale.facts, State.ROLLING_BACK) if is_compensation else None
    facts = {
        **tale.facts,
        **asking,
        "service": release.subject,
        "until": clock_or_day(tale.say, release.need.expires_at or event.at, event.at),
    }
    if release.is_rollback:
        return "said-asked-rollback", facts, State.ASKED
    if release.hotfix:
        return "said-asked-hotfix", {**facts, "reason": release.hotfix}, State.ASKED
    return "said-asked", facts, State.ASKED


def _approved(tale: _Tale, event: happened.ApprovalGiven) -> Told:
    by = in_place_of(tale.say, event.actor, event.in_place_of)
    if event.missing:
        return "said-approved-more", {"by": by, "missing": event.missing}, None
    later = tale.release.due is not None and tale.release.due > event.at
    return "said-approved-all" if later else "said-approved-last", {"by": by}, None


def _withdrawn(tale: _Tale, event: happened.ApprovalWithdrawn) -> Told:
    return "said-withdrawn", {"by": who(tale.say, event.actor), "missing": event.missing}, None


def _approval_reminded(tale: _Tale, event: happened.ApprovalReminded) -> Told | None:
    given = {one.by for one in tale.release.approvals}
    missing = mentions(one for one in deciders(tale.release) if one not in given)
    if tale.asking is None:
        return None
    until = clock_or_day(tale.say, event.expires_at, event.at)
    return "said-approval-reminded", {**tale.asking, "approvers": missing, "until": until}, State.WAITING


def _lapsed(tale: _Tale, event: Event) -> Told | None:
    return ("said-lapsed", tale.asking, State.ASKED) if tale.asking else None


def _rule_changed(tale: _Tale, event: Event) -> Told:
    return ("said-rule-asking", tale.asking, State.ASKED) if tale.asking else ("said-rule", {}, None)


def _voided(tale: _Tale, event: happened.PlanVoided) -> Told:
    changed = Markup(", ".join(_part(tale.say, part) for part in event.changed)) or code(tale.release.revision.name)
    if tale.asking:
        return "said-voided-asking", {**tale.asking, "changed": changed}, State.ASKED
    return "said-voided", {"changed": changed}, State.ASKED


def _scheduled(tale: _Tale, event: happened.ReleaseScheduled) -> Told:
    if event.due <= event.at:
        return "said-scheduled-soon", {"by": who(tale.say, event.actor)}, None
    return "said-scheduled", {"due": tale.say.moment(event.due)}, None


def _missed(tale: _Tale, event: happened.ScheduleMissed) -> Told:
    facts: dict[str, Fact] = {"requester": who(tale.say, tale.release.requester), "due": tale.say.moment(event.due)}
    return "said-missed", facts, State.WAITING


def _aside(tale: _Tale, event: happened.BarrierOverridden) -> Told:
    return "live-aside", {"by": who(tale.say, event.actor), "barrier": event.barrier, "reason": event.reason}, None


def _tag_moved(tale: _Tale, event: happened.TagMoved) -> Told:
    pinned = shortened(tale.release.revision.digest or "")
    return "said-tag-moved", {"tag": event.tag, "digest": shortened(event.digest), "pinned": pinned}, None


def _batched(tale: _Tale, event: happened.ReleaseBatched) -> Told:
    carrier = tale.scene.carrier
    named = thread_of(carrier, tale.scene.links.get(carrier.id)) if carrier else code(event.into)
    return "said-batched", {"by": who(tale.say, event.actor), "carrier": named}, State.ASLEEP


def _met(tale: _Tale, event: happened.ObstacleMet) -> Told | None:
    """What keeps it from starting, once; what AWS does is in the live message."""
    if event.obstacle == Obstacle.UNSEEN:
        return "said-unseen", {"admins": mentions(tale.admins) or who(tale.say, tale.release.requester)}, State.FAILED
    if event.obstacle == Obstacle.TRAIN and tale.release.ended:
        return "said-carriage-stuck", {"detail": code(event.detail, 300)}, State.FAILED
    if event.obstacle not in BARRIERS:
        return None
    found = [one for one in tale.scene.barriers if one.kind.value == event.obstacle]
    told = hindrance(tale.say, found[0]) if found else tale.say(f"waits-{event.obstacle}")
    return "said-held", {"hindrance": Markup(told)}, _HELD.get(Kind(event.obstacle))


def _started(tale: _Tale, event: happened.DeploymentCreated) -> Told:
    return "said-started", {**tale.facts, "reference": event.reference}, State.RUNNING


def _held(tale: _Tale, event: happened.HoldReached) -> Told:
    return "said-hold", {"people": _involved(tale), "until": event.expires_at}, State.TESTING


def _reminded(tale: _Tale, event: happened.HoldReminded) -> Told:
    return "said-reminded", {"people": _involved(tale), "until": event.expires_at}, State.WAITING


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
    facts = {**tale.facts, "span": span(tale.release.started_at, event.at)}
    if tale.release.is_rollback:
        return "said-succeeded-back", facts, State.SAFE
    if train := tale.release.train:
        arrived = {**facts, "train": train.name}
        last = train.place == train.of
        return ("said-train-arrived", arrived, State.CHEERING) if last else ("said-carriage-arrived", arrived, None)
    return "said-succeeded", facts, State.CHEERING


def _baking(tale: _Tale, event: happened.BakeBegan) -> Told | None:
    if event.until - event.at < NOTABLE:
        return None
    return "said-baking", {**tale.facts, "until": clock_or_day(tale.say, event.until, event.at)}, State.BAKING


def _gate_spoke(tale: _Tale, event: happened.GateSpoke) -> Told | None:
    """Only what goes wrong while it is live: before that the live message and what it waits for tell it."""
    if event.verdict != gate.Verdict.FAILING or not tale.release.live:
        return None
    finding = gate.Finding(event.gate, gate.Verdict.FAILING, event.at, event.said, event.facts)
    return "said-gate", {"said": Markup(f"❌ {gate_word(tale.say, finding)}")}, State.SNIFFING


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
    if tale.release.train and event.actor == SUBAKU:
        return f"said-{'way-back' if tale.release.is_rollback else 'carriage'}-called-off", {}, None
    return "said-cancelled", {"by": who(tale.say, event.actor)}, State.ASLEEP


def _expired(tale: _Tale, event: Event) -> Told:
    return "said-expired", {}, State.ASLEEP


def _involved(tale: _Tale) -> Markup:
    """Who asked and who said yes: they know what to look at."""
    asked = tale.release.requester
    return mentions([asked, *(approval.by for approval in tale.release.approvals)]) or who(tale.say, asked)


def _part(say: Voice, part: str) -> str:
    kind, _, service = part.partition(".")
    if kind == "carriage":
        return say("part-carriage", service=service)
    key = f"part-{part.replace('_', '-')}"
    return say(key) if say.has(key) else code(part, 60)


_HELD = {Kind.LOCK: State.LOCKED, Kind.FREEZE: State.FROZEN, Kind.GATE: State.SNIFFING}
_TELLERS: dict[type[Event], Callable[..., Told | None]] = {
    happened.ReleaseRequested: _asked,
    happened.ApprovalGiven: _approved,
    happened.ApprovalWithdrawn: _withdrawn,
    happened.ApprovalReminded: _approval_reminded,
    happened.ApprovalLapsed: _lapsed,
    happened.ApprovalRuleChanged: _rule_changed,
    happened.PlanVoided: _voided,
    happened.ReleaseScheduled: _scheduled,
    happened.ScheduleMissed: _missed,
    happened.BarrierOverridden: _aside,
    happened.TagMoved: _tag_moved,
    happened.ReleaseRejected: _rejected,
    happened.ReleaseCancelled: _cancelled,
    happened.ReleaseExpired: _expired,
    happened.ReleaseBatched: _batched,
    happened.ObstacleMet: _met,
    happened.DeploymentCreated: _started,
    happened.HoldReached: _held,
    happened.HoldReminded: _reminded,
    happened.HoldAnswered: _answered,
    happened.StopRequested: _stopping,
    happened.TrafficShifting: _shifting,
    happened.BakeBegan: _baking,
    happened.GateSpoke: _gate_spoke,
    happened.RollbackBegan: _rolling_back,
    happened.ReleaseSucceeded: _succeeded,
    happened.ReleaseFailed: _failed,
    happened.ReleaseRolledBack: _rolled_back,
}
