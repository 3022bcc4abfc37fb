"""A release at each point of its way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain import approval, lifecycle
from bot.domain.catalogue import ApprovalRule, Catalogue, Environment, Workspace
from bot.domain.commands import RequestRelease
from bot.domain.people import Person
from bot.domain.release import Plan, Release, Revision

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RULE = ApprovalRule(required=2, by=("S0PLATFORM", "U0EUNHO"))


@pytest.fixture
def catalogue() -> Catalogue:
    """Deployers are a group; two of the platform's people must approve."""
    environment = Environment("production", "C0DEPLOY", approval=RULE)
    return Catalogue(Workspace(deployers=("S0DEVELOPERS",), admins=("U0ADMIN",)), {"production": environment}, {})


@pytest.fixture
def requested() -> Release:
    """Asked for by U0MINA; waits for two approvals."""
    plan = Plan(
        "api/production", "codedeploy_ecs", Revision("v2", "sha256:2"), "f", parts={"image": "2", "target": "a"}
    )
    command = RequestRelease(
        id="r0", by="U0MINA", at=NOON, channel="C1", service="api", environment="production", revision="v2"
    )
    return lifecycle.request(command, plan, RULE, lifecycle.Wish(), NOON)[0]


@pytest.fixture
def queued(requested: Release) -> Release:
    """Approved by two."""
    once, _ = approval.approve(requested, Person("U0EUNHO"), "f", NOON)
    return approval.approve(once, Person("U0ALEX", frozenset({"S0PLATFORM"})), "f", NOON)[0]


@pytest.fixture
def running(queued: Release) -> Release:
    """AWS runs it."""
    started, _ = lifecycle.start(queued, NOON)
    intended, _ = lifecycle.intend(started, NOON)
    return lifecycle.created(intended, "d-1", NOON)[0]
