"""The home tab, in blocks: what waits for the reader, what runs, what is closed, and what they want to be told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.domain import calendar
from bot.domain.calendar import Rules
from bot.domain.catalogue import Environment
from bot.domain.people import may_cancel
from bot.domain.release import WAITING, Release, Status
from bot.i18n import mention
from handlers.blocks import Block, button, context, option, plain, section
from handlers.home.sight import Sight
from handlers.questions import freezes, locks
from handlers.questions.asked import Asked
from handlers.questions.status import line

MOST = 10  # of each kind: more than that is for `status`, and a tab holds 100 blocks
AHEAD = timedelta(days=14)
PREFERENCES, BACK = "home.preferences", "home.back"

Draw = Callable[[Asked, Release, str], list[Block]]


async def drawn(asked: Asked, sight: Sight) -> Block:
    """The whole tab."""
    waiting, live, mine = sight.waiting(asked), sight.live, sight.mine(asked)
    parts = [
        _part(asked, "waiting", await _each(asked, waiting, _to_decide), len(waiting)),
        _part(asked, "live", await _each(asked, live, _running), len(live)),
        _part(asked, "mine", await _each(asked, mine, _own), len(mine)),
        _part(asked, "closed", *await _closed(asked, sight)),
        _part(asked, "windows", *_windows(asked, sight)),
    ]
    return tab([*(block for part in parts for block in part), *_preferences(asked, sight), _absence(asked, sight)])


def tab(blocks: Sequence[Block]) -> Block:
    """A home tab."""
    return {"type": "home", "blocks": list(blocks)}


def _part(asked: Asked, name: str, blocks: Sequence[Block], count: int) -> list[Block]:
    """A heading, what there is of it, and how much more there would be."""
    more = [context(asked.say("status-more", count=count - MOST))] if count > MOST else []
    found = blocks or [context(asked.say(f"home-{name}-none"))]
    return [section(asked.say(f"home-{name}")), *found, *more, {"type": "divider"}]


async def _each(asked: Asked, releases: Sequence[Release], draw: Draw) -> list[Block]:
    shown = releases[:MOST]
    lines = await asyncio.gather(*(line(asked, release) for release in shown))
    return [block for release, text in zip(shown, lines, strict=True) for block in draw(asked, release, text)]


def _to_decide(asked: Asked, release: Release, text: str) -> list[Block]:
    """A request, a hold or a missed schedule, with the buttons that its thread has."""
    say, name = asked.say, release.id
    if release.status is Status.REQUESTED and not release.missed:
        seen = f"{name}:{release.plan.fingerprint}"  # an approval is of this plan
        approve = button("release.approve", seen, say.plain("button-approve"), "primary")
        buttons = [approve, button("release.reject_why", name, say.plain("button-reject"), "danger")]
    elif release.hold:
        go_on = button("hold.continue", name, say.plain("button-continue"), "primary")
        stop = button("hold.stop", name, say.plain("button-hold-stop"), "danger")
        buttons = [_sure(asked, go_on, "confirm-continue"), _sure(asked, stop, "confirm-hold-stop")]
    else:
        back = button("release.cancel", name, say.plain("cancel-button"), "danger")
        buttons = [button("release.now", name, say.plain("schedule-now"), "primary"), back]
    return [section(text), {"type": "actions", "elements": buttons}]


def _running(asked: Asked, release: Release, text: str) -> list[Block]:
    traffic = release.deployment.progress.traffic if release.deployment else None
    return [section(text if traffic is None else f"{text} · {asked.say('home-traffic', percent=traffic)}")]


def _own(asked: Asked, release: Release, text: str) -> list[Block]:
    if release.status not in WAITING or not may_cancel(asked.person, release, asked.catalogue):
        return [section(text)]
    back = button("release.cancel", release.id, asked.say.plain("cancel-button"))
    return [section(text, _sure(asked, back, "confirm-cancel"))]


async def _closed(asked: Asked, sight: Sight) -> tuple[list[Block], int]:
    """Locks, with the button that opens them, and freezes in force."""
    held = [section(locks.line(asked, lock), locks.opener(asked, lock)) for lock in sight.locks]
    now = asked.call.at
    frozen = [section(freezes.line(asked, one)) for one in await freezes.found(asked) if one.rule.start <= now]
    return [*held, *frozen][:MOST], len(held) + len(frozen)


def _windows(asked: Asked, sight: Sight) -> tuple[list[Block], int]:
    environments = list(asked.catalogue.environments.values())
    lines = [_window(asked, sight, each) for each in environments[:MOST]]
    return [section("\n".join(lines))], len(environments)


def _window(asked: Asked, sight: Sight, environment: Environment) -> str:
    """Whether one may deploy there now, until when, or from when on; some services have calendars of their own."""
    say, now, name = asked.say, asked.call.at, environment.name
    rules = _rules(asked, sight, environment)
    if frozen := calendar.frozen_by(rules, now):
        reason = frozen.reason or "none"
        return say("home-window-frozen", environment=name, until=asked.moment(frozen.end), reason=reason)
    ahead = calendar.openings(rules, now, now + AHEAD)
    if ahead and ahead[0].start <= now:
        end = None if ahead[0].end >= now + AHEAD else ahead[0].end
        return say("home-window-open", environment=name, until=asked.until(end))
    return say("home-window-shut", environment=name, opens=asked.until(calendar.next_open(rules, now)))


def _rules(asked: Asked, sight: Sight, environment: Environment) -> Rules:
    made = [one for one in sight.freezes if one.scope.service is None]
    here = [one.rule for one in made if one.scope.environment in (None, environment.name)]
    return Rules(environment.windows, (*environment.freezes, *here), asked.catalogue.workspace.timezone)


def _preferences(asked: Asked, sight: Sight) -> list[Block]:
    """What this person wants to be told directly."""
    wants = {"asked": sight.preferences.asked, "ended": sight.preferences.ended}
    options = {name: option(asked.say.plain(f"home-prefers-{name}"), name) for name in wants}
    boxes: Block = {"type": "checkboxes", "action_id": PREFERENCES, "options": list(options.values())}
    if ticked := [options[name] for name, wanted in wants.items() if wanted]:
        boxes["initial_options"] = ticked
    return [section(asked.say("home-preferences")), {"type": "actions", "elements": [boxes]}]


def _absence(asked: Asked, sight: Sight) -> Block:
    """Who approves in their place, with the way to end it; else how one says so."""
    away = sight.away(asked.person.id)
    if away is None:
        return context(asked.say("home-here"))
    text = asked.say("home-away", to=mention(away.to), until=asked.moment(away.until))
    return section(text, button(BACK, away.to, asked.say.plain("home-back")))


def _sure(asked: Asked, made: Block, question: str) -> Block:
    """A button that asks once more before a click counts."""
    say, label = asked.say, made["text"]["text"]
    title, text = plain(say.plain(question), 100), plain(say.plain(f"{question}-text"), 300)
    answers = {"confirm": plain(label, 30), "deny": plain(say.plain("confirm-back"), 30)}
    return made | {"confirm": {"title": title, "text": text, **answers, "style": made.get("style", "danger")}}
