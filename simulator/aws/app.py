"""The AWS endpoint at `/aws`, and the hands of the game master at `/world/aws`."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import Callable

from aiohttp import web

from simulator.asked import asked_of, refused
from simulator.aws import protocol
from simulator.aws.account import Account, now
from simulator.aws.beginning import settle
from simulator.aws.codedeploy import CodeDeploy
from simulator.aws.configs import CONFIGS
from simulator.aws.definitions import TaskDefinitions, image_of
from simulator.aws.deployment import Deployment, Halted
from simulator.aws.dynamodb import DynamoDb
from simulator.aws.ecs import Ecs
from simulator.aws.fleet import Fleet, Service
from simulator.aws.hooks import Lambda
from simulator.aws.protocol import AwsError, Call
from simulator.aws.rollout import SCENARIOS, Rollout, Surroundings
from simulator.aws.scenarios import HEALTHY, NoSuchScenario, Scenarios
from simulator.aws.sts import Sts
from simulator.clock import Clock
from simulator.registry import IMAGES, Images
from simulator.troubles import Troubles
from simulator.world import World

CALLS_KEPT = 500
SHOWN = 20  # deployments of a service
CONTROL_PLANES = ("codedeploy", "ecs")  # what is throttled; a hook's own calls are not

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
    ) -> None:
        self._emit, aws = emit, world.aws
        self._troubles = troubles or Troubles(emit)
        self._app: web.Application | None = None
        self._own_images = Images(world.images)
        self._account = Account(aws.account, aws.region)
        self._fleet = Fleet(self._account)
        self._definitions = TaskDefinitions(self._account, self._in_use)
        settle(aws, self._fleet, self._definitions)
        self.scenarios = Scenarios()
        for each in aws.services:
            self.scenarios.offer(each.name, SCENARIOS, aws.scenarios.get(each.name, HEALTHY))
        functions = Lambda(self._account, aws.hooks, lambda: f"{base_url()}/aws")
        self._codedeploy = CodeDeploy(
            self._account,
            aws.deployment_groups,
            self._fleet,
            self._definitions,
            functions,
            self._start,
            self._scenario_of,
        )
        self._around = Surroundings(clock, aws.pace, self._fleet, functions, self._changed, self._codedeploy.roll_back)
        self._sts = Sts(self._account, aws.roles)
        self._services = {
            "codedeploy": self._codedeploy.operations,
            "ecs": Ecs(self._account, aws.clusters, self._fleet, self._definitions, self._digest_of).operations,
            "dynamodb": DynamoDb(self._account, aws.tables).operations,
            "sts": self._sts.operations,
        }
        self._calls: deque[dict[str, object]] = deque(maxlen=CALLS_KEPT)
        self._rollouts: set[asyncio.Task[None]] = set()
        self._asked = 0

    def add_routes(self, app: web.Application) -> None:
        """Mount `/aws` and `/world/aws`."""
        self._app = app
        app.router.add_route("*", "/aws", self._answer)
        app.router.add_route("*", "/aws/{path:.*}", self._answer)
        app.router.add_get("/world/aws", self._show)
        app.router.add_get("/world/aws/log", self._show_log)
        app.router.add_post("/world/aws/scenario", self._choose_scenario)
        app.router.add_post("/world/aws/alarm", self._raise_alarm)
        app.router.add_post("/world/aws/throttle", self._throttle)
        app.router.add_post("/world/aws/deregister", self._deregister)

    async def close(self) -> None:
        """End every deployment that still runs."""
        for each in self._rollouts:
            each.cancel()
        await asyncio.gather(*self._rollouts, return_exceptions=True)

    async def _answer(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), request.headers
        service, operation = protocol.service_of(headers), headers.get("X-Amz-Target", "")[:200]
        try:
            call = protocol.read(headers, body)
            service, operation = call.service, call.name
            text, kind = protocol.write(call, self._perform(call, headers.get("Authorization", "")))
        except AwsError as err:
            if err.status == 500:
                log.exception("the simulator is at fault in %s.%s", service, operation)
            self._record(service, operation, err.code)
            text, kind = protocol.write_error(service, err)
            return web.Response(text=text, status=err.status, headers={"Content-Type": kind})
        self._record(service, operation, None)
        return web.Response(text=text, headers={"Content-Type": kind, "x-amzn-RequestId": call.request_id})

    def _record(self, service: str, operation: str, error: str | None) -> None:
        called = {"at": now().isoformat(), "service": service, "operation": operation}
        self._calls.append({**called, "ok": error is None, "error": error})

    def _perform(self, call: Call, authorization: str) -> protocol.Answer:
        """Do what is asked for. Raises AwsError."""
        if self._is_too_fast(call.service):
            raise AwsError("ThrottlingException", "Rate exceeded")
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
        if not any(each.is_live and each.scenario == "throttled" for each in self._codedeploy.deployments.values()):
            return False
        self._asked += 1
        return self._asked % 3 != 0  # two calls of three

    def _start(self, deployment: Deployment) -> None:
        config = CONFIGS[deployment.request["deploymentConfigName"]]
        task = asyncio.create_task(Rollout(deployment, config, self._around).run(), name=deployment.id)
        self._rollouts.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._rollouts.discard(task)
        if not task.cancelled() and (err := task.exception()):
            log.error("the simulated deployment %s broke", task.get_name(), exc_info=err)

    def _changed(self, deployment: Deployment) -> None:
        self._emit("aws", {"service": deployment.service.name, "deployment": self._summary(deployment)})

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
        newest = list(reversed(self._codedeploy.deployments.values()))
        services = [
            {
                "name": service.name,
                "cluster": service.cluster,
                "scenario": self.scenarios.of(service.name),
                "task_sets": self._task_sets(service),
                "deployments": [self._summary(each) for each in newest if each.service is service][:SHOWN],
            }
            for service in self._fleet.services.values()
        ]
        return web.json_response({"services": services, "scenarios": SCENARIOS})

    def _task_sets(self, service: Service) -> list[dict[str, object]]:
        green = [each.green for each in self._live(service.name)]
        shown = []
        for each in service.task_sets:
            image = image_of(self._definitions.find(each.definition) or {}, service.container)
            label = "green" if each in green else "blue"
            shown.append({**each.summary(), "label": label, "image": image, "tag": self._images().tag_of(image)})
        return shown

    def _summary(self, deployment: Deployment) -> dict[str, object]:
        return {**deployment.summary(), "tag": self._images().tag_of(deployment.image)}

    def _live(self, service: str) -> list[Deployment]:
        deployments = self._codedeploy.deployments.values()
        return [each for each in deployments if each.is_live and each.service.name == service]

    async def _show_log(self, request: web.Request) -> web.Response:
        limit = request.query.get("limit", "200")
        calls = list(self._calls)[-int(limit) :] if limit.isdecimal() and int(limit) else []
        return web.json_response({"calls": calls})

    async def _choose_scenario(self, request: web.Request) -> web.Response:
        asked = await asked_of(request)
        service, scenario = asked.get("service"), asked.get("scenario")
        try:
            self.scenarios.choose(service, scenario)
        except NoSuchScenario as err:
            return refused(400 if service in self.scenarios.offered else 404, str(err))
        self._emit("scenario", {"service": service, "scenario": scenario})
        return web.json_response({"ok": True})

    async def _raise_alarm(self, request: web.Request) -> web.Response:
        """An alarm goes off now: what is live and watches one is stopped, as CodeDeploy does it."""
        service = (await asked_of(request)).get("service")
        if not isinstance(service, str) or service not in self.scenarios.offered:
            return refused(404, f"No service {service!r}; there are {', '.join(self.scenarios.offered)}.")
        watching = [each for each in self._live(service) if each.alarms()["enabled"]]
        for each in watching:
            each.stop(Halted.alarmed(each.alarms()))
        if not watching:
            return refused(409, f"Nothing is being deployed to {service} that watches an alarm.")
        return web.json_response({"ok": True, "stopped": [each.id for each in watching]})

    async def _throttle(self, request: web.Request) -> web.Response:
        seconds = (await asked_of(request)).get("seconds")
        if not isinstance(seconds, int | float) or not 0 <= seconds <= 3600:
            return refused(400, "Name the `seconds`, 0 to 3600.")
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
