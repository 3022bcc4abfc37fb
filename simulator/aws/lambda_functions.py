"""The operations of Lambda: code that is updated for a while, versions that stay, and aliases that point at them."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.aws.account import Account, now
from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.s3 import S3
from simulator.aws.world import Function
from simulator.clock import Clock
from simulator.scenarios import HEALTHY

SCENARIOS = (HEALTHY, "update_fails", "errors", "throttled")
LATEST = "$LATEST"
PAGE = 50
STANDING = timedelta(days=7)  # since when a function is as the world file says
UNREADABLE = "ImageAccessDenied"


def revision_id() -> str:
    """What guards a function and an alias against updates that didn't see the last one."""
    return str(uuid.uuid4())


@dataclass
class Version:
    """A version, or what the next one will be made of ($LATEST)."""

    number: str
    code: str  # an image, or s3://BUCKET/KEY
    sha256: str
    digest: str = ""
    description: str = ""
    scenario: str = HEALTHY
    modified: datetime = field(default_factory=now)
    revision: str = field(default_factory=revision_id)
    status: str = "Successful"
    reason: tuple[str, str] | None = None


@dataclass
class Alias:
    """A name that stands for a version, and perhaps for a second one with a share of the traffic."""

    name: str
    version: str
    description: str = ""
    weights: dict[str, float] = field(default_factory=dict)
    revision: str = field(default_factory=revision_id)

    def has_traffic(self) -> set[str]:
        """The versions that are called through it."""
        return {self.version, *(version for version, weight in self.weights.items() if weight)}


@dataclass
class Deployed:
    """A function with all that it has."""

    world: Function
    versions: dict[str, Version]
    aliases: dict[str, Alias]
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def latest(self) -> Version:
        return self.versions[LATEST]

    @property
    def is_image(self) -> bool:
        return not self.world.code.startswith("s3://")

    def published(self) -> list[Version]:
        return [each for number, each in self.versions.items() if number != LATEST]


@dataclass(frozen=True)
class Around:
    """What functions meet.

    `digest_of` finds an image in its registry, `turn` puts an alarm into a state, `scenario_of` tells how a function
    fares with this code, `told` hears of each step. An update takes `takes` s; errors are seen after `alarm_after` s.
    """

    clock: Clock
    launch: Callable[[Coroutine[Any, Any, None], str], None]
    digest_of: Callable[[str], str]
    turn: Callable[[str, str, str], None]
    scenario_of: Callable[[str, str], str]
    told: Callable[[str, dict[str, object]], None]
    takes: float
    alarm_after: float


class Functions:
    """Answers Lambda's calls."""

    def __init__(self, account: Account, functions: Iterable[Function], bundles: S3, around: Around) -> None:
        self._account, self._bundles, self._around = account, bundles, around
        self.functions = {each.name: self._beginning(each) for each in functions}
        self.operations: Operations = {
            "GetFunction": self.get_function,
            "GetFunctionConfiguration": self.get_function_configuration,
            "UpdateFunctionCode": self.update_function_code,
            "PublishVersion": self.publish_version,
            "ListVersionsByFunction": self.list_versions,
            "GetAlias": self.get_alias,
            "UpdateAlias": self.update_alias,
            "ListTags": self.list_tags,
            "TagResource": self.tag_resource,
        }

    def get_function(self, params: Params) -> Answer:
        function, version = self._asked(params)
        code = {"RepositoryType": "S3", "Location": f"https://awslambda.example/{version.sha256}"}
        if function.is_image:
            repository = re.sub(r"(:[^:/]+)?(@.*)?$", "", version.code)
            resolved = f"{repository}@{version.digest}"
            code = {"RepositoryType": "ECR", "ImageUri": version.code, "ResolvedImageUri": resolved}
        return {"Configuration": self._shape(function, version), "Code": code, "Tags": function.tags}

    def get_function_configuration(self, params: Params) -> Answer:
        return self._shape(*self._asked(params))

    def update_function_code(self, params: Params) -> Answer:
        function, latest = self._asked({"FunctionName": params["FunctionName"]})
        self._refuse_while_updating(function)
        _check_revision(params, latest.revision)
        code = self._code(function, params)
        latest.code, latest.digest, latest.sha256 = code, self._around.digest_of(code), self._sha256(code)
        latest.scenario, latest.status, latest.reason = (
            self._around.scenario_of(function.world.name, code),
            "InProgress",
            None,
        )
        latest.modified, latest.revision = now(), revision_id()
        self._around.launch(self._update(function), f"update of {function.world.name}")
        return self._shape(function, latest)

    def publish_version(self, params: Params) -> Answer:
        """Nothing new is published where the code hasn't changed since the last version."""
        function, latest = self._asked({"FunctionName": params["FunctionName"]})
        self._refuse_while_updating(function)
        _check_revision(params, latest.revision)
        if params.get("CodeSha256", latest.sha256) != latest.sha256:
            said = f"CodeSHA256 ({params['CodeSha256']}) is different from current CodeSHA256 in {LATEST} "
            raise AwsError("InvalidParameterValueException", f"{said}({latest.sha256}). Please try again.")
        last = max(function.published(), key=lambda each: int(each.number))
        if last.sha256 == latest.sha256:
            return self._shape(function, last)
        number, description = str(int(last.number) + 1), params.get("Description", latest.description)
        made = Version(number, latest.code, latest.sha256, latest.digest, description, latest.scenario)
        function.versions[number] = made
        self._told(function)
        return self._shape(function, made)

    def list_versions(self, params: Params) -> Answer:
        function, _ = self._asked({"FunctionName": params["FunctionName"]})
        marker, most = int(params.get("Marker") or 0), min(params.get("MaxItems", PAGE), PAGE)
        everything = list(function.versions.values())
        more = {"NextMarker": str(marker + most)} if marker + most < len(everything) else {}
        return {"Versions": [self._shape(function, each) for each in everything[marker : marker + most]], **more}

    def get_alias(self, params: Params) -> Answer:
        return self._alias_shape(*self.alias(params["FunctionName"], params["Name"]))

    def update_alias(self, params: Params) -> Answer:
        function, alias = self.alias(params["FunctionName"], params["Name"])
        _check_revision(params, alias.revision)
        version = params.get("FunctionVersion", alias.version)
        weights = params.get("RoutingConfig", {}).get("AdditionalVersionWeights", alias.weights)
        self._check_route(function, version, weights)
        alias.version, alias.weights = version, dict(weights)
        alias.description, alias.revision = params.get("Description", alias.description), revision_id()
        self._routed(function, alias)
        return self._alias_shape(function, alias)

    def list_tags(self, params: Params) -> Answer:
        return {"Tags": self._asked({"FunctionName": params["Resource"]})[0].tags}

    def tag_resource(self, params: Params) -> Answer:
        self._asked({"FunctionName": params["Resource"]})[0].tags.update(params["Tags"])
        return {}

    def alias(self, name: str, alias: str) -> tuple[Deployed, Alias]:
        """A function and an alias of it. Raises AwsError."""
        function, _ = self._asked({"FunctionName": name})
        if alias not in function.aliases:
            arn = self._arn(function, alias)
            raise AwsError("ResourceNotFoundException", f"Cannot find alias arn: {arn}")
        return function, function.aliases[alias]

    def route(self, name: str, alias_name: str, version: str, weights: dict[str, float]) -> None:
        """Move an alias as CodeDeploy does it."""
        function, alias = self.alias(name, alias_name)
        alias.version, alias.weights, alias.revision = version, weights, revision_id()
        self._routed(function, alias)

    def summaries(self) -> list[dict[str, object]]:
        """What the page and the tests see."""
        return [self._summary(each) for each in self.functions.values()]

    @property
    def is_throttled(self) -> bool:
        """Whether a function is chosen to be asked too fast."""
        return any(self._around.scenario_of(name, "") == "throttled" for name in self.functions)

    def _beginning(self, given: Function) -> Deployed:
        sha256, digest, then = self._sha256(given.code), self._around.digest_of(given.code), now() - STANDING
        made = {
            number: Version(number, given.code, sha256, digest, modified=then)
            for number in (LATEST, str(given.version))
        }
        return Deployed(given, made, {given.alias: Alias(given.alias, str(given.version))})

    async def _update(self, function: Deployed) -> None:
        self._told(function)
        await self._around.clock.sleep(self._around.takes)
        latest = function.latest
        latest.status, latest.revision = "Successful", revision_id()
        if latest.scenario == "update_fails":
            said = "Lambda does not have permission to access the ECR image. Check the ECR permissions."
            latest.status, latest.reason = "Failed", (UNREADABLE, said)
        self._told(function)

    def _routed(self, function: Deployed, alias: Alias) -> None:
        """Errors show up a while after a bad version got traffic, and end with it."""
        bad = {number for number in alias.has_traffic() if function.versions[number].scenario == "errors"}
        if bad:
            self._around.launch(self._go_off(function, alias, bad), f"errors of {function.world.name}")
        else:
            for name in function.world.alarms:
                self._around.turn(name, "OK", "Threshold Crossed: no datapoints were greater than the threshold")
        self._told(function)

    async def _go_off(self, function: Deployed, alias: Alias, bad: set[str]) -> None:
        await self._around.clock.sleep(self._around.alarm_after)
        if bad & alias.has_traffic():
            for name in function.world.alarms:
                self._around.turn(
                    name, "ALARM", "Threshold Crossed: 1 datapoint [37.0] was greater than the threshold (10.0)"
                )

    def _asked(self, params: Params) -> tuple[Deployed, Version]:
        """The function and the version that a call names: by name, ARN or `NAME:QUALIFIER`. Raises AwsError."""
        name = params["FunctionName"].removeprefix(self._account.arn("lambda", "function:"))
        name, _, qualified = name.partition(":")
        function, qualifier = self.functions.get(name), params.get("Qualifier") or qualified or LATEST
        if function and qualifier in function.aliases:
            qualifier = function.aliases[qualifier].version
        if function is None or qualifier not in function.versions:
            arn = self._account.arn("lambda", f"function:{name}" + (f":{qualifier}" if qualifier != LATEST else ""))
            raise AwsError("ResourceNotFoundException", f"Function not found: {arn}")
        return function, function.versions[qualifier]

    def _refuse_while_updating(self, function: Deployed) -> None:
        if function.latest.status == "InProgress":
            said = "The operation cannot be performed at this time. An update is in progress for resource: "
            raise AwsError("ResourceConflictException", said + self._arn(function))

    def _code(self, function: Deployed, params: Params) -> str:
        """Where the new code is. Raises AwsError where it isn't, or isn't of the function's kind."""
        kind = "Image" if function.is_image else "Zip"
        if ("ImageUri" in params) != function.is_image:
            given = "ImageUri" if "ImageUri" in params else "S3Bucket"
            said = f"Please don't provide {given} when updating a function with packageType {kind}."
            raise AwsError("InvalidParameterValueException", said)
        if function.is_image:
            image: str = params["ImageUri"]
            if not self._around.digest_of(image):
                said = f"Source image {image} does not exist. Provide a valid source image."
                raise AwsError("InvalidParameterValueException", said)
            return image
        bucket, key = params.get("S3Bucket", ""), params.get("S3Key", "")
        try:
            self._bundles.find(bucket, key)
        except AwsError as err:
            said = f"Error occurred while GetObject. S3 Error Code: {err.code}. S3 Error Message: {err.message}"
            raise AwsError("InvalidParameterValueException", said) from err
        return f"s3://{bucket}/{key}"

    def _sha256(self, code: str) -> str:
        """Of an image the digits of its digest, of a bundle the sum of its bytes."""
        if not code.startswith("s3://"):
            return self._around.digest_of(code).removeprefix("sha256:")
        bucket, _, key = code.removeprefix("s3://").partition("/")
        return base64.b64encode(hashlib.sha256(self._bundles.find(bucket, key).body).digest()).decode()

    def _check_route(self, function: Deployed, version: str, weights: dict[str, float]) -> None:
        for number in (version, *weights):
            if number not in function.versions:
                raise AwsError("ResourceNotFoundException", f"Function not found: {self._arn(function, number)}")
        if weights and (len(weights) > 1 or LATEST in (version, *weights) or version in weights):
            said = "An alias routes to one additional version, another one than its own, and never to $LATEST."
            raise AwsError("InvalidParameterValueException", said)
        if any(not 0 <= weight <= 1 for weight in weights.values()):
            raise AwsError("InvalidParameterValueException", "A weight is between 0.0 and 1.0.")

    def _arn(self, function: Deployed, qualifier: str = "") -> str:
        named = f"function:{function.world.name}" + (f":{qualifier}" if qualifier else "")
        return self._account.arn("lambda", named)

    def _shape(self, function: Deployed, version: Version) -> Answer:
        """Lambda's `FunctionConfiguration`."""
        world, is_latest = function.world, version.number == LATEST
        zipped = {"Runtime": "python3.13", "Handler": "app.handler"}
        reason = dict(zip(("LastUpdateStatusReasonCode", "LastUpdateStatusReason"), version.reason or (), strict=False))
        return {
            "FunctionName": world.name,
            "FunctionArn": self._arn(function, "" if is_latest else version.number),
            "Role": f"arn:aws:iam::{self._account.id}:role/{world.name}",
            "CodeSize": 0 if function.is_image else 1024,
            "Description": version.description,
            "Timeout": world.timeout,
            "MemorySize": world.memory,
            "LastModified": version.modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
            "CodeSha256": version.sha256,
            "Version": version.number,
            "Environment": {"Variables": world.environment},
            "RevisionId": version.revision,
            "State": "Active",
            "LastUpdateStatus": version.status,
            "PackageType": "Image" if function.is_image else "Zip",
            "Architectures": ["x86_64"],
            **({} if function.is_image else zipped),
            **reason,
        }

    def _alias_shape(self, function: Deployed, alias: Alias) -> Answer:
        return {
            "AliasArn": self._arn(function, alias.name),
            "Name": alias.name,
            "FunctionVersion": alias.version,
            "Description": alias.description,
            "RevisionId": alias.revision,
            **({"RoutingConfig": {"AdditionalVersionWeights": alias.weights}} if alias.weights else {}),
        }

    def _summary(self, function: Deployed) -> dict[str, object]:
        aliases = [
            {"name": each.name, "version": each.version, "weights": each.weights, "description": each.description}
            for each in function.aliases.values()
        ]
        return {
            "name": function.world.name,
            "scenario": self._around.scenario_of(function.world.name, ""),
            "update": function.latest.status,
            "versions": [{"version": each.number, "code": each.code} for each in function.published()],
            "aliases": aliases,
        }

    def _told(self, function: Deployed) -> None:
        self._around.told(function.world.name, {"function": self._summary(function)})


def _check_revision(params: Params, revision: str) -> None:
    if params.get("RevisionId", revision) != revision:
        said = "The Revision Id provided does not match the latest Revision Id. "
        said += "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
        raise AwsError("PreconditionFailedException", said)
