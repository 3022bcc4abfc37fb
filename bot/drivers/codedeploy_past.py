"""What earlier releases left at AWS, and how much of it can still be had: for the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from bot.domain.catalogue import Aws, CodeDeployEcsTarget
from bot.domain.release import Release
from bot.domain.standing import Stood
from bot.drivers.base import Remains
from bot.drivers.codedeploy_ecs_reads import EcsReads
from bot.drivers.codedeploy_writes import is_subakus, task_definition_in
from bot.drivers.parallel import parallel
from bot.drivers.remaining import active, can_run, remaining
from bot.drivers.task_definitions import beside, names_of

Infos = Mapping[str, dict[str, Any]]  # by deployment

KNOWN = 1000  # deployments whose task definition is remembered: it never changes


class Past:
    """Finds the task definitions that earlier releases ran with."""

    def __init__(self, reads: EcsReads) -> None:
        self._reads = reads
        self._known: dict[str, str] = {}

    def learn(self, deployment: str, task_definition: str) -> None:
        """Remember what a deployment runs."""
        if len(self._known) >= KNOWN:
            self._known.pop(next(iter(self._known)))
        self._known[deployment] = task_definition

    async def definition(self, aws: Aws, release: Release) -> dict[str, Any] | None:
        """What a release ran with; None when it isn't active any more, or can't be found.

        Raises `Throttled`, `DriverUnavailable`.
        """
        return await active(release, self._definition(aws, release))

    async def remains(
        self, settings: CodeDeployEcsTarget, stood: Sequence[Stood], has_image: Callable[[str], Awaitable[bool]]
    ) -> Sequence[Remains]:
        """What is left of each; None is what AWS or the registry doesn't tell in time. Raises nothing."""
        aws, releases = settings.aws, [one.release for one in stood if one.release]

        async def is_usable(infos: Infos | None, release: Release) -> bool | None:
            arn = await self._arn(aws, release, infos or {})
            return await can_run(self._reads.definition(aws, arn)) if arn else None

        return await remaining(stood, has_image, self._infos(aws, releases), is_usable, self._running(settings))

    async def _infos(self, aws: Aws, releases: Sequence[Release]) -> Infos:
        """The deployments of these releases, where it isn't known yet what they ran."""
        references = {_reference(release) for release in releases if not release.plan.artifact}
        unknown = [one for one in references if one and one not in self._known]
        return {info["deploymentId"]: info for info in await self._reads.infos(aws, unknown)}

    async def _arn(self, aws: Aws, release: Release, infos: Infos) -> str | None:
        """The task definition of a release, if it is where we deploy now."""
        settings = release.plan.settings
        if not isinstance(settings, CodeDeployEcsTarget) or settings.aws != aws:
            return None
        reference = _reference(release) or ""
        if not release.plan.artifact and reference in infos:
            await self._read(aws, infos[reference])
        return release.plan.artifact or self._known.get(reference)

    async def ran(self, aws: Aws, info: dict[str, Any]) -> str | None:
        """The task definition that a deployment brought, by its AppSpec; None for one that isn't read so."""
        if info["deploymentId"] not in self._known:
            await self._read(aws, info)
        return self._known.get(info["deploymentId"])

    async def _read(self, aws: Aws, info: dict[str, Any]) -> None:
        sha256 = info.get("revision", {}).get("appSpecContent", {}).get("sha256")
        content = await self._reads.appspec(aws, info["applicationName"], sha256) if sha256 else ""
        if arn := task_definition_in(content):
            self.learn(info["deploymentId"], arn)

    async def _definition(self, aws: Aws, release: Release) -> dict[str, Any] | None:
        arn = await self._arn(aws, release, await self._infos(aws, [release]))
        return await self._reads.definition(aws, arn) if arn else None

    async def _running(self, settings: CodeDeployEcsTarget) -> Collection[str]:
        """The names of what a live deployment of ours replaces, while it still runs."""
        live, services = await parallel(self._reads.ongoing(settings), self._reads.services(settings))
        infos = await self._reads.infos(settings.aws, live[:1])
        arn = beside(services, live[0]) if infos and is_subakus(infos[0]) else None
        return names_of(await self._reads.definition(settings.aws, arn), settings.container) if arn else ()


def _reference(release: Release) -> str | None:
    return release.deployment.reference if release.deployment else None
