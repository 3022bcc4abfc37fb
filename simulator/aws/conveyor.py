"""How executions go through their pipelines: stage after stage, one execution in a stage at a time."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby

from simulator.aws.codebuild import CodeBuild
from simulator.aws.execution import ActionRun, Execution
from simulator.aws.pipelines import Stage
from simulator.aws.timing import within
from simulator.clock import Clock

APPROVAL_DAYS = 7
SCENARIOS = ("healthy", "build_fails", "build_times_out", "superseded")

log = logging.getLogger(__name__)


@dataclass
class Gate:
    """A stage's door: who is inside, and who waits; a newer one takes the place of the one that waits."""

    busy: bool = False
    waiting: asyncio.Future[bool] | None = None

    async def enter(self, *, queue: bool) -> bool:
        """Whether it came in; False when a newer one took its place."""
        if self.waiting and not self.waiting.done() and not queue:
            self.waiting.set_result(False)
        if self.busy:
            self.waiting = asyncio.get_running_loop().create_future()
            if not await self.waiting:
                return False
        self.busy = True
        return True

    def leave(self) -> None:
        self.busy = False
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(True)
        self.waiting = None


@dataclass
class Conveyor:
    """Carries executions. `overtake` begins a newer execution; `changed` hears of each step."""

    clock: Clock
    builds: CodeBuild
    overtake: Callable[[Execution], Execution]
    changed: Callable[[Execution], None]
    _gates: dict[tuple[str, str], Gate] = field(default_factory=lambda: defaultdict(Gate))
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def carry(self, execution: Execution) -> None:
        """Set it going."""
        task = asyncio.create_task(self._run(execution), name=execution.id)
        self._tasks[execution.id] = task
        task.add_done_callback(self._ended)

    def abandon(self, execution: Execution) -> None:
        """Without waiting for what is in progress, which goes on unwatched."""
        for run in execution.runs:
            if run.status == "InProgress":
                run.end("Abandoned")
        self._settle(execution, "Stopped")
        self._tasks[execution.id].cancel()

    async def close(self) -> None:
        """End all that runs."""
        tasks = list(self._tasks.values())
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task.get_name(), None)
        if not task.cancelled() and (err := task.exception()):
            log.error("the simulated execution %s broke", task.get_name(), exc_info=err)

    async def _run(self, execution: Execution) -> None:
        for stage in execution.stages:
            gate = self._gates[execution.pipeline.name, stage.name]
            if not await gate.enter(queue=execution.pipeline.mode != "SUPERSEDED"):
                return self._settle(execution, "Superseded")
            try:
                went_well = await self._through(execution, stage)
            finally:
                gate.leave()
            if not execution.is_live:
                return None
            if execution.status == "Stopping":
                return self._settle(execution, "Stopped")
            if not went_well:
                return self._settle(execution, "Failed")
            execution.passed.append(stage.name)
            if execution.scenario == "superseded" and stage is execution.stages[0]:
                newer = self.overtake(execution)
                return self._settle(execution, "Superseded", f"Superseded by execution {newer.id}")
        return self._settle(execution, "Succeeded")

    def _settle(self, execution: Execution, status: str, note: str = "") -> None:
        execution.become(status, note)
        self.changed(execution)

    async def _through(self, execution: Execution, stage: Stage) -> bool:
        """Whether all actions of a stage succeeded; those of one order run beside each other."""
        ordered = sorted(stage.actions, key=lambda each: each.order)
        for _, group in groupby(ordered, key=lambda each: each.order):
            if execution.status == "Stopping":
                return False
            runs = [ActionRun(stage.name, action) for action in group]
            execution.runs += runs
            self.changed(execution)
            await asyncio.gather(*(self._act(execution, run) for run in runs))
            if any(run.status != "Succeeded" for run in runs):
                return False
        return True

    async def _act(self, execution: Execution, run: ActionRun) -> None:
        match run.action.category:
            case "Approval":
                await self._ask(run)
            case "Build":
                await self._build(execution, run)
            case _:
                await self.clock.sleep(run.action.seconds)
                run.external = execution.revision if run.action.category == "Source" else run.id
                run.end("Succeeded")
        self.changed(execution)

    async def _build(self, execution: Execution, run: ActionRun) -> None:
        project = run.action.configuration.get("ProjectName", run.action.name)
        build = self.builds.begin(project, execution.revision, f"codepipeline/{execution.pipeline.name}")
        run.external, run.url = build.id, self.builds.url(build)
        await self.builds.run(build, run.action.phases, execution.scenario)
        if build.failure:
            run.end("Failed", ("JobFailed", build.failure))
        else:
            run.end("Succeeded")

    async def _ask(self, run: ActionRun) -> None:
        """Wait for a person; nobody's answer is a no."""
        run.token = run.external = str(uuid.uuid4())
        run.answer = asyncio.get_running_loop().create_future()
        minutes = run.action.timeout or APPROVAL_DAYS * 24 * 60
        try:
            verdict, run.summary = await within(self.clock, minutes * 60.0, _answered(run.answer))
        except TimeoutError:
            run.end("Failed", ("Timeout", f"The approval was not answered within {minutes} minutes."))
            return
        run.end("Succeeded" if verdict == "Approved" else "Failed")


async def _answered(answer: asyncio.Future[tuple[str, str]]) -> tuple[str, str]:
    return await asyncio.shield(answer)
