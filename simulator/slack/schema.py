"""The small language of Block Kit's rules: shapes with fields, their limits, and the words of the refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from simulator.slack.errors import mistake

Mistakes = Iterator[str]


class Rule(Protocol):
    """Anything that can look at a value and name what is wrong with it, each with its JSON pointer."""

    def check(self, value: Any, at: str) -> Mistakes:
        """Yield the messages for `value`, which stands at the pointer `at`."""
        ...


@dataclass(frozen=True)
class Text:
    """A string of `low` to `high` characters, perhaps of a pattern or one of a few words."""

    high: int = 3000
    low: int = 1
    pattern: str = ""
    words: tuple[str, ...] = ()

    def check(self, value: Any, at: str) -> Mistakes:
        if not isinstance(value, str):
            yield mistake("must be a string", at)
        elif len(value) < self.low:
            yield mistake(f"must be more than {self.low - 1} characters", at)
        elif len(value) > self.high:
            yield mistake(f"must be less than {self.high + 1} characters", at)
        elif self.words and value not in self.words:
            yield mistake("must be a valid enum value", at)
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield mistake("does not match the expected pattern", at)


@dataclass(frozen=True)
class Number:
    """A whole number (or a numeric one) from `low` to `high`."""

    low: float = 0
    high: float = float("inf")
    decimal: bool = False

    def check(self, value: Any, at: str) -> Mistakes:
        kinds = (int, float) if self.decimal else (int,)
        if isinstance(value, bool) or not isinstance(value, kinds):
            yield mistake("must be a number" if self.decimal else "must be an integer", at)
        elif value < self.low:
            yield mistake(f"must be greater than or equal to {self.low:g}", at)
        elif value > self.high:
            yield mistake(f"must be less than or equal to {self.high:g}", at)


@dataclass(frozen=True)
class Flag:
    """true or false."""

    def check(self, value: Any, at: str) -> Mistakes:
        if not isinstance(value, bool):
            yield mistake("must be a boolean", at)


@dataclass(frozen=True)
class Anything:
    """Not looked into."""

    def check(self, value: Any, at: str) -> Mistakes:
        yield from ()


@dataclass(frozen=True)
class ListOf:
    """An array of `low` to `high` items of one rule."""

    item: Rule
    high: int = 1000
    low: int = 1

    def check(self, value: Any, at: str) -> Mistakes:
        if not isinstance(value, list):
            yield mistake("must be an array", at)
            return
        if len(value) < self.low:
            yield mistake(f"no fewer than {self.low} items allowed", at)
        if len(value) > self.high:
            yield mistake(f"no more than {self.high} items allowed", at)
            return
        for index, each in enumerate(value):
            yield from self.item.check(each, f"{at}/{index}")


@dataclass(frozen=True)
class Shape:
    """An object: what each field must be, which are required, and rules between them."""

    fields: Mapping[str, Rule]
    required: frozenset[str] = frozenset()
    between: tuple[Callable[[Mapping[str, Any]], str | None], ...] = ()

    def check(self, value: Any, at: str) -> Mistakes:
        if not isinstance(value, dict):
            yield mistake("must be an object", at)
            return
        for name in sorted(self.required - value.keys()):
            yield mistake(f"missing required field: {name}", at)
        for name, given in value.items():
            rule = self.fields.get(name)
            if rule is None:
                yield mistake(f"invalid additional property: {name}", at)
            elif given is not None or name in self.required:
                yield from rule.check(given, f"{at}/{name}")
        yield from (mistake(said, at) for each in self.between if (said := each(value)))


@dataclass(frozen=True)
class Kinds:
    """An object whose `type` says which shape it must have. `wrapped`: Slack names the outer place first."""

    shapes: Mapping[str, Shape]
    wrapped: bool = False

    def check(self, value: Any, at: str) -> Mistakes:
        if not isinstance(value, dict):
            yield mistake("must be an object", at)
            return
        kind = value.get("type")
        if kind is None:
            yield mistake("missing required field: type", at)
        elif kind not in self.shapes:
            yield mistake(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from self._inside(self.shapes[kind], value, at)

    def _inside(self, shape: Shape, value: Any, at: str) -> Mistakes:
        found = list(shape.check({key: given for key, given in value.items() if key != "type"}, at))
        if found and self.wrapped:
            yield mistake("failed to match all allowed schemas", at)
        yield from found


def shape(
    *between: Callable[[Mapping[str, Any]], str | None],
    need: Mapping[str, Rule] | None = None,
    may: Mapping[str, Rule] | None = None,
) -> Shape:
    """A Shape out of its required and its optional fields."""
    required = need or {}
    return Shape({**required, **(may or {})}, frozenset(required), between)


def one_of(*names: str) -> Callable[[Mapping[str, Any]], str | None]:
    """Exactly one of these fields must be there."""

    def rule(value: Mapping[str, Any]) -> str | None:
        given = [name for name in names if value.get(name) is not None]
        listed = ", ".join(f"`{name}`" for name in names)
        if not given:
            return f"must define one of {listed}"
        return f"cannot define more than one of {listed}" if len(given) > 1 else None

    return rule


def any_of(*names: str) -> Callable[[Mapping[str, Any]], str | None]:
    """At least one of these fields must be there."""

    def rule(value: Mapping[str, Any]) -> str | None:
        listed = " or ".join(f"`{name}`" for name in names)
        return None if any(value.get(name) for name in names) else f"must define either {listed}"

    return rule
