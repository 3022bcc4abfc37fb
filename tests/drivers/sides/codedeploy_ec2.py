"""CodeDeploy on EC2: the example of tradingpt, blue/green on an Auto Scaling group."""

from __future__ import annotations

from pathlib import Path

from bot.domain.release import Cause
from simulator.world import DEMO
from tests.drivers.conftest import Side

SERVICE = Path(__file__).parents[3] / "examples" / "catalogue" / "services" / "tradingpt.yaml"
AROUND = """
environments:
  production: {channel: C0DEPLOY}
"""


def catalogue(_: str, path: Path) -> Path:
    """The example's own file, unchanged, with little around it."""
    folder = path.with_suffix("")
    folder.mkdir()
    (folder / "workspace.yaml").write_text(AROUND, encoding="utf-8")
    (folder / SERVICE.name).write_text(SERVICE.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


SIDE = Side(
    world=DEMO.with_name("tradingpt.yaml"),
    catalogue=catalogue,
    creates=("CreateDeployment",),
    fails={
        "script_fails": Cause.STEP_FAILED,
        "script_times_out": Cause.TIMED_OUT,
        "health_check_fails": Cause.HEALTH_CHECK,
        "flapping": Cause.HEALTH_CHECK,
        "alarm": Cause.ALARM,
    },
    good="5e81c0d",
    other="c93e7a1",
    missing="5e81c0e",
    near="5e81c0d",
)
