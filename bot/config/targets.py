"""What must fit together within a target, and between a target and its service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.config.gates import GATES
from bot.config.nodes import Entry, Node, Place, Problems
from bot.config.types import Duration, understood
from bot.config.words import either, shown

_NEEDS_IMAGE = ("codedeploy_ecs", "ecs")
_LONGEST_CODEDEPLOY_HOLD = timedelta(minutes=59)
_IDENTITY = {  # what two targets can't share: one deployment at a time is all that it takes
    "codedeploy_ecs": ("application", "group"),
    "codedeploy_ec2": ("application", "group"),
    "ecs": ("cluster", "service"),
    "aws_lambda": ("function", "alias"),
    "argocd": ("server", "application", "namespace"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A target as it was read, with the service and the environment that it belongs to."""

    service: Node
    name: str
    environment: str
    entry: Entry
    environment_node: Node | None

    @property
    def node(self) -> Node:
        """What is written under the environment's name."""
        return self.entry.node

    @property
    def driver(self) -> str:
        """The driver's name, empty where none is written."""
        return self.node.string("driver") or ""


def targets(root: Node) -> Iterator[Target]:
    """Each target of each service."""
    environments = root.entries("environments")
    for name, service in root.entries("services").items():
        for environment, entry in service.node.entries("targets").items():
            found = environments.get(environment)
            yield Target(service.node, name, environment, entry, found.node if found else None)


def check_target(target: Target, problems: Problems) -> None:
    """All checks of one target, each on its own."""
    for one in (_image, _repository, _hold, _hold_expires, _shift):
        one(target, problems)
    for gate in target.node.items("gates"):
        _gate(target, gate, problems)


def _image(target: Target, problems: Problems) -> None:
    if target.service.entry("image"):
        return
    if target.driver in _NEEDS_IMAGE:
        problems.add(
            target.entry.place, f'a target with {target.driver} needs an "image" in its service, {target.name}'
        )
    elif target.driver == "aws_lambda" and not target.node.entry("bundle"):
        sentence = f'a target with aws_lambda needs a "bundle" here, or an "image" in its service, {target.name}'
        problems.add(target.entry.place, sentence)


def _repository(target: Target, problems: Problems) -> None:
    if target.driver == "github_actions" and not target.node.entry("repository") and not target.service.entry("source"):
        sentence = (
            f'a target with github_actions needs a "repository" here, or a "source" in its service, {target.name}'
        )
        problems.add(target.entry.place, sentence)


def _hold(target: Target, problems: Problems) -> None:
    """CodeDeploy holds only where a Lambda function is called; ECS can pause by itself."""
    if (hold := target.node.entry("hold")) is None:
        return
    missing = [key for key in ("hook_function", "hook_table") if target.node.entry(key) is None]
    if missing and (target.driver == "codedeploy_ecs" or (target.driver == "ecs" and len(missing) == 1)):
        added = " and ".join(shown(key) for key in missing)
        about = (
            "hook_function names the Lambda function of the AppSpec, hook_table the DynamoDB table that it writes to"
        )
        problems.add(hold.place, f"a hold needs {added} beside it: {about}")
    if target.driver == "ecs" and target.node.string("strategy") in {None, "rolling"}:
        problems.add(hold.place, "a rolling deployment has no stage to hold at; use blue_green, linear or canary")


def _hold_expires(target: Target, problems: Problems) -> None:
    entry = target.environment_node.entry("hold_expires") if target.environment_node else None
    if entry is None or target.driver != "codedeploy_ecs" or not target.node.entry("hold"):
        return
    longest = understood(Duration, entry.node.string())
    if longest and longest > _LONGEST_CODEDEPLOY_HOLD:
        problems.add(
            entry.node.place, "CodeDeploy waits one hour for the answer to a hold; at most 59m are allowed here"
        )


def _shift(target: Target, problems: Problems) -> None:
    shift, strategy = target.node.entry("shift"), target.node.string("strategy")
    if shift is None:
        return
    steps = [key for key in ("canary", "linear") if key in shift.node.entries()]
    if len(steps) != 1:
        problems.add(shift.place, '"shift" must have one of canary and linear')
    elif target.driver == "ecs" and strategy != steps[0]:
        problems.add(
            shift.place, f'"shift" has {steps[0]}, and the strategy is {strategy or "rolling"}; they must be the same'
        )
    if target.driver == "aws_lambda" and target.node.entry("codedeploy"):
        problems.add(shift.place, 'either "shift" or "codedeploy" moves the alias; leave one of them out')


def _gate(target: Target, gate: Node, problems: Problems) -> None:
    kinds = gate.entries()
    if isinstance(gate.content, dict) and len(kinds) != 1:
        problems.add(gate.place, f"a gate must have exactly one key, not {len(kinds)}; allowed: {either(GATES)}")
    for kind, entry in kinds.items():
        _when(target, kind, entry, problems)
        if check := _GATE_CHECKS.get(kind):
            check(target, entry, problems)


def _when(target: Target, kind: str, entry: Entry, problems: Problems) -> None:
    default = "bake" if kind == "prometheus" else None
    when, place = entry.node.string("when") or default, _place(entry, "when")
    if when == "hold" and target.node.entry("hold") is None:
        problems.add(
            place, 'the gate is looked at during a hold, and this target has no "hold"; add one, or change "when"'
        )
    if when == "bake" and not entry.node.entry("for") and not target.node.entry("bake"):
        problems.add(place, 'the gate is looked at while baking; say how long, by "for" here or "bake" in the target')


def _place(entry: Entry, key: str) -> Place:
    found = entry.node.entry(key)
    return found.place if found else entry.place


def _github_checks(target: Target, entry: Entry, problems: Problems) -> None:
    if not target.service.entry("source"):
        problems.add(entry.place, f'github_checks needs a "source" in the service, {target.name}')


def _ecr_scan(target: Target, entry: Entry, problems: Problems) -> None:
    _aws(target, entry, problems)
    image = target.service.string("image") or ""
    if not entry.node.entry("repositories") and ".dkr.ecr." not in image:
        problems.add(entry.place, 'ecr_scan needs "repositories": the image of the service isn\'t in ECR')


def _aws(target: Target, entry: Entry, problems: Problems) -> None:
    if not target.node.entry("aws") and not entry.node.entry("aws"):
        problems.add(entry.place, 'the gate needs "aws" with a region: the target has none')


def _prometheus(_: Target, entry: Entry, problems: Problems) -> None:
    if isinstance(entry.node.content, dict) and not entry.node.entries().keys() & {"below", "above"}:
        problems.add(entry.place, 'prometheus needs a bound: "below", "above", or both')


_GATE_CHECKS = {
    "github_checks": _github_checks,
    "ecr_scan": _ecr_scan,
    "cloudwatch_alarms": _aws,
    "prometheus": _prometheus,
}


def check_twins(root: Node, problems: Problems) -> None:
    """Two targets that deploy the same thing would run into each other behind two locks."""
    seen: dict[tuple[str | None, ...], Target] = {}
    for target in targets(root):
        identity = _identity(target)
        if identity and (twin := seen.setdefault(identity, target)) is not target:
            same = " and ".join(_IDENTITY[target.driver][:2])
            where = f"{twin.name} in {twin.environment} ({twin.entry.place})"
            sentence = f"this target deploys the same as {where}: {same} are the same, and must differ"
            problems.add(target.entry.place, sentence)


def _identity(target: Target) -> tuple[str | None, ...]:
    """What the target deploys; empty where that isn't known or may be shared."""
    named = [target.node.string(key) for key in _IDENTITY.get(target.driver, ())]
    if not named or None in named[:2]:
        return ()
    return (target.driver, target.node.string("aws", "region"), target.node.string("aws", "role"), *named)
