"""CodeDeploy blue/green on ECS: the demo's own service."""

from __future__ import annotations

from bot.domain.release import Cause
from simulator.demo import catalogue
from simulator.world import DEMO
from tests.drivers.conftest import Side

SIDE = Side(
    world=DEMO,
    catalogue=catalogue,
    creates=("CreateDeployment",),
    holds=True,
    fails={
        "task_cannot_start": Cause.TASK_CANNOT_START,
        "health_check_fails": Cause.HEALTH_CHECK,
        "hook_fails": Cause.HOOK_FAILED,
        "alarm": Cause.ALARM,
    },
)
