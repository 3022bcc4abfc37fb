"""What is left of what stood on a target, asked of all at once and in time: a person waits for the choice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, TypeVar

import structlog

from bot.domain.release import Release
from bot.domain.standing import Stood
from bot.drivers.aws import code_of
from bot.drivers.base import Remains
from bot.drivers.parallel import parallel
from bot.drivers.task_definitions import is_active
from bot.errors import DriverError, EffectRefused

T = TypeVar("T")

AT_ONCE = 8  # revisions
LIMIT = 5.0  # seconds: a person waits for the choice

log = structlog.get_logger()


async def remaining(
    stood: Sequence[Stood],
    has_image: Callable[[str], Awaitable[bool]],
    known: Awaitable[T],
    is_usable: Callable[[T | None, Release], Awaitable[bool | None]],
    running: Awaitable[Collection[str]],
) -> Sequence[Remains]:
    """What is left of each; None is what isn't told in time. Raises nothing.

    `known` is asked once, for `is_usable` of each release; `running` names what runs beside what is live.
    """
    deadline, limit = asyncio.get_running_loop().time() + LIMIT, asyncio.Semaphore(AT_ONCE)
    facts, beside = await parallel(told(deadline, known), told(deadline, running))

    async def left(one: Stood) -> Remains:
        identity = one.revision.digest or one.revision.name
        async with limit:
            image = await told(deadline, has_image(identity))
            definition = await told(deadline, is_usable(facts, one.release)) if one.release else None
        return Remains(image, definition, None if beside is None else identity in beside)

    return await parallel(*map(left, stood))


async def told(deadline: float, question: Awaitable[T]) -> T | None:
    """The answer; None when there is none in time."""
    try:
        async with asyncio.timeout_at(deadline):
            return await question
    except (DriverError, TimeoutError) as err:
        log.info("remains_not_told", error=str(err) or type(err).__name__)
        return None


async def active(release: Release, definition: Awaitable[dict[str, Any] | None]) -> dict[str, Any] | None:
    """The task definition that a release ran with; None when it isn't active any more, or AWS doesn't show it."""
    try:
        described = await definition
    except EffectRefused as err:
        log.info("earlier_definition_not_seen", release=release.id, error=str(err))
        return None
    return described if described and is_active(described) else None


async def can_run(definition: Awaitable[dict[str, Any]]) -> bool:
    """Whether a task definition may be deployed again."""
    try:
        return is_active(await definition)
    except EffectRefused as err:
        if code_of(err.__cause__) == "ClientException":  # ECS's word for one that was deleted
            return False
        raise
