"""The ledger of writes, on a real stream."""

from __future__ import annotations

from datetime import UTC, datetime

from structlog.testing import capture_logs

from bot.domain.events import EffectWritten
from bot.drivers.ledger import Write
from bot.engine.ledger import StreamLedger
from bot.store import Store

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
WRITE = Write("r1", "U0MINA", "codedeploy", "CreateDeployment", "d-ABCDEFGHI", "ok")


async def test_a_write_is_an_event(store: Store) -> None:
    await StreamLedger(store.stream, lambda: NOW).wrote(WRITE)
    async for _, event in store.stream.tail("0", [EffectWritten]):
        assert event == EffectWritten(
            release="r1",
            at=NOW,
            actor="U0MINA",
            system="codedeploy",
            operation="CreateDeployment",
            resource="d-ABCDEFGHI",
            outcome="ok",
        )
        break


async def test_without_redis_the_log_has_it_and_nothing_breaks() -> None:
    away = Store("redis://127.0.0.1:9", "T0AWAY", "replica-1")
    with capture_logs() as logged:
        await StreamLedger(away.stream, lambda: NOW).wrote(WRITE)
    await away.close()
    assert [(one["event"], one["operation"], one["actor"]) for one in logged] == [
        ("write_not_kept", "CreateDeployment", "U0MINA")
    ]
