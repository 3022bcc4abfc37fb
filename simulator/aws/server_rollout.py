"""What a deployment to instances goes through, on each of them and on all, at the pace of the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass

from simulator.aws.autoscaling import AutoScaling, Instance
from simulator.aws.course import Course
from simulator.aws.deploying import Halted
from simulator.aws.deployment import LifecycleEvent
from simulator.aws.server_deployment import ALLOW, APPLICATION, BLOCK, InstanceTarget, ServerDeployment
from simulator.clock import Clock
from simulator.scenarios import HEALTHY
from simulator.world import AwsPace

SCENARIOS = (
    HEALTHY,
    "script_fails",
    "script_times_out",
    "health_check_fails",
    "stuck_in_allow_traffic",
    "flapping",
    "pending_wait",
    "alarm",
    "throttled",
)
CONSTRAINTS = (
    "The overall deployment failed because too many individual instances failed deployment, too few healthy instances "
    "are available for deployment, or some instances in your deployment group are experiencing problems."
)
VALIDATION = """LifecycleEvent - ValidateService
Script - scripts/validate_service.sh
[stdout]waiting for http://localhost:8080/actuator/health
[stdout]HTTP 503 {"status":"DOWN","components":{"db":{"status":"DOWN"}}}
[stderr]the application is not healthy after 30 tries"""


@dataclass(frozen=True)
class DeploymentConfig:
    """How many instances are changed at once, and how many may fail, of so many."""

    at_once: Callable[[int], int]
    may_fail: Callable[[int], int]


CONFIGS = {
    "CodeDeployDefault.AllAtOnce": DeploymentConfig(lambda count: count, lambda count: count - 1),
    "CodeDeployDefault.HalfAtATime": DeploymentConfig(lambda count: (count + 1) // 2, lambda count: count // 2),
    "CodeDeployDefault.OneAtATime": DeploymentConfig(lambda _: 1, lambda _: 0),
}


@dataclass(frozen=True)
class Surroundings:
    """What a deployment meets: `changed` is told of each step, `roll_back` makes the deployment that undoes one."""

    clock: Clock
    pace: AwsPace
    scaling: AutoScaling
    changed: Callable[[ServerDeployment], None]
    roll_back: Callable[[ServerDeployment], ServerDeployment]


class InstanceFailed(Exception):
    """One of its events failed; the others go on."""


class ServerRollout(Course[ServerDeployment]):
    """Drives one deployment from Created to its end."""

    def __init__(self, deployment: ServerDeployment, around: Surroundings) -> None:
        super().__init__(deployment, around.clock, around.pace, around.changed, around.roll_back)
        self.group, self._scaling = deployment.group, around.scaling
        self._config = CONFIGS[deployment.request["deploymentConfigName"]]

    async def _forward(self) -> None:
        await self._begin()
        if self.deployment.creator == "autoscaling":
            await self._scale_out()
            return
        if self.deployment.scenario == "stuck_in_allow_traffic":  # somebody added it by hand
            self.group.target_groups.append(f"{self.group.target_groups[0]}-2")
        if self.group.given.is_blue_green:
            await self._blue_green()
        else:
            await self._in_place(self.group.scaling.instances)
        await self._wait_for_termination()
        self._take_over()
        self._succeed()

    async def _back(self) -> None:
        """Blue gets its traffic again, and green goes; in place the earlier bundle is installed."""
        await self._begin()
        if self.group.given.is_blue_green:
            targets = [InstanceTarget.of(each, "Blue", *ALLOW) for each in self.group.scaling.instances]
            self.deployment.original = targets
            await self._everywhere(targets, ALLOW)
        else:
            await self._in_place(self.group.scaling.instances)
        if green := self.deployment.green:
            self._scaling.remove(green.name)
        self._succeed()

    async def _scale_out(self) -> None:
        """Auto Scaling has launched an instance, which waits for what runs on the others."""
        fresh = Instance(state="Pending:Wait")
        self.group.scaling.instances.append(fresh)
        self.deployment.replacement = [InstanceTarget.of(fresh, "", *APPLICATION)]
        await self._everywhere(self.deployment.replacement, APPLICATION)
        fresh.serve()
        self._succeed()

    async def _blue_green(self) -> None:
        green = await self._launch()
        self.deployment.original = [InstanceTarget.of(each, "Blue", *BLOCK) for each in self.group.scaling.instances]
        self.deployment.replacement = [InstanceTarget.of(each, "Green", *APPLICATION, *ALLOW) for each in green]
        self._changed()
        for batch in self._batches(self.deployment.replacement):
            await self._everywhere(batch, APPLICATION)
        if self.deployment.scenario == "pending_wait":
            green[0].state = "Pending:Wait"  # its lifecycle hook was never completed
        await self._wait_until_ready()
        await self._everywhere(self.deployment.replacement, ALLOW)
        await self._everywhere(self.deployment.original, BLOCK)

    async def _in_place(self, instances: Iterable[Instance]) -> None:
        names = (*BLOCK, *APPLICATION, *ALLOW) if self.group.target_groups else APPLICATION
        self.deployment.replacement = [InstanceTarget.of(each, "", *names) for each in instances]
        self._changed()
        for batch in self._batches(self.deployment.replacement):
            await self._everywhere(batch, names)

    async def _launch(self) -> list[Instance]:
        """A copy of the Auto Scaling group, whose instances wait for their bundle."""
        original, name = self.group.scaling, f"CodeDeploy_{self.deployment.group_name}_{self.deployment.id}"
        self.deployment.green = green = self._scaling.copy(original, name)
        if self.deployment.scenario == "flapping":
            green.health_check, green.grace_seconds = "ELB", 0
        if self.deployment.scenario == "pending_wait":
            for each in green.instances:
                each.state = "Pending:Wait"
        self._changed()
        await self._sleep(self.pace.provision)
        if self.deployment.scenario != "pending_wait":
            for each in green.instances:
                each.serve()
        return green.instances

    def _batches(self, targets: list[InstanceTarget]) -> Iterator[list[InstanceTarget]]:
        size = self._config.at_once(len(targets))
        for first in range(0, len(targets), size):
            yield targets[first : first + size]

    async def _everywhere(self, targets: list[InstanceTarget], names: Iterable[str]) -> None:
        """These events on each instance. Raises Halted when too many instances fail."""
        await asyncio.gather(*(self._walk(each, tuple(names)) for each in targets))
        changed = self.deployment.replacement or targets
        if sum(each.status == "Failed" for each in changed) > self._config.may_fail(len(changed)):
            raise Halted.failed("HEALTH_CONSTRAINTS", CONSTRAINTS)

    async def _walk(self, target: InstanceTarget, names: tuple[str, ...]) -> None:
        if target.status == "Failed":
            return
        for name in names:
            event = target.events[name]
            event.begin()
            self._changed()
            try:
                await self._work(target, event)
            except InstanceFailed as err:
                event.finish("Failed", str(err))
                return
            event.finish("Succeeded")
        if target.label == "Green" and names == APPLICATION:
            target.instance.serve()
        self._changed()

    async def _work(self, target: InstanceTarget, event: LifecycleEvent) -> None:
        """What an event does; in its scenario it fails, unless this is a way back."""
        troubles: dict[tuple[str, str], Callable[[InstanceTarget, LifecycleEvent], Awaitable[None]]] = {
            ("script_fails", "ValidateService"): self._fail_validation,
            ("script_times_out", "ApplicationStart"): self._hang,
            ("flapping", "ApplicationStart"): self._flap,
            ("health_check_fails", "AllowTraffic"): self._stay_ill,
            ("stuck_in_allow_traffic", "AllowTraffic"): self._wait_in_vain,
        }
        if trouble := troubles.get((self.deployment.scenario, event.name)):
            await trouble(target, event)
        await self._sleep(self.pace.traffic if event.name == "AllowTraffic" else self.pace.event)

    async def _fail_validation(self, target: InstanceTarget, event: LifecycleEvent) -> None:
        await self._sleep(self.pace.healthy)
        event.function, event.fault, event.log_tail = "scripts/validate_service.sh", "ScriptFailed", VALIDATION
        raise InstanceFailed("Script at specified location: scripts/validate_service.sh failed with exit code 1")

    async def _hang(self, target: InstanceTarget, event: LifecycleEvent) -> None:
        await self._sleep(self.pace.install_timeout)
        event.function, event.fault = "scripts/start_server.sh", "ScriptTimedOut"
        event.log_tail = "LifecycleEvent - ApplicationStart\nScript - scripts/start_server.sh\n[stdout]starting"
        raise InstanceFailed("Script at specified location: scripts/start_server.sh failed to complete in 300 seconds")

    async def _flap(self, target: InstanceTarget, event: LifecycleEvent) -> None:
        """The load balancer calls it ill while it warms up, and Auto Scaling ends it."""
        green = self.deployment.green or self.group.scaling
        target.instance.is_healthy, target.instance.state = False, "Terminating"
        self._changed()
        await self._sleep(self.pace.healthy)
        green.replace(target.instance)
        raise InstanceFailed("CodeDeploy agent was not able to receive the lifecycle event: the instance is gone")

    async def _stay_ill(self, target: InstanceTarget, event: LifecycleEvent) -> None:
        await self._sleep(self.pace.healthy)
        names = ", ".join(self.group.target_groups)
        raise InstanceFailed(f"The instance did not pass the health checks of its target group: {names}")

    async def _wait_in_vain(self, target: InstanceTarget, event: LifecycleEvent) -> None:
        await self._sleep(self.pace.traffic_timeout)
        raise Halted.failed("TIMEOUT", "The deployment timed out while the traffic was being rerouted.")

    def _take_over(self) -> None:
        """The group follows the copy, and the original goes: as CodeDeploy does it."""
        if green := self.deployment.green:
            self._scaling.remove(self.group.scaling.name)
            self.group.scaling = green
