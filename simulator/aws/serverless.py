"""What an account has beside containers: functions, bundles, alarms, images; and the game master's hands on them."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from simulator.asked import asked_of, refused
from simulator.aws.account import Account
from simulator.aws.calls import AwsError, Operations
from simulator.aws.cloudwatch import STATES, CloudWatch
from simulator.aws.deployments import Deployments
from simulator.aws.ecr import Ecr
from simulator.aws.lambda_deployments import FunctionDeployments
from simulator.aws.lambda_functions import SCENARIOS, Around, Functions
from simulator.aws.s3 import S3
from simulator.aws.work import Work
from simulator.aws.world import Alarm, Scan
from simulator.clock import Clock
from simulator.registry import Images
from simulator.scenarios import HEALTHY, Scenarios
from simulator.world import World


class Serverless:
    """Lambda with CodeDeploy's platform for it, S3, CloudWatch and ECR. `close` ends what still runs."""

    def __init__(
        self,
        world: World,
        account: Account,
        clock: Clock,
        deployments: Deployments,
        scenarios: Scenarios,
        images: Callable[[], Images],
        emit: Callable[[str, dict[str, object]], None],
    ) -> None:
        aws = world.aws
        for each in aws.functions:
            scenarios.offer(each.name, SCENARIOS, aws.scenarios.get(each.name, HEALTHY))
        self._scenarios, self._images = scenarios, images
        self._work = Work()
        named = {*(name for group in aws.deployment_groups for name in group.alarms)} - {it.name for it in aws.alarms}
        self._alarms = CloudWatch(account, (*aws.alarms, *(Alarm(name) for name in sorted(named))))
        self._bundles = S3(aws.objects)
        self._ecr = Ecr(account, world.images, images)
        around = Around(
            clock=clock,
            launch=self._work.begin,
            digest_of=lambda image: images().digest_of(image),
            turn=self._alarms.turn,
            scenario_of=self._scenario_of,
            told=lambda name, shown: emit("aws", {"service": name, **shown}),
            takes=aws.pace.function_update,
            alarm_after=aws.pace.alarm,
        )
        self.functions = Functions(account, aws.functions, self._bundles, around)
        self.platform = FunctionDeployments(account, aws.function_groups, deployments, self.functions, around)
        self.services: dict[str, Operations] = {
            "lambda": self.functions.operations,
            "s3": self._bundles.operations,
            "cloudwatch": self._alarms.operations,
            "ecr": self._ecr.operations,
        }

    def add_routes(self, app: web.Application) -> None:
        """Mount what can be done to objects, alarms and scans."""
        app.router.add_post("/world/aws/object", self._put_object)
        app.router.add_post("/world/aws/alarm-state", self._set_alarm)
        app.router.add_post("/world/aws/scan", self._scan)

    async def close(self) -> None:
        """End every update and deployment of a function."""
        await self._work.close()

    def _scenario_of(self, function: str, code: str) -> str:
        """What was chosen for the function; else how its image fares."""
        chosen = self._scenarios.of(function)
        return chosen if chosen != HEALTHY else self._images().scenario_of(code) or HEALTHY

    async def _put_object(self, request: web.Request) -> web.Response:
        """`{bucket, key, body?, metadata?}`: as a build does that uploads its bundle."""
        asked = await asked_of(request)
        bucket, key, metadata = str(asked.get("bucket", "")), str(asked.get("key", "")), asked.get("metadata", {})
        if not key or not isinstance(metadata, dict):
            return refused(400, "Name the `bucket` and the `key`; `metadata` is an object.")
        try:
            self._bundles.put(bucket, key, str(asked.get("body", "")).encode(), metadata)
        except AwsError as err:
            return refused(404, f"{err.message}: there are {', '.join(sorted(self._bundles.buckets))}.")
        return web.json_response({"ok": True})

    async def _set_alarm(self, request: web.Request) -> web.Response:
        """`{name, state}`"""
        asked = await asked_of(request)
        name, state = asked.get("name"), asked.get("state")
        if name not in self._alarms.names:
            return refused(404, f"No alarm {name!r}; there are {', '.join(self._alarms.names)}.")
        if state not in STATES:
            return refused(400, f"No state {state!r}; there are {', '.join(STATES)}.")
        self._alarms.turn(str(name), str(state), "The game master turned it.")
        return web.json_response({"ok": True})

    async def _scan(self, request: web.Request) -> web.Response:
        """`{repository, tag, status?, findings?}`: what ECR found in an image."""
        asked = await asked_of(request)
        repository, tag, findings = (
            str(asked.get("repository", "")),
            str(asked.get("tag", "")),
            asked.get("findings", {}),
        )
        if not isinstance(findings, dict) or not all(isinstance(count, int) for count in findings.values()):
            return refused(400, "`findings` counts by severity, such as {CRITICAL: 1}.")
        try:
            self._ecr.scanned(repository, tag, Scan(str(asked.get("status", "COMPLETE")), findings))
        except AwsError as err:
            return refused(404, err.message)
        return web.json_response({"ok": True})
