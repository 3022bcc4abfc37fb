"""From the models to the domain's plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Literal, TypedDict

from bot.config import drivers, gates, models, shared
from bot.config.types import moment
from bot.domain import catalogue as domain

_DURATIONS = ("for_", "wait", "timeout")
_COMMON = {*drivers.Target.model_fields, "driver"}
_TARGETS: dict[str, type[domain.AnyTarget]] = {
    "codedeploy_ecs": domain.CodeDeployEcsTarget,
    "codedeploy_ec2": domain.CodeDeployEc2Target,
    "ecs": domain.EcsTarget,
    "codepipeline": domain.PipelineTarget,
    "aws_lambda": domain.LambdaTarget,
    "github_actions": domain.GithubActionsTarget,
    "argocd": domain.ArgoCdTarget,
}


class _Common(TypedDict):
    service_name: str
    environment: str
    gates: tuple[domain.Gate, ...]
    bake: timedelta | None
    timeout: timedelta | None
    after: domain.After | Literal["none"] | None
    windows: tuple[domain.Window, ...] | None
    freezes: tuple[domain.Freeze, ...]


def build(file: models.File) -> domain.Catalogue:
    """The catalogue that a valid file describes."""
    zone = file.workspace.timezone
    return domain.Catalogue(
        workspace=_workspace(file.workspace),
        environments={name: _environment(name, found, zone) for name, found in file.environments.items()},
        services={name: _service(name, found, zone) for name, found in file.services.items()},
        trains={name: domain.Train(name, found.services, found.changed_only) for name, found in file.trains.items()},
    )


def _workspace(found: models.Workspace) -> domain.Workspace:
    return domain.Workspace(
        locale=found.locale,
        timezone=found.timezone,
        theme=found.theme,
        deployers=found.deployers,
        admins=found.admins,
        admin_channel=found.admin_channel,
        registries={host: url.rstrip("/") for host, url in found.registries.items()},
        addresses={base.rstrip("/"): url.rstrip("/") for base, url in found.addresses.items()},
        image_base_url=found.image_base_url,
        events_queue=found.events.queue if found.events else None,
        retention=found.retention,
        archive=found.archive,
    )


def _environment(name: str, found: models.Environment, zone: str) -> domain.Environment:
    return domain.Environment(
        name=name,
        channel=found.channel,
        locale=found.locale,
        after=_after(found.after) if found.after else None,
        approval=_approval(found.approval) if found.approval else None,
        windows=_windows(found.windows),
        freezes=_freezes(found.freezes, zone),
        checklist=found.checklist,
        hold_expires=found.hold_expires,
    )


def _after(found: shared.After) -> domain.After:
    return domain.After(found.environment, found.soak)


def _approval(found: models.Approval) -> domain.ApprovalRule:
    return domain.ApprovalRule(found.required, found.by, found.own, found.expires, found.rollback)


def _windows(found: Iterable[shared.Window]) -> tuple[domain.Window, ...]:
    return tuple(domain.Window(window.days, window.start, window.end, window.timezone) for window in found)


def _freezes(found: Iterable[shared.Freeze], zone: str) -> tuple[domain.Freeze, ...]:
    def one(freeze: shared.Freeze) -> domain.Freeze:
        own = freeze.timezone or zone
        return domain.Freeze(moment(freeze.start, own), moment(freeze.end, own), freeze.reason)

    return tuple(one(freeze) for freeze in found)


def _service(name: str, found: models.Service, zone: str) -> domain.Service:
    return domain.Service(
        name=name,
        targets={
            environment: _target(name, environment, target, zone) for environment, target in found.targets.items()
        },
        source=_source(found.source) if found.source else None,
        image=found.image,
        offer=_offer(found.offer) if found.offer else None,
    )


def _source(found: models.Source) -> domain.Source:
    return domain.Source(found.github, found.branch, found.paths)


def _offer(found: str | models.Offer) -> domain.Offer:
    return domain.Offer(found) if isinstance(found, str) else domain.Offer(found.environment, found.automatic)


def _target(service: str, environment: str, found: drivers.AnyTarget, zone: str) -> domain.Target:
    after = found.after
    common = _Common(
        service_name=service,
        environment=environment,
        gates=tuple(_gate(gate) for gate in found.gates),
        bake=found.bake,
        timeout=found.timeout,
        after=_after(after) if isinstance(after, shared.After) else after,
        windows=None if found.windows is None else _windows(found.windows),
        freezes=_freezes(found.freezes, zone),
    )
    own = {name: _plain(getattr(found, name)) for name in type(found).model_fields if name not in _COMMON}
    return _TARGETS[found.driver](**own, **common)


def _plain(value: object) -> Any:
    """A part of a driver's settings as the domain has it."""
    match value:
        case gates.AwsAccess():
            return domain.Aws(value.region, value.role)
        case drivers.Shift():
            return domain.Shift(value.wait, value.canary, value.linear)
        case drivers.LambdaCodeDeploy():
            return domain.LambdaGroup(value.application, value.group, value.config)
    return value


def _gate(found: gates.Gate) -> domain.Gate:
    kind, gate = next((kind, gate) for kind, gate in found if gate is not None)
    if isinstance(gate, tuple):
        return domain.Gate(kind, {"items": gate})
    settings = gate.model_dump(by_alias=True, exclude={"when", *_DURATIONS}, exclude_none=True)
    lasting, wait, timeout = (getattr(gate, name, None) for name in _DURATIONS)
    return domain.Gate(kind, settings, getattr(gate, "when", "before"), lasting, wait, timeout)
