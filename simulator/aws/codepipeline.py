"""The operations of CodePipeline."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web

from simulator.asked import asked_of, refused
from simulator.aws.account import Account, now
from simulator.aws.codebuild import CodeBuild
from simulator.aws.conveyor import SCENARIOS, Conveyor
from simulator.aws.execution import ActionRun, Execution
from simulator.aws.pipelines import Pipeline
from simulator.aws.protocol import Answer, AwsError, Operations, Params
from simulator.clock import Clock
from simulator.scenarios import Scenarios

KEPT = 500
SHOWN = 20
SHA = re.compile(r"[0-9a-f]{40}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKEN = re.compile(r"[a-zA-Z0-9-]{1,128}")


class CodePipeline:
    """Answers CodePipeline's calls, and has CodeBuild's beside them; `caller` is the ARN of who asks."""

    def __init__(
        self,
        account: Account,
        pipelines: Iterable[Pipeline],
        clock: Clock,
        scenarios: Scenarios,
        caller: Callable[[], str],
        emit: Callable[[str, dict[str, object]], None],
    ) -> None:
        self._account, self._scenarios, self._caller, self._emit = account, scenarios, caller, emit
        self._pipelines = {each.name: each for each in pipelines}
        self._executions: OrderedDict[str, Execution] = OrderedDict()
        self._tokens: dict[str, str] = {}
        self._builds = CodeBuild(account, clock)
        self._conveyor = Conveyor(clock, self._builds, self._overtake, self._changed)
        self.services: dict[str, Operations] = {
            "codepipeline": {
                "GetPipeline": self.get_pipeline,
                "GetPipelineExecution": self.get_pipeline_execution,
                "GetPipelineState": self.get_pipeline_state,
                "ListActionExecutions": self.list_action_executions,
                "ListPipelineExecutions": self.list_pipeline_executions,
                "PutApprovalResult": self.put_approval_result,
                "RetryStageExecution": self.retry_stage_execution,
                "RollbackStage": self.rollback_stage,
                "StartPipelineExecution": self.start_pipeline_execution,
                "StopPipelineExecution": self.stop_pipeline_execution,
            },
            "codebuild": self._builds.operations,
            "logs": self._builds.log_operations,
        }
        for pipeline in self._pipelines.values():
            scenarios.offer(pipeline.name, SCENARIOS)
            for commit in pipeline.history:
                self._keep(_past(pipeline, commit))

    def add_routes(self, app: web.Application) -> None:
        """Mount `/world/aws/push`."""
        app.router.add_post("/world/aws/push", self._push)

    async def close(self) -> None:
        """End every execution that still runs."""
        await self._conveyor.close()

    def shown(self) -> list[dict[str, object]]:
        """The pipelines and their newest executions."""
        return [
            {
                "name": each.name,
                "scenario": self._scenarios.of(each.name),
                "executions": [one.shown() for one in self._of(each)][:SHOWN],
            }
            for each in self._pipelines.values()
        ]

    def get_pipeline(self, params: Params) -> Answer:
        pipeline = self._pipeline(params["name"])
        arn = self._account.arn("codepipeline", pipeline.name)
        return {"pipeline": pipeline.shape(self._account.id), "metadata": {"pipelineArn": arn}}

    def start_pipeline_execution(self, params: Params) -> Answer:
        pipeline, token = self._pipeline(params["name"]), params.get("clientRequestToken", "")
        if token and not TOKEN.fullmatch(token):
            raise _invalid("clientRequestToken", token)
        if token in self._tokens:
            return {"pipelineExecutionId": self._tokens[token]}
        revision = self._revision(pipeline, params.get("sourceRevisions", []))
        given = {each["name"]: each["value"] for each in params.get("variables", [])}
        if strange := set(given) - set(pipeline.variables) or (given if pipeline.type == "V1" else set()):
            raise AwsError("ValidationException", f"Pipeline {pipeline.name} has no variable {min(strange)}")
        trigger = ("StartPipelineExecution", self._caller())
        execution = self._begin(pipeline, revision, trigger, {**pipeline.variables, **given})
        self._tokens[token or execution.id] = execution.id
        return {"pipelineExecutionId": execution.id}

    def get_pipeline_execution(self, params: Params) -> Answer:
        return {"pipelineExecution": self._execution(params).shape()}

    def list_pipeline_executions(self, params: Params) -> Answer:
        pipeline = self._pipeline(params["pipelineName"])
        stage = params.get("filter", {}).get("succeededInStage", {}).get("stageName")
        found = [each.summary() for each in self._of(pipeline) if stage is None or stage in each.passed]
        return _page("pipelineExecutionSummaries", found, params)

    def list_action_executions(self, params: Params) -> Answer:
        pipeline, wanted = self._pipeline(params["pipelineName"]), params.get("filter", {})
        identifier = wanted.get("pipelineExecutionId")
        if identifier and identifier not in self._executions:
            raise _no_execution(identifier)
        shown = [one for one in self._of(pipeline) if identifier in (None, one.id)]
        return _page("actionExecutionDetails", [action for one in shown for action in one.actions()], params)

    def get_pipeline_state(self, params: Params) -> Answer:
        pipeline = self._pipeline(params["name"])
        states = []
        for stage in pipeline.stages:
            latest = next((one for one in self._of(pipeline) if stage.name in _entered(one)), None)
            runs = [run for run in latest.runs if run.stage == stage.name] if latest else []
            state: dict[str, Any] = {"stageName": stage.name, "actionStates": [run.state() for run in runs]}
            if latest:
                status = _stage_status(latest, stage.name)
                state["latestExecution"] = {"pipelineExecutionId": latest.id, "status": status, "type": latest.kind}
            states.append(state)
        return {"pipelineName": pipeline.name, "pipelineVersion": pipeline.version, "stageStates": states}

    def put_approval_result(self, params: Params) -> Answer:
        pipeline = self._pipeline(params["pipelineName"])
        if params["stageName"] not in [each.name for each in pipeline.stages]:
            raise AwsError("StageNotFoundException", f"No stage {params['stageName']} in {pipeline.name}.")
        runs = [run for one in self._of(pipeline) for run in one.runs if run.token == params["token"]]
        place = params["stageName"], params["actionName"]
        run = next((each for each in runs if (each.stage, each.action.name) == place), None)
        if run is None or run.answer is None:
            raise AwsError("InvalidApprovalTokenException", "The approval token is not valid.")
        if run.status != "InProgress" or run.answer.done():
            raise AwsError("ApprovalAlreadyCompletedException", "The approval has already been completed.")
        run.by = self._caller()
        run.answer.set_result((params["result"]["status"], params["result"]["summary"]))
        return {"approvedAt": now()}

    def stop_pipeline_execution(self, params: Params) -> Answer:
        execution, abandon = self._execution(params), params.get("abandon", False)
        if not execution.is_live:
            message = f"Execution {execution.id} is {execution.status} and can't be stopped."
            raise AwsError("PipelineExecutionNotStoppableException", message)
        if execution.status == "Stopping" and not abandon:
            raise AwsError("DuplicatedStopRequestException", f"Execution {execution.id} is being stopped already.")
        execution.stop_reason = params.get("reason", "")
        if abandon:
            self._conveyor.abandon(execution)
        else:
            execution.become("Stopping")
            self._changed(execution)
        return {"pipelineExecutionId": execution.id}

    def rollback_stage(self, params: Params) -> Answer:
        pipeline = self._pipeline(params["pipelineName"])
        stage = next((each for each in pipeline.stages if each.name == params["stageName"]), None)
        if stage is None:
            raise AwsError("StageNotFoundException", f"No stage {params['stageName']} in {pipeline.name}.")
        target = self._executions.get(params["targetPipelineExecutionId"])
        if target is None or target.pipeline is not pipeline:
            raise _no_execution(params["targetPipelineExecutionId"])
        is_source = any(each.category == "Source" for each in stage.actions)
        is_running = any(run.stage == stage.name and run.status == "InProgress" for run in self._running(pipeline))
        is_past = stage.name in target.passed and target.target is None
        if is_source or is_running or not is_past or pipeline.type == "V1" or pipeline.mode == "PARALLEL":
            raise AwsError("UnableToRollbackStageException", f"Stage {stage.name} can't go back to {target.id}.")
        made = Execution(pipeline, (stage,), target.revision, ("ManualRollback", self._caller()), target=target)
        self._set_going(made)
        return {"pipelineExecutionId": made.id}

    def retry_stage_execution(self, params: Params) -> Answer:
        execution = self._execution(params)
        stages = [each.name for each in execution.stages]
        failed = [run for run in execution.runs if run.stage == params["stageName"] and run.status == "Failed"]
        if execution.is_live or not failed:
            raise AwsError("StageNotRetryableException", f"Stage {params['stageName']} has nothing to retry.")
        left = stages.index(params["stageName"])
        execution.runs = [run for run in execution.runs if run not in failed]
        execution.stages, execution.scenario = execution.stages[left:], self._scenarios.of(execution.pipeline.name)
        execution.become("InProgress")
        self._conveyor.carry(execution)
        return {"pipelineExecutionId": execution.id}

    async def _push(self, request: web.Request) -> web.Response:
        """A push that the pipeline hears of: an execution that nobody asked for."""
        asked = await asked_of(request)
        pipeline, commit = self._pipelines.get(str(asked.get("pipeline"))), str(asked.get("commit", ""))
        if pipeline is None:
            return refused(404, f"No pipeline {asked.get('pipeline')!r}; there are {', '.join(self._pipelines)}.")
        if not SHA.fullmatch(commit):
            return refused(400, "Name the `commit` by its forty characters.")
        return web.json_response({"ok": True, "execution": self._pushed(pipeline, commit).id})

    def _pushed(self, pipeline: Pipeline, commit: str) -> Execution:
        connection = self._account.arn("codestar-connections", "connection/simulated")
        return self._begin(pipeline, commit, ("WebhookV2", connection), dict(pipeline.variables))

    def _overtake(self, execution: Execution) -> Execution:
        newer = self._pushed(execution.pipeline, secrets.token_hex(20))
        newer.scenario = "healthy"
        return newer

    def _begin(
        self, pipeline: Pipeline, revision: str, trigger: tuple[str, str], variables: dict[str, str]
    ) -> Execution:
        scenario = self._scenarios.of(pipeline.name)
        execution = Execution(pipeline, pipeline.stages, revision, trigger, scenario, variables)
        self._set_going(execution)
        return execution

    def _set_going(self, execution: Execution) -> None:
        self._keep(execution)
        self._conveyor.carry(execution)
        self._changed(execution)

    def _keep(self, execution: Execution) -> None:
        self._executions[execution.id] = execution
        if len(self._executions) > KEPT:
            oldest = next(each.id for each in self._executions.values() if not each.is_live)
            del self._executions[oldest]

    def _changed(self, execution: Execution) -> None:
        self._emit("aws", {"pipeline": execution.pipeline.name, "execution": execution.shown()})

    def _revision(self, pipeline: Pipeline, overrides: list[dict[str, str]]) -> str:
        """What the source will be: as asked for, else what was there last."""
        for each in overrides:
            if each["actionName"] not in [source.name for source in pipeline.sources]:
                raise AwsError("ValidationException", f"{pipeline.name} has no source action {each['actionName']}")
            if each["revisionType"] != "COMMIT_ID":
                raise _invalid("revisionType", each["revisionType"])
            return each["revisionValue"]
        newest = next(iter(self._of(pipeline)), None)
        return newest.revision if newest else "0" * 40

    def _pipeline(self, name: str) -> Pipeline:
        if name not in self._pipelines:
            message = f"Account '{self._account.id}' does not have a pipeline with name '{name}'"
            raise AwsError("PipelineNotFoundException", message)
        return self._pipelines[name]

    def _execution(self, params: Params) -> Execution:
        pipeline, identifier = self._pipeline(params["pipelineName"]), params["pipelineExecutionId"]
        if not UUID.fullmatch(identifier):
            raise _invalid("pipelineExecutionId", identifier)
        found = self._executions.get(identifier)
        if found is None or found.pipeline is not pipeline:
            raise _no_execution(identifier)
        return found

    def _of(self, pipeline: Pipeline) -> list[Execution]:
        """The executions of a pipeline, the newest first."""
        return [each for each in reversed(self._executions.values()) if each.pipeline is pipeline]

    def _running(self, pipeline: Pipeline) -> list[ActionRun]:
        return [run for each in self._of(pipeline) for run in each.runs]


def _past(pipeline: Pipeline, commit: str) -> Execution:
    """One that went through before the simulation began."""
    execution = Execution(pipeline, pipeline.stages, commit, ("WebhookV2", "simulated"))
    for stage in pipeline.stages:
        execution.runs += [ActionRun(stage.name, action, status="Succeeded") for action in stage.actions]
        execution.passed.append(stage.name)
    execution.become("Succeeded")
    return execution


def _entered(execution: Execution) -> set[str]:
    return {run.stage for run in execution.runs}


def _stage_status(execution: Execution, stage: str) -> str:
    if stage in execution.passed:
        return "Succeeded"
    return execution.status if execution.status in ("Stopping", "Stopped", "Failed") else "InProgress"


def _page(key: str, found: list[dict[str, Any]], params: Params) -> Answer:
    first, count = int(params.get("nextToken", "0")), params.get("maxResults", 100)
    more = {"nextToken": str(first + count)} if len(found) > first + count else {}
    return {key: found[first : first + count], **more}


def _invalid(name: str, value: str) -> AwsError:
    return AwsError("ValidationException", f"Value '{value}' at '{name}' failed to satisfy its constraint")


def _no_execution(identifier: str) -> AwsError:
    return AwsError("PipelineExecutionNotFoundException", f"No pipeline execution {identifier!r} was found.")
