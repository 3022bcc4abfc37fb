"""A workflow's own file, as far as a dispatch and its run depend on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from simulator.github.answers import Refusal
from simulator.github.world import Workflow as WorldWorkflow

MOST_INPUTS = 25
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True)
class Job:
    """A job of a workflow; `needs` are those that must have succeeded before."""

    name: str
    needs: tuple[str, ...]
    environment: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Workflow:
    """One file of `.github/workflows`."""

    file: str
    name: str
    run_name: str
    inputs: dict[str, dict[str, Any]] | None  # None: it can't be dispatched
    jobs: dict[str, Job]
    disabled: bool

    @classmethod
    def read(cls, file: str, world: WorldWorkflow) -> Workflow:
        """From the text of the file."""
        said = yaml.safe_load(world.file)
        triggers = said.get("on", said.get(True, {}))  # YAML 1.1 reads `on` as a truth
        triggers = triggers if isinstance(triggers, dict) else dict.fromkeys(_listed(triggers))
        inputs = None
        if "workflow_dispatch" in triggers:
            inputs = {
                name: each or {} for name, each in ((triggers["workflow_dispatch"] or {}).get("inputs", {})).items()
            }
        jobs = {key: _job(key, each) for key, each in said["jobs"].items()}
        return cls(file, said.get("name", file), said.get("run-name", ""), inputs, jobs, world.disabled)

    def accept(self, given: Mapping[str, Any]) -> dict[str, str]:
        """The inputs of a run, defaults filled in. Raises Refusal."""
        if self.inputs is None:
            raise Refusal(422, "Workflow does not have 'workflow_dispatch' trigger")
        if unknown := [name for name in given if name not in self.inputs]:
            listed = ", ".join(f'"{name}"' for name in unknown)
            raise Refusal(422, f"Unexpected inputs provided: [{listed}]")
        if len(given) > MOST_INPUTS:
            raise Refusal(422, f"Invalid request.\n\nNo more than {MOST_INPUTS} properties are allowed.")
        return {name: _accepted(name, declared, given.get(name)) for name, declared in self.inputs.items()}

    def title(self, inputs: Mapping[str, str]) -> str:
        """What a run is called: `run-name` with its inputs, or the workflow's name."""
        found = _EXPRESSION.sub(lambda each: inputs.get(each[1].removeprefix("inputs."), ""), self.run_name)
        return found.strip() or self.name


def environment_of(job: Job, inputs: Mapping[str, str]) -> str:
    """The environment that a job goes to, which an input may name."""
    return _EXPRESSION.sub(lambda each: inputs.get(each[1].removeprefix("inputs."), ""), job.environment)


def _accepted(name: str, declared: dict[str, Any], given: Any) -> str:
    value = declared.get("default", "") if given is None else given
    if given in (None, "") and declared.get("required") and value == "":
        raise Refusal(422, f"Required input '{name}' not provided")
    options = declared.get("options")
    if declared.get("type") == "choice" and options and value not in options:
        raise Refusal(422, f"Provided value '{value}' for input '{name}' not in the list of allowed values")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _job(key: str, said: dict[str, Any]) -> Job:
    environment = said.get("environment", "")
    named = environment.get("name", "") if isinstance(environment, dict) else environment
    steps = [str(each.get("name") or f"Run {each.get('uses') or each.get('run')}") for each in said.get("steps", [])]
    return Job(str(said.get("name", key)), tuple(_listed(said.get("needs", ()))), str(named), ("Set up job", *steps))


def _listed(said: Any) -> list[str]:
    return [said] if isinstance(said, str) else list(said)
