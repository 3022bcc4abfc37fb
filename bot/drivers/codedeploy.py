"""What CodeDeploy does alike on every platform: deployments are found, made, stopped and taken back in one way.

Marker: the release's id in the deployment's description (`subaku:ID …`). `CreateDeployment` takes no idempotency
token; what remains possible: when its answer is lost and `ListDeployments` doesn't show it yet, a second call is
refused by CodeDeploy itself, which runs one deployment a group at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.domain.catalogue import Aws
from bot.domain.events import SUBAKU
from bot.domain.release import Outcome, Progress, Reason, Release
from bot.drivers.aws import Clients, code_of, writing
from bot.drivers.base import Look
from bot.drivers.codedeploy_reads import OnGroup, Reads
from bot.drivers.codedeploy_writes import is_ours, is_taking_back
from bot.drivers.ledger import Ledger, Write
from bot.drivers.parallel import parallel
from bot.errors import EffectRefused, TargetBusy

AT_ONCE = 3  # deployments looked at closely; more answers at the same time would stand before an ack
CLOCKS_APART = timedelta(minutes=5)
BY_HAND = "user"  # beside it there are `autoscaling`, which deploys to new instances, and `codeDeployRollback`
LOOKED_BACK_FOR = timedelta(days=60)  # for what stood there before

TakingBack = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
"""From the deployment that brought what stood before to the arguments that bring it again."""

log = structlog.get_logger()


class Deployments:
    """The deployments of a group. Raises as drivers do."""

    def __init__(self, clients: Clients, ledger: Ledger, reads: Reads) -> None:
        self._clients, self._ledger, self._reads = clients, ledger, reads

    async def observe_many(
        self, aws: Aws, looks: Sequence[Look], seen: Callable[[Look, dict[str, Any]], Awaitable[Progress]]
    ) -> dict[str, Progress]:
        """One call for 25 statuses; `seen` takes each of them, a few at once."""
        found = await self._reads.infos(aws, [look.reference for look in looks])
        infos = {str(info["deploymentId"]): info for info in found}
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(look: Look) -> tuple[str, Progress]:
            async with limit:
                return look.release.id, await seen(look, infos[look.reference])

        return dict(await parallel(*(one(look) for look in looks if look.reference in infos)))

    async def find(self, settings: OnGroup, release: Release) -> str | None:
        """Ours by the marker, among what was made on the group since the intent was kept."""
        since = release.deployment.intended_at if release.deployment else release.requested_at
        made = await self._reads.made(settings, since - CLOCKS_APART, datetime.now(UTC) + CLOCKS_APART)
        infos = await self._reads.infos(settings.aws, made)
        return next((str(info["deploymentId"]) for info in infos if is_ours(info, release)), None)

    async def refuse_if_busy(self, settings: OnGroup) -> None:
        """CodeDeploy runs one deployment a group at a time. Raises `TargetBusy`, with what made it if no person did."""
        live = await self._reads.ongoing(settings)
        if not live:
            return
        [info] = await self._reads.infos(settings.aws, live[:1]) or [{}]
        creator = info.get("creator", BY_HAND)
        raise TargetBusy(live[0] if creator == BY_HAND else f"{live[0]} ({creator})")

    async def create(self, settings: OnGroup, release: Release, request: dict[str, Any]) -> str:
        """Make it; answers its id."""
        client = await self._clients.get("codedeploy", settings.aws)
        group = f"{settings.application}/{settings.group}"
        try:
            async with self.writing(release, release.requester, "CreateDeployment", group) as named:
                answer = await client.create_deployment(**request)
                named(reference := answer["deploymentId"])
                return reference
        except EffectRefused as err:
            if code_of(err.__cause__) == "DeploymentLimitExceededException":
                raise TargetBusy(settings.group) from err
            raise

    async def stop(self, settings: OnGroup, release: Release, taking_back: TakingBack) -> str | None:
        """Stop it, and let CodeDeploy take it back; what is over is taken back by a deployment of what stood before."""
        reference, by = reference_of(release), release.deployment.stop_by if release.deployment else None
        client = await self._clients.get("codedeploy", settings.aws)
        try:
            async with self.writing(release, by, "StopDeployment", reference):
                await client.stop_deployment(deploymentId=reference, autoRollbackEnabled=True)
        except EffectRefused as err:
            if code_of(err.__cause__) != "DeploymentAlreadyCompletedException":
                raise
            log.info("deployment_ended_before_stop", release=release.id)
            [info] = await self._reads.infos(settings.aws, [reference]) or [{}]
            return await self._taken_back(settings, release, taking_back) if info.get("status") == "Succeeded" else None
        return None

    async def returning(
        self,
        settings: OnGroup,
        back: str,
        reason: Reason | None = None,
        waits: Callable[[dict[str, Any]], bool] = lambda _: False,
    ) -> Progress:
        """How far the deployment is that takes one back. Where it `waits`, nobody is asked: it is due to go on."""
        [after] = await self._reads.infos(settings.aws, [back]) or [{}]
        outcome = {"Succeeded": Outcome.ROLLED_BACK, "Failed": Outcome.FAILED, "Stopped": Outcome.FAILED}.get(
            str(after.get("status")), Outcome.ROLLING_BACK
        )
        traffic, step = 0 if outcome is Outcome.ROLLED_BACK else None, back if waits(after) else None
        return Progress(outcome, traffic=traffic, reason=reason, soon=True, rollback=back, step=step)

    def writing(
        self, release: Release, by: str | None, operation: str, resource: str, system: str = "codedeploy"
    ) -> AbstractAsyncContextManager[Callable[[str], None]]:
        """A write of this release, for the ledger."""
        return writing(self._ledger, Write(release.id, by or SUBAKU, system, operation, resource))

    async def _taken_back(self, settings: OnGroup, release: Release, taking_back: TakingBack) -> str | None:
        """A deployment of what stood before ours, once; None when something else has replaced ours already."""
        reference = reference_of(release)
        ids = await self._reads.made(settings, release.requested_at - LOOKED_BACK_FOR, datetime.now(UTC) + CLOCKS_APART)
        infos = sorted(await self._reads.infos(settings.aws, ids), key=_made_at, reverse=True)
        made = next((info for info in infos if is_taking_back(info, release)), None)
        if made is not None:
            return str(made["deploymentId"])
        stood = [info for info in infos if info.get("status") == "Succeeded"]
        if not stood or stood[0]["deploymentId"] != reference:
            log.info("replaced_before_it_was_taken_back", release=release.id)
            return None
        if len(stood) < 2:
            raise EffectRefused(f"CodeDeploy knows of nothing that stood on {settings.group} before {reference}")
        return await self.create(settings, release, await taking_back(stood[1]))


def _made_at(info: dict[str, Any]) -> datetime:
    at: datetime = info.get("createTime", datetime.min.replace(tzinfo=UTC))
    return at


def reference_of(release: Release) -> str:
    """The release's deployment. Raises `EffectRefused` before there is one."""
    reference = release.deployment.reference if release.deployment else None
    if reference is None:
        raise EffectRefused(f"{release.id} has no deployment at AWS yet")
    return reference
