"""What a sentence asks for: which intent its words have, and what that makes of the names that were heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

from bot.domain.asks import (
    SOON,
    Ambiguous,
    Ask,
    Cancel,
    Deploy,
    Lock,
    Look,
    Mistake,
    Promote,
    Question,
    Retry,
    RollBack,
    Unlock,
)
from bot.domain.chat.english import ENGLISH
from bot.domain.chat.hearing import Heard
from bot.domain.chat.languages import plain
from bot.domain.chat.lexicon import INTENTS, Lexicon, any_of, without
from bot.domain.grammar.names import apart

Maker = Callable[[Heard], tuple[Ask | None, bool]]

_QUESTIONS: Mapping[str, Question] = {name: name for name in get_args(Question)}
_TAIL = "·.!~ 좀요"  # behind a noun that ends a request


def ask_of(heard: Heard, *, question: bool) -> tuple[Ask | None, bool]:
    """What is asked for, and whether nothing in it was guessed. `question`: the sentence ends with a question mark."""
    intent = intent_of(heard)
    if intent in (None, "help"):  # "api 2.4 to prod, thanks"
        ask, sure = _unspoken(heard)
        return (ask, sure) if ask or not intent else _look(heard, "help")
    wanted = _wanted(heard, intent, question=question)
    if intent == "schedule" and wanted and heard.all("service") and (heard.start != SOON or heard.dangling):
        intent = "deploy"  # "schedule api v2 for tomorrow 14:00"
    if maker := _ACTS.get(intent):
        return _act(heard, maker) if wanted else (None, False)
    return _look(heard, _QUESTIONS[intent])


def intent_of(heard: Heard) -> str | None:
    """The first intent whose words occur, in the language of the sentence or in English."""
    latin = heard.words if heard.lexicon.spaced else plain(heard.words, ENGLISH)
    for intent in INTENTS:
        if any_of(heard.words, heard.lexicon.intents[intent]) or any_of(latin, ENGLISH.intents[intent]):
            return intent
    return None


def _act(heard: Heard, maker: Maker) -> tuple[Ask | None, bool]:
    if trains := heard.all("train"):
        if maker not in (_deploy, _put):
            return apart(trains[0], heard.catalogue).mistake, False
        heard = heard.with_trains()
    ask, sure = maker(heard)
    return ask, sure and not heard.stranger


def _wanted(heard: Heard, intent: str, *, question: bool) -> bool:
    """Whether the act is asked for: not denied, supposed, told or asked about. In doubt it isn't."""
    lexicon, words = heard.lexicon, heard.words
    harmless = without(words, lexicon.harmless)
    said = without(harmless, lexicon.polite)
    if any_of(said, lexicon.doubts):
        return False
    if said != harmless:
        return True
    return not question if lexicon.bare else any_of(words, lexicon.asks) or _ends_with_it(words, lexicon, intent)


def _ends_with_it(words: str, lexicon: Lexicon, intent: str) -> bool:
    """Whether a noun at the end is all that is said: "데모 백엔드 롤백!"."""
    end = words.rstrip(_TAIL)
    nouns = [stem[0].strip() for table in (lexicon, ENGLISH) for stem in table.intents[intent]]
    return end.endswith(tuple(nouns))


def _look(heard: Heard, question: Question) -> tuple[Ask | None, bool]:
    return Look(question, heard.scope, heard.one("release")), not heard.guessed


def _unspoken(heard: Heard) -> tuple[Ask | None, bool]:
    """Names and nothing else: with a revision a release, alone a question how it is."""
    left = without(heard.words, (*heard.lexicon.polite, *heard.lexicon.intents["help"]))
    pieces = left.split() if heard.lexicon.spaced else list(left)
    if not heard.all("service") or any(piece.isalnum() and piece not in heard.lexicon.fillers for piece in pieces):
        return None, False
    if heard.all("revision"):
        return _deploy(heard)[0], False
    return Look("status", heard.scope), False


def _deploy(heard: Heard) -> tuple[Ask | None, bool]:
    place, revision = heard.place, heard.one("revision")
    whole = not heard.misplaced and not heard.dangling and heard.end is None
    hotfix = heard.reason if heard.hotfix else ""
    if whole and bool(hotfix) == heard.hotfix and place.service and place.environment and revision and _single(heard):
        return Deploy(place.service, place.environment, revision, heard.start, hotfix), not heard.guessed
    return Ambiguous(place.service, place.environment, revision, heard.start, hotfix), whole and not heard.guessed


def _put(heard: Heard) -> tuple[Ask | None, bool]:
    """Everyday words: only what has a service is a release."""
    return _deploy(heard) if heard.all("service") else (None, False)


def _roll_back(heard: Heard) -> tuple[Ask | None, bool]:
    """A revision counts only as "to v1": in "v3 is broken, roll back" it is the one to leave."""
    place, revision = heard.place, heard.goal("revision")
    sure = not heard.guessed and heard.one("revision") == revision
    return RollBack(place.service, place.environment, revision), sure


def _promote(heard: Heard) -> tuple[Ask | None, bool]:
    scope = heard.scope
    if scope.service is None:
        return Mistake("scope_missing", {"verb": "promote"}), False
    return Promote(scope.service, scope.environment), not heard.guessed


def _lock(heard: Heard) -> tuple[Ask | None, bool]:
    end = heard.end or heard.start.at
    if not _scoped(heard):
        return Mistake("scope_missing", {"verb": "lock"}), False
    if heard.dangling and not end:
        return None, False
    return Lock(heard.scope, end, heard.reason), not heard.guessed


def _unlock(heard: Heard) -> tuple[Ask | None, bool]:
    if not _scoped(heard):
        return Mistake("scope_missing", {"verb": "unlock"}), False
    return Unlock(heard.scope, heard.reason), not heard.guessed


def _scoped(heard: Heard) -> bool:
    """Whether it is plain which part is meant: what is misplaced or said twice would become a larger one."""
    return heard.named and not heard.misplaced and _single(heard)


def _single(heard: Heard) -> bool:
    return len(heard.all("service")) < 2 and len(heard.all("environment")) < 2


def _cancel(heard: Heard) -> tuple[Ask | None, bool]:
    return Cancel(heard.one("release"), heard.scope), not heard.guessed


def _retry(heard: Heard) -> tuple[Ask | None, bool]:
    return Retry(heard.one("release"), heard.scope), not heard.guessed


_ACTS: Mapping[str, Maker] = {
    "unlock": _unlock,
    "lock": _lock,
    "rollback": _roll_back,
    "cancel": _cancel,
    "retry": _retry,
    "promote": _promote,
    "deploy": _deploy,
    "put": _put,
}
