"""None of the named CloudWatch alarms is in ALARM."""

from __future__ import annotations

from typing import ClassVar

from bot.domain.catalogue import Aws, Gate
from bot.domain.gate import Verdict
from bot.drivers.aws import Clients, asking
from bot.drivers.base import Call
from bot.drivers.means import Means
from bot.errors import DriverError
from bot.gates.base import Subject, Word
from bot.gates.settings import aws, texts

BATCH = 100  # names in one call


class CloudwatchAlarms:
    """The gate `cloudwatch_alarms`."""

    calls: ClassVar[tuple[Call, ...]] = (Call("cloudwatch", "DescribeAlarms"),)

    def __init__(self, means: Means) -> None:
        self._clients = means.clients

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """One that isn't there can't be known; one that has too little data isn't in ALARM."""
        names, where = texts(gate, "names"), aws(gate, subject.release)
        if where is None:
            return Word(Verdict.UNKNOWN, "nowhere", {"kind": gate.kind})
        try:
            states = await states_of(self._clients, where, names)
        except DriverError as err:
            return Word(Verdict.UNKNOWN, "aws-silent", {"kind": gate.kind, "error": str(err)[:200]})
        ringing = [name for name in names if states.get(name) == "ALARM"]
        missing = [name for name in names if name not in states]
        link = f"https://{where.region}.console.aws.amazon.com/cloudwatch/home?region={where.region}#alarmsV2:"
        if ringing:
            return Word(Verdict.FAILING, "alarms-ring", {"names": ", ".join(ringing)}, link)
        if missing:
            return Word(Verdict.UNKNOWN, "alarms-missing", {"names": ", ".join(missing)}, link)
        return Word(Verdict.PASSING, "alarms-quiet", {"count": str(len(names))}, link)


async def states_of(clients: Clients, where: Aws, names: tuple[str, ...]) -> dict[str, str]:
    """The state of each alarm that is there: OK, ALARM, INSUFFICIENT_DATA. Raises `DriverError`s."""
    client, states = await clients.get("cloudwatch", where), {}
    for first in range(0, len(names), BATCH):
        async with asking("DescribeAlarms"):
            answer = await client.describe_alarms(
                AlarmNames=list(names[first : first + BATCH]),
                AlarmTypes=["MetricAlarm", "CompositeAlarm"],
                MaxRecords=BATCH,
            )
            for alarm in (*answer["MetricAlarms"], *answer.get("CompositeAlarms", [])):
                states[str(alarm["AlarmName"])] = str(alarm["StateValue"])
    return states
