"""What a blue/green deployment goes through, step by step, at the pace of the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simulator.aws.configs import TrafficShift
from simulator.aws.course import Course
from simulator.aws.deploying import Halted
from simulator.aws.deployment import Deployment, LifecycleEvent
from simulator.aws.fleet import Fleet, TaskSet
from simulator.aws.hooks import FunctionFailed, Lambda
from simulator.clock import Clock
from simulator.scenarios import HEALTHY
from simulator.world import AwsPace

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


class Rollout(Course[Deployment]):
    """Drives one deployment from Created to its end."""

    def __init__(self, deployment: Deployment, shift: TrafficShift, around: Surroundings) -> None:
        super().__init__(deployment, around.clock, around.pace, around.changed, around.roll_back)
        self.shift, self.around = shift, around

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
        await super()._begin()
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

    def _green(self) -> TaskSet:
        if self.deployment.green is None:
            raise Halted.failed("INTERNAL_ERROR", "There is no replacement task set.")
        return self.deployment.green


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
