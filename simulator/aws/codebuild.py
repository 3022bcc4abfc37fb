"""CodeBuild and the log that it writes: phases with their times, and what stands in CloudWatch Logs of each build."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.aws.account import Account, now
from simulator.aws.protocol import Answer, AwsError, Operations, Params
from simulator.clock import Clock

KEPT = 200
BATCH = 100
WENT_WRONG = {"build_fails": "FAILED", "build_times_out": "TIMED_OUT"}
COMMAND = "./gradlew build --no-daemon"
FAILING_LOG = (
    *(f"> Task :service-{number}:compileJava" for number in range(1, 25)),
    "> Task :notification-service:test",
    "\x1b[1mNotificationServiceTest\x1b[0m > sends one mail for each approval \x1b[31mFAILED\x1b[0m",
    "    org.opentest4j.AssertionFailedError: expected: <1> but was: <2>",
    "\x1b[31mFAILURE: Build failed with an exception.\x1b[39m",
    "BUILD FAILED in 48s",
)


@dataclass
class Phase:
    """A phase of a build; its status is empty while it runs."""

    name: str
    started: datetime = field(default_factory=now)
    ended: datetime | None = None
    status: str = ""
    context: tuple[str, str] = ("", "")

    def end(self, status: str, context: tuple[str, str] = ("", "")) -> None:
        self.ended, self.status, self.context = now(), status, context

    def shape(self) -> dict[str, Any]:
        """CodeBuild's `BuildPhase`."""
        shape: dict[str, Any] = {"phaseType": self.name, "startTime": self.started}
        if self.ended is None:
            return shape
        seconds = round((self.ended - self.started).total_seconds())
        context = {"statusCode": self.context[0], "message": self.context[1]}
        ended = {"endTime": self.ended, "phaseStatus": self.status, "durationInSeconds": seconds}
        return {**shape, **ended, "contexts": [context]}


@dataclass
class Build:
    """A build of a project."""

    project: str
    number: int
    commit: str
    initiator: str
    status: str = "IN_PROGRESS"
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: datetime = field(default_factory=now)
    ended: datetime | None = None
    phases: list[Phase] = field(default_factory=list)
    log: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.project}:{self.key}"

    @property
    def failure(self) -> str:
        """What CodePipeline says of it; '' while it goes well."""
        failed = next((each for each in self.phases if each.status not in ("", "SUCCEEDED")), None)
        if failed is None:
            return ""
        code, message = failed.context
        return f"Build terminated with state: {self.status}. Phase: {failed.name}, Code: {code}, Message: {message}"

    def say(self, line: str) -> None:
        """A line of its log."""
        self.log.append((now(), line))


class CodeBuild:
    """Runs builds, and answers CodeBuild's calls and those of their logs."""

    def __init__(self, account: Account, clock: Clock) -> None:
        self._account, self._clock = account, clock
        self._builds: OrderedDict[str, Build] = OrderedDict()
        self.operations: Operations = {"BatchGetBuilds": self.batch_get_builds}
        self.log_operations: Operations = {"GetLogEvents": self.get_log_events}

    def begin(self, project: str, commit: str, initiator: str) -> Build:
        """A build that `run` carries out."""
        number = 1 + sum(1 for each in self._builds.values() if each.project == project)
        build = Build(project, number, commit, initiator)
        self._builds[build.id] = build
        if len(self._builds) > KEPT:
            self._builds.popitem(last=False)
        return build

    def url(self, build: Build) -> str:
        """Where the console shows it."""
        region = self._account.region
        base = f"https://{region}.console.aws.amazon.com/codesuite/codebuild/{self._account.id}/projects"
        return f"{base}/{build.project}/build/{build.id.replace(':', '%3A')}/?region={region}"

    async def run(self, build: Build, phases: Mapping[str, float], scenario: str) -> None:
        """Phase by phase; after a failed BUILD the rest still runs, as at CodeBuild."""
        build.status = "IN_PROGRESS"
        for name, seconds in {"SUBMITTED": 0.0, **phases}.items():
            phase = Phase(name)
            build.phases.append(phase)
            build.say(f"[Container] Entering phase {name}")
            await self._clock.sleep(seconds)
            if name == "BUILD" and scenario in WENT_WRONG:
                self._break(build, phase, WENT_WRONG[scenario])
            else:
                phase.end("SUCCEEDED")
            build.say(f"[Container] Phase complete: {name} State: {phase.status}")
        build.phases.append(Phase("COMPLETED"))
        build.ended = now()
        build.status = next((each.status for each in build.phases if each.status not in ("", "SUCCEEDED")), "SUCCEEDED")

    def _break(self, build: Build, phase: Phase, status: str) -> None:
        if status == "TIMED_OUT":
            phase.end(status, ("BUILD_TIMED_OUT", "Build has timed out."))
            return
        for line in FAILING_LOG:
            build.say(line)
        phase.end(
            status, ("COMMAND_EXECUTION_ERROR", f"Error while executing command: {COMMAND}. Reason: exit status 1")
        )

    def batch_get_builds(self, params: Params) -> Answer:
        asked = params["ids"]
        if len(asked) > BATCH:
            raise AwsError("InvalidInputException", f"At most {BATCH} builds can be asked for.")
        found = [self._shape(self._builds[each]) for each in asked if each in self._builds]
        missing = [each for each in asked if each not in self._builds]
        return {"builds": found} | ({"buildsNotFound": missing} if missing else {})

    def get_log_events(self, params: Params) -> Answer:
        group, stream = params.get("logGroupName", ""), params["logStreamName"]
        builds = (each for each in self._builds.values() if (_group(each), each.key) == (group, stream))
        build = next(builds, None)
        if build is None:
            raise AwsError("ResourceNotFoundException", "The specified log stream does not exist.")
        limit = params.get("limit", 10_000)
        kept = build.log[:limit] if params.get("startFromHead") else build.log[-limit:]
        stamps = [(round(at.timestamp() * 1000), line) for at, line in kept]
        events = [{"timestamp": at, "message": f"{line}\n", "ingestionTime": at} for at, line in stamps]
        return {"events": events, "nextForwardToken": f"f/{len(build.log)}", "nextBackwardToken": "b/0"}

    def _shape(self, build: Build) -> dict[str, Any]:
        """CodeBuild's `Build`, as far as anybody asked for it."""
        done = {"endTime": build.ended} if build.ended else {}
        return {
            "id": build.id,
            "arn": self._account.arn("codebuild", f"build/{build.id}"),
            "buildNumber": build.number,
            "startTime": build.started,
            "currentPhase": build.phases[-1].name if build.phases else "SUBMITTED",
            "buildStatus": build.status,
            "sourceVersion": build.commit,
            "resolvedSourceVersion": build.commit,
            "projectName": build.project,
            "phases": [each.shape() for each in build.phases],
            "logs": {"groupName": _group(build), "streamName": build.key, "deepLink": self.url(build)},
            "buildComplete": build.ended is not None,
            "initiator": build.initiator,
            **done,
        }


def _group(build: Build) -> str:
    return f"/aws/codebuild/{build.project}"
