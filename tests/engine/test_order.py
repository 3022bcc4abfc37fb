"""First come, first kept: one line for each target, and nobody stands in it for ever."""

from __future__ import annotations

import asyncio

from bot.engine.order import Order


async def arrivals(order: Order, *entries: str) -> tuple[list[str], list[asyncio.Task[None]]]:
    """Each comes and leaves; returns who came, in order, as it goes on."""
    came = list[str]()

    async def pass_by(entry: str) -> None:
        await order.come(entry)
        came.append(entry)
        order.leave(entry)

    return came, [asyncio.create_task(pass_by(entry)) for entry in entries]


async def test_whoever_joined_first_comes_first_whoever_is_ready_first() -> None:
    order = Order()
    for entry in "abc":
        order.join(entry, "demo/production")
    came, passing = await arrivals(order, "c", "b", "a")
    await asyncio.gather(*passing)
    assert came == ["a", "b", "c"]


async def test_one_who_leaves_from_the_middle_lets_nobody_past_the_front() -> None:
    order = Order()
    for entry in "abc":
        order.join(entry, "demo/production")
    order.leave("b")
    came, passing = await arrivals(order, "c", "a")
    await asyncio.gather(*passing)
    assert came == ["a", "c"]


async def test_other_targets_and_those_in_no_line_wait_for_nobody() -> None:
    order = Order()
    order.join("a", "demo/production")
    order.join("b", "demo/staging")
    came, passing = await arrivals(order, "b", "whoever")
    await asyncio.gather(*passing)
    assert came == ["b", "whoever"]


def test_nothing_is_remembered_of_those_who_left() -> None:
    order = Order()
    for entry in "ab":
        order.join(entry, "demo/production")
        order.join(entry + "2", "demo/staging")
    for entry in ("b", "a", "a2", "b2", "never"):
        order.leave(entry)
    assert (order._lines, order._where) == ({}, {})
