"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from prometheus_client.metrics import MetricWrapperBase

from bot import cli, metrics
from bot.config import Settings, load, schema
from bot.domain.grammar import VERBS
from bot.drivers.codedeploy_ecs import CALLS
from simulator.aws.rollout import SCENARIOS
from simulator.server import Server
from simulator.world import load as load_world

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")})
LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
AWS_OWN = {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"}
TO_COME = {"ARGOCD_TOKEN"}


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def everything() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_and_picture_is_there(page: Path) -> None:
    targets = [unquote(target.replace("\\", "")) for target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_and_picture_is_linked() -> None:
    linked = {
        (page.parent / target.replace("\\", "")).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
    }
    wanted = {*ROOT.glob("docs/**/*.md"), *ROOT.glob("docs/pictures/*")} - {ROOT / "docs/performance.md"}
    assert wanted - linked == set()


def test_every_make_target_is_documented_and_there() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", text_of("Makefile"), re.MULTILINE)
    assert phony
    documented = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s\n]|$)", "\n".join(code_in(everything()))))
    assert documented == set(phony[1].split())


def test_every_command_is_documented_and_there() -> None:
    parser = cli._parser()
    commands = {name for action in parser._actions if isinstance(action.choices, dict) for name in action.choices}
    documented = set(re.findall(r"\bsubaku (run|check|schema|demo|[a-z]+)\b", "\n".join(code_in(everything()))))
    assert documented == commands


def test_every_variable_is_documented_and_read() -> None:
    fields = Settings.model_fields.items()
    read = {str(field.validation_alias or name.upper()) for name, field in fields} | TO_COME
    rows = re.findall(r"^\| `([A-Z_]+)`", text_of("docs/configuration.md"), re.MULTILINE)
    assert set(rows) == read
    used = set(
        re.findall(r"\b((?:SLACK|REDIS|SUBAKU|GITHUB|LOG|AWS|ARGOCD)_[A-Z_]*[A-Z])\b", "\n".join(code_in(everything())))
    )
    assert used - read - AWS_OWN - {"SUBAKU_CATALOGUE", "ARGOCD_TOKEN_NAME"} == set()


def test_every_metric_is_documented_and_there() -> None:
    ours = {value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)}
    names = {sample for metric in ours for sample in exposed(metric)}
    assert names
    documented = set(re.findall(r"^\| `(subaku_[a-z_]+)`", text_of("docs/operating.md"), re.MULTILINE))
    assert documented == names


def exposed(metric: MetricWrapperBase) -> set[str]:
    """The name under which Prometheus finds it."""
    return {family.name + ("_total" if family.type == "counter" else "") for family in metric.collect()}


def test_every_key_of_the_catalogue_is_documented() -> None:
    page = text_of("docs/configuration.md")
    described = schema()
    keys = {key for shape in (described, *described["$defs"].values()) for key in shape.get("properties", {})}
    assert {key for key in keys if f"`{key}`" not in page and f"## {key}" not in page} == set()


def test_every_word_of_the_command_is_documented() -> None:
    page = text_of("docs/commands.md")
    assert {verb for verb in VERBS if f"`{verb}`" not in page and f"/platform-deploy {verb}" not in page} == set()


def test_every_scenario_is_documented() -> None:
    assert re.findall(r"^\| `([a-z_]+)` \|", text_of("docs/simulator.md"), re.MULTILINE) == list(SCENARIOS)


def test_every_path_of_the_world_is_documented() -> None:
    there = {one.canonical for one in Server(load_world()).app.router.resources() if one.canonical.startswith("/world")}
    paths = re.findall(r"/world[a-z/-]*(?:ID/messages)?", "\n".join(code_in(text_of("docs/simulator.md"))))
    assert {path.replace("ID", "{channel}") for path in paths} == there


def test_the_example_of_a_catalogue_is_good(tmp_path: Path) -> None:
    example = re.search(r"^```yaml\n(.*?)^```", text_of("docs/configuration.md"), re.MULTILINE | re.DOTALL)
    assert example
    (tmp_path / "subaku.yaml").write_text(example[1], encoding="utf-8")
    assert load(str(tmp_path / "subaku.yaml")).services.keys() == {"demo-backend"}


def test_the_policy_allows_every_call_of_the_driver_and_the_page_names_it() -> None:
    operations = {call.operation for call in CALLS}
    page = text_of("docs/aws.md")
    policy = re.search(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert policy
    statements = json.loads(policy[1])["Statement"]
    actions = {
        action
        for one in statements
        for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
    }
    assert len(operations) > 10
    assert operations - {action.split(":")[1] for action in actions} == set()
    assert {action for action in actions if action.split(":")[1] in operations and f"`{action}`" not in page} == set()


def code_in(text: str) -> list[str]:
    """What stands in code: spans, indented blocks and fenced ones."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4,}\S.*$", text, re.MULTILINE)
    return [*fenced, *indented, *re.findall(r"`([^`\n]+)`", text)]
