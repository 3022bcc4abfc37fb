"""The course of a CodeDeploy deployment that is the same on every platform: it begins, waits, ends, is undone."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Generic, TypeVar

from simulator.aws.account import now
from simulator.aws.deploying import Halted, Replacing
from simulator.aws.timing import unless, within
from simulator.clock import Clock
from simulator.world import AwsPace

T = TypeVar("T")


D = TypeVar("D", bound=Replacing)


class Course(ABC, Generic[D]):
    """Drives one deployment from Created to its end.

    `changed` is told of each step, `roll_back` makes the deployment that undoes one.
    """

    def __init__(
        self, deployment: D, clock: Clock, pace: AwsPace, changed: Callable[[D], None], roll_back: Callable[[D], D]
    ) -> None:
        self.deployment, self.clock, self.pace = deployment, clock, pace
        self._tell, self._roll_back = changed, roll_back
        self._halt: asyncio.Future[Halted] = asyncio.get_running_loop().create_future()
        deployment.halt = self._halt
        deployment.resume = {"READY_WAIT": asyncio.Event(), "TERMINATION_WAIT": asyncio.Event()}

    async def run(self) -> None:
        """The whole way; whatever goes wrong ends it as CodeDeploy would."""
        undoes = self.deployment.creator == "codeDeployRollback"
        try:
            await unless(self._halt, self._back() if undoes else self._forward())
        except Halted as halted:
            self._end_badly(halted)

    @abstractmethod
    async def _forward(self) -> None: ...

    @abstractmethod
    async def _back(self) -> None: ...

    async def _begin(self) -> None:
        await self._sleep(self.pace.queue)
        self.deployment.status, self.deployment.started = "InProgress", now()

    async def _wait_until_ready(self) -> None:
        minutes, _ = self.deployment.waits
        if not minutes:
            return
        self.deployment.status = "Ready"
        self._changed()
        try:
            await within(self.clock, minutes * 60, self.deployment.resume["READY_WAIT"].wait())
        except TimeoutError:
            message = "The deployment timed out while waiting for a notification to continue. "
            message += f"This time out period is {minutes} minutes."
            raise Halted("Stopped", "DEPLOYMENT_FAILURE", "TIMEOUT", message) from None
        self.deployment.status = "InProgress"
        self._changed()

    async def _wait_for_termination(self) -> None:
        """Green has the traffic; blue waits, so that the way back is short."""
        deployment, (_, minutes) = self.deployment, self.deployment.waits
        deployment.is_waiting_for_termination = True
        self._changed()
        if deployment.scenario == "alarm" and deployment.alarms()["enabled"]:
            await self._sleep(self.pace.alarm)
            raise Halted.alarmed(deployment.alarms())
        with suppress(TimeoutError):
            await within(self.clock, minutes * 60, deployment.resume["TERMINATION_WAIT"].wait())

    def _succeed(self) -> None:
        self.deployment.status, self.deployment.completed = "Succeeded", now()
        self._changed()

    def _end_badly(self, halted: Halted) -> None:
        deployment = self.deployment
        deployment.error = (halted.code, halted.message)
        deployment.status, deployment.completed = halted.status, now()
        deployment.skip_the_rest()
        if deployment.rolls_back(halted):
            undoing = self._roll_back(deployment)
            message = f"Deployment {deployment.id} {halted.status.lower()}: rolling back as deployment {undoing.id}"
            deployment.rollback = {"rollbackDeploymentId": undoing.id, "rollbackMessage": message}
        self._changed()

    def _changed(self) -> None:
        self.deployment.updated = now()
        self._tell(self.deployment)

    async def _sleep(self, seconds: float) -> None:
        await self.clock.sleep(seconds)

    async def _within(self, seconds: float, work: Coroutine[Any, Any, T], message: str) -> T:
        try:
            return await within(self.clock, seconds, work)
        except TimeoutError:
            raise Halted.failed("TIMEOUT", message) from None
