"""What stands in the way, and where, in words."""

from __future__ import annotations

from bot.domain.gate import Finding
from bot.domain.hindrances import Hindrance, Kind
from bot.domain.scope import Scope
from bot.i18n.languages import Fact, Voice
from bot.i18n.markup import Markup, code, mention


def where(say: Voice, scope: Scope) -> Markup:
    """A scope: `demo-backend in production`, `everything in production`, `everything`."""
    service, environment = scope.service or "", scope.environment or ""
    match bool(service), bool(environment):
        case False, False:
            return Markup(say("scope-everything"))
        case False, True:
            return Markup(say("scope-environment", environment=environment))
        case True, False:
            return Markup(say("scope-service", service=service))
    return Markup(say("scope-target", service=service, environment=environment))


def gate_word(say: Voice, finding: Finding) -> Markup:
    """What a gate said, in one line; all facts are data."""
    key = f"gate-{finding.code}"
    name = finding.gate.partition("#")[0]
    said = say(key, **{"kind": name, **finding.facts}) if say.has(key) else code(f"{name}: {finding.verdict}", 80)
    return Markup(said)


def hindrance(say: Voice, one: Hindrance) -> str:
    """One thing in the way, whose it is and until when, in one line."""
    if one.kind is Kind.OBSTACLE:
        return say(f"waits-{one.detail.replace('_', '-')}")
    whose = Markup(" ".join(mention(each) for each in dict.fromkeys(one.whose)))
    until = say.moment(one.until) if one.until else "none"
    return say(f"why-{one.kind}", **{"whose": whose or "none", "until": until, **_more(say, one)})


_NAMED = {
    Kind.FREEZE: "reason",
    Kind.AFTER: "environment",
    Kind.TRAIN: "carriage",
    Kind.RUNNING: "revision",
}


def _more(say: Voice, one: Hindrance) -> dict[str, Fact]:
    """What only this kind has to say."""
    match one.kind:
        case Kind.APPROVAL | Kind.QUEUE:
            return {"count": int(one.detail or 1)}
        case Kind.LOCK:
            return {"where": where(say, Scope.of(one.about)), "reason": one.detail or "none"}
        case Kind.GATE:
            return {"said": gate_word(say, one.finding) if one.finding else code(one.detail, 60)}
        case Kind.UNSEEN:
            return {"detail": code(one.detail, 300) or "none"}
    name = _NAMED.get(one.kind)
    return {name: one.detail or "none"} if name else {}
