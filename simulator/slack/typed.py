"""What becomes of the words that a person types: mentions, links, and the three characters that Slack escapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from simulator.slack.rooms import Room
from simulator.world import User, Usergroup

_BROADCASTS = {"channel", "here", "everyone"}
_NAME = r"[^\s@#<>&,;:!?()\[\]{}]*[^\s@#<>&,;:!?()\[\]{}.]"
_WORD = re.compile(rf"(?<![\w@#/.])([@#])({_NAME})|(?<![\w/])(https?://[^\s<>]+)")


class Typing:
    """Turns typed text into Slack's, knowing the names of people, groups and channels."""

    def __init__(self, people: Iterable[User], groups: Iterable[Usergroup], rooms: Iterable[Room]) -> None:
        self._people = {name: each for each in people for name in (each.name, each.real_name)}
        self._groups = {each.handle: each for each in groups}
        self._rooms = {each.name: each for each in rooms if not each.is_im}

    def message(self, text: str) -> str:
        """A message: @names, groups, @channel, #channels and addresses become references; the rest is escaped."""
        return self._written(text, self._mention)

    def command(self, text: str, should_escape: bool) -> str:
        """A slash command's text: people and channels become <@U…|name> and <#C…|name> only where the app asked so."""
        return self._written(text, self._labelled) if should_escape else escaped(text)

    def _written(self, text: str, mention: Callable[[str, str], str | None]) -> str:
        parts, end = [], 0
        for found in _WORD.finditer(text):
            sign, name, address = found.groups()
            reference = f"<{escaped(address)}>" if address else mention(sign, name)
            if reference is not None:
                parts += [escaped(text[end : found.start()]), reference]
                end = found.end()
        return "".join([*parts, escaped(text[end:])])

    def _mention(self, sign: str, name: str) -> str | None:
        if sign == "#":
            room = self._rooms.get(name)
            return f"<#{room.id}|{room.name}>" if room else None
        if name in _BROADCASTS:
            return f"<!{name}>"
        if name in self._groups:
            return f"<!subteam^{self._groups[name].id}>"
        person = self._people.get(name)
        return f"<@{person.id}>" if person else None

    def _labelled(self, sign: str, name: str) -> str | None:
        if sign == "#":
            return self._mention(sign, name)
        if name in self._groups:
            return f"<!subteam^{self._groups[name].id}|@{name}>"
        person = self._people.get(name)
        return f"<@{person.id}|{person.name}>" if person else None


def escaped(text: str) -> str:
    """`&`, `<` and `>` as Slack writes them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
