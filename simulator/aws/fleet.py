"""What runs in ECS: services, their task sets, and their tasks."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.aws.account import Account, hex_id, now, task_set_id

STOPPED_TASKS_KEPT = 200
EVENTS_KEPT = 100  # AWS's own number


@dataclass
class Task:
    """One task of a task set."""

    arn: str
    definition: str
    group: str
    started_by: str
    status: Literal["PROVISIONING", "RUNNING", "STOPPED"] = "PROVISIONING"
    is_healthy: bool | None = None
    created: datetime = field(default_factory=now)
    started: datetime | None = None
    stopped: datetime | None = None
    stop_code: str = ""
    stopped_reason: str = ""

    def run(self) -> None:
        self.status, self.started = "RUNNING", now()

    def stop(self, code: str, reason: str) -> None:
        self.status, self.stopped, self.is_healthy = "STOPPED", now(), None
        self.stop_code, self.stopped_reason = code, reason


@dataclass
class TaskSet:
    """The tasks of one revision behind one target group; `weight` is its share of the traffic in %."""

    id: str
    arn: str
    definition: str
    target_group: str
    deployment: str
    desired: int
    tasks: list[Task]
    status: Literal["PRIMARY", "ACTIVE", "DRAINING"] = "ACTIVE"
    weight: float = 0.0
    test_weight: float = 0.0
    is_steady: bool = False
    created: datetime = field(default_factory=now)
    updated: datetime = field(default_factory=now)

    @property
    def running(self) -> int:
        return sum(each.status == "RUNNING" for each in self.tasks)

    @property
    def pending(self) -> int:
        return sum(each.status == "PROVISIONING" for each in self.tasks)

    def summary(self) -> dict[str, object]:
        """What the page shows of it."""
        tasks = ["healthy" if each.is_healthy else each.status.lower() for each in self.tasks]
        shown = {"id": self.id, "status": self.status, "traffic": self.weight, "target_group": self.target_group}
        return {**shown, "revision": self.definition.rpartition("/")[2], "tasks": tasks}

    def run_tasks(self) -> None:
        for each in self.tasks:
            each.run()
        self.updated = now()

    def steady(self) -> None:
        """Every task answers the load balancer's health checks."""
        for each in self.tasks:
            each.is_healthy = True
        self.is_steady, self.updated = True, now()


@dataclass
class Service:
    """An ECS service; `configuration` is how ECS deploys it, where CodeDeploy doesn't."""

    cluster: str
    name: str
    arn: str
    desired: int
    controller: Literal["CODE_DEPLOY", "ECS"]
    definition: str
    container: str
    port: int
    target_groups: tuple[str, str]
    task_sets: list[TaskSet] = field(default_factory=list)
    events: deque[tuple[str, datetime, str]] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))
    created: datetime = field(default_factory=now)
    configuration: dict[str, Any] = field(default_factory=dict)

    @property
    def primary(self) -> TaskSet:
        return next(each for each in self.task_sets if each.status == "PRIMARY")

    @property
    def free_target_group(self) -> str:
        """The target group that the traffic doesn't go to."""
        blue, green = self.target_groups
        return green if self.primary.target_group == blue else blue

    def say(self, message: str) -> None:
        """An event, as `DescribeServices` lists them: the newest first."""
        self.events.appendleft((str(uuid.uuid4()), now(), f"(service {self.name}) {message}"))

    def shift(self, green: TaskSet, percent: float) -> None:
        """Send so many % of the traffic to this task set, and the rest to the others'."""
        for each in self.task_sets:
            each.weight = percent if each is green else 100.0 - percent
            each.updated = now()

    def promote(self, primary: TaskSet) -> None:
        """All traffic goes here, and the service is of its revision."""
        for each in self.task_sets:
            each.status = "PRIMARY" if each is primary else "ACTIVE"
        primary.desired, primary.is_steady = self.desired, True
        self.shift(primary, 100.0)
        self.definition = primary.definition


class Fleet:
    """All services of an account, and the tasks that stopped of late."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.services: dict[tuple[str, str], Service] = {}
        self.stopped: deque[Task] = deque(maxlen=STOPPED_TASKS_KEPT)

    def launch(self, service: Service, definition: str, target_group: str, deployment: str) -> TaskSet:
        """A new task set, whose tasks are on their way."""
        identifier = task_set_id()
        arn = f"task-set/{service.cluster}/{service.name}/{identifier}"
        tasks = [self._task(service, definition, identifier) for _ in range(service.desired)]
        launched = TaskSet(
            identifier, self.account.arn("ecs", arn), definition, target_group, deployment, service.desired, tasks
        )
        service.task_sets.append(launched)
        service.say(f"has started {service.desired} tasks in (taskSet {identifier}).")
        return launched

    def lose(self, service: Service, task_set: TaskSet, code: str, reason: str) -> None:
        """Every task of the set stops for this reason, and ECS starts others in their place."""
        self._stop(task_set.tasks, code, reason)
        task_set.tasks = [self._task(service, task_set.definition, task_set.id) for _ in range(task_set.desired)]
        task_set.updated = now()

    def drain(self, task_set: TaskSet) -> None:
        """Take the set out of its target group."""
        task_set.status, task_set.desired, task_set.is_steady, task_set.updated = "DRAINING", 0, False, now()

    def remove(self, service: Service, task_set: TaskSet) -> None:
        """The tasks are gone, and so is the set."""
        self._stop(task_set.tasks, "ServiceSchedulerInitiated", "Scaling activity initiated by deployment")
        service.task_sets.remove(task_set)
        service.say(f"has stopped {len(task_set.tasks)} running tasks in (taskSet {task_set.id}).")

    def tasks(self) -> Iterable[Task]:
        """All tasks that DescribeTasks knows of."""
        for service in self.services.values():
            for task_set in service.task_sets:
                yield from task_set.tasks
        yield from self.stopped

    def target_group(self, name: str) -> str:
        """A target group's arn."""
        return self.account.arn("elasticloadbalancing", f"targetgroup/{name}/{name.encode().hex()[:16]:0<16}")

    def _task(self, service: Service, definition: str, task_set: str) -> Task:
        arn = self.account.arn("ecs", f"task/{service.cluster}/{hex_id()}")
        return Task(arn, definition, f"service:{service.name}", task_set)

    def _stop(self, tasks: Iterable[Task], code: str, reason: str) -> None:
        for each in tasks:
            each.stop(code, reason)
            self.stopped.append(each)
