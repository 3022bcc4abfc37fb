"""Images: what a revision is by digest; and plans of those that run in ECS, with their task definition."""

from __future__ import annotations

from typing import Any

import structlog

from bot.domain.catalogue import CodeDeployEcsTarget, EcsTarget, LambdaTarget, Service
from bot.domain.release import Plan, Release, Revision
from bot.drivers.base import binding, digest_of
from bot.drivers.means import Means
from bot.drivers.registry import DIGEST, Repository
from bot.drivers.task_definitions import revision_in, without_image
from bot.errors import RegistryUnavailable, RevisionNotFound, TargetMisconfigured

SHORT = len("sha256:") + 12  # characters of a digest that people can tell apart

InEcs = CodeDeployEcsTarget | EcsTarget
OfImages = InEcs | LambdaTarget

log = structlog.get_logger()


def image_of(service: Service) -> str:
    """Its image. Raises `TargetMisconfigured` where it has none."""
    if service.image is None:
        raise TargetMisconfigured(f"{service.name} has no image in the catalogue: add `image: HOST/NAME`")
    return service.image


def repository_of(means: Means, service: Service, settings: OfImages) -> Repository:
    """Where its image lives."""
    return means.repository(image_of(service), settings.aws.role)


async def revision_for(
    means: Means, service: Service, settings: OfImages, revision: str, back_to: Release | None
) -> Revision:
    """What people should read, the digest that it is for good, and the commit it was made from, if that is known.

    A way back by digest doesn't wait for a registry that can't be asked. Raises as `Registry.digest` does.
    """
    repository = repository_of(means, service, settings)
    name = revision[:SHORT] if DIGEST.fullmatch(revision) else revision
    try:
        digest = await means.registry.digest(repository, revision)
        return Revision(name, digest, await _commit(means, repository, digest))
    except (RevisionNotFound, RegistryUnavailable) as err:
        if back_to is None or not DIGEST.fullmatch(revision):
            raise
        if isinstance(err, RevisionNotFound):
            raise RevisionNotFound(f"{back_to.revision}@{name}", err.nearest) from err
        log.warning("image_not_seen", service=service.name, revision=revision, error=str(err))
        return Revision(name, revision, back_to.revision.commit)


async def _commit(means: Means, repository: Repository, digest: str) -> str | None:
    try:
        return await means.registry.commit(repository, digest)
    except RegistryUnavailable as err:
        log.info("commit_not_seen", repository=repository.name, error=str(err))
        return None


def plan_of(
    settings: InEcs,
    revision: Revision,
    image: str,
    current: dict[str, Any],
    as_it_is: dict[str, Any] | None = None,
) -> Plan:
    """`as_it_is`: a task definition that is used again; else `current` with the image."""
    artifact = str(as_it_is["taskDefinition"]["taskDefinitionArn"]) if as_it_is else None
    definition = without_image(as_it_is or current, settings.container)
    parts = {
        "image": str(revision.digest),
        "task_definition": digest_of([definition, artifact] if artifact else definition),
    }
    return binding(settings, revision, parts, revision_in(current, settings.container), image=image, artifact=artifact)
