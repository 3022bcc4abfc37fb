"""The languages that the bot listens in, and which of them a sentence is in. A new one is one table more."""

from __future__ import annotations

import re

from bot.domain.chat.english import ENGLISH
from bot.domain.chat.japanese import JAPANESE
from bot.domain.chat.korean import KOREAN
from bot.domain.chat.lexicon import Lexicon

LEXICONS = (KOREAN, JAPANESE, ENGLISH)
_HANGUL = re.compile("[가-힣ᄀ-ᇿ]")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龯]")
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_NO_WORD = re.compile("[^a-z0-9]+")


def language_of(text: str) -> Lexicon | None:
    """The language of a sentence, by its letters."""
    korean, japanese = len(_HANGUL.findall(text)), len(_JAPANESE.findall(text))
    if korean or japanese:
        return KOREAN if korean >= japanese else JAPANESE
    return ENGLISH if _LATIN.search(text) else None


def plain(text: str, lexicon: Lexicon) -> str:
    """The text as the stems of a language want it: words with a space on both sides, or no spaces at all."""
    low = text.lower()
    if lexicon.spaced:
        return f" {_NO_WORD.sub(' ', low.replace('’', '').replace(chr(39), '')).strip()} "
    return "".join(low.split())
