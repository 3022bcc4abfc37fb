"""What a person can do to a release now. Rights are checked at the click; a value is only a name."""

from __future__ import annotations

from bot.domain.release import Deployment, Release, Status, Verdict
from bot.i18n import Voice
from bot.thread import blocks
from bot.thread.blocks import Block

AGAIN = frozenset({Status.FAILED, Status.ROLLED_BACK, Status.EXPIRED, Status.CANCELLED})


def buttons(release: Release, say: Voice) -> list[Block]:
    """One button for each thing that can be done, the most likely first."""
    match release.status:
        case Status.REQUESTED:
            return [*_decision(release, say), *_waiting(release, say)]
        case Status.SCHEDULED | Status.QUEUED:
            return _waiting(release, say)
        case _ if release.live:
            return _live(release, say)
        case _ if release.status in AGAIN and not release.is_rollback and not release.batched_into:
            return [sure(release, say, "release.retry", "button-retry", "confirm-retry", style=None)]
    return []


def hold_buttons(release: Release, say: Voice) -> list[Block]:
    """Go on or stop."""
    return [
        sure(release, say, "hold.continue", "button-continue", "confirm-continue", style="primary"),
        sure(release, say, "hold.stop", "button-hold-stop", "confirm-hold-stop"),
    ]


def sure(release: Release, say: Voice, action: str, label: str, question: str, style: str | None = "danger") -> Block:
    """A button that asks once more; the texts are at `question` and `question-text`."""
    words = say.plain(question), say.plain(f"{question}-text"), say.plain(label), say.plain("confirm-back")
    return blocks.button(action, release.id, say.plain(label), style, blocks.confirm(*words, style=style or "danger"))


def _decision(release: Release, say: Voice) -> list[Block]:
    seen = f"{release.id}:{release.plan.fingerprint}"  # an approval is of this plan
    return [
        blocks.button("release.approve", seen, say.plain("button-approve"), "primary"),
        blocks.button("release.reject", release.id, say.plain("button-reject"), "danger"),
        blocks.button("release.reject_why", release.id, say.plain("button-reject-why")),
        blocks.button("release.diff", release.id, say.plain("button-diff")),
    ]


def _waiting(release: Release, say: Voice) -> list[Block]:
    found = []
    if release.status is Status.SCHEDULED:
        style = "primary" if release.missed else None
        found.append(sure(release, say, "release.now", "button-now", "confirm-now", style))
    if release.approvals:
        found.append(blocks.button("release.withdraw", release.id, say.plain("button-withdraw")))
    return [*found, sure(release, say, "release.cancel", "button-cancel", "confirm-cancel", style=None)]


def _live(release: Release, say: Voice) -> list[Block]:
    deployment, hold = release.deployment, release.hold
    clear = [blocks.button("release.clear", release.id, say.plain("why-clear"), "danger")]
    lost = clear if release.is_stuck else []
    if release.status is Status.ROLLING_BACK or (deployment is not None and is_stopping(deployment)):
        return lost
    if release.status is Status.HOLDING:
        return [*(hold_buttons(release, say) if hold and not hold.verdict else []), *lost]
    return [sure(release, say, "release.stop", "button-stop", "confirm-stop"), *lost]


def is_stopping(deployment: Deployment) -> bool:
    """Whether somebody has decided that it doesn't go on."""
    stopped = deployment.hold is not None and deployment.hold.verdict is Verdict.STOP
    return deployment.stop_by is not None or stopped
