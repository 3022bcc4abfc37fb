"""CodeDeploy blue/green on ECS.

Marker: the release's id in the deployment's description (`subaku:ID …`), and in the tag `subaku:release` of the task
definition. `CreateDeployment` takes no idempotency token; what remains possible: when its answer is lost and
`ListDeployments` doesn't show it yet, a second call is refused by CodeDeploy itself, which runs one deployment a
group at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import structlog

from bot.domain.catalogue import Aws, CodeDeployEcsTarget, Service, Target
from bot.domain.release import Outcome, Plan, Progress, Release, Revision, StageStatus, Verdict
from bot.drivers.aws import Clients, asking, code_of, patiently
from bot.drivers.base import Look, RevisionChoice, digest_of
from bot.drivers.codedeploy_words import (
    HOLD_EVENT,
    green_of,
    is_at_hold,
    is_eventful,
    reason_of,
    stages_of,
    traffic_of,
)
from bot.drivers.codedeploy_writes import deployment_request, is_ours
from bot.drivers.registry import DIGEST, Registry, Repository
from bot.drivers.task_definitions import (
    is_marked,
    primary_of,
    require_container,
    revision_in,
    with_image,
    without_image,
)
from bot.errors import DriverError, DriverUnavailable, EffectRefused, TargetBusy, TargetMisconfigured

ONGOING = ("Created", "Queued", "InProgress", "Baking", "Ready")
BATCH = 25  # what BatchGetDeployments takes
DETAILS_AT_ONCE = 8
CLOCKS_APART = timedelta(minutes=5)

log = structlog.get_logger()


class CodeDeployEcs:
    """The driver `codedeploy_ecs`."""

    def __init__(self, clients: Clients, registry: Registry, registries: Callable[[], Mapping[str, str]]) -> None:
        self._clients, self._registry, self._registries = clients, registry, registries

    async def plan(self, service: Service, target: Target, revision: str) -> Plan:
        """The image by digest, and the task definition that stands there now without its image."""
        settings = _settings(target)
        image = _image(service)
        digest, current = await asyncio.gather(
            self._registry.digest(self._repository(service), revision), patiently(lambda: self._current(settings))
        )
        require_container(current, settings.container)
        name = revision if not DIGEST.fullmatch(revision) else revision[: len("sha256:") + 12]
        parts = {
            "image": digest,
            "task_definition": digest_of(without_image(current, settings.container)),
            "target": digest_of(asdict(settings)),
        }
        return Plan(
            target=settings.key,
            driver=settings.driver,
            revision=Revision(name, digest),
            fingerprint=digest_of(parts),
            image=f"{image}@{digest}",
            parts=parts,
            live=revision_in(current, settings.container),
            settings=settings,
        )

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The tags of the service's image."""
        return await self._registry.choices(self._repository(service), prefix, limit)

    async def find(self, release: Release) -> str | None:
        """Ours by the marker, among what was made on the group since the intent was kept."""
        settings = _planned(release)
        since = release.deployment.intended_at if release.deployment else release.requested_at
        async with asking("ListDeployments"):
            client = await self._clients.get("codedeploy", settings.aws)
            pages = client.get_paginator("list_deployments").paginate(
                applicationName=settings.application,
                deploymentGroupName=settings.group,
                createTimeRange={"start": since - CLOCKS_APART, "end": datetime.now(UTC) + CLOCKS_APART},
                PaginationConfig={"MaxItems": 200},
            )
            ids = [one async for page in pages for one in page.get("deployments", [])]
        for info in await self._infos(settings.aws, ids):
            if is_ours(info, release) and "rollbackTriggeringDeploymentId" not in info.get("rollbackInfo", {}):
                return str(info["deploymentId"])
        return None

    async def start(self, release: Release, *, again: bool) -> str:
        """Register the task definition with the new image and create the deployment."""
        settings = _planned(release)
        current, alarmed, _ = await asyncio.gather(
            self._current(settings), self._is_alarmed(settings), self._refuse_if_busy(settings)
        )
        family = current["taskDefinition"]["family"]
        arn = (await self._registered_before(settings, family, release)) if again else None
        arn = arn or await self._register(settings, current, release)
        try:
            async with asking("CreateDeployment"):
                client = await self._clients.get("codedeploy", settings.aws)
                answer = await client.create_deployment(**deployment_request(settings, release, arn, alarmed=alarmed))
                return answer["deploymentId"]
        except EffectRefused as err:
            if code_of(err.__cause__) == "DeploymentLimitExceededException":
                raise TargetBusy(settings.group) from err
            raise

    def lane(self, release: Release) -> str:
        """The account and region."""
        aws = _planned(release).aws
        return f"{aws.role or ''} {aws.region}"

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call for 25 statuses; for those looked at closely their lifecycle, traffic and hold as well."""
        aws = _planned(looks[0].release).aws
        infos = {info["deploymentId"]: info for info in await self._infos(aws, [look.reference for look in looks])}
        limit = asyncio.Semaphore(DETAILS_AT_ONCE)
        seen = [self._progress(look, infos[look.reference], limit) for look in looks if look.reference in infos]
        return dict(await asyncio.gather(*seen))

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Answer the hook; an answer that came before, or too late, changes nothing."""
        settings = _planned(release)
        status: Any = "Succeeded" if verdict is Verdict.CONTINUE else "Failed"
        try:
            async with asking("PutLifecycleEventHookExecutionStatus"):
                client = await self._clients.get("codedeploy", settings.aws)
                await client.put_lifecycle_event_hook_execution_status(
                    deploymentId=_reference(release), lifecycleEventHookExecutionId=token, status=status
                )
        except EffectRefused as err:
            if code_of(err.__cause__) != "LifecycleEventAlreadyCompletedException":
                raise
            log.info("hold_answered_before", release=release.id)

    async def stop(self, release: Release) -> None:
        """Stop it, and let CodeDeploy take it back."""
        try:
            async with asking("StopDeployment"):
                client = await self._clients.get("codedeploy", _planned(release).aws)
                await client.stop_deployment(deploymentId=_reference(release), autoRollbackEnabled=True)
        except EffectRefused as err:
            if code_of(err.__cause__) != "DeploymentAlreadyCompletedException":
                raise
            log.info("deployment_ended_before_stop", release=release.id)

    async def warm(self, targets: Sequence[Target]) -> None:
        """Ask once for each account and region, so that the first release finds open connections."""
        for settings in {_settings(target).aws: _settings(target) for target in targets}.values():
            try:
                await self._clients.get("dynamodb", settings.aws)
                await asyncio.gather(self._current(settings), self._refuse_if_busy(settings))
            except DriverError as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    def _repository(self, service: Service) -> Repository:
        return Repository.of(_image(service), self._registries())

    async def _current(self, settings: CodeDeployEcsTarget) -> dict[str, Any]:
        """The task definition that has the traffic now."""
        try:
            async with asking("DescribeServices"):
                client = await self._clients.get("ecs", settings.aws)
                answer = await client.describe_services(cluster=settings.cluster, services=[settings.service])
                found = primary_of(settings.cluster, settings.service, cast("Any", answer))
            async with asking("DescribeTaskDefinition"):
                described = await client.describe_task_definition(taskDefinition=found, include=["TAGS"])
                return {"taskDefinition": described["taskDefinition"], "tags": described.get("tags", [])}
        except EffectRefused as err:
            raise TargetMisconfigured(str(err)) from err

    async def _register(self, settings: CodeDeployEcsTarget, current: dict[str, Any], release: Release) -> str:
        """A revision of the task definition that differs in the image alone."""
        async with asking("RegisterTaskDefinition"):
            client = await self._clients.get("ecs", settings.aws)
            shape = client.meta.service_model.operation_model("RegisterTaskDefinition").input_shape
            known = shape.members if shape else ()
            answer = await client.register_task_definition(**with_image(current, settings.container, release, known))
            return answer["taskDefinition"]["taskDefinitionArn"]

    async def _registered_before(self, settings: CodeDeployEcsTarget, family: str, release: Release) -> str | None:
        """The revision that an earlier start registered, by its tag; None when it can't be found."""
        try:
            async with asking("ListTaskDefinitions"):
                client = await self._clients.get("ecs", settings.aws)
                listed = await client.list_task_definitions(familyPrefix=family, sort="DESC", maxResults=5)
                for arn in listed["taskDefinitionArns"]:
                    described = await client.describe_task_definition(taskDefinition=arn, include=["TAGS"])
                    if is_marked(cast("Any", described), release):
                        return arn
        except (EffectRefused, DriverUnavailable) as err:
            log.info("earlier_revision_not_seen", release=release.id, error=str(err))
        return None

    async def _refuse_if_busy(self, settings: CodeDeployEcsTarget) -> None:
        async with asking("ListDeployments"):
            client = await self._clients.get("codedeploy", settings.aws)
            answer = await client.list_deployments(
                applicationName=settings.application,
                deploymentGroupName=settings.group,
                includeOnlyStatuses=cast("Any", list(ONGOING)),
            )
            live = answer["deployments"]
        if live:
            raise TargetBusy(live[0])

    async def _is_alarmed(self, settings: CodeDeployEcsTarget) -> bool:
        """Whether the group watches alarms: our deployment's own rollback settings take the place of the group's."""
        try:
            async with asking("GetDeploymentGroup"):
                client = await self._clients.get("codedeploy", settings.aws)
                answer = await client.get_deployment_group(
                    applicationName=settings.application, deploymentGroupName=settings.group
                )
                alarms = answer["deploymentGroupInfo"].get("alarmConfiguration", {})
        except (EffectRefused, DriverUnavailable) as err:
            log.info("group_not_seen", group=settings.group, error=str(err))
            return False
        return bool(alarms.get("enabled") and alarms.get("alarms"))

    async def _infos(self, aws: Aws, ids: Sequence[str]) -> list[dict[str, Any]]:
        client = await self._clients.get("codedeploy", aws)
        infos: list[dict[str, Any]] = []
        for first in range(0, len(ids), BATCH):
            async with asking("BatchGetDeployments"):
                answer = await client.batch_get_deployments(deploymentIds=list(ids[first : first + BATCH]))
                infos += cast("list[dict[str, Any]]", answer["deploymentsInfo"])
        return infos

    async def _progress(self, look: Look, info: dict[str, Any], limit: asyncio.Semaphore) -> tuple[str, Progress]:
        async with limit:
            return look.release.id, await self._seen(look, info)

    async def _seen(self, look: Look, info: dict[str, Any]) -> Progress:
        """What one deployment's status, targets, hook and rollback say together."""
        release, status = look.release, info.get("status")
        if status == "Succeeded":
            target = await self._target(release, look.reference)
            return Progress(Outcome.SUCCEEDED, stages_of(target), 100)
        if status in ("Failed", "Stopped"):
            return await self._ended_badly(release, look.reference, info)
        if status not in ONGOING:
            return Progress(Outcome.UNKNOWN)
        if not look.closely:
            return Progress(Outcome.RUNNING)
        target = await self._target(release, look.reference)
        stages, traffic = stages_of(target), traffic_of(target)
        token = await self._token(release, look.reference, target)
        if token is not None:
            return Progress(Outcome.HOLDING, stages, traffic, hold=token, soon=True)
        begun = any(stage.status is not StageStatus.PENDING for stage in stages)
        return Progress(Outcome.RUNNING, stages, traffic, soon=is_eventful(target) or not begun)

    async def _ended_badly(self, release: Release, reference: str, info: dict[str, Any]) -> Progress:
        target = await self._target(release, reference)
        reason = reason_of(info, target, await self._stopped_task(release, info, green_of(target)))
        stages, traffic = stages_of(target), traffic_of(target)
        back = info.get("rollbackInfo", {}).get("rollbackDeploymentId")
        if not back:
            untouched = not stages and "startTime" not in info
            return Progress(Outcome.FAILED, stages, 0 if untouched else traffic, reason=reason, soon=True)
        [after] = await self._infos(_planned(release).aws, [back]) or [{}]
        outcome = {"Succeeded": Outcome.ROLLED_BACK, "Failed": Outcome.FAILED, "Stopped": Outcome.FAILED}.get(
            str(after.get("status")), Outcome.ROLLING_BACK
        )
        returned = 0 if outcome is Outcome.ROLLED_BACK else traffic
        return Progress(outcome, stages, returned, reason=reason, soon=True, rollback=back)

    async def _target(self, release: Release, reference: str) -> dict[str, Any]:
        """The one ECS target of a deployment; empty when it can't be seen (yet)."""
        settings = _planned(release)
        client = await self._clients.get("codedeploy", settings.aws)
        try:
            async with asking("BatchGetDeploymentTargets"):
                answer = await client.batch_get_deployment_targets(
                    deploymentId=reference, targetIds=[f"{settings.cluster}:{settings.service}"]
                )
        except EffectRefused as err:
            if code_of(err.__cause__) != "DeploymentNotStartedException":
                log.info("targets_not_seen", release=release.id, error=str(err))
            return {}
        targets = answer.get("deploymentTargets", [])
        return cast("dict[str, Any]", targets[0].get("ecsTarget", {})) if targets else {}

    async def _token(self, release: Release, reference: str, target: dict[str, Any]) -> str | None:
        """The hook's execution id, once the function has left it in the table while its event is under way."""
        settings = _planned(release)
        if settings.hold is None or settings.hook_table is None or not is_at_hold(target):
            return None
        client = await self._clients.get("dynamodb", settings.aws)
        async with asking("GetItem"):
            answer = await client.get_item(
                TableName=settings.hook_table,
                Key={"DeploymentId": {"S": reference}, "HookEvent": {"S": HOLD_EVENT}},
                ConsistentRead=True,
            )
        return answer.get("Item", {}).get("LifecycleEventHookExecutionId", {}).get("S")

    async def _stopped_task(self, release: Release, info: dict[str, Any], green: str | None) -> str:
        """What ECS says of a task of this deployment that it stopped; '' when it can't or needn't be known."""
        settings = _planned(release)
        if info.get("errorInformation", {}).get("code") in ("MANUAL_STOP", "ALARM_ACTIVE", "HOOK_EXECUTION_FAILURE"):
            return ""
        try:
            async with asking("DescribeTasks"):
                client = await self._clients.get("ecs", settings.aws)
                listed = await client.list_tasks(
                    cluster=settings.cluster, serviceName=settings.service, desiredStatus="STOPPED", maxResults=20
                )
                if not listed.get("taskArns"):
                    return ""
                answer = await client.describe_tasks(cluster=settings.cluster, tasks=listed["taskArns"])
        except DriverError as err:
            log.debug("stopped_tasks_not_seen", release=release.id, error=str(err))
            return ""
        return next(
            filter(None, (_last_words(task, green, release.plan.image) for task in answer.get("tasks", []))), ""
        )


def _settings(target: Target) -> CodeDeployEcsTarget:
    if not isinstance(target, CodeDeployEcsTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of codedeploy_ecs")
    return target


def _planned(release: Release) -> CodeDeployEcsTarget:
    """The target as it was when the release was planned."""
    if release.plan.settings is None:
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return release.plan.settings


def _image(service: Service) -> str:
    if service.image is None:
        raise TargetMisconfigured(f"{service.name} has no image in the catalogue: add `image: HOST/NAME`")
    return service.image


def _reference(release: Release) -> str:
    reference = release.deployment.reference if release.deployment else None
    if reference is None:
        raise EffectRefused(f"{release.id} has no deployment at AWS yet")
    return reference


def _last_words(task: Any, green: str | None, image: str | None) -> str:
    """Why ECS stopped a task, if it was one of the new ones."""
    containers = task.get("containers", [])
    if task.get("startedBy") != green and image not in [container.get("image") for container in containers]:
        return ""
    return " ".join(filter(None, (task.get("stoppedReason"), *(container.get("reason") for container in containers))))
