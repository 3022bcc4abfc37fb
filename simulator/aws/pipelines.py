"""The pipelines of a world file, and what CodePipeline tells of their structure."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid")
CATEGORY = {
    "CodeStarSourceConnection": "Source",
    "CodeCommit": "Source",
    "S3": "Source",
    "CodeBuild": "Build",
    "Manual": "Approval",
}
"""What isn't here deploys."""


@dataclass(frozen=True, config=_STRICT)
class Action:
    """What a stage does; `phases` are those of a CodeBuild project. Times are simulated seconds."""

    name: str
    provider: str
    seconds: float = 6.0
    phases: dict[str, float] = Field(default_factory=dict)
    order: int = 1
    timeout: int | None = None  # minutes
    configuration: dict[str, str] = Field(default_factory=dict)

    @property
    def category(self) -> str:
        return CATEGORY.get(self.provider, "Deploy")

    def type_shape(self) -> dict[str, Any]:
        """CodePipeline's `ActionTypeId`."""
        return {"category": self.category, "owner": "AWS", "provider": self.provider, "version": "1"}


@dataclass(frozen=True, config=_STRICT)
class Stage:
    """A stage; actions with the same `order` run beside each other."""

    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, config=_STRICT)
class Pipeline:
    """A pipeline. `history`: the commits that went through it before, the oldest first; `variables` have defaults."""

    name: str
    stages: tuple[Stage, ...]
    history: tuple[str, ...] = ()
    type: Literal["V1", "V2"] = "V2"
    mode: Literal["SUPERSEDED", "QUEUED", "PARALLEL"] = "SUPERSEDED"
    version: int = 1
    variables: dict[str, str] = Field(default_factory=dict)

    @property
    def sources(self) -> tuple[Action, ...]:
        return tuple(each for stage in self.stages for each in stage.actions if each.category == "Source")

    def shape(self, account: str) -> dict[str, Any]:
        """CodePipeline's `PipelineDeclaration`."""
        return {
            "name": self.name,
            "roleArn": f"arn:aws:iam::{account}:role/service-role/{self.name}",
            "artifactStore": {"type": "S3", "location": f"codepipeline-{account}"},
            "stages": [
                {"name": stage.name, "actions": [_action_shape(each) for each in stage.actions]}
                for stage in self.stages
            ],
            "version": self.version,
            "executionMode": self.mode,
            "pipelineType": self.type,
            "variables": [{"name": name, "defaultValue": value} for name, value in self.variables.items() if value],
        }


def _action_shape(action: Action) -> dict[str, Any]:
    shape = {
        "name": action.name,
        "actionTypeId": action.type_shape(),
        "runOrder": action.order,
        "configuration": action.configuration,
    }
    return shape if action.timeout is None else {**shape, "timeoutInMinutes": action.timeout}
