"""Why something can't be done, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.i18n.languages import Fact, Voice
from bot.i18n.markup import Markup, code, mention

_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_NAMED = re.compile(r"[USW][A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
# what a message may mention even when whoever refused had nothing to say about it
_ABSENT = {"approvers": "none", "nearest": "none", "by": "nobody", "detail": ""}


def refusal(say: Voice, reason: str, facts: Mapping[str, str]) -> str:
    """The message `refused-REASON`; a code of a version to come is named as it is."""
    key = "refused-" + reason.replace("_", "-")
    if not say.has(key):
        return say("refused-other", code=reason)
    known = {name: _fact(say, name, fact) for name, fact in facts.items() if fact}
    return say(key, **{**_ABSENT, **known}).strip()


def who(say: Voice, actor: str) -> Fact:
    """A person as a mention; Subaku and AWS by name."""
    return mention(actor) if _USER.fullmatch(actor) else say(f"who-{actor}") if say.has(f"who-{actor}") else actor


def _fact(say: Voice, name: str, fact: str) -> Fact:
    match name:
        case "by":
            return who(say, fact)
        case "status":
            return say(f"stands-{fact.replace('_', '-')}")
        case "verdict":
            return say(f"verdict-{fact}")
        case "approvers":
            return Markup(" ".join(mention(one) if _NAMED.fullmatch(one) else code(one) for one in _names(fact)))
        case "nearest" | "known":
            return Markup(" · ".join(code(one, 100) for one in _names(fact)[:10]))
        case "channel":
            return Markup(f"<#{fact}>") if _CHANNEL.fullmatch(fact) else fact
        case "detail":
            return code(fact, 300)
    return fact


def _names(fact: str) -> list[str]:
    return [one for one in re.split(r"[,\s]+", fact) if one]
