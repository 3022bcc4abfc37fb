"""A simulated account on a real socket, and real clients that talk to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import aioboto3
import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from aiohttp.web import Application

from simulator import registry, world
from simulator.aws.app import AwsWorld
from simulator.aws.protocol import NEWER
from simulator.clock import Clock
from simulator.world import AwsPace

# one for all tests: it keeps the service models that it has read
CORE = AioSession()
CORE.get_component("data_loader").search_paths.append(str(NEWER))
SESSION = aioboto3.Session("AKIAEXAMPLE", "example", region_name="ap-northeast-2", botocore_session=CORE)
FAST = AwsPace(
    queue=1,
    event=1,
    provision=20,
    healthy=30,
    install_timeout=600,
    test_traffic=2,
    traffic=3,
    traffic_timeout=600,
    unanswered=300,
    alarm=60,
    drain=10,
    hook_timeout=36_000,
)


class Cloud:
    """The account, its clients, and the few moves that every test makes."""

    http: ClientSession

    def __init__(self, url: str, events: list[dict[str, Any]]) -> None:
        self.url, self.events = url, events
        self._stack = AsyncExitStack()
        self.codedeploy: Any = None
        self.ecs: Any = None
        self.dynamodb: Any = None
        self.sts: Any = None

    async def open(self) -> None:
        self.http = await self._stack.enter_async_context(ClientSession())
        config = AioConfig(retries={"max_attempts": 0}, parameter_validation=False)
        for name in ("codedeploy", "ecs", "dynamodb", "sts"):
            client = SESSION.client(name, endpoint_url=f"{self.url}/aws", config=config)
            setattr(self, name, await self._stack.enter_async_context(client))

    async def close(self) -> None:
        await self._stack.aclose()

    async def world(self, path: str = "", **asked: object) -> dict[str, Any]:
        """What `/world/aws…` answers; with arguments it is a POST."""
        method = "POST" if asked else "GET"
        async with self.http.request(method, f"{self.url}/world/aws{path}", json=asked or None) as answer:
            read: dict[str, Any] = await answer.json()
            return read

    async def revise(self, tag: str = "v2") -> str:
        """A task definition revision that runs another image."""
        current = await self.ecs.describe_task_definition(taskDefinition="demo-backend")
        given = current["taskDefinition"]
        image = f"ghcr.io/softbank-hackathon-watermelon/demo-backend:{tag}"
        registered = await self.ecs.register_task_definition(
            family=given["family"],
            networkMode=given["networkMode"],
            requiresCompatibilities=given["requiresCompatibilities"],
            cpu=given["cpu"],
            memory=given["memory"],
            containerDefinitions=[given["containerDefinitions"][0] | {"image": image}],
            tags=[{"key": "subaku:release", "value": "r-1"}],
        )
        arn: str = registered["taskDefinition"]["taskDefinitionArn"]
        return arn

    def appspec(self, definition: str, hook: str | None = "subaku-hook", **changed: Any) -> str:
        balancer = {"ContainerName": "demo-backend", "ContainerPort": 8080} | changed
        properties = {"TaskDefinition": definition, "LoadBalancerInfo": balancer}
        target = {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}
        hooks = [{"AfterAllowTestTraffic": hook}] if hook else []
        return json.dumps({"version": 0.0, "Resources": [target], "Hooks": hooks})

    async def deploy(self, *, hook: str | None = "subaku-hook", tag: str = "v2", **settings: Any) -> str:
        content = self.appspec(await self.revise(tag), hook)
        created = await self.codedeploy.create_deployment(
            **{
                "applicationName": "demo-backend",
                "deploymentGroupName": "demo-backend-bluegreen",
                "revision": {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}},
                "autoRollbackConfiguration": {
                    "enabled": True,
                    "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
                },
                **settings,
            }
        )
        identifier: str = created["deploymentId"]
        return identifier

    async def info(self, deployment: str) -> dict[str, Any]:
        read: dict[str, Any] = (await self.codedeploy.get_deployment(deploymentId=deployment))["deploymentInfo"]
        return read

    async def target(self, deployment: str) -> dict[str, Any]:
        answer = await self.codedeploy.batch_get_deployment_targets(
            deploymentId=deployment, targetIds=["demo:demo-backend"]
        )
        target: dict[str, Any] = answer["deploymentTargets"][0]["ecsTarget"]
        return target

    async def lifecycle(self, deployment: str) -> dict[str, str]:
        events = (await self.target(deployment))["lifecycleEvents"]
        return {each["lifecycleEventName"]: each["status"] for each in events}

    async def hook(self, deployment: str) -> dict[str, Any]:
        """What the hook function left in its table, as soon as it is there."""
        key = {"DeploymentId": {"S": deployment}, "HookEvent": {"S": "AfterAllowTestTraffic"}}

        async def kept() -> Any:
            return (await self.dynamodb.get_item(TableName="subaku-hooks", Key=key)).get("Item")

        item: dict[str, Any] = await self.until(kept)
        return item

    async def answer(self, deployment: str, status: str = "Succeeded") -> None:
        execution = (await self.hook(deployment))["LifecycleEventHookExecutionId"]["S"]
        await self.codedeploy.put_lifecycle_event_hook_execution_status(
            deploymentId=deployment, lifecycleEventHookExecutionId=execution, status=status
        )

    @staticmethod
    async def until(found: Callable[[], Awaitable[Any]], seconds: float = 20) -> Any:
        """The first answer that isn't empty."""
        async with asyncio.timeout(seconds):
            while not (answer := await found()):  # noqa: ASYNC110 - AWS is asked, it doesn't tell
                await asyncio.sleep(0.01)
        return answer

    async def ended(self, deployment: str) -> dict[str, Any]:
        """The deployment once nothing happens to it any more."""

        async def finished() -> Any:
            info = await self.info(deployment)
            return info if info["status"] in {"Succeeded", "Failed", "Stopped"} else None

        info: dict[str, Any] = await self.until(finished)
        return info


Start = Callable[..., Awaitable[Cloud]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts an account: the demo's, at a speed of 1,800, with what is changed in its `aws` section."""
    async with AsyncExitStack() as stack:

        async def started(**changed: Any) -> Cloud:
            demo = world.load()
            demo = replace(demo, aws=replace(demo.aws, **{"pace": FAST, **changed}))
            app = Application()
            events: list[dict[str, Any]] = []
            account = AwsWorld(
                demo, Clock(1800), lambda: made.url, lambda kind, data: events.append({"kind": kind, **data})
            )
            registry.add_routes(app, demo)
            account.add_routes(app)
            server = await stack.enter_async_context(TestServer(app, host="127.0.0.1"))
            stack.push_async_callback(account.close)
            made = Cloud(str(server.make_url("")).rstrip("/"), events)
            await made.open()
            stack.push_async_callback(made.close)
            return made

        yield started


@pytest.fixture
async def cloud(start: Start) -> Cloud:
    return await start()
