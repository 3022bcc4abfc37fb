"""Small forms that ask for a reason or a time behind a button. Pure: blocks out, values in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.commands import (
    ClearTarget,
    Command,
    LiftLock,
    OverrideBarrier,
    RejectRelease,
    Reply,
    Reschedule,
    StealLock,
    TakeLock,
)
from bot.i18n import Voice
from handlers.blocks import Block, option, plain, section
from handlers.fields import Shown, field, keep_beside, kept_beside, picked, reason_field, selected, time_field, typed
from handlers.values import AFTER_LOCK, AFTER_RELEASE, BARRIER, SCOPE, named

REASON, WHILE, TIME = "dialog.reason", "dialog.while", "dialog.time"
WHILES = {"30m": 1800, "1h": 3600, "2h": 7200, "4h": 14400, "8h": 28800, "24h": 86400}  # seconds


class Misfilled(Exception):
    """A field that can't be taken so: its action id, the key of what to say there, and its facts."""

    def __init__(self, field: str, key: str, **facts: str) -> None:
        super().__init__(key)
        self.field, self.key, self.facts = field, key, facts


@dataclass(frozen=True, slots=True)
class Dialog:
    """Which command it makes of a button's value and its fields; `words` begins the keys of what it says."""

    words: str
    value: re.Pattern[str]
    kind: type[Command]
    fields: tuple[str, ...] = (REASON,)
    optional: frozenset[str] = frozenset()


DIALOGS: Mapping[str, Dialog] = {
    "release.reject": Dialog("dialog-reject", AFTER_RELEASE, RejectRelease),
    "release.override": Dialog("dialog-override", BARRIER, OverrideBarrier),
    "release.clear": Dialog("dialog-clear", AFTER_RELEASE, ClearTarget),
    "lock.take": Dialog("dialog-lock", SCOPE, TakeLock, (REASON, WHILE, TIME), frozenset({REASON, WHILE, TIME})),
    "lock.lift": Dialog("dialog-lift", AFTER_LOCK, LiftLock),
    "lock.steal": Dialog("dialog-steal", SCOPE, StealLock),
    "schedule.move": Dialog("dialog-move", AFTER_RELEASE, Reschedule, (TIME,)),
}


def view(say: Voice, name: str, value: str, reply: Reply, about: str = "", time: datetime | None = None) -> Block:
    """The modal. `about`: what it is about, in mrkdwn; `time`: what stands in the picker at first."""
    dialog = DIALOGS[name]
    fields = [_FIELDS[field](say, dialog, time) for field in dialog.fields]
    return {
        "type": "modal",
        "callback_id": name,
        "private_metadata": keep_beside(reply, value=value),
        "title": plain(say.plain(f"{dialog.words}-title"), 24),
        "submit": plain(say.plain(f"{dialog.words}-submit"), 24),
        "close": plain(say.plain("form-close"), 24),
        "blocks": [*([section(about)] if about else []), *fields],
    }


def fields_of(name: str, shown: Shown, now: datetime) -> dict[str, Any] | None:
    """The command's own fields; None when the value that was kept means nothing. Raises `Misfilled`."""
    dialog = DIALOGS[name]
    fields: dict[str, Any] | None = named(dialog.value, kept_beside(shown).get("value"))
    if fields is None:
        return None
    if REASON in dialog.fields:
        fields["reason"] = _reason(dialog, shown)
    if TIME in dialog.fields:
        fields["until" if WHILE in dialog.fields else "due"] = _time(shown, now)
    return fields


def _reason(dialog: Dialog, shown: Shown) -> str:
    reason = typed(shown, REASON)
    if not reason and REASON not in dialog.optional:
        raise Misfilled(REASON, "dialog-reason-missing")
    return reason


def _time(shown: Shown, now: datetime) -> datetime | None:
    """The instant that was picked, else the end of the while that was chosen."""
    at = picked(shown, TIME)
    if at is not None and at <= now:
        raise Misfilled(TIME, "dialog-time-past")
    seconds = WHILES.get(selected(shown, WHILE) or "")
    if at and seconds:
        raise Misfilled(TIME, "dialog-one-end")
    return now + timedelta(seconds=seconds) if seconds else at


def _reason_of(say: Voice, dialog: Dialog, _time: datetime | None) -> Block:
    return field("reason", say.plain("dialog-reason"), reason_field(REASON), optional=REASON in dialog.optional)


def _while_of(say: Voice, _dialog: Dialog, _time: datetime | None) -> Block:
    options = [option(say.plain("dialog-span", span=timedelta(seconds=WHILES[name])), name) for name in WHILES]
    element = {"type": "static_select", "action_id": WHILE, "options": options}
    return field("while", say.plain("dialog-while"), element, optional=True)


def _time_of(say: Voice, dialog: Dialog, time: datetime | None) -> Block:
    return field("time", say.plain(f"{dialog.words}-time"), time_field(TIME, time), optional=TIME in dialog.optional)


_FIELDS: Mapping[str, Callable[[Voice, Dialog, datetime | None], Block]] = {
    REASON: _reason_of,
    WHILE: _while_of,
    TIME: _time_of,
}
