"""An answer finds its reader: by response_url, else as a whisper, else as a direct message."""

from __future__ import annotations

from bot.domain.commands import Reply
from handlers.answers import Answers
from tests.handlers.conftest import Town


async def test_a_response_url_that_is_used_up_gives_way_to_a_whisper(town: Town) -> None:
    gone = f"{town.server.address}/response/commands/T0SUBAKU/gone"
    assert await Answers(town.client).give(Reply("U0MINA", "C0DEPLOY", gone), "hello")
    assert await town.whispers("U0MINA") == ["hello"]


async def test_where_nobody_can_whisper_a_direct_message_is_sent(town: Town) -> None:
    assert await Answers(town.client).give(Reply("U0MINA", "C0NOWHERE"), "hello")
    assert await town.whispers("U0MINA") == []
    sent = [entry for entry in (await town.get("log"))["log"] if entry.get("method") == "chat.postMessage"]
    assert [entry["args"]["channel"] for entry in sent] == ["U0MINA"]


async def test_an_answer_that_cannot_be_given_is_only_logged(town: Town) -> None:
    await town.post("slack/faults", method="*", error="internal_error", times=9)
    assert not await Answers(town.client).give(Reply("U0MINA", "C0DEPLOY"), "hello")
