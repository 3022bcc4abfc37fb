"""ECS task definitions: the one that has the traffic, and a revision of it that differs in the image alone."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bot.domain.release import Release
from bot.drivers.base import Difference
from bot.errors import TargetMisconfigured

RELEASE_TAG, REVISION_TAG = "subaku:release", "subaku:revision"
HIDDEN = "•••"
SECRETIVE = re.compile(r"containers\.[^.]+\.(environment|secrets|logConfiguration\.(options|secretOptions))\..+")
OWN_TAGS = frozenset({RELEASE_TAG, REVISION_TAG})
# what differs between two revisions without anybody having meant it
CIRCUMSTANCE = frozenset(
    {
        "taskDefinitionArn",
        "revision",
        "status",
        "registeredAt",
        "registeredBy",
        "deregisteredAt",
        "requiresAttributes",
        "compatibilities",
    }
)


def active_service(cluster: str, service: str, found: Sequence[dict[str, Any]], controller: str) -> dict[str, Any]:
    """The service, from what DescribeServices found. ECS names no controller where it is its own.

    Raises `TargetMisconfigured`: no such service, or one that something else deploys.
    """
    if not found or found[0].get("status") == "INACTIVE":
        raise TargetMisconfigured(f"ECS has no active service {service} in the cluster {cluster}")
    there = found[0].get("deploymentController", {}).get("type", "ECS")
    if there != controller:
        raise TargetMisconfigured(f"{service} has the deployment controller {there}; {controller} belongs there")
    return found[0]


def primary_of(cluster: str, service: str, services: Sequence[dict[str, Any]]) -> str:
    """The task definition with the traffic of a service that CodeDeploy deploys. Raises `TargetMisconfigured`."""
    found = active_service(cluster, service, services, "CODE_DEPLOY")
    live = [one for one in found.get("taskSets", []) if one.get("status") == "PRIMARY"]
    return definition_in(live[0] if live else found, service)


def standing(service: dict[str, Any]) -> str:
    """The task definition that stands in a service that ECS deploys: the newest that a deployment brought whole."""
    done = [one for one in service.get("deployments", []) if one.get("rolloutState") == "COMPLETED"]
    newest = max(done, key=lambda one: str(one.get("createdAt", "")), default=service)
    return definition_in(newest, str(service.get("serviceName")))


def definition_in(told: dict[str, Any], service: str) -> str:
    """The task definition of a service, a task set or a deployment. Raises `TargetMisconfigured`."""
    if not told.get("taskDefinition"):
        raise TargetMisconfigured(f"{service} has no task definition yet: deploy it once by hand")
    return str(told["taskDefinition"])


def beside(services: Sequence[dict[str, Any]], deployment: str) -> str | None:
    """The task definition of what a deployment replaces, while its tasks still run."""
    sets = [one for service in services[:1] for one in service.get("taskSets", [])]
    others = [one for one in sets if one.get("externalId") != deployment and one.get("status") != "DRAINING"]
    alive = sorted((one for one in others if one.get("runningCount")), key=lambda one: one.get("status") != "PRIMARY")
    return str(alive[0]["taskDefinition"]) if alive else None


def is_active(described: dict[str, Any]) -> bool:
    """Whether it may still be deployed."""
    return bool(described["taskDefinition"].get("status") == "ACTIVE")


def require_container(described: dict[str, Any], name: str) -> dict[str, Any]:
    """The container whose image is released. Raises `TargetMisconfigured`, naming those that are there."""
    containers = described["taskDefinition"].get("containerDefinitions", [])
    for container in containers:
        if container.get("name") == name:
            return dict(container)
    there = ", ".join(str(container.get("name")) for container in containers) or "none"
    raise TargetMisconfigured(f"the task definition has no container {name}; it has: {there}")


def without_image(described: dict[str, Any], container: str) -> dict[str, Any]:
    """All that binds, for a fingerprint: no image, and nothing that changes by itself."""
    kept = {key: value for key, value in described["taskDefinition"].items() if key not in CIRCUMSTANCE}
    kept["containerDefinitions"] = [
        {**one, "image": None} if one.get("name") == container else one for one in kept["containerDefinitions"]
    ]
    kept["tags"] = sorted((tag["key"], tag["value"]) for tag in _foreign_tags(described))
    return kept


def with_image(described: dict[str, Any], container: str, release: Release, known: Collection[str]) -> dict[str, Any]:
    """A request to register it with the planned image; `known` are the members that the request may have."""
    current = described["taskDefinition"]
    request = {key: copy.deepcopy(value) for key, value in current.items() if key in known and key not in CIRCUMSTANCE}
    for one in request["containerDefinitions"]:
        if one.get("name") == container:
            one["image"] = release.plan.image
    own = [{"key": RELEASE_TAG, "value": release.id}, {"key": REVISION_TAG, "value": release.revision.name}]
    return {**request, "tags": [*_foreign_tags(described), *own]}


def revision_in(described: dict[str, Any], container: str) -> str | None:
    """What people call the revision that stands there."""
    for tag in described.get("tags", []):
        if tag.get("key") == REVISION_TAG:
            return str(tag.get("value"))
    image = str(require_container(described, container).get("image", ""))
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return tag or (digest[: len("sha256:") + 12] if digest else None)


def names_of(described: dict[str, Any], container: str) -> frozenset[str]:
    """The digest of its image, and what people call it."""
    digest = str(require_container(described, container).get("image", "")).partition("@")[2]
    return frozenset(filter(None, (digest, revision_in(described, container))))


def runs(described: dict[str, Any], container: str, image: str) -> bool:
    """Whether it runs this very image."""
    containers = described["taskDefinition"].get("containerDefinitions", [])
    return any(one.get("name") == container and one.get("image") == image for one in containers)


def is_marked(described: dict[str, Any], release: Release) -> bool:
    """Whether an earlier start of this release registered it."""
    return {"key": RELEASE_TAG, "value": release.id} in described.get("tags", [])


def is_subakus(described: dict[str, Any]) -> bool:
    """Whether any release registered it."""
    return any(tag.get("key") == RELEASE_TAG for tag in described.get("tags", []))


def reimaged(described: dict[str, Any], container: str, image: str) -> dict[str, Any]:
    """The same task definition with another image."""
    definition = copy.deepcopy(described["taskDefinition"])
    for one in definition["containerDefinitions"]:
        if one.get("name") == container:
            one["image"] = image
    return {**described, "taskDefinition": definition}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What of a task definition would change; values that may be secrets are never shown."""
    old, new = (dict(_flat(_meant(described))) for described in (before, after))
    changed = [path for path in dict.fromkeys([*old, *new]) if old.get(path) != new.get(path)]
    return [Difference(path, _shown(path, old.get(path)), _shown(path, new.get(path))) for path in changed]


def _meant(described: dict[str, Any]) -> dict[str, Any]:
    """What people decide on, with lists of named things as mappings."""
    kept = {key: value for key, value in described["taskDefinition"].items() if key not in CIRCUMSTANCE}
    return {key: _named(value) for key, value in kept.items()}


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _named(each) for key, each in value.items()}
    if isinstance(value, list) and value and all(isinstance(each, dict) and "name" in each for each in value):
        return {each["name"]: _named({key: one for key, one in each.items() if key != "name"}) for each in value}
    return value


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _flat(each, f"{path}.{key}" if path else str(key))
    elif value not in ({}, []):
        yield path.replace("containerDefinitions", "containers"), str(value)


def _shown(path: str, value: str | None) -> str:
    return HIDDEN if value and SECRETIVE.fullmatch(path) else value or ""


def _foreign_tags(described: dict[str, Any]) -> list[dict[str, str]]:
    """The tags that aren't ours; those of AWS itself can't be copied."""
    tags = described.get("tags", [])
    return [tag for tag in tags if tag.get("key") not in OWN_TAGS and not str(tag.get("key")).startswith("aws:")]
