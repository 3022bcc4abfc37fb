"""What a blue/green deployment goes through, step by step, at the pace of the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from simulator.aws.account import now
from simulator.aws.configs import TrafficShift
from simulator.aws.deployment import Deployment, Halted, LifecycleEvent
from simulator.aws.fleet import Fleet, TaskSet
from simulator.aws.hooks import FunctionFailed, Lambda
from simulator.aws.scenarios import HEALTHY
from simulator.aws.timing import put_away, within
from simulator.clock import Clock
from simulator.world import AwsPace

T = TypeVar("T")

SCENARIOS = (
    HEALTHY,
    "task_cannot_start",
    "health_check_fails",
    "stuck_in_allow_traffic",
    "hook_times_out",
    "hook_fails",
    "alarm",
    "throttled",
)


@dataclass(frozen=True)
class Surroundings:
    """What a deployment meets: `changed` is told of each step, `roll_back` makes the deployment that undoes one."""

    clock: Clock
    pace: AwsPace
    fleet: Fleet
    functions: Lambda
    changed: Callable[[Deployment], None]
    roll_back: Callable[[Deployment], Deployment]


class Rollout:
    """Drives one deployment from Created to its end."""

    def __init__(self, deployment: Deployment, shift: TrafficShift, around: Surroundings) -> None:
        self.deployment, self.shift, self.around = deployment, shift, around
        self.pace = around.pace
        self._halt: asyncio.Future[Halted] = asyncio.get_running_loop().create_future()
        deployment.halt = self._halt
        deployment.resume = {"READY_WAIT": asyncio.Event(), "TERMINATION_WAIT": asyncio.Event()}

    async def run(self) -> None:
        """The whole way; whatever goes wrong ends it as CodeDeploy would."""
        undone = self.deployment.creator == "codeDeployRollback"
        try:
            await self._unless_halted(self._back() if undone else self._forward())
        except Halted as halted:
            self._end_badly(halted)

    async def _forward(self) -> None:
        await self._begin()
        await self._event("BeforeInstall")
        await self._event("Install", self._install)
        await self._event("AfterInstall")
        await self._event("AllowTestTraffic", self._allow_test_traffic)
        await self._event("AfterAllowTestTraffic")
        await self._wait_until_ready()
        await self._event("BeforeAllowTraffic")
        await self._event("AllowTraffic", self._allow_traffic)
        await self._event("AfterAllowTraffic")
        await self._wait_for_termination()
        await self._retire(self.deployment.blue)
        self._succeed()

    async def _back(self) -> None:
        """A rollback: the traffic goes to blue again, and green goes."""
        await self._begin()
        for name, event in self.deployment.events.items():
            if name == "AllowTraffic":
                await self._event(name, self._return_traffic)
            else:
                event.finish("Skipped")
        await self._retire(self.deployment.green)
        self._succeed()

    async def _begin(self) -> None:
        await self._sleep(self.pace.queue)
        self.deployment.status, self.deployment.started = "InProgress", now()
        if self.deployment.blue is None:
            self.deployment.blue = self.deployment.service.primary
        self._changed()

    async def _event(self, name: str, work: Callable[[], Awaitable[None]] | None = None) -> None:
        event = self.deployment.events[name]
        event.begin()
        self._changed()
        try:
            if work:
                await work()
            elif function := self.deployment.appspec.hooks.get(name):
                await self._ask(event, function)
            else:
                await self._sleep(self.pace.event)
        except Halted as halted:
            event.finish("Failed", halted.message)
            raise
        event.finish("Succeeded")
        self._changed()

    async def _install(self) -> None:
        fleet, service, deployment = self.around.fleet, self.deployment.service, self.deployment
        for leftover in [each for each in service.task_sets if each is not service.primary]:
            fleet.remove(service, leftover)
        definition, target_group = deployment.appspec.task_definition, service.free_target_group
        deployment.green = green = fleet.launch(service, definition, target_group, deployment.id)
        self._changed()
        minutes = round(self.pace.install_timeout / 60)
        await self._within(
            self.pace.install_timeout,
            self._become_healthy(green),
            "The deployment timed out while waiting for the replacement task set to become healthy. "
            f"This time out period is {minutes} minutes.",
        )

    async def _become_healthy(self, green: TaskSet) -> None:
        """The tasks start and pass their checks; in two scenarios ECS tries for ever."""
        failing = {"task_cannot_start": self._fail_to_start, "health_check_fails": self._fail_checks}
        while attempt := failing.get(self.deployment.scenario):
            await attempt(green)
            self._changed()
        await self._run(green)
        green.steady()
        self.deployment.service.say(f"(taskSet {green.id}) has reached a steady state.")

    async def _run(self, green: TaskSet) -> None:
        """The tasks run, and the load balancer asks them for a while how they are."""
        await self._sleep(self.pace.provision)
        green.run_tasks()
        self._changed()
        await self._sleep(self.pace.healthy)

    async def _fail_to_start(self, green: TaskSet) -> None:
        await self._sleep(self.pace.provision)
        reason = _cannot_pull(self.deployment.image)
        self.around.fleet.lose(self.deployment.service, green, "TaskFailedToStart", reason)
        self.deployment.service.say(f"(taskSet {green.id}) was unable to start a task: {reason}")

    async def _fail_checks(self, green: TaskSet) -> None:
        await self._run(green)
        service, target_group = self.deployment.service, self.around.fleet.target_group(green.target_group)
        reason = f"Task failed ELB health checks in (target-group {target_group})"
        self.around.fleet.lose(service, green, "ServiceSchedulerInitiated", reason)
        service.say(
            f"(taskSet {green.id}) (port {service.port}) is unhealthy in (target-group {target_group}) "
            "due to (reason Health checks failed with these codes: [503])."
        )

    async def _allow_test_traffic(self) -> None:
        await self._sleep(self.pace.test_traffic)

    async def _ask(self, event: LifecycleEvent, function: str) -> None:
        """Call the hook function, then wait for an answer, whoever gives it."""
        scenario, answer = self.deployment.scenario, event.ask(function)
        question = {"DeploymentId": self.deployment.id, "LifecycleEventHookExecutionId": event.execution}
        # a function whose table is gone fails by itself, in its own process, as it would at Lambda
        broken = {"HOOK_TABLE": "no-such-table"} if scenario == "hook_fails" else {}
        try:
            await self.around.functions.invoke(function, question, **broken)
        except FunctionFailed as err:
            raise _hook_failed() from err
        limit = self.pace.unanswered if scenario == "hook_times_out" else self.pace.hook_timeout
        said = await self._within(
            limit,
            _result(answer),
            "The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback "
            "within one hour after a deployment hook is invoked.",
        )
        if said != "Succeeded":
            raise _hook_failed()

    async def _wait_until_ready(self) -> None:
        minutes = self.deployment.group.ready_wait_minutes
        if not minutes:
            return
        self.deployment.status = "Ready"
        self._changed()
        try:
            await within(self.around.clock, minutes * 60, self.deployment.resume["READY_WAIT"].wait())
        except TimeoutError:
            message = "The deployment timed out while waiting for a notification to continue. "
            message += f"This time out period is {minutes} minutes."
            raise Halted("Stopped", "DEPLOYMENT_FAILURE", "TIMEOUT", message) from None
        self.deployment.status = "InProgress"
        self._changed()

    async def _allow_traffic(self) -> None:
        service, green = self.deployment.service, self._green()
        if self.deployment.scenario == "stuck_in_allow_traffic":
            await self._sleep(self.pace.traffic_timeout)
            raise Halted.failed("TIMEOUT", "The deployment timed out while the traffic was being rerouted.")
        for percent, minutes in self.shift.steps():
            await self._sleep(self.pace.traffic)
            service.shift(green, percent)
            self._changed()
            await self._sleep(minutes * 60)
        service.promote(green)
        service.say(f"(taskSet {green.id}) is the primary task set.")

    async def _wait_for_termination(self) -> None:
        """Green has the traffic; blue waits, so that the way back is short."""
        deployment = self.deployment
        deployment.is_waiting_for_termination = True
        self._changed()
        if deployment.scenario == "alarm" and deployment.alarms()["enabled"]:
            await self._sleep(self.pace.alarm)
            raise Halted.alarmed(deployment.alarms())
        wait = deployment.group.terminate_after_minutes * 60
        with suppress(TimeoutError):
            await within(self.around.clock, wait, deployment.resume["TERMINATION_WAIT"].wait())

    async def _return_traffic(self) -> None:
        await self._sleep(self.pace.traffic)
        if blue := self.deployment.blue:
            self.deployment.service.promote(blue)

    async def _retire(self, task_set: TaskSet | None) -> None:
        if task_set is None:
            return
        self.around.fleet.drain(task_set)
        self._changed()
        await self._sleep(self.pace.drain)
        self.around.fleet.remove(self.deployment.service, task_set)

    def _succeed(self) -> None:
        self.deployment.status, self.deployment.completed = "Succeeded", now()
        self._changed()

    def _end_badly(self, halted: Halted) -> None:
        deployment = self.deployment
        deployment.error = (halted.code, halted.message)
        deployment.status, deployment.completed = halted.status, now()
        for event in deployment.events.values():
            if event.status in {"Pending", "InProgress"}:
                event.finish("Skipped")
        if self._rolls_back(halted):
            undoing = self.around.roll_back(deployment)
            message = f"Deployment {deployment.id} {halted.status.lower()}: rolling back as deployment {undoing.id}"
            deployment.rollback = {"rollbackDeploymentId": undoing.id, "rollbackMessage": message}
        self._changed()

    def _rolls_back(self, halted: Halted) -> bool:
        """Whether CodeDeploy undoes it by itself: never a rollback, and not before there is anything to undo."""
        if self.deployment.creator == "codeDeployRollback" or self.deployment.green is None:
            return False
        if self.deployment.may_roll_back is not None:
            return self.deployment.may_roll_back
        configured = self.deployment.request["autoRollbackConfiguration"]
        return bool(configured["enabled"]) and halted.cause in configured.get("events", [])

    def _green(self) -> TaskSet:
        if self.deployment.green is None:
            raise Halted.failed("INTERNAL_ERROR", "There is no replacement task set.")
        return self.deployment.green

    def _changed(self) -> None:
        self.deployment.updated = now()
        self.around.changed(self.deployment)

    async def _sleep(self, seconds: float) -> None:
        await self.around.clock.sleep(seconds)

    async def _within(self, seconds: float, work: Coroutine[Any, Any, T], message: str) -> T:
        try:
            return await within(self.around.clock, seconds, work)
        except TimeoutError:
            raise Halted.failed("TIMEOUT", message) from None

    async def _unless_halted(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        try:
            both: set[asyncio.Future[Any]] = {task, self._halt}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise self._halt.result()
            task.result()
        finally:
            await put_away(task)


async def _result(answer: asyncio.Future[str]) -> str:
    return await answer


def _hook_failed() -> Halted:
    message = "The deployment failed because one or more of the lifecycle event validation functions failed."
    return Halted.failed("HOOK_EXECUTION_FAILURE", message)


def _cannot_pull(image: str) -> str:
    return (
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): "
        f"failed to resolve ref {image}: {image}: not found"
    )
