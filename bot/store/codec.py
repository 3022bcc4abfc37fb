"""Values to JSON and back. Pydantic reads the domain's dataclasses as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from bot.domain.commands import Command, Reply
from bot.domain.events import Event
from bot.domain.release import Release

T = TypeVar("T")
_RELEASE = TypeAdapter(Release)
_REPLY = TypeAdapter(Reply)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(Event.kinds.get(kind) or Command.kinds[kind])


def warm() -> Iterator[str]:
    """Make ready what reads and writes each kind, one a step: the first command needn't wait for it."""
    for kind in (*Event.kinds, *Command.kinds):
        _adapter(kind)
        yield kind


def dump_release(release: Release) -> bytes:
    """A release as it is kept."""
    return _RELEASE.dump_json(release, exclude_none=True)


@lru_cache(maxsize=1024)  # a look at all that are open finds most of them as they were a moment ago
def load_release(body: bytes) -> Release:
    """A release as it was kept, by this version or one before. The same bytes may give the same object."""
    return _RELEASE.validate_json(body)


def dump_reply(reply: Reply) -> bytes:
    """Where an answer goes."""
    return _REPLY.dump_json(reply)


def load_reply(body: bytes) -> Reply:
    """Where an answer goes."""
    return _REPLY.validate_json(body)


@cache
def _record(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def dump_record(shape: type[T], record: T) -> bytes:
    """A lock, a freeze, …; the same record always gives the same bytes."""
    return _record(cast("Any", shape)).dump_json(record)


def load_record(shape: type[T], body: bytes) -> T:
    """A record as it was kept."""
    record: T = _record(cast("Any", shape)).validate_json(body)
    return record


def dump(value: Command | Event) -> bytes:
    """A command or event; its kind is kept beside it."""
    return _adapter(value.kind).dump_json(value)


def dump_events(events: Sequence[Event]) -> str:
    """Events for a script: a JSON list of `[kind, body]`."""
    return json.dumps([[event.kind, dump(event).decode()] for event in events])


def load_event(kind: str, body: bytes) -> Event:
    """An event by its kind. Raises KeyError for a kind of a later version."""
    event: Event = _adapter(kind).validate_json(body)
    return event


def load_command(kind: str, body: bytes) -> Command:
    """A command by its kind. Raises KeyError for a kind of a later version."""
    command: Command = _adapter(kind).validate_json(body)
    return command
