"""Each act that can be typed, the command that the desk gets for it, and those who are told no at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.commands import (
    AskAgain,
    CancelRelease,
    Command,
    EndDelegation,
    LiftFreeze,
    LiftLock,
    MakeFreeze,
    MoveInQueue,
    PromoteService,
    ReloadCatalogue,
    RequestRelease,
    Reschedule,
    StandIn,
    StealLock,
    TakeLock,
)
from bot.domain.release import Status
from bot.i18n import refusal
from tests.handlers.conftest import RELEASE, Town, release

REASON = "the rain <!channel> & all"
PLACE = {"scope": "demo-backend/production"}
ACTS: list[tuple[str, type[Command], dict[str, object]]] = [
    ("web-api v2 staging in the next window", RequestRelease, {"next_window": True, "due": None}),
    (f"web-api v2 staging hotfix because {REASON}", RequestRelease, {"hotfix": REASON, "revision": "v2"}),
    ("promote web-api", PromoteService, {"service": "web-api", "environment": None}),
    ("promote web-api to production", PromoteService, {"environment": "production"}),
    (f"retry {RELEASE}", AskAgain, {"release": RELEASE}),
    (f"cancel {RELEASE}", CancelRelease, {"release": RELEASE}),
    (f"lock demo-backend production because {REASON}", TakeLock, PLACE | {"reason": REASON, "until": None}),
    ("lock everything", TakeLock, {"scope": "*/*"}),
    ("unlock production", LiftLock, {"scope": "*/production", "lock": "", "reason": ""}),
    (f"steal web-api because {REASON}", StealLock, {"scope": "web-api/*", "reason": REASON}),
    ("freeze lift production", LiftFreeze, {"scope": "*/production"}),
    (f"queue move {RELEASE} 2", MoveInQueue, {"release": RELEASE, "place": 2}),
    (f"schedule move {RELEASE} to the next window", Reschedule, {"release": RELEASE, "due": None}),
    ("out back", EndDelegation, {}),
    ("reload", ReloadCatalogue, {}),
]


@pytest.mark.parametrize(("text", "kind", "fields"), ACTS)
async def test_an_act_is_kept_before_a_silent_ack(
    town: Town, text: str, kind: type[Command], fields: dict[str, object]
) -> None:
    async with town.bot():
        said = await town.type(text)
    assert said["ok"]
    assert not (said["ack"] or {}).get("text")
    (command,) = town.desk.commands
    assert type(command) is kind
    assert (command.by, command.channel, command.reply) == ("U0ALEX", "C0DEPLOY", command.id)
    assert {name: getattr(command, name) for name in fields} == fields


TIMED: list[tuple[str, type[Command], str, timedelta]] = [
    ("web-api v2 staging at in 2h", RequestRelease, "due", timedelta(hours=2)),
    ("lock demo-backend for 90m", TakeLock, "until", timedelta(minutes=90)),
    ("freeze production for 3 days because of the holidays", MakeFreeze, "end", timedelta(days=3)),
    ("out <@U0EUNHO> for 1 day", StandIn, "until", timedelta(days=1)),
    (f"schedule move {RELEASE} to in 3h", Reschedule, "due", timedelta(hours=3)),
]


@pytest.mark.parametrize(("text", "kind", "field", "span"), TIMED)
async def test_times_are_kept_as_instants(
    town: Town, text: str, kind: type[Command], field: str, span: timedelta
) -> None:
    begun = datetime.now(UTC)
    async with town.bot():
        said = await town.type(text)
    assert not (said["ack"] or {}).get("text"), said
    (command,) = town.desk.commands
    assert type(command) is kind
    assert span <= getattr(command, field) - begun < span + timedelta(minutes=2)


SCOPES = {
    "lock demo-backend": "demo-backend/*",
    "lock everything": "*/*",
    "steal production because of me": "*/production",
}
BARRED = [
    ("U0GUEST", "demo-backend v2", "not_deployer"),
    ("U0GUEST", f"retry {RELEASE}", "not_deployer"),
    ("U0GUEST", "promote web-api", "not_deployer"),
    ("U0GUEST", "lock demo-backend", "not_lock"),
    ("U0MINA", "lock everything", "not_lock"),
    ("U0MINA", "steal production because of me", "not_lock"),
    ("U0EUNHO", "freeze production for 2h because of me", "not_admin"),
    ("U0EUNHO", "freeze lift production", "not_admin"),
    ("U0MINA", "reload", "not_admin"),
]


@pytest.mark.parametrize(("user", "text", "code"), BARRED)
async def test_who_may_not_is_told_in_the_ack(town: Town, user: str, text: str, code: str) -> None:
    async with town.bot() as (front, _):
        await front.people.person(user)
        said = await town.type(text, user=user)
        say = front.speak.to(front.people.locale(user))
        facts = {"scope": SCOPES.get(text, ""), "admins": "S0PLATFORM"}
        assert said["ack"]["text"] == refusal(say, code, facts)
    assert not town.desk.kept


async def test_an_approver_locks_an_environment_and_a_deployer_a_service(town: Town) -> None:
    async with town.bot():
        await town.type("lock production", user="U0EUNHO")
        await town.type("lock demo-backend", user="U0MINA")
    assert [command.scope for command in town.desk.commands if isinstance(command, TakeLock)] == [
        "*/production",
        "demo-backend/*",
    ]


async def test_retry_means_the_newest_of_mine_that_did_not_go_through(town: Town) -> None:
    ended = datetime(2026, 3, 2, 13, tzinfo=UTC)
    await town.keep(
        release(Status.FAILED, 1, ended_at=ended, requester="U0ALEX"),
        release(Status.EXPIRED, 2, ended_at=ended + timedelta(hours=1), requester="U0ALEX"),
        release(Status.SUCCEEDED, 3, ended_at=ended + timedelta(hours=2), requester="U0ALEX"),
        release(Status.FAILED, 4, ended_at=ended + timedelta(hours=3)),
    )
    async with town.bot() as (front, _):
        await town.type("retry demo-backend")
        await front.errands.idle()
    (command,) = town.desk.commands
    assert isinstance(command, AskAgain)
    assert command.release == release(Status.EXPIRED, 2).id


async def test_retry_of_nothing_says_so(town: Town) -> None:
    async with town.bot() as (front, _):
        await town.type("retry", user="U0HARU")
        await front.errands.idle()
        assert await town.whispers("U0HARU") == [front.speak("ja", "retry-nothing")]
    assert not town.desk.kept


async def test_retry_while_redis_is_gone_says_that_nothing_was_kept(town: Town) -> None:
    async with town.nothing_known(), town.bot() as (front, _):
        await town.type("retry", user="U0MINA")
        await front.errands.idle()
        assert await town.whispers("U0MINA") == [front.speak("ko", "refused-nothing-kept")]
