"""The workspace: its people, channels, files and views, and the one app that is at home in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simulator.slack.errors import SlackError
from simulator.slack.files import Files
from simulator.slack.journal import Journal
from simulator.slack.rates import Rates
from simulator.slack.rooms import Room, Stamps
from simulator.slack.sockets import RETRIES, Hub
from simulator.slack.stream import Stream
from simulator.slack.tickets import Answer, Answers, Triggers
from simulator.slack.typed import Typing
from simulator.slack.views import View, Views
from simulator.world import User, Usergroup, World

Json = dict[str, Any]

FAULTS = 100


@dataclass
class Fault:
    """How the next `times` calls of a method (`*`: of any) fail; `after`: only once they have done their work."""

    method: str
    error: str
    times: int = 1
    retry_after: int = 1
    after: bool = False


class Slack:
    """Everything that Slack knows. `base_url` is this server's own address, known once it listens."""

    def __init__(self, world: World, base_url: Callable[[], str], retries: tuple[float, ...] = RETRIES) -> None:
        self.world, self.team, self.app = world, world.team, world.app
        self.base_url = base_url
        self.people = {each.id: each for each in (*world.users, _bot(world))}
        self.groups = {each.id: each for each in world.usergroups}
        self.rooms = {each.id: _room(world, each.id) for each in world.channels}
        self.stamps = Stamps()
        self.files = Files(world.slack.file_delay)
        self.views = Views()
        self.triggers = Triggers()
        self.answers = Answers()
        self.stream = Stream()
        self.journal = Journal()
        self.rates = Rates(world.slack.rate_factor)
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        for person in world.users:
            if not (person.is_bot or person.deleted):
                self.direct(person.id)
        self.hub = Hub(world.app.app_id, self.journal, self._sockets_changed, retries)

    def person(self, identity: str) -> User:
        """Somebody by id. Raises SlackError."""
        if identity not in self.people:
            raise SlackError("user_not_found")
        return self.people[identity]

    def group(self, identity: str) -> Usergroup:
        """A user group by id. Raises SlackError."""
        if identity not in self.groups:
            raise SlackError("no_such_subteam")
        return self.groups[identity]

    def room(self, identity: str) -> Room:
        """A channel that the app can see: a public one, or one that it is in. Raises SlackError."""
        room = self.rooms.get(identity)
        if room is None or (room.is_private and not self.inside(room)):
            raise SlackError("channel_not_found")
        return room

    def addressed(self, channel: str) -> Room:
        """Where a message goes: a channel's id or #name, or a person's id. Raises SlackError."""
        if channel in self.people:
            return self.direct(channel)
        name = channel.removeprefix("#")
        named = next((each for each in self.rooms.values() if each.name == name and not each.is_im), None)
        return self.room(named.id if named and channel not in self.rooms else channel)

    def direct(self, user: str) -> Room:
        """The direct messages between the app and one person. Raises SlackError."""
        person = self.person(user)
        if person.id == self.app.bot_user_id or person.deleted:
            raise SlackError("cannot_dm_bot" if not person.deleted else "user_disabled")
        identity = "D" + person.id.removeprefix("U")
        members = [person.id, self.app.bot_user_id]
        return self.rooms.setdefault(identity, Room(identity, person.name, members, is_private=True, is_im=True))

    def inside(self, room: Room, user: str | None = None) -> bool:
        """Whether somebody (the app's bot, unless named) is a member."""
        return (user or self.app.bot_user_id) in room.members

    def change_person(self, identity: str, changes: Json) -> User:
        """Somebody with other attributes from now on. Raises SlackError, TypeError for what isn't one."""
        self.people[identity] = replace(self.person(identity), **changes)
        return self.people[identity]

    def change_group(self, identity: str, users: tuple[str, ...]) -> Usergroup:
        """A user group with other members from now on. Raises SlackError."""
        self.groups[identity] = replace(self.group(identity), users=users)
        return self.groups[identity]

    def typing(self) -> Typing:
        """Reads what people type."""
        return Typing(self.people.values(), self.groups.values(), self.rooms.values())

    def response_url(self, kind: str, answer: Answer) -> str:
        """A response URL that leads to `answer`; kind is "commands" or "actions"."""
        return f"{self.base_url()}/response/{kind}/{self.team.id}/{self.answers.make(answer)}"

    def seen(self, view: View) -> Json:
        """A view as the Web API and payloads show it."""
        empty = {"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False}
        rest = {"notify_on_close": False, "close": None, "submit": None, "title": None}
        return {
            "id": view.id,
            "team_id": self.team.id,
            **empty,
            **rest,
            **view.given,
            "state": {"values": view.values()},
            "hash": view.hash,
            "previous_view_id": view.previous,
            "root_view_id": view.root or view.id,
            "app_id": self.app.app_id,
            "app_installed_team_id": self.team.id,
            "bot_id": self.app.bot_id,
        }

    def show(self, view: View, errors: Json | None = None) -> Json:
        """Bring a view before its person's eyes; returns it as the Web API shows it."""
        seen = self.seen(view)
        event = "home" if view.given["type"] == "home" else "view"
        self.stream.publish(
            event, {"user": view.user, "view": {**seen, **({"errors": errors} if errors else {})}}, view.user
        )
        return seen

    def hide(self, view: View) -> None:
        """Tell that a view is gone from its person's eyes."""
        self.stream.publish("view_closed", {"user": view.user, "view_id": view.id}, view.user)

    async def close(self) -> None:
        """End sockets and streams."""
        self.stream.close()
        await self.hub.close()

    def _sockets_changed(self, number: int) -> None:
        self.stream.publish("sockets", {"sockets": number})


def _bot(world: World) -> User:
    return User(world.app.bot_user_id, world.app.name, world.app.name, is_bot=True)


def _room(world: World, identity: str) -> Room:
    channel = next(each for each in world.channels if each.id == identity)
    return Room(
        channel.id,
        channel.name,
        list(channel.members),
        channel.topic,
        channel.is_private,
        is_archived=channel.is_archived,
    )
