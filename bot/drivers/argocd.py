"""An application of Argo CD: it is synced to a commit and followed until it is healthy.

Marker: the release's id in the operation's infos (`subaku: ID`). The reference (`APPLICATION@COMMIT#N`) says which
line of the application's history the sync becomes, so that it is told from what others sync later. A rollback is Argo
CD's own, to a line of that history; it takes no infos, and is known by its commit and by when it began. What remains
possible: none of two syncs at once, for Argo CD runs one operation an application at a time; when the answer to a
rollback was lost, one to the same commit that somebody began by hand in that minute is taken for ours.

With `follow_only` nothing is written: the release waits until Argo CD's own sync has the commit.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import aiohttp
import structlog

from bot.domain.catalogue import ArgoCdTarget, Service, Source, Target
from bot.domain.events import SUBAKU
from bot.domain.release import Plan, Progress, Release, Revision, Verdict
from bot.domain.standing import Stood
from bot.drivers.argo import Argo, NotThere
from bot.drivers.argocd_sight import TAKE_BACK, Reference, is_ours, line_before, line_of, next_line, seen
from bot.drivers.argocd_words import MARK, SHORT, Entry, drift_of, history_of, is_automated, operation_of
from bot.drivers.aws import asking, writing
from bot.drivers.base import Allowance, Call, Difference, Look, Remains, RevisionChoice, binding, digest_of
from bot.drivers.commits import Commits
from bot.drivers.ledger import Write
from bot.drivers.means import Means
from bot.errors import (
    DriverError,
    EffectRefused,
    RegistryUnavailable,
    RevisionNotFound,
    TargetBusy,
    TargetMisconfigured,
)

FULL = re.compile(r"[0-9a-f]{40}")
GITHUB = re.compile(r"(?:https://|ssh://git@|git@)github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?")
BUSY = "another operation is already in progress"

log = structlog.get_logger()


class ArgoCd:
    """The driver `argocd`."""

    calls: ClassVar[tuple[Call, ...]] = ()
    allowance: ClassVar[Allowance] = Allowance(batch=100)

    def __init__(self, means: Means) -> None:
        self._argo, self._commits, self._ledger = Argo(means), Commits(means.github), means.ledger

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The commit, and what else of the application's specification binds."""
        settings = _settings(target)
        app = await self._application(settings)
        _require(settings, app, back_to)
        pinned, history = await self._pinned(settings, app, revision), history_of(app)
        spec = {name: app["spec"].get(name) for name in ("project", "source", "destination")}
        line = next((one for one in reversed(history) if one.revision == pinned.digest), None) if back_to else None
        parts = {
            "commit": str(pinned.digest),
            "application": digest_of(spec),
            **({"history": str(line.id)} if line else {}),
        }
        live = history[-1].revision[:SHORT] if history else None
        return binding(settings, pinned, parts, live, artifact=str(line.id) if line else None)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """Whether the application's history still has it, so that Argo CD can go back to it as it was."""
        try:
            known = {one.revision for one in history_of(await self._argo.application(_settings(target)))}
        except DriverError as err:
            log.info("remains_not_told", target=target.key, error=str(err))
            return [Remains() for _ in stood]
        return [Remains(definition=(one.revision.digest in known) or None, running=False) for one in stood]

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """The commit, and the resources that aren't as git has them."""
        settings = _settings(target)
        app = await self._application(settings)
        live = next((one.revision for one in reversed(history_of(app))), "")
        moved = () if live == plan.revision.digest else (Difference("commit", live[:SHORT], plan.revision.name),)
        return (*moved, *drift_of(app, prune=settings.prune))

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The newest commits of the application's branch; elsewhere than on GitHub, what it has run."""
        app = await self._application(_settings(target))
        if source := _source(app):
            return await self._commits.choices(source, str(source.branch), prefix, limit)
        seen = {one.revision: one for one in history_of(app) if one.revision.startswith(prefix)}
        return [RevisionChoice(sha[:SHORT], sha, one.at) for sha, one in reversed(seen.items())][:limit]

    async def find(self, release: Release) -> str | None:
        """Ours by its mark, while it is the application's last operation."""
        settings = _planned(release)
        if settings.follow_only:
            return None
        app = await self._application(settings)
        last = operation_of(app)
        return line_of(release, app).written(settings) if last and is_ours(release, last) else None

    async def start(self, release: Release, *, again: bool) -> str:
        """Sync it, or go back to a line of its history; following only, nothing is written."""
        settings, commit = _planned(release), str(release.revision.digest)
        app = await self._application(settings)
        _require(settings, app, None)
        if settings.follow_only:
            return replace(next_line(commit, app), follows=True).written(settings)
        operation = operation_of(app)
        if again and operation and is_ours(release, operation):
            return line_of(release, app).written(settings)
        if operation and operation.is_busy:
            raise TargetBusy(f"{settings.application}: a sync to {operation.revision[:SHORT]} by {operation.by}")
        if release.plan.artifact:
            await self._roll_back(release, settings, int(release.plan.artifact), release.requester)
        else:
            await self._sync(release, settings, commit)
        return next_line(commit, app).written(settings)

    def lane(self, release: Release) -> str:
        """The server and namespace: its applications are told in one call."""
        settings = _planned(release)
        return f"argocd {settings.server} {settings.namespace or ''} {settings.token or ''}"

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call, which tells all of each application."""
        settings = [_planned(look.release) for look in looks]
        apps = await self._applications(settings)
        found: dict[str, Progress] = {}
        for look, each in zip(looks, settings, strict=True):
            app, reference = apps.get(each.application), Reference.read(look.reference)
            if app is None or reference is None:
                continue
            async with asking(f"Argo CD application {each.application}"):
                progress = seen(look.release, reference, app)
            if progress:
                found[look.release.id] = replace(progress, link=f"{each.server}/applications/{_place(app)}")
        return found

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Go back to what stood before, once the sync that was stopped has ended; there is no other hold."""
        settings = _planned(release)
        app, line = await self._application(settings), int(token.removeprefix(TAKE_BACK))
        operation = operation_of(app)
        if operation is None or operation.is_busy or not is_ours(release, operation):
            log.info("taken_back_before", release=release.id)
            return
        await self._roll_back(release, settings, line, _stopper(release))

    async def stop(self, release: Release) -> str | None:
        """Terminate the sync; one that is over is taken back by Argo CD's own rollback."""
        settings, reference = _planned(release), _reference(release)
        if settings.follow_only:
            raise EffectRefused(_not_ours_to_stop(settings))
        app = await self._application(settings)
        operation, entry = operation_of(app), reference.among(history_of(app))
        if entry is None and operation and is_ours(release, operation) and operation.phase in ("Pending", "Running"):
            await self._terminate(release, settings)
            return None
        return await self._taken_back(release, settings, app, entry) if entry else None

    async def warm(self, targets: Sequence[Target]) -> None:
        """Open a connection to each server."""
        for settings in {_settings(target).server: _settings(target) for target in targets}.values():
            try:
                await self._argo.warm(settings)
            except (aiohttp.ClientError, TimeoutError, OSError) as err:
                log.info("not_warmed", target=settings.key, error=str(err))

    async def _application(self, settings: ArgoCdTarget) -> dict[str, Any]:
        try:
            async with asking(f"Argo CD application {settings.application}"):
                app = await self._argo.application(settings)
                history_of(app), operation_of(app)  # so that an answer that doesn't fit is found out here
                return app
        except NotThere as err:
            there = f" in the namespace {settings.namespace}" if settings.namespace else ""
            raise TargetMisconfigured(f"{settings.server} has no application {settings.application!r}{there}") from err

    async def _applications(self, settings: Sequence[ArgoCdTarget]) -> dict[str, dict[str, Any]]:
        names = {each.application for each in settings}
        async with asking(f"Argo CD applications {', '.join(sorted(names)[:3])}"):
            if len(names) > 1:
                return await self._argo.applications(settings[0])
            try:
                return {settings[0].application: await self._argo.application(settings[0])}
            except NotThere:
                return {}

    async def _pinned(self, settings: ArgoCdTarget, app: dict[str, Any], revision: str) -> Revision:
        """The full commit; asked of GitHub where the repository is there, else of Argo CD itself."""
        wanted = revision or str(app["spec"]["source"].get("targetRevision") or "HEAD")
        if source := _source(app):
            return await self._commits.resolve(source, revision or None, str(source.branch))
        try:
            sha = wanted if FULL.fullmatch(wanted) else await self._argo.resolved(settings, wanted)
        except EffectRefused as err:
            raise RevisionNotFound(wanted) from err
        except DriverError as err:
            raise RegistryUnavailable(str(err)) from err
        return Revision(sha[:SHORT] if FULL.fullmatch(sha) else sha, sha, sha)

    async def _sync(self, release: Release, settings: ArgoCdTarget, commit: str) -> None:
        infos = [{"name": MARK, "value": release.id}, {"name": "Asked by", "value": release.requester}]
        body = {"revision": commit, "prune": settings.prune, "dryRun": False, "infos": infos}
        begun = self._argo.post(settings, "sync", body)
        await self._write(release, settings, "SyncApplication", release.requester, begun)

    async def _roll_back(self, release: Release, settings: ArgoCdTarget, line: int, by: str) -> None:
        begun = self._argo.post(settings, "rollback", {"id": line, "prune": settings.prune, "dryRun": False})
        await self._write(release, settings, "RollbackApplication", by, begun)

    async def _terminate(self, release: Release, settings: ArgoCdTarget) -> None:
        try:
            ended = self._argo.terminate(settings)
            await self._write(release, settings, "TerminateOperation", _stopper(release), ended)
        except EffectRefused as err:
            operation = operation_of(await self._application(settings))
            if operation and operation.phase in ("Pending", "Running") and is_ours(release, operation):
                raise
            log.info("sync_ended_before_stop", release=release.id, error=str(err))

    async def _write(
        self, release: Release, settings: ArgoCdTarget, operation: str, by: str, effect: Awaitable[None]
    ) -> None:
        try:
            async with writing(self._ledger, Write(release.id, by, "argocd", operation, settings.application)):
                await effect
        except EffectRefused as err:
            if BUSY in str(err):
                raise TargetBusy(f"{settings.application}: {BUSY}") from err
            raise

    async def _taken_back(
        self, release: Release, settings: ArgoCdTarget, app: dict[str, Any], entry: Entry
    ) -> str | None:
        """A rollback to the line before ours, once; None when something else has replaced ours already."""
        history, operation = history_of(app), operation_of(app)
        before = line_before(entry.id, history)
        if before is None:
            raise EffectRefused(f"the history of {settings.application} holds nothing that stood there before")
        back = Reference(before.revision, entry.id + 1)
        newer = [one for one in history if one.id > entry.id]
        if newer:
            return back.written(settings) if newer[0].revision == before.revision else None
        under_way = operation and operation.is_busy and operation.revision == before.revision
        if not under_way:
            await self._roll_back(release, settings, before.id, _stopper(release))
        return back.written(settings)


def _require(settings: ArgoCdTarget, app: dict[str, Any], back_to: Release | None) -> None:
    """Raises `TargetMisconfigured` for an application that can't be deployed so."""
    if "source" not in app["spec"]:
        raise TargetMisconfigured(f"{settings.application} has several sources: a release is of one")
    if is_automated(app) and not settings.follow_only:
        raise TargetMisconfigured(
            f"{settings.application} syncs by itself, and would undo what we sync: add `follow_only: true` to the "
            "target, or take `syncPolicy.automated` off the application"
        )
    if settings.follow_only and back_to:
        raise TargetMisconfigured(f"Argo CD syncs {settings.application} by itself: revert the commit in git")


def _source(app: dict[str, Any]) -> Source | None:
    """Where the application's code lives, if that is on GitHub."""
    source = app["spec"]["source"]
    found = GITHUB.fullmatch(str(source.get("repoURL", "")))
    return Source(found[1], str(source.get("targetRevision") or "HEAD")) if found else None


def _place(app: dict[str, Any]) -> str:
    metadata = app.get("metadata") or {}
    return f"{metadata.get('namespace', 'argocd')}/{metadata.get('name', '')}"


def _not_ours_to_stop(settings: ArgoCdTarget) -> str:
    page = f"{settings.server}/applications/{settings.namespace or 'argocd'}/{settings.application}"
    return (
        f"Argo CD syncs {settings.application} by itself, and this release only follows it: nothing was stopped. "
        f"Terminate the sync at {page}, and revert the commit in git"
    )


def _stopper(release: Release) -> str:
    return (release.deployment and release.deployment.stop_by) or SUBAKU


def _reference(release: Release) -> Reference:
    text = release.deployment.reference if release.deployment else None
    found = Reference.read(text) if text else None
    if found is None:
        raise EffectRefused(f"{release.id} has no sync at Argo CD yet")
    return found


def _settings(target: Target) -> ArgoCdTarget:
    if not isinstance(target, ArgoCdTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of argocd")
    return target


def _planned(release: Release) -> ArgoCdTarget:
    """The target as it was when the release was planned."""
    if release.plan.settings is None:
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return _settings(release.plan.settings)
