"""ECS's own blue/green: the example of ci-cd-demo, which holds at a pause before production traffic."""

from __future__ import annotations

from pathlib import Path

from bot.domain.release import Cause
from simulator.world import DEMO
from tests.drivers.conftest import Side

SERVICES = Path(__file__).parents[3] / "examples" / "catalogue" / "services"
AROUND = """
workspace:
  registries:
    111122223333.dkr.ecr.ap-northeast-1.amazonaws.com: "{page}/registry"
    111122223333.dkr.ecr.ap-northeast-2.amazonaws.com: "{page}/registry"
environments:
  staging: {{channel: C0STAGING}}
  production: {{channel: C0DEPLOY}}
"""


def catalogue(page: str, path: Path) -> Path:
    """The examples' own files, unchanged, with little around them."""
    folder = path.with_suffix("")
    folder.mkdir()
    (folder / "workspace.yaml").write_text(AROUND.format(page=page), encoding="utf-8")
    for name in ("ci-cd-demo.yaml", "planitai.yaml"):
        (folder / name).write_text((SERVICES / name).read_text(encoding="utf-8"), encoding="utf-8")
    return folder


SIDE = Side(
    world=DEMO.with_name("ci-cd-demo.yaml"),
    catalogue=catalogue,
    creates=("UpdateService",),
    holds=True,
    fails={
        "task_cannot_start": Cause.TASK_CANNOT_START,
        "health_check_fails": Cause.HEALTH_CHECK,
        "alarm": Cause.ALARM,
    },
    unknown="arn:aws:ecs:ap-northeast-2:111122223333:service-deployment/ci-cd-demo-cluster/ci-cd-demo-service/0aB1cD2eF3gH4iJ5kL6mN",
    service="ci-cd-demo",
    environment="production",
    staged="ci-cd-demo-service",
)
