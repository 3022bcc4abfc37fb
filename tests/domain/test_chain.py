"""The chain finds whatever was done to it: one byte, one record, the order, the end."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chain import BATCH, Anchor, Fact, Record, Verdict, follow, kept_at, read, ripe, verify, write

NOON = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
MILLIS = int(NOON.timestamp() * 1000)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BODIES = st.dictionaries(st.sampled_from(["reason", "code", "place"]), TEXTS | st.integers(0, 2**53) | st.none())


def fact(number: int = 1, **body: Any) -> Fact:
    return Fact(
        entry=f"{MILLIS + number}-0",
        at=NOON + timedelta(milliseconds=number),
        kind="LockTaken",
        actor="U0MINA",
        body=body or {"reason": '배포 중지\n"점검"', "until": None},
    )


def chain(count: int, before: Anchor | None = None) -> list[bytes]:
    """The lines of some records behind a place."""
    lines, last = [], before or Anchor()
    for number in range(1, count + 1):
        record = follow(last, fact(number))
        lines.append(write(record))
        last = record.place
    return lines


def head(lines: list[bytes]) -> Anchor:
    return read(lines[-1]).place


def fault(verdict: Verdict) -> tuple[int, str]:
    """The number of the record that was found, and why."""
    assert verdict.fault
    return verdict.fault.seq, verdict.fault.why


def test_a_record_is_written_as_the_page_says() -> None:
    record = follow(Anchor(), fact(5, reason="é", place=2))
    content = (
        '{"actor":"U0MINA","at":"2026-03-02T12:00:00.005000+00:00","body":{"place":2,"reason":"é"},'
        f'"entry":"{MILLIS + 5}-0","kind":"LockTaken","plan":"","prev":"{"0" * 64}","release":"","revision":"",'
        '"seq":1,"target":""}'
    )
    digest = sha256(content.encode()).hexdigest()
    assert record.hash == digest
    assert write(record).decode() == content.replace('"kind"', f'"hash":"{digest}","kind"')


@given(BODIES, st.timezones())
def test_a_record_is_read_as_it_was_written(body: dict[str, Any], zone: Any) -> None:
    record = follow(Anchor(6, "a" * 64), Fact(entry="1-0", at=NOON.astimezone(zone), kind="K", actor="U1", body=body))
    assert read(write(record)) == record
    assert verify([write(record)], Anchor(6, "a" * 64)).fault is None


def test_a_whole_chain_is_good() -> None:
    lines = chain(3)
    verdict = verify(lines, Anchor(), head(lines), noted=read(lines[1]).place)
    assert verdict.fault is None
    assert verdict.count == 3
    assert verdict.first == read(lines[0])
    assert verdict.last == read(lines[2])
    assert verdict.head == head(lines)


def test_an_empty_chain_is_good_unless_it_should_hold_something() -> None:
    assert verify([], Anchor(), Anchor()).fault is None
    assert fault(verify([], Anchor(), Anchor(2, "b" * 64)))[0] == 1


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_one_changed_byte_is_found_wherever_it_is(flip: int) -> None:
    lines = chain(3)
    for number, line in enumerate(lines):
        for place in range(len(line)):
            changed = line[:place] + bytes([line[place] ^ flip]) + line[place + 1 :]
            verdict = verify([*lines[:number], changed, *lines[number + 1 :]], Anchor(), head(lines))
            assert fault(verdict)[0] == number + 1, changed


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[1]", b"null", b"\xff", b'{"seq":NaN}', b"[" * 100_000, b'{"at":1}', b'{"at":"9999-99-99"}'],
    ids=lambda line: repr(line[:12]),
)
def test_what_is_no_record_is_found(line: bytes) -> None:
    assert "can't be read" in fault(verify([line]))[1]


def test_another_writing_of_the_same_record_is_found() -> None:
    line = chain(1)[0]
    for other in (line + b" ", line.replace(b'"seq":1', b'"seq": 1'), line.replace(b'"seq":1', b'"seq":1,"seq":1')):
        assert fault(verify([other]))[0] == 1


def test_a_deleted_record_is_found() -> None:
    lines = chain(4)
    assert fault(verify([*lines[:1], *lines[2:]], Anchor(), head(lines))) == (
        3,
        "it stands where record 2 should: that one is missing",
    )
    assert fault(verify(lines[1:], Anchor(), head(lines)))[0] == 2


def test_swapped_and_repeated_records_are_found() -> None:
    one, two, three = chain(3)
    assert fault(verify([one, three, two], Anchor()))[0] == 3
    assert fault(verify([one, two, two, three], Anchor())) == (
        2,
        "it stands behind record 2: the order was changed, or it was put in",
    )


def test_an_inserted_record_is_found_though_its_own_hash_is_right() -> None:
    lines = chain(4)
    forged = write(follow(read(lines[1]).place, fact(99)))
    assert fault(verify([*lines[:2], forged, *lines[2:]], Anchor()))[0] == 3  # the true one stands behind it
    assert fault(verify([*lines[:2], forged, *lines[3:]], Anchor())) == (
        4,
        "its link is broken: record 3 is another one than it was written behind",
    )


def test_a_cut_or_longer_end_is_found_by_the_head() -> None:
    lines = chain(4)
    assert fault(verify(lines[:2], Anchor(), head(lines))) == (
        3,
        "it is missing, and all up to record 4: the end was cut off",
    )
    assert fault(verify(lines, Anchor(), head(lines[:3])))[0] == 4


def test_a_chain_that_was_written_anew_is_found_by_a_head_that_was_noted() -> None:
    true, other = chain(4), [write(follow(Anchor(), fact(77)))]
    other += chain(3, head(other))
    assert verify(other, Anchor(), head(other)).fault is None
    assert fault(verify(other, Anchor(), head(other), noted=read(true[1]).place))[0] == 2
    assert "cut off" in fault(verify(true[:2], noted=head(true)))[1]
    assert verify(true[2:], noted=read(true[0]).place).fault is None  # it lies before, and can't be looked at
    assert fault(verify(other[2:], noted=read(true[1]).place))[0] == 2


def test_a_piece_begins_where_it_begins_but_has_to_fit_its_anchor() -> None:
    lines = chain(4)
    assert verify(lines[2:]).fault is None
    assert verify(lines[2:], read(lines[1]).place).fault is None
    assert fault(verify(lines[2:], Anchor(2, "c" * 64)))[0] == 3
    assert fault(verify([write(follow(Anchor(0, "d" * 64), fact()))]))[0] == 1


@given(st.data())
def test_whatever_is_done_to_the_order_is_found(data: st.DataObject) -> None:
    lines = chain(6)
    shuffled = data.draw(st.lists(st.sampled_from(lines), max_size=8))
    verdict = verify(shuffled, Anchor(), head(lines))
    assert (verdict.fault is None) == (shuffled == lines)


def test_the_cost_of_a_check_grows_with_the_records_and_not_with_their_square() -> None:
    def cost(records: int) -> float:
        lines, began = chain(records), time.process_time()
        assert verify(lines, Anchor(), head(lines)).fault is None
        return time.process_time() - began

    assert cost(8_000) < 24 * min(cost(1_000) for _ in range(3))


def kept(*instants: str) -> list[Record]:
    """Records whose events were kept at these instants."""
    records: list[Record] = []
    for at in instants:
        entry = f"{int(datetime.fromisoformat(at).timestamp() * 1000)}-0"
        one = Fact(entry=entry, at=NOON, kind="K", actor="U1", body={})
        records.append(follow(records[-1].place if records else Anchor(), one))
    return records


def test_a_day_is_retired_once_another_has_begun_and_its_time_is_over() -> None:
    records = kept("2026-03-02T00:00Z", "2026-03-02T23:59Z", "2026-03-03T00:00Z")
    assert ripe(records, datetime(2026, 3, 3, tzinfo=UTC)) == records[:2]
    assert ripe(records, datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) == ()
    assert ripe(records[:2], datetime(2026, 9, 1, tzinfo=UTC)) == ()
    assert ripe([], NOON) == ()


def test_a_busy_day_is_retired_in_batches_that_are_the_same_later() -> None:
    records = kept(*["2026-03-02T10:00Z"] * (BATCH + 1))
    assert ripe(records, datetime(2026, 3, 2, 11, tzinfo=UTC)) == records[:BATCH]
    assert ripe(records, datetime(2026, 9, 1, tzinfo=UTC)) == records[:BATCH]


def test_the_stream_says_when_something_was_kept() -> None:
    assert kept_at(f"{MILLIS}-3") == NOON
