"""What surrounds a release reaches its live message: queues, locks, freezes, windows, what must come first."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.domain import events as happened
from bot.domain import lifecycle
from bot.domain.catalogue import After, Window
from bot.domain.freeze import MadeFreeze
from bot.domain.hindrances import Kind
from bot.domain.lock import Lock
from bot.domain.release import Obstacle, Release
from bot.domain.scope import Scope
from bot.store import Change
from bot.thread.links import Links
from bot.thread.scenes import Scene, Scenes
from bot.thread.talk import Talk

SCOPE = Scope("demo-backend", "production")
Stage = Any


def now() -> datetime:
    return datetime.now(UTC)


async def scene(stage: Stage, release: Release) -> Scene:
    links = Links(stage.store.threads, Talk(stage.client))
    found: Scene = await Scenes(stage.store, lambda: stage.catalogue, now, links).of(release)
    return found


async def queued(stage: Stage, name: str, revision: str = "v2", **wish: Any) -> Release:
    await stage.play.request(revision, name, **wish)
    approved: Release = await stage.play.approve()
    return approved


async def through(stage: Stage, name: str, minutes: int) -> None:
    """A release that took so long on the target, and is over."""
    play = stage.play
    play.at -= timedelta(hours=2)
    await queued(stage, name, "v1")
    await play.start()
    play.at += timedelta(minutes=minutes)
    await play.succeed()
    play.at = now()


async def claim(stage: Stage, release: Release) -> Release:
    """The release takes its target."""
    after, events = lifecycle.start(release, now())
    around = await stage.store.surroundings.of(release.target)
    until = now() + timedelta(minutes=1)
    change = Change(release, after, events)
    assert await stage.store.releases.claim(change, "replica-1", now(), until, rules=around.rules)
    return after


async def lock(stage: Stage, owner: str = "U0HARU", reason: str = "moving the database") -> None:
    made = Lock("l1", SCOPE, owner, now(), reason)
    event = happened.LockTaken(release="", at=now(), actor=owner, scope=SCOPE.key, lock="l1", reason=reason, until=None)
    await stage.store.locks.amend(SCOPE.key, lambda _: (made, (event,)))


async def unlock(stage: Stage) -> None:
    event = happened.LockReleased(release="", at=now(), actor="U0HARU", scope=SCOPE.key, lock="l1", owner="U0HARU")
    await stage.store.locks.amend(SCOPE.key, lambda _: (None, (event,)))


async def test_a_place_and_when_it_starts_by_what_is_usual_there(stage: Stage) -> None:
    await through(stage, "h1", 10)
    await through(stage, "h2", 20)
    live = await queued(stage, "r1")
    live = await claim(stage, live)
    second = await queued(stage, "r2")
    found = await scene(stage, await queued(stage, "r3"))
    assert [one.kind for one in found.hindrances] == [Kind.RUNNING, Kind.QUEUE]
    assert found.expected is not None
    assert found.expected.place == found.place == 2
    assert timedelta(minutes=18) < found.expected.likely - now() < timedelta(minutes=21)
    assert timedelta(minutes=38) < found.expected.latest - now() < timedelta(minutes=41)
    assert found.earlier is not None
    assert found.earlier.id == second.id
    left = (await scene(stage, live)).left
    assert left is not None
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)


async def test_before_there_is_a_history_nothing_is_promised(stage: Stage) -> None:
    found = await scene(stage, await queued(stage, "r1"))
    assert (found.place, found.expected, found.hindrances, found.earlier) == (1, None, (), None)


async def test_a_lock_a_freeze_and_a_closed_window_are_in_the_way(stage: Stage) -> None:
    await lock(stage)
    made = MadeFreeze(Scope(None, "production"), now(), now() + timedelta(days=2), "the sale", "U0ALEX")
    await stage.store.freezes.amend("*/production", lambda _: (made, ()))
    yesterday = (now() - timedelta(days=2)).strftime("%a").lower()
    window = Window((yesterday,), time(3), time(4), "UTC")
    production = replace(stage.catalogue.environments["production"], windows=(window,))
    stage.catalogue = replace(stage.catalogue, environments={"production": production})
    found = await scene(stage, await queued(stage, "r1"))
    assert [one.kind for one in found.barriers] == [Kind.LOCK, Kind.FREEZE, Kind.WINDOW]


async def test_what_must_come_first_is_in_the_way(stage: Stage) -> None:
    production = stage.catalogue.environments["production"]
    target = replace(stage.catalogue.services["demo-backend"].targets["production"], after=After("staging"))
    service = replace(stage.catalogue.services["demo-backend"], targets={"production": target})
    environments = {"staging": replace(production, name="staging"), "production": production}
    stage.catalogue = replace(stage.catalogue, environments=environments, services={"demo-backend": service})
    found = await scene(stage, await queued(stage, "r1"))
    assert [(one.kind, one.detail) for one in found.barriers] == [(Kind.AFTER, "staging")]


async def test_what_is_over_by_then_is_not_in_the_way_of_what_starts_later(stage: Stage) -> None:
    made = MadeFreeze(SCOPE, now(), now() + timedelta(hours=2), "the sale", "U0ALEX")
    await stage.store.freezes.amend(SCOPE.key, lambda _: (made, ()))
    early = await queued(stage, "r1", due=now() + timedelta(hours=1))
    late = await queued(stage, "r2", due=now() + timedelta(hours=3))
    assert [one.kind for one in (await scene(stage, early)).barriers] == [Kind.FREEZE]
    assert (await scene(stage, late)).barriers == []


async def test_a_rollback_takes_nobody_along(stage: Stage) -> None:
    await queued(stage, "r1")
    back = await queued(stage, "r2", "v1", rollback=True)
    assert (await scene(stage, back)).earlier is None
    assert (await scene(stage, await queued(stage, "r3", "v3"))).earlier.id == "r1"


def top(thread: dict[str, Any]) -> str:
    return str(thread["blocks"][0]["text"]["text"])


async def until(stage: Stage, so: Callable[[dict[str, Any]], bool], name: str = "r1") -> dict[str, Any]:
    """The root of a release, once it is so."""

    def of(threads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            each for each in threads if (each.get("metadata") or {}).get("event_payload", {}).get("release") == name
        ]

    threads = await stage.until(lambda threads: any(so(each) for each in of(threads)))
    found: dict[str, Any] = of(threads)[0]
    return found


async def test_a_lock_shows_in_what_waits_and_goes_when_it_is_lifted(stage: Stage) -> None:
    async with stage.telling():
        await queued(stage, "r1")
        await until(stage, lambda root: "In line" in top(root))
        await lock(stage)
        root = await until(stage, lambda root: "waits for a lock" in top(root))
        assert "moving the database" in json.dumps(root["blocks"])
        await stage.play.meet(Obstacle.LOCK, "moving the database")
        await until(stage, lambda root: any("can't start yet" in reply["text"] for reply in root["replies"]))
        await unlock(stage)
        root = await until(stage, lambda root: "In line" in top(root))
    assert "moving the database" not in json.dumps(root["blocks"])


async def test_a_queue_is_told_anew_when_it_moves(stage: Stage) -> None:
    async with stage.telling():
        first = await queued(stage, "r1")
        await queued(stage, "r2")
        await until(stage, lambda root: "at place 2" in top(root), "r2")
        stage.play._release = first
        await stage.play.cancel()
        await until(stage, lambda root: "in line" in top(root).lower() and "at place" not in top(root), "r2")


async def test_both_threads_hear_that_one_goes_in_place_of_both(stage: Stage) -> None:
    async with stage.telling():
        earlier = await queued(stage, "r1")
        later = await queued(stage, "r2", "v3")
        offered = await until(stage, lambda root: "waits here too" in json.dumps(root["blocks"]), "r2")
        assert '"r2:r1"' in json.dumps(offered["blocks"])
        stage.play._release = earlier
        await stage.play.batch_into(later)
        root = await until(stage, lambda root: "goes in its place" in top(root))
        assert "|v3>" in top(root)
        carrier = await until(
            stage, lambda root: any("in place of" in reply["text"] for reply in root["replies"]), "r2"
        )
    assert any("|v2>" in reply["text"] for reply in carrier["replies"])


async def test_a_release_that_goes_well_costs_its_channel_one_message(stage: Stage) -> None:
    async with stage.telling():
        await queued(stage, "r1", due=now() + timedelta(hours=1))
        await stage.play.reschedule(None)
        await stage.play.move_tag()
        await stage.play.start()
        await stage.play.hold()
        await stage.play.shift()
        await stage.play.succeed()
        await stage.told()
        posts = await stage.calls("chat.postMessage")
    roots = [post for post in posts if post["args"].get("channel") == "C0DEPLOY" and not post["args"].get("thread_ts")]
    assert len(roots) == 1
    assert not [post for post in posts if post["args"].get("reply_broadcast")]
