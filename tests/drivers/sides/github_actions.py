"""A workflow of GitHub Actions: the web page of the demo's team."""

from __future__ import annotations

from pathlib import Path

from bot.domain.release import Cause
from simulator.world import DEMO
from tests.drivers.conftest import Side

SERVICES = Path(__file__).parents[3] / "examples" / "catalogue" / "services"
AROUND = """
workspace:
  registries: {{ghcr.io: "{page}/registry"}}
environments:
  staging: {{channel: C0STAGING}}
  production: {{channel: C0DEPLOY}}
"""


def catalogue(page: str, path: Path) -> Path:
    """The example's own file, unchanged, with little around it."""
    folder = path.with_suffix("")
    folder.mkdir()
    (folder / "workspace.yaml").write_text(AROUND.format(page=page), encoding="utf-8")
    example = (SERVICES / "demo-backend.yaml").read_text(encoding="utf-8")
    (folder / "demo-backend.yaml").write_text(example, encoding="utf-8")
    return folder


SIDE = Side(
    world=DEMO,
    catalogue=catalogue,
    creates=("CreateWorkflowDispatch",),
    holds=True,
    fails={
        "job_fails": Cause.STEP_FAILED,
        "run_times_out": Cause.TIMED_OUT,
        "cannot_start": Cause.MISCONFIGURED,
        "cancelled_elsewhere": Cause.STOPPED_ELSEWHERE,
    },
    missing="v22",
    near="v2",
    unknown="123",
    throttles="github",
    staged="softbank-hackathon-watermelon/chiikawa-web",
)
