"""What earlier releases left in ECS, and how much of it can still be had: for the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from bot.domain.catalogue import Aws, EcsTarget
from bot.domain.release import Release
from bot.domain.standing import Stood
from bot.drivers.base import Remains
from bot.drivers.ecs_reads import Reads
from bot.drivers.remaining import active, can_run, remaining
from bot.drivers.task_definitions import is_subakus, names_of


class Past:
    """Finds the task definitions that earlier releases ran with."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def definition(self, aws: Aws, release: Release) -> dict[str, Any] | None:
        """What a release ran with; None when it isn't active any more, or can't be found.

        Raises `Throttled`, `DriverUnavailable`.
        """
        return await active(release, self._definition(aws, release))

    async def remains(
        self, settings: EcsTarget, stood: Sequence[Stood], has_image: Callable[[str], Awaitable[bool]]
    ) -> Sequence[Remains]:
        """What is left of each; None is what ECS or the registry doesn't tell in time. Raises nothing."""
        aws, releases = settings.aws, [one.release for one in stood if one.release]

        async def is_usable(arns: Mapping[str, str] | None, release: Release) -> bool | None:
            arn = (arns or {}).get(release.id)
            return await can_run(self._reads.definition(aws, arn)) if arn else None

        return await remaining(stood, has_image, self._arns(aws, releases), is_usable, self._running(settings))

    async def _arns(self, aws: Aws, releases: Sequence[Release]) -> Mapping[str, str]:
        """The task definitions of these releases, by release, as far as they are where we deploy now."""
        here = [one for one in releases if _aws_of(one) == aws]
        known = {one.id: one.plan.artifact for one in here if one.plan.artifact}
        asked = {one.id: one.deployment.reference for one in here if one.id not in known and one.deployment}
        infos = await self._reads.infos(aws, filter(None, asked.values()))
        revisions = {arn: target_of(info) for arn, info in infos.items()}
        definitions = await self._reads.definitions(aws, revisions.values())
        found = {it: definitions.get(revisions.get(arn or "", "")) for it, arn in asked.items()}
        return {it: arn for it, arn in {**known, **found}.items() if arn}

    async def _definition(self, aws: Aws, release: Release) -> dict[str, Any] | None:
        arn = (await self._arns(aws, [release])).get(release.id)
        return await self._reads.definition(aws, arn) if arn else None

    async def _running(self, settings: EcsTarget) -> Collection[str]:
        """The names of what a live deployment of ours replaces, while it still runs."""
        live = await self._reads.infos(settings.aws, (await self._reads.ongoing(settings))[:1])
        for info in live.values():
            sources = [one for one in info.get("sourceServiceRevisions", []) if one.get("runningTaskCount")]
            comes, goes = target_of(info), next((str(one.get("arn")) for one in sources), "")
            definitions = await self._reads.definitions(settings.aws, filter(None, [comes, goes]))
            if not {comes, goes} <= set(definitions):
                return ()
            ours = await self._reads.definition(settings.aws, definitions[comes])
            before = await self._reads.definition(settings.aws, definitions[goes])
            return names_of(before, settings.container) if is_subakus(ours) else ()
        return ()


def target_of(info: dict[str, Any]) -> str:
    """The service revision that a deployment brings."""
    return str(info.get("targetServiceRevision", {}).get("arn"))


def _aws_of(release: Release) -> Aws | None:
    return release.plan.settings.aws if isinstance(release.plan.settings, EcsTarget) else None
