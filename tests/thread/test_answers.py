"""What one person reads about what they asked: every code in three languages, with the way on."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.events import CommandAnswered
from bot.domain.scope import Scope
from bot.i18n import LOCALES, Languages, Markup, answer, refusal, where
from bot.thread import ways

EVIL = "<!channel> `x` <@U9>"
UNTIL = "2026-12-24T09:00:00+00:00"
SCOPE = "demo-backend/production"
Stage = Any

ANSWERS: dict[str, dict[str, str]] = {
    "locked": {"scope": "*/production", "until": ""},
    "unlocked": {"scope": SCOPE},
    "stolen": {"scope": SCOPE, "by": "U0MINA"},
    "frozen": {"scope": "*/*", "until": UNTIL},
    "thawed": {"scope": "*/*"},
    "out": {"by": "U0HARU", "until": UNTIL},
    "back": {},
    "rollback_stops": {"revision": EVIL},
    "reloaded": {"services": "3", "targets": "1"},
    "of_a_version_to_come": {},
}
REFUSALS: dict[str, dict[str, str]] = {
    "locked_by": {"by": "U0MINA", "reason": EVIL, "scope": SCOPE},
    "not_locked": {"scope": SCOPE},
    "not_lock_owner": {"by": "U0MINA", "scope": SCOPE},
    "lift_unconfirmed": {"by": "U0MINA", "scope": SCOPE, "lock": "r1"},
    "not_lock": {"scope": "*/*"},
    "lock_is_yours": {"scope": SCOPE},
    "reason_missing": {"verb": "steal"},
    "freeze_backwards": {},
    "not_frozen": {"scope": "*/*"},
    "not_admin": {"admins": "U0ALEX, S0PLATFORM"},
    "not_full_member": {"by": "U0GUEST"},
    "delegate_to_oneself": {},
    "time_past": {"time": EVIL},
    "not_out": {},
    "nothing_to_withdraw": {},
    "too_late_to_withdraw": {"status": "baking"},
    "too_late_to_batch": {},
    "not_batchable": {},
    "too_late_to_schedule": {"status": "deploying"},
    "nothing_to_override": {"status": ""},
    "nothing_to_clear": {"status": "shifting"},
    "not_move": {},
    "not_queued": {"status": "requested"},
    "person_not_found": {"by": "U0NOBODY"},
    "no_windows": {"target": SCOPE},
    "nothing_to_retry": {},
    "retry_rollback": {},
    "nothing_to_promote": {"service": EVIL, "environment": "staging"},
    "nothing_before_environment": {"service": "demo-backend", "environment": "staging"},
    "rollback_locked": {
        "by": "U0MINA", "reason": EVIL, "over": "r1,r2", "service": "demo-backend", "environment": "production",
        "revision": "",
    },
    "rolling_back_already": {"by": "aws"},
    "nothing_before": {"target": SCOPE},
    "never_stood": {"revision": EVIL, "known": "v1, v2"},
    "catalogue_wrong": {"problems": f"subaku.yaml:3: {EVIL}\nsubaku.yaml:9: ```\n", "count": "2"},
    "bad_time": {"time": EVIL},
    "bad_place": {"place": EVIL},
    "bad_person": {"person": EVIL},
    "one_at_a_time": {"names": EVIL},
    "scope_missing": {"verb": "lock"},
    "end_missing": {"verb": "freeze"},
    "release_missing": {"verb": "schedule"},
}  # fmt: skip


def harmless(text: str) -> bool:
    return "<!channel>" not in text and "<@U9>" not in text and text.count("`") % 2 == 0


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", ANSWERS)
def test_every_answer_is_told(locale: Any, code: str) -> None:
    text = answer(Languages.load("Asia/Seoul").to(locale), code, ANSWERS[code])
    assert harmless(text)
    assert (f"`{code}`" in text) == (code == "of_a_version_to_come")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_is_told(locale: Any, code: str) -> None:
    say = Languages.load("Asia/Seoul").to(locale)
    text = refusal(say, code, REFUSALS[code])
    assert harmless(text)
    assert text != refusal(say, "brand_new", {})
    bare = {name: "" if name in ("reason", "time", "admins") else fact for name, fact in REFUSALS[code].items()}
    assert refusal(say, code, bare)


def test_what_a_machine_wrote_stands_in_a_block_of_code() -> None:
    text = refusal(Languages.load().to("en"), "catalogue_wrong", REFUSALS["catalogue_wrong"])
    assert text.startswith("The catalogue has 2 mistakes, so the one before stays in force.\n```\nsubaku.yaml:3: ")
    assert text.count("```") == 2
    assert "&lt;!channel&gt;" in text


def test_a_scope_in_words() -> None:
    say = Languages.load().to("en")
    told = [where(say, Scope.of(key)) for key in (SCOPE, "*/production", "demo-backend/*", "*/*")]
    assert told == [
        "demo-backend in production",
        "everything in production",
        "demo-backend everywhere",
        "everything",
    ]
    assert all(isinstance(words, Markup) for words in told)


def test_an_end_is_told_with_its_day() -> None:
    text = answer(Languages.load("Asia/Seoul").to("ja"), "frozen", ANSWERS["frozen"])
    assert re.search(r"<!date\^1798102800\^\{date_short_pretty\} \{time\}\|2026-12-24 18:00>", text)


@pytest.mark.parametrize(
    ("code", "action", "value"),
    [
        ("locked_by", "lock.steal", SCOPE),
        ("not_lock_owner", "lock.steal", SCOPE),
        ("lift_unconfirmed", "lock.lift_why", f"{SCOPE}:r1"),
    ],
)
def test_the_way_on_is_a_button(code: str, action: str, value: str) -> None:
    [button] = ways.on(code, REFUSALS[code], Languages.load().to("en"))
    assert (button["action_id"], button["value"]) == (action, value)


def test_a_rollback_names_the_locks_that_it_goes_over() -> None:
    [button] = ways.on("rollback_locked", REFUSALS["rollback_locked"], Languages.load().to("en"))
    expected = {"service": "demo-backend", "environment": "production", "revision": None, "over": ["r1", "r2"]}
    assert (button["action_id"], json.loads(button["value"])) == ("rollback.confirm", expected)
    assert ways.on("not_deployer", {}, Languages.load().to("en")) == []


async def test_an_answer_finds_its_reader_in_their_language(stage: Stage) -> None:
    event = CommandAnswered(
        release="", at=datetime.now(UTC), actor="U0MINA", code="locked", reply=None, channel="C0STAGING",
        facts={"scope": SCOPE, "until": ""},
    )  # fmt: skip
    async with stage.telling():
        await stage.happens(event)
        [whisper] = await stage.until(bool, channel="C0STAGING")
    assert whisper["is_ephemeral"]
    assert whisper["text"].startswith("🔒 잠갔어요: ")


async def test_a_refusal_comes_with_its_button(stage: Stage) -> None:
    async with stage.telling():
        await stage.refused("locked_by", by="U0EUNHO", reason="moving", scope=SCOPE)
        [whisper] = await stage.until(bool, channel="C0STAGING")
    assert whisper["blocks"][-1]["elements"][0]["action_id"] == "lock.steal"


async def test_an_answer_about_a_release_leads_to_its_thread(stage: Stage) -> None:
    async with stage.telling():
        release = await stage.play.request()
        await stage.until(bool)
        await stage.happens(
            CommandAnswered(
                release=release.id, at=datetime.now(UTC), actor="U0HARU", code="rollback_stops", reply=None,
                channel="C0STAGING", facts={"revision": "v2"},
            )
        )  # fmt: skip
        [whisper] = await stage.until(bool, channel="C0STAGING", user="U0HARU")
    assert "/archives/C0DEPLOY/" in whisper["text"]
