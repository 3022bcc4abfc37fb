"""A world with many services, so that releases needn't wait for each other: each has its environment and channel."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from simulator.world import DEMO

IMAGE = "ghcr.io/softbank-hackathon-watermelon/demo-backend"
APPROVER, DEPLOYER = "U0EUNHO", "U0MINA"

Json = dict[str, Any]


def world(names: Sequence[str], path: Path) -> Path:
    """The demo's world with one channel, service and deployment group a name."""
    made: Json = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    aws = made["aws"]
    [family], [service], [group] = aws["task_definitions"], aws["services"], aws["deployment_groups"]
    members = made["channels"][0]["members"]
    made["channels"] += [{"id": channel(name), "name": name, "topic": "", "members": members} for name in names]
    aws["task_definitions"] = [{**copy.deepcopy(family), "family": name} for name in names]
    aws["services"] = [{**service, "name": name, "task_definition": name} for name in names]
    aws["deployment_groups"] = [
        {
            **group,
            "application": name,
            "name": name,
            "service": name,
            "target_groups": [f"{name}-blue", f"{name}-green"],
        }
        for name in names
    ]
    path.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def catalogue(names: Sequence[str], page: str, path: Path) -> Path:
    """The bot's side of it."""
    rule = {"required": 1, "by": [APPROVER], "own": False}
    made = {
        "workspace": {"timezone": "Asia/Seoul", "locale": "en", "registries": {"ghcr.io": f"{page}/registry"}},
        "environments": {_place(name): {"channel": channel(name), "approval": rule} for name in names},
        "services": {name: {"image": IMAGE, "targets": {_place(name): _target(name)}} for name in names},
    }
    path.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def channel(name: str) -> str:
    """Where a service's releases are told."""
    return f"C0{name.upper().replace('-', '')}"


def _place(name: str) -> str:
    return f"on-{name}"


def _target(name: str) -> Json:
    return {
        "driver": "codedeploy_ecs",
        "aws": {"region": "ap-northeast-2", "role": "arn:aws:iam::111122223333:role/subaku-deploy"},
        "application": name,
        "group": name,
        "cluster": "demo",
        "service": name,
        "container": "demo-backend",
        "port": 8080,
        "hold": "after_allow_test_traffic",
        "hook_function": "subaku-hook",
        "hook_table": "subaku-hooks",
    }
