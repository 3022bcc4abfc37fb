"""Releases that don't go through: the thread says what happened, why, and that people are safe."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from simulator.client import Message
from simulator.redis import RedisServer
from simulator.world import load
from tests.stories.conftest import (
    MINA,
    SPEAK,
    Stage,
    beats,
    channel_of,
    console,
    mirror,
    mirrored,
    open_stage,
    ours,
    without_hold,
)

SCENARIOS = {
    "unhealthy": "health_check_fails",
    "broken": "task_cannot_start",
    "hook-breaks": "hook_fails",
    "hook-silent": "hook_times_out",
    "alarmed": "alarm",
    "stopped": "healthy",
    "busy": "healthy",
}


@pytest.fixture
async def many(redis_server: RedisServer, tmp_path: Path) -> AsyncIterator[Stage]:
    """A service for each way to fail; nobody need approve."""

    def settings(document: dict[str, Any]) -> None:
        targets = {name: mirror(document, name) for name in SCENARIOS}
        without_hold(targets["alarmed"])
        targets["alarmed"]["alarms"] = ["demo-backend-5xx"]

    async with open_stage(redis_server, tmp_path, mirrored(load(), SCENARIOS), settings) as made:
        yield made


async def test_each_failure_is_told_with_its_reason_and_taken_back(many: Stage) -> None:
    """Seven releases at once, each in a channel of its own."""
    async with asyncio.TaskGroup() as stories:
        stories.create_task(_fails(many, "unhealthy", "cause-health-check"))
        stories.create_task(_fails(many, "broken", "cause-task-cannot-start"))
        stories.create_task(_fails(many, "hook-breaks", "cause-hook-failed"))
        stories.create_task(_fails(many, "hook-silent", "cause-hook-timed-out"))
        stories.create_task(_fails(many, "alarmed", "cause-alarm"))
        stories.create_task(_is_stopped_in_the_console(many))
        stories.create_task(_waits_for_somebody_else(many))
    for name in SCENARIOS:
        again = [] if name == "busy" else ["release.retry"]
        await many.hands.wait_for(partial(_has_buttons, many, name, again), f"nothing but {again} to press for {name}")


async def _fails(stage: Stage, service: str, cause: str) -> None:
    root = await stage.ask("v2", service=service, channel=channel_of(service))
    await _is_safe(stage, root, service, cause)


async def _is_stopped_in_the_console(stage: Stage) -> None:
    root = await stage.ask("v2", service="stopped", channel=channel_of("stopped"))
    await stage.offers(root, "hold.continue")
    [made] = ours(await stage.hands.deployments("stopped"))
    async with console(stage) as somebody:
        await somebody.stop_deployment(deploymentId=made.id, autoRollbackEnabled=True)
    await _is_safe(stage, root, "stopped", "cause-stopped-elsewhere")


async def _is_safe(stage: Stage, root: Message, service: str, cause: str) -> None:
    await stage.reads(root, "live-rolled-back")
    thread = await stage.replied(root, "🛟")
    for words in (thread.words, thread.replies[-1].words):
        assert SPEAK("ko", cause) in words, f"{service}: {words}"
    assert beats(thread)[0] == "🏃"
    [rollback, failed, _] = await stage.hands.deployments(service)
    assert (rollback.status, rollback.creator) == ("Succeeded", "codeDeployRollback")
    assert failed.green == 0.0


async def _waits_for_somebody_else(stage: Stage) -> None:
    """A deployment that isn't ours holds the group until somebody stops it; then it goes on by itself."""
    async with console(stage) as somebody:
        theirs = await _start_by_hand(somebody)
        root = await stage.ask("v2", service="busy", channel=channel_of("busy"))
        waiting = await stage.reads(root, "waits-target-busy")
        assert theirs in waiting.words
        await somebody.stop_deployment(deploymentId=theirs, autoRollbackEnabled=False)
    await stage.press(MINA, root, "hold.continue")
    thread = await stage.reads(root, "live-succeeded")
    assert SPEAK("ko", "waits-target-busy") not in thread.words
    assert [each.status for each in ours(await stage.hands.deployments("busy"))] == ["Succeeded", "Stopped"]


async def _start_by_hand(codedeploy: Any) -> str:
    """It stays at a hook that nobody answers."""
    definition = "arn:aws:ecs:ap-northeast-2:111122223333:task-definition/busy:41"
    appspec = (
        "version: 0.0\nResources:\n- TargetService:\n    Type: AWS::ECS::Service\n    Properties:\n"
        f"      TaskDefinition: {definition}\n"
        "      LoadBalancerInfo: {ContainerName: demo-backend, ContainerPort: 8080}\n"
        "Hooks:\n- AfterAllowTestTraffic: subaku-hook\n"
    )
    revision = {"revisionType": "AppSpecContent", "appSpecContent": {"content": appspec}}
    answer = await codedeploy.create_deployment(applicationName="busy", deploymentGroupName="busy", revision=revision)
    return str(answer["deploymentId"])


async def _has_buttons(stage: Stage, name: str, expected: list[str]) -> bool:
    return await _buttons_left(stage, channel_of(name)) == expected


async def _buttons_left(stage: Stage, channel: str) -> list[str]:
    roots = await stage.hands.messages(channel)
    return [button.action_id for root in roots for it in (root, *root.replies) for button in it.buttons]
