"""What a service deployment of ECS goes through: rolling, blue/green, linear or canary, at the pace of the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from simulator.aws.account import now
from simulator.aws.fleet import Fleet, TaskSet
from simulator.aws.hooks import FunctionFailed, Lambda
from simulator.aws.service_deployment import Halted, HookRun, Revision, ServiceDeployment
from simulator.aws.timing import unless, within
from simulator.clock import Clock
from simulator.scenarios import HEALTHY
from simulator.world import AwsPace

SCENARIOS = (HEALTHY, "task_cannot_start", "health_check_fails", "alarm", "stuck")
PAUSE_MINUTES = 1440  # a pause hook's own default
ASK_AGAIN_AFTER = 30  # s, until ECS asks a function again
BREAKER = "Service deployment rolled back because the circuit breaker threshold was exceeded."


@dataclass(frozen=True)
class ServiceSurroundings:
    """What a deployment meets; `changed` is told of each step."""

    clock: Clock
    pace: AwsPace
    fleet: Fleet
    functions: Lambda
    changed: Callable[[ServiceDeployment], None]


class ServiceRollout:
    """Drives one service deployment from PENDING to its end."""

    def __init__(self, deployment: ServiceDeployment, around: ServiceSurroundings) -> None:
        self.deployment, self.around, self.pace = deployment, around, around.pace
        self._halt: asyncio.Future[Halted] = asyncio.get_running_loop().create_future()
        deployment.halt = self._halt

    async def run(self) -> None:
        """The whole way; whatever goes wrong ends it as ECS would."""
        try:
            await unless(self._halt, self._forward())
        except Halted as halted:
            await self._end_badly(halted)

    async def _forward(self) -> None:
        await self._sleep(self.pace.queue)
        self.deployment.status, self.deployment.started = "IN_PROGRESS", now()
        self._changed()
        await (self._roll() if self.deployment.is_rolling else self._shift())
        self.deployment.status, self.deployment.finished = "SUCCESSFUL", now()
        self._changed()

    async def _roll(self) -> None:
        await self._scale_up()
        self._promote()
        await self._clean_up()
        await self._bake()

    async def _shift(self) -> None:
        if len(self.deployment.sources) > 1:
            await self._stage("RECONCILE_SERVICE")
        await self._stage("PRE_SCALE_UP")
        await self._stage("SCALE_UP", self._scale_up)
        await self._stage("POST_SCALE_UP")
        await self._stage("TEST_TRAFFIC_SHIFT", self._test_traffic)
        await self._stage("POST_TEST_TRAFFIC_SHIFT")
        for percent, minutes in self._steps():
            await self._hooks("PRE_PRODUCTION_TRAFFIC_SHIFT")
            await self._stage("PRODUCTION_TRAFFIC_SHIFT", partial(self._production_traffic, percent))
            await self._sleep(minutes * 60)
        self._promote()
        await self._stage("POST_PRODUCTION_TRAFFIC_SHIFT")
        await self._stage("BAKE_TIME", self._bake)
        await self._stage("CLEAN_UP", self._clean_up)

    async def _stage(self, name: str, work: Callable[[], Awaitable[None]] | None = None) -> None:
        self.deployment.stage = name
        self._changed()
        await (work() if work else self._sleep(self.pace.event))
        await self._hooks(name)

    def _steps(self) -> Iterable[tuple[float, int]]:
        """The shares that green gets, and the minutes after each."""
        configuration = self.deployment.configuration
        if linear := configuration.get("linearConfiguration"):
            step = float(linear["stepPercent"])
            shares = [step * number for number in range(1, int(-(-100 // step)))]
            return [*((share, linear["stepBakeTimeInMinutes"]) for share in shares), (100.0, 0)]
        if canary := configuration.get("canaryConfiguration"):
            return [(float(canary["canaryPercent"]), canary["canaryBakeTimeInMinutes"]), (100.0, 0)]
        return [(100.0, 0)]

    async def _scale_up(self) -> None:
        deployment, fleet = self.deployment, self.around.fleet
        group = deployment.service.free_target_group
        tasks = fleet.launch(deployment.service, deployment.target.definition, group, deployment.arn)
        deployment.target.tasks = tasks
        self._changed()
        failing = {
            "task_cannot_start": self._fail_to_start,
            "health_check_fails": self._fail_checks,
            "stuck": self._find_no_place,
        }
        while attempt := failing.get(deployment.scenario):
            await attempt(tasks)
            self._changed()
        await self._run(tasks)
        tasks.steady()
        deployment.service.say("has reached a steady state.")

    async def _run(self, tasks: TaskSet) -> None:
        await self._sleep(self.pace.provision)
        tasks.run_tasks()
        self._changed()
        await self._sleep(self.pace.healthy)

    async def _fail_to_start(self, tasks: TaskSet) -> None:
        await self._sleep(self.pace.provision)
        image = self.deployment.image
        reason = f"CannotPullContainerError: pull image manifest has been retried 7 time(s): {image}: not found"
        self._lose(tasks, "TaskFailedToStart", reason)

    async def _fail_checks(self, tasks: TaskSet) -> None:
        await self._run(tasks)
        service, group = self.deployment.service, self.around.fleet.target_group(tasks.target_group)
        service.say(
            f"(port {service.port}) is unhealthy in (target-group {group}) "
            "due to (reason Health checks failed with these codes: [503])."
        )
        reason = f"Task failed ELB health checks in (target-group {group})"
        self._lose(tasks, "ServiceSchedulerInitiated", reason)

    async def _find_no_place(self, _: TaskSet) -> None:
        await self._sleep(self.pace.provision)
        self.deployment.service.say(
            "was unable to place a task. Reason: Capacity is unavailable at this time. "
            "Please try again later or in a different availability zone."
        )

    def _lose(self, tasks: TaskSet, code: str, reason: str) -> None:
        deployment = self.deployment
        self.around.fleet.lose(deployment.service, tasks, code, reason)
        deployment.failures += tasks.desired
        if deployment.breaker["enable"] and deployment.failures >= deployment.threshold:
            deployment.tripped = True
            deployment.service.say(f"({deployment.arn}) deployment failed: tasks failed to start.")
            raise Halted(BREAKER, rolls_back=deployment.breaker["rollback"])

    async def _test_traffic(self) -> None:
        await self._sleep(self.pace.test_traffic)
        for each in self.deployment.service.task_sets:
            each.test_weight = 100.0 if each is self.deployment.target.tasks else 0.0

    async def _production_traffic(self, percent: float) -> None:
        await self._sleep(self.pace.traffic)
        if tasks := self.deployment.target.tasks:
            self.deployment.service.shift(tasks, percent)
        self._changed()

    def _promote(self) -> None:
        if tasks := self.deployment.target.tasks:
            self.deployment.service.promote(tasks)
        self._changed()

    async def _bake(self) -> None:
        deployment = self.deployment
        if deployment.scenario == "alarm" and deployment.alarms["enable"]:
            await self._sleep(self.pace.alarm)
            raise deployment.alarmed()
        await self._sleep(deployment.configuration.get("bakeTimeInMinutes", 0) * 60)

    async def _clean_up(self) -> None:
        for each in self.deployment.sources:
            await self._retire(each.tasks)
            each.tasks = None

    async def _retire(self, tasks: TaskSet | None) -> None:
        if tasks is None or tasks not in self.deployment.service.task_sets:
            return
        self.around.fleet.drain(tasks)
        self._changed()
        await self._sleep(self.pace.drain)
        self.around.fleet.remove(self.deployment.service, tasks)

    async def _hooks(self, stage: str) -> None:
        """All hooks of a stage at once; one that fails takes the deployment back."""
        given = self.deployment.configuration.get("lifecycleHooks", [])
        async with asyncio.TaskGroup() as running:
            ran = [running.create_task(self._hook(stage, each)) for each in given if stage in each["lifecycleStages"]]
        if failed := next(filter(None, (task.result() for task in ran)), ""):
            raise Halted(f"Service deployment rolled back because {stage} lifecycle hook(s) failed. {failed}")

    async def _hook(self, stage: str, given: dict[str, Any]) -> str:
        """Why it failed; empty where it didn't."""
        timeout = given.get("timeoutConfiguration", {})
        action, target = timeout.get("action", "ROLLBACK"), given.get("hookTargetArn", "")
        minutes = timeout.get("timeoutInMinutes", PAUSE_MINUTES)
        pauses = given.get("targetType") == "PAUSE"
        run = HookRun("PAUSE" if pauses else "AWS_LAMBDA", stage, target, timeout_action=action)
        run.status = "AWAITING_ACTION" if pauses else "IN_PROGRESS"
        # the wall's own instant: what people count down to is when it really ends
        run.expires = now() + timedelta(seconds=minutes * 60 / self.around.clock.speed)
        self.deployment.hooks.append(run)
        self._changed()
        try:
            return await within(self.around.clock, minutes * 60, self._paused(run) if pauses else self._asked(run))
        except TimeoutError:
            run.status = "TIMED_OUT"
            return "" if action == "CONTINUE" else "The lifecycle hook timed out."
        finally:
            self._changed()

    async def _paused(self, run: HookRun) -> str:
        await run.answer.wait()
        return "" if run.status == "SUCCEEDED" else "The pause was answered with ROLLBACK."

    async def _asked(self, run: HookRun) -> str:
        """Call the function until it has an answer."""
        name = run.target.rpartition(":")[2]
        if name not in self.around.functions.functions:
            run.status = "FAILED"
            return f"ECS was unable to invoke hook target {run.target}: Function not found"
        while True:
            try:
                said = await self.around.functions.invoke(name, self._event(run))
            except FunctionFailed as err:
                run.status = "FAILED"
                return f"ECS was unable to invoke hook target {run.target} due to {err}"
            answer = said if isinstance(said, dict) else {}
            match answer.get("hookStatus"):
                case "IN_PROGRESS":
                    await self._sleep(answer.get("callBackDelay", ASK_AGAIN_AFTER))
                case "SUCCEEDED":
                    run.status = "SUCCEEDED"
                    return ""
                case "FAILED":
                    run.status = "FAILED"
                    return f"Lifecycle hook target {run.target} returned FAILED status."
                case _:
                    run.status = "FAILED"
                    return f"ECS was unable to parse the response from {run.target}: HookStatus must not be null"

    def _event(self, run: HookRun) -> dict[str, Any]:
        return {
            "executionDetails": {
                "testTrafficWeights": {},
                "productionTrafficWeights": {},
                "serviceArn": self.deployment.service.arn,
                "targetServiceRevisionArn": self.deployment.target.arn,
            },
            "executionId": run.id,
            "lifecycleStage": run.stage,
            "resourceArn": self.deployment.arn,
        }

    async def _end_badly(self, halted: Halted) -> None:
        deployment = self.deployment
        deployment.reason = halted.reason
        for each in deployment.hooks:
            each.status = "FAILED" if each.status in ("AWAITING_ACTION", "IN_PROGRESS") else each.status
        if halted.rolls_back:
            await self._roll_back(deployment.sources[0], halted.reason)
        deployment.status = "ROLLBACK_SUCCESSFUL" if halted.rolls_back else "STOPPED"
        deployment.finished = now()
        self._changed()

    async def _roll_back(self, back: Revision, reason: str) -> None:
        deployment, service = self.deployment, self.deployment.service
        deployment.status = "ROLLBACK_IN_PROGRESS"
        deployment.rollback = {"reason": reason, "startedAt": now(), "serviceRevisionArn": back.arn}
        self._changed()
        await self._sleep(self.pace.traffic)
        if back.tasks is None or back.tasks not in service.task_sets:  # a rolling one, that is only watched still
            back.tasks = self.around.fleet.launch(service, back.definition, service.free_target_group, deployment.arn)
            await self._run(back.tasks)
        service.promote(back.tasks)
        await self._retire(deployment.target.tasks)

    def _changed(self) -> None:
        self.deployment.updated = now()
        self.around.changed(self.deployment)

    async def _sleep(self, seconds: float) -> None:
        await self.around.clock.sleep(seconds)
