"""The operations of CloudWatch that are about alarms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.aws.account import Account, now
from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.world import Alarm

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")


@dataclass
class Watch:
    """An alarm and its state."""

    alarm: Alarm
    state: str
    reason: str = "Unchecked: Initial alarm creation"
    since: datetime = field(default_factory=now)

    def shape(self, account: Account) -> dict[str, Any]:
        """CloudWatch's `MetricAlarm`."""
        return {
            "AlarmName": self.alarm.name,
            "AlarmArn": account.arn("cloudwatch", f"alarm:{self.alarm.name}"),
            "ActionsEnabled": True,
            "StateValue": self.state,
            "StateReason": self.reason,
            "StateUpdatedTimestamp": self.since,
            "MetricName": self.alarm.metric,
            "Namespace": self.alarm.namespace,
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": self.alarm.threshold,
            "ComparisonOperator": "GreaterThanThreshold",
        }


class CloudWatch:
    """The account's alarms."""

    def __init__(self, account: Account, alarms: Iterable[Alarm]) -> None:
        self._account = account
        self._alarms = {each.name: Watch(each, each.state) for each in alarms}
        self.operations: Operations = {
            "DescribeAlarms": self.describe_alarms,
            "SetAlarmState": self.set_alarm_state,
        }

    @property
    def names(self) -> list[str]:
        return list(self._alarms)

    def describe_alarms(self, params: Params) -> Answer:
        names, prefix = params.get("AlarmNames"), params.get("AlarmNamePrefix", "")
        if names and prefix:
            raise AwsError("ValidationError", "AlarmNames and AlarmNamePrefix can't be given together")
        wanted = params.get("StateValue")
        found = [
            each
            for name, each in self._alarms.items()
            if (not names or name in names) and name.startswith(prefix) and wanted in (None, each.state)
        ]
        return {"MetricAlarms": [each.shape(self._account) for each in found[: params.get("MaxRecords", 50)]]}

    def set_alarm_state(self, params: Params) -> Answer:
        if params["AlarmName"] not in self._alarms:
            raise AwsError("ResourceNotFound", f"Alarm {params['AlarmName']} does not exist", status=404)
        self.turn(params["AlarmName"], params["StateValue"], params["StateReason"])
        return {}

    def turn(self, name: str, state: str, reason: str) -> None:
        """Put an alarm into a state; one that isn't there stays so."""
        watch = self._alarms.get(name)
        if watch and watch.state != state:
            watch.state, watch.reason, watch.since = state, reason, now()
