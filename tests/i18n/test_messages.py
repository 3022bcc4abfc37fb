"""The three languages say the same things, the code asks for nothing else, and nothing is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.domain.catalogue import Locale
from bot.domain.release import Cause, Obstacle, Status, Verdict
from bot.i18n import LOCALES
from bot.i18n.languages import MESSAGE

HERE = Path(__file__).parents[2]
SPEAKERS = {"speak", "say", "plain"}
KEY = re.compile(r"[a-z]+(-[a-z0-9]+)*")
TABLES = (*Cause, *Obstacle, *Status, *Verdict)


def text_of(locale: Locale) -> str:
    return (files("bot.i18n") / f"{locale}.ftl").read_text(encoding="utf-8")


@cache
def messages(locale: Locale) -> dict[str, ftl.Message]:
    entries = FluentParser().parse(text_of(locale)).body
    assert not [entry for entry in entries if isinstance(entry, ftl.Junk)]
    found = [entry for entry in entries if isinstance(entry, ftl.Message)]
    names = [entry.id.name for entry in found]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})
    return {entry.id.name: entry for entry in found}


def placeholders(message: ftl.Message) -> set[str]:
    return set(re.findall(r"\$([a-z_]+)", str(ftl_text(message))))


def ftl_text(message: ftl.Message) -> str:
    return " ".join(f"${node.id.name}" for node in _nodes(message) if isinstance(node, ftl.VariableReference))


def _nodes(node: object) -> Iterator[object]:
    yield node
    if isinstance(node, ftl.BaseNode):
        for value in vars(node).values():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ftl.BaseNode):
                    yield from _nodes(child)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_message_stands_alone_and_is_cut_out_whole(locale: Locale) -> None:
    cut = {found[1]: FluentParser().parse(found[0]).body for found in MESSAGE.finditer(text_of(locale))}
    assert cut.keys() == messages(locale).keys()
    for key, whole in messages(locale).items():
        assert [entry.equals(whole, ignored_fields=["span", "comment"]) for entry in cut[key]] == [True], key
        assert not [each for each in _nodes(whole) if isinstance(each, ftl.MessageReference | ftl.TermReference)], key


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_has_the_same_messages_with_the_same_facts(locale: Locale) -> None:
    ours, english = messages(locale), messages("en")
    assert ours.keys() == english.keys()
    differ = {key for key in ours if placeholders(ours[key]) != placeholders(english[key])}
    assert not differ


@pytest.mark.parametrize("locale", ["ko", "ja"])
def test_nothing_is_left_in_english(locale: Locale) -> None:
    names = re.compile(r"\$?[a-z_]+|AWS|Slack|Redis|JOSA", re.ASCII)
    for key, message in messages(locale).items():
        words = [node.value for node in _nodes(message.value) if isinstance(node, ftl.TextElement)]
        bare = re.sub(r"`[^`]*`", "", " ".join(words))
        assert re.search(r"[^\x00-\x7f]", bare) or not names.sub("", bare).strip(" {}:\n*·→()"), key


@pytest.mark.parametrize("locale", LOCALES)
def test_a_failure_is_told_without_an_exclamation(locale: Locale) -> None:
    sad = [key for key in messages(locale) if key.startswith(("refused-", "cause-", "waits-")) or "fail" in key]
    for key in sad:
        text = " ".join(node.value for node in _nodes(messages(locale)[key]) if isinstance(node, ftl.TextElement))
        assert not set(text) & {"!", "！"}, key


def test_no_message_is_missing_and_none_is_left_over() -> None:
    known, used, strings = messages("en").keys(), list(asked()), mentioned()
    missing = [where for where, pattern in used if not any(re.fullmatch(pattern, key) for key in known)]
    assert not missing
    patterns = [re.compile(pattern) for _, pattern in used]
    idle = [key for key in known if key not in strings and not any(pattern.fullmatch(key) for pattern in patterns)]
    assert not idle


def test_every_word_of_the_domain_has_a_message() -> None:
    prefixes = {Cause: "cause", Obstacle: "waits", Status: "stands", Verdict: "verdict"}
    keys = {f"{prefixes[type(word)]}-{word.replace('_', '-')}" for word in TABLES}
    keys |= {f"live-{status.replace('_', '-')}" for status in Status}
    assert not keys - messages("en").keys()


def test_every_refusal_has_a_message() -> None:
    codes = set()
    for file in code_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
                codes |= {text for text in [_constant(node.args[0])] if text}
    assert codes
    untold = {f"refused-{code.replace('_', '-')}" for code in codes} - messages("en").keys()
    assert not untold


def asked() -> Iterator[tuple[str, str]]:
    """Where something is said, and the key as a pattern."""
    for file in code_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS:
                for argument in node.args[:2]:
                    if (pattern := _pattern(argument)) is not None:
                        yield f"{file.name}:{node.lineno} {pattern}", pattern


def mentioned() -> set[str]:
    """All strings in the code: keys are also kept in tables; `f"live-{…}"` stands for all that begin so."""
    found = set()
    for file in code_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (pattern := _pattern(node) or _suffix(node)):
                found |= {key for key in messages("en") if re.fullmatch(pattern, key)}
            elif isinstance(node, ast.BinOp) and (prefix := _constant(node.left)) and KEY.match(prefix):
                found |= {key for key in messages("en") if key.startswith(prefix)}
    return found


def code_files() -> list[Path]:
    return [file for room in ("bot", "handlers") for file in sorted((HERE / room).rglob("*.py"))]


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _pattern(node: ast.expr) -> str | None:
    if (text := _constant(node)) is not None:
        return re.escape(text) if KEY.fullmatch(text) and text not in LOCALES else None
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(text) if (text := _constant(part)) is not None else ".+" for part in node.values]
        return "".join(parts) if KEY.match(str(_constant(node.values[0]) or "")) else None
    return None


def _suffix(node: ast.JoinedStr) -> str | None:
    """`f"{question}-text"` stands for all that end so."""
    text = _constant(node.values[-1]) or ""
    return f".+{text}" if len(node.values) == 2 and re.fullmatch(r"(-[a-z]+)+", text) else None


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
