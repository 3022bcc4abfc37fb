"""What the driver asks GitHub: the workflow's file, its runs, and what is to be seen of one of them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import structlog
import yaml

from bot.domain.catalogue import GithubActionsTarget
from bot.drivers.aws import asking
from bot.drivers.base import digest_of
from bot.drivers.github import GitHub, Missing
from bot.drivers.github_actions_marks import INPUT, SLOT
from bot.errors import EffectRefused, TargetMisconfigured

PAGE = "100"  # runs, as many as GitHub tells at once
KNOWN = 1000  # files by their commit: such a one never changes

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a workflow's file says; `inputs` is None where it may not be read. `shows_mark`: its runs' names do."""

    fingerprint: str = ""
    inputs: Mapping[str, Mapping[str, Any]] | None = None
    shows_mark: bool = False

    @property
    def takes_mark(self) -> bool:
        """Whether the release's mark can be handed over."""
        return INPUT in (self.inputs or ())


class Reads:
    """Reads alone. Raises as drivers do."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._known: dict[tuple[str, str, str], str] = {}

    async def declared(self, settings: GithubActionsTarget) -> Declared:
        """The workflow as it stands on its branch. Raises `TargetMisconfigured` where it can't be dispatched so."""
        text = await self._file(settings)
        return Declared() if text is None else _declared(settings, text)

    async def _file(self, settings: GithubActionsTarget) -> bytes | None:
        """The workflow's file; None where it may not be read. Raises `TargetMisconfigured` where it isn't there."""
        path = f"/repos/{settings.repository}/contents/.github/workflows/{quote(settings.workflow, safe='')}"
        try:
            async with asking(f"GitHub {path}"):
                found = await self._github.get(path, {"ref": settings.ref})
                return base64.b64decode(found["content"])
        except Missing as err:
            raise TargetMisconfigured(
                f"{settings.repository} shows no .github/workflows/{settings.workflow} on {settings.ref!r}: is it "
                "there, and may GITHUB_TOKEN read the repository's contents?"
            ) from err
        except (EffectRefused, binascii.Error) as err:
            log.info("workflow_not_read", target=settings.key, error=str(err))
            return None

    async def fingerprint(self, settings: GithubActionsTarget, commit: str, *, ask: bool = True) -> str:
        """That of the workflow's file at a commit; '' where it can't be read, or isn't known and isn't to be asked."""
        key = (str(settings.repository), settings.workflow, commit)
        if key not in self._known and ask:
            if len(self._known) >= KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[key] = await self._print(replace(settings, ref=commit))
        return self._known.get(key, "")

    async def _print(self, settings: GithubActionsTarget) -> str:
        try:
            text = await self._file(settings)
        except TargetMisconfigured:  # a run outlives its workflow's file
            return ""
        return _fingerprint(text) if text else ""

    async def require_active(self, settings: GithubActionsTarget) -> None:
        """Raises `TargetMisconfigured` for a workflow that isn't there, or is switched off."""
        path = workflow_path(settings)
        with _naming_the_token(settings):
            async with asking(f"GitHub {path}"):
                found = await self._github.get(path)
                if found["state"] != "active":
                    raise TargetMisconfigured(
                        f"{settings.workflow} of {settings.repository} is {found['state']}: enable it on GitHub"
                    )

    async def newest(self, settings: GithubActionsTarget, since: datetime | None = None) -> list[dict[str, Any]]:
        """The latest runs of the workflow, the newest first, at most a hundred."""
        query = {"per_page": PAGE} | ({"created": f">={_stamp(since)}"} if since else {})
        async with asking(f"GitHub runs of {settings.workflow}"):
            found = await self._github.get(f"{workflow_path(settings)}/runs", query)
            return [_checked(run) for run in found["workflow_runs"]]

    async def history(self, settings: GithubActionsTarget) -> list[dict[str, Any]]:
        """The `newest`, for a plan. Raises `TargetMisconfigured` for a workflow that isn't there."""
        with _naming_the_token(settings):
            return await self.newest(settings)

    async def runs(self, settings: GithubActionsTarget, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """These runs by id: alone, or in one call for all that are among the newest."""
        told = {str(run["id"]): run for run in await self.newest(settings)} if len(ids) > 1 else {}
        found = {number: told.get(number) or await self._run(settings, number) for number in ids}
        return {number: run for number, run in found.items() if run is not None}

    async def jobs(self, settings: GithubActionsTarget, run: str) -> list[dict[str, Any]]:
        """The jobs of its latest attempt."""
        async with asking(f"GitHub jobs of {run}"):
            found = await self._github.get(f"{run_path(settings, run)}/jobs", {"per_page": PAGE})
            return [_checked(job) for job in found["jobs"]]

    async def pending(self, settings: GithubActionsTarget, run: str) -> list[dict[str, Any]]:
        """The environments that wait for a review."""
        return await self._listed(settings, run, "pending_deployments", "current_user_can_approve")

    async def reviews(self, settings: GithubActionsTarget, run: str) -> list[dict[str, Any]]:
        """What reviewers said."""
        return await self._listed(settings, run, "approvals", "state")

    async def log(self, settings: GithubActionsTarget, job: dict[str, Any]) -> str:
        """The end of a job's log; '' where GitHub doesn't give it: the outcome doesn't hang on it."""
        try:
            return await self._github.text(f"/repos/{settings.repository}/actions/jobs/{job['id']}/logs")
        except EffectRefused as err:
            log.info("job_log_not_seen", job=job["id"], error=str(err))
            return ""

    async def _listed(self, settings: GithubActionsTarget, run: str, name: str, key: str) -> list[dict[str, Any]]:
        async with asking(f"GitHub {name} of {run}"):
            found = await self._github.get(f"{run_path(settings, run)}/{name}")
            return [each for each in found if each[key] is not None]

    async def _run(self, settings: GithubActionsTarget, number: str) -> dict[str, Any] | None:
        if not number.isdecimal():
            return None
        try:
            async with asking(f"GitHub run {number}"):
                return _checked(await self._github.get(run_path(settings, number)))
        except Missing:
            return None


def workflow_path(settings: GithubActionsTarget) -> str:
    """Where a workflow is asked for."""
    return f"/repos/{settings.repository}/actions/workflows/{quote(settings.workflow, safe='')}"


def run_path(settings: GithubActionsTarget, run: str) -> str:
    """Where a run is asked for."""
    return f"/repos/{settings.repository}/actions/runs/{run}"


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    """A run or job with what we count on; a missing key is no answer."""
    return {**found, "id": found["id"], "status": found["status"]}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _fingerprint(text: bytes) -> str:
    return digest_of(text.decode("utf-8", "replace"))


def _declared(settings: GithubActionsTarget, text: bytes) -> Declared:
    try:
        said = yaml.safe_load(text)
        triggers = said.get("on", said.get(True))  # YAML 1.1 reads `on` as a truth
    except (yaml.YAMLError, AttributeError) as err:
        raise TargetMisconfigured(f"{settings.workflow} on {settings.ref!r} is no workflow: {err}") from err
    if "workflow_dispatch" not in (triggers or ()):
        raise TargetMisconfigured(f"{settings.workflow} can't be started from here: add `on: workflow_dispatch` to it")
    dispatch = triggers["workflow_dispatch"] if isinstance(triggers, dict) else None
    inputs = {name: each or {} for name, each in ((dispatch or {}).get("inputs") or {}).items()}
    _require(settings, inputs)
    run_name = str(said.get("run-name", ""))
    return Declared(_fingerprint(text), inputs, f"inputs.{INPUT}" in run_name)


def _require(settings: GithubActionsTarget, inputs: Mapping[str, Mapping[str, Any]]) -> None:
    """Raises `TargetMisconfigured` for inputs that GitHub would refuse."""
    wrong = [f"has no input {name!r}" for name in settings.inputs if name not in inputs]
    for name, declared in inputs.items():
        given, options = settings.inputs.get(name), declared.get("options") or ()
        if given is None and declared.get("required") and declared.get("default") in (None, "") and name != INPUT:
            wrong.append(f"wants the input {name!r}")
        if given is not None and options and not SLOT.search(str(given)) and given not in options:
            wrong.append(f"takes one of {', '.join(map(str, options))} as {name!r}, not {given!r}")
    if wrong:
        known = ", ".join(inputs) or "none"
        raise TargetMisconfigured(f"{settings.workflow} {'; it '.join(wrong)}. Its inputs are {known}")


@contextmanager
def _naming_the_token(settings: GithubActionsTarget) -> Iterator[None]:
    try:
        yield
    except Missing as err:
        raise TargetMisconfigured(
            f"{settings.repository} shows no workflow {settings.workflow!r}: is it there, and may GITHUB_TOKEN see it?"
        ) from err
    except EffectRefused as err:
        raise TargetMisconfigured(f"{err}: GITHUB_TOKEN needs `actions: write` on {settings.repository}") from err
