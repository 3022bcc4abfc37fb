"""CodeDeploy moves a function's alias: the deployment that we ask for, and what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import structlog

from bot.domain.catalogue import Aws, LambdaTarget
from bot.domain.release import Outcome, Progress, Release, Stage
from bot.drivers.aws import Clients, asking, code_of
from bot.drivers.base import Look, unheard_of
from bot.drivers.codedeploy import Deployments
from bot.drivers.codedeploy_reads import ONGOING, Reads, watches_alarms
from bot.drivers.codedeploy_words import reason_of, stages_of
from bot.drivers.codedeploy_writes import BACK_AT, request_of
from bot.drivers.lambda_words import Mark, stages
from bot.drivers.ledger import Ledger
from bot.errors import EffectRefused, TargetMisconfigured

PLATFORM = "Lambda"
KNOWN = 1000  # releases whose deployment is remembered

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Group:
    """The deployment group of a function's alias."""

    aws: Aws
    application: str
    group: str
    config: str | None
    alarms: tuple[str, ...]


def group_of(settings: LambdaTarget) -> Group | None:
    """The group; None where the alias is moved without CodeDeploy."""
    if (named := settings.codedeploy) is None:
        return None
    return Group(settings.aws, named.application, named.group, named.config, settings.alarms)


class Mover:
    """Starts and follows the deployment of a release, which it finds by its marker."""

    def __init__(self, clients: Clients, ledger: Ledger) -> None:
        self._clients, self._reads = clients, Reads(clients)
        self._deployments = Deployments(clients, ledger, self._reads)
        self._known: dict[str, str] = {}

    async def check(self, settings: LambdaTarget) -> None:
        """Raises `TargetMisconfigured` for a group that isn't there, or isn't for functions."""
        if (group := group_of(settings)) is None:
            return
        try:
            found = await self._reads.group(group)
        except EffectRefused as err:
            raise TargetMisconfigured(str(err)) from err
        if found.get("computePlatform") != PLATFORM:
            raise TargetMisconfigured(
                f"the deployment group {group.application}/{group.group} is of the platform "
                f"{found.get('computePlatform')}; here belongs one of {PLATFORM}"
            )

    async def refuse_if_busy(self, settings: LambdaTarget) -> None:
        """CodeDeploy runs one deployment a group at a time. Raises `TargetBusy`."""
        if group := group_of(settings):
            await self._deployments.refuse_if_busy(group)

    async def find(self, group: Group, release: Release) -> str | None:
        """The deployment of a release."""
        if release.id not in self._known and (found := await self._deployments.find(group, release)):
            self._learn(release.id, found)
        return self._known.get(release.id)

    async def begin(self, settings: LambdaTarget, group: Group, release: Release, mark: Mark) -> None:
        """Create the deployment, unless it is there."""
        if await self.find(group, release) is None:
            alarmed = watches_alarms(await self._reads.group(group))
            back_at = BACK_AT if group.alarms or alarmed else ("failure", "stop")
            request = request_of(group, release, _revision(settings, mark), back_at)
            self._learn(release.id, await self._deployments.create(group, release, request))

    async def stop(self, group: Group, release: Release) -> bool:
        """Stop the deployment, which CodeDeploy then takes back; False where there is none that goes on."""
        reference = await self.find(group, release)
        if reference is None:
            return False
        by = release.deployment.stop_by if release.deployment else None
        client = await self._clients.get("codedeploy", group.aws)
        try:
            async with self._deployments.writing(release, by, "StopDeployment", reference):
                await client.stop_deployment(deploymentId=reference, autoRollbackEnabled=True)
        except EffectRefused as err:
            if code_of(err.__cause__) != "DeploymentAlreadyCompletedException":
                raise
            return False
        return True

    async def seen(self, group: Group, look: Look, before: Sequence[Stage], now: datetime) -> Progress:
        """What CodeDeploy says of it; a step is due while there is no deployment."""
        reference = await self.find(group, look.release)
        ours = stages("allow_traffic", before, now)
        if reference is None:
            return Progress(Outcome.RUNNING, ours, 0, soon=True, step="deploy")
        [info] = await self._reads.infos(group.aws, [reference]) or [{}]
        status = info.get("status")
        if status in ONGOING and not look.closely:
            return Progress(Outcome.RUNNING)
        if status not in (*ONGOING, "Succeeded", "Failed", "Stopped"):
            return unheard_of(status)
        target = await self._target(group, reference)
        steps = (*ours[:-1], *stages_of(target))
        if status == "Succeeded":
            return Progress(Outcome.SUCCEEDED, steps, 100)
        if status in ONGOING:
            return Progress(Outcome.RUNNING, steps, _weight(target), soon=True)
        reason, back = reason_of(info, target, ""), info.get("rollbackInfo", {}).get("rollbackDeploymentId")
        if not back:
            return Progress(Outcome.FAILED, steps, _weight(target), reason=reason, soon=True)
        return replace(await self._deployments.returning(group, back, reason), stages=steps)

    async def _target(self, group: Group, reference: str) -> dict[str, Any]:
        """The one function of a deployment; empty while it can't be seen."""
        client = await self._clients.get("codedeploy", group.aws)
        try:
            async with asking("BatchGetDeploymentTargets"):
                names = (await client.list_deployment_targets(deploymentId=reference))["targetIds"]
                answer = await client.batch_get_deployment_targets(deploymentId=reference, targetIds=names)
                targets = cast("list[dict[str, Any]]", answer["deploymentTargets"])
        except EffectRefused as err:
            log.debug("targets_not_seen", deployment=reference, error=str(err))
            return {}
        return dict(targets[0].get("lambdaTarget", {})) if targets else {}

    def _learn(self, release: str, deployment: str) -> None:
        if len(self._known) >= KNOWN:
            self._known.pop(next(iter(self._known)))
        self._known[release] = deployment


def _revision(settings: LambdaTarget, mark: Mark) -> dict[str, Any]:
    route = {
        "Name": settings.function,
        "Alias": settings.alias,
        "CurrentVersion": mark.before,
        "TargetVersion": mark.to,
    }
    resource = {settings.function: {"Type": "AWS::Lambda::Function", "Properties": route}}
    content = json.dumps({"version": 0.0, "Resources": [resource]})
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return {"revisionType": "AppSpecContent", "appSpecContent": {"content": content, "sha256": sha256}}


def _weight(target: dict[str, Any]) -> int | None:
    weight = target.get("lambdaFunctionInfo", {}).get("targetVersionWeight")
    return None if weight is None else round(min(100.0, max(0.0, float(weight))))
