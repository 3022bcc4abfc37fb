"""Who somebody is: Slack's users and user groups, kept so that a click never waits for Slack."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from math import inf
from time import monotonic
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.catalogue import Catalogue, Locale
from bot.domain.people import Person
from bot.engine.tasks import Together
from bot.errors import SlackUnavailable
from handlers.slack import UNREACHABLE, reason

log = structlog.get_logger(__name__)

FRESH = 600.0  # seconds that a profile is believed; `user_change` ends that earlier
DECISIVE = 10.0  # seconds that anything is believed where a decision hangs on it
REFRESHED = 50  # profiles asked for again in one round: users.info allows about a hundred a minute
AT_ONCE = 10
SLACK_SECONDS = 5.0
PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
GONE = frozenset({"no_such_subteam", "subteam_not_found", "invalid_subteam"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack said of a user, and when (monotonic seconds)."""

    full_member: bool
    locale: Locale | None
    asked: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Who is in a user group, and when Slack said so (monotonic seconds)."""

    users: frozenset[str]
    asked: float


class SlackPeople:
    """The engine's `People`, asked of Slack. What is known stays while Slack can't be asked."""

    def __init__(
        self,
        client: AsyncWebClient,
        catalogue: Callable[[], Catalogue],
        team: str,
        *,
        most: int = 5_000,
        decisive: float = DECISIVE,
    ) -> None:
        self._client = client
        self._catalogue = catalogue
        self._team = team
        self._most = most
        self._decisive = decisive
        self._profiles: OrderedDict[str, Profile] = OrderedDict()
        self._groups: dict[str, Group] = {}
        self._handles: dict[str, str] = {}
        self._listed = -inf  # when the groups were listed last
        self._asking = Together()

    def cached(self, user_id: str) -> Person | None:
        """Who this is as far as known without asking."""
        profile = self._profiles.get(user_id)
        if profile is None or self._unknown_groups():
            return None
        return self._person(user_id, profile)

    def knows(self, user_id: str) -> bool:
        """Whether the language of this person is known without asking."""
        return user_id in self._profiles

    def locale(self, user_id: str) -> Locale:
        """The language of this person, else the workspace's."""
        profile = self._profiles.get(user_id)
        return (profile and profile.locale) or self._catalogue().workspace.locale

    async def person(self, user_id: str, *, fresh: bool = False) -> Person:
        """Who this is; asks Slack for what isn't fresh, at most ten seconds old where `fresh` is wanted.

        What is known stays while Slack can't be asked. Raises `SlackUnavailable` when nobody can tell.
        """
        await asyncio.gather(*self._outdated(user_id, self._decisive if fresh else FRESH, groups=fresh))
        profile = self._profiles.get(user_id)
        if profile is None or self._unknown_groups():
            raise SlackUnavailable(f"Slack did not say who {user_id} is, or which groups there are")
        self._profiles.move_to_end(user_id)
        return self._person(user_id, profile)

    async def name(self, user_id: str) -> str | None:
        """What people call this person, or this group; None for whom Slack doesn't know."""
        if user_id.startswith("S"):
            return await self._handle(user_id)
        if user_id.startswith(("U", "W")) and user_id not in self._profiles:
            await self._asking.run(user_id, partial(self._ask, user_id))
        profile = self._profiles.get(user_id)
        return (profile and profile.name) or None

    async def refresh(self) -> None:
        """Ask for the groups that the catalogue names, and for the profiles that were asked for longest ago."""
        await self._ask_groups()
        named = {user for group in self._groups.values() for user in group.users} | self._named("U", "W")
        missing = [user for user in sorted(named) if user not in self._profiles]
        stale = [user for user, profile in self._profiles.items() if monotonic() - profile.asked > FRESH / 2]
        asked = (missing + stale)[:REFRESHED]
        for first in range(0, len(asked), AT_ONCE):
            await asyncio.gather(*(self._ask(user_id) for user_id in asked[first : first + AT_ONCE]))

    def changed(self, user: Mapping[str, Any]) -> None:
        """Slack sent a `user_change` with the whole user in it."""
        user_id = str(user.get("id", ""))
        known = self._profiles.get(user_id)
        if known is not None:
            locale = _locale(user.get("locale")) or known.locale
            self._keep(user_id, Profile(is_full_member(user, self._team), locale, monotonic(), _name(user)))

    async def regrouped(self, group_id: str) -> None:
        """Slack said that a group has changed."""
        if group_id in self._named("S"):
            await self._ask_members(group_id)

    def _person(self, user_id: str, profile: Profile) -> Person:
        groups = frozenset(name for name, group in self._groups.items() if user_id in group.users)
        return Person(user_id, groups, profile.full_member)

    def _outdated(self, user_id: str, age: float, *, groups: bool) -> Iterable[Coroutine[None, None, None]]:
        """What must be asked for, all at once. Many who decide in the same moment ask for a group together."""
        now, profile = monotonic(), self._profiles.get(user_id)
        if profile is None or now - profile.asked > age:
            yield self._asking.run(user_id, partial(self._ask, user_id))
        for name in self._named("S"):
            group = self._groups.get(name)
            if group is None or (groups and now - group.asked > age):
                yield self._asking.run(name, partial(self._ask_members, name))

    async def _ask(self, user_id: str) -> None:
        try:
            async with asyncio.timeout(SLACK_SECONDS):
                answer = await self._client.users_info(user=user_id, include_locale=True)
        except UNREACHABLE as error:
            self._unasked("users.info", error, user=user_id)
            return
        user: dict[str, Any] = answer["user"]
        self._keep(
            user_id, Profile(is_full_member(user, self._team), _locale(user.get("locale")), monotonic(), _name(user))
        )

    async def _ask_groups(self) -> None:
        """Who is in the groups that the catalogue names, one by one."""
        wanted = self._named("S")
        self._groups = {name: group for name, group in self._groups.items() if name in wanted}
        for name in sorted(wanted):
            await self._ask_members(name)

    async def _ask_members(self, group: str) -> None:
        """A group that Slack doesn't have (any more) is empty; while Slack can't be asked, what was known stays."""
        try:
            async with asyncio.timeout(SLACK_SECONDS):
                answer = await self._client.usergroups_users_list(usergroup=group)
        except UNREACHABLE as error:
            self._unasked("usergroups.users.list", error, group=group)
            nobody = Group(frozenset(), monotonic())
            if reason(error) in GONE:
                self._groups[group] = nobody
            elif isinstance(error, SlackApiError) and reason(error) not in PASSING:
                self._groups.setdefault(group, nobody)  # a scope is missing, say
            return
        self._groups[group] = Group(frozenset(answer.get("users") or []), monotonic())

    async def _handle(self, group: str) -> str | None:
        if group not in self._handles and monotonic() - self._listed > FRESH:
            await self._asking.run("handles", self._ask_handles)
        return self._handles.get(group)

    async def _ask_handles(self) -> None:
        self._listed = monotonic()
        try:
            async with asyncio.timeout(SLACK_SECONDS):
                answer = await self._client.usergroups_list()
        except UNREACHABLE as error:
            self._unasked("usergroups.list", error)
            return
        self._handles = {str(each["id"]): f"@{each['handle']}" for each in answer.get("usergroups") or []}

    def _unasked(self, method: str, error: BaseException, **about: str) -> None:
        log.warning("slack_not_asked", method=method, error=reason(error), **about)

    def _keep(self, user_id: str, profile: Profile) -> None:
        self._profiles[user_id] = profile
        while len(self._profiles) > self._most:
            self._profiles.popitem(last=False)

    def _unknown_groups(self) -> bool:
        return not self._named("S") <= self._groups.keys()

    def _named(self, *kinds: str) -> frozenset[str]:
        """The ids that the catalogue names and that begin with one of these letters."""
        return frozenset(name for name in _ids(self._catalogue()) if name.startswith(kinds))


def is_full_member(user: Mapping[str, Any], team: str) -> bool:
    """Whether a user of Slack's is a member of this workspace: no guest, no bot, nobody from elsewhere."""
    barred = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    teams = {user.get("team_id", team), *(user.get("enterprise_user") or {}).get("teams", ())}
    return team in teams and not any(user.get(flag) for flag in barred) and user.get("id") != "USLACKBOT"


def _ids(catalogue: Catalogue) -> Iterable[str]:
    yield from catalogue.workspace.deployers or ()
    yield from catalogue.workspace.admins
    for environment in catalogue.environments.values():
        if environment.approval:
            yield from environment.approval.by


def _name(user: Mapping[str, Any]) -> str:
    """As Slack shows people: many have no display name, and `name` is a login."""
    profile = user.get("profile") or {}
    real = profile.get("real_name") or user.get("real_name")
    return str(profile.get("display_name") or real or user.get("name") or "")


def _locale(tag: object) -> Locale | None:
    if not isinstance(tag, str) or not tag:
        return None
    language = tag[:2].lower()
    return "ko" if language == "ko" else "ja" if language == "ja" else "en"
