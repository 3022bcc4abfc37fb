"""One application: what Argo CD knows of it, and an operation at the pace of the clock."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from simulator.argocd.world import Application as WorldApplication
from simulator.argocd.world import ArgoCdPace
from simulator.clock import Clock

Json = dict[str, Any]

HISTORY = 10  # entries, as many as Argo CD keeps
SCENARIOS = (
    "degraded",
    "sync_fails",
    "sync_hangs",
    "terminated_elsewhere",
    "drift",
    "suspended",
    "unknown_health",
    "stuck",
)
HEALTH = {"degraded": "Degraded", "suspended": "Suspended", "unknown_health": "Unknown", "stuck": "Progressing"}
SHA = re.compile(r"[0-9a-f]{40}")


@dataclass
class Application:
    """`head` gives the commit that its target means now; `scenario` how the next operation fares."""

    world: WorldApplication
    clock: Clock
    pace: ArgoCdPace
    head: Callable[[], str]
    scenario: Callable[[], str]
    tell: Callable[[Application], None]
    history: list[Json] = field(default_factory=list)
    operation: Json | None = None
    state: Json = field(default_factory=dict)
    health: str = "Healthy"
    said: str = ""  # why the health is what it is
    synced: str = "Synced"
    reconciled: str = ""
    automated: bool = False
    task: asyncio.Task[None] | None = None
    terminated: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.automated, self.reconciled = self.world.automated, moment()
        self.remember(self.world.revision, self.world.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), {})

    @property
    def live(self) -> str:
        """What was deployed last."""
        return str(self.history[-1]["revision"])

    @property
    def is_busy(self) -> bool:
        """Whether an operation is under way."""
        return self.operation is not None

    def begin(self, revision: str, by: Mapping[str, Any], info: list[Json], *, prune: bool = False) -> None:
        """A new operation; it is shown at once, and begins when the controller comes by."""
        sync = {"revision": revision, "prune": prune}
        self.operation = {"sync": sync, "initiatedBy": dict(by), **({"info": info} if info else {})}
        self.terminated = asyncio.Event()
        self.task = asyncio.create_task(self._operate(self.operation, revision, self.scenario()))

    def end(self) -> None:
        """Somebody terminates the operation."""
        if self.state.get("phase") == "Running":
            self.state["phase"] = "Terminating"
        self.terminated.set()

    def remember(self, revision: str, at: str, by: Mapping[str, Any]) -> None:
        """A line in its history."""
        number = self.history[-1]["id"] + 1 if self.history else 0
        entry = {"id": number, "revision": revision, "deployedAt": at, "deployStartedAt": at, "initiatedBy": dict(by)}
        self.history = [*self.history, {**entry, "source": self._source()}][-HISTORY:]

    def shape(self) -> Json:
        """As the API tells it."""
        world, out = self.world, self.synced if self.live == self.head() else "OutOfSync"
        policy: Json = {"syncPolicy": {"automated": {}}} if self.automated else {}
        return {
            "metadata": {"name": world.name, "namespace": world.namespace},
            "spec": {
                "project": world.project,
                "source": self._source(),
                "destination": {"server": "https://kubernetes.default.svc", "namespace": world.destination},
                **policy,
            },
            **({"operation": self.operation} if self.operation else {}),
            "status": {
                "sync": {"status": out, "revision": self.head()},
                "health": {"status": self.health},
                "history": self.history,
                "resources": self._resources(),
                "reconciledAt": self.reconciled,
                **({"operationState": self.state} if self.state else {}),
            },
        }

    async def _operate(self, operation: Json, revision: str, scenario: str) -> None:
        """To its end, and on until its health is known."""
        ended = asyncio.create_task(self.terminated.wait())
        work = asyncio.create_task(self._sync(operation, revision, scenario))
        try:
            await asyncio.wait((ended, work), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (ended, work):
                task.cancel()
            await asyncio.gather(ended, work, return_exceptions=True)
        if self.terminated.is_set():
            self._finish("Failed", "Operation terminated")
        elif self.state.get("phase") == "Succeeded":
            await self._settle(scenario)

    async def _sync(self, operation: Json, revision: str, scenario: str) -> None:
        await self.clock.sleep(self.pace.queue)
        result: Json = {"revision": revision, "source": self._source(), "resources": []}
        self.state = {"operation": operation, "phase": "Running", "startedAt": moment(), "syncResult": result}
        self.state["message"] = "waiting for completion"
        self.tell(self)
        for place, each in enumerate(self.world.resources):
            await self.clock.sleep(self.pace.resource)
            is_last = place == len(self.world.resources) - 1
            if is_last and scenario == "terminated_elsewhere":
                self.end()
            if is_last and scenario in ("terminated_elsewhere", "sync_hangs"):
                await asyncio.get_running_loop().create_future()
            failed = is_last and scenario == "sync_fails"
            result["resources"].append(self._synced(each, failed=failed))
            if failed:
                self._finish("Failed", "one or more objects failed to apply, reason: the server rejected the manifest")
                return
        self.remember(revision, moment(), operation["initiatedBy"])
        self.health = "Progressing"
        self._finish("Succeeded", "successfully synced (all tasks run)")

    async def _settle(self, scenario: str) -> None:
        """The controller looks again: new pods come up, or don't."""
        self.synced = "OutOfSync" if scenario == "drift" else "Synced"
        self.reconciled = moment()
        self.tell(self)
        await self.clock.sleep(self.pace.healthy)
        self.health = HEALTH.get(scenario, "Healthy")
        self.said = 'Deployment "web" exceeded its progress deadline' if scenario == "degraded" else ""
        self.reconciled = moment()
        self.tell(self)

    def _finish(self, phase: str, message: str) -> None:
        self.state = {"startedAt": moment(), "operation": self.operation, **self.state}
        self.state |= {"phase": phase, "message": message, "finishedAt": moment()}
        self.operation = None
        self.tell(self)

    def _synced(self, each: str, *, failed: bool) -> Json:
        said = 'admission webhook "policy" denied the request' if failed else f"{each.lower()} configured"
        return {
            **self._named(each),
            "status": "SyncFailed" if failed else "Synced",
            "message": said,
            "syncPhase": "Sync",
        }

    def _resources(self) -> list[Json]:
        shown, last = [], len(self.world.resources) - 1
        for place, each in enumerate(self.world.resources):
            health: Json = {"status": self.health if place == last else "Healthy"}
            if place == last and self.said:
                health["message"] = self.said
            out = self.synced == "OutOfSync" and place == last
            shown.append({**self._named(each), "status": "OutOfSync" if out else "Synced", "health": health})
        return shown

    def _named(self, each: str) -> Json:
        kind, _, name = each.partition("/")
        group = "apps" if kind in ("Deployment", "StatefulSet", "DaemonSet") else ""
        return {"group": group, "version": "v1", "kind": kind, "namespace": self.world.destination, "name": name}

    def _source(self) -> Json:
        url = f"https://github.com/{self.world.repository}.git"
        return {"repoURL": url, "path": self.world.path, "targetRevision": self.world.target}


def moment() -> str:
    """Now, as Kubernetes writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
