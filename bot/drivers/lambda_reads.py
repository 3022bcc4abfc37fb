"""What Lambda and CloudWatch answer: a question each, and nothing written."""

from __future__ import annotations

from typing import Any, cast

from bot.domain.catalogue import LambdaTarget
from bot.drivers.aws import Clients, asking, code_of
from bot.errors import EffectRefused, TargetMisconfigured

MOST = 1000  # versions that are looked through
LATEST = "$LATEST"
MISSING = "ResourceNotFoundException"


class Reads:
    """All raise `Throttled`, `DriverUnavailable`, `EffectRefused`, unless they say otherwise."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def alias(self, settings: LambdaTarget) -> dict[str, Any]:
        """The alias with its weights and what stands in its description."""
        async with asking("GetAlias"):
            client = await self._clients.get("lambda", settings.aws)
            answer = await client.get_alias(FunctionName=settings.function, Name=settings.alias)
            # looked up here, so that an answer that is none isn't taken for an alias without a version
            return {**cast("dict[str, Any]", answer), "FunctionVersion": answer["FunctionVersion"]}

    async def function(self, settings: LambdaTarget, version: str = LATEST) -> dict[str, Any]:
        """A version's configuration, and where its code came from."""
        async with asking("GetFunction"):
            client = await self._clients.get("lambda", settings.aws)
            answer = await client.get_function(FunctionName=settings.function, Qualifier=version)
            return {"Configuration": answer["Configuration"], "Code": answer.get("Code", {})}

    async def versions(self, settings: LambdaTarget) -> list[dict[str, Any]]:
        """All versions that were published, the newest first."""
        async with asking("ListVersionsByFunction"):
            client = await self._clients.get("lambda", settings.aws)
            pages = client.get_paginator("list_versions_by_function").paginate(
                FunctionName=settings.function, PaginationConfig={"MaxItems": MOST}
            )
            found = [each async for page in pages for each in page["Versions"]]
        published = [each for each in found if each["Version"] != LATEST]
        return cast("list[dict[str, Any]]", sorted(published, key=lambda each: -int(each["Version"])))

    async def firing(self, settings: LambdaTarget) -> list[str]:
        """Those of the target's alarms that are in ALARM now."""
        return [name for name, state in (await self.alarms(settings)).items() if state == "ALARM"]

    async def alarms(self, settings: LambdaTarget) -> dict[str, str]:
        """The states of the target's alarms; those that aren't there are left out."""
        if not settings.alarms:
            return {}
        async with asking("DescribeAlarms"):
            client = await self._clients.get("cloudwatch", settings.aws)
            answer = await client.describe_alarms(
                AlarmNames=list(settings.alarms), AlarmTypes=["MetricAlarm", "CompositeAlarm"]
            )
            found = [*answer.get("MetricAlarms", []), *answer.get("CompositeAlarms", [])]
            return {each["AlarmName"]: each["StateValue"] for each in found}

    async def standing(self, settings: LambdaTarget) -> tuple[dict[str, Any], dict[str, Any]]:
        """The alias and the function as it would be published. Raises `TargetMisconfigured` where one isn't there."""
        try:
            latest = await self.function(settings)
        except EffectRefused as err:
            raise _misconfigured(err, f"there is no function {settings.function} in {settings.aws.region}") from err
        try:
            return await self.alias(settings), latest
        except EffectRefused as err:
            hint = (
                f"the function {settings.function} has no alias {settings.alias}: make it with `aws lambda create-alias"
                f" --function-name {settings.function} --name {settings.alias} --function-version VERSION`"
            )
            raise _misconfigured(err, hint) from err


def _misconfigured(err: EffectRefused, hint: str) -> TargetMisconfigured:
    return TargetMisconfigured(hint if code_of(err.__cause__) == MISSING else str(err))
