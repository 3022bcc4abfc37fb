"""CodeDeploy blue/green on ECS.

Marker: the deployment's own (`bot.drivers.codedeploy`), and the release's id in the tag `subaku:release` of the task
definition.

A rollback deploys the task definition that the earlier release ran with, as it is, while it is active.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

import structlog

from bot.domain.catalogue import CodeDeployEcsTarget, Service, Target
from bot.domain.release import Outcome, Plan, Progress, Release, StageStatus, Verdict
from bot.domain.standing import Stood
from bot.drivers.aws import code_of, patiently
from bot.drivers.base import Allowance, Call, Difference, Look, Remains, RevisionChoice, lane_of, unheard_of
from bot.drivers.codedeploy import Deployments, reference_of
from bot.drivers.codedeploy_ecs_reads import EcsReads
from bot.drivers.codedeploy_past import Past
from bot.drivers.codedeploy_reads import ONGOING
from bot.drivers.codedeploy_words import green_of, is_at_hold, is_eventful, reason_of, stages_of, traffic_of
from bot.drivers.codedeploy_writes import deployment_request, taking_back
from bot.drivers.ecr import LOGIN
from bot.drivers.image_plans import image_of, plan_of, repository_of, revision_for
from bot.drivers.means import Means
from bot.drivers.parallel import parallel
from bot.drivers.registrar import Registrar
from bot.drivers.task_definitions import differences, reimaged, require_container, runs
from bot.errors import DriverError, EffectRefused, TargetMisconfigured

GROUP = "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{application}/{group}"
SERVICE = "arn:aws:ecs:{region}:{account}:service/{cluster}/{service}"
CALLS = (
    LOGIN,
    Call("codedeploy", "BatchGetDeploymentTargets", GROUP),
    Call("codedeploy", "BatchGetDeployments", GROUP),
    Call("codedeploy", "CreateDeployment", GROUP),
    Call("codedeploy", "GetApplicationRevision", "arn:aws:codedeploy:{region}:{account}:application:{application}"),
    Call("codedeploy", "GetDeploymentGroup", GROUP),
    Call("codedeploy", "ListDeployments", GROUP),
    Call("codedeploy", "PutLifecycleEventHookExecutionStatus", GROUP),
    Call("codedeploy", "StopDeployment", GROUP),
    Call("dynamodb", "GetItem", "arn:aws:dynamodb:{region}:{account}:table/{hook_table}"),
    Call("ecs", "DescribeServices", SERVICE),
    Call("ecs", "DescribeTaskDefinition"),
    Call("ecs", "DescribeTasks", "arn:aws:ecs:{region}:{account}:task/{cluster}/*"),
    Call("ecs", "ListTaskDefinitions"),
    Call("ecs", "ListTasks"),
    Call("ecs", "RegisterTaskDefinition"),
)

log = structlog.get_logger()


class CodeDeployEcs:
    """The driver `codedeploy_ecs`."""

    calls: ClassVar[tuple[Call, ...]] = CALLS
    allowance: ClassVar[Allowance] = Allowance(batch=25, calls=60, pushed=True)

    def __init__(self, means: Means) -> None:
        self._means, self._clients = means, means.clients
        self._reads = EcsReads(means.clients)
        self._deployments = Deployments(means.clients, means.ledger, self._reads)
        self._registrar = Registrar(means.clients, means.ledger, self._reads)
        self._past = Past(self._reads)

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The image by digest, and the task definition without its image: that which stands there now.

        For a rollback it is the earlier release's own, where that can still be used.
        """
        settings = _settings(target)
        pinned, current, earlier = await parallel(
            revision_for(self._means, service, settings, revision, back_to),
            patiently(lambda: self._reads.current(settings)),
            self._earlier(settings, back_to),
        )
        require_container(current, settings.container)
        image = f"{image_of(service)}@{pinned.digest}"
        as_it_is = earlier if earlier and runs(earlier, settings.container, image) else None
        return plan_of(settings, pinned, image, current, as_it_is)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """The image in its registry, the task definition, and blue while a deployment of ours is live."""
        settings, has_image = _settings(target), self._means.registry.has
        repository = repository_of(self._means, service, settings)
        return await self._past.remains(settings, stood, lambda name: has_image(repository, name))

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The tags of the service's image."""
        return await self._means.registry.choices(repository_of(self._means, service, _settings(target)), prefix, limit)

    async def find(self, release: Release) -> str | None:
        """Ours by the marker, among what was made on the group since the intent was kept."""
        return await self._deployments.find(_planned(release), release)

    async def start(self, release: Release, *, again: bool) -> str:
        """Create the deployment, of a task definition with the new image or, going back, of the earlier one."""
        settings = _planned(release)
        current, alarmed, _ = await parallel(
            self._base(release), self._reads.is_alarmed(settings), self._deployments.refuse_if_busy(settings)
        )
        arn = release.plan.artifact
        if current:
            arn = await self._registrar.registered(release, settings.aws, current, settings.container, again)
        request = deployment_request(settings, release, str(arn), alarmed=alarmed)
        reference = await self._deployments.create(settings, release, request)
        self._past.learn(reference, str(arn))
        return reference

    def lane(self, release: Release) -> str:
        """The account and region."""
        return lane_of(_planned(release).aws)

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call for 25 statuses; for those looked at closely their lifecycle, traffic and hold as well."""
        return await self._deployments.observe_many(_planned(looks[0].release).aws, looks, self._seen)

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Answer the hook; an answer that came before, or too late, changes nothing."""
        reference, by = reference_of(release), release.hold.by if release.hold else None
        status: Any = "Succeeded" if verdict is Verdict.CONTINUE else "Failed"
        client = await self._clients.get("codedeploy", _planned(release).aws)
        operation = "PutLifecycleEventHookExecutionStatus"
        try:
            async with self._deployments.writing(release, by, operation, reference):
                await client.put_lifecycle_event_hook_execution_status(
                    deploymentId=reference, lifecycleEventHookExecutionId=token, status=status
                )
        except EffectRefused as err:
            if code_of(err.__cause__) != "LifecycleEventAlreadyCompletedException":
                raise
            log.info("hold_answered_before", release=release.id)

    async def stop(self, release: Release) -> str | None:
        """Stop it, and let CodeDeploy take it back; what is over is taken back by a deployment of what stood before."""
        settings = _planned(release)

        async def request(before: dict[str, Any]) -> dict[str, Any]:
            arn = await self._past.ran(settings.aws, before)
            if arn is None:
                raise EffectRefused(f"what {before['deploymentId']} ran isn't known any more: deploy it by hand")
            return taking_back(settings, release, arn)

        return await self._deployments.stop(settings, release, request)

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """The image, and what else a task definition used again has of its own."""
        settings = _settings(target)
        current = await patiently(lambda: self._reads.current(settings))
        if plan.artifact is None:
            return differences(current, reimaged(current, settings.container, str(plan.image)))
        arn = plan.artifact
        return differences(current, await patiently(lambda: self._reads.definition(settings.aws, arn)))

    async def warm(self, targets: Sequence[Target]) -> None:
        """Ask once for each account and region, so that the first release finds open connections."""
        for settings in {_settings(target).aws: _settings(target) for target in targets}.values():
            try:
                await self._clients.get("dynamodb", settings.aws)
                await parallel(self._reads.current(settings), self._deployments.refuse_if_busy(settings))
            except DriverError as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    async def _earlier(self, settings: CodeDeployEcsTarget, back_to: Release | None) -> dict[str, Any] | None:
        if back_to is None:
            return None
        return await patiently(lambda: self._past.definition(settings.aws, back_to))

    async def _base(self, release: Release) -> dict[str, Any] | None:
        """What the new task definition is made from; None where an earlier one is used as it is."""
        return None if release.plan.artifact else await self._reads.current(_planned(release))

    async def _seen(self, look: Look, info: dict[str, Any]) -> Progress:
        """What one deployment's status, targets, hook and rollback say together."""
        settings, status = _planned(look.release), info.get("status")
        if look.release.deployment and (back := look.release.deployment.back):
            return await self._deployments.returning(settings, back)
        if status == "Succeeded":
            target = await self._reads.target(settings, look.reference)
            return Progress(Outcome.SUCCEEDED, stages_of(target), 100)
        if status in ("Failed", "Stopped"):
            return await self._ended_badly(look.release, look.reference, info)
        if status not in ONGOING:
            return unheard_of(status)
        if not look.closely:
            return Progress(Outcome.UNKNOWN if look.held else Outcome.RUNNING)
        target = await self._reads.target(settings, look.reference)
        stages, traffic = stages_of(target), traffic_of(target)
        token = await self._token(settings, look.reference, target)
        if token is not None:
            return Progress(Outcome.HOLDING, stages, traffic, hold=token, soon=True)
        begun = any(stage.status is not StageStatus.PENDING for stage in stages)
        return Progress(Outcome.RUNNING, stages, traffic, soon=is_eventful(target) or not begun)

    async def _token(self, settings: CodeDeployEcsTarget, reference: str, target: dict[str, Any]) -> str | None:
        """The hook's execution id, while its event is under way."""
        if settings.hold is None or settings.hook_table is None or not is_at_hold(target):
            return None
        return await self._reads.token(settings.aws, settings.hook_table, reference)

    async def _ended_badly(self, release: Release, reference: str, info: dict[str, Any]) -> Progress:
        settings = _planned(release)
        target = await self._reads.target(settings, reference)
        reason = reason_of(info, target, await self._stopped_task(release, info, green_of(target)))
        stages, traffic = stages_of(target), traffic_of(target)
        back = info.get("rollbackInfo", {}).get("rollbackDeploymentId")
        if not back:
            untouched = not stages and "startTime" not in info
            return Progress(Outcome.FAILED, stages, 0 if untouched else traffic, reason=reason, soon=True)
        seen = await self._deployments.returning(settings, back, reason)
        return replace(seen, stages=stages, traffic=traffic if seen.traffic is None else seen.traffic)

    async def _stopped_task(self, release: Release, info: dict[str, Any], green: str | None) -> str:
        """What ECS says of a task of this deployment that it stopped; '' when it can't or needn't be known."""
        if info.get("errorInformation", {}).get("code") in ("MANUAL_STOP", "ALARM_ACTIVE", "HOOK_EXECUTION_FAILURE"):
            return ""
        tasks = await self._reads.stopped_tasks(_planned(release))
        ours = [task for task in tasks if _is_newer(task, info)]
        return next(filter(None, (_last_words(task, green, release.plan.image) for task in ours)), "")


def _settings(target: Target) -> CodeDeployEcsTarget:
    if not isinstance(target, CodeDeployEcsTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of codedeploy_ecs")
    return target


def _planned(release: Release) -> CodeDeployEcsTarget:
    """The target as it was when the release was planned."""
    if release.plan.settings is None:
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return _settings(release.plan.settings)


def _is_newer(task: Any, info: dict[str, Any]) -> bool:
    """Whether a task came after a deployment: one of the same image may have failed before."""
    return "createdAt" not in task or "createTime" not in info or task["createdAt"] >= info["createTime"]


def _last_words(task: Any, green: str | None, image: str | None) -> str:
    """Why ECS stopped a task, if it was one of the new ones."""
    containers = task.get("containers", [])
    if task.get("startedBy") != green and image not in [container.get("image") for container in containers]:
        return ""
    return " ".join(filter(None, (task.get("stoppedReason"), *(container.get("reason") for container in containers))))
