"""Lambda functions behind an alias: update the code, publish a version, move the alias.

Marker: the alias' description, `subaku:ID REVISION from VERSION`, and that of the version, `subaku:ID REVISION`. The
alias is claimed by the marker before anything else is written, guarded by its RevisionId: of two starts one comes
through. Every later write is guarded in the same way, so that none has its effect twice, and what others changed is
never overwritten. What remains possible: the code of a bundle that somebody else uploads into the function in the
seconds between our update and our publishing would be published as ours; an image is compared by its digest.

The alias moves at once, by weights, or through CodeDeploy. Lambda keeps no times of that: the driver counts from when
it saw a weight first. A rollback moves the alias to the version that the earlier release published.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import structlog

from bot.domain.catalogue import LambdaTarget, Service, Target
from bot.domain.release import Cause, Outcome, Plan, Progress, Reason, Release, Stage, Verdict
from bot.domain.standing import Stood
from bot.drivers.aws import code_of, patiently
from bot.drivers.base import Allowance, Call, Difference, Look, Remains, RevisionChoice, lane_of, unheard_of
from bot.drivers.ecr import LOGIN
from bot.drivers.lambda_code import Sources, differences, is_there, plan_of, require_kind
from bot.drivers.lambda_codedeploy import Mover, group_of
from bot.drivers.lambda_past import Past
from bot.drivers.lambda_reads import LATEST, MISSING, Reads
from bot.drivers.lambda_words import (
    ALL,
    Mark,
    arrived,
    elsewhere,
    mark_in,
    next_weight,
    passed,
    shifting,
    stages,
    update_failed,
    weights_of,
)
from bot.drivers.lambda_writes import Writes
from bot.drivers.means import Means
from bot.drivers.parallel import parallel
from bot.errors import DriverError, EffectRefused, TargetBusy, TargetMisconfigured

AT_ONCE = 8
ABANDONED = timedelta(minutes=15)  # a claim that nothing has come of

FUNCTION = "arn:aws:lambda:{region}:{account}:function:{function}"
GROUP = "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{application}/{group}"
CALLS = (
    Call("cloudwatch", "DescribeAlarms"),
    Call("codedeploy", "BatchGetDeploymentTargets", GROUP),
    Call("codedeploy", "BatchGetDeployments", GROUP),
    Call("codedeploy", "CreateDeployment", GROUP),
    Call("codedeploy", "GetDeploymentGroup", GROUP),
    Call("codedeploy", "ListDeploymentTargets", GROUP),
    Call("codedeploy", "ListDeployments", GROUP),
    Call("codedeploy", "StopDeployment", GROUP),
    LOGIN,
    Call("lambda", "GetAlias", FUNCTION),
    Call("lambda", "GetFunction", FUNCTION),
    Call("lambda", "GetFunction", f"{FUNCTION}:*"),  # a version is a resource of its own
    Call("lambda", "ListVersionsByFunction", FUNCTION),
    Call("lambda", "PublishVersion", FUNCTION),
    Call("lambda", "UpdateAlias", FUNCTION),
    Call("lambda", "UpdateFunctionCode", FUNCTION),
    Call("s3", "HeadObject", "arn:aws:s3:::{bucket}/*"),
    Call("s3", "ListObjectsV2", "arn:aws:s3:::{bucket}"),
)

log = structlog.get_logger()


class AwsLambda:
    """The driver `aws_lambda`."""

    calls: ClassVar[tuple[Call, ...]] = CALLS
    allowance: ClassVar[Allowance] = Allowance()

    def __init__(self, means: Means) -> None:
        self._clients = means.clients
        self._sources = Sources(means)
        self._reads = Reads(means.clients)
        self._writes = Writes(means.clients, means.ledger)
        self._mover = Mover(means.clients, means.ledger)
        self._past = Past(self._reads)

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The code, and the function's configuration; for a rollback the version that the earlier release published."""
        settings = _settings(target)
        alias, latest = await patiently(lambda: self._checked(settings, service))
        version = await patiently(lambda: self._past.version(settings, back_to))
        code, standing = await parallel(
            self._sources.find(service, settings, revision, back_to, is_published=version is not None),
            patiently(lambda: self._reads.function(settings, alias["FunctionVersion"])),
        )
        return plan_of(settings, code, standing, latest, version)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """The code, the version, and whether it still has a share of the traffic."""
        settings = _settings(target)
        return await self._past.remains(settings, stood, lambda one: self._sources.has(service, settings, one))

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """From the version that stands there to the one that would."""
        settings = _settings(target)
        alias, latest = await patiently(lambda: self._reads.standing(settings))
        standing = await patiently(lambda: self._reads.function(settings, alias["FunctionVersion"]))
        version = _version_of(plan)
        after = await patiently(lambda: self._reads.function(settings, version)) if version else latest
        return differences(standing, after, plan)

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The tags of the image, or the bundles."""
        return await self._sources.choices(service, _settings(target), prefix, limit)

    async def find(self, release: Release) -> str | None:
        """The alias, while it carries the marker."""
        settings = _planned(release)
        mark = _mark(await self._reads.alias(settings))
        return _reference(settings, release) if mark and mark.release == release.id else None

    async def start(self, release: Release, *, again: bool) -> str:
        """Claim the alias and update the code; or, going back, move the alias to the earlier version."""
        settings = _planned(release)
        alias = await self._reads.alias(settings)
        mark = _mark(alias)
        if mark and mark.release == release.id:
            log.info("started_before", release=release.id, again=again)
            return _reference(settings, release)
        latest = await self._reads.function(settings)
        self._refuse_if_moving(settings, release, alias, latest)
        await self._mover.refuse_if_busy(settings)
        standing = str(alias["FunctionVersion"])
        if version := _version_of(release.plan):
            claim = Mark(release.id, str(release.revision), standing, to=version)
            await self._writes.move(settings, release, alias, claim, ALL)
        else:
            seen = str(latest["Configuration"]["RevisionId"])
            claim = Mark(release.id, str(release.revision), standing, seen=seen)
            await self._claim(settings, release, alias, claim)
        return _reference(settings, release)

    def lane(self, release: Release) -> str:
        """The account and region."""
        return lane_of(_planned(release).aws)

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """Lambda has no batches: a call for each alias; those looked at closely cost two or three."""
        limit = asyncio.Semaphore(AT_ONCE)

        async def seen(look: Look) -> Progress | None:
            async with limit:
                return await self._seen(look)

        found = await parallel(*map(seen, looks))
        return {look.release.id: one for look, one in zip(looks, found, strict=True) if one}

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Go on with the step that is due, unless it was taken already."""
        settings, (step, _, detail) = _planned(release), token.partition(":")
        alias = await self._reads.alias(settings)
        mark = _mark(alias)
        if mark is None or mark.release != release.id or mark.back:
            log.info("step_is_over", release=release.id, step=token)
        elif verdict is Verdict.STOP or step == "back":
            await self._take_back(settings, release, alias, replace(mark, alarm=detail))
        elif step == "update":
            await self._update(settings, release, mark)
        elif step == "publish" and mark.to is None:
            await self._publish(settings, release, alias, mark)
        elif step == "weight" and _weight(alias, mark) < float(detail):
            await self._writes.move(settings, release, alias, mark, float(detail))
        elif step == "deploy" and (group := group_of(settings)):
            await self._mover.begin(settings, group, release, mark)

    async def stop(self, release: Release) -> str | None:
        """Move the alias back to the version that stood there; CodeDeploy does it while its deployment goes on."""
        settings = _planned(release)
        alias = await self._reads.alias(settings)
        mark = _mark(alias)
        if mark is None or mark.release != release.id or mark.back:
            log.info("nothing_to_take_back", release=release.id, alias=alias["FunctionVersion"])
            return None
        group = None if release.plan.artifact and _version_of(release.plan) else group_of(settings)
        if group is None or not await self._mover.stop(group, release):
            await self._take_back(settings, release, alias, mark)
        return None

    async def warm(self, targets: Sequence[Target]) -> None:
        """Open the clients of each account and region."""
        for settings in (each for each in targets if isinstance(each, LambdaTarget)):
            try:
                await self._clients.get("lambda", settings.aws)
            except DriverError as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    async def _checked(self, settings: LambdaTarget, service: Service) -> tuple[dict[str, Any], dict[str, Any]]:
        """The alias and the function, of which all fits the catalogue. Raises `TargetMisconfigured`."""
        alias, latest = await self._reads.standing(settings)
        require_kind(settings, service, latest)
        if alias["FunctionVersion"] == LATEST:
            raise TargetMisconfigured(
                f"the alias {settings.alias} of {settings.function} is on {LATEST}, which every update of the code "
                "changes at once: publish a version and move the alias there"
            )
        known = await self._reads.alarms(settings)
        if missing := [name for name in settings.alarms if name not in known]:
            raise TargetMisconfigured(f"there is no alarm {', '.join(missing)} in {settings.aws.region}")
        await self._mover.check(settings)
        return alias, latest

    def _refuse_if_moving(
        self, settings: LambdaTarget, release: Release, alias: dict[str, Any], latest: dict[str, Any]
    ) -> None:
        """Weights that aren't ours, an update that goes on, a fresh claim of another release. Raises `TargetBusy`."""
        mark, status = _mark(alias), latest["Configuration"].get("LastUpdateStatus")
        if status == "InProgress" or weights_of(alias):
            raise TargetBusy(mark.release if mark else f"{settings.function}:{settings.alias}")
        is_claimed = mark and mark.release != release.id and mark.to is None and not mark.back
        if mark and is_claimed and status != "Failed" and _is_fresh(latest):
            raise TargetBusy(mark.release)

    async def _claim(self, settings: LambdaTarget, release: Release, alias: dict[str, Any], claim: Mark) -> None:
        """The marker first, then the code; a refusal takes the marker away again."""
        revision = await self._writes.describe(settings, release, alias, str(claim))
        try:
            await self._writes.update_code(settings, release, str(claim.seen))
        except (EffectRefused, TargetBusy):
            claimed = {**alias, "RevisionId": revision}
            await self._writes.describe(settings, release, claimed, str(alias.get("Description", "")))
            raise

    async def _seen(self, look: Look) -> Progress | None:
        """What the alias says; None where it doesn't know the release."""
        settings = _planned(look.release)
        try:
            alias = await self._reads.alias(settings)
        except EffectRefused as err:
            if code_of(err.__cause__) == MISSING:
                return None
            raise
        mark = _mark(alias)
        if mark is None or mark.release != look.release.id:
            return elsewhere(f"{settings.function}:{settings.alias}", look.release, alias)
        if mark.back:
            reason = Reason(Cause.ALARM, mark.alarm) if mark.alarm else None
            return Progress(Outcome.ROLLED_BACK, traffic=0, reason=reason)
        if mark.to is None:
            return await self._preparing(settings, look, mark)
        return await self._moving(settings, look, alias, mark)

    async def _preparing(self, settings: LambdaTarget, look: Look, mark: Mark) -> Progress:
        """Until the version is published: the update of the code goes on for a while."""
        if not look.closely:
            return Progress(Outcome.RUNNING, soon=True)
        latest = await self._reads.function(settings)
        before, now, configuration = _before(look.release), datetime.now(UTC), latest["Configuration"]
        updating = stages("update_code", before, now)
        if configuration.get("RevisionId") == mark.seen:
            return Progress(Outcome.RUNNING, updating, 0, soon=True, step="update")
        match configuration.get("LastUpdateStatus"):
            case "InProgress":
                return Progress(Outcome.RUNNING, updating, 0, soon=True)
            case "Failed":
                return update_failed(configuration, before, now)
            case "Successful" if is_there(look.release.plan, latest):
                step = stages("publish_version", before, now)
                return Progress(Outcome.RUNNING, step, 0, soon=True, step="publish")
            case "Successful":
                said = f"{settings.function} holds {latest['Code'].get('ImageUri')}"
                return Progress(Outcome.FAILED, traffic=0, reason=Reason(Cause.STOPPED_ELSEWHERE, said))
        return unheard_of(configuration.get("LastUpdateStatus"))

    async def _moving(self, settings: LambdaTarget, look: Look, alias: dict[str, Any], mark: Mark) -> Progress:
        """The traffic goes over, or is all there."""
        before, now, weights = _before(look.release), datetime.now(UTC), weights_of(alias)
        is_back = _version_of(look.release.plan) is not None
        group = None if is_back or mark.to == mark.before else group_of(settings)
        if group:
            return await self._mover.seen(group, look, before, now)
        if alias["FunctionVersion"] == mark.to and not weights:
            return Progress(Outcome.SUCCEEDED, arrived(before, now, skipped=is_back), 100)
        weight, shift = weights.get(str(mark.to), 0.0), settings.shift
        is_ours = alias["FunctionVersion"] == mark.before and list(weights) == [mark.to]
        if shift is None or not is_ours or weight not in passed(shift, weight):
            return elsewhere(f"{settings.function}:{settings.alias}", look.release, alias) or Progress(Outcome.UNKNOWN)
        firing = await self._reads.firing(settings) if look.closely else []
        seen = shifting(shift, weight, before, now)
        step = f"back:{firing[0]}" if firing else None
        if step is None and seen[-1].until and now >= seen[-1].until:
            step = f"weight:{next_weight(shift, weight):g}"
        return Progress(Outcome.RUNNING, seen, round(weight), soon=True, step=step)

    async def _update(self, settings: LambdaTarget, release: Release, mark: Mark) -> None:
        """What a start that died left undone."""
        latest = await self._reads.function(settings)
        if mark.to is None and latest["Configuration"]["RevisionId"] == mark.seen:
            await self._writes.update_code(settings, release, str(mark.seen))

    async def _publish(self, settings: LambdaTarget, release: Release, alias: dict[str, Any], mark: Mark) -> None:
        """The version, and the first step of the alias towards it; through CodeDeploy that is its deployment."""
        latest = await self._reads.function(settings)
        if not is_there(release.plan, latest):
            raise TargetBusy(settings.function)
        version = await self._writes.publish(settings, release, latest["Configuration"]["CodeSha256"])
        moving = replace(mark, to=version, seen=None)
        group = group_of(settings) if version != mark.before else None
        if group:
            await self._writes.move(settings, release, alias, moving, None)
            await self._mover.begin(settings, group, release, moving)
        else:
            weight = ALL if version == mark.before else next_weight(settings.shift, 0.0)
            await self._writes.move(settings, release, alias, moving, weight)

    async def _take_back(self, settings: LambdaTarget, release: Release, alias: dict[str, Any], mark: Mark) -> None:
        if alias["FunctionVersion"] not in (mark.before, mark.to):
            log.info("replaced_before_it_was_taken_back", release=release.id)
            return
        await self._writes.move(settings, release, alias, replace(mark, seen=None, back=True), 0.0)


def _settings(target: Target) -> LambdaTarget:
    if not isinstance(target, LambdaTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of aws_lambda")
    return target


def _planned(release: Release) -> LambdaTarget:
    """The target as it was when the release was planned."""
    if release.plan.settings is None:
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return _settings(release.plan.settings)


def _reference(settings: LambdaTarget, release: Release) -> str:
    return f"{settings.function}:{settings.alias}/{release.id}"


def _version_of(plan: Plan) -> str | None:
    """The version that a rollback uses again."""
    return plan.artifact if plan.artifact and plan.artifact.isdecimal() else None


def _mark(alias: dict[str, Any]) -> Mark | None:
    return mark_in(str(alias.get("Description", "")))


def _weight(alias: dict[str, Any], mark: Mark) -> float:
    """The percent of the traffic that the version of a mark has."""
    beside = weights_of(alias)
    return ALL if alias["FunctionVersion"] == mark.to and not beside else beside.get(str(mark.to), 0.0)


def _before(release: Release) -> Sequence[Stage]:
    return release.deployment.progress.stages if release.deployment else ()


def _is_fresh(latest: dict[str, Any]) -> bool:
    """Whether the function was updated a short time ago."""
    modified = str(latest["Configuration"].get("LastModified", ""))
    try:
        return datetime.now(UTC) - datetime.strptime(modified, "%Y-%m-%dT%H:%M:%S.%f%z") < ABANDONED
    except ValueError:
        return False
