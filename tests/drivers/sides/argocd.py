"""An application of Argo CD: production of erp's sister system."""

from __future__ import annotations

from pathlib import Path

from bot.domain.release import Cause
from simulator.world import DEMO
from tests.drivers.conftest import Side

SERVICES = Path(__file__).parents[3] / "examples" / "catalogue" / "services"
AROUND = """
workspace:
  addresses: {{"https://argocd.cgv.internal": "{page}/argocd"}}
environments:
  production: {{channel: C0DEPLOY}}
  staging: {{channel: C0STAGING}}
"""


def catalogue(page: str, path: Path) -> Path:
    """The example's own file, unchanged, with little around it."""
    folder = path.with_suffix("")
    folder.mkdir()
    (folder / "workspace.yaml").write_text(AROUND.format(page=page), encoding="utf-8")
    (folder / "erp.yaml").write_text((SERVICES / "erp.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


SIDE = Side(
    world=DEMO.with_name("erp.yaml"),
    catalogue=catalogue,
    creates=("SyncApplication", "RollbackApplication"),
    fails={
        "degraded": Cause.UNHEALTHY,
        "sync_fails": Cause.STEP_FAILED,
        "terminated_elsewhere": Cause.STOPPED_ELSEWHERE,
    },
    good="9d0a3c2",
    other="b5c9d04",
    missing="mein",
    near="main",
    throttles="argocd",
    environment="production",
    staged="cgv-prod",
    speed=60.0,  # one sync must last longer than what is tried meanwhile
)
