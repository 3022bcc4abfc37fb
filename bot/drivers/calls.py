"""Every call of AWS that this code can make for a catalogue: what a least-privilege policy is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from string import Formatter

from bot.domain.catalogue import Aws, Catalogue, Target
from bot.drivers.base import Call
from bot.drivers.pushed import Pushes, region_of

ANY = "*"


@dataclass(frozen=True, slots=True, order=True)
class Needed:
    """A call that a target or a gate can lead to, with whose credentials, and on what."""

    role: str  # '' is the bot's own credentials
    service: str
    operation: str
    resource: str


def needed(
    catalogue: Catalogue, drivers: Mapping[str, Iterable[Call]], gates: Mapping[str, Iterable[Call]]
) -> list[Needed]:
    """All of them once, in order. `drivers` and `gates` declare what each kind can do."""
    return sorted({*_all(catalogue, drivers, gates), *_of_the_queue(catalogue.workspace.events_queue)})


def _all(
    catalogue: Catalogue, drivers: Mapping[str, Iterable[Call]], gates: Mapping[str, Iterable[Call]]
) -> Iterator[Needed]:
    for target in (target for row in catalogue.services.values() for target in row.targets.values()):
        where = getattr(target, "aws", None)
        if isinstance(where, Aws):
            yield from _filled(drivers.get(target.driver, ()), target, where)
            if where.role:
                yield Needed("", "sts", "AssumeRole", where.role)
        for gate in target.gates:
            yield from _filled(gates.get(gate.kind, ()), target, gate.aws or where or Aws(ANY))


def _of_the_queue(queue: str | None) -> Iterator[Needed]:
    """With the bot's own credentials, wherever the targets are."""
    if queue is not None:
        account, name = queue.rsplit("/", 2)[1:]
        where = {"region": region_of(queue) or ANY, "account": account, "queue": name}
        for call in Pushes.calls:
            yield Needed("", call.service, call.operation, call.resource.format(**where))


def _filled(calls: Iterable[Call], target: Target, where: Aws) -> Iterator[Needed]:
    """The calls on this target's own things; not those on what it doesn't name."""
    known = {**_settings(target), "region": where.region, "account": _account(where)}
    for call in calls:
        names = [name for _, name, _, _ in Formatter().parse(call.resource) if name]
        if all(name in known for name in names):
            yield Needed(where.role or "", call.service, call.operation, call.resource.format(**known))


def _settings(target: Target) -> dict[str, str]:
    own = asdict(target) if is_dataclass(target) else {}
    bucket = str(own.get("bundle") or "").removeprefix("s3://").partition("/")[0]
    flat = {**own, **(own.get("codedeploy") or {}), **({"bucket": bucket} if bucket else {})}
    return {name: str(value) for name, value in flat.items() if isinstance(value, str | int)}


def _account(where: Aws) -> str:
    return where.role.split(":")[4] if where.role and where.role.count(":") >= 5 else ANY
