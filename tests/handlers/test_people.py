"""Who somebody is: members and guests, groups and languages, and what stays known while Slack is away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import SlackUnavailable
from handlers.people import SlackPeople, is_full_member
from tests.handlers.conftest import Town, until


@pytest.fixture
async def people(town: Town) -> SlackPeople:
    return SlackPeople(town.client, lambda: town.catalogue, "T0SUBAKU")


async def calls(town: Town, method: str) -> int:
    return sum(entry.get("method") == method for entry in (await town.get("log"))["log"])


async def test_groups_and_languages(people: SlackPeople) -> None:
    alex = await people.person("U0ALEX")
    assert alex.groups == {"S0DEVELOPERS", "S0PLATFORM"}
    assert alex.full_member
    for user in ("U0MINA", "U0HARU"):
        await people.person(user)
    assert [people.locale(user) for user in ("U0ALEX", "U0MINA", "U0HARU", "U0NOBODY")] == ["en", "ko", "ja", "ko"]


async def test_a_guest_is_no_member(people: SlackPeople) -> None:
    assert not (await people.person("U0GUEST")).full_member


async def test_people_are_called_as_in_slack(people: SlackPeople) -> None:
    assert await people.name("U0MINA") == "민아"
    people.changed({"id": "U0MINA", "name": "mina", "real_name": "김민아", "profile": {"display_name": "민아🍉"}})
    assert await people.name("U0MINA") == "민아🍉"
    people.changed({"id": "U0MINA", "name": "mina", "profile": {"display_name": "", "real_name": "김민아"}})
    assert await people.name("U0MINA") == "김민아"
    people.changed({"id": "U0MINA", "name": "mina", "profile": {}})
    assert await people.name("U0MINA") == "mina"
    assert await people.name("U0NOBODY") is None


async def test_groups_are_called_by_their_handles_and_listed_once(town: Town, people: SlackPeople) -> None:
    assert await people.name("S0PLATFORM") == "@platform"
    assert await people.name("S0NOWHERE") is None
    assert await calls(town, "usergroups.list") == 1


async def test_somebody_is_asked_for_once(town: Town, people: SlackPeople) -> None:
    for _ in range(3):
        await people.person("U0ALEX")
    assert await calls(town, "users.info") == 1


async def test_a_refresh_knows_the_groups_members_beforehand(town: Town, people: SlackPeople) -> None:
    assert people.cached("U0MINA") is None
    await people.refresh()
    cached = people.cached("U0MINA")
    assert cached
    assert cached.groups == {"S0DEVELOPERS"}
    assert people.cached("U0GUEST") is None


async def test_a_decision_believes_what_was_said_a_moment_ago(town: Town, people: SlackPeople) -> None:
    await people.person("U0MINA")
    await people.person("U0MINA", fresh=True)
    assert (await calls(town, "users.info"), await calls(town, "usergroups.users.list")) == (1, 2)


async def test_a_decision_asks_again_for_what_is_older(town: Town) -> None:
    people = SlackPeople(town.client, lambda: town.catalogue, "T0SUBAKU", decisive=0.0)
    await people.person("U0MINA")
    await town.post("person", user="U0MINA", deleted=True)
    await town.post("usergroup", usergroup="S0DEVELOPERS", users=["U0EUNHO"])
    believed, decisive = await people.person("U0MINA"), await people.person("U0MINA", fresh=True)
    assert (believed.full_member, believed.groups) == (True, frozenset({"S0DEVELOPERS"}))
    assert (decisive.full_member, decisive.groups) == (False, frozenset())


async def test_many_who_decide_at_once_ask_for_a_group_together(town: Town, people: SlackPeople) -> None:
    await asyncio.gather(*(people.person("U0EUNHO", fresh=True) for _ in range(20)))
    assert (await calls(town, "users.info"), await calls(town, "usergroups.users.list")) == (1, 2)


async def test_a_decision_rests_on_what_is_known_while_slack_is_away(town: Town) -> None:
    people = SlackPeople(town.client, lambda: town.catalogue, "T0SUBAKU", decisive=0.0)
    await people.person("U0EUNHO")
    await town.post("slack/faults", method="*", error="internal_error", times=50)
    assert (await people.person("U0EUNHO", fresh=True)).groups == {"S0DEVELOPERS"}


async def test_somebody_whom_the_catalogue_does_not_name_is_asked_for(people: SlackPeople) -> None:
    await people.refresh()
    assert people.cached("U0GUEST") is None
    assert not (await people.person("U0GUEST", fresh=True)).full_member


async def test_what_is_known_stays_while_slack_is_away(town: Town, people: SlackPeople) -> None:
    await people.refresh()
    await town.post("slack/faults", method="*", error="internal_error", times=50)
    await people.refresh()
    assert (await people.person("U0MINA")).groups == {"S0DEVELOPERS"}


async def test_somebody_unknown_is_not_let_in_while_slack_is_away(town: Town, people: SlackPeople) -> None:
    await town.post("slack/faults", method="users.info", error="http500", times=5)
    with pytest.raises(SlackUnavailable):
        await people.person("U0MINA")


async def test_nobody_is_let_in_while_the_groups_are_unknown(town: Town, people: SlackPeople) -> None:
    await town.post("slack/faults", method="usergroups.users.list", error="reset", times=50)
    with pytest.raises(SlackUnavailable):
        await people.person("U0MINA")


async def test_a_group_that_slack_will_not_tell_of_is_nobodys(town: Town, people: SlackPeople) -> None:
    await town.post("slack/faults", method="usergroups.users.list", error="missing_scope", times=5)
    assert (await people.person("U0MINA")).groups == frozenset()


async def test_a_group_that_is_gone_has_no_members(town: Town, people: SlackPeople) -> None:
    workspace = replace(town.catalogue.workspace, deployers=("S0GONE",))
    town.catalogue = replace(town.catalogue, workspace=workspace)
    assert (await people.person("U0MINA")).groups == frozenset()


async def test_a_change_is_noticed(town: Town) -> None:
    async with town.bot() as (front, _):
        await town.post("person", user="U0MINA", is_restricted=True, locale="ja-JP")
        await until_locale(front.people, "U0MINA", "ja")
        cached = front.people.cached("U0MINA")
    assert cached
    assert not cached.full_member


async def test_the_memory_is_bounded(town: Town) -> None:
    people = SlackPeople(town.client, lambda: town.catalogue, "T0SUBAKU", most=2)
    for user in ("U0MINA", "U0HARU", "U0ALEX"):
        await people.person(user)
    assert not people.knows("U0MINA")
    assert people.knows("U0ALEX")


MEMBER = {"id": "U1", "team_id": "T1"}


@pytest.mark.parametrize(
    ("user", "full"),
    [
        (MEMBER, True),
        (MEMBER | {"is_restricted": True}, False),
        (MEMBER | {"is_ultra_restricted": True}, False),
        (MEMBER | {"is_bot": True}, False),
        (MEMBER | {"deleted": True}, False),
        (MEMBER | {"is_stranger": True}, False),
        (MEMBER | {"id": "USLACKBOT"}, False),
        (MEMBER | {"team_id": "T2"}, False),
        (MEMBER | {"team_id": "E1", "enterprise_user": {"teams": ["T1", "T2"]}}, True),
        ({"id": "U1"}, True),
    ],
)
def test_who_counts_as_a_member(user: dict[str, Any], full: bool) -> None:
    assert is_full_member(user, "T1") is full


async def until_locale(people: SlackPeople, user: str, locale: str) -> None:
    await until(lambda: people.locale(user) == locale)
