"""What a person typed after `/platform-deploy`, read against the catalogue. Pure: text in, an understanding out.

`SERVICE [REVISION] [ENVIRONMENT]` in any order, or a verb first. What can't be understood is never guessed:
it becomes `Ambiguous`, which a form completes, or a `Mistake` that says what is wrong and what is near.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.asks import Ambiguous, Ask, Mistake, RollBack
from bot.domain.catalogue import Catalogue
from bot.domain.grammar import releases, rollback
from bot.domain.grammar.names import Names, default_environment, environments_of
from bot.domain.grammar.spoken import say_it
from bot.domain.grammar.verbs import ALIASES, READERS, Phrase
from bot.domain.grammar.words import KEYWORDS, VERBS, Line, Misread, is_release, is_revision, line_of, quoted

__all__ = [
    "KEYWORDS",
    "VERBS",
    "Ambiguous",
    "Mistake",
    "default_environment",
    "environments_of",
    "is_release",
    "is_revision",
    "parse",
    "parse_rollback",
    "quoted",
    "say_it",
]


def parse(text: str, catalogue: Catalogue, channel: str, now: datetime) -> Ask:
    """What the text asks for. `channel` decides the environment where the text leaves it out; `now` is aware."""
    names = Names(catalogue)
    try:
        return _read(line_of(text), names, channel, now)
    except Misread as wrong:
        return wrong.mistake


def parse_rollback(text: str, catalogue: Catalogue, channel: str) -> RollBack | Mistake:
    """What stands behind `/rollback`: `[SERVICE] [ENVIRONMENT] [[to] REVISION]`; a form asks for what is left out."""
    try:
        return rollback.read(line_of(text).words, Names(catalogue), channel)
    except Misread as wrong:
        return wrong.mistake


def _read(line: Line, names: Names, channel: str, now: datetime) -> Ask:
    if line.words[:1] and line.words[0].casefold() == "deploy" and not names.known("deploy"):
        return releases.read(Line(line.words[1:], line.reason), names, channel, now)
    verb = line.words[0].casefold() if line.words else ""
    reader = READERS.get(verb) or (None if names.known(verb) else ALIASES.get(verb))
    if reader is None:
        return releases.read(line, names, channel, now)
    return reader(Phrase(verb, line.words[1:], line.reason, names, channel, now))
