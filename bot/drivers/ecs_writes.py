"""What ECS and the hook's table are told: to deploy, to stop, to go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.domain.catalogue import EcsTarget
from bot.domain.events import SUBAKU
from bot.domain.release import Release, Verdict
from bot.drivers.aws import Clients, code_of, writing
from bot.drivers.ecs_reads import Reads, hook_key, revision_in
from bot.drivers.ecs_words import pause_of
from bot.drivers.ledger import Ledger, Write
from bot.errors import DriverUnavailable, EffectRefused

LISTED_AFTER = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)  # seconds: ECS lists a deployment a moment after it was asked for
CLOCKS_APART = timedelta(minutes=5)

log = structlog.get_logger()


class Writes:
    """Each is in the ledger. Raises as drivers do."""

    def __init__(self, clients: Clients, ledger: Ledger, reads: Reads) -> None:
        self._clients, self._ledger, self._reads = clients, ledger, reads

    async def deploy(
        self, release: Release, settings: EcsTarget, by: str | None, found: dict[str, Any], definition: str
    ) -> str:
        """Update the service as it was `found`; answers the deployment that this began."""
        since = datetime.now(UTC) - CLOCKS_APART
        before = {one["serviceDeploymentArn"] for one in await self._reads.made(settings, since)}
        client = await self._clients.get("ecs", settings.aws)
        async with self._writing(release, by, "ecs", "UpdateService", f"{settings.cluster}/{settings.service}"):
            await client.update_service(
                cluster=settings.cluster,
                service=settings.service,
                taskDefinition=definition,
                forceNewDeployment=found.get("taskDefinition") == definition,
            )
        for pause in LISTED_AFTER:
            await asyncio.sleep(pause)
            made = [one for one in await self._reads.made(settings, since) if one["serviceDeploymentArn"] not in before]
            definitions = await self._reads.definitions(settings.aws, map(revision_in, made))
            for brief in made:
                if definitions.get(revision_in(brief)) == definition:
                    return str(brief["serviceDeploymentArn"])
        raise DriverUnavailable(f"ECS doesn't list the deployment of {definition} yet")

    async def stop(self, release: Release, settings: EcsTarget, reference: str) -> None:
        """Ask ECS to roll it back."""
        by = release.deployment.stop_by if release.deployment else None
        client = await self._clients.get("ecs", settings.aws)
        async with self._writing(release, by, "ecs", "StopServiceDeployment", reference):
            await client.stop_service_deployment(serviceDeploymentArn=reference, stopType="ROLLBACK")

    async def answer_pause(
        self, release: Release, settings: EcsTarget, reference: str, hook: str, verdict: Verdict
    ) -> None:
        """Let it go on, or back; one that doesn't wait any more was answered before."""
        client: Any = await self._clients.get("ecs", settings.aws)  # newer than the types that we check against
        action = "CONTINUE" if verdict is Verdict.CONTINUE else "ROLLBACK"
        try:
            async with self._writing(release, _asked(release), "ecs", "ContinueServiceDeployment", reference):
                await client.continue_service_deployment(serviceDeploymentArn=reference, hookId=hook, action=action)
        except EffectRefused:
            info = (await self._reads.infos(settings.aws, [reference])).get(reference, {})
            waiting = pause_of(info)
            if waiting and waiting[0] == hook:
                raise
            log.info("hold_answered_before", release=release.id)

    async def leave_word(
        self, release: Release, settings: EcsTarget, reference: str, stage: str, verdict: Verdict
    ) -> None:
        """What the hook's function returns to ECS when it is called next; the first word counts."""
        client, table = await self._clients.get("dynamodb", settings.aws), str(settings.hook_table)
        said = "SUCCEEDED" if verdict is Verdict.CONTINUE else "FAILED"
        try:
            async with self._writing(release, _asked(release), "dynamodb", "UpdateItem", table):
                await client.update_item(
                    TableName=table,
                    Key=hook_key(reference, stage),
                    UpdateExpression="SET Verdict = :said",
                    ConditionExpression="attribute_exists(DeploymentId) AND attribute_not_exists(Verdict)",
                    ExpressionAttributeValues={":said": {"S": said}},
                )
        except EffectRefused as err:
            if code_of(err.__cause__) != "ConditionalCheckFailedException":
                raise
            log.info("hold_answered_before", release=release.id)

    def _writing(
        self, release: Release, by: str | None, system: str, operation: str, resource: str
    ) -> AbstractAsyncContextManager[Callable[[str], None]]:
        return writing(self._ledger, Write(release.id, by or SUBAKU, system, operation, resource))


def reference_of(release: Release) -> str:
    """The release's own deployment."""
    reference = release.deployment.reference if release.deployment else None
    if reference is None:
        raise EffectRefused(f"{release.id} has no deployment in ECS yet")
    return reference


def _asked(release: Release) -> str | None:
    return release.hold.by if release.hold else None
