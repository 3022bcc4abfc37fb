"""The versions that earlier releases published, and what is left of them: for the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog

from bot.domain.catalogue import LambdaTarget
from bot.domain.release import Release, Revision
from bot.domain.standing import Stood
from bot.drivers.base import Remains
from bot.drivers.lambda_reads import Reads
from bot.drivers.lambda_words import mark_in, published_by, weights_of
from bot.drivers.parallel import parallel
from bot.drivers.remaining import LIMIT, told
from bot.errors import EffectRefused

log = structlog.get_logger()


class Past:
    """Finds versions."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def version(self, settings: LambdaTarget, release: Release | None) -> str | None:
        """The version that a release brought, as long as it is there. Raises `Throttled`, `DriverUnavailable`."""
        if release is None:
            return None
        try:
            return _of_release(release, settings, await self._reads.versions(settings))
        except EffectRefused as err:
            log.info("earlier_version_not_seen", release=release.id, error=str(err))
            return None

    async def remains(
        self, settings: LambdaTarget, stood: Sequence[Stood], has_code: Callable[[Revision], Awaitable[bool]]
    ) -> list[Remains]:
        """What is left of each; None is what can't be told in time. Raises nothing."""
        deadline = asyncio.get_running_loop().time() + LIMIT
        versions, alias, *codes = await parallel(
            told(deadline, self._reads.versions(settings)),
            told(deadline, self._reads.alias(settings)),
            *(told(deadline, has_code(one.revision)) for one in stood),
        )
        return [_left(one, code, settings, versions, alias) for one, code in zip(stood, codes, strict=True)]


def _left(
    stood: Stood,
    code: bool | None,
    settings: LambdaTarget,
    versions: Sequence[Mapping[str, Any]] | None,
    alias: Mapping[str, Any] | None,
) -> Remains:
    if versions is None or alias is None:
        return Remains(code)
    version = _of_release(stood.release, settings, versions) if stood.release else None
    is_shifting = mark_in(str(alias.get("Description", ""))) is not None and bool(weights_of(dict(alias)))
    return Remains(
        image=None if settings.bundle and version else code,  # the bundle isn't needed any more
        definition=version is not None if stood.release else None,
        running=is_shifting and version is not None and alias["FunctionVersion"] == version,
    )


def _of_release(release: Release, settings: LambdaTarget, versions: Sequence[Mapping[str, Any]]) -> str | None:
    """By our marker; else, of an image, by its digest, for the same code isn't published twice."""
    planned = release.plan.settings
    if not isinstance(planned, LambdaTarget) or (planned.aws, planned.function) != (settings.aws, settings.function):
        return None
    digest = str(release.revision.digest).removeprefix("sha256:") if release.plan.image else None
    kept = release.plan.artifact
    for each in versions:
        if each["Version"] == kept or published_by(dict(each)) == release.id:
            return str(each["Version"])
    return next((str(each["Version"]) for each in versions if digest and each.get("CodeSha256") == digest), None)
