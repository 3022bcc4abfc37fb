"""What CodeDeploy is asked to make, and the marker by which it is found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from bot.domain.catalogue import CodeDeployEcsTarget
from bot.domain.release import Release
from bot.drivers.codedeploy_reads import OnGroup
from bot.drivers.codedeploy_words import HOLD_EVENT

DESCRIPTION = 256  # characters
MARK = "subaku:"
BACK_AT = {
    "failure": "DEPLOYMENT_FAILURE",
    "stop": "DEPLOYMENT_STOP_ON_REQUEST",
    "alarm": "DEPLOYMENT_STOP_ON_ALARM",
}
"""CodeDeploy's words for what it takes a deployment back at."""


def request_of(
    settings: OnGroup, release: Release, revision: dict[str, Any], back_at: Collection[str]
) -> dict[str, Any]:
    """`CreateDeployment`'s arguments: the revision, the marker, and at what (`BACK_AT`) CodeDeploy takes it back."""
    events = [event for name, event in BACK_AT.items() if name in back_at]
    request: dict[str, Any] = {
        "applicationName": settings.application,
        "deploymentGroupName": settings.group,
        "description": _description(release),
        "revision": revision,
        "autoRollbackConfiguration": {"enabled": bool(events), "events": events},
    }
    if settings.alarms:
        alarms = [{"name": name} for name in settings.alarms]
        request["overrideAlarmConfiguration"] = {"enabled": True, "alarms": alarms}
    if settings.config:
        request["deploymentConfigName"] = settings.config
    return request


def deployment_request(
    settings: CodeDeployEcsTarget, release: Release, task_definition: str, *, alarmed: bool
) -> dict[str, Any]:
    """The arguments for ECS: the AppSpec's content, and always a rollback.

    `alarmed`: the deployment group watches alarms of its own.
    """
    content = json.dumps(_appspec(settings, task_definition))
    revision = {
        "revisionType": "AppSpecContent",
        "appSpecContent": {"content": content, "sha256": hashlib.sha256(content.encode()).hexdigest()},
    }
    back_at = BACK_AT if settings.alarms or alarmed else ("failure", "stop")
    return request_of(settings, release, revision, back_at)


def taking_back(settings: CodeDeployEcsTarget, release: Release, task_definition: str) -> dict[str, Any]:
    """The arguments for what takes a release back when its deployment is over: nobody is asked at a hold again."""
    plain = replace(settings, hold=None, alarms=())
    return marked_as_taking_back(deployment_request(plain, release, task_definition, alarmed=False), release)


def marked_as_taking_back(request: dict[str, Any], release: Release) -> dict[str, Any]:
    """The same request under the marker of what takes a release back."""
    return {**request, "description": f"{_marker(release)}:back takes back {release.revision}"[:DESCRIPTION]}


def is_taking_back(info: dict[str, Any], release: Release) -> bool:
    """Whether a deployment is the one that `taking_back` asked for."""
    return str(info.get("description", "")).startswith(f"{_marker(release)}:back ")


def is_ours(info: dict[str, Any], release: Release) -> bool:
    """Whether a deployment carries the release's marker, and isn't what takes it back."""
    return is_subakus(info) and str(info["description"]).split(" ", 1)[0] == _marker(release)


def is_subakus(info: dict[str, Any]) -> bool:
    """Whether a deployment carries the marker of any release, and isn't what takes one back."""
    is_undoing = "rollbackTriggeringDeploymentId" in info.get("rollbackInfo", {})
    return str(info.get("description", "")).startswith(MARK) and not is_undoing


def task_definition_in(content: str) -> str | None:
    """The task definition that an AppSpec of ours names; None for one that isn't ours."""
    try:
        [resource] = json.loads(content)["Resources"]
        return str(resource["TargetService"]["Properties"]["TaskDefinition"])
    except (ValueError, KeyError, TypeError):
        return None


def _marker(release: Release) -> str:
    return f"{MARK}{release.id}"


def _description(release: Release) -> str:
    text = f"{_marker(release)} {release.service} {release.revision} asked by {release.requester}"
    return text[:DESCRIPTION]


def _appspec(settings: CodeDeployEcsTarget, task_definition: str) -> dict[str, Any]:
    """Without the function at its event CodeDeploy would not hold."""
    properties = {
        "TaskDefinition": task_definition,
        "LoadBalancerInfo": {"ContainerName": settings.container, "ContainerPort": settings.port},
    }
    service = {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}
    hooks = [{HOLD_EVENT: settings.hook_function}] if settings.hold and settings.hook_function else []
    return {"version": 0.0, "Resources": [service], **({"Hooks": hooks} if hooks else {})}
