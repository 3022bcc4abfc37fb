"""Korean particles: which of two forms follows a word, by how its end is read aloud."""

from __future__ import annotations

import html
import re
import unicodedata

_ASIDE = re.compile(r"(?<=.)\s*[(\[（【〈][^()\[\]（）【】〈〉]*[)\]）】〉]$")
_RIEUL_DIGITS, _OPEN_DIGITS = "178", "2459"  # 일 칠 팔 end in ㄹ; 이 사 오 구 in a vowel; the others are closed
_CLOSED_LATIN = re.compile(r"([mn]e?|ng|ck|pp|oup|(?<![aeiou])[aeiou][bckpt])$")  # web, back, app, group, main, name
_OPEN_LATIN = re.compile(r"hub$")  # GitHub is read with a vowel at its end
_RIEUL_LATIN = re.compile(r"(l|le)$")  # mail, module


def josa(word: str, pair: str) -> str:
    """The form of a particle such as `을/를` or `으로/로` that follows the word; both when nobody can tell."""
    closed, opened = pair.split("/")
    match _ending(word):
        case "ㄹ":
            return opened if closed == "으로" else closed
        case "closed":
            return closed
        case "open":
            return opened
    return f"{closed}({opened})"


def _ending(word: str) -> str | None:
    read = _read_aloud(word)
    last = read[-1:]
    if "가" <= last <= "힣":
        return ("open", *["closed"] * 7, "ㄹ", *["closed"] * 19)[(ord(last) - ord("가")) % 28]
    if last.isdecimal():
        digit = str(unicodedata.decimal(last))
        return "ㄹ" if digit in _RIEUL_DIGITS else "open" if digit in _OPEN_DIGITS else "closed"
    latin = re.search(r"[A-Za-z]+$", read)
    return _latin(latin[0]) if latin else None


def _latin(word: str) -> str:
    lower = word.lower()
    spelled = (word.isupper() and len(word) <= 4) or not re.search("[aeiouy]", lower)
    if spelled:  # API, db: letter by letter; 엘 and 알 end in ㄹ, 엠 and 엔 are closed
        return "ㄹ" if lower[-1] in "lr" else "closed" if lower[-1] in "mn" else "open"
    if _OPEN_LATIN.search(lower):
        return "open"
    return "ㄹ" if _RIEUL_LATIN.search(lower) else "closed" if _CLOSED_LATIN.search(lower) else "open"


def _read_aloud(word: str) -> str:
    """The word without what isn't read: an aside in brackets, quotes, backticks, punctuation."""
    text = unicodedata.normalize("NFC", html.unescape(word)).rstrip()
    text = _ASIDE.sub("", text) or text
    while text and not text[-1].isalnum():
        text = text[:-1]
    return text
