"""The live message: the root of a thread, which tells in two seconds where a release stands."""

from __future__ import annotations

from datetime import datetime

from bot.domain.catalogue import Catalogue
from bot.domain.hindrances import Kind
from bot.domain.release import BARRIERS, Override, Release, Status
from bot.i18n import Markup, Voice, code, hindrance, link, who
from bot.thread import blocks, train
from bot.thread.blocks import Block, Look, Message
from bot.thread.buttons import buttons
from bot.thread.scenes import Scene
from bot.thread.signs import seen_at, signs
from bot.thread.stages import steps, table
from bot.thread.words import clock_or_day, coarse, digest, in_place_of, shortened, span, why
from images import State

PICTURES = {
    Status.REQUESTED: State.WAITING,
    Status.SCHEDULED: State.WAITING,
    Status.QUEUED: State.QUEUED,
    Status.DEPLOYING: State.RUNNING,
    Status.HOLDING: State.TESTING,
    Status.SHIFTING: State.SWITCHING,
    Status.BAKING: State.BAKING,
    Status.ROLLING_BACK: State.ROLLING_BACK,
    Status.SUCCEEDED: State.CHEERING,
    Status.FAILED: State.FAILED,
    Status.ROLLED_BACK: State.SAFE,
    Status.REJECTED: State.REJECTED,
    Status.CANCELLED: State.ASLEEP,
    Status.EXPIRED: State.ASLEEP,
}
HELD = {
    Kind.LOCK: State.LOCKED,
    Kind.FREEZE: State.FROZEN,
    Kind.WINDOW: State.ASLEEP,
    Kind.AFTER: State.WAITING,
    Kind.GATE: State.SNIFFING,
    Kind.TRAIN: State.QUEUED,
}
BACK = {Status.DEPLOYING: State.ROLLING_BACK, Status.SHIFTING: State.ROLLING_BACK, Status.SUCCEEDED: State.SAFE}
ORIGIN = {Kind.RUNNING, Kind.HOLD, Kind.UNSEEN, Kind.OBSTACLE}  # what is said of another release that is live there
SQUARES = 10
CHECKS = 10  # of a checklist; Slack's boxes hold no more


def live_message(
    release: Release, scene: Scene, catalogue: Catalogue, now: datetime, say: Voice, look: Look
) -> Message:
    """The root message as it should stand now. Pure; each revision has block ids of its own."""
    revision = f"{release.version}.{int(now.timestamp())}"
    offered = buttons(release, say)
    drawn = [
        blocks.section(f"top.{revision}", _top(release, scene, now, say), look(_picture(release, scene))),
        *train.lines(release, scene.train, say, revision),
        *([] if train.course(release, scene.train) else table(release, say, revision)),
        *steps(release, now, say, revision),
        *signs(release, say, revision, {one.mark for one in scene.barriers if one.kind is Kind.GATE}),
        *_way(release, scene, say, revision),
        *_batch(release, scene, say, revision),
        blocks.context(f"who.{revision}", _who(release, now, say)),
        *_notes(release, say, revision),
        *([blocks.actions(f"do.{revision}", offered)] if offered else []),
    ]
    text = say("live-text", **_facts(release), headline=Markup(headline(release, scene, now, say)))
    return Message(text, drawn)


def headline(release: Release, scene: Scene, now: datetime, say: Voice) -> str:
    """What is going on, in one line."""
    hold, need, due = release.hold, release.need, release.due or release.requested_at
    by = (release.deployment and release.deployment.stop_by) or (hold and hold.by) or release.ended_by or "subaku"
    return say(
        f"live-{_condition(release, scene)}",
        by=who(say, by),
        until=hold.expires_at if hold else release.requested_at,
        given=len(release.approvals),
        required=need.required,
        place=scene.place or 1,
        due=say.moment(due),
        span=coarse(due - now),
        requester=who(say, release.requester),
        carrier=_carrier(release, scene),
        **train.counted(scene.train),
    )


def _condition(release: Release, scene: Scene) -> str:
    """The status in kebab case, or what more there is to it."""
    status = release.status.replace("_", "-")
    match release.status:
        case Status.REQUESTED:
            return "requested-more" if release.need.required > 1 else status
        case Status.SCHEDULED:
            return "missed" if release.missed else status
        case Status.QUEUED:
            return _place(scene)
        case Status.CANCELLED if release.batched_into:
            return "batched"
        case Status.SUCCEEDED if release.is_rollback:
            return "succeeded-back"
        case Status.SUCCEEDED if course := train.course(release, scene.train):
            return f"train-{course}"
    return _answered(release) or status if release.live else status


def _place(scene: Scene) -> str:
    if scene.barriers:
        return f"held-{scene.barriers[0].kind}"
    if scene.place and scene.place > 1:
        return "queued-place"
    return "queued-next" if scene.running else "queued"


def _answered(release: Release) -> str | None:
    """What a person has just made of a live release."""
    if release.status is Status.ROLLING_BACK:
        return None
    if release.deployment and release.deployment.stop_by:
        return "stopping"
    hold = release.hold
    if release.status is Status.HOLDING and hold and hold.verdict:
        return "holding-expired" if hold.expired else f"holding-{hold.verdict}"
    return None


def _picture(release: Release, scene: Scene) -> State:
    if release.status is Status.QUEUED and scene.barriers:
        return HELD[scene.barriers[0].kind]
    if course := train.course(release, scene.train):
        return train.COURSES[course]
    return (BACK if release.is_rollback else PICTURES).get(release.status, PICTURES[release.status])


def _top(release: Release, scene: Scene, now: datetime, say: Voice) -> list[str]:
    lines = [_title(release, say), headline(release, scene, now, say)]
    if release.hotfix:
        lines.append(say("live-hotfix-why", reason=release.hotfix))
    if release.reason and (release.ended or release.status is Status.ROLLING_BACK):
        lines.append(why(say, release.reason.cause, release.reason.detail))
    if (course := train.course(release, scene.train)) is None and (bar := _bar(release, say)) is not None:
        lines.append(bar)
    if course:
        return [*lines, *train.times(release, scene.train, now, say)]
    return [*lines, *_times(release, scene, now, say)]


def _title(release: Release, say: Voice) -> str:
    kind = "rollback" if release.is_rollback else "train" if release.leads else "hotfix" if release.hotfix else ""
    return say(f"live-title-{kind}" if kind else "live-title", **_facts(release))


def _bar(release: Release, say: Voice) -> str | None:
    """Blue turning into green; None before there is anything to see, or when nothing came of it."""
    traffic = release.deployment.progress.traffic if release.deployment else None
    if traffic is None:
        return None
    green = 0 if traffic <= 0 else SQUARES if traffic >= 100 else min(SQUARES - 1, max(1, round(traffic / SQUARES)))
    return say("live-traffic", bar="🟦" * (SQUARES - green) + "🟩" * green, percent=traffic)


def _times(release: Release, scene: Scene, now: datetime, say: Voice) -> list[str]:
    """How long it took or takes, or when it may start."""
    start, expected = release.started_at, scene.expected
    if start and release.ended_at:
        return [say("live-took", span=span(start, release.ended_at), start=start, end=release.ended_at)]
    if start:
        left = [say("live-left", span=coarse(scene.left))] if scene.left else []
        return [" · ".join([say("live-since", span=span(start, now), start=start), *left])]
    if release.status is Status.REQUESTED and release.due and release.due > now:
        return [say("live-due", due=say.moment(release.due), span=coarse(release.due - now))]
    if expected and not scene.barriers and (scene.running or expected.place > 1):
        likely, latest = expected.rounded.likely, expected.rounded.latest
        return [say("live-expected-about" if likely == latest else "live-expected", likely=likely, latest=latest)]
    return []


def _way(release: Release, scene: Scene, say: Voice, revision: str) -> list[Block]:
    """Each thing in its way, with the way out beside it."""
    found, kinds = [], set()
    for number, one in enumerate(scene.barriers):
        if one.kind is Kind.TRAIN:
            continue
        aside = blocks.button("release.override", f"{release.id}:{one.kind}", say.plain("why-override"))
        name = f"way.{number}.{revision}"
        found.append(
            blocks.section(name, [hindrance(say, one) + seen_at(one.finding)], None if one.kind in kinds else aside)
        )
        kinds.add(one.kind)
    if found:
        found.append(blocks.context(f"may.{revision}", [say("live-aside-may")]))
    origins = [one for one in scene.hindrances if one.kind in ORIGIN]  # all of the one release that is live there
    if not origins:
        return found
    live = [hindrance(say, one) for one in origins]
    live[-1] += _thread(origins[-1].about, scene, say)
    return [*found, blocks.context(f"live.{revision}", live)]


def _batch(release: Release, scene: Scene, say: Voice, revision: str) -> list[Block]:
    """An earlier request of the same target waits too: one release could carry both."""
    other = scene.earlier
    if other is None:
        return []
    pair = f"{release.id}:{other.id}"
    words = say.plain("confirm-batch"), say.plain("confirm-batch-text"), say.plain("button-batch")
    asks = blocks.confirm(*words, say.plain("confirm-back"), "primary")
    text = say("live-earlier", revision=other.revision.name, by=who(say, other.requester))
    line = text + _thread(other.id, scene, say)
    accessory = blocks.button("release.batch", pair, say.plain("button-batch"), confirm=asks)
    return [blocks.section(f"batch.{revision}", [line], accessory)]


def _thread(release_id: str, scene: Scene, say: Voice) -> str:
    url = scene.links.get(release_id)
    return f" · {link(url, say.plain('live-thread'))}" if url else ""


def _carrier(release: Release, scene: Scene) -> Markup:
    if scene.carrier is None:
        return code(release.batched_into or "")
    return blocks.linked(scene.links.get(scene.carrier.id), scene.carrier.revision.name)


def _who(release: Release, now: datetime, say: Voice) -> list[str]:
    """By whom, and what exactly."""
    parts = [say("live-asked", by=who(say, release.requester), at=release.requested_at)]
    parts += train.place(release, say)
    if release.again_of:
        parts.append(say("live-again"))
    if release.approvals:
        given = [in_place_of(say, one.by, one.in_place_of) for one in release.approvals]
        parts.append(say("live-approved", by=Markup(" ".join(given))))
    if release.plan.live and not release.ended:
        parts.append(say("live-replaces", revision=shortened(release.plan.live)))
    if (pinned := digest(release)) and pinned != release.revision.name:
        parts.append(say("live-digest" if release.plan.image else "live-commit", digest=pinned))
    if release.deployment and release.deployment.reference:
        parts.append(say("live-reference", reference=release.deployment.reference))
    if release.status is Status.REQUESTED and release.need.expires_at:
        parts.append(say("live-expires", until=clock_or_day(say, release.need.expires_at, now)))
    return parts


def _notes(release: Release, say: Voice, revision: str) -> list[Block]:
    """What it waits for at AWS, what was ticked and set aside."""
    notes = []
    if release.waits_for and release.waits_for not in BARRIERS and not release.ended:
        words = [say(f"waits-{release.waits_for.replace('_', '-')}")]
        detail = [code(release.waits_detail, 200)] if release.waits_detail else []
        after = [say("waits-unseen-way")] if release.is_stuck else []
        notes.append(blocks.context(f"waits.{revision}", [*words, *detail, *after]))
    if release.tag_moved_to:
        moved = shortened(release.tag_moved_to)
        notes.append(
            blocks.context(f"tag.{revision}", [say("live-tag-moved", tag=release.revision.name, digest=moved)])
        )
    if release.overrides:
        notes.append(blocks.context(f"aside.{revision}", [_aside(one, release, say) for one in release.overrides]))
    if release.checklist:
        ticked = Markup(" · ".join(say("live-ticked", item=item) for item in release.checklist[:CHECKS]))
        notes.append(blocks.context(f"ticked.{revision}", [ticked]))
    return notes


def _aside(one: Override, release: Release, say: Voice) -> str:
    if release.is_rollback and one.at <= release.requested_at:
        return say("live-aside-rollback", by=who(say, one.by))
    return say("live-aside", by=who(say, one.by), barrier=one.barrier, reason=one.reason)


def _facts(release: Release) -> dict[str, str]:
    return {"service": release.subject, "revision": release.revision.name, "environment": release.environment}
