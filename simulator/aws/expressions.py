"""DynamoDB's expressions, as far as a hook table needs them: conditions, and SET and REMOVE."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from simulator.aws.protocol import AwsError, Params

Value = dict[str, Any]  # {"S": "text"}, {"N": "7"} …
Item = dict[str, Value]
Condition = Callable[[Item], bool]
Operand = Callable[[Item], Value | None]

_TOKEN = re.compile(r"\s*(<>|<=|>=|[=<>(),+-]|:\w+|#\w+|[A-Za-z_][\w.]*)")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Expression:
    """Reads one expression from left to right; names and values are those of the request."""

    def __init__(self, text: str, params: Params) -> None:
        self._names: Mapping[str, str] = params.get("ExpressionAttributeNames", {})
        self._values: Mapping[str, Value] = params.get("ExpressionAttributeValues", {})
        self._tokens = _tokens(text)
        self._at = 0

    def condition(self) -> Condition:
        """The whole expression as a condition on an item. Raises AwsError."""
        read = self._any_of()
        self._expect_end()
        return read

    def update(self) -> Callable[[Item], Item]:
        """The whole expression as an update: an item in, a new one out. Raises AwsError."""
        assignments: list[tuple[str, Operand]] = []
        removals: list[str] = []
        while (clause := self._next().upper()) in {"SET", "REMOVE"}:
            while True:
                name = self._name(self._next())
                if clause == "SET":
                    self._expect("=")
                    assignments.append((name, self._sum()))
                else:
                    removals.append(name)
                if not self._take(","):
                    break
        if clause:
            raise _invalid(f"Syntax error; token: {clause!r}")

        def apply(item: Item) -> Item:
            new = {name: value for name, operand in assignments if (value := operand(item)) is not None}
            return {name: value for name, value in {**item, **new}.items() if name not in removals}

        return apply

    def _any_of(self) -> Condition:
        parts = [self._all_of()]
        while self._take("OR"):
            parts.append(self._all_of())
        return lambda item: any(each(item) for each in parts)

    def _all_of(self) -> Condition:
        parts = [self._one()]
        while self._take("AND"):
            parts.append(self._one())
        return lambda item: all(each(item) for each in parts)

    def _one(self) -> Condition:
        if self._take("NOT"):
            inner = self._one()
            return lambda item: not inner(item)
        if self._take("("):
            inner = self._any_of()
            self._expect(")")
            return inner
        word = self._next()
        if self._take("("):
            return self._function(word)
        left = self._operand(word)
        comparison = self._next()
        if comparison.upper() == "BETWEEN":
            low = self._operand(self._next())
            self._expect("AND")
            high = self._operand(self._next())
            return lambda item: _compare("<=", low(item), left(item)) and _compare("<=", left(item), high(item))
        if comparison not in _COMPARISONS:
            raise _invalid(f"Syntax error; token: {comparison!r}")
        right = self._operand(self._next())
        return lambda item: _compare(comparison, left(item), right(item))

    def _function(self, word: str) -> Condition:
        subject = self._operand(self._next())
        if word in {"attribute_exists", "attribute_not_exists"}:
            self._expect(")")
            return lambda item: (subject(item) is not None) == (word == "attribute_exists")
        if word == "begins_with":
            self._expect(",")
            prefix = self._operand(self._next())
            self._expect(")")
            return lambda item: _text(subject(item)).startswith(_text(prefix(item)) or "\0")
        raise _invalid(f"Invalid function name; function: {word}")

    def _sum(self) -> Operand:
        left = self._value()
        sign = 1 if self._take("+") else -1 if self._take("-") else 0
        if not sign:
            return left
        right = self._value()
        return lambda item: {"N": _number(_number_of(left(item)) + sign * _number_of(right(item)))}

    def _value(self) -> Operand:
        word = self._next()
        if word != "if_not_exists":
            return self._operand(word)
        self._expect("(")
        first = self._operand(self._next())
        self._expect(",")
        second = self._operand(self._next())
        self._expect(")")
        return lambda item: first(item) or second(item)

    def _operand(self, word: str) -> Operand:
        if word.startswith(":"):
            if word not in self._values:
                raise _invalid(f"An expression attribute value used in expression is not defined: {word}")
            value = self._values[word]
            return lambda item: value
        name = self._name(word)
        return lambda item: item.get(name)

    def _name(self, word: str) -> str:
        if word.startswith("#"):
            if word not in self._names:
                raise _invalid(f"An expression attribute name used in the document path is not defined: {word}")
            return self._names[word]
        if not word[:1].isalpha():
            raise _invalid(f"Syntax error; token: {word!r}")
        return word

    def _next(self) -> str:
        word = self._tokens[self._at] if self._at < len(self._tokens) else ""
        self._at += 1
        return word

    def _take(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at].upper() == word:
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise _invalid(f"Syntax error; expected {word!r}")

    def _expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise _invalid(f"Syntax error; token: {self._tokens[self._at]!r}")


def condition(text: str | None, params: Params) -> Condition:
    """A condition, true of everything where there is no text."""
    return Expression(text, params).condition() if text else lambda item: True


def _tokens(text: str) -> list[str]:
    tokens, at, text = [], 0, text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise _invalid(f"Syntax error; token: {text[at]!r}")
        tokens.append(found[1])
        at = found.end()
    return tokens


def _compare(comparison: str, left: Value | None, right: Value | None) -> bool:
    """Values of two types are unequal and never in order; what is missing is unequal to everything."""
    if left is None or right is None or left.keys() != right.keys():
        return comparison == "<>"
    if "N" in left:
        return _COMPARISONS[comparison](_number_of(left), _number_of(right))
    return _COMPARISONS[comparison](*left.values(), *right.values())


def _text(value: Value | None) -> str:
    return str((value or {}).get("S", ""))


def _number_of(value: Value | None) -> float:
    if value is None or "N" not in value:
        raise _invalid("An operand in the update expression has an incorrect data type")
    return float(value["N"])


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else str(value)


def _invalid(reason: str) -> AwsError:
    return AwsError("ValidationException", f"Invalid expression: {reason}")
