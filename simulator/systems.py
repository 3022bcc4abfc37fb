"""The example systems, played: for each service a healthy release, a failing one and a rollback, by their own files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "examples" / "catalogue" / "services"
WORLDS = Path(__file__).parent / "worlds"
WAITS = re.compile(r"\b(bake|for|wait|timeout): (\d+)(s|m|h|d)\b")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
AROUND = """\
workspace:
  locale: ko
  timezone: Asia/Seoul
  deployers: [S0DEVELOPERS]
  admins: [S0PLATFORM]
  registries:
    ghcr.io: "{page}/registry"
    111122223333.dkr.ecr.ap-northeast-1.amazonaws.com: "{page}/registry"
    111122223333.dkr.ecr.ap-northeast-2.amazonaws.com: "{page}/registry"
  addresses:
    "https://argocd.cgv.internal": "{page}/argocd"
    "http://prometheus:9090": "{page}/prometheus"
    "http://test.demo-backend.internal:9000": "{page}/probe"
environments:
  staging:
    channel: C0STAGING
    locale: en
  production:
    channel: C0DEPLOY
    approval: {{required: 1, by: [S0PLATFORM, U0EUNHO], own: false, expires: 30m}}
"""
CHANNELS = {"staging": "C0STAGING", "production": "C0DEPLOY"}


@dataclass(frozen=True, slots=True)
class Trip:
    """A service (or train) and what is released of it. `staged`: the name of what fares badly in the failing one.

    `earlier`: released first, where nothing tells what stood there before.
    """

    service: str
    good: str
    bad: str
    staged: str
    scenario: str
    environment: str = "production"
    earlier: str | None = None
    train: bool = False

    @property
    def channel(self) -> str:
        """Where it is told."""
        return CHANNELS[self.environment]


SYSTEMS: dict[str, tuple[Trip, ...]] = {
    "demo-backend": (
        Trip("demo-backend", "v2", "v3", "demo-backend", "health_check_fails"),
        Trip("demo-web", "v2", "v3", "softbank-hackathon-watermelon/chiikawa-web", "job_fails", earlier="v1"),
    ),
    "planitai": (
        Trip("planitai-backend", "7b4d0e2", "a91c5f3", "planitai-kpi-backend-production", "task_cannot_start"),
        Trip("planitai-frontend", "7b4d0e2", "a91c5f3", "planitai-kpi-frontend-production", "health_check_fails"),
        Trip(
            "planitai",
            "7b4d0e2",
            "a91c5f3",
            "planitai-kpi-frontend-staging",
            "health_check_fails",
            "staging",
            train=True,
        ),
    ),
    "erp": (
        Trip("erp", "37c1b5a", "6fa2d19", "erp-unified-pipeline", "build_fails"),
        Trip("erp-employee", "v2", "v3", "erp-dev-employee-service", "update_fails"),
        Trip("cgv", "main", "main", "cgv-prod", "degraded"),
    ),
    "tradingpt": (Trip("tradingpt-api", "5e81c0d", "c93e7a1", "tradingpt-api", "script_fails"),),
    "ci-cd-demo": (
        Trip("ci-cd-demo", "v2", "v3", "ci-cd-demo-service", "health_check_fails"),
        Trip("ci-cd-demo", "v2", "v3", "ci-cd-demo-service", "task_cannot_start", "staging"),
    ),
}


def world_of(system: str) -> Path:
    """The world in which a system stands."""
    own = WORLDS / f"{system}.yaml"
    return own if own.exists() else WORLDS / "demo.yaml"


def catalogue_of(system: str, page: str, folder: Path, speed: float) -> Path:
    """A system's own file, unchanged but for its waits, which go by as fast as the cloud's minutes.

    Raises FileNotFoundError outside of the source tree, which alone has the examples.
    """
    folder.mkdir()
    text = (FOLDER / f"{system}.yaml").read_text(encoding="utf-8")
    (folder / f"{system}.yaml").write_text(WAITS.sub(lambda found: _shorter(found, speed), text), encoding="utf-8")
    (folder / "workspace.yaml").write_text(AROUND.format(page=page), encoding="utf-8")
    return folder


def _shorter(found: re.Match[str], speed: float) -> str:
    name, count, unit = found.groups()
    seconds = int(count) * SECONDS[unit]
    return found[0] if speed <= 1 else f"{name}: {max(1, round(seconds / speed))}s"
