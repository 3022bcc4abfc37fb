"""The chain of the audit: each record carries the hash of the one before, so that no change goes unseen.

The form of a record is written down in docs/audit.md, for whoever wants to verify it with tools of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

GENESIS = "0" * 64  # what the first record has in front of it
BATCH = 1_000  # records that are retired together, at most


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the chain: the record of this number has this hash. The default is the place before the first."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a record is of. `entry` is the event's place in the stream; `plan` a fingerprint; '' is "none"."""

    entry: str
    at: datetime
    kind: str
    actor: str
    release: str = ""
    target: str = ""
    revision: str = ""
    plan: str = ""
    body: dict[str, Any]

    @property
    def kept_at(self) -> datetime:
        """When the store kept it: unlike `at`, it never goes back from one record to the next."""
        return kept_at(self.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Fact):
    """A fact in its place: `hash` is over everything else."""

    seq: int
    prev: str
    hash: str

    @property
    def place(self) -> Anchor:
        """What the next record follows."""
        return Anchor(self.seq, self.hash)


class Fault(NamedTuple):
    """The first record that is wrong, and why."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found from one record to another; without a fault, all of it is as it was written."""

    count: int
    first: Record | None
    last: Record | None
    head: Anchor
    fault: Fault | None


def follow(before: Anchor, fact: Fact) -> Record:
    """The record of a fact, behind the place given."""
    linked = _plain(fact) | {"seq": before.seq + 1, "prev": before.hash}
    return Record(**linked | {"at": fact.at, "hash": _hash(linked)})


def kept_at(entry: str) -> datetime:
    """The instant within the id of an entry of the event stream."""
    return datetime.fromtimestamp(int(entry.partition("-")[0]) / 1000, UTC)


def write(record: Record) -> bytes:
    """The one line in which a record is kept, exported and archived."""
    return canonical(_plain(record)).encode()


def read(line: bytes) -> Record:
    """The record of a line. Raises ValueError unless it is, byte by byte, as `write` would have it."""
    try:
        found = json.loads(line.decode())
        record = Record(**found | {"at": datetime.fromisoformat(found["at"])})
        exact = _well_typed(record) and write(record) == line
    except (KeyError, TypeError, OverflowError, RecursionError) as err:
        raise ValueError(f"not a record: {err}") from err
    if not exact:
        raise ValueError("not in the form in which records are written")
    return record


def canonical(value: object) -> str:
    """JSON with sorted keys, no spaces, and nothing escaped that needn't be."""
    return _ENCODER.encode(value)


def verify(
    lines: Iterable[bytes], anchor: Anchor | None = None, head: Anchor | None = None, noted: Anchor | None = None
) -> Verdict:
    """Walk a chain from behind `anchor` (None: from wherever it begins) up to `head` (None: wherever it ends)."""
    walk = Verifier(anchor, noted)
    for line in lines:
        if not walk.take(line):
            break
    return walk.end(head)


class Verifier:
    """Takes lines in their order, and stops at the first fault. `noted` is a place that somebody wrote down before."""

    def __init__(self, anchor: Anchor | None = None, noted: Anchor | None = None) -> None:
        self._last, self._noted = anchor, noted
        self._count = 0
        self._ends: tuple[Record | None, Record | None] = (None, None)
        self._fault = self._unlike_noted(anchor) if anchor else None

    @property
    def seq(self) -> int:
        """How far it has come."""
        return self._last.seq if self._last else 0

    def take(self, line: bytes) -> bool:
        """Whether all is well so far."""
        if self._fault is None:
            self._fault = self._look_at(line)
        return self._fault is None

    def end(self, head: Anchor | None = None) -> Verdict:
        """The verdict, when no more lines come; `head` is where they should have ended."""
        last = self._last or Anchor()
        fault = self._fault or _short_of(last, head) or _short_of(last, self._noted, exactly=False)
        return Verdict(self._count, *self._ends, last, fault)

    def _look_at(self, line: bytes) -> Fault | None:
        try:
            record = read(line)
        except ValueError as err:
            return Fault(self.seq + 1, f"it can't be read: {err}")
        before = self._before(record)
        fault = _fault_of(record, before) or self._unlike_noted(before) or self._unlike_noted(record.place)
        if fault is None:
            self._last = record.place
            self._count += 1
            self._ends = (self._ends[0] or record, record)
        return fault

    def _before(self, record: Record) -> Anchor:
        """What it has to follow. A piece of a chain begins where it begins; only the very first has nothing before."""
        if self._last is not None:
            return self._last
        return Anchor() if record.seq == 1 else Anchor(record.seq - 1, record.prev)

    def _unlike_noted(self, place: Anchor) -> Fault | None:
        if self._noted is None or place.seq != self._noted.seq or place == self._noted:
            return None
        return Fault(place.seq, f"it isn't the record whose hash was noted, {self._noted.hash}")


def ripe(records: Sequence[Record], cutoff: datetime) -> Sequence[Record]:
    """The next batch to retire: what was kept on one UTC day, at most `BATCH`; none while it is too young.

    Give it `BATCH + 1` records. A chain is cut in the same places whenever it is asked, so that a batch that is
    archived a second time, after a crash, is the same batch.
    """
    day = [record for record in records[:BATCH] if record.kept_at.date() == records[0].kept_at.date()]
    whole = len(day) == BATCH or len(day) < len(records)
    return day if whole and day[-1].kept_at < cutoff else ()


def _fault_of(record: Record, before: Anchor) -> Fault | None:
    if _hash(_plain(record, _HASHED)) != record.hash:
        return Fault(before.seq + 1, "its content was changed: it doesn't fit its hash")
    if record.seq > before.seq + 1:
        return Fault(record.seq, f"it stands where record {before.seq + 1} should: that one is missing")
    if record.seq <= before.seq:
        return Fault(record.seq, f"it stands behind record {before.seq}: the order was changed, or it was put in")
    if record.prev != before.hash:
        return Fault(record.seq, f"its link is broken: record {before.seq} is another one than it was written behind")
    return None


def _short_of(last: Anchor, head: Anchor | None, *, exactly: bool = True) -> Fault | None:
    if head is None or last == head or (last.seq > head.seq and not exactly):
        return None
    if last.seq < head.seq:
        return Fault(last.seq + 1, f"it is missing, and all up to record {head.seq}: the end was cut off")
    return Fault(last.seq, f"the chain should end with record {head.seq}, {head.hash}")


def _plain(fact: Fact, names: Iterable[str] | None = None) -> dict[str, Any]:
    found = {name: getattr(fact, name) for name in names or _NAMES[type(fact)]}
    return found | {"at": fact.at.astimezone(UTC).isoformat(timespec="microseconds")}


def _well_typed(record: Record) -> bool:
    return all(type(getattr(record, name)) is _TYPES.get(name, str) for name in _NAMES[Record])


def _hash(content: dict[str, Any]) -> str:
    return sha256(canonical(content).encode()).hexdigest()


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Fact, Record)}
_HASHED = tuple(name for name in _NAMES[Record] if name != "hash")
_TYPES = {"at": datetime, "body": dict, "seq": int}
