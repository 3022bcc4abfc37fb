"""A run of a workflow: its jobs and steps at the pace of the clock, its reviews, its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulator.clock import Clock
from simulator.github.answers import Json
from simulator.github.repository import Commit, Repository
from simulator.github.workflow import Job as Declared
from simulator.github.workflow import Workflow, environment_of

SCENARIOS = ("job_fails", "run_times_out", "cannot_start", "cancelled_elsewhere", "stuck")
GIVES_UP = 900.0  # simulated seconds after which `run_times_out` ends


class Over(Exception):
    """The run ends before its time, with this conclusion."""

    def __init__(self, conclusion: str) -> None:
        super().__init__(conclusion)
        self.conclusion = conclusion


@dataclass
class Step:
    """A step of a job."""

    name: str
    number: int
    status: str = "queued"
    conclusion: str | None = None
    started: datetime | None = None
    ended: datetime | None = None

    def begin(self) -> None:
        self.status, self.started = "in_progress", datetime.now(UTC)

    def end(self, conclusion: str) -> None:
        self.status, self.conclusion, self.ended = "completed", conclusion, datetime.now(UTC)


@dataclass
class Job:
    """A job of a run; `review` is answered `approved` or `rejected` while its environment waits."""

    id: int
    declared: Declared
    environment: str
    steps: list[Step]
    attempt: int = 1
    status: str = "queued"
    conclusion: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    review: asyncio.Future[str] | None = None

    def end(self, conclusion: str) -> None:
        """Over; what hadn't begun was skipped."""
        self.status, self.conclusion, self.ended = "completed", conclusion, datetime.now(UTC)
        for step in self.steps:
            if step.status != "completed":
                step.end("skipped" if step.status == "queued" else conclusion)


@dataclass
class Around:
    """What a run needs of the world: `tell` hears of each change."""

    clock: Clock
    queue: float
    tell: Callable[[Run], None]
    new_id: Callable[[], int]


@dataclass
class Run:
    """A run of a workflow, made by a dispatch."""

    id: int
    number: int
    repository: Repository
    workflow: Workflow
    branch: str
    commit: Commit
    inputs: Mapping[str, str]
    actor: str
    scenario: str
    around: Around
    attempt: int = 1
    status: str = "queued"
    conclusion: str | None = None
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))
    jobs: list[Job] = field(default_factory=list)
    reviews: list[Json] = field(default_factory=list)
    ended: asyncio.Future[str] | None = None  # somebody cancels it

    def __post_init__(self) -> None:
        self.jobs = [self._job(each) for each in self.workflow.jobs.values()]

    @property
    def waiting(self) -> list[Job]:
        """The jobs whose environment waits for a review."""
        return [job for job in self.jobs if job.review is not None and not job.review.done()]

    async def go(self) -> None:
        """To its end."""
        self.ended = asyncio.get_running_loop().create_future()
        work = asyncio.create_task(self._work())
        try:
            await asyncio.wait((work, self.ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        self._finish("cancelled" if self.ended.done() else work.result())

    def cancel(self) -> None:
        """As somebody who presses the button."""
        if self.ended is not None and not self.ended.done():
            self.ended.set_result("cancelled")

    def again(self) -> None:
        """The failed jobs once more, and those that depend on them."""
        self.attempt, self.status, self.conclusion = self.attempt + 1, "queued", None
        self.started = datetime.now(UTC)
        self.jobs = [job if job.conclusion == "success" else self._job(job.declared, self.attempt) for job in self.jobs]

    async def _work(self) -> str:
        if self.scenario == "cannot_start":
            self.jobs = []
            await self.around.clock.sleep(self.around.queue)
            return "startup_failure"
        try:
            for job in self.jobs:
                if job.status != "completed":
                    await self._do(job)
        except Over as over:
            return over.conclusion
        return "success"

    async def _do(self, job: Job) -> None:
        await self._reviewed(job)
        await self.around.clock.sleep(self.around.queue)
        job.status, job.started, self.status = "in_progress", datetime.now(UTC), "in_progress"
        self._changed()
        for step in job.steps:
            step.begin()
            await self.around.clock.sleep(self._takes(step))
            await self._befall(job, step)
            step.end("success")
            self._changed()
        job.end("success")

    async def _reviewed(self, job: Job) -> None:
        """Wait for a reviewer, where the environment wants one."""
        rule = self.repository.world.environments.get(job.environment)
        if rule is None or not rule.reviewers:
            return
        job.review = asyncio.get_running_loop().create_future()
        job.status = self.status = "waiting"
        self._changed()
        if await job.review == "rejected":
            job.end("failure")
            raise Over("failure")
        job.status = self.status = "queued"
        self._changed()

    async def _befall(self, job: Job, step: Step) -> None:
        """What the scenario has in store for the last step of the last job."""
        if job is not self.jobs[-1] or step is not job.steps[-1]:
            return
        match self.scenario:
            case "stuck":
                await asyncio.get_running_loop().create_future()
            case "cancelled_elsewhere":
                self.cancel()
                await asyncio.get_running_loop().create_future()
            case "job_fails" | "run_times_out":
                conclusion = "failure" if self.scenario == "job_fails" else "cancelled"
                await self.around.clock.sleep(0 if self.scenario == "job_fails" else GIVES_UP)
                step.end(conclusion)
                job.end("failure" if self.scenario == "job_fails" else "timed_out")
                raise Over("failure" if self.scenario == "job_fails" else "timed_out")

    def _finish(self, conclusion: str) -> None:
        for job in self.jobs:
            if job.status != "completed":
                job.end("cancelled" if conclusion == "cancelled" else "skipped")
        self.status, self.conclusion = "completed", conclusion
        self._changed()

    def _takes(self, step: Step) -> float:
        world = self.repository.world.workflows[self.workflow.file]
        return 1.0 if step.number == 1 else world.steps.get(step.name, world.step)

    def _changed(self) -> None:
        self.updated = datetime.now(UTC)
        self.around.tell(self)

    def _job(self, declared: Declared, attempt: int = 1) -> Job:
        steps = [Step(name, number) for number, name in enumerate(declared.steps, 1)]
        return Job(self.around.new_id(), declared, environment_of(declared, self.inputs), steps, attempt)


def log_of(job: Job) -> str:
    """The text of a job's log, with the times and colours that GitHub's have."""
    at = (job.started or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
    lines = []
    for step in job.steps:
        lines += [f"##[group]Run {step.name}", f"\x1b[36;1m{step.name}\x1b[0m", "##[endgroup]"]
        if step.conclusion == "failure":
            lines += [
                "\x1b[31mError: the new pods did not become ready within 300 s\x1b[0m",
                "##[error]Process completed with exit code 1.",
            ]
            break
    return "".join(f"{at} {line}\n" for line in lines)
