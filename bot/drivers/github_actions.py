"""A workflow of GitHub Actions: it is dispatched, and its run is followed.

Marker: where the workflow declares the input `subaku_release`, the release's mark (`subaku:ID SERVICE/ENVIRONMENT
NAME@DIGEST`) is handed over there, and `run-name` shows it, so that the run is found again, what stands there is
known, and it can be taken back. Since 2026 a dispatch answers the run's id; older servers answer nothing, and the run
is looked for.

What remains possible: when the answer to a dispatch was lost and GitHub doesn't list the run within half a minute, a
second one is made. A workflow without that input has no marker: then the only unmarked run of this branch since the
intent is taken for ours, though somebody may have started it by hand in those seconds; where there are several, people
are told instead. And GitHub runs one workflow several times at once: we refuse while another run of it is live, but one
that begins between that look and our dispatch isn't noticed. A `concurrency` group in the workflow keeps them apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import structlog

from bot.domain.catalogue import GithubActionsTarget, Service, Target
from bot.domain.events import SUBAKU
from bot.domain.release import Advice, Outcome, Plan, Progress, Release, Verdict
from bot.domain.standing import Stood
from bot.drivers.aws import asking
from bot.drivers.base import Allowance, Call, Difference, Look, Remains, RevisionChoice, binding, unheard_of
from bot.drivers.commits import SHORT, source_of
from bot.drivers.github_actions_marks import INPUT, Mark, pin_of, slots_in
from bot.drivers.github_actions_reads import Declared, Reads
from bot.drivers.github_actions_revisions import Revisions
from bot.drivers.github_actions_runs import (
    CLOCKS_APART,
    Run,
    began_since,
    id_of,
    intended,
    link_of,
    mark_of,
    ours,
    refuse_if_busy,
    stood,
    to_run_again,
    unmarked,
    wait_until_listed,
)
from bot.drivers.github_actions_words import (
    advice_of,
    failed_job,
    is_rejected,
    last_lines,
    outcome_of,
    reason_of,
    stages_of,
    token_of,
)
from bot.drivers.github_actions_writes import Inputs, Writes
from bot.drivers.means import Means
from bot.drivers.parallel import parallel
from bot.errors import DriverError, EffectRefused, TargetMisconfigured

AT_ONCE = 8  # runs looked at closely

log = structlog.get_logger()


class GithubActions:
    """The driver `github_actions`."""

    calls: ClassVar[tuple[Call, ...]] = ()
    allowance: ClassVar[Allowance] = Allowance(batch=100, calls=40, details=40)  # GitHub allows 5,000 an hour

    def __init__(self, means: Means) -> None:
        self._github, self._reads, self._revisions = means.github, Reads(means.github), Revisions(means)
        self._writes = Writes(means.github, means.ledger, self._reads)

    async def plan(self, service: Service, target: Target, revision: str, back_to: Release | None = None) -> Plan:
        """The image by digest or the commit, and the workflow's file as it stands on its branch."""
        settings = _placed(service, target)
        pinned, declared, runs, _ = await parallel(
            self._revisions.pinned(service, settings, revision, back_to),
            self._reads.declared(settings),
            self._reads.history(settings),
            self._reads.require_active(settings),
        )
        parts = {
            "image" if service.image else "commit": str(pinned.digest),
            "workflow": declared.fingerprint,
        }
        live = next((mark.name for _, mark in stood(settings, runs)), None)
        image = f"{service.image}@{pinned.digest}" if service.image else None
        return binding(settings, pinned, parts, live, image=image)

    async def remains(self, service: Service, target: Target, stood: Sequence[Stood]) -> Sequence[Remains]:
        """The image in its registry, or the commit."""
        settings = _placed(service, target)
        return await parallel(*(self._revisions.left(service, settings, one.revision) for one in stood))

    async def diff(self, service: Service, target: Target, plan: Plan) -> Sequence[Difference]:
        """What stands there, as the marks of earlier runs say, and what would."""
        settings = _placed(service, target)
        live = next((mark for _, mark in stood(settings, await self._reads.newest(settings))), None)
        before = f"{live.name}@{live.pin}" if live else ""
        after = f"{plan.revision.name}@{pin_of(plan.revision)}"
        return () if before == after else (Difference("image" if service.image else "commit", before, after),)

    async def revisions(self, service: Service, target: Target, prefix: str, limit: int) -> Sequence[RevisionChoice]:
        """The tags of the service's image; without an image the newest commits of its branch."""
        return await self._revisions.choices(service, _placed(service, target), prefix, limit)

    async def find(self, release: Release) -> str | None:
        """Ours by its mark; of a workflow that shows none, the only run since the intent was kept."""
        settings = _planned(release)
        since = release.deployment.intended_at if release.deployment else release.requested_at
        runs = await self._reads.newest(settings, None if release.again_of else since - CLOCKS_APART)
        if found := ours(release, runs):
            return found
        candidates = [run for run in unmarked(settings, runs) if began_since(run, since)]
        if not candidates or (await self._reads.declared(settings)).shows_mark:
            return None
        if len(candidates) > 1:
            raise EffectRefused(
                f"one of {', '.join(map(link_of, candidates))} may be ours: give {settings.workflow} an input {INPUT}, "
                "shown in its run-name, so that it can be told"
            )
        return id_of(candidates[0])

    async def start(self, release: Release, *, again: bool) -> str:
        """Dispatch the workflow, or run the failed jobs again of the release that is retried; answers the run's id."""
        settings = _planned(release)
        declared, runs = await parallel(self._reads.declared(settings), self._reads.newest(settings))
        if again and (found := ours(release, runs)):
            return found
        refuse_if_busy(settings, runs)
        if again:
            wait_until_listed(intended(release), datetime.now(UTC))
        await self._revisions.refuse_if_moved(release, settings)
        if retried := await self._run_again(release, settings, declared, runs):
            return retried
        inputs, mark = Inputs(settings, release.revision, runs), Mark.of(release, settings.key)
        return await self._writes.dispatch(release, release.requester, settings, declared, mark, inputs)

    def lane(self, release: Release) -> str:
        """The workflow: its runs are told in one call."""
        settings = _planned(release)
        return f"github {settings.repository} {settings.workflow}"

    async def observe_many(self, looks: Sequence[Look]) -> dict[str, Progress]:
        """One call for all runs; for those looked at closely their jobs and reviews as well."""
        settings = _planned(looks[0].release)
        runs = await self._reads.runs(settings, {_followed(look) for look in looks})
        limit = asyncio.Semaphore(AT_ONCE)

        async def seen(look: Look) -> tuple[str, Progress]:
            async with limit, asking(f"GitHub run {look.reference}"):
                return look.release.id, await self._seen(look, runs[_followed(look)])

        return dict(await parallel(*(seen(look) for look in looks if _followed(look) in runs)))

    async def resume(self, release: Release, token: str, verdict: Verdict) -> None:
        """Answer the review for the person who decided; one that was answered before changes nothing."""
        settings, (run, _, environments) = _planned(release), token.partition("/")
        ids = [int(each) for each in environments.split(",") if each.isdecimal()]
        by = (release.hold and release.hold.by) or SUBAKU
        state = "approved" if verdict is Verdict.CONTINUE else "rejected"
        body = {"environment_ids": ids, "state": state, "comment": f"{by} in Slack, release {release.id} (Subaku)"}
        try:
            await self._writes.review(release, by, settings, run, body)
        except EffectRefused as err:
            waiting = await self._reads.pending(settings, run)
            if any(each["environment"]["id"] in ids for each in waiting):
                raise EffectRefused(
                    f"{err}: whoever owns GITHUB_TOKEN must be a reviewer there, and may not have started the run "
                    "where the environment prevents self-review; review it on GitHub"
                ) from err
            log.info("hold_answered_before", release=release.id)

    async def stop(self, release: Release) -> str | None:
        """Cancel it; what is over is taken back by a run with what stood before."""
        settings, reference = _planned(release), _reference(release)
        by = (release.deployment and release.deployment.stop_by) or SUBAKU
        outcome = await self._outcome(settings, reference)
        if outcome is Outcome.SUCCEEDED:
            return await self._taken_back(release, settings, by)
        if outcome in (None, Outcome.FAILED):
            return None
        try:
            await self._writes.cancel(release, by, settings, reference)
        except EffectRefused as err:
            if await self._outcome(settings, reference) not in (Outcome.SUCCEEDED, Outcome.FAILED):
                raise
            log.info("run_ended_before_stop", release=release.id, error=str(err))
            return await self.stop(release)
        return None

    async def warm(self, targets: Sequence[Target]) -> None:
        """Open a connection; this call isn't counted."""
        try:
            await self._github.get("/rate_limit")
        except DriverError as err:
            log.info("not_warmed", targets=[target.key for target in targets], error=str(err))

    async def _run_again(
        self, release: Release, settings: GithubActionsTarget, declared: Declared, runs: Sequence[Run]
    ) -> str | None:
        """The failed jobs of what is retried, if the workflow still is as it was: GitHub runs the old one."""
        run = to_run_again(release, settings, runs)
        if run is None:
            return None
        then = await self._reads.fingerprint(settings, str(run["head_sha"]))
        same = then and then == declared.fingerprint
        return await self._writes.run_again(release, settings, run) if same else None

    async def _outcome(self, settings: GithubActionsTarget, reference: str) -> Outcome | None:
        run = (await self._reads.runs(settings, {reference})).get(reference)
        return outcome_of(run) if run else None

    async def _taken_back(self, release: Release, settings: GithubActionsTarget, by: str) -> str | None:
        """A run with what stood before ours, once; None when something else has replaced ours already."""
        declared, runs = await parallel(self._reads.declared(settings), self._reads.newest(settings))
        for run in runs:
            if (mark := mark_of(run)) and mark.release == release.id and mark.back:
                return id_of(run)
        found = list(stood(settings, runs))
        if found and id_of(found[0][0]) != _reference(release):
            log.info("replaced_before_it_was_taken_back", release=release.id)
            return None
        if len(found) < 2:
            raise EffectRefused(
                f"no earlier run of {settings.workflow} says what it brought: release what stood there before by hand"
            )
        refuse_if_busy(settings, runs)
        wait_until_listed(release.deployment.stop_tried_at if release.deployment else None, datetime.now(UTC))
        earlier = found[1][1]
        inputs = Inputs(settings, await self._revisions.again(release.plan, settings, earlier), runs)
        mark = earlier.of_release(release.id, back=True)
        return await self._writes.dispatch(release, by, settings, declared, mark, inputs)

    async def _seen(self, look: Look, run: Run) -> Progress:
        if look.release.deployment and look.release.deployment.back:
            return await self._returning(look.release, run)
        outcome, settings = outcome_of(run), _planned(look.release)
        otherwise = await self._otherwise(look, settings, run)
        if outcome is Outcome.FAILED:
            seen = await self._ended_badly(settings, run)
            return replace(seen, advice=(*otherwise, *seen.advice))
        waits = run["status"] == "waiting"
        if outcome is Outcome.UNKNOWN:
            otherwise = (*otherwise, *unheard_of(_word(run)).advice)
        if outcome is Outcome.UNKNOWN or not look.closely:
            outcome = Outcome.UNKNOWN if look.held and waits else outcome
            return Progress(outcome, soon=waits, advice=otherwise, link=link_of(run))
        jobs, pending = await parallel(self._reads.jobs(settings, id_of(run)), self._pending(settings, run))
        token = token_of(run, pending)
        return Progress(
            Outcome.HOLDING if token else outcome,
            stages_of(jobs, pending),
            hold=token,
            soon=token is not None or not any(job["status"] != "queued" for job in jobs),
            advice=(*otherwise, *advice_of(run, jobs, pending)),
            link=link_of(run),
        )

    async def _otherwise(self, look: Look, settings: GithubActionsTarget, run: Run) -> tuple[Advice, ...]:
        """What runs, where that isn't what was approved: another commit, or another file of the workflow."""
        head, plan = str(run.get("head_sha") or ""), look.release.plan
        brings_head = plan.image is None and not slots_in(settings)
        if head and brings_head and head != plan.revision.digest:
            return (Advice("run_other_commit", head[:SHORT]),)
        approved = plan.parts.get("workflow")
        found = await self._reads.fingerprint(settings, head, ask=look.closely) if head and approved else ""
        return (
            (Advice("workflow_changed", f"{settings.workflow}@{head[:SHORT]}"),) if found not in ("", approved) else ()
        )

    async def _pending(self, settings: GithubActionsTarget, run: Run) -> list[dict[str, Any]]:
        return await self._reads.pending(settings, id_of(run)) if run["status"] == "waiting" else []

    async def _ended_badly(self, settings: GithubActionsTarget, run: Run) -> Progress:
        jobs, reviews = await parallel(
            self._reads.jobs(settings, id_of(run)), self._reads.reviews(settings, id_of(run))
        )
        failed, rejected = failed_job(jobs), is_rejected(reviews) is not None
        text = await self._reads.log(settings, failed) if failed and failed.get("steps") else ""
        return Progress(
            Outcome.FAILED,
            stages_of(jobs, ()),
            traffic=0 if rejected else None,
            reason=reason_of(run, jobs, reviews),
            soon=True,
            advice=() if rejected else advice_of(run, jobs, ()),
            log=last_lines(text),
            link=link_of(failed or run),
        )

    async def _returning(self, release: Release, run: Run) -> Progress:
        """How far the run is that takes it back; it was decided already, so its reviews are answered from here."""
        pending = await self._pending(_planned(release), run)
        ended = {Outcome.SUCCEEDED: Outcome.ROLLED_BACK, Outcome.FAILED: Outcome.FAILED}
        outcome = ended.get(outcome_of(run), Outcome.ROLLING_BACK)
        return Progress(
            outcome,
            traffic=0 if outcome is Outcome.ROLLED_BACK else None,
            soon=True,
            rollback=id_of(run),
            step=token_of(run, pending),
            advice=advice_of(run, (), pending),
            link=link_of(run),
        )


def _placed(service: Service, target: Target) -> GithubActionsTarget:
    """The target with its repository: its own, or the service's source."""
    if not isinstance(target, GithubActionsTarget):
        raise TargetMisconfigured(f"{target.key} isn't a target of github_actions")
    return target if target.repository else replace(target, repository=source_of(service).github)


def _planned(release: Release) -> GithubActionsTarget:
    """The target as it was when the release was planned."""
    if not isinstance(release.plan.settings, GithubActionsTarget):
        raise TargetMisconfigured(f"{release.id} was planned without its target's settings")
    return release.plan.settings


def _reference(release: Release) -> str:
    reference = release.deployment.reference if release.deployment else None
    if reference is None:
        raise EffectRefused(f"{release.id} has no run at GitHub yet")
    return reference


def _followed(look: Look) -> str:
    """The run that says how far it is: once it is taken back, the one that does that."""
    return (look.release.deployment and look.release.deployment.back) or look.reference


def _word(run: Run) -> object:
    """What it says of itself; nothing for the moment in which it is over without having said how."""
    return run.get("conclusion") if run["status"] == "completed" else run["status"]
