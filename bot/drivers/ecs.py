"""ECS's own deployments: rolling, blue/green, linear, canary.

Marker: the release's id in the tag `subaku:release` of the task definition that the deployment brings. A release that
brings a task definition again as it is (a rollback, or the same revision once more) has no tag of its own: its
deployment is the one of that task definition that began with the release and wasn't over before it. `UpdateService`
takes no idempotency token; what remains possible: somebody else who deploys that very task definition within the same
half minute is taken for us; and two updates that cross replace one another, of which ECS carries out the later.

What takes a release back when it is over is a deployment, after its own, of what stood before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog

from bot.domain.catalogue import EcsTarget, Service, Target
from bot.domain.release import Cause, Outcome, Plan, Progress, Reason, Release, Verdict
from bot.domain.standing import Stood
from bot.drivers import ecs_words as words
from bot.drivers.aws import patiently
from bot.drivers.base import Allowance, Call, Difference, Look, Remains, RevisionChoice, lane_of
from bot.drivers.ecr import LOGIN
from bot.drivers.ecs_past import Past
from bot.drivers.ecs_reads import Reads, revision_in
from bot.drivers.ecs_troubles import Troubles
from bot.drivers.ecs_writes import Writes, reference_of
from bot.drivers.image_plans import image_of, plan_of, repository_of, revision_for
from bot.drivers.means import Means
from bot.drivers.parallel import parallel
from bot.drivers.registrar import Registrar
from bot.drivers.task_definitions import (
    differences,
    is_active,
    is_marked,
    reimaged,
    require_container,
    runs,
    standing,
)
from bot.errors import DriverError, DriverUnavailable, EffectRefused, TargetBusy, TargetMisconfigured

CLOCKS_APART = timedelta(minutes=5)
BEGAN_WITHIN = timedelta(seconds=30)  # of the intent, for what no tag of ours marks
LOOKED_INTO = (Cause.TASK_CANNOT_START, Cause.HEALTH_CHECK, Cause.OTHER)  # of these the tasks may say more
PAUSE = "PAUSE"  # what a token begins with, where it isn't the stage of a function

SERVICE = "arn:aws:ecs:{region}:{account}:service/{cluster}/{service}"
DEPLOYMENT = "arn:aws:ecs:{region}:{account}:service-deployment/{cluster}/{service}/*"
TABLE = "arn:aws:dynamodb:{region}:{account}:table/{hook_table}"
CALLS = (
    LOGIN,
    Call("dynamodb", "GetItem", TABLE),
    Call("dynamodb", "UpdateItem", TABLE),
    Call("ecs", "ContinueServiceDeployment", DEPLOYMENT),
    Call("ecs", "DescribeServiceDeployments", DEPLOYMENT),
    Call("ecs", "DescribeServiceRevisions", "arn:aws:ecs:{region}:{account}:service-revision/{cluster}/{service}/*"),
    Call("ecs", "DescribeServices", SERVICE),
    Call("ecs", "DescribeTaskDefinition"),
    Call("ecs", "DescribeTasks", "arn:aws:ecs:{region}:{account}:task/{cluster}/*"),
    Call("ecs", "ListServiceDeployments", SERVICE),
    Call("ecs", "ListTaskDefinitions"),
    Call("ecs", "ListTasks"),
    Call("ecs", "RegisterTaskDefinition"),
    Call("ecs", "StopServiceDeployment", DEPLOYMENT),
    Call("ecs", "UpdateService", SERVICE),
)

log = structlog.get_logger()


class Ecs:
    """The driver `ecs`."""

    calls: ClassVar[tuple[Call, ...]] = CALLS
    allowance: ClassVar[Allowance] = Allowance(batch=20, calls=110, details=120, pushed=True)

    def __init__(self, means: Means) -> None:
        self._means = means
        self._reads = Reads(means.clients)
        self._writes = Writes(means.clients, means.ledger, self._reads)
        self._registrar = Registrar(means.clients, means.ledger, self._reads)
        self._past = Past(self._reads)
        self.troubles = Troubles(self._reads)

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The image by digest, and a task definition: the earlier release's or the standing one, where it runs that.

        Asked for what stands there already, the plan is a new deployment of the same.
        """
        settings = _settings(target)
        current = await patiently(lambda: self._current(settings))
        require_container(current, settings.container)
        pinned = await revision_for(self._means, service, settings, revision, back_to)
        earlier = await self._earlier(settings, back_to)
        image = f"{image_of(service)}@{pinned.digest}"
        usable = (one for one in (earlier, current) if one and is_active(one))
        again = next((one for one in usable if runs(one, settings.container, image)), None)
        return plan_of(settings, pinned, image, current, again)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """The image in its registry, the task definition, and the tasks that a live deployment of ours replaces."""
        settings, has_image = _settings(target), self._means.registry.has
        repository = repository_of(self._means, service, settings)
        return await self._past.remains(settings, stood, lambda name: has_image(repository, name))

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """The image, and what else a task definition used again has of its own; nothing for the same once more."""
        settings = _settings(target)
        current = await patiently(lambda: self._current(settings))
        if plan.artifact is None:
            return differences(current, reimaged(current, settings.container, str(plan.image)))
        arn = plan.artifact
        return differences(current, await patiently(lambda: self._reads.definition(settings.aws, arn)))

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The tags of the service's image."""
        return await self._means.registry.choices(repository_of(self._means, service, _settings(target)), prefix, limit)

    async def find(self, release: Release) -> str | None:
        """Ours by the marker: the newest one since the intent was kept, which has replaced any other."""
        settings, since = _planned(release), _since(release)
        made = await self._reads.made(settings, since - CLOCKS_APART)
        definitions = await self._reads.definitions(settings.aws, map(revision_in, made))
        for brief in reversed(made):
            if await self._is_ours(release, brief, definitions.get(revision_in(brief))):
                return str(brief["serviceDeploymentArn"])
        return None

    async def start(self, release: Release, *, again: bool) -> str:
        """Update the service to a task definition with the new image or, going back, to the earlier one."""
        settings = _planned(release)
        await self._refuse_if_busy(settings)
        found = await self._reads.service(settings)
        arn = release.plan.artifact
        if again and arn is not None and _is_asked_for(found, arn, _since(release)):
            raise _unlisted(arn)
        if arn is None:
            current = await self._reads.definition(settings.aws, standing(found))
            arn = await self._registrar.registered(release, settings.aws, current, settings.container, again)
            if found.get("taskDefinition") == arn:  # ours alone: an earlier start has asked for it
                raise _unlisted(arn)
        return await self._writes.deploy(release, settings, release.requester, found, arn)

    def lane(self, release: Release) -> str:
        """The account and region."""
        return lane_of(_planned(release).aws)

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call for 20 deployments tells status, stage, weights and pauses; closely also why tasks don't start."""
        aws = _planned(looks[0].release).aws
        infos = await self._reads.infos(aws, map(_followed, looks))
        there = [(look, infos[_followed(look)]) for look in looks if _followed(look) in infos]
        seen = await parallel(*(self._seen(look, info) for look, info in there))
        return {look.release.id: one for (look, _), one in zip(there, seen, strict=True)}

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Answer a pause, or leave the verdict for the hook's function; what was answered before stays so."""
        settings, (kind, _, hook) = _planned(release), token.partition(" ")
        followed = (release.deployment and release.deployment.back) or reference_of(release)
        if kind == PAUSE:
            await self._writes.answer_pause(release, settings, followed, hook, verdict)
        else:
            await self._writes.leave_word(release, settings, followed, kind, verdict)

    async def stop(self, release: Release) -> str | None:
        """Let ECS roll it back; what is over is taken back by a deployment of what stood before."""
        settings, reference = _planned(release), reference_of(release)
        try:
            await self._writes.stop(release, settings, reference)
        except EffectRefused:
            info = (await self._reads.infos(settings.aws, [reference])).get(reference, {})
            if info.get("status") == "SUCCESSFUL":
                return await self._taken_back(release, settings, info)
            if info.get("status") in (None, "PENDING", "IN_PROGRESS"):
                raise
            log.info("deployment_ended_before_stop", release=release.id, status=info.get("status"))
        return None

    async def warm(self, targets: Sequence[Target]) -> None:
        """Ask once for each account and region, so that the first release finds open connections."""
        for settings in {_settings(target).aws: _settings(target) for target in targets}.values():
            try:
                await parallel(self._reads.services(settings), self._reads.ongoing(settings))
            except DriverError as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    async def _current(self, settings: EcsTarget) -> dict[str, Any]:
        return await self._reads.definition(settings.aws, standing(await self._reads.service(settings)))

    async def _earlier(self, settings: EcsTarget, back_to: Release | None) -> dict[str, Any] | None:
        if back_to is None:
            return None
        return await patiently(lambda: self._past.definition(settings.aws, back_to))

    async def _refuse_if_busy(self, settings: EcsTarget) -> None:
        live = await self._reads.ongoing(settings)
        if live:
            raise TargetBusy(live[0])

    async def _is_ours(self, release: Release, brief: dict[str, Any], definition: str | None) -> bool:
        if definition is None:
            return False
        if release.plan.artifact is None:
            return is_marked(await self._reads.definition(_planned(release).aws, definition), release)
        since = _since(release)
        was_over = "finishedAt" in brief and brief["finishedAt"] < since
        return definition == release.plan.artifact and brief["createdAt"] >= since - BEGAN_WITHIN and not was_over

    async def _taken_back(self, release: Release, settings: EcsTarget, info: dict[str, Any]) -> str | None:
        """A deployment of what stood before ours, once; None when something else has replaced ours already."""
        before = next((str(one.get("arn")) for one in info.get("sourceServiceRevisions", [])), None)
        later = [
            one for one in await self._reads.made(settings, info["createdAt"]) if one["createdAt"] > info["createdAt"]
        ]
        ours = str(info.get("targetServiceRevision", {}).get("arn"))
        definitions = await self._reads.definitions(
            settings.aws, [*filter(None, [before]), ours, *map(revision_in, later)]
        )
        stood = definitions.get(before or "")
        if later:
            back = next((one for one in later if definitions.get(revision_in(one)) == stood), None)
            log.info("replaced_before_it_was_stopped", release=release.id, taken_back=back is not None)
            return str(back["serviceDeploymentArn"]) if back else None
        if stood is None:
            raise EffectRefused(f"what stood in {settings.service} before isn't known any more: deploy it by hand")
        found, by = await self._reads.service(settings), release.deployment.stop_by if release.deployment else None
        if found.get("taskDefinition") == stood != definitions.get(ours):
            raise _unlisted(stood)
        return await self._writes.deploy(release, settings, by, found, stood)

    async def _seen(self, look: Look, info: dict[str, Any]) -> Progress:
        """What one deployment's answer says, with the hold and what is known of its tasks."""
        deployment = look.release.deployment
        if deployment and deployment.back:
            return await self._returning(look.release, info)
        before = deployment.progress if deployment else Progress(Outcome.UNKNOWN)
        seen = words.progress_of(info, before)
        if seen.outcome in words.BAD:
            reason = await self._reason(look.release, info, before.reason)
            return replace(seen, reason=reason, advice=words.advice_of(info, reason))
        if info.get("status") != "IN_PROGRESS":
            return seen
        if not look.closely and look.held and self._asks_function(look.release, info):
            return Progress(Outcome.UNKNOWN)  # whether it still holds takes a closer look
        if waiting := await self._waiting(look.release, info, closely=look.closely):
            token, expires = waiting
            return replace(seen, outcome=Outcome.HOLDING, hold=token, hold_expires=expires, soon=True)
        if not words.is_starting(info):
            return seen
        if not look.closely:
            return replace(seen, advice=before.advice)
        settings = _planned(look.release)
        return replace(seen, advice=await self.troubles.advice(look.release, settings, info, before.advice))

    async def _returning(self, release: Release, info: dict[str, Any]) -> Progress:
        """How far the deployment is that takes it back; nobody is asked at a hold again."""
        back, waiting = str(info.get("serviceDeploymentArn")), await self._waiting(release, info, closely=True)
        match words.progress_of(info, Progress(Outcome.UNKNOWN)).outcome:
            case Outcome.SUCCEEDED:
                return Progress(Outcome.ROLLED_BACK, traffic=0, rollback=back)
            case Outcome.RUNNING:
                return Progress(Outcome.ROLLING_BACK, soon=True, rollback=back, step=waiting[0] if waiting else None)
            case Outcome.UNKNOWN:
                return Progress(Outcome.UNKNOWN)
        return Progress(Outcome.FAILED, reason=words.reason_of(info, []), rollback=back)

    def _asks_function(self, release: Release, info: dict[str, Any]) -> bool:
        settings = _planned(release)
        at_hold = settings.hold is not None and words.may_hold_at(settings.hold, info)
        return at_hold and settings.hook_table is not None

    async def _waiting(
        self, release: Release, info: dict[str, Any], *, closely: bool
    ) -> tuple[str, datetime | None] | None:
        """The token of what waits for an answer, and when ECS gives it up; a function's takes a closer look."""
        if pause := words.pause_of(info):
            return f"{PAUSE} {pause[0]}", pause[1]
        settings = _planned(release)
        if not closely or settings.hook_table is None or not self._asks_function(release, info):
            return None
        stage, reference = str(settings.hold).upper(), str(info["serviceDeploymentArn"])
        if not await self._reads.is_asked(settings.aws, settings.hook_table, reference, stage):
            return None
        return f"{stage} {reference.rpartition('/')[2]}", None  # the function is called again and again: one hold

    async def _reason(self, release: Release, info: dict[str, Any], before: Reason | None) -> Reason:
        """Why it goes back; what tasks said last is asked once, where it may say more."""
        reason = words.reason_of(info, [])
        if reason.cause not in LOOKED_INTO:
            return reason
        return before or words.reason_of(info, await self.troubles.said(release, _planned(release), info))


def _settings(target: Target) -> EcsTarget:
    if not isinstance(target, EcsTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of ecs")
    return target


def _planned(release: Release) -> EcsTarget:
    """The target as it was when the release was planned."""
    if release.plan.settings is None:
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return _settings(release.plan.settings)


def _is_asked_for(service: dict[str, Any], definition: str, since: datetime) -> bool:
    """Whether an earlier try made what the service describes already, though no list names it yet."""
    return any(
        one.get("status") == "PRIMARY" and one.get("taskDefinition") == definition and began >= since - BEGAN_WITHIN
        for one in service.get("deployments", [])
        if (began := one.get("createdAt"))
    )


def _unlisted(definition: str) -> DriverUnavailable:
    return DriverUnavailable(f"ECS doesn't list the deployment of {definition} yet")


def _since(release: Release) -> datetime:
    return release.deployment.intended_at if release.deployment else release.requested_at


def _followed(look: Look) -> str:
    return (look.release.deployment and look.release.deployment.back) or look.reference
