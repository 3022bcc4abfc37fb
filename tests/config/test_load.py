"""The catalogues that must load, and what they become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot.config import load
from bot.domain.catalogue import (
    After,
    AnyTarget,
    CodeDeployEcsTarget,
    EcsTarget,
    LambdaTarget,
    Offer,
    Shift,
    Window,
)
from bot.errors import ConfigurationError


def test_the_five_systems_load(examples: Path) -> None:
    catalogue = load(examples / "catalogue")

    assert list(catalogue.environments) == ["staging", "production"]
    assert set(catalogue.services) == {
        *("ci-cd-demo", "demo-backend", "demo-web", "erp", "erp-employee", "cgv"),
        *("planitai-backend", "planitai-frontend", "tradingpt-api"),
    }
    assert catalogue.trains["planitai"].services == ("planitai-backend", "planitai-frontend")
    assert catalogue.trains["planitai"].changed_only


def test_what_environments_share(examples: Path) -> None:
    catalogue = load(examples / "catalogue")
    production = catalogue.environments["production"]

    assert catalogue.workspace.deployers == ("S0DEVELOPERS",)
    assert catalogue.locale_of("staging") == "en"
    assert catalogue.locale_of("production") == "ko"
    assert production.after == After("staging", timedelta(minutes=10))
    assert production.approval
    assert production.approval.by == ("S0PLATFORM", "U0EUNHO")
    assert production.approval.expires == timedelta(minutes=30)
    assert production.windows[1] == Window(("fri",), time(10), time(12))
    assert production.freezes[0].start.astimezone(UTC) == datetime(2026, 12, 23, 15, 0, tzinfo=UTC)
    assert production.hold_expires == timedelta(minutes=55)
    assert len(production.checklist) == 3


def test_the_driver_that_is_built(examples: Path) -> None:
    catalogue = load(examples / "catalogue")
    target = catalogue.target("demo-backend", "production")

    assert isinstance(target, CodeDeployEcsTarget)
    assert target.key == "demo-backend/production"
    assert (target.application, target.group, target.port) == ("demo-backend", "demo-backend-bluegreen", 8080)
    assert target.aws.role == "arn:aws:iam::111122223333:role/subaku-deploy"
    assert (target.hold, target.hook_function) == ("after_allow_test_traffic", "subaku-hook")
    assert [(gate.kind, gate.when) for gate in target.gates] == [
        *(("github_checks", "before"), ("http", "hold"), ("prometheus", "bake"))
    ]
    assert target.gates[2].lasting == timedelta(minutes=5)
    assert catalogue.services["demo-backend"].offer == Offer("production")


def test_each_driver_has_its_own_settings(examples: Path) -> None:
    catalogue = load(examples / "catalogue")
    targets = [target for service in catalogue.services.values() for target in service.targets.values()]
    assert {type(target) for target in targets} == set(get_args(AnyTarget))
    assert {target.driver for target in targets} == {
        *("codedeploy_ecs", "codedeploy_ec2", "ecs", "codepipeline", "aws_lambda", "argocd", "github_actions")
    }
    erp = catalogue.target("erp-employee", "production")
    assert isinstance(erp, LambdaTarget)
    assert erp.shift == Shift(timedelta(minutes=5), canary=10)


@pytest.mark.parametrize("hold", ["pre_production_traffic_shift", "post_production_traffic_shift"])
def test_ecs_holds_at_any_stage_that_takes_a_hook(five_systems: Path, hold: str) -> None:
    file = five_systems / "services/ci-cd-demo.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("post_test_traffic_shift", hold), encoding="utf-8")
    target = load(five_systems).target("ci-cd-demo", "production")

    assert isinstance(target, EcsTarget)
    assert target.hold == hold


def test_merge_keys_and_own_rules(examples: Path) -> None:
    catalogue = load(examples / "catalogue")
    target = catalogue.target("planitai-backend", "production")

    assert isinstance(target, EcsTarget)
    assert target.cluster == "planitai-kpi-production"
    assert target.container == "backend"
    assert target.after == "none"
    source = catalogue.services["planitai-backend"].source
    assert source
    assert source.branch == {"staging": "develop", "production": "main"}


def test_the_demo_loads(examples: Path) -> None:
    catalogue = load(examples / "demo" / "subaku.yaml")

    assert catalogue.environments["staging"].approval is None
    assert isinstance(catalogue.target("demo-backend", "production"), CodeDeployEcsTarget)


def test_settings_beside_the_contract(small: str, tmp_path: Path) -> None:
    file = tmp_path / "subaku.yaml"
    more = """workspace:
  admin_channel: C0ADMINS
  events: {queue: "https://sqs.ap-northeast-2.amazonaws.com/111122223333/subaku"}
  retention: 365d
  archive: s3://bucket/subaku/
  registries: {ghcr.io: "http://127.0.0.1:5000/registry/"}
"""
    text = small.replace("workspace:\n", more).replace(
        "offer: production", "offer: {environment: production, automatic: yes}"
    )
    file.write_text(text.replace("expires: 30m", "rollback: true").replace("soak: 10m", "soak: 0s"))
    catalogue = load(str(file))

    workspace = catalogue.workspace
    assert (workspace.admin_channel, workspace.archive) == ("C0ADMINS", "s3://bucket/subaku/")
    assert workspace.events_queue == "https://sqs.ap-northeast-2.amazonaws.com/111122223333/subaku"
    assert workspace.retention == timedelta(days=365)
    assert workspace.registries == {"ghcr.io": "http://127.0.0.1:5000/registry"}
    assert catalogue.services["api"].offer == Offer("production", automatic=True)
    assert (approval := catalogue.environments["production"].approval)
    assert approval.rollback


def test_times_of_yaml_1_1_are_what_they_look_like(small: str, tmp_path: Path) -> None:
    """`10:00` was 600, `no` false, and a date with seconds a date: here each is what its key takes."""
    file = tmp_path / "subaku.yaml"
    windows = """    windows:
      - {from: 10:00, to: 24:00}
    freezes:
      - {from: 2026-12-24T00:00:00, to: 2026-12-25, timezone: America/New_York}
"""
    file.write_text(small.replace("own: false", "own: no").replace("services:\n", windows + "services:\n", 1))
    production = load(file).environments["production"]

    assert production.approval
    assert production.approval.own is False
    assert (production.windows[0].start, production.windows[0].end) == (time(10), time(0))
    assert production.freezes[0].start.isoformat() == "2026-12-24T00:00:00-05:00"


def test_a_folder_is_one_catalogue(small: str, tmp_path: Path) -> None:
    head, services = small.split("services:\n", 1)
    (tmp_path / "teams").mkdir()
    (tmp_path / "workspace.yml").write_text(head)
    (tmp_path / "teams" / "api.yaml").write_text("services:\n" + services)
    (tmp_path / "notes.txt").write_text("not: [read")
    (tmp_path / "..2026_11_21").mkdir()
    (tmp_path / "..2026_11_21" / "workspace.yml").write_text(head)

    assert list(load(tmp_path).services) == ["api"]


def test_keys_for_anchors_are_free(small: str, tmp_path: Path) -> None:
    file = tmp_path / "subaku.yaml"
    text = small.replace("aws: {region: ap-northeast-2}", "aws: *seoul")
    file.write_text("x-aws: &seoul {region: ap-northeast-2}\n" + text)

    target = load(file).target("api", "production")
    assert isinstance(target, CodeDeployEcsTarget)
    assert target.aws.region == "ap-northeast-2"


def test_names_of_several_files_may_not_meet(
    small: str, tmp_path: Path, problems_of: Callable[[Path], list[str]]
) -> None:
    (tmp_path / "a.yaml").write_text(small)
    (tmp_path / "b.yaml").write_text(small)
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"

    assert problems_of(tmp_path) == [
        f'{b}:1: "workspace" stands here again; one is allowed, and {a}:1 has it',
        f'{b}:5: "staging" stands in environments twice; {a}:5 has it too, and a name is allowed once',
        f'{b}:7: "production" stands in environments twice; {a}:7 has it too, and a name is allowed once',
        f'{b}:12: "api" stands in services twice; {a}:12 has it too, and a name is allowed once',
        f'{b}:32: "all-of-it" stands in trains twice; {a}:32 has it too, and a name is allowed once',
    ]


def test_mistakes_of_all_files_are_found_at_once(five_systems: Path) -> None:
    for name, old, new in (
        ("workspace.yaml", "soak: 10m", "soak: soon"),
        ("services/erp.yaml", "pipeline:", "pipelin:"),
        ("services/tradingpt.yaml", "services:", "\tservices:"),
    ):
        file = five_systems / name
        file.write_text(file.read_text().replace(old, new))
    with pytest.raises(ConfigurationError) as unreadable:
        load(five_systems)
    (five_systems / "services" / "tradingpt.yaml").unlink()
    with pytest.raises(ConfigurationError) as wrong:
        load(five_systems)

    assert [problem.split(": ")[0] for problem in unreadable.value.problems] == [
        f"{five_systems}/services/tradingpt.yaml:2"
    ]
    assert [problem.split(": ")[0] for problem in wrong.value.problems] == [
        f"{five_systems}/services/erp.yaml:9",
        f"{five_systems}/workspace.yaml:14",
    ]
