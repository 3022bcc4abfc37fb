"""Slack's rates: who goes first, what gives way, and that nobody asks too fast."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, TypeVarTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.thread.pace import SPACING, Agenda, Bucket, Line, Urgency, backoff

Ts = TypeVarTuple("Ts")


class _Leaping(selectors.DefaultSelector):
    """A selector that doesn't wait: it tells the loop that the time has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits for ever"
            self.passed += timeout
        return ready


class FastLoop(asyncio.SelectorEventLoop):
    """Time leaps to the next thing that is due."""

    def __init__(self) -> None:
        self._leaping, self.called = _Leaping(), 0
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.passed

    def call_soon(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        self.called += 1
        return super().call_soon(callback, *args, context=context)


def run_fast(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        runner.run(work)


def test_a_bucket_refills() -> None:
    bucket = Bucket(60, 2)
    for _ in range(2):
        assert bucket.wait(0.0) == 0
        bucket.take(0.0)
    assert bucket.wait(0.0) == pytest.approx(1)
    assert bucket.wait(0.5) == pytest.approx(0.5)
    assert bucket.wait(1.0) == 0


def test_the_last_calls_are_kept_for_what_is_urgent() -> None:
    bucket = Bucket(60, 2)
    bucket.take(0.0)
    assert bucket.wait(0.0, keep=0) == 0
    assert bucket.wait(0.0, keep=1) == pytest.approx(1)


def test_retry_after_is_waited_for() -> None:
    bucket = Bucket(60, 2)
    bucket.hold_off(10.0, 7)
    assert bucket.wait(10.0) == pytest.approx(7)
    assert bucket.wait(17.0) == 0


def test_the_most_urgent_goes_first_and_then_whoever_came_first() -> None:
    agenda = Agenda(Bucket(60, 10))
    for name, urgency in (
        ("a", Urgency.PROGRESS),
        ("b", Urgency.PROGRESS),
        ("c", Urgency.PERSON),
        ("d", Urgency.FINAL),
    ):
        agenda.mark(name, urgency)
    order = []
    while (found := agenda.next(0.0)) is not None:
        order.append(found[0])
    assert order == ["d", "c", "a", "b"]


def test_progress_is_coalesced_and_keeps_its_highest_urgency() -> None:
    agenda = Agenda(Bucket(60, 10))
    agenda.mark("a", Urgency.FINAL)
    agenda.mark("a", Urgency.PROGRESS)
    assert agenda.next(0.0) == ("a", Urgency.FINAL)
    assert agenda.next(0.0) is None


def test_one_message_is_edited_every_few_seconds_and_never_twice_at_once() -> None:
    agenda = Agenda(Bucket(60, 10))
    agenda.mark("a", Urgency.FINAL)
    assert agenda.next(0.0)
    agenda.mark("a", Urgency.FINAL)
    assert agenda.next(1.0) is None
    assert agenda.wait(1.0) is None  # not before it is done
    assert agenda.pending("a")
    agenda.done("a", 1.0)
    assert agenda.wait(1.0) == pytest.approx(SPACING)
    assert agenda.next(1.0 + SPACING) == ("a", Urgency.FINAL)
    agenda.done("a", 5.0)
    assert not agenda.pending("a")


def test_an_edit_that_wasnt_needed_costs_nothing() -> None:
    bucket = Bucket(60, 1)
    bucket.take(0.0)
    bucket.give_back()
    assert bucket.wait(0.0) == 0


def test_what_was_refused_goes_before_what_is_less_urgent() -> None:
    agenda = Agenda(Bucket(60, 10))
    agenda.mark("end", Urgency.FINAL)
    agenda.mark("progress", Urgency.PROGRESS)
    assert agenda.next(0.0) == ("end", Urgency.FINAL)
    agenda.hold_off(0.0, 5)
    agenda.mark("end", Urgency.FINAL)
    agenda.done("end", 0.1, 0.0)
    assert agenda.next(4.9) is None
    assert agenda.next(5.0) == ("end", Urgency.FINAL)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(Urgency), st.floats(0, 2)), max_size=200))
def test_no_minute_has_more_edits_than_slack_allows(marks: list[tuple[int, Urgency, float]]) -> None:
    agenda, now, edits = Agenda(Bucket(46, 4)), 0.0, []
    for name, urgency, pause in marks:
        agenda.mark(str(name), urgency)
        now += pause
        while (found := agenda.next(now)) is not None:
            edits.append(now)
            agenda.done(found[0], now)
    for start in edits:
        assert len([at for at in edits if start <= at < start + 60]) <= 50


def test_a_channel_gets_one_message_a_second_most_urgent_first() -> None:
    async def work() -> None:
        line, said = Line(Bucket(60, 1)), []

        async def speak(name: str, urgency: Urgency) -> None:
            await line.turn(urgency)
            said.append((name, round(asyncio.get_running_loop().time())))

        async with asyncio.TaskGroup() as group:
            for name, urgency in (("one", Urgency.PROGRESS), ("two", Urgency.PROGRESS), ("end", Urgency.FINAL)):
                group.create_task(speak(name, urgency))
                await asyncio.sleep(0)
        assert said == [("one", 0), ("end", 1), ("two", 2)]
        assert line.empty

    run_fast(work())


def test_a_long_line_wakes_nobody_but_its_first() -> None:
    async def work() -> None:
        line, loop = Line(Bucket(60, 1)), asyncio.get_running_loop()
        assert isinstance(loop, FastLoop)
        async with asyncio.TaskGroup() as group:
            for _ in range(200):
                group.create_task(line.turn(Urgency.PERSON))
        assert loop.called < 20 * 200

    run_fast(work())


def test_a_line_leaves_calls_to_others() -> None:
    async def work() -> None:
        bucket = Bucket(60, 2)
        line = Line(bucket, keep=1)
        await line.turn(Urgency.PERSON)
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(line.turn(Urgency.PERSON))
            await asyncio.sleep(0.5)
            bucket.take(0.5)  # a final state
            await waiting
        assert asyncio.get_running_loop().time() == pytest.approx(2, abs=0.05)

    run_fast(work())


def test_whoever_gives_up_leaves_the_line() -> None:
    async def work() -> None:
        line = Line(Bucket(60, 1))
        await line.turn(Urgency.FINAL)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await line.turn(Urgency.FINAL)
        await line.turn(Urgency.CLOCK)
        assert asyncio.get_running_loop().time() == pytest.approx(1, abs=0.05)

    run_fast(work())


def test_a_line_waits_as_long_as_slack_says() -> None:
    async def work() -> None:
        line = Line(Bucket(60, 3))
        line.hold_off(30)
        await line.turn(Urgency.FINAL)
        assert asyncio.get_running_loop().time() == pytest.approx(30, abs=0.05)

    run_fast(work())


def test_tries_go_apart() -> None:
    assert 0.25 <= backoff(1) <= 0.5
    assert 15 <= backoff(20) <= 30
