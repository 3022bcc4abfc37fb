"""What Lambda is asked to change. Each write is guarded by the RevisionId of what was read before it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog

from bot.domain.catalogue import LambdaTarget
from bot.domain.events import SUBAKU
from bot.domain.release import Release
from bot.drivers.aws import Clients, code_of, writing
from bot.drivers.bundles import Bundle
from bot.drivers.lambda_words import ALL, Mark, description_of
from bot.drivers.ledger import Ledger, Write
from bot.errors import EffectRefused, TargetBusy

CHANGED = "PreconditionFailedException"
UPDATING = "ResourceConflictException"

log = structlog.get_logger()


class Writes:
    """All raise `TargetBusy` where somebody else changed the thing in between, and what `writing` raises."""

    def __init__(self, clients: Clients, ledger: Ledger) -> None:
        self._clients, self._ledger = clients, ledger

    async def move(
        self, settings: LambdaTarget, release: Release, alias: dict[str, Any], mark: Mark, weight: float | None
    ) -> None:
        """Give the version of the mark so many percent of the alias' traffic (None: leave it as it is)."""
        route: dict[str, Any] = {}
        if weight is not None and mark.to and not mark.back:
            beside = {mark.to: weight / 100} if weight < ALL else {}
            route = _route(mark.before if beside else mark.to, beside)
        elif weight is not None:
            route = _route(mark.before, {})
        await self._update_alias(settings, release, alias, str(mark), route)

    async def describe(self, settings: LambdaTarget, release: Release, alias: dict[str, Any], text: str) -> str:
        """Write into the alias alone; answers its new RevisionId."""
        return await self._update_alias(settings, release, alias, text, {})

    async def update_code(self, settings: LambdaTarget, release: Release, seen: str) -> None:
        """Put the plan's code into the function, which is still as it was `seen`."""
        client = await self._clients.get("lambda", settings.aws)
        async with self._writing(settings, release, "UpdateFunctionCode", settings.function):
            await client.update_function_code(FunctionName=settings.function, RevisionId=seen, **_code(release))

    async def publish(self, settings: LambdaTarget, release: Release, sha256: str) -> str:
        """The function's code as a version, which stays; the one that is there already where nothing has changed."""
        client = await self._clients.get("lambda", settings.aws)
        async with self._writing(settings, release, "PublishVersion", settings.function) as named:
            answer = await client.publish_version(
                FunctionName=settings.function, CodeSha256=sha256, Description=description_of(release)
            )
            named(f"{settings.function}:{answer['Version']}")
            return answer["Version"]

    async def _update_alias(
        self, settings: LambdaTarget, release: Release, alias: dict[str, Any], text: str, route: dict[str, Any]
    ) -> str:
        client = await self._clients.get("lambda", settings.aws)
        async with self._writing(settings, release, "UpdateAlias", f"{settings.function}:{settings.alias}"):
            answer = await client.update_alias(
                FunctionName=settings.function,
                Name=settings.alias,
                Description=text,
                RevisionId=alias["RevisionId"],
                **route,
            )
            return answer["RevisionId"]

    @asynccontextmanager
    async def _writing(
        self, settings: LambdaTarget, release: Release, operation: str, resource: str
    ) -> AsyncIterator[Callable[[str], None]]:
        deployment = release.deployment
        by = (deployment.stop_by if deployment else None) or release.requester or SUBAKU
        try:
            async with writing(self._ledger, Write(release.id, by, "lambda", operation, resource)) as named:
                yield named
        except EffectRefused as err:
            if code_of(err.__cause__) in (CHANGED, UPDATING):
                raise TargetBusy(resource) from err
            raise


def _route(version: str, beside: dict[str, float]) -> dict[str, Any]:
    return {"FunctionVersion": version, "RoutingConfig": {"AdditionalVersionWeights": beside}}


def _code(release: Release) -> dict[str, Any]:
    """Where the plan's code is, as UpdateFunctionCode takes it."""
    if release.plan.image:
        return {"ImageUri": release.plan.image}
    bundle = Bundle.parse(str(release.plan.artifact))
    version = {"S3ObjectVersion": bundle.version} if bundle.version else {}
    return {"S3Bucket": bundle.bucket, "S3Key": bundle.key, **version}
