"""CodeDeploy blue/green on ECS.

Marker: the release's id in the deployment's description (`subaku:ID …`), and in the tag `subaku:release` of the task
definition. `CreateDeployment` takes no idempotency token; what remains possible: when its answer is lost and
`ListDeployments` doesn't show it yet, a second call is refused by CodeDeploy itself, which runs one deployment a
group at a time.

A rollback deploys the task definition that the earlier release ran with, as it is, while it is active.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import structlog

from bot.domain.catalogue import CodeDeployEcsTarget, Service, Target
from bot.domain.events import SUBAKU
from bot.domain.release import Outcome, Plan, Progress, Reason, Release, Revision, StageStatus, Verdict
from bot.domain.standing import Stood
from bot.drivers.aws import code_of, patiently, writing
from bot.drivers.base import Call, Difference, Look, Remains, RevisionChoice, digest_of
from bot.drivers.codedeploy_past import Past
from bot.drivers.codedeploy_reads import ONGOING, Reads
from bot.drivers.codedeploy_words import green_of, is_at_hold, is_eventful, reason_of, stages_of, traffic_of
from bot.drivers.codedeploy_writes import deployment_request, is_ours, is_taking_back, taking_back
from bot.drivers.ledger import Write
from bot.drivers.means import Means
from bot.drivers.registry import DIGEST, Repository
from bot.drivers.task_definitions import (
    differences,
    is_marked,
    reimaged,
    require_container,
    revision_in,
    runs,
    with_image,
    without_image,
)
from bot.errors import (
    DriverError,
    DriverUnavailable,
    EffectRefused,
    RegistryUnavailable,
    RevisionNotFound,
    TargetBusy,
    TargetMisconfigured,
)

DETAILS_AT_ONCE = 8
CLOCKS_APART = timedelta(minutes=5)
LOOKED_BACK_FOR = timedelta(days=60)  # for what stood there before
LOOKED_BACK = 5  # task definitions, for one that an earlier start registered
SHORT = len("sha256:") + 12  # characters of a digest that people can tell apart

GROUP = "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{application}/{group}"
SERVICE = "arn:aws:ecs:{region}:{account}:service/{cluster}/{service}"
CALLS = (
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

    def __init__(self, means: Means) -> None:
        self._means, self._clients, self._registry = means, means.clients, means.registry
        self._ledger = means.ledger
        self._reads = Reads(means.clients)
        self._past = Past(self._reads)

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The image by digest, and the task definition without its image: that which stands there now.

        For a rollback it is the earlier release's own, where that can still be used.
        """
        settings = _settings(target)
        digest, current, earlier = await asyncio.gather(
            self._digest(service, revision, back_to),
            patiently(lambda: self._reads.current(settings)),
            self._earlier(settings, back_to),
        )
        require_container(current, settings.container)
        image = f"{_image(service)}@{digest}"
        if earlier is None or not runs(earlier, settings.container, image):
            return _plan(settings, _named(revision, digest), image, current)
        return _plan(settings, _named(revision, digest), image, current, earlier)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """The image in its registry, the task definition, and blue while a deployment of ours is live."""
        repository = self._repository(service)
        return await self._past.remains(_settings(target), stood, lambda name: self._registry.has(repository, name))

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The tags of the service's image."""
        return await self._registry.choices(self._repository(service), prefix, limit)

    async def find(self, release: Release) -> str | None:
        """Ours by the marker, among what was made on the group since the intent was kept."""
        settings = _planned(release)
        since = release.deployment.intended_at if release.deployment else release.requested_at
        made = await self._reads.made(settings, since - CLOCKS_APART, datetime.now(UTC) + CLOCKS_APART)
        infos = await self._reads.infos(settings.aws, made)
        return next((str(info["deploymentId"]) for info in infos if is_ours(info, release)), None)

    async def start(self, release: Release, *, again: bool) -> str:
        """Create the deployment, of a task definition with the new image or, going back, of the earlier one."""
        settings = _planned(release)
        current, alarmed, _ = await asyncio.gather(
            self._base(release), self._reads.is_alarmed(settings), self._refuse_if_busy(settings)
        )
        arn = await self._registered(release, current, again=again) if current else str(release.plan.artifact)
        reference = await self._create(release, deployment_request(settings, release, arn, alarmed=alarmed))
        self._past.learn(reference, arn)
        return reference

    def lane(self, release: Release) -> str:
        """The account and region."""
        aws = _planned(release).aws
        return f"{aws.role or ''} {aws.region}"

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call for 25 statuses; for those looked at closely their lifecycle, traffic and hold as well."""
        aws = _planned(looks[0].release).aws
        found = await self._reads.infos(aws, [look.reference for look in looks])
        infos = {info["deploymentId"]: info for info in found}
        limit = asyncio.Semaphore(DETAILS_AT_ONCE)
        seen = [self._progress(look, infos[look.reference], limit) for look in looks if look.reference in infos]
        return dict(await asyncio.gather(*seen))

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Answer the hook; an answer that came before, or too late, changes nothing."""
        reference, by = _reference(release), release.hold.by if release.hold else None
        status: Any = "Succeeded" if verdict is Verdict.CONTINUE else "Failed"
        client = await self._clients.get("codedeploy", _planned(release).aws)
        operation = "PutLifecycleEventHookExecutionStatus"
        try:
            async with self._writing(release, by, "codedeploy", operation, reference):
                await client.put_lifecycle_event_hook_execution_status(
                    deploymentId=reference, lifecycleEventHookExecutionId=token, status=status
                )
        except EffectRefused as err:
            if code_of(err.__cause__) != "LifecycleEventAlreadyCompletedException":
                raise
            log.info("hold_answered_before", release=release.id)

    async def stop(self, release: Release) -> str | None:
        """Stop it, and let CodeDeploy take it back; what is over is taken back by a deployment of what stood before."""
        reference, by = _reference(release), release.deployment.stop_by if release.deployment else None
        client = await self._clients.get("codedeploy", _planned(release).aws)
        try:
            async with self._writing(release, by, "codedeploy", "StopDeployment", reference):
                await client.stop_deployment(deploymentId=reference, autoRollbackEnabled=True)
        except EffectRefused as err:
            if code_of(err.__cause__) != "DeploymentAlreadyCompletedException":
                raise
            log.info("deployment_ended_before_stop", release=release.id)
            [info] = await self._reads.infos(_planned(release).aws, [reference]) or [{}]
            return await self._taken_back(release, reference) if info.get("status") == "Succeeded" else None
        return None

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
                await asyncio.gather(self._reads.current(settings), self._refuse_if_busy(settings))
            except DriverError as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    def _repository(self, service: Service) -> Repository:
        return self._means.repository(_image(service))

    async def _digest(self, service: Service, revision: str, back_to: Release | None) -> str:
        """What the revision is for good. A way back by digest doesn't wait for a registry that can't be asked."""
        try:
            return await self._registry.digest(self._repository(service), revision)
        except RevisionNotFound as err:
            if back_to is None or not DIGEST.fullmatch(revision):
                raise
            raise RevisionNotFound(f"{back_to.revision}@{revision[:SHORT]}", err.nearest) from err
        except RegistryUnavailable as err:
            if back_to is None or not DIGEST.fullmatch(revision):
                raise
            log.warning("image_not_seen", service=service.name, revision=revision, error=str(err))
            return revision

    async def _earlier(self, settings: CodeDeployEcsTarget, back_to: Release | None) -> dict[str, Any] | None:
        if back_to is None:
            return None
        return await patiently(lambda: self._past.definition(settings.aws, back_to))

    async def _base(self, release: Release) -> dict[str, Any] | None:
        """What the new task definition is made from; None where an earlier one is used as it is."""
        return None if release.plan.artifact else await self._reads.current(_planned(release))

    async def _registered(self, release: Release, current: dict[str, Any], *, again: bool) -> str:
        family = current["taskDefinition"]["family"]
        before = await self._registered_before(release, family) if again else None
        return before or await self._register(release, family, current)

    async def _register(self, release: Release, family: str, current: dict[str, Any]) -> str:
        """A revision of the task definition that differs in the image alone."""
        settings = _planned(release)
        client = await self._clients.get("ecs", settings.aws)
        shape = client.meta.service_model.operation_model("RegisterTaskDefinition").input_shape
        request = with_image(current, settings.container, release, shape.members if shape else ())
        async with self._writing(release, release.requester, "ecs", "RegisterTaskDefinition", family) as named:
            answer = await client.register_task_definition(**request)
            named(arn := answer["taskDefinition"]["taskDefinitionArn"])
            return arn

    async def _registered_before(self, release: Release, family: str) -> str | None:
        """The revision that an earlier start registered, by its tag; None when it can't be found."""
        aws = _planned(release).aws
        try:
            arns = await self._reads.newest(aws, family, LOOKED_BACK)
            found = await asyncio.gather(*(self._reads.definition(aws, arn) for arn in arns))
        except (EffectRefused, DriverUnavailable) as err:
            log.info("earlier_revision_not_seen", release=release.id, error=str(err))
            return None
        return next((arn for arn, one in zip(arns, found, strict=True) if is_marked(one, release)), None)

    async def _create(self, release: Release, request: dict[str, Any]) -> str:
        settings = _planned(release)
        client = await self._clients.get("codedeploy", settings.aws)
        group = f"{settings.application}/{settings.group}"
        try:
            async with self._writing(release, release.requester, "codedeploy", "CreateDeployment", group) as named:
                answer = await client.create_deployment(**request)
                named(reference := answer["deploymentId"])
                return reference
        except EffectRefused as err:
            if code_of(err.__cause__) == "DeploymentLimitExceededException":
                raise TargetBusy(settings.group) from err
            raise

    def _writing(
        self, release: Release, by: str | None, system: str, operation: str, resource: str
    ) -> AbstractAsyncContextManager[Callable[[str], None]]:
        return writing(self._ledger, Write(release.id, by or SUBAKU, system, operation, resource))

    async def _refuse_if_busy(self, settings: CodeDeployEcsTarget) -> None:
        live = await self._reads.ongoing(settings)
        if live:
            raise TargetBusy(live[0])

    async def _progress(self, look: Look, info: dict[str, Any], limit: asyncio.Semaphore) -> tuple[str, Progress]:
        async with limit:
            return look.release.id, await self._seen(look, info)

    async def _seen(self, look: Look, info: dict[str, Any]) -> Progress:
        """What one deployment's status, targets, hook and rollback say together."""
        settings, status = _planned(look.release), info.get("status")
        if look.release.deployment and (back := look.release.deployment.back):
            return await self._returning(look.release, back)
        if status == "Succeeded":
            target = await self._reads.target(settings, look.reference)
            return Progress(Outcome.SUCCEEDED, stages_of(target), 100)
        if status in ("Failed", "Stopped"):
            return await self._ended_badly(look.release, look.reference, info)
        if status not in ONGOING:
            return Progress(Outcome.UNKNOWN)
        if not look.closely:
            return Progress(Outcome.RUNNING)
        target = await self._reads.target(settings, look.reference)
        stages, traffic = stages_of(target), traffic_of(target)
        token = await self._token(settings, look.reference, target)
        if token is not None:
            return Progress(Outcome.HOLDING, stages, traffic, hold=token, soon=True)
        begun = any(stage.status is not StageStatus.PENDING for stage in stages)
        return Progress(Outcome.RUNNING, stages, traffic, soon=is_eventful(target) or not begun)

    async def _taken_back(self, release: Release, reference: str) -> str | None:
        """A deployment of what stood before ours, once; None when something else has replaced ours already."""
        settings = _planned(release)
        ids = await self._reads.made(settings, release.requested_at - LOOKED_BACK_FOR, datetime.now(UTC) + CLOCKS_APART)
        infos = sorted(await self._reads.infos(settings.aws, ids), key=lambda info: info["createTime"], reverse=True)
        made = next((info for info in infos if is_taking_back(info, release)), None)
        if made is not None:
            return str(made["deploymentId"])
        stood = [info for info in infos if info.get("status") == "Succeeded"]
        if not stood or stood[0]["deploymentId"] != reference:
            log.info("replaced_before_it_was_taken_back", release=release.id)
            return None
        if len(stood) < 2:
            raise EffectRefused(f"CodeDeploy knows of nothing that stood on {settings.group} before {reference}")
        arn = await self._past.ran(settings.aws, stood[1])
        if arn is None:
            raise EffectRefused(f"what {stood[1]['deploymentId']} ran isn't known any more: deploy it by hand")
        return await self._create(release, taking_back(settings, release, arn))

    async def _returning(self, release: Release, back: str, reason: Reason | None = None) -> Progress:
        """How far the deployment is that takes it back."""
        [after] = await self._reads.infos(_planned(release).aws, [back]) or [{}]
        outcome = {"Succeeded": Outcome.ROLLED_BACK, "Failed": Outcome.FAILED, "Stopped": Outcome.FAILED}.get(
            str(after.get("status")), Outcome.ROLLING_BACK
        )
        traffic = 0 if outcome is Outcome.ROLLED_BACK else None
        return Progress(outcome, traffic=traffic, reason=reason, soon=True, rollback=back)

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
        seen = await self._returning(release, back, reason)
        return replace(seen, stages=stages, traffic=traffic if seen.traffic is None else seen.traffic)

    async def _stopped_task(self, release: Release, info: dict[str, Any], green: str | None) -> str:
        """What ECS says of a task of this deployment that it stopped; '' when it can't or needn't be known."""
        if info.get("errorInformation", {}).get("code") in ("MANUAL_STOP", "ALARM_ACTIVE", "HOOK_EXECUTION_FAILURE"):
            return ""
        tasks = await self._reads.stopped_tasks(_planned(release))
        ours = [task for task in tasks if _is_newer(task, info)]
        return next(filter(None, (_last_words(task, green, release.plan.image) for task in ours)), "")


def _plan(
    settings: CodeDeployEcsTarget,
    revision: Revision,
    image: str,
    current: dict[str, Any],
    earlier: dict[str, Any] | None = None,
) -> Plan:
    """`earlier` is used as it is; else `current` with the image."""
    artifact = str(earlier["taskDefinition"]["taskDefinitionArn"]) if earlier else None
    definition = without_image(earlier or current, settings.container)
    parts = {
        "image": str(revision.digest),
        "task_definition": digest_of([definition, artifact] if artifact else definition),
        "target": digest_of(asdict(settings)),
    }
    return Plan(
        target=settings.key,
        driver=settings.driver,
        revision=revision,
        fingerprint=digest_of(parts),
        image=image,
        parts=parts,
        live=revision_in(current, settings.container),
        settings=settings,
        artifact=artifact,
    )


def _named(revision: str, digest: str) -> Revision:
    return Revision(revision[:SHORT] if DIGEST.fullmatch(revision) else revision, digest)


def _settings(target: Target) -> CodeDeployEcsTarget:
    if not isinstance(target, CodeDeployEcsTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of codedeploy_ecs")
    return target


def _planned(release: Release) -> CodeDeployEcsTarget:
    """The target as it was when the release was planned."""
    if release.plan.settings is None:
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return _settings(release.plan.settings)


def _image(service: Service) -> str:
    if service.image is None:
        raise TargetMisconfigured(f"{service.name} has no image in the catalogue: add `image: HOST/NAME`")
    return service.image


def _reference(release: Release) -> str:
    reference = release.deployment.reference if release.deployment else None
    if reference is None:
        raise EffectRefused(f"{release.id} has no deployment at AWS yet")
    return reference


def _is_newer(task: Any, info: dict[str, Any]) -> bool:
    """Whether a task came after a deployment: one of the same image may have failed before."""
    return "createdAt" not in task or "createTime" not in info or task["createdAt"] >= info["createTime"]


def _last_words(task: Any, green: str | None, image: str | None) -> str:
    """Why ECS stopped a task, if it was one of the new ones."""
    containers = task.get("containers", [])
    if task.get("startedBy") != green and image not in [container.get("image") for container in containers]:
        return ""
    return " ".join(filter(None, (task.get("stoppedReason"), *(container.get("reason") for container in containers))))
