"""What Subaku says, in Korean, Japanese and English."""

from bot.i18n.hindrances import gate_word, hindrance, where
from bot.i18n.languages import LOCALES, SIDE, Fact, Languages, UnknownWords, Voice
from bot.i18n.markup import Markup, code, escape, link, mention
from bot.i18n.refusals import answer, refusal, who

__all__ = [
    "LOCALES",
    "SIDE",
    "Fact",
    "Languages",
    "Markup",
    "UnknownWords",
    "Voice",
    "answer",
    "code",
    "escape",
    "gate_word",
    "hindrance",
    "link",
    "mention",
    "refusal",
    "where",
    "who",
]
