"""Each question, as the one who asks reads the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.approvers import Delegation
from bot.domain.calendar import WEEK
from bot.domain.catalogue import Freeze, Window
from bot.domain.commands import NoteQuestion
from bot.domain.freeze import MadeFreeze
from bot.domain.lock import Lock
from bot.domain.release import Approval, Hold, Need, Obstacle, Priority, Release, Status
from bot.domain.release import Deployment as Run
from bot.domain.scope import EVERYTHING, Scope
from bot.drivers.base import RevisionChoice
from handlers.front import Front
from tests.handlers.conftest import FINGERPRINT, Town, release

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
TARGET = Scope("demo-backend", "production")
EVIL = "<!channel> `x` & \u202e <@U0ALEX>"
READERS = ("U0MINA", "U0HARU", "U0ALEX")  # Korean, Japanese, English


async def ask(town: Town, front: Front, question: str, user: str = "U0ALEX") -> str:
    """All that this person reads, as one text."""
    shown = await answer(town, front, question, user)
    return "\n".join(texts(shown)) or str(shown["text"])


async def answer(town: Town, front: Front, question: str, user: str = "U0ALEX") -> Any:
    said = await town.type(question, user)
    assert said["ok"]
    assert not (said["ack"] or {}).get("text")
    await front.errands.idle()
    messages = (await town.get(f"channels/C0DEPLOY/messages?user={user}"))["messages"]
    whispers = [message for message in messages if message.get("is_ephemeral")]
    assert whispers, "nothing was answered"
    return whispers[-1]


def texts(shown: Any) -> list[str]:
    blocks = shown.get("blocks") or []
    sections = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return sections + [part["text"] for block in blocks if block["type"] == "context" for part in block["elements"]]


def buttons(shown: Any) -> dict[str, str]:
    """Action ids and values of what can be pressed."""
    elements = [block["accessory"] for block in shown["blocks"] if "accessory" in block]
    return {each["action_id"]: each.get("value", "") for each in elements}


def choices(shown: Any) -> list[list[str]]:
    """The values of each menu."""
    elements = [block["accessory"] for block in shown["blocks"] if "accessory" in block]
    return [[option["value"] for option in each["options"]] for each in elements if each["type"] == "overflow"]


async def locked(town: Town, owner: str = "U0EUNHO", scope: Scope = TARGET, reason: str = "rain") -> Lock:
    lock = Lock("r01abcdefghjkxx", scope, owner, NOW - HOUR, reason, NOW + HOUR)
    await town.store.locks.amend(scope.key, lambda _: (lock, ()))
    return lock


async def frozen(town: Town, scope: Scope = TARGET, by: str = "U0ALEX") -> None:
    made = MadeFreeze(scope, NOW - HOUR, NOW + 24 * HOUR, "holidays", by)
    await town.store.freezes.amend(scope.key, lambda _: (made, ()))


async def away(town: Town, by: str, to: str) -> None:
    await town.store.delegations.amend(by, lambda _: (Delegation(by, to, NOW + 24 * HOUR), ()))


def ended(status: Status, number: int, took: timedelta = timedelta(minutes=6)) -> Release:
    end = NOW - timedelta(days=1) + timedelta(minutes=10 * number)
    return release(status, number, started_at=end - took, ended_at=end)


def queued(number: int, **fields: Any) -> Release:
    return release(Status.QUEUED, number, queued_at=NOW, **fields)


def live(status: Status = Status.SHIFTING, number: int = 9, **fields: Any) -> Release:
    return release(status, number, started_at=NOW - timedelta(minutes=1), **fields)


QUESTIONS = (
    "status",
    "queue",
    "why",
    "why demo-backend",
    "who",
    "lock",
    "windows",
    "freeze",
    "schedule",
    "history",
    "out",
    "help",
)


@pytest.mark.parametrize("user", READERS)
async def test_every_question_has_an_answer_where_nothing_goes_on(town: Town, user: str) -> None:
    async with town.bot() as (front, _):
        for question in QUESTIONS:
            assert await ask(town, front, question, user)


@pytest.mark.parametrize("user", READERS)
async def test_every_question_has_an_answer_where_much_goes_on(town: Town, user: str) -> None:
    await busy(town)
    async with town.bot() as (front, _):
        for question in QUESTIONS:
            shown = await ask(town, front, question, user)
            assert "<!channel>" not in shown
            assert "\u202e" not in shown


async def busy(town: Town) -> None:
    """One of everything."""
    await locked(town, reason=EVIL)
    await frozen(town, EVERYTHING)
    await away(town, "U0EUNHO", "U0MINA")
    await town.keep(*(ended(status, number) for number, status in enumerate((Status.SUCCEEDED, Status.FAILED))))
    need = Need(1, ("S0PLATFORM", "U0EUNHO"), expires_at=NOW + HOUR)
    await town.keep(
        live(Status.HOLDING, 10, deployment=Run(NOW, hold=Hold("t", NOW, NOW + HOUR))),
        queued(11, priority=Priority.ROLLBACK),
        queued(12, priority=Priority.HOTFIX, approvals=(Approval("U0MINA", NOW, "U0EUNHO"),)),
        release(Status.SCHEDULED, 13, due=NOW + HOUR),
        release(Status.SCHEDULED, 14, due=NOW - HOUR, missed=True),
        release(Status.REQUESTED, 15, need=need),
    )


async def test_a_question_is_noted_after_its_answer_and_once(town: Town) -> None:
    async with town.bot() as (front, _):
        await ask(town, front, "why demo-backend production")
        await town.post("redeliver")
        await front.errands.idle()
    (note,) = town.desk.commands
    assert isinstance(note, NoteQuestion)
    assert (note.question, note.by, note.reply) == ("why demo-backend production", "U0ALEX", None)


async def test_a_question_is_answered_although_it_cannot_be_noted(town: Town) -> None:
    town.desk.down = True
    async with town.bot() as (front, _):
        assert await ask(town, front, "locks") == front.speak("en", "locks-none", where="everything")


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question not in ("help", "windows")])
async def test_redis_gone_is_said(town: Town, question: str) -> None:
    async with town.nothing_known(), town.bot() as (front, _):
        assert await ask(town, front, question) == front.speak("en", "status-unavailable")


async def test_status_tells_what_is_scheduled_locked_and_frozen(town: Town) -> None:
    await locked(town)
    await frozen(town)
    await town.keep(release(Status.SCHEDULED, 1, due=NOW + HOUR), release(Status.SCHEDULED, 2, due=NOW, missed=True))
    async with town.bot() as (front, _):
        shown = await ask(town, front, "status demo-backend")
        elsewhere = await ask(town, front, "status web-api")
    assert f"<!date^{int((NOW + HOUR).timestamp())}^" in shown
    assert "`v1`" in shown
    assert "`v2`" in shown
    assert "<@U0EUNHO>" in shown
    assert "rain" in shown
    assert "holidays" in shown
    assert "rain" not in elsewhere


async def test_status_of_one_that_ended_says_how(town: Town) -> None:
    await town.keep(ended(Status.FAILED, 1))
    async with town.bot() as (front, _):
        shown = await ask(town, front, f"status {ended(Status.FAILED, 1).id}")
        assert front.speak("en", "history-failed") in shown
        gone = await ask(town, front, "status r01abcdefghjkzz")
        assert gone == front.speak("en", "refused-release-gone")


async def test_the_queue_tells_order_times_and_what_holds_each(town: Town) -> None:
    spans = (timedelta(minutes=6), timedelta(minutes=6), timedelta(minutes=12))
    await town.keep(*(ended(Status.SUCCEEDED, number, span) for number, span in enumerate(spans)))
    await town.keep(queued(11), queued(12, requester="U0HARU"))
    async with town.bot() as (front, _):
        shown = await ask(town, front, "queue demo-backend")
        assert shown.index("*1.* demo-backend `v11`") < shown.index("*2.* demo-backend `v12`")
        later = [int(part.split("^")[0]) for part in shown.split("<!date^")[1:]]
        assert [at % 300 for at in later] == [0] * len(later)
        waits = [at - NOW.timestamp() - 60 * minutes for at, minutes in zip(later, (0, 6, 12), strict=True)]
        assert all(-60 < wait < 600 for wait in waits)
        await locked(town, owner="U0MINA")
        held = await ask(town, front, "queue demo-backend")
    first, second = held.index("`v11`"), held.index("`v12`")
    assert "rain" not in held[first:second]  # it is the owner's own
    assert "rain" in held[second:]


async def test_the_queue_is_moved_by_approvers_and_taken_back_by_requesters(town: Town) -> None:
    await town.keep(queued(11), queued(12), queued(13))
    ids = [queued(number).id for number in (11, 12, 13)]
    async with town.bot() as (front, _):
        approver = choices(await answer(town, front, "queue", "U0EUNHO"))
        requester = choices(await answer(town, front, "queue", "U0MINA"))
        stranger = choices(await answer(town, front, "queue", "U0HARU"))
    assert approver == [
        [f"place:{ids[0]}:2"],
        [f"place:{ids[1]}:1", f"place:{ids[1]}:3"],
        [f"place:{ids[2]}:1", f"place:{ids[2]}:2"],
    ]
    assert requester == [[f"cancel:{name}"] for name in ids]
    assert stranger == []


async def test_why_names_the_lock_its_owner_and_the_way_out(town: Town) -> None:
    lock = await locked(town)
    await town.keep(queued(11))
    async with town.bot() as (front, _):
        owner = await answer(town, front, "why demo-backend", "U0EUNHO")
        deployer = await answer(town, front, "why demo-backend", "U0HARU")
        shown = "\n".join(texts(deployer))
    assert buttons(owner) == {"lock.lift": f"{TARGET.key}:{lock.id}"}
    assert buttons(deployer) == {"lock.steal": TARGET.key}
    assert "`/platform-deploy unlock demo-backend production`" in shown
    assert "rain" in shown
    assert "<@U0EUNHO>" in shown


CLEARED: list[tuple[Release, str, dict[str, str]]] = [
    (
        release(Status.REQUESTED, 1, need=Need(1, ("U0EUNHO",), expires_at=NOW + HOUR)),
        "U0EUNHO",
        {"release.approve": f"{release(Status.REQUESTED, 1).id}:{FINGERPRINT}"},
    ),
    (release(Status.REQUESTED, 1, need=Need(1, ("U0EUNHO",))), "U0HARU", {}),
    (
        release(Status.SCHEDULED, 1, due=NOW + HOUR),
        "U0MINA",
        {"release.now": release(Status.SCHEDULED, 1).id},
    ),
    (release(Status.SCHEDULED, 1, due=NOW - HOUR, missed=True), "U0HARU", {}),
    (live(number=1, waits_for=Obstacle.UNSEEN), "U0ALEX", {"release.clear": live(number=1).id}),
    (live(number=1, waits_for=Obstacle.AWS_THROTTLED), "U0ALEX", {}),
    (live(number=1), "U0ALEX", {}),
    (queued(1), "U0ALEX", {}),
]


@pytest.mark.parametrize(("kept", "user", "pressed"), CLEARED)
async def test_why_of_a_release_offers_what_this_person_may_do(
    town: Town, kept: Release, user: str, pressed: dict[str, str]
) -> None:
    await town.keep(kept)
    async with town.bot() as (front, _):
        shown = await answer(town, front, f"why {kept.id}", user)
    assert buttons(shown) == pressed
    assert len(texts(shown)) >= 3


async def test_why_tells_an_admin_how_to_set_a_freeze_and_a_window_aside(town: Town) -> None:
    await frozen(town)
    closed_now(town)
    await town.keep(queued(1))
    async with town.bot() as (front, _):
        admin = await answer(town, front, "why demo-backend")
        deployer = await answer(town, front, "why demo-backend", "U0MINA")
    overrides = [value for block in admin["blocks"] if (value := block.get("accessory", {}).get("value"))]
    assert overrides == [f"{queued(1).id}:freeze", f"{queued(1).id}:window"]
    assert "holidays" in "\n".join(texts(admin))
    assert buttons(deployer) == {}


async def test_why_of_a_new_request_tells_approvals_and_who_is_on(town: Town) -> None:
    await town.keep(live())
    async with town.bot() as (front, _):
        shown = await ask(town, front, "why demo-backend")
    assert front.speak("en", "way-running", whose="") in shown
    assert "<!subteam^S0PLATFORM> <@U0EUNHO>" in shown


async def test_locks_tell_whose_since_when_until_when_and_how_to_open(town: Town) -> None:
    lock = await locked(town, reason=EVIL)
    await town.keep(live())
    async with town.bot() as (front, _):
        admin = await answer(town, front, "locks")
        owner = await answer(town, front, "locks production", "U0EUNHO")
        deployer = await answer(town, front, "locks demo-backend", "U0MINA")
    shown = "\n".join(texts(admin))
    for at in (NOW - HOUR, NOW + HOUR):
        assert f"<!date^{int(at.timestamp())}^" in shown
    assert "&lt;!channel&gt;" in shown
    assert "`v9`" in shown
    assert buttons(admin) == {"lock.lift_why": f"{TARGET.key}:{lock.id}"}
    assert buttons(owner) == {"lock.lift": f"{TARGET.key}:{lock.id}"}
    assert buttons(deployer) == {"lock.steal": TARGET.key}


async def test_freezes_of_the_catalogue_and_of_people_come_in_their_order(town: Town) -> None:
    written = Freeze(NOW + 48 * HOUR, NOW + 72 * HOUR, "year's end")
    with_environment(town, "production", freezes=(written, Freeze(NOW - 9 * HOUR, NOW - HOUR, "long ago")))
    await frozen(town)
    async with town.bot() as (front, _):
        shown = await ask(town, front, "freezes production")
        staging = await ask(town, front, "freezes staging")
    assert shown.index("holidays") < shown.index("year's end")
    assert "long ago" not in shown
    assert "<@U0ALEX>" in shown
    assert "holidays" not in staging


async def test_windows_are_told_by_the_workspaces_clocks(town: Town) -> None:
    window = Window(WEEK, time(10), time(2, 30))
    with_environment(town, "production", windows=(window,))
    await frozen(town)
    async with town.bot() as (front, _):
        shown = await ask(town, front, "windows")
        japanese = await ask(town, front, "windows web-api", "U0HARU")
    assert "Asia/Seoul" in shown
    assert "*staging* · web-api\n" + front.speak("en", "windows-always") in shown
    (line,) = [line for line in shown.splitlines() if line.startswith("*production* · web-api")]
    assert " 10:00 – " in shown[shown.index(line) :]
    assert " 02:30" in shown
    assert "*production* · demo-backend" in shown  # its freeze makes it another calendar
    assert "holidays" in shown
    assert "（" in japanese


def closed_now(town: Town) -> None:
    """Production's window is twelve hours from now."""
    begins = NOW + 12 * HOUR
    window = Window(WEEK, begins.time().replace(microsecond=0), (begins + HOUR).time().replace(microsecond=0), "UTC")
    with_environment(town, "production", windows=(window,))


def with_environment(town: Town, name: str, **fields: Any) -> None:
    environments = dict(town.catalogue.environments)
    environments[name] = replace(environments[name], **fields)
    town.catalogue = replace(town.catalogue, environments=environments)


async def test_the_schedule_is_changed_by_those_who_may(town: Town) -> None:
    need = Need(1, ("U0EUNHO",))
    first = release(Status.REQUESTED, 1, due=NOW + HOUR, need=need)
    second = release(Status.SCHEDULED, 2, due=NOW + 2 * HOUR)
    await town.keep(second, first, release(Status.REQUESTED, 3))
    async with town.bot() as (front, _):
        mine = await answer(town, front, "schedule", "U0MINA")
        others = await answer(town, front, "schedule", "U0HARU")
    assert choices(mine) == [[f"{what}:{one.id}" for what in ("now", "move", "cancel")] for one in (first, second)]
    assert choices(others) == []
    assert "`v3`" not in "\n".join(texts(others))


async def test_history_tells_the_last_ten_the_newest_first(town: Town) -> None:
    await town.keep(*(ended(Status.SUCCEEDED, number) for number in range(11)), ended(Status.ROLLED_BACK, 11))
    async with town.bot() as (front, _):
        posted = await town.client.chat_postMessage(channel="C0DEPLOY", text="root")
        await town.store.threads.finish(ended(Status.ROLLED_BACK, 11).id, "root", "C0DEPLOY", posted["ts"])
        shown = await ask(town, front, "history demo-backend")
        assert front.speak("en", "history-rolled-back") in shown
    lines = shown.splitlines()[1:]
    assert [line.split("`")[1] for line in lines] == [f"v{number}" for number in range(11, 1, -1)]
    assert "/archives/C0DEPLOY/p" in lines[0]
    assert "6m" in lines[0]
    assert "<@U0MINA>" in lines[0]


async def test_who_tells_requester_approvers_and_who_stands_in(town: Town) -> None:
    await away(town, "U0EUNHO", "U0HARU")
    await town.keep(live(approvals=(Approval("U0ALEX", NOW), Approval("U0HARU", NOW, "U0EUNHO"))))
    async with town.bot() as (front, _):
        shown = await ask(town, front, "who")
    assert "<@U0MINA>" in shown
    assert "approved by <@U0ALEX>, <@U0HARU> for <@U0EUNHO>" in shown
    assert "<@U0HARU> approves for <@U0EUNHO>" in shown


async def test_out_tells_ones_own_absence_and_those_one_fills(town: Town) -> None:
    await away(town, "U0EUNHO", "U0MINA")
    async with town.bot() as (front, _):
        assert "<@U0MINA>" in await ask(town, front, "out", "U0EUNHO")
        assert "<@U0EUNHO>" in await ask(town, front, "out", "U0MINA")
        assert await ask(town, front, "out", "U0HARU") == front.speak("ja", "out-here")


async def test_two_hundred_releases_fit_into_every_answer(town: Town) -> None:
    states = (Status.QUEUED, Status.REQUESTED, Status.SCHEDULED, Status.BAKING)
    need = Need(1, ("S0PLATFORM", "U0EUNHO"))
    for number in range(200):
        one = release(states[number % 4], need=need, due=NOW + HOUR if number % 4 == 2 else None)
        await town.keep(replace(one, id=f"r01abcdefgh{number:04}"))
    for number in range(60):
        await locked(town, scope=Scope(f"s{number}", "production"), reason=EVIL * 20)
    async with town.bot() as (front, _):
        for question in QUESTIONS:
            shown = await answer(town, front, question)
            assert len(shown.get("blocks") or []) <= 50
            assert all(len(text) <= 3_000 for text in texts(shown))
            assert sum(map(len, texts(shown))) <= 13_000


async def test_diff_tells_what_would_change_and_writes_nothing(town: Town) -> None:
    town.shelf.tags["demo-backend"] = [RevisionChoice("v2"), RevisionChoice("v3")]
    town.shelf.changes["v3"] = ("containers.demo-backend.image", "cpu")
    waiting = release(status=Status.REQUESTED)
    async with town.bot() as (front, _):
        shown = await ask(town, front, "diff demo-backend v3")
        assert "`containers.demo-backend.image`: –" in shown
        assert "`cpu`" in shown
        assert "<!channel>" not in shown
        assert "dry run" in shown
        assert "`v1` is what stands there already" in await ask(town, front, "diff demo-backend v2")
        assert "v33" in await ask(town, front, "diff demo-backend v33")
        assert "Nothing waits" in await ask(town, front, "diff demo-backend")
        await town.keep(waiting)
        named = await ask(town, front, f"diff {waiting.id}")
    assert waiting.revision.name in named
    assert not [command for command in town.desk.commands if not isinstance(command, NoteQuestion)]
