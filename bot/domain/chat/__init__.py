"""What a person says to the bot in a conversation, in Korean, Japanese or English. Pure: a sentence in, an ask out.

Three steps: names, times and revisions are found and taken out of the sentence; the words that are left have an
intent, looked up in one table a language; and an act must be asked for: a sentence that denies, supposes or tells one
asks for nothing. Nothing here acts; whoever calls this repeats an act with buttons.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bot.domain.asks import Ambiguous, Ask, Look, Mistake
from bot.domain.catalogue import Catalogue, Locale
from bot.domain.chat.hearing import hear
from bot.domain.chat.languages import language_of
from bot.domain.chat.meaning import ask_of
from bot.domain.grammar import VERBS, parse

__all__ = ["Understanding", "understand"]

LONGEST = 1000  # letters: longer sentences are tales
_MARKUP = re.compile(r"<[^<>]*>|[`*_~]{2,}|(?<!\w)[`*_~]|[`*_~](?!\w)")
_LOOSE = ("help", "rollback")  # forms in which any word is let through


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a sentence asks for, None where that isn't plain; `sure` where nothing was corrected or guessed."""

    ask: Ask | None
    language: Locale | None
    sure: bool


def understand(text: str, catalogue: Catalogue, channel: str, now: datetime) -> Understanding:
    """What the sentence asks for. `channel` decides the environment where it is left out; `now` is aware."""
    if len(text) > LONGEST:
        return Understanding(None, None, sure=False)
    plain = unicodedata.normalize("NFKC", _MARKUP.sub(" ", text)).strip()
    lexicon = language_of(plain)
    if lexicon is None:
        return Understanding(None if plain else Look("help"), None, sure=not plain)
    if typed := _typed(text, catalogue, channel, now):
        return Understanding(typed, lexicon.locale, sure=True)
    heard = hear(plain, lexicon, catalogue, channel, now)
    ask, sure = ask_of(heard, question=plain.endswith("?"))
    return Understanding(ask, lexicon.locale, sure)


def _typed(text: str, catalogue: Catalogue, channel: str, now: datetime) -> Ask | None:
    """The ask of somebody who writes as behind the command: a verb first, and nothing that isn't understood."""
    verb = next(iter(text.split(maxsplit=1)), "").casefold()
    if verb not in VERBS or verb in _LOOSE:
        return None
    ask = parse(text, catalogue, channel, now)
    return None if isinstance(ask, Mistake | Ambiguous) else ask
