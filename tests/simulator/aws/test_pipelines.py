"""CodePipeline and CodeBuild as AWS has them: statuses, errors and times."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aioboto3
import aiohttp
import pytest
from aiobotocore.config import AioConfig
from botocore.exceptions import ClientError

from simulator.clock import Clock
from simulator.server import Server
from simulator.world import DEMO, load

ERP, ASKING = "erp-unified-pipeline", "erp-release-pipeline"
COMMIT = "37c1b5aecdebc556cac238caff5740fa81e6e4ae"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server(load(DEMO.with_name("erp.yaml")), Clock(600)) as running:
        yield running


@pytest.fixture
async def pipeline(server: Server) -> AsyncIterator[Any]:
    async with client(server, "codepipeline") as made:
        yield made


def client(server: Server, service: Any) -> Any:
    session = aioboto3.Session(aws_access_key_id="demo", aws_secret_access_key="demo", region_name="ap-northeast-2")
    return session.client(
        service, endpoint_url=f"{server.address}/aws", config=AioConfig(retries={"total_max_attempts": 1})
    )


async def start(pipeline: Any, name: str = ERP, **more: Any) -> str:
    revisions = [{"actionName": "GitHub", "revisionType": "COMMIT_ID", "revisionValue": COMMIT}]
    answer = await pipeline.start_pipeline_execution(**{"name": name, "sourceRevisions": revisions, **more})
    return str(answer["pipelineExecutionId"])


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(30):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.02)


async def ended(pipeline: Any, execution: str, name: str = ERP) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        answer = await pipeline.get_pipeline_execution(pipelineName=name, pipelineExecutionId=execution)
        found: dict[str, Any] = answer["pipelineExecution"]
        return None if found["status"] in ("InProgress", "Stopping") else found

    return dict(await until(look))


async def approval(pipeline: Any) -> str:
    """The token, once a person is asked."""

    async def look() -> str | None:
        state = await pipeline.get_pipeline_state(name=ASKING)
        waits = [one["latestExecution"] for one in state["stageStates"][-1]["actionStates"]]
        return next((one["token"] for one in waits if one["status"] == "InProgress" and "token" in one), None)

    return str(await until(look))


async def refusal(call: Awaitable[Any]) -> str:
    with pytest.raises(ClientError) as refused:
        await call
    return str(refused.value.response.get("Error", {}).get("Code"))


async def test_the_same_token_answers_the_same_execution(pipeline: Any) -> None:
    first = await start(pipeline, clientRequestToken="r1")
    assert await start(pipeline, clientRequestToken="r1") == first
    assert await start(pipeline, clientRequestToken="r2") != first
    assert await refusal(start(pipeline, clientRequestToken="r_1")) == "ValidationException"


async def test_a_run_shows_its_build_and_phases(server: Server, pipeline: Any) -> None:
    execution = await start(pipeline)
    assert (await ended(pipeline, execution))["status"] == "Succeeded"
    listed = await pipeline.list_action_executions(pipelineName=ERP, filter={"pipelineExecutionId": execution})
    build, source = listed["actionExecutionDetails"]
    assert (source["stageName"], build["stageName"]) == ("Source", "Build")
    identifier = build["output"]["executionResult"]["externalExecutionId"]
    async with client(server, "codebuild") as codebuild:
        [found] = (await codebuild.batch_get_builds(ids=[identifier]))["builds"]
    assert [phase["phaseType"] for phase in found["phases"]][-2:] == ["FINALIZING", "COMPLETED"]
    assert all(phase["phaseStatus"] == "SUCCEEDED" for phase in found["phases"][:-1])
    async with client(server, "logs") as logs:
        group = {"logGroupName": found["logs"]["groupName"], "logStreamName": found["logs"]["streamName"]}
        events = (await logs.get_log_events(**group, limit=3))["events"]
        assert len(events) == 3
        assert await refusal(logs.get_log_events(logGroupName="x", logStreamName="y")) == "ResourceNotFoundException"


async def test_an_approval_is_answered_once(pipeline: Any) -> None:
    execution = await start(pipeline, ASKING)
    token = await approval(pipeline)
    place = {"pipelineName": ASKING, "stageName": "Production", "actionName": "Approve"}
    no = {**place, "result": {"status": "Rejected", "summary": "not today"}}
    assert await refusal(pipeline.put_approval_result(**no, token=NOBODY)) == "InvalidApprovalTokenException"
    await pipeline.put_approval_result(**no, token=token)
    assert await refusal(pipeline.put_approval_result(**no, token=token)) == "ApprovalAlreadyCompletedException"
    assert (await ended(pipeline, execution, ASKING))["status"] == "Failed"


async def test_a_stop_waits_for_what_is_in_progress_or_abandons_it(pipeline: Any) -> None:
    execution = await start(pipeline, ASKING)
    await approval(pipeline)
    stop = {"pipelineName": ASKING, "pipelineExecutionId": execution}
    await pipeline.stop_pipeline_execution(**stop, reason="r1")
    assert await refusal(pipeline.stop_pipeline_execution(**stop)) == "DuplicatedStopRequestException"
    await pipeline.stop_pipeline_execution(**stop, abandon=True)
    assert (await ended(pipeline, execution, ASKING))["status"] == "Stopped"
    assert await refusal(pipeline.stop_pipeline_execution(**stop)) == "PipelineExecutionNotStoppableException"


async def test_a_stage_goes_back_to_where_it_succeeded(pipeline: Any) -> None:
    await ended(pipeline, await start(pipeline))
    asked = {"pipelineName": ERP, "filter": {"succeededInStage": {"stageName": "Build"}}}
    [_, first] = (await pipeline.list_pipeline_executions(**asked))["pipelineExecutionSummaries"]
    place = {"pipelineName": ERP, "targetPipelineExecutionId": first["pipelineExecutionId"]}
    assert await refusal(pipeline.rollback_stage(**place, stageName="Source")) == "UnableToRollbackStageException"
    made = (await pipeline.rollback_stage(**place, stageName="Build"))["pipelineExecutionId"]
    found = await ended(pipeline, made)
    assert (found["status"], found["executionType"]) == ("Succeeded", "ROLLBACK")
    again = {"pipelineName": ERP, "stageName": "Build", "targetPipelineExecutionId": made}
    assert await refusal(pipeline.rollback_stage(**again)) == "UnableToRollbackStageException"


async def test_a_newer_run_overtakes_one_that_waits_at_a_stage(server: Server, pipeline: Any) -> None:
    first = await start(pipeline, ASKING)
    await approval(pipeline)
    second = await start(pipeline, ASKING)

    async def waits() -> bool:
        told = await pipeline.list_action_executions(pipelineName=ASKING, filter={"pipelineExecutionId": second})
        return [one["status"] for one in told["actionExecutionDetails"]] == ["Succeeded", "Succeeded"]

    await until(waits)
    async with aiohttp.ClientSession() as http:
        pushed = {"pipeline": ASKING, "commit": "a" * 40}
        async with http.post(f"{server.address}/world/aws/push", json=pushed) as answer:
            assert answer.status == 200
        async with http.post(f"{server.address}/world/aws/push", json={**pushed, "commit": "main"}) as answer:
            assert answer.status == 400
    assert (await ended(pipeline, second, ASKING))["status"] == "Superseded"
    state = await pipeline.get_pipeline_execution(pipelineName=ASKING, pipelineExecutionId=first)
    assert state["pipelineExecution"]["status"] == "InProgress"
