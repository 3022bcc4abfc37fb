"""The structure of a pipeline: whether the catalogue fits it, which source it reads, which stages deploy. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.catalogue import PipelineTarget, Source
from bot.domain.release import Release, Revision
from bot.errors import TargetMisconfigured

Declaration = Mapping[str, Any]
Action = Mapping[str, Any]

REPOSITORY = ("FullRepositoryId", "RepositoryName")  # of a connection, of CodeCommit
COMMITTED = ("CodeStarSourceConnection", "CodeCommit", "GitHub")


def settings_of(release: Release) -> PipelineTarget:
    """The target as it was when the release was planned."""
    if not isinstance(release.plan.settings, PipelineTarget):
        raise TargetMisconfigured(f"{release.id} was planned without a target of codepipeline")
    return release.plan.settings


def source_action(declaration: Declaration, settings: PipelineTarget) -> str:
    """The action whose commit is given: the one that the catalogue names, else the only one.

    Raises `TargetMisconfigured`.
    """
    names = [str(action["name"]) for action in _sources(declaration)]
    if settings.source_action in names:
        return str(settings.source_action)
    if settings.source_action:
        raise TargetMisconfigured(
            f"{settings.pipeline} has no source action {settings.source_action!r}; it has {', '.join(names)}"
        )
    if len(names) != 1:
        raise TargetMisconfigured(
            f"{settings.pipeline} has {len(names)} source actions ({', '.join(names)}): name one as `source_action`"
        )
    return names[0]


def require_fit(declaration: Declaration, settings: PipelineTarget, source: Source) -> None:
    """Raises `TargetMisconfigured` with what was found and what belongs there."""
    name = source_action(declaration, settings)
    action = next(action for action in _sources(declaration) if action["name"] == name)
    provider = str(action["actionTypeId"]["provider"])
    if provider not in COMMITTED:
        raise TargetMisconfigured(
            f"{settings.pipeline} reads {provider} in {name}: a release is a commit, which needs a source action of "
            f"{', '.join(COMMITTED)}"
        )
    reads = next((value for key in REPOSITORY if (value := action.get("configuration", {}).get(key))), None)
    if reads and reads.casefold() not in (source.github.casefold(), source.github.casefold().split("/")[-1]):
        raise TargetMisconfigured(f"{settings.pipeline} reads {reads} in {name}; the catalogue says {source.github}")
    known = [str(each["name"]) for each in declaration.get("variables") or ()]
    if strange := sorted(set(settings.variables) - set(known)):
        raise TargetMisconfigured(
            f"{settings.pipeline} ({declaration.get('pipelineType', 'V1')}) has no variable {strange[0]}; "
            f"it has {', '.join(known) or 'none'}"
        )


def filled(settings: PipelineTarget, revision: Revision) -> dict[str, str]:
    """The variables of an execution."""
    facts = {"{tag}": revision.name, "{sha}": revision.commit or "", "{digest}": revision.digest or ""}
    return {name: _fill(text, facts) for name, text in settings.variables.items()}


def is_reversible(declaration: Declaration) -> bool:
    """Whether CodePipeline can take a stage of it back to an earlier execution."""
    return declaration.get("pipelineType") == "V2" and declaration.get("executionMode") != "PARALLEL"


def deploying(declaration: Declaration) -> list[str]:
    """The stages that change what runs: those with a deploy action, else the last."""
    stages = list(declaration["stages"])
    found = [str(stage["name"]) for stage in stages if "Deploy" in {_category(each) for each in stage["actions"]}]
    return found or [str(stages[-1]["name"])]


def touched(declaration: Declaration, actions: Iterable[Action]) -> list[str]:
    """Of the stages that deploy those in which more than an approval has begun."""
    begun = {action.get("stageName") for action in actions if category_of(action) != "Approval"}
    return [stage for stage in deploying(declaration) if stage in begun]


def minutes_for(declaration: Declaration, stage: object, action: object) -> int | None:
    """How long an action may take, where the pipeline says."""
    for each in declaration["stages"]:
        for declared in each["actions"]:
            if (each["name"], declared["name"]) == (stage, action):
                minutes: int | None = declared.get("timeoutInMinutes")
                return minutes
    return None


def category_of(action: Action) -> str:
    """`Source`, `Build`, `Approval`, `Deploy` … of an action that was run; '' where it isn't told."""
    return str(action.get("input", {}).get("actionTypeId", {}).get("category", ""))


def _sources(declaration: Declaration) -> list[Action]:
    return [action for stage in declaration["stages"] for action in stage["actions"] if _category(action) == "Source"]


def _category(action: Action) -> str:
    return str(action["actionTypeId"]["category"])


def _fill(text: str, facts: Mapping[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace(name, value)
    return text
