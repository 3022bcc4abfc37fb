"""Argo CD's API at `/argocd`, and the hands of the game master at `/world/argocd`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from simulator.argocd.application import SCENARIOS, SHA, Application
from simulator.argocd.world import Application as WorldApplication
from simulator.argocd.world import ArgoCd
from simulator.asked import asked_of, refused, seconds_in, without_seconds
from simulator.calls import Calls
from simulator.clock import Clock
from simulator.github.repository import Repository
from simulator.scenarios import HEALTHY, Scenarios

STATUS = {
    "invalid": (400, 3),
    "missing": (404, 5),
    "throttled": (429, 8),
    "refused": (400, 9),
    "session": (401, 16),
}  # HTTP's and gRPC's
FIELDS = {
    "sync": {"name", "appNamespace", "revision", "dryRun", "prune", "strategy", "resources", "infos", "project"}
    | {"manifests", "retryStrategy", "syncOptions", "sourcePositions", "revisions"},
    "rollback": {"name", "id", "dryRun", "prune", "appNamespace", "project"},
}
"""What the requests of the API hold; a field that it doesn't know is refused here, so that nothing is misspelt."""

Emit = Callable[[str, dict[str, object]], None]
Handler = Callable[[web.Request], Awaitable[web.Response]]
Find = Callable[[str], Repository | None]


class Refusal(Exception):
    """An error as the gateway writes it: `kind` is one of STATUS."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = *STATUS[kind], message


class ArgoCdWorld:
    """The applications of a world file; `find` gives a repository of GitHub by its name. `close` ends everything."""

    def __init__(self, world: ArgoCd, clock: Clock, find: Find, emit: Emit, scenarios: Scenarios, calls: Calls) -> None:
        self._world, self._clock, self._find, self._emit, self._calls = world, clock, find, emit, calls
        self._scenarios, self._throttled_until = scenarios, 0.0
        self._noticing: dict[str, asyncio.Task[None]] = {}
        self._applications = {each.name: self._application(each) for each in world.applications}
        for name in self._applications:
            scenarios.offer(name, (HEALTHY, *SCENARIOS))

    def add_routes(self, app: web.Application) -> None:
        """Mount `/argocd` and `/world/argocd`."""
        here = "/argocd/api/v1/applications"
        for method, path, operation, handler in (
            ("GET", here, "ListApplications", self._list),
            ("GET", f"{here}/{{name}}", "GetApplication", self._get),
            ("GET", f"{here}/{{name}}/manifests", "GetManifests", self._manifests),
            ("POST", f"{here}/{{name}}/sync", "SyncApplication", self._sync),
            ("POST", f"{here}/{{name}}/rollback", "RollbackApplication", self._rollback),
            ("DELETE", f"{here}/{{name}}/operation", "TerminateOperation", self._terminate),
            ("GET", "/argocd/api/version", "GetVersion", self._version),
        ):
            app.router.add_route(method, path, self._answering(operation, handler))
        app.router.add_post("/world/argocd/throttle", self._throttle)
        app.router.add_post("/world/argocd/automated", self._automate)
        app.router.add_post("/world/argocd/sync", self._by_hand)

    async def close(self) -> None:
        """End every operation."""
        tasks = [each.task for each in self._applications.values() if each.task] + list(self._noticing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _answering(self, operation: str, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.Response:
            try:
                self._admit(operation, request)
                found = await handler(request)
            except Refusal as err:
                self._calls.record("argocd", operation, str(err.status))
                body = {"error": err.message, "code": err.code, "message": err.message}
                return web.json_response(body, status=err.status)
            self._calls.record("argocd", operation, None)
            return found

        return answer

    def _admit(self, operation: str, request: web.Request) -> None:
        """Raises Refusal for one who asks too fast, and for one without a token."""
        if time.monotonic() < self._throttled_until:
            raise Refusal("throttled", "too many requests")
        if operation != "GetVersion" and not request.headers.get("Authorization", "").startswith("Bearer "):
            raise Refusal("session", "no session information")

    async def _list(self, request: web.Request) -> web.Response:
        """`/applications?appNamespace=`"""
        wanted = request.query.get("appNamespace")
        found = [each for each in self._applications.values() if wanted in (None, each.world.namespace)]
        return web.json_response({"metadata": {}, "items": [self._looked_at(each).shape() for each in found]})

    async def _get(self, request: web.Request) -> web.Response:
        """`/applications/{name}?appNamespace=`"""
        return web.json_response(self._looked_at(self._named(request, request.query.get("appNamespace"))).shape())

    async def _manifests(self, request: web.Request) -> web.Response:
        """`/applications/{name}/manifests?revision=`: which resolves a revision."""
        application, wanted = self._named(request, request.query.get("appNamespace")), request.query.get("revision", "")
        sha = self._resolved(application.world, wanted or application.world.target)
        if sha is None:
            message = f"Unable to resolve '{wanted}' to a commit SHA"
            raise Refusal("refused", f"rpc error: code = Unknown desc = {message}")
        return web.json_response({"manifests": [], "revision": sha, "sourceType": "Kustomize"})

    async def _sync(self, request: web.Request) -> web.Response:
        """`POST /applications/{name}/sync`"""
        application, asked = await self._asked("sync", request)
        revision = str(asked.get("revision") or application.world.target)
        if application.automated and revision != application.world.target:
            raise Refusal(
                "refused", f"Cannot sync to {revision}: auto-sync currently set to {application.world.target}"
            )
        sha = self._resolved(application.world, revision)
        if sha is None:
            raise Refusal("refused", f"Unable to resolve '{revision}' to a commit SHA")
        infos = asked.get("infos") or []
        if not all(isinstance(each, dict) and set(each) == {"name", "value"} for each in infos):
            raise Refusal("invalid", "json: cannot unmarshal into Go struct field ApplicationSyncRequest.infos")
        self._begin(application, sha, infos, prune=bool(asked.get("prune")))
        return web.json_response(application.shape())

    async def _rollback(self, request: web.Request) -> web.Response:
        """`POST /applications/{name}/rollback {id}`: which takes no infos."""
        application, asked = await self._asked("rollback", request)
        if application.automated:
            raise Refusal("refused", "rollback cannot be initiated when auto-sync is enabled")
        entry = next((each for each in application.history if each["id"] == asked.get("id")), None)
        if entry is None:
            raise Refusal(
                "invalid", f"application {application.world.name} does not have deployment with id {asked.get('id')}"
            )
        self._begin(application, str(entry["revision"]), [], prune=bool(asked.get("prune")))
        return web.json_response(application.shape())

    async def _terminate(self, request: web.Request) -> web.Response:
        """`DELETE /applications/{name}/operation`"""
        application = self._named(request, request.query.get("appNamespace"))
        if not application.is_busy:
            raise Refusal("invalid", "Unable to terminate operation. No operation is in progress")
        application.end()
        return web.json_response({})

    async def _version(self, request: web.Request) -> web.Response:
        """`/api/version`, which wants no token."""
        return web.json_response({"Version": "v3.2.0"})

    async def _asked(self, name: str, request: web.Request) -> tuple[Application, dict[str, Any]]:
        asked = await asked_of(request)
        if unknown := set(asked) - FIELDS[name]:
            raise Refusal("invalid", f"unknown field {min(unknown)!r} in the request")
        return self._named(request, asked.get("appNamespace")), asked

    def _begin(self, application: Application, sha: str, infos: list[Any], *, prune: bool) -> None:
        if application.is_busy:
            raise Refusal("refused", "another operation is already in progress")
        application.begin(sha, {"username": self._world.login}, infos, prune=prune)

    def _named(self, request: web.Request, namespace: str | None) -> Application:
        found = self._applications.get(request.match_info["name"])
        if found is None or namespace not in (None, "", found.world.namespace):
            raise Refusal("missing", f'applications.argoproj.io "{request.match_info["name"]}" not found')
        return found

    def _application(self, world: WorldApplication) -> Application:
        start = self._resolved(world, world.revision) or world.revision
        return Application(
            WorldApplication(**{**world.__dict__, "revision": start}),
            self._clock,
            self._world.pace,
            head=lambda: self._resolved(world, world.target) or start,
            scenario=lambda: self._scenarios.of(world.name),
            tell=self._tell,
        )

    def _resolved(self, world: WorldApplication, revision: str) -> str | None:
        repository = self._find(world.repository)
        commit = repository.resolve(revision) if repository else None
        return commit.sha if commit else revision if SHA.fullmatch(revision) and repository is None else None

    def _looked_at(self, application: Application) -> Application:
        """An automated application that is looked at begins to notice what was pushed."""
        name, head = application.world.name, application.head()
        is_behind = application.automated and application.live != head and not application.is_busy
        if is_behind and (name not in self._noticing or self._noticing[name].done()):
            self._noticing[name] = asyncio.create_task(self._notice(application, head))
        return application

    async def _notice(self, application: Application, head: str) -> None:
        await self._clock.sleep(self._world.pace.notices)
        if not application.is_busy:
            application.begin(head, {"automated": True}, [])

    def _tell(self, application: Application) -> None:
        shown = {"name": application.world.name, "health": application.health, "revision": application.live}
        self._emit("argocd", {"application": {**shown, "phase": application.state.get("phase")}})

    async def _throttle(self, request: web.Request) -> web.Response:
        """`{seconds}`: every call is one too many."""
        if (seconds := seconds_in(await asked_of(request))) is None:
            return without_seconds()
        self._throttled_until = time.monotonic() + seconds
        return web.json_response({"ok": True})

    async def _automate(self, request: web.Request) -> web.Response:
        """`{application, automated}`: as somebody switches it in the UI."""
        asked = await asked_of(request)
        application = self._applications.get(str(asked.get("application")))
        if application is None or not isinstance(asked.get("automated"), bool):
            return refused(404, f"No application there; there are {', '.join(self._applications)}.")
        application.automated = asked["automated"]
        return web.json_response({"ok": True})

    async def _by_hand(self, request: web.Request) -> web.Response:
        """`{application, revision}`: as somebody syncs it in the UI."""
        asked = await asked_of(request)
        application = self._applications.get(str(asked.get("application")))
        sha = self._resolved(application.world, str(asked.get("revision"))) if application else None
        if application is None or sha is None or application.is_busy:
            return refused(404, f"No such application or revision, or busy; there are {', '.join(self._applications)}.")
        application.begin(sha, {"username": "admin"}, [])
        return web.json_response({"ok": True})
