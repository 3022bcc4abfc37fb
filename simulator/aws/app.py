"""The AWS endpoint at `/aws`, and the hands of the game master at `/world/aws`."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from simulator.asked import asked_of, refused, seconds_in, without_seconds
from simulator.aws import protocol
from simulator.aws.account import Account
from simulator.aws.beginning import settle
from simulator.aws.codedeploy import CodeDeploy
from simulator.aws.codepipeline import CodePipeline
from simulator.aws.configs import CONFIGS
from simulator.aws.definitions import TaskDefinitions, image_of
from simulator.aws.deploying import Deploying, Halted
from simulator.aws.deployment import Deployment
from simulator.aws.deployments import Deployments, by_application
from simulator.aws.dynamodb import DynamoDb
from simulator.aws.ecs import Ecs
from simulator.aws.eventbridge import EventBridge
from simulator.aws.fleet import Fleet, Service
from simulator.aws.hooks import Lambda
from simulator.aws.protocol import AwsError, Call, Request
from simulator.aws.rollout import SCENARIOS, Rollout, Surroundings
from simulator.aws.serverless import Serverless
from simulator.aws.servers import Servers
from simulator.aws.service_deployment import ServiceDeployment
from simulator.aws.service_deployments import ServiceDeployments
from simulator.aws.service_rollout import SCENARIOS as NATIVE_SCENARIOS
from simulator.aws.service_rollout import ServiceSurroundings
from simulator.aws.sqs import Sqs
from simulator.aws.sts import Sts
from simulator.aws.work import Work
from simulator.calls import Calls
from simulator.clock import Clock
from simulator.registry import IMAGES, Images
from simulator.scenarios import HEALTHY, Scenarios
from simulator.troubles import Troubles
from simulator.world import World

SHOWN = 20  # deployments of a service
CONTROL_PLANES = ("codedeploy", "ecs", "codepipeline", "codebuild", "lambda")  # what is throttled; a hook's own aren't
TOO_FAST = {"lambda": "TooManyRequestsException"}

Emit = Callable[[str, dict[str, object]], None]

log = logging.getLogger(__name__)


class AwsWorld:
    """The account of a world file. Needs a running event loop from the first deployment on; `close` ends them all."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        base_url: Callable[[], str],
        emit: Emit,
        troubles: Troubles | None = None,
        scenarios: Scenarios | None = None,
        calls: Calls | None = None,
    ) -> None:
        self._emit, aws = emit, world.aws
        self._troubles = troubles or Troubles(emit)
        self._app: web.Application | None = None
        self._own_images = Images(world.images)
        self._account = Account(aws.account, aws.region)
        self._fleet = Fleet(self._account)
        self._definitions = TaskDefinitions(self._account, self._in_use)
        settle(aws, self._fleet, self._definitions)
        self.scenarios = scenarios or Scenarios()
        for each in aws.services:
            offered = SCENARIOS if each.controller == "CODE_DEPLOY" else NATIVE_SCENARIOS
            self.scenarios.offer(each.name, offered, aws.scenarios.get(each.name, HEALTHY))
        functions = Lambda(self._account, aws.hooks, lambda: f"{base_url()}/aws")
        self._deployments = Deployments()
        self._codedeploy = CodeDeploy(
            self._deployments,
            aws.deployment_groups,
            self._fleet,
            self._definitions,
            functions,
            self._start,
            self._scenario_of,
        )
        native_around = ServiceSurroundings(clock, aws.pace, self._fleet, functions, self._changed)
        self._native = ServiceDeployments(native_around, self._definitions, self._scenario_of)
        rollouts_of = self._native.rollouts_of
        ecs = Ecs(self._account, aws.clusters, self._fleet, self._definitions, self._digest_of, rollouts_of)
        self._native.describe = ecs.service_shape
        self._around = Surroundings(clock, aws.pace, self._fleet, functions, self._changed, self._codedeploy.roll_back)
        self._servers = Servers(self._account, aws, clock, self._deployments, self.scenarios, self._heard)
        self._sts = Sts(self._account, aws.roles)
        self._sqs = Sqs(self._account, filter(None, (aws.events_queue,)))
        queue = self._sqs.queues.get(aws.events_queue)
        self._events = EventBridge(self._account, queue.send if queue else None)
        self._pipelines = CodePipeline(
            self._account, aws.pipelines, clock, self.scenarios, self._sts.identity, self._heard
        )
        self._serverless = Serverless(
            world, self._account, clock, self._deployments, self.scenarios, self._images, self._heard
        )
        platforms = (self._codedeploy, self._servers, self._serverless.platform)
        self._services = {
            **self._pipelines.services,
            **self._serverless.services,
            "codedeploy": {**by_application(*platforms), **self._deployments.operations},
            "ecs": {**ecs.operations, **self._native.operations},
            "dynamodb": DynamoDb(self._account, aws.tables).operations,
            "sts": self._sts.operations,
            "sqs": self._sqs.operations,
            "autoscaling": self._servers.scaling.operations,
        }
        self._calls = calls or Calls()
        self._work = Work()
        self._asked = 0

    def add_routes(self, app: web.Application) -> None:
        """Mount `/aws` and `/world/aws`."""
        self._app = app
        app.router.add_route("*", "/aws", self._answer)
        app.router.add_route("*", "/aws/{path:.*}", self._answer)
        app.router.add_get("/world/aws", self._show)
        self._pipelines.add_routes(app)
        self._servers.add_routes(app)
        self._serverless.add_routes(app)
        self._calls.add_routes(app)
        self.scenarios.add_routes(app, self._emit)
        app.router.add_post("/world/aws/alarm", self._raise_alarm)
        app.router.add_post("/world/aws/throttle", self._throttle)
        app.router.add_post("/world/aws/deregister", self._deregister)
        app.router.add_post("/world/aws/events", self._push)

    async def close(self) -> None:
        """End every deployment that still runs."""
        await self._pipelines.close()
        await self._native.close()
        await self._serverless.close()
        await self._servers.close()
        await self._work.close()

    async def _answer(self, request: web.Request) -> web.Response:
        headers = request.headers
        path = request.rel_url.raw_path.removeprefix("/aws")
        asked = Request(request.method, path, request.query, headers, await request.read())
        service, operation = protocol.service_of(headers), headers.get("X-Amz-Target", "")[:200]
        try:
            call = protocol.read(asked)
            service, operation = call.service, call.name
            if (service, operation) == ("sqs", "ReceiveMessage"):
                await self._sqs.wait(call.params)
            reply = protocol.write(call, self._perform(call, headers.get("Authorization", "")))
        except AwsError as err:
            if err.status == 500:
                log.exception("the simulator is at fault in %s.%s", service, operation)
            self._calls.record(service, operation, err.code)
            reply = protocol.write_error(service, err)
        else:
            self._calls.record(service, operation, None)
        return web.Response(body=reply.body, status=reply.status, headers=reply.headers)

    def _perform(self, call: Call, authorization: str) -> protocol.Answer:
        """Do what is asked for. Raises AwsError."""
        if self._is_too_fast(call.service):
            raise AwsError(TOO_FAST.get(call.service, "ThrottlingException"), "Rate exceeded")
        perform = self._services[call.service].get(call.name)
        if perform is None:
            message = f"The simulator has not built {call.service} {call.name}."
            raise AwsError("UnknownOperationException", message, status=501)
        signed = re.search(r"Credential=([A-Z0-9]+)/", authorization)
        self._sts.caller = signed[1] if signed else ""
        return perform(call.params)

    def _is_too_fast(self, service: str) -> bool:
        if service not in CONTROL_PLANES:
            return False
        if self._troubles.strikes("aws"):
            return True
        chosen = any(each.is_live and each.scenario == "throttled" for each in self._deployments.newest())
        if not chosen and not (service == "lambda" and self._serverless.functions.is_throttled):
            return False
        self._asked += 1
        return self._asked % 3 != 0  # two calls of three

    def _start(self, deployment: Deployment) -> None:
        config = CONFIGS[deployment.request["deploymentConfigName"]]
        self._work.begin(Rollout(deployment, config, self._around).run(), f"deployment {deployment.id}")

    def _changed(self, deployment: Deployment | ServiceDeployment) -> None:
        self._emit("aws", {"service": deployment.service.name, "deployment": self._summary(deployment)})
        if isinstance(deployment, Deployment):
            self._events.deployment(deployment, deployment.service)
        else:
            self._events.service_deployment(deployment)

    def _heard(self, kind: str, shown: dict[str, Any]) -> None:
        """The page is shown it, and EventBridge hears of it."""
        self._emit(kind, shown)
        if "execution" in shown:
            self._events.execution(shown["pipeline"], shown["execution"])
        elif "deployment" in shown:
            self._events.deployment(self._deployments.find({"deploymentId": shown["deployment"]["id"]}))

    def _scenario_of(self, service: str, image: str) -> str:
        """What was chosen for the service; else how its image fares."""
        chosen = self.scenarios.of(service)
        return chosen if chosen != HEALTHY else self._images().scenario_of(image) or HEALTHY

    def _digest_of(self, image: str) -> str:
        return self._images().digest_of(image)

    def _images(self) -> Images:
        """The registry's images where there is one, for people push new ones; else those of the world file."""
        return self._app.get(IMAGES, self._own_images) if self._app is not None else self._own_images

    def _in_use(self) -> set[str]:
        return {each.definition for service in self._fleet.services.values() for each in service.task_sets}

    async def _show(self, request: web.Request) -> web.Response:
        services = [
            {
                "name": service.name,
                "cluster": service.cluster,
                "scenario": self.scenarios.of(service.name),
                "task_sets": self._task_sets(service),
                "deployments": [self._summary(each) for each in self._shown(service)],
            }
            for service in self._fleet.services.values()
        ]
        functions = self._serverless.functions.summaries()
        everything = [*services, *self._servers.shown()]
        return web.json_response(
            {
                "services": everything,
                "functions": functions,
                "pipelines": self._pipelines.shown(),
                "scenarios": SCENARIOS,
            }
        )

    def _shown(self, service: Service) -> list[Deployment | ServiceDeployment]:
        """The newest first, whoever deploys the service."""
        ours = [each for each in self._deployments.newest() if isinstance(each, Deployment) and each.service is service]
        shown: list[Deployment | ServiceDeployment] = [*ours, *reversed(self._native.of(service))]
        return shown[:SHOWN]

    def _task_sets(self, service: Service) -> list[dict[str, object]]:
        green = [each.green for each in self._live(service.name) if isinstance(each, Deployment)]
        green += [each.target.tasks for each in self._native.of(service) if each.is_live]
        shown = []
        for each in service.task_sets:
            image = image_of(self._definitions.find(each.definition) or {}, service.container)
            label = "green" if each in green else "blue"
            shown.append({**each.summary(), "label": label, "image": image, "tag": self._images().tag_of(image)})
        return shown

    def _summary(self, deployment: Deployment | ServiceDeployment) -> dict[str, object]:
        return {**deployment.summary(), "tag": self._images().tag_of(deployment.image)}

    def _live(self, service: str) -> list[Deploying]:
        return [each for each in self._deployments.newest() if each.is_live and each.staged == service]

    async def _raise_alarm(self, request: web.Request) -> web.Response:
        """An alarm goes off now: what is live and watches one is stopped, as CodeDeploy does it."""
        service = (await asked_of(request)).get("service")
        if not isinstance(service, str) or service not in self.scenarios.offered:
            return refused(404, f"No service {service!r}; there are {', '.join(self.scenarios.offered)}.")
        watching = [each for each in self._live(service) if each.alarms()["enabled"]]
        for each in watching:
            each.stop(Halted.alarmed(each.alarms()))
        native = self._native.alarm(service)
        if not watching and not native:
            return refused(409, f"Nothing is being deployed to {service} that watches an alarm.")
        return web.json_response({"ok": True, "stopped": [*(each.id for each in watching), *native]})

    async def _throttle(self, request: web.Request) -> web.Response:
        if (seconds := seconds_in(await asked_of(request))) is None:
            return without_seconds()
        self._troubles.begin("aws", seconds)
        return web.json_response({"ok": True})

    async def _deregister(self, request: web.Request) -> web.Response:
        """What a clean-up does that others run: the definition stays to be seen, and can't be deployed any more."""
        name = str((await asked_of(request)).get("definition", ""))
        definition = self._definitions.find(name)
        if definition is None:
            return refused(404, f"No task definition {name!r}.")
        definition["status"] = "INACTIVE"
        return web.json_response({"ok": True})

    async def _push(self, request: web.Request) -> web.Response:
        """Put something into the queue by hand: an event that comes late, or twice, or that nobody at AWS sent."""
        asked = await asked_of(request)
        if self._events.send is None:
            return refused(409, "This world has no events_queue.")
        if "body" in asked:
            self._events.send(str(asked["body"]))
        for each in asked.get("events", []):
            self._events.send(json.dumps(each))
        return web.json_response({"ok": True})
