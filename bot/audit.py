"""The audit on the command line: `subaku audit export` and `subaku audit verify`. Only REDIS_URL is needed."""

from __future__ import annotations

import asyncio
import csv
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from bot.config import Settings
from bot.domain.chain import Anchor, Record, Verdict, Verifier, canonical, read
from bot.errors import ConfigurationError, StoreUnavailable
from bot.store.audit import Audit, teams
from bot.store.client import Client
from bot.store.keys import Keys

COLUMNS = (
    "seq", "at", "kind", "actor", "release", "target", "revision", "plan", "body", "entry", "prev", "hash",
)  # fmt: skip
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would carry out what begins so

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records to export: those that happened at or after `since` and before `until`, of one release."""

    since: datetime | None = None
    until: datetime | None = None
    release: str | None = None

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.release))

    def takes(self, record: Record) -> bool:
        """Whether it is one of them."""
        after = self.since is None or record.at >= self.since
        before = self.until is None or record.at < self.until
        return after and before and self.release in (None, record.release)


def export(team: str | None, wanted: Filter, form: str, output: str | None) -> str | None:
    """Write the records that are kept, the oldest first. Answers what is wrong when one can't be read."""

    async def work(audit: Audit) -> str | None:
        with _open(output) as out:
            return await _export(audit, wanted, form, out)

    return _with_audit(team, work)


def verify(team: str | None, files: Sequence[str], noted: Anchor | None) -> Verdict:
    """Whether the chain in Redis, or in files, is as it was written, and holds a place that was `noted`."""
    return _verify_files(files, noted) if files else _with_audit(team, lambda audit: _verify_kept(audit, noted))


def said(verdict: Verdict, noted: Anchor | None) -> Iterator[str]:
    """A verdict in words."""
    yield f"{verdict.count} records"
    if verdict.first and verdict.last:
        yield f"from {_text(verdict.first.at)} to {_text(verdict.last.at)}"
        yield f"behind {verdict.first.seq - 1}:{verdict.first.prev}"
    if verdict.fault:
        yield f"BROKEN at record {verdict.fault.seq}: {verdict.fault.why}"
        return
    if noted and verdict.first and noted.seq < verdict.first.seq - 1:
        yield f"record {noted.seq}, which was noted, isn't among these: look for it in the archive"
    yield f"good; head {verdict.head.seq}:{verdict.head.hash}"


def instant(text: str) -> datetime:
    """A time as ISO 8601 has it, in UTC where it names no zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def place(text: str) -> Anchor:
    """A head as `verify` prints it, NUMBER:HASH. Raises ValueError."""
    number, _, digest = text.partition(":")
    if len(digest) != 64:
        raise ValueError(text)
    return Anchor(int(number), digest)


async def _export(audit: Audit, wanted: Filter, form: str, out: BinaryIO) -> str | None:
    if form == "csv":
        out.write(_row(COLUMNS))
    last = (await audit.head()).anchor.seq
    async for line in audit.lines(last):
        if form == "jsonl" and not wanted:  # as it is kept, so that a fault can be found in the export too
            out.write(line + b"\n")
            continue
        try:
            record = read(line)
        except ValueError as err:
            return f"what stands behind record {last} can't be read ({err}): see `subaku audit verify`"
        last = record.seq
        if wanted.takes(record):
            out.write(_cells(record) if form == "csv" else line + b"\n")
    return None


def _cells(record: Record) -> bytes:
    return _row([_safe(_text(getattr(record, name))) for name in COLUMNS])


def _text(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat(timespec="microseconds")
        case dict():
            return canonical(value)
    return str(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def _row(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


async def _verify_kept(audit: Audit, noted: Anchor | None) -> Verdict:
    """From the anchor to the end of what is kept, and whether that is where the head says."""
    anchor = (await audit.head()).anchor
    walk = Verifier(anchor, noted)
    async for line in audit.lines(anchor.seq):
        if not walk.take(line):
            break
    head = await audit.head()
    async for line in audit.lines(walk.seq, until=head.place.seq):  # what was recorded meanwhile
        if not walk.take(line):
            break
    if head.anchor != anchor:  # retired meanwhile, from under us
        return await _verify_kept(audit, noted)
    return walk.end(head.place)


def _verify_files(files: Sequence[str], noted: Anchor | None) -> Verdict:
    walk = Verifier(noted=noted)
    for name in files:
        with _reading(name) as lines:
            if not all(walk.take(line.removesuffix(b"\n")) for line in lines):
                break
    return walk.end()


def _with_audit(team: str | None, work: Callable[[Audit], Awaitable[T]]) -> T:
    async def run() -> T:
        async with _client() as client:
            return await work(Audit(client, Keys(team or await _only_team(client))))

    try:
        return asyncio.run(run())
    except StoreUnavailable as err:
        raise ConfigurationError([f"REDIS_URL: {err}"]) from err


@asynccontextmanager
async def _client() -> AsyncIterator[Client]:
    client = Client(Settings.read().redis_url.get_secret_value())
    try:
        yield client
    finally:
        await client.close()


async def _only_team(client: Client) -> str:
    found = await teams(client)
    if not found:
        raise ConfigurationError(["REDIS_URL: no audit is kept there"])
    if len(found) > 1:
        raise ConfigurationError([f"several workspaces are kept there: say --team and one of {', '.join(found)}"])
    return found[0]


@contextmanager
def _open(output: str | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    try:
        with Path(output).open("wb") as file:
            yield file
    except OSError as err:
        raise ConfigurationError([f"{output}: {err.strerror}"]) from err


@contextmanager
def _reading(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as err:
        raise ConfigurationError([f"{name}: {err.strerror}"]) from err
