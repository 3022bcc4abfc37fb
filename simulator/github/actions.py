"""GitHub Actions: workflows are dispatched, their runs followed, reviewed, cancelled and run again."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from simulator.asked import asked_of
from simulator.clock import Clock
from simulator.github.answers import WEB, Json, Refusal, moment, not_found, number_of, paged, person
from simulator.github.repository import Repository
from simulator.github.run import Around, Job, Run, Step, log_of
from simulator.github.workflow import Workflow
from simulator.github.world import Github
from simulator.scenarios import Scenarios

RUNS_KEPT = 500
FIRST_ID = 17_000_000_000

Find = Callable[[web.Request], Repository]

log = logging.getLogger(__name__)


class Actions:
    """The runs of all repositories. `tell` hears of each change of a run; `address` is where the API is."""

    def __init__(
        self,
        world: Github,
        clock: Clock,
        find: Find,
        scenarios: Scenarios,
        tell: Callable[[Run], None],
        address: Callable[[], str],
    ) -> None:
        self.old = world.old
        self._world, self._find, self._scenarios, self._address = world, find, scenarios, address
        self._new_id = itertools.count(FIRST_ID).__next__
        self._around = Around(clock, world.queue, tell, self._new_id)
        self._runs: OrderedDict[int, Run] = OrderedDict()
        self._going: dict[int, asyncio.Task[None]] = {}

    async def close(self) -> None:
        """End every run."""
        for task in self._going.values():
            task.cancel()
        await asyncio.gather(*self._going.values(), return_exceptions=True)

    async def workflow(self, request: web.Request) -> web.Response:
        """`/actions/workflows/{file}`"""
        workflow = self._workflow(request)
        return web.json_response(
            {
                "id": number_of(workflow.file),
                "name": workflow.name,
                "path": f".github/workflows/{workflow.file}",
                "state": "disabled_manually" if workflow.disabled else "active",
            }
        )

    async def dispatch(self, request: web.Request) -> web.Response:
        """`POST /actions/workflows/{file}/dispatches {ref, inputs?, return_run_details?}`"""
        repository, workflow, asked = self._find(request), self._workflow(request), await asked_of(request)
        if self.old == "strict" and "return_run_details" in asked:
            raise Refusal(422, 'Invalid request.\n\n"return_run_details" is not a permitted key.')
        ref = str(asked.get("ref", ""))
        run = self._begin(repository, workflow, ref, asked.get("inputs") or {}, self._world.login)
        if self.old or not asked.get("return_run_details"):
            return web.Response(status=204)
        shape = self._shape(run)
        return web.json_response({"workflow_run_id": run.id, "run_url": shape["url"], "html_url": shape["html_url"]})

    async def runs(self, request: web.Request) -> web.Response:
        """`/actions/workflows/{file}/runs?event=&branch=&actor=&created=&status=`: the newest first."""
        found = [each for each in self._of(self._find(request), self._workflow(request)) if _fits(each, request)]
        return paged(request, found[::-1], self._shape, "workflow_runs")

    async def run(self, request: web.Request) -> web.Response:
        """`/actions/runs/{id}`"""
        return web.json_response(self._shape(self._run(request)))

    async def jobs(self, request: web.Request) -> web.Response:
        """`/actions/runs/{id}/jobs`: of the latest attempt."""
        run = self._run(request)
        return paged(request, run.jobs, lambda job: self._job(run, job), "jobs")

    async def logs(self, request: web.Request) -> web.Response:
        """`/actions/jobs/{id}/logs`: a redirect to where the text is."""
        job = self._job_asked_for(request)
        if job.status != "completed":
            raise not_found()
        return web.Response(status=302, headers={"Location": f"{self._address()}/logs/{job.id}"})

    async def log_text(self, request: web.Request) -> web.Response:
        """Where a job's log redirects to."""
        job = next(
            (job for run in self._runs.values() for job in run.jobs if str(job.id) == request.match_info["id"]), None
        )
        return web.Response(text=log_of(job)) if job else web.Response(status=404)

    async def pending(self, request: web.Request) -> web.Response:
        """`GET /actions/runs/{id}/pending_deployments`"""
        run = self._run(request)
        return web.json_response([self._pending(run, job) for job in run.waiting])

    async def review(self, request: web.Request) -> web.Response:
        """`POST /actions/runs/{id}/pending_deployments {environment_ids, state, comment}`"""
        run, asked = self._run(request), await asked_of(request)
        ids, state = asked.get("environment_ids"), asked.get("state")
        if not isinstance(ids, list) or state not in ("approved", "rejected") or "comment" not in asked:
            raise Refusal(422, "Invalid request.\n\n`environment_ids`, `state` and `comment` are needed.")
        jobs = [job for job in run.waiting if number_of(job.environment) in ids]
        if not jobs:
            raise Refusal(422, "There are no pending deployment requests to approve or reject for this workflow run.")
        if not all(self._may_review(job, run) for job in jobs):
            raise Refusal(422, "You are not allowed to approve or reject your own deployment.")
        for job in jobs:
            if job.review:
                job.review.set_result(state)
        run.reviews.append(
            {**_reviewed(jobs), "state": state, "comment": asked["comment"], "user": person(self._world.login)}
        )
        deployed = [{"id": job.id, "sha": run.commit.sha, "environment": job.environment} for job in jobs]
        return web.json_response(deployed)

    async def reviews(self, request: web.Request) -> web.Response:
        """`/actions/runs/{id}/approvals`"""
        return web.json_response(self._run(request).reviews)

    async def cancel(self, request: web.Request) -> web.Response:
        """`POST /actions/runs/{id}/cancel`"""
        run = self._run(request)
        if run.status == "completed":
            raise Refusal(409, "Cannot cancel a workflow run that is completed.")
        run.cancel()
        return web.json_response({}, status=202)

    async def rerun_failed(self, request: web.Request) -> web.Response:
        """`POST /actions/runs/{id}/rerun-failed-jobs`"""
        run = self._run(request)
        if run.status != "completed":
            raise Refusal(403, "This workflow is already running")
        run.scenario = self._scenarios.of(run.repository.name)
        run.again()
        self._go(run)
        return web.json_response({}, status=201)

    def summary(self, run: Run) -> Json:
        """A run in short, for those who look on."""
        jobs = [{"name": job.declared.name, "status": job.conclusion or job.status} for job in run.jobs]
        name = {"repository": run.repository.name, "workflow": run.workflow.file, "title": _title(run)}
        return {**name, "id": run.id, "status": run.conclusion or run.status, "jobs": jobs}

    def by_hand(self, repository: Repository, file: str, inputs: Json) -> Run:
        """Somebody presses the button on the default branch. Raises Refusal."""
        workflow = Workflow.read(file, repository.world.workflows[file])
        return self._begin(repository, workflow, repository.world.default_branch, inputs, "eunho")

    def _begin(self, repository: Repository, workflow: Workflow, ref: str, given: Json, by: str) -> Run:
        commit = repository.resolve(ref)
        if commit is None or ref not in {**repository.branches, **repository.tags}:
            raise Refusal(422, f"No ref found for: {ref}")
        if workflow.disabled:
            raise Refusal(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
        inputs, number = workflow.accept(given), len(self._of(repository, workflow)) + 1
        scenario = self._scenarios.of(repository.name)
        run = Run(self._new_id(), number, repository, workflow, ref, commit, inputs, by, scenario, self._around)
        self._runs[run.id] = run
        if len(self._runs) > RUNS_KEPT:
            self._runs.popitem(last=False)
        self._go(run)
        return run

    def _go(self, run: Run) -> None:
        self._going[run.id] = task = asyncio.create_task(run.go(), name=str(run.id))
        task.add_done_callback(self._gone)

    def _gone(self, task: asyncio.Task[None]) -> None:
        if self._going.get(int(task.get_name())) is task:
            del self._going[int(task.get_name())]
        if not task.cancelled() and (err := task.exception()):
            log.error("the simulated run %s broke", task.get_name(), exc_info=err)

    def _workflow(self, request: web.Request) -> Workflow:
        repository, file = self._find(request), request.match_info["file"]
        world = repository.world.workflows.get(file)
        if world is None:
            raise not_found()
        return Workflow.read(file, world)

    def _of(self, repository: Repository, workflow: Workflow) -> list[Run]:
        runs = self._runs.values()
        return [each for each in runs if each.repository is repository and each.workflow.file == workflow.file]

    def _run(self, request: web.Request) -> Run:
        repository, number = self._find(request), request.match_info["id"]
        run = self._runs.get(int(number)) if number.isdecimal() else None
        if run is None or run.repository is not repository:
            raise not_found()
        return run

    def _job_asked_for(self, request: web.Request) -> Job:
        repository, number = self._find(request), request.match_info["id"]
        runs = [each for each in self._runs.values() if each.repository is repository]
        job = next((job for run in runs for job in run.jobs if str(job.id) == number), None)
        if job is None:
            raise not_found()
        return job

    def _may_review(self, job: Job, run: Run) -> bool:
        rule = run.repository.world.environments[job.environment]
        return self._world.login in rule.reviewers and (rule.self_review or run.actor != self._world.login)

    def _pending(self, run: Run, job: Job) -> Json:
        rule = run.repository.world.environments[job.environment]
        number = number_of(job.environment)
        link = f"{WEB}/{run.repository.name}/deployments/activity_log?environments_filter={job.environment}"
        return {
            "environment": {"id": number, "name": job.environment, "html_url": link},
            "wait_timer": 0,
            "wait_timer_started_at": None,
            "current_user_can_approve": self._may_review(job, run),
            "reviewers": [{"type": "User", "reviewer": person(login)} for login in rule.reviewers],
        }

    def _shape(self, run: Run) -> Json:
        name = run.repository.name
        return {
            "id": run.id,
            "name": run.workflow.name,
            "display_title": _title(run),
            "head_branch": run.branch,
            "head_sha": run.commit.sha,
            "path": f".github/workflows/{run.workflow.file}",
            "run_number": run.number,
            "run_attempt": run.attempt,
            "event": "workflow_dispatch",
            "status": run.status,
            "conclusion": run.conclusion,
            "workflow_id": number_of(run.workflow.file),
            "actor": person(run.actor),
            "triggering_actor": person(run.actor),
            "url": f"{self._address()}/repos/{name}/actions/runs/{run.id}",
            "html_url": f"{WEB}/{name}/actions/runs/{run.id}",
            "created_at": moment(run.created),
            "run_started_at": moment(run.started),
            "updated_at": moment(run.updated),
        }

    def _job(self, run: Run, job: Job) -> Json:
        return {
            "id": job.id,
            "run_id": run.id,
            "run_attempt": job.attempt,
            "name": job.declared.name,
            "workflow_name": run.workflow.name,
            "head_branch": run.branch,
            "head_sha": run.commit.sha,
            "status": job.status,
            "conclusion": job.conclusion,
            "created_at": moment(run.started),
            "started_at": moment(job.started or run.started),
            "completed_at": moment(job.ended),
            "html_url": f"{WEB}/{run.repository.name}/actions/runs/{run.id}/job/{job.id}",
            "steps": [_step(each) for each in job.steps] if job.started else [],
        }


def _reviewed(jobs: list[Job]) -> Json:
    return {"environments": [{"id": number_of(job.environment), "name": job.environment} for job in jobs]}


def _title(run: Run) -> str:
    return run.workflow.title(run.inputs)


def _step(step: Step) -> Json:
    return {
        "name": step.name,
        "number": step.number,
        "status": step.status,
        "conclusion": step.conclusion,
        "started_at": moment(step.started),
        "completed_at": moment(step.ended),
    }


def _fits(run: Run, request: web.Request) -> bool:
    """Whether a run is among those that a list asks for; `created` as `>=TIME` or `*`."""
    query = request.query
    since = query.get("created", "").removeprefix(">=").removeprefix(">")
    return (
        query.get("event", "workflow_dispatch") == "workflow_dispatch"
        and query.get("branch", run.branch) == run.branch
        and query.get("actor", run.actor) == run.actor
        and query.get("status") in (None, run.status, run.conclusion)
        and (not since or run.created.replace(microsecond=0) >= datetime.fromisoformat(since))
    )
