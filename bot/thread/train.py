"""A train in its thread: where it is as a whole, and its carriages one by one."""

from __future__ import annotations

from datetime import datetime

from bot.domain.release import Release, Status
from bot.domain.train import Course, Train
from bot.i18n import Fact, Markup, Voice
from bot.thread import blocks
from bot.thread.blocks import Block
from bot.thread.words import span
from images import State

COURSES = {
    Course.GOING: State.RUNNING,
    Course.ARRIVED: State.CHEERING,
    Course.TURNING: State.ROLLING_BACK,
    Course.BACK: State.SAFE,
    Course.STRANDED: State.FAILED,
}
MARKS = {
    Status.REQUESTED: "🙋",
    Status.SCHEDULED: "🗓️",
    Status.QUEUED: "🎟️",
    Status.HOLDING: "🔬",
    Status.ROLLING_BACK: "↩️",
    Status.SUCCEEDED: "✅",
    Status.FAILED: "🌧️",
    Status.ROLLED_BACK: "🛟",
    Status.REJECTED: "🙅",
    Status.CANCELLED: "🗂️",
    Status.EXPIRED: "⌛",
}
MOVING = "🏃"
MOVES = (Course.GOING, Course.TURNING)
BACK = {"under-way": "↩️", "done": "🛟", "failed": "🌧️"}
MOST_LINES = 30


def course(release: Release, train: Train | None) -> Course | None:
    """Where the train is, once its head has arrived: until then the head tells it all, and if it is alone."""
    arrived = release.leads and release.status is Status.SUCCEEDED
    return train.course if train and arrived and len(train.carriages) > 1 else None


def times(release: Release, train: Train | None, now: datetime, say: Voice) -> list[str]:
    """How long all of it took or takes."""
    start = release.started_at
    if train is None or start is None:
        return []
    ends = [one.ended_at for one in (*train.carriages, *train.backs.values()) if one.ended_at]
    if train.course in MOVES:
        return [say("live-since", span=span(start, now), start=start)]
    return [say("live-took", span=span(start, max(ends)), start=start, end=max(ends))]


def lines(release: Release, train: Train | None, say: Voice, revision: str) -> list[Block]:
    """The carriages with their states, and what was left out; nothing for what leads no train."""
    if train is None or not release.leads or release.train is None:
        return []
    told = [_line(one, train, say) for one in train.carriages[:MOST_LINES]]
    notes = _notes(release, say)
    shown = [blocks.section(f"train.{revision}", ["\n".join(told)])]
    return [*shown, *([blocks.context(f"left.{revision}", notes)] if notes else [])]


def counted(train: Train | None) -> dict[str, Fact]:
    """How many have arrived, of how many."""
    carriages = train.carriages if train else ()
    return {"arrived": sum(one.status is Status.SUCCEEDED for one in carriages), "count": len(carriages)}


def place(release: Release, say: Voice) -> list[str]:
    """Which carriage of which train it is. A head that has arrived tells of all of them from then on."""
    train = release.train
    if train is None or (release.leads and (train.of == 1 or release.status is Status.SUCCEEDED)):
        return []
    return [say("live-carriage", train=train.name, place=train.place, count=train.of)]


def _line(one: Release, train: Train, say: Voice) -> str:
    back = train.backs.get(one.id)
    if back is None:
        state, mark = say(f"stands-{one.status.replace('_', '-')}"), MARKS.get(one.status, MOVING)
    else:
        came = "under-way" if not back.ended else "done" if back.status is Status.SUCCEEDED else "failed"
        state, mark = say(f"train-back-{came}"), BACK[came]
    return say("train-line", mark=mark, service=one.service, state=Markup(state))


def _notes(release: Release, say: Voice) -> list[str]:
    train = release.train
    if train is None:
        return []
    left = [say("train-left-out", service=service) for service in train.left_out]
    return [*left, *(say("train-unsure", service=service) for service in train.unsure)]
