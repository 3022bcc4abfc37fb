"""CodePipeline: the pipeline of erp that asks a person before it rolls out."""

from __future__ import annotations

from pathlib import Path

from bot.domain.release import Cause
from simulator.world import DEMO
from tests.drivers.conftest import Side

CATALOGUE = """
environments: {production: {channel: C0DEPLOY}}
services:
  erp-release:
    source: {github: sss654654/erp-microservices, branch: main}
    targets:
      production:
        driver: codepipeline
        aws: {region: ap-northeast-2, role: "arn:aws:iam::111122223333:role/subaku-deploy"}
        pipeline: erp-release-pipeline
  erp:
    source: {github: sss654654/erp-microservices, branch: {production: main}}
    targets:
      production: {driver: codepipeline, aws: {region: ap-northeast-2}, pipeline: erp-unified-pipeline}
"""


def catalogue(_: str, path: Path) -> Path:
    """A pipeline with a role to assume, and the one of examples/catalogue/services/erp.yaml, which has none."""
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


SIDE = Side(
    world=DEMO.with_name("erp.yaml"),
    catalogue=catalogue,
    creates=("StartPipelineExecution", "RollbackStage"),
    holds=True,
    fails={
        "build_fails": Cause.STEP_FAILED,
        "build_times_out": Cause.TIMED_OUT,
        "superseded": Cause.STOPPED_ELSEWHERE,
    },
    good="37c1b5a",
    other="6fa2d19",
    missing="mein",
    near="main",
    unknown="00000000-0000-4000-8000-000000000000",
    service="erp-release",
    staged="erp-release-pipeline",
)
