"""Words as people type them: without quotes, in one form of Unicode, counted; and what each of them can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.domain.asks import Mistake

# fmt: off
VERBS = (
    "status", "queue", "why", "who", "lock", "unlock", "steal", "windows", "freeze", "schedule", "history",
    "diff", "promote", "rollback", "retry", "cancel", "out", "reload", "report", "help",
)
# words that mean something beside a name: nothing in a catalogue can be called so
KEYWORDS = (
    "at", "in", "on", "to", "of", "for", "from", "until", "because", "hotfix", "everything", "none",
    "deploy", "locks", "freezes", "move", "lift", "end", "off", "back",
)
# fmt: on
MOST_WORDS = 24  # nothing that makes sense has more, and each is looked up before the ack
LONGEST_REASON = 300
_QUOTED = 40
_QUOTES = "\"'“”‘’«»「」『』"
_TRAILING = ",.;、。"
_WORD = re.compile(r"\S+")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_RELEASE = re.compile(r"r[0-9a-z]{14}(u[0-9]{1,3}b?)?")
_REFERENCE = re.compile(r"<(?:([@#])[A-Z0-9]+\|([^<>|]+)|!\S+?\|([^<>|]+)|(https?://[^<>|\s]+)(?:\|[^<>|]*)?)>")
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Misread(Exception):
    """What was typed can't be meant so; carries the `Mistake` that says why."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.mistake = Mistake(code, facts)


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a text, and the reason behind `because`."""

    words: tuple[str, ...]
    reason: str = ""


def line_of(text: str) -> Line:
    """The text in words; everything behind `because` is free text."""
    words: list[str] = []
    for found in _WORD.finditer(text):
        bare = list(_bare(found.group()))
        if [word.casefold() for word in bare] == ["because"]:
            return Line(tuple(words), reason_of(text[found.end() :]))
        if len(words) >= MOST_WORDS:
            return Line((*words, text[found.start() :]))  # one word that nothing is called: not understood, not dropped
        words += bare
    return Line(tuple(words))


def reason_of(text: str) -> str:
    """A reason as it was typed, on one line, of a length that fits a message, without what would disorder it.

    Slack makes references of the people, channels and addresses in a command: here they are names again.
    """
    spoken = _REFERENCE.sub(lambda found: "".join(filter(None, found.groups())), text[: 4 * LONGEST_REASON])
    start = _UNSPEAKABLE.sub(" ", spoken[: 2 * LONGEST_REASON]).strip()
    return start[:LONGEST_REASON].rstrip()


def is_revision(word: str) -> bool:
    """Whether this is an OCI tag or a digest."""
    return bool(_TAG.fullmatch(word) or _DIGEST.fullmatch(word))


def is_release(word: str) -> bool:
    """Whether this has the form of a release's id."""
    return bool(_RELEASE.fullmatch(word))


def revision_of(word: str) -> str:
    """The revision that a word names, digests in lower case, tags as typed because they tell cases apart; Misread."""
    revision = word.lower() if word[:7].lower() == "sha256:" else word
    if not is_revision(revision):
        raise misread("bad_revision", revision=word)
    return revision


def quoted(word: str) -> str:
    """A harmless, short form of what was typed: no control characters, no backticks."""
    start = word[: 2 * _QUOTED]
    plain = "".join(letter for letter in start if letter != "`" and unicodedata.category(letter)[0] != "C")
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + "…"


def misread(code: str, **typed: str) -> Misread:
    """A mistake whose facts are quotations of what was typed."""
    return Misread(code, **{name: quoted(word) for name, word in typed.items()})


def _bare(token: str) -> Iterator[str]:
    """The words in a token (some letters are a space to Unicode) without quotes and the full stop behind."""
    for word in islice(unicodedata.normalize("NFKC", token).split(), MOST_WORDS):
        if bare := word.strip(_QUOTES).rstrip(_TRAILING).strip(_QUOTES):
            yield bare
