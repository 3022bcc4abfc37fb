"""Whether a service in ECS is as the catalogue says. It is never edited here: what is missing is said, with the way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.domain.catalogue import EcsTarget
from bot.drivers.task_definitions import active_service
from bot.errors import TargetMisconfigured

UNPAUSABLE = ("test_traffic_shift", "production_traffic_shift")  # ECS goes through these on its way back, too
PAUSE = {"timeoutInMinutes": 1440, "action": "ROLLBACK"}

Mend = tuple[str, dict[str, Any]]  # what is wrong, and what of the service's configuration puts it right


def as_catalogued(settings: EcsTarget, services: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The service, from what DescribeServices found. Raises `TargetMisconfigured` with all that is wrong."""
    found = active_service(settings.cluster, settings.service, services, "ECS")
    _require_possible(settings)
    mends = list(_mends(settings, found.get("deploymentConfiguration", {})))
    if not mends:
        return found
    configuration = {key: value for _, needed in mends for key, value in needed.items()}
    line = (
        f"aws ecs update-service --cluster {settings.cluster} --service {settings.service} "
        f"--deployment-configuration '{json.dumps(configuration)}'"
    )
    wrong = "; ".join(said for said, _ in mends)
    raise TargetMisconfigured(f"{settings.service}: {wrong}. This puts it right: {line}")


def _require_possible(settings: EcsTarget) -> None:
    """Raises `TargetMisconfigured` for what no service could be."""
    if settings.hold is None:
        return
    if settings.strategy == "rolling":
        raise TargetMisconfigured(f"{settings.key} can't hold at {settings.hold}: rolling deployments have no stages")
    if bool(settings.hook_function) is not bool(settings.hook_table):
        raise TargetMisconfigured(f"{settings.key} holds by a function: it takes hook_function and hook_table together")
    if settings.hold in UNPAUSABLE and not settings.hook_function:
        raise TargetMisconfigured(
            f"{settings.key} can't pause at {settings.hold}: hold at another stage, or by hook_function and hook_table"
        )


def _mends(settings: EcsTarget, there: dict[str, Any]) -> Iterator[Mend]:
    strategy, wanted = there.get("strategy", "ROLLING"), settings.strategy.upper()
    if strategy != wanted:
        yield f"the service deploys {strategy}, the catalogue says {wanted}", {"strategy": wanted}
    breaker = there.get("deploymentCircuitBreaker", {})
    if settings.strategy == "rolling" and settings.circuit_breaker and not _works(breaker):
        on = {"enable": True, "rollback": True}
        yield "its circuit breaker doesn't roll back", {"deploymentCircuitBreaker": on}
    yield from _alarms(settings, there.get("alarms", {}))
    yield from _shift(settings, there)
    yield from _hold(settings, there.get("lifecycleHooks", []))


def _alarms(settings: EcsTarget, there: dict[str, Any]) -> Iterator[Mend]:
    watched = there.get("alarmNames", []) if _works(there) else []
    missing = [name for name in settings.alarms if name not in watched]
    if missing:
        names = [*there.get("alarmNames", []), *(name for name in missing if name not in there.get("alarmNames", []))]
        alarms = {"alarmNames": names, "enable": True, "rollback": True}
        yield f"it doesn't roll back at {', '.join(missing)}", {"alarms": alarms}


def _shift(settings: EcsTarget, there: dict[str, Any]) -> Iterator[Mend]:
    shift = settings.shift
    if shift is None or settings.strategy not in ("linear", "canary"):
        return
    percent = shift.linear if settings.strategy == "linear" else shift.canary
    word = "step" if settings.strategy == "linear" else "canary"
    wanted = {f"{word}Percent": percent, f"{word}BakeTimeInMinutes": round(shift.wait.total_seconds() / 60)}
    name = f"{settings.strategy}Configuration"
    if percent is not None and there.get(name) != wanted:
        yield f"its {name} is {json.dumps(there.get(name))}", {name: wanted}


def _hold(settings: EcsTarget, there: list[dict[str, Any]]) -> Iterator[Mend]:
    if settings.hold is None:
        return
    stage = settings.hold.upper()
    if any(stage in hook.get("lifecycleStages", []) and _is_ours(settings, hook) for hook in there):
        return
    hook: dict[str, Any] = {"lifecycleStages": [stage]}
    if settings.hook_function:
        hook |= {"hookTargetArn": f"THE ARN OF {settings.hook_function}", "roleArn": "A ROLE THAT MAY INVOKE IT"}
    else:
        hook |= {"targetType": "PAUSE", "timeoutConfiguration": PAUSE}
    yield f"nothing holds it at {stage}", {"lifecycleHooks": [*there, hook]}


def _is_ours(settings: EcsTarget, hook: dict[str, Any]) -> bool:
    """Whether it is the pause or the function that the catalogue means."""
    if not settings.hook_function:
        return hook.get("targetType") == "PAUSE"
    arn = str(hook.get("hookTargetArn", ""))
    return settings.hook_function in (arn, arn.partition(":function:")[2].partition(":")[0])


def _works(monitor: dict[str, Any]) -> bool:
    return bool(monitor.get("enable") and monitor.get("rollback"))
