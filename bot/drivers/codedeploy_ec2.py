"""CodeDeploy on EC2 instances and Auto Scaling groups, in place and blue/green: bundles in S3.

Marker: the deployment's own (`bot.drivers.codedeploy`); a start writes nothing else. A bundle is pinned by its eTag,
and by its version where the bucket keeps versions: CodeDeploy refuses another one under the same key.

A rollback deploys the earlier release's bundle. Where the deployment group waits for a person before the traffic goes
over (`Ready`), that is a hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

import structlog

from bot.domain.catalogue import CodeDeployEc2Target, Service, Target
from bot.domain.release import Outcome, Plan, Progress, Release, StageStatus, Verdict
from bot.domain.standing import Stood
from bot.drivers.aws import code_of, patiently
from bot.drivers.base import Allowance, Call, Difference, Look, Remains, RevisionChoice, binding, lane_of, unheard_of
from bot.drivers.bundles import Bundle, Bundles, Shelf, of_location
from bot.drivers.codedeploy import Deployments, reference_of
from bot.drivers.codedeploy_ec2_advice import Advisor
from bot.drivers.codedeploy_ec2_reads import InstanceReads
from bot.drivers.codedeploy_ec2_words import is_eventful, log_of, reason_of, stages_of, traffic_of
from bot.drivers.codedeploy_reads import ONGOING, watches_alarms
from bot.drivers.codedeploy_writes import is_subakus, marked_as_taking_back, request_of
from bot.drivers.means import Means
from bot.drivers.parallel import parallel
from bot.drivers.remaining import LIMIT, told
from bot.errors import DriverError, EffectRefused, RevisionNotFound, TargetMisconfigured

READY: Literal["READY_WAIT"] = "READY_WAIT"
ANSWERED = ("DeploymentIsNotInReadyStateException", "DeploymentAlreadyCompletedException")

GROUP = "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{application}/{group}"
CALLS = (
    Call("autoscaling", "DescribeAutoScalingGroups"),
    Call("autoscaling", "DescribeScalingActivities"),
    Call("codedeploy", "BatchGetDeploymentTargets", GROUP),
    Call("codedeploy", "BatchGetDeployments", GROUP),
    Call("codedeploy", "ContinueDeployment", GROUP),
    Call("codedeploy", "CreateDeployment", GROUP),
    Call("codedeploy", "GetDeploymentGroup", GROUP),
    Call("codedeploy", "ListDeploymentTargets", GROUP),
    Call("codedeploy", "ListDeployments", GROUP),
    Call("codedeploy", "StopDeployment", GROUP),
    Call("s3", "HeadObject", "arn:aws:s3:::{bucket}/*"),
    Call("s3", "ListObjectsV2", "arn:aws:s3:::{bucket}"),
)

log = structlog.get_logger()


class CodeDeployEc2:
    """The driver `codedeploy_ec2`."""

    calls: ClassVar[tuple[Call, ...]] = CALLS
    allowance: ClassVar[Allowance] = Allowance(batch=25, calls=60, pushed=True)

    def __init__(self, means: Means) -> None:
        self._clients = means.clients
        self._reads = InstanceReads(means.clients)
        self._bundles = Bundles(means.clients)
        self._deployments = Deployments(means.clients, means.ledger, self._reads)
        self._advisor = Advisor(self._reads)

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The bundle of a commit or tag; nothing, or `latest`, means the newest."""
        settings = _settings(target)
        group, bundle = await parallel(
            patiently(lambda: self._reads.fit_group(settings)),
            patiently(lambda: self._bundle(settings, revision, back_to)),
        )
        live = await patiently(lambda: self._reads.standing(settings, group))
        return _plan(settings, bundle, live)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """Whether the bundle is still in S3, and whether it still runs on blue while a deployment of ours is live."""
        settings = _settings(target)
        shelf, deadline = Shelf.of(settings.bundle), asyncio.get_running_loop().time() + LIMIT
        there, beside = await parallel(
            told(deadline, self._bundles.listed(settings.aws, shelf)), told(deadline, self._beside(settings))
        )
        names = [one.revision.digest or one.revision.name for one in stood]
        kept = [_is_among(shelf, there, name) for name in names]
        running = [_is_among(shelf, beside, name) for name in names]
        return [Remains(one, one, two) for one, two in zip(kept, running, strict=True)]

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """The bundle, and the deployment configuration where it isn't the group's own."""
        settings = _settings(target)
        group = await patiently(lambda: self._reads.fit_group(settings))
        live = await patiently(lambda: self._reads.standing(settings, group))
        config = str(group.get("deploymentConfigName", ""))
        found = [
            Difference("bundle", _shown(live) if live else "", _shown(Bundle.parse(str(plan.artifact)))),
            Difference("config", config, settings.config or config),
        ]
        return [one for one in found if one.before != one.after]

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The bundles that begin with what was typed, the newest first."""
        settings = _settings(target)
        shelf, typed = Shelf.of(settings.bundle), prefix.casefold()
        there = [(shelf.named(each), each.modified) for each in await self._bundles.listed(settings.aws, shelf)]
        fitting = [one for one in there if _fits(one[0].name, one[0].digest, typed)]
        return [RevisionChoice(revision.name, revision.digest, made) for revision, made in fitting[:limit]]

    async def find(self, release: Release) -> str | None:
        """Ours by the marker, among what was made on the group since the intent was kept."""
        return await self._deployments.find(_planned(release), release)

    async def start(self, release: Release, *, again: bool) -> str:
        """Create the deployment of the plan's bundle."""
        settings = _planned(release)
        group, _ = await parallel(self._reads.fit_group(settings), self._deployments.refuse_if_busy(settings))
        location = Bundle.parse(str(release.plan.artifact)).location
        request = _request(settings, release, location, alarmed=watches_alarms(group))
        return await self._deployments.create(settings, release, request)

    def lane(self, release: Release) -> str:
        """The account and region."""
        return lane_of(_planned(release).aws)

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call for 25 statuses; for those looked at closely their instances and surroundings as well."""
        return await self._deployments.observe_many(_planned(looks[0].release).aws, looks, self._seen)

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Let the traffic go over, or stop it; what was answered before, or is over, changes nothing.

        The token is `READY_WAIT`, or the deployment that takes ours back.
        """
        if verdict is Verdict.STOP:
            await self.stop(release)
            return
        reference = reference_of(release) if token == READY else token
        by = release.hold.by if release.hold and token == READY else None
        client = await self._clients.get("codedeploy", _planned(release).aws)
        try:
            async with self._deployments.writing(release, by, "ContinueDeployment", reference):
                await client.continue_deployment(deploymentId=reference, deploymentWaitType=READY)
        except EffectRefused as err:
            if code_of(err.__cause__) not in ANSWERED:
                raise
            log.info("hold_answered_before", release=release.id)

    async def stop(self, release: Release) -> str | None:
        """Stop it, and let CodeDeploy take it back; what is over is taken back by a deployment of the bundle before."""
        settings = _planned(release)

        async def request(before: dict[str, Any]) -> dict[str, Any]:
            location = of_location(before.get("revision", {}).get("s3Location", {})).location
            plain = replace(settings, alarms=(), rollback_on=("failure", "stop"))
            return marked_as_taking_back(_request(plain, release, location, alarmed=False), release)

        return await self._deployments.stop(settings, release, request)

    async def warm(self, targets: Sequence[Target]) -> None:
        """Ask once for each account and region, so that the first release finds open connections."""
        for settings in {_settings(target).aws: _settings(target) for target in targets}.values():
            try:
                await self._clients.get("s3", settings.aws)
                await parallel(self._reads.fit_group(settings), self._deployments.refuse_if_busy(settings))
            except DriverError as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    async def _bundle(self, settings: CodeDeployEc2Target, revision: str, back_to: Release | None) -> Bundle:
        """What is to be deployed; going back, the very object that the earlier release brought, where it is there."""
        shelf = Shelf.of(settings.bundle)
        earlier = Bundle.parse(back_to.plan.artifact) if back_to and back_to.plan.artifact else None
        if earlier and earlier.bucket == shelf.bucket and shelf.is_meant(earlier, revision):
            found = await self._bundles.head(settings.aws, earlier)
            if found and found.etag == earlier.etag:
                return found
        try:
            return await self._bundles.find(settings.aws, shelf, revision)
        except RevisionNotFound as err:
            if back_to is None:
                raise
            raise RevisionNotFound(str(back_to.revision), err.nearest) from err

    async def _beside(self, settings: CodeDeployEc2Target) -> list[Bundle]:
        """What a live deployment of ours replaces, while it still runs: on blue."""
        live = await self._reads.ongoing(settings)
        infos = await self._reads.infos(settings.aws, live[:1])
        style = infos[0].get("deploymentStyle", {}) if infos else {}
        if style.get("deploymentType") != "BLUE_GREEN" or not is_subakus(infos[0]):
            return []
        blue = await self._reads.standing(settings, await self._reads.group(settings))
        return [blue] if blue else []

    async def _seen(self, look: Look, info: dict[str, Any]) -> Progress:
        """What one deployment's status, instances and surroundings say together."""
        settings, status = _planned(look.release), info.get("status")
        if look.release.deployment and (back := look.release.deployment.back):
            return await self._deployments.returning(settings, back, waits=_waits)
        if status in ("Failed", "Stopped"):
            return await self._ended_badly(settings, info)
        if status == "Succeeded":
            return replace(await self._closely(settings, info), outcome=Outcome.SUCCEEDED, traffic=100, soon=False)
        if status not in ONGOING:
            return unheard_of(status)
        seen = await self._closely(settings, info) if look.closely else Progress(Outcome.RUNNING)
        return replace(seen, outcome=Outcome.HOLDING, hold=READY, soon=True) if _waits(info) else seen

    async def _closely(self, settings: CodeDeployEc2Target, info: dict[str, Any]) -> Progress:
        targets = await self._reads.targets(settings, info["deploymentId"])
        stages = stages_of(targets)
        begun = any(stage.status is not StageStatus.PENDING for stage in stages)
        return Progress(
            Outcome.RUNNING,
            stages,
            traffic_of(targets),
            soon=is_eventful(targets) or not begun,
            advice=await self._advisor.advice(settings, info, targets, datetime.now(UTC)),
        )

    async def _ended_badly(self, settings: CodeDeployEc2Target, info: dict[str, Any]) -> Progress:
        targets = await self._reads.targets(settings, info["deploymentId"])
        advice = await self._advisor.advice(settings, info, targets, datetime.now(UTC))
        seen = Progress(
            Outcome.FAILED, stages_of(targets), traffic_of(targets), reason=reason_of(info, targets), soon=True
        )
        seen = replace(seen, advice=advice, log=log_of(targets))
        back = info.get("rollbackInfo", {}).get("rollbackDeploymentId")
        if not back:
            return seen if seen.stages or "startTime" in info else replace(seen, traffic=0)
        after = await self._deployments.returning(settings, back, waits=_waits)
        traffic = seen.traffic if after.traffic is None else after.traffic
        return replace(seen, outcome=after.outcome, traffic=traffic, rollback=back, step=after.step)


def _plan(settings: CodeDeployEc2Target, bundle: Bundle, live: Bundle | None) -> Plan:
    shelf = Shelf.of(settings.bundle)
    revision = shelf.named(bundle)
    parts = {
        "commit" if shelf.is_by_commit else "tag": str(shelf.revision_in(bundle.key)),
        "bundle": str(bundle),
    }
    return binding(settings, revision, parts, shelf.named(live).name if live else None, artifact=str(bundle))


def _request(
    settings: CodeDeployEc2Target, release: Release, location: dict[str, str], *, alarmed: bool
) -> dict[str, Any]:
    """`CreateDeployment`'s arguments. Without an alarm to go off CodeDeploy takes no rollback at one."""
    has_alarms = bool(settings.alarms) or alarmed
    back_at = [each for each in settings.rollback_on if each != "alarm" or has_alarms]
    request = request_of(settings, release, {"revisionType": "S3", "s3Location": location}, back_at)
    return request | ({"fileExistsBehavior": settings.file_exists.upper()} if settings.file_exists else {})


def _waits(info: dict[str, Any]) -> bool:
    """Whether green is ready and the traffic waits for a person, where the deployment group is made so."""
    ready = info.get("blueGreenDeploymentConfiguration", {}).get("deploymentReadyOption", {})
    return info.get("status") == "Ready" and ready.get("actionOnTimeout") == "STOP_DEPLOYMENT"


def _is_among(shelf: Shelf, bundles: Sequence[Bundle] | None, name: str) -> bool | None:
    """None where the bundles couldn't be seen."""
    if bundles is None:
        return None
    return any(name in (shelf.named(each).name, shelf.named(each).digest) for each in bundles)


def _shown(bundle: Bundle) -> str:
    return f"s3://{bundle.bucket}/{bundle.key}"


def _fits(name: str, digest: str | None, typed: str) -> bool:
    return name.casefold().startswith(typed) or bool(digest and digest.casefold().startswith(typed))


def _settings(target: Target) -> CodeDeployEc2Target:
    if not isinstance(target, CodeDeployEc2Target):
        raise TargetMisconfigured(f"{target.key} isn't a target of codedeploy_ec2")
    return target


def _planned(release: Release) -> CodeDeployEc2Target:
    """The target as it was when the release was planned."""
    if release.plan.settings is None:
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return _settings(release.plan.settings)
