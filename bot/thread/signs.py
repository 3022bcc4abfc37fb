"""What gates said, what is known of a deployment, and where more of it is to be seen."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.gate import Finding, Verdict
from bot.domain.lifecycle import unmet
from bot.domain.release import Obstacle, Release, Status
from bot.i18n import Markup, Voice, code, gate_word, link
from bot.thread import blocks
from bot.thread.blocks import Block
from bot.thread.buttons import is_stopping

MARKS = {Verdict.PASSING: "✅", Verdict.FAILING: "❌", Verdict.PENDING: "⏳", Verdict.UNKNOWN: "❔"}


def signs(release: Release, say: Voice, revision: str, held: Collection[str]) -> list[Block]:
    """A line for the gates, one for each piece of advice, and the way to the other side.

    `held`: the gates that are told below, with the way out beside each.
    """
    return [
        *_gates(release, say, revision, held),
        *_advice(release, say, revision),
        *_elsewhere(release, say, revision),
    ]


def _gates(release: Release, say: Voice, revision: str, held: Collection[str]) -> list[Block]:
    """While it goes on all of them; afterwards those that had something against it."""
    told = [
        it
        for it in release.findings
        if it.gate not in held and (not release.ended or it.warns or it.verdict is Verdict.FAILING)
    ]
    if not told or release.is_rollback:
        return []
    shut = _shut(release)
    aside = blocks.button("release.override", f"{release.id}:{Obstacle.GATE}", say.plain("why-override"))
    first = [blocks.section(f"gate.{revision}", [_gate(shut[0], say)], aside)] if shut else []
    rest = [_gate(it, say) for it in told if it not in shut[:1]]
    return [*first, *([blocks.context(f"gates.{revision}", rest)] if rest else [])]


def _shut(release: Release) -> list[Finding]:
    """What live traffic meets: the gates that close its hold or would take it back, as they spoke last."""
    deployment, back = release.deployment, release.status is Status.ROLLING_BACK
    if not release.live or back or deployment is None or is_stopping(deployment):
        return []
    spoke = max((it.at for it in release.findings), default=release.requested_at)
    return unmet(release, spoke)


def _gate(finding: Finding, say: Voice) -> str:
    mark = "⚠️" if finding.warns else MARKS[finding.verdict]
    return say("live-gate", mark=mark, said=gate_word(say, finding), link=seen_at(finding))


def seen_at(finding: Finding | None) -> Markup:
    """The way to what a gate saw, if it names one."""
    return Markup(f" {link(finding.link, '↗')}" if finding and finding.link else "")


def _advice(release: Release, say: Voice, revision: str) -> list[Block]:
    progress = release.deployment.progress if release.deployment else None
    lines = []
    for one in progress.advice if progress else ():
        key = f"advice-{one.code.replace('_', '-')}"
        lines.append(say(key, detail=one.detail) if say.has(key) else str(code(f"{one.code} {one.detail}", 200)))
    return [blocks.section(f"advice.{revision}", lines)] if lines else []


def _elsewhere(release: Release, say: Voice, revision: str) -> list[Block]:
    progress = release.deployment.progress if release.deployment else None
    if progress is None:
        return []
    there = [str(link(progress.link, say.plain("live-elsewhere")))] if progress.link else []
    log = blocks.button("release.log", release.id, say.plain("button-log")) if progress.log else None
    if log:
        return [blocks.section(f"log.{revision}", there or [say("log-title")], log)]
    return [blocks.context(f"there.{revision}", there)] if there else []
