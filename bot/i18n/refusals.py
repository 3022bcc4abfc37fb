"""What came of a command, in the reader's language: done, or why it can't be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.domain.scope import Scope
from bot.i18n.hindrances import where
from bot.i18n.languages import Fact, Voice
from bot.i18n.markup import Markup, code, escape, mention

_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_NAMED = re.compile(r"[USW][A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
# what a message may mention even when whoever refused had nothing to say about it
_ABSENT = {
    "approvers": "none", "admins": "none", "nearest": "none", "known": "none", "reason": "none", "until": "none",
    "time": "none", "by": "nobody", "detail": "",
}  # fmt: skip
PROBLEM_LIMIT = 300  # characters of one line


def refusal(say: Voice, reason: str, facts: Mapping[str, str]) -> str:
    """The message `refused-REASON`; a code of a version to come is named as it is."""
    return _told(say, f"refused-{reason.replace('_', '-')}", "refused-other", {**facts, "code": reason})


def answer(say: Voice, done: str, facts: Mapping[str, str]) -> str:
    """The message `answer-DONE`."""
    return _told(say, f"answer-{done.replace('_', '-')}", "answer-other", {**facts, "code": done})


def who(say: Voice, actor: str) -> Markup:
    """A person as a mention; Subaku and AWS by name."""
    if _USER.fullmatch(actor):
        return mention(actor)
    return Markup(say(f"who-{actor}")) if say.has(f"who-{actor}") else escape(actor)


def _told(say: Voice, key: str, otherwise: str, facts: Mapping[str, str]) -> str:
    known = {name: _FACTS.get(name, _plain)(say, fact) for name, fact in facts.items() if fact}
    return say(key if say.has(key) else otherwise, **{**_ABSENT, **known}).strip()


def _plain(_: Voice, fact: str) -> Fact:
    return fact


def _status(say: Voice, fact: str) -> Fact:
    return say(f"stands-{fact.replace('_', '-')}")


def _verdict(say: Voice, fact: str) -> Fact:
    return say(f"verdict-{fact}")


def _people(_: Voice, fact: str) -> Fact:
    return Markup(" ".join(mention(one) if _NAMED.fullmatch(one) else code(one) for one in _names(fact)))


def _near(_: Voice, fact: str) -> Fact:
    """Names to choose from; `none` is the word for none of them."""
    return fact if fact == "none" else Markup(" · ".join(code(one, 100) for one in _names(fact)[:10]))


def _channel(_: Voice, fact: str) -> Fact:
    return Markup(f"<#{fact}>") if _CHANNEL.fullmatch(fact) else fact


def _detail(_: Voice, fact: str) -> Fact:
    return code(fact, 300)


def _scope(say: Voice, fact: str) -> Fact:
    return where(say, Scope.of(fact))


def _until(say: Voice, fact: str) -> Fact:
    return say.moment(datetime.fromisoformat(fact))


def _number(_: Voice, fact: str) -> Fact:
    return int(fact)


def _lines(_: Voice, fact: str) -> Fact:
    """Lines that a machine wrote, in a block of code."""
    lines = "\n".join(escape(line, PROBLEM_LIMIT) for line in fact.splitlines())
    return Markup(f"```\n{lines}\n```")


def _names(fact: str) -> list[str]:
    return [one for one in re.split(r"[,\s]+", fact) if one]


_FACTS: Mapping[str, Callable[[Voice, str], Fact]] = {
    "by": who,
    "status": _status,
    "verdict": _verdict,
    "approvers": _people,
    "admins": _people,
    "nearest": _near,
    "known": _near,
    "channel": _channel,
    "detail": _detail,
    "scope": _scope,
    "until": _until,
    "count": _number,
    "services": _number,
    "targets": _number,
    "problems": _lines,
}
