"""GitHub's REST API at `/github`, and the hands of the game master at `/world/github`."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from simulator.asked import asked_of, refused, seconds_in, without_seconds
from simulator.calls import Calls
from simulator.clock import Clock
from simulator.github.actions import Actions
from simulator.github.answers import Refusal, not_found
from simulator.github.repository import Repository
from simulator.github.run import SCENARIOS as RUNS
from simulator.github.run import Run
from simulator.github.source import SCENARIOS as CHECKS
from simulator.github.source import Source
from simulator.github.world import Commit, Environment, Github, Workflow
from simulator.scenarios import HEALTHY, Scenarios

LIMIT = 5000  # calls an hour

_COMMIT, _WORKFLOWS, _ENVIRONMENTS = (
    TypeAdapter(Commit),
    TypeAdapter(dict[str, Workflow]),
    TypeAdapter(dict[str, Environment]),
)

Emit = Callable[[str, dict[str, object]], None]
Handler = Callable[[web.Request], Awaitable[web.Response]]


class GithubWorld:
    """The repositories of a world file. `people`: login → name. `close` ends all runs."""

    def __init__(
        self,
        world: Github,
        clock: Clock,
        base_url: Callable[[], str],
        emit: Emit,
        scenarios: Scenarios,
        calls: Calls,
        people: Mapping[str, str],
    ) -> None:
        self._repositories = {each.name.lower(): Repository(each) for each in world.repositories}
        for each in self._repositories.values():
            offered = (HEALTHY, *(CHECKS if each.world.checks else ()), *(RUNS if each.world.workflows else ()))
            scenarios.offer(each.name, offered)
        self._calls, self._emit = calls, emit
        self._source = Source(self._find, scenarios, people)
        self._actions = Actions(world, clock, self._find, scenarios, self._tell, lambda: f"{base_url()}/github")
        self.close = self._actions.close
        self._throttled_until, self._used = 0.0, 0

    def add_routes(self, app: web.Application) -> None:
        """Mount `/github` and `/world/github`."""
        here, source, actions = "/github/repos/{owner}/{repo}", self._source, self._actions
        runs = f"{here}/actions/runs/{{id}}"
        for method, path, operation, handler in (
            ("GET", "/github/rate_limit", "GetRateLimit", self._rate_limit),
            ("GET", f"{here}/commits", "ListCommits", source.commits),
            ("GET", f"{here}/commits/{{ref:.+}}/check-runs", "ListChecksForRef", source.check_runs),
            ("GET", f"{here}/commits/{{ref:.+}}/status", "GetCombinedStatusForRef", source.status),
            ("GET", f"{here}/commits/{{ref:.+}}", "GetCommit", source.commit),
            ("GET", f"{here}/compare/{{basehead:.+}}", "CompareCommits", source.compare),
            ("GET", f"{here}/branches", "ListBranches", source.branches),
            ("GET", f"{here}/branches/{{branch:.+}}", "GetBranch", source.branch),
            ("GET", f"{here}/tags", "ListTags", source.tags),
            ("GET", f"{here}/contents/{{path:.+}}", "GetContent", source.contents),
            ("GET", f"{here}/actions/workflows/{{file}}", "GetWorkflow", actions.workflow),
            ("POST", f"{here}/actions/workflows/{{file}}/dispatches", "CreateWorkflowDispatch", actions.dispatch),
            ("GET", f"{here}/actions/workflows/{{file}}/runs", "ListWorkflowRuns", actions.runs),
            ("GET", runs, "GetWorkflowRun", actions.run),
            ("GET", f"{runs}/jobs", "ListJobsForWorkflowRun", actions.jobs),
            ("GET", f"{runs}/pending_deployments", "GetPendingDeploymentsForRun", actions.pending),
            ("POST", f"{runs}/pending_deployments", "ReviewPendingDeploymentsForRun", actions.review),
            ("GET", f"{runs}/approvals", "GetReviewsForRun", actions.reviews),
            ("POST", f"{runs}/cancel", "CancelWorkflowRun", actions.cancel),
            ("POST", f"{runs}/rerun-failed-jobs", "ReRunWorkflowFailedJobs", actions.rerun_failed),
            ("GET", f"{here}/actions/jobs/{{id}}/logs", "DownloadJobLogsForWorkflowRun", actions.logs),
        ):
            app.router.add_route(method, path, self._answering(operation, handler))
        app.router.add_get("/github/logs/{id}", actions.log_text)
        app.router.add_route("*", "/github/{path:.*}", self._answering("Unknown", _nothing))
        app.router.add_post("/world/github/throttle", self._throttle)
        app.router.add_post("/world/github/push", self._push)
        app.router.add_post("/world/github/change", self._change)
        app.router.add_post("/world/github/dispatch", self._dispatch)

    def repository(self, name: str) -> Repository | None:
        """A repository, for whatever else lives on what is pushed there."""
        return self._repositories.get(name.lower())

    def _answering(self, operation: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            """As GitHub does it: the log of calls has each, and each answer has the rate's headers."""
            self._used += 1
            try:
                self._admit(request)
                found: web.StreamResponse = await handler(request)
            except Refusal as refusal:
                self._calls.record("github", operation, f"{refusal.status}")
                found = refusal.answer()
            else:
                self._calls.record("github", operation, None)
            found.headers.update(self._rate())
            return found

        return answer

    def _admit(self, request: web.Request) -> None:
        """Raises Refusal for one who asks too fast, and for one who changes something without a token."""
        if (left := self._throttled_until - time.monotonic()) > 0:
            raise Refusal(
                403,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                {"Retry-After": str(max(1, round(left)))},
            )
        if request.method != "GET" and not request.headers.get("Authorization", "").startswith(("Bearer ", "token ")):
            raise Refusal(401, "Requires authentication")

    async def _rate_limit(self, request: web.Request) -> web.Response:
        """`/rate_limit`: which isn't counted."""
        self._used -= 1
        counted = {name.removeprefix("X-RateLimit-").lower(): value for name, value in self._rate().items()}
        return web.json_response({"resources": {"core": counted}, "rate": counted})

    def _rate(self) -> dict[str, str]:
        used, reset = self._used % LIMIT, int(time.time()) // 3600 * 3600 + 3600
        counted = {"Limit": LIMIT, "Remaining": LIMIT - used, "Used": used, "Reset": reset, "Resource": "core"}
        return {f"X-RateLimit-{name}": str(value) for name, value in counted.items()}

    def _find(self, request: web.Request) -> Repository:
        found = self._repositories.get(f"{request.match_info['owner']}/{request.match_info['repo']}".lower())
        if found is None:
            raise not_found()
        return found

    def _tell(self, run: Run) -> None:
        self._emit("github", {"run": self._actions.summary(run)})

    async def _throttle(self, request: web.Request) -> web.Response:
        """`{seconds}`: every call meets the secondary limit."""
        if (seconds := seconds_in(await asked_of(request))) is None:
            return without_seconds()
        self._throttled_until = time.monotonic() + seconds
        return web.json_response({"ok": True})

    async def _push(self, request: web.Request) -> web.Response:
        """`{repository, branch, message?, author?, sha?, files?, checks?}`: a new commit on a branch."""
        asked = await asked_of(request)
        repository = self._repositories.get(str(asked.pop("repository", "")).lower())
        branch = str(asked.pop("branch", "main"))
        if repository is None or branch not in repository.branches:
            return refused(404, f"No branch {branch!r} there; repositories are {', '.join(self._repositories)}.")
        given = {"sha": secrets.token_hex(20), "message": "A change", "author": "mina", "at": datetime.now(UTC)}
        try:
            commit = repository.push(branch, _COMMIT.validate_python({**given, **asked}))
        except ValidationError as err:
            return refused(400, str(err))
        self._emit("github", {"push": {"repository": repository.name, "branch": branch, "sha": commit.sha}})
        return web.json_response({"ok": True, "sha": commit.sha})

    async def _dispatch(self, request: web.Request) -> web.Response:
        """`{repository, workflow, inputs}`: as somebody starts it on GitHub's own page."""
        asked = await asked_of(request)
        repository, file = self._repositories.get(str(asked.get("repository", "")).lower()), asked.get("workflow")
        if repository is None or file not in repository.world.workflows:
            return refused(404, "No such workflow.")
        try:
            run = self._actions.by_hand(repository, file, asked.get("inputs") or {})
        except Refusal as err:
            return refused(err.status, err.message)
        return web.json_response({"ok": True, "run": run.id})

    async def _change(self, request: web.Request) -> web.Response:
        """`{old?}`, `{repository, workflows?, environments?}`: as somebody edits a file or the settings."""
        asked = await asked_of(request)
        if isinstance(asked.get("old"), bool | str):
            self._actions.old = asked["old"]
        repository = self._repositories.get(str(asked.get("repository", "")).lower())
        if repository is None:
            return web.json_response({"ok": True}) if "old" in asked else refused(404, "No such repository.")
        try:
            repository.world.workflows.update(_WORKFLOWS.validate_python(asked.get("workflows", {})))
            repository.world.environments.update(_ENVIRONMENTS.validate_python(asked.get("environments", {})))
        except ValidationError as err:
            return refused(400, str(err))
        return web.json_response({"ok": True})


async def _nothing(request: web.Request) -> web.Response:
    raise not_found()
