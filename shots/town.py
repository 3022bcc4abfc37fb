"""The town that the pictures are taken in: a few services, so that something of everything goes on at once."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from shots.workspace import EUNHO
from simulator.world import World, load

Json = dict[str, Any]

SERVICE, SHOP, PAY, SEARCH, TICKETS = "demo-backend", "storefront", "payments", "search", "tickets"
OTHERS = (SHOP, PAY, SEARCH, TICKETS)
STAGING = "C0STAGING"
STEPS = "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"
BRIEF = {"required": 1, "by": [EUNHO], "own": False, "expires": "3s"}
NIGHT = [{"days": ["tue", "thu"], "from": "03:00", "to": "03:10"}]


def world() -> World:
    """The demo's, with more services like the one in it; traffic goes over step by step."""
    given = load()
    [family], [service], [group] = given.aws.task_definitions, given.aws.services, given.aws.deployment_groups
    group = replace(group, config=STEPS)
    families = [replace(family, family=name) for name in OTHERS]
    services = [replace(service, name=name, task_definition=name) for name in OTHERS]
    groups = [
        replace(group, application=name, name=name, service=name, target_groups=(f"{name}-1", f"{name}-2"))
        for name in OTHERS
    ]
    aws = replace(
        given.aws,
        task_definitions=(family, *families),
        services=(service, *services),
        deployment_groups=(group, *groups),
    )
    return replace(given, aws=aws)


def settle(document: Json) -> None:
    """Put them into the catalogue: search opens at night alone, and requests for tickets expire soon."""
    one = document["services"][SERVICE]
    document["environments"]["staging"]["approval"] = BRIEF
    for name in OTHERS:
        target = deepcopy(one["targets"]["production"]) | {"application": name, "group": name, "service": name}
        if name == SEARCH:
            target["windows"] = NIGHT
        where = "staging" if name == TICKETS else "production"
        document["services"][name] = {"image": one["image"], "targets": {where: target}}
