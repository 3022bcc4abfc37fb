"""Whether a service in ECS is as the catalogue says, and what puts it right where it isn't."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalogue import Aws, EcsTarget, Shift
from bot.drivers.ecs_service import as_catalogued
from bot.errors import TargetMisconfigured

BEFORE_EACH = "PRE_PRODUCTION_TRAFFIC_SHIFT"
PAUSE = {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}
FUNCTION = {
    "hookTargetArn": "arn:aws:lambda:eu-west-1:111122223333:function:subaku-hook:live",
    "lifecycleStages": ["PRE_SCALE_UP"],
}
ON = {"enable": True, "rollback": True}
THERE = {
    "strategy": "BLUE_GREEN",
    "deploymentCircuitBreaker": ON,
    "alarms": {"alarmNames": ["errors"], **ON},
    "lifecycleHooks": [PAUSE, FUNCTION],
}
CANARY = {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 5}}
BY_FUNCTION = {"hook_function": "subaku-hook", "hook_table": "subaku-hooks"}


def target(**settings: Any) -> EcsTarget:
    given = {"strategy": "blue_green", "aws": Aws("eu-west-1"), **settings}
    return EcsTarget(service_name="app", environment="production", cluster="c", service="s", container="app", **given)


def service(**configuration: Any) -> dict[str, Any]:
    return {"status": "ACTIVE", "taskDefinition": "app:1", "deploymentConfiguration": {**THERE, **configuration}}


@pytest.mark.parametrize(
    ("settings", "configuration"),
    [
        ({}, {}),
        ({"hold": "post_test_traffic_shift", "alarms": ("errors",)}, {}),
        ({"hold": "pre_scale_up", **BY_FUNCTION}, {}),
        ({"hold": "pre_production_traffic_shift"}, {"lifecycleHooks": [{**PAUSE, "lifecycleStages": [BEFORE_EACH]}]}),
        ({"strategy": "rolling"}, {"strategy": "ROLLING"}),
        ({"strategy": "rolling", "circuit_breaker": False}, {"strategy": "ROLLING", "deploymentCircuitBreaker": {}}),
        ({"strategy": "canary"}, CANARY),
        ({"strategy": "canary", "shift": Shift(timedelta(minutes=5), canary=10)}, CANARY),
    ],
)
def test_what_fits_is_let_be(settings: dict[str, Any], configuration: dict[str, Any]) -> None:
    found = service(**configuration)
    assert as_catalogued(target(**settings), [found]) is found


@pytest.mark.parametrize(
    ("settings", "wrong", "right"),
    [
        ({"strategy": "canary"}, "deploys BLUE_GREEN, the catalogue says CANARY", {"strategy": "CANARY"}),
        ({"alarms": ("slow",)}, "at slow", {"alarms": {"alarmNames": ["errors", "slow"], **ON}}),
    ],
)
def test_what_is_missing_is_said_with_the_line_that_puts_it_right(
    settings: dict[str, Any], wrong: str, right: dict[str, Any]
) -> None:
    with pytest.raises(TargetMisconfigured, match=wrong) as refused:
        as_catalogued(target(**settings), [service()])
    line = str(refused.value).partition("--deployment-configuration ")[2]
    assert json.loads(line.strip("'")) == right


def test_a_missing_hook_is_added_to_those_that_are_there() -> None:
    with pytest.raises(TargetMisconfigured, match="nothing holds it at POST_SCALE_UP") as refused:
        as_catalogued(target(hold="post_scale_up"), [service()])
    hooks = json.loads(str(refused.value).partition("--deployment-configuration ")[2].strip("'"))["lifecycleHooks"]
    assert hooks[:2] == [PAUSE, FUNCTION]
    assert (hooks[2]["targetType"], hooks[2]["lifecycleStages"]) == ("PAUSE", ["POST_SCALE_UP"])


def test_a_missing_function_is_named() -> None:
    with pytest.raises(TargetMisconfigured, match="THE ARN OF other-hook"):
        as_catalogued(target(hold="pre_scale_up", hook_function="other-hook", hook_table="t"), [service()])


def test_a_shift_of_other_steps_is_refused() -> None:
    shift = Shift(timedelta(minutes=1), canary=25)
    with pytest.raises(TargetMisconfigured, match='"canaryPercent": 25'):
        as_catalogued(target(strategy="canary", shift=shift), [service(**CANARY)])


def test_a_breaker_that_does_not_roll_back_is_refused() -> None:
    off = {"enable": True, "rollback": False}
    with pytest.raises(TargetMisconfigured, match="circuit breaker doesn't roll back"):
        as_catalogued(target(strategy="rolling"), [service(strategy="ROLLING", deploymentCircuitBreaker=off)])


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"strategy": "rolling", "hold": "pre_scale_up"}, "rolling deployments have no stages"),
        ({"hold": "production_traffic_shift"}, "can't pause at production_traffic_shift"),
        ({"hold": "pre_scale_up", "hook_function": "f"}, "hook_function and hook_table together"),
    ],
)
def test_what_no_service_could_be_is_refused(settings: dict[str, Any], wrong: str) -> None:
    with pytest.raises(TargetMisconfigured, match=wrong):
        as_catalogued(target(**settings), [service()])


@pytest.mark.parametrize("found", [[], [{"status": "INACTIVE"}]])
def test_a_service_that_is_not_there_is_said(found: list[dict[str, Any]]) -> None:
    with pytest.raises(TargetMisconfigured, match="no active service s in the cluster c"):
        as_catalogued(target(), found)


def test_what_codedeploy_deploys_is_refused() -> None:
    found = {**service(), "deploymentController": {"type": "CODE_DEPLOY"}}
    with pytest.raises(TargetMisconfigured, match="CODE_DEPLOY; ECS belongs there"):
        as_catalogued(target(), [found])
