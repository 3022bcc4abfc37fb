"""What environments and targets both have: windows, freezes, and what must come before."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bot.config.types import Clock, Closing, DurationOrNone, Instant, Item, Model, Name, Unique, Weekday, Zone

WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class After(Model):
    """The same revision must have stood in another environment."""

    environment: Name = Field(description="The environment where it must have stood.")
    soak: DurationOrNone = Field(timedelta(0), description="How long it must have stood there.")


class Window(Model):
    """A weekly time in which deploying is allowed."""

    days: Annotated[tuple[Weekday, ...], Unique] = Field(
        WEEK, min_length=1, description="The days it begins on; absent: all."
    )
    start: Clock = Field(alias="from", description="When it begins.")
    end: Closing = Field(alias="to", description="When it ends; at or before `from`, it ends on the next day.")
    timezone: Zone | None = Field(None, description="The time zone; absent: the workspace's.")


class Freeze(Model):
    """A time in which nothing is deployed. A rollback still is."""

    start: Instant = Field(alias="from", description="When it begins.")
    end: Instant = Field(alias="to", description="When it ends.")
    reason: Item = Field("", description="Why, in a few words that people are shown.")
    timezone: Zone | None = Field(None, description="The time zone; absent: the workspace's.")
