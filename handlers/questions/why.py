"""`why`: each thing that stands in the way, whose it is, and the quickest way to clear it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.domain.hindrances import Hindrance
from bot.domain.release import Release
from bot.domain.scope import EVERYTHING, Scope
from bot.engine.queries import Why
from bot.errors import Refused
from bot.i18n import Markup, hindrance
from handlers.blocks import Block, context, fitted, section
from handlers.questions import hindered
from handlers.questions.asked import Asked, Page, people
from handlers.questions.status import line

MOST_TARGETS = 8
MOST_RELEASES = 5  # of a target


async def tell(asked: Asked) -> Page:
    """For what is under way, and for a new request."""
    say = asked.say
    targets, ask = await _targets(asked), asked.front.queries.why
    whys = await asyncio.gather(*(ask(target, asked.call.user) for target in targets[:MOST_TARGETS]))
    told = await asyncio.gather(*(_target(asked, why) for why in whys))
    blocks = [block for found in told for block in found]
    if not blocks:
        return Page(await _nothing(asked))
    text = say("why-title", where=_about(asked, whys))
    more = [section(say("why-narrow"))] if len(targets) > MOST_TARGETS else []
    return Page(text, fitted([section(text), *blocks, *more], say("answer-more")))


def _about(asked: Asked, whys: Sequence[Why]) -> Markup:
    """The release that was asked about, else the scope."""
    found = (release for why in whys for release, _ in why.releases if release.id == asked.look.release)
    if release := next(found, None):
        facts = {"service": release.service, "revision": release.revision.name, "environment": release.environment}
        return Markup(asked.say("release-named", **facts))
    return asked.where(asked.scope)


async def _targets(asked: Asked) -> list[str]:
    """Those asked about; of everything only where something is under way, because the rest would be noise."""
    if asked.look.release:
        release = await asked.front.queries.release(asked.look.release)
        if release is None:
            raise Refused("release_gone")
        return [release.target] if not release.ended else []
    targets = asked.front.queries.targets(asked.scope)
    if asked.scope != EVERYTHING:
        return targets
    busy = {release.target for release in await asked.open()}
    return [target for target in targets if target in busy]


async def _nothing(asked: Asked) -> str:
    if not asked.look.release:
        return asked.say("why-quiet", where=asked.where(asked.scope))
    release = await asked.front.queries.release(asked.look.release)
    return await line(asked, release) if release else ""


async def _target(asked: Asked, why: Why) -> list[Block]:
    told: set[Hindrance] = set()
    mine = [(release, found) for release, found in why.releases if asked.about(release)]
    heads = await asyncio.gather(*(line(asked, release) for release, _ in mine[:MOST_RELEASES]))
    blocks = []
    for head, (release, found) in zip(heads, mine, strict=False):
        blocks += [section(head), *_release(asked, release, found, told)]
    left = len(mine) - MOST_RELEASES
    blocks += [section(asked.say("status-more", count=left))] if left > 0 else []
    return blocks if asked.look.release else [*blocks, *_new(asked, why, told)]


def _release(asked: Asked, release: Release, found: Sequence[Hindrance], told: set[Hindrance]) -> list[Block]:
    if not found:
        return [section(asked.say("why-going" if release.live else "why-next"))]
    return _hindrances(asked, found, release, told)


def _new(asked: Asked, why: Why, told: set[Hindrance]) -> list[Block]:
    """What a new request would meet, its approvals first."""
    say, where = asked.say, asked.where(Scope.of(why.target))
    rule = asked.catalogue.environments[why.target.rpartition("/")[2]].approval
    needed = [say("why-needs", count=rule.required, whose=people(rule.by))] if rule and rule.required else []
    if not why.new:
        return [section("\n".join([say("why-free", where=where), *needed]))]
    head = section("\n".join([say("why-new", where=where), *needed]))
    return [head, *_hindrances(asked, why.new, None, told)]


def _hindrances(asked: Asked, found: Sequence[Hindrance], release: Release | None, told: set[Hindrance]) -> list[Block]:
    """What is new to the reader, each with its button; a small line for what stands further up already."""
    fresh = hindered.news(found, told)
    blocks = [section(_told(asked, one, release), hindered.opener(asked, one, release)) for one in fresh]
    return [*blocks, context(asked.say("why-as-above"))] if len(fresh) < len(found) else blocks


def _told(asked: Asked, one: Hindrance, release: Release | None) -> str:
    return "\n".join(filter(None, (hindrance(asked.say, one), hindered.way(asked, one, release))))
