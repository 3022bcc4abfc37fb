"""The floor of a start: the calls to AWS that it needs, by a bare script whose connections are open."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aioboto3

from bench.lanes import IMAGE

KEPT = ("family", "containerDefinitions", "networkMode", "requiresCompatibilities", "cpu", "memory", "executionRoleArn")


@dataclass(frozen=True)
class Script:
    """Two clients and what to do with them. Any: a script has no types."""

    codedeploy: Any
    ecs: Any

    async def warm(self, name: str) -> None:
        """Open the connections, as many as will be used at once."""
        await asyncio.gather(self._current(name), self._live(name))

    async def deploy(self, name: str) -> float:
        """What is there, is it free, register, create; returns when it began, in epoch seconds."""
        began = time.time()
        current, _ = await asyncio.gather(self._current(name), self._live(name))
        request = {key: current[key] for key in KEPT if key in current}
        request["containerDefinitions"][0]["image"] = f"{IMAGE}:v2"
        registered = await self.ecs.register_task_definition(**request)
        content = _appspec(registered["taskDefinition"]["taskDefinitionArn"])
        revision = {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}
        await self.codedeploy.create_deployment(applicationName=name, deploymentGroupName=name, revision=revision)
        return began

    async def _current(self, name: str) -> dict[str, Any]:
        found = await self.ecs.describe_services(cluster="demo", services=[name])
        arn = found["services"][0]["taskSets"][0]["taskDefinition"]
        described = await self.ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        return dict(described["taskDefinition"])

    async def _live(self, name: str) -> None:
        await self.codedeploy.list_deployments(
            applicationName=name, deploymentGroupName=name, includeOnlyStatuses=["InProgress"]
        )


@asynccontextmanager
async def opened(page: str) -> AsyncIterator[Script]:
    """A script against the simulated cloud."""
    os.environ.update(AWS_ACCESS_KEY_ID="demo", AWS_SECRET_ACCESS_KEY="demo")  # noqa: S106  the simulator's own
    session: Any = aioboto3.Session(region_name="ap-northeast-2")
    async with AsyncExitStack() as stack:
        codedeploy = await stack.enter_async_context(session.client("codedeploy", endpoint_url=f"{page}/aws"))
        yield Script(codedeploy, await stack.enter_async_context(session.client("ecs", endpoint_url=f"{page}/aws")))


def _appspec(definition: str) -> str:
    properties = {
        "TaskDefinition": definition,
        "LoadBalancerInfo": {"ContainerName": "demo-backend", "ContainerPort": 8080},
    }
    return json.dumps(
        {"version": 0.0, "Resources": [{"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}]}
    )
