"""What a workflow deploys: an image by its digest, or a commit; and what is left of what it deployed before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.domain.catalogue import GithubActionsTarget, Service
from bot.domain.release import Plan, Release, Revision
from bot.drivers.base import Remains, RevisionChoice
from bot.drivers.commits import Commits, branch_of, source_of
from bot.drivers.github_actions_marks import Mark, pin_of, slots_in
from bot.drivers.means import Means
from bot.drivers.registry import DIGEST
from bot.errors import DriverError, EffectRefused, RegistryUnavailable, RevisionNotFound, TargetMisconfigured

TOLD_IN = 5.0  # seconds: a person waits for the choice of a rollback
SHORT = len("sha256:") + 12

log = structlog.get_logger()


class Revisions:
    """Raises as drivers do when they plan."""

    def __init__(self, means: Means) -> None:
        self._means, self._registry, self._commits = means, means.registry, Commits(means.github)

    async def pinned(
        self, service: Service, settings: GithubActionsTarget, revision: str, back_to: Release | None
    ) -> Revision:
        """A way back keeps the name that it had: a workflow that takes a tag can't take a digest."""
        if service.image is not None:
            found = await self._image(service, settings, revision, back_to)
        elif "digest" in slots_in(settings):
            raise TargetMisconfigured(f"{settings.key} hands over {{digest}}, and {service.name} has no image")
        else:
            source = source_of(service)
            found = await self._commits.resolve(source, revision or None, branch_of(source, settings.environment))
        known = back_to.revision if back_to and back_to.revision.digest == found.digest else None
        return replace(found, name=known.name) if known else found

    async def choices(
        self, service: Service, settings: GithubActionsTarget, prefix: str, limit: int
    ) -> Sequence[RevisionChoice]:
        """The tags of the service's image; without an image the newest commits of its branch."""
        if service.image:
            return await self._registry.choices(self._means.repository(service.image), prefix, limit)
        source = source_of(service)
        return await self._commits.choices(source, branch_of(source, settings.environment), prefix, limit)

    async def left(self, service: Service, settings: GithubActionsTarget, revision: Revision) -> Remains:
        """Whether the image, or the commit, is still there. Raises nothing of what can't be told."""
        wanted = revision.digest or revision.name
        try:
            async with asyncio.timeout(TOLD_IN):
                if service.image:
                    has = await self._registry.has(self._means.repository(service.image), wanted)
                    return Remains(image=has, running=False)
                await self._commits.resolve(source_of(service), wanted, settings.ref)
                return Remains(definition=True, running=False)
        except RevisionNotFound:
            return Remains(definition=False, running=False)
        except (DriverError, TimeoutError) as err:
            log.info("remains_not_told", target=settings.key, error=str(err) or type(err).__name__)
            return Remains(running=False)

    async def refuse_if_moved(self, release: Release, settings: GithubActionsTarget) -> None:
        """A workflow that takes a tag runs what the tag means by then: not what was approved, when it has moved."""
        if release.plan.image is None or "tag" not in slots_in(settings):
            return
        try:
            now = await self._digest(release.plan, release.revision.name)
        except (RegistryUnavailable, RevisionNotFound) as err:
            log.info("tag_not_compared", release=release.id, error=str(err))
            return
        if now != release.revision.digest:
            raise EffectRefused(
                f"{release.revision.name} means {now[:SHORT]} by now, and {str(release.revision.digest)[:SHORT]} was "
                f"approved: ask again, or let {settings.workflow} take {{digest}}"
            )

    async def again(self, plan: Plan, settings: GithubActionsTarget, earlier: Mark) -> Revision:
        """The revision of an earlier run, if its name still means the same."""
        if plan.image is None:
            return Revision(earlier.name, earlier.pin, earlier.pin)
        digest = await self._digest(plan, earlier.name)
        if pin_of(Revision(earlier.name, digest)) != earlier.pin:
            raise EffectRefused(f"{earlier.name} means {digest[:SHORT]} by now: release {earlier.pin} by hand")
        if "sha" in slots_in(settings):
            raise EffectRefused(f"the commit of {earlier.name} isn't known here: release it as a rollback")
        return Revision(earlier.name, digest)

    async def _digest(self, plan: Plan, tag: str) -> str:
        return await self._registry.digest(self._means.repository(str(plan.image).partition("@")[0]), tag)

    async def _image(
        self, service: Service, settings: GithubActionsTarget, revision: str, back_to: Release | None
    ) -> Revision:
        """A way back by digest doesn't wait for a registry that can't be asked."""
        by_digest = DIGEST.fullmatch(revision) is not None
        try:
            digest = await self._registry.digest(self._means.repository(str(service.image)), revision)
        except RegistryUnavailable as err:
            if back_to is None or not by_digest:
                raise
            log.warning("image_not_seen", service=service.name, revision=revision, error=str(err))
            digest = revision
        name = revision[:SHORT] if by_digest else revision
        return Revision(name, digest, await self._commit(service, settings, name, back_to))

    async def _commit(
        self, service: Service, settings: GithubActionsTarget, name: str, back_to: Release | None
    ) -> str | None:
        """What an image was made from, where the inputs want it: its tag is a commit, or a tag of the source too."""
        if "sha" not in slots_in(settings):
            return None
        if back_to and back_to.revision.commit:
            return back_to.revision.commit
        try:
            return (await self._commits.resolve(source_of(service), name, settings.ref)).commit
        except RevisionNotFound as err:
            raise TargetMisconfigured(
                f"{settings.key} hands over {{sha}}, and {source_of(service).github} has no commit or tag {name}"
            ) from err
