"""Modals (stacks of at most three for each person) and home tabs, with what people have put into them so far."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.slack import blockkit
from simulator.slack.errors import SlackError

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]

STACK = 3


@dataclass
class View:
    """One view that stands open. `answers` are what the person put in, beyond the first values."""

    id: str
    user: str
    given: Json
    previous: str | None = None
    root: str = ""
    answers: Values = field(default_factory=dict)
    hash: str = ""

    def values(self) -> Values:
        """`state.values` as Slack sends it."""
        return state_values(self.given["blocks"], self.answers)


class Views:
    """All views that stand open, and the home tabs."""

    def __init__(self) -> None:
        self._views: dict[str, View] = {}
        self._stacks: dict[str, list[str]] = {}
        self._homes: dict[str, str] = {}

    def open(self, user: str, given: Json) -> View:
        """Show a modal in place of whatever this person had open."""
        self.clear(user)
        return self._add(user, given)

    def push(self, user: str, given: Json) -> View:
        """Show a modal on top. Raises SlackError."""
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        return self._add(user, given, above=self._views[stack[-1]])

    def publish(self, user: str, given: Json, known: str | None) -> View:
        """Show a home tab. Raises SlackError on a hash that is not that of the last one."""
        old = self._views.get(self._homes.get(user, ""))
        if old is not None:
            return self._replace(old, given, known)
        view = self._keep(View(_identity(), user, given))
        self._homes[user] = view.id
        return view

    def update(self, view: View, given: Json, known: str | None = None) -> View:
        """Replace what a view shows. Raises SlackError on a stale hash."""
        return self._replace(view, given, known)

    def get(self, identity: str, user: str = "") -> View:
        """A view that stands open (that of one person). Raises SlackError."""
        view = self._views.get(identity)
        if view is None or (user and view.user != user):
            raise SlackError("not_found")
        return view

    def by_external(self, external_id: str) -> View:
        """A view by its external id. Raises SlackError."""
        for view in self._views.values():
            if external_id and view.given.get("external_id") == external_id:
                return view
        raise SlackError("not_found")

    def home(self, user: str) -> View | None:
        """This person's home tab."""
        return self._views.get(self._homes.get(user, ""))

    def top(self, user: str) -> View | None:
        """The modal that this person looks at."""
        stack = self._stacks.get(user)
        return self._views[stack[-1]] if stack else None

    def close(self, view: View) -> None:
        """Take one modal away; what lies below it shows again."""
        self._views.pop(view.id, None)
        stack = self._stacks.get(view.user, [])
        if view.id in stack:
            stack.remove(view.id)

    def clear(self, user: str) -> list[View]:
        """Take all of a person's modals away, the top one first."""
        return [self._views.pop(identity) for identity in reversed(self._stacks.pop(user, []))]

    def _add(self, user: str, given: Json, above: View | None = None) -> View:
        identity = _identity()
        view = View(identity, user, given, above.id if above else None, above.root if above else identity)
        self._stacks.setdefault(user, []).append(identity)
        return self._keep(view)

    def _keep(self, view: View) -> View:
        self._unique(view)
        view.hash = _hash(view.given)
        self._views[view.id] = view
        return view

    def _replace(self, view: View, given: Json, known: str | None) -> View:
        if known and known != view.hash:
            raise SlackError("hash_conflict")
        kept = {(block, action) for block, action in _places(view.given)} & set(_places(given))
        view.answers = {
            block: left
            for block, actions in view.answers.items()
            if (left := {action: value for action, value in actions.items() if (block, action) in kept})
        }
        view.given = given
        return self._keep(view)

    def _unique(self, view: View) -> None:
        external = view.given.get("external_id")
        if external and any(
            each.id != view.id and each.given.get("external_id") == external for each in self._views.values()
        ):
            raise SlackError("duplicate_external_id")


def state_values(blocks: list[Json], answers: Mapping[str, Mapping[str, Json]]) -> Values:
    """What stands in each field: what was put in, else its first value, else nothing."""
    values: Values = {}
    for block in blocks:
        for element in blockkit.elements(block):
            if element["type"] in blockkit.VALUES:
                given = answers.get(block["block_id"], {}).get(element["action_id"])
                values.setdefault(block["block_id"], {})[element["action_id"]] = given or first_value(element)
    return values


def first_value(element: Json) -> Json:
    """The value that an element begins with."""
    name, first = blockkit.VALUES[element["type"]]
    empty: Any = [] if element["type"] in blockkit.LISTS else None
    return {"type": element["type"], name: element.get(first, empty)}


def _places(given: Json) -> list[tuple[str, str]]:
    return [(block["block_id"], each["action_id"]) for block in given["blocks"] for each in blockkit.elements(block)]


def _identity() -> str:
    return "V0" + secrets.token_hex(5).upper()


def _hash(given: Json) -> str:
    seed = json.dumps(given, sort_keys=True).encode() + secrets.token_bytes(4)
    return hashlib.sha256(seed).hexdigest()[:16]
