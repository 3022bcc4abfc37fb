"""Lambda: the function of erp, whose alias goes over by weights."""

from __future__ import annotations

from pathlib import Path

from bot.domain.release import Cause
from simulator.world import DEMO
from tests.drivers.conftest import Side

CATALOGUE = """
workspace:
  registries: {{111122223333.dkr.ecr.ap-northeast-2.amazonaws.com: "{registry}"}}
environments: {{production: {{channel: C0DEPLOY}}}}
services:
  erp-employee:
    source: {{github: sss654654/erp-microservices, branch: main}}
    image: 111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/erp/employee-service-lambda
    targets:
      production:
        driver: aws_lambda
        aws: {{region: ap-northeast-2, role: "arn:aws:iam::111122223333:role/subaku-deploy"}}
        function: erp-dev-employee-service
        alias: live
        shift: {{canary: 10, wait: 1s}}
        alarms: [erp-employee-errors]
"""


def catalogue(page: str, path: Path) -> Path:
    """As in examples/catalogue/services/erp.yaml, with a wait that tests can bear, and an alarm."""
    path.write_text(CATALOGUE.format(registry=f"{page}/registry"), encoding="utf-8")
    return path


SIDE = Side(
    world=DEMO.with_name("erp.yaml"),
    catalogue=catalogue,
    creates=("UpdateFunctionCode", "PublishVersion"),
    fails={"update_fails": Cause.STEP_FAILED, "errors": Cause.ALARM},
    unknown="erp-dev-employee-service:live/r0000000000000",
    staged="erp-dev-employee-service",
)
