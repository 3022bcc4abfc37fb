"""Why tasks stopped, from what ECS says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.release import Cause
from bot.drivers.stopped_tasks import advice_on, cause_of, last_words

PULL = "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref"
NOW = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "code", "cause"),
    [
        (f"{PULL} ghcr.io/x/y:v9: ghcr.io/x/y:v9: not found", "image-not-found", Cause.TASK_CANNOT_START),
        (f"{PULL} x: 403 Forbidden", "image-not-allowed", Cause.TASK_CANNOT_START),
        (f"{PULL} x: dial tcp 10.0.0.1:443: i/o timeout", "image-unreachable", Cause.TASK_CANNOT_START),
        (
            "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
            "image-platform",
            Cause.TASK_CANNOT_START,
        ),
        (f"{PULL} x: who knows", "image-not-pulled", Cause.TASK_CANNOT_START),
        (
            "ResourceInitializationError: unable to pull secrets or registry auth",
            "secret-not-read",
            Cause.TASK_CANNOT_START,
        ),
        (
            "OutOfMemoryError: Container killed due to memory usage",
            "out-of-memory",
            Cause.TASK_CANNOT_START,
        ),
        ("Essential container in task exited", "container-exited", Cause.TASK_CANNOT_START),
        (
            "(service x) was unable to place a task. Reason: Capacity is unavailable at this time.",
            "no-capacity",
            Cause.TASK_CANNOT_START,
        ),
        ("Task failed ELB health checks in (target-group arn)", "health-check", Cause.HEALTH_CHECK),
        ("Scaling activity initiated by (deployment ecs-svc/1)", None, None),
    ],
)
def test_ecs_s_words_are_understood(said: str, code: str | None, cause: Cause | None) -> None:
    assert [advice.code for advice in advice_on([said, said])] == ([code] if code else [])
    assert cause_of(said) is cause


def test_only_the_new_tasks_troubles_are_told() -> None:
    def task(image: str, reason: str, minutes: int) -> dict[str, object]:
        containers = [{"image": image, "reason": reason}]
        return {"containers": containers, "stoppedReason": reason, "createdAt": NOW + timedelta(minutes=minutes)}

    tasks = [
        task("app@1", "OutOfMemoryError: x", -5),
        task("other", "OutOfMemoryError: y", 1),
        task("app@1", "Scaling activity initiated by (deployment ecs-svc/1)", 1),
        task("app@1", "Essential container in task exited", 1),
        task("app@1", "Essential container in task exited", 2),
    ]
    assert last_words(tasks, "app@1", NOW) == ["Essential container in task exited"]
