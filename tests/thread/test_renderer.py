"""Events in, messages in Slack: against the simulator's Slack and a real Valkey."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.domain.release import Outcome, Verdict
from bot.i18n import Languages
from bot.store import Place
from bot.thread.blocks import Message, no_pictures, section
from bot.thread.live import live_message
from bot.thread.memory import Memory
from bot.thread.pace import Urgency
from bot.thread.scenes import NOTHING
from bot.thread.talk import Talk

Stage = Any
Threads = list[dict[str, Any]]


def texts(thread: dict[str, Any]) -> list[str]:
    return [reply["text"] for reply in thread["replies"]]


def ended(threads: Threads) -> bool:
    return bool(threads) and "It's live" in threads[0]["text"]


def queued(threads: Threads) -> bool:
    return "in line" in threads[0]["text"].lower()


async def healthy(stage: Stage) -> None:
    play = stage.play
    await play.request()
    await stage.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1)
    await play.approve()
    await play.start()
    await play.hold()
    await play.answer(Verdict.CONTINUE)
    await play.shift()
    await play.succeed()


async def test_a_healthy_release_is_told_in_one_thread(stage: Stage) -> None:
    async with stage.telling():
        await healthy(stage)
        threads = await stage.until(lambda threads: ended(threads) and len(threads[0]["replies"]) == 7)
    assert len(threads) == 1
    starts = ["<!subteam", "✅", "🏃", "🔬", "👌", "🚦", "🎉"]
    assert all(text.startswith(start) for text, start in zip(texts(threads[0]), starts, strict=True))
    assert threads[0]["metadata"]["event_payload"] == {"release": "r1", "name": "root"}
    held = threads[0]["replies"][3]
    assert [block["type"] for block in held["blocks"]] == ["section"]  # answered: nothing to press


async def test_the_requester_hears_where_the_thread_is_in_their_language(stage: Stage) -> None:
    async with stage.telling():
        await stage.play.request()
        await stage.until(bool)
        [direct] = await stage.direct("U0MINA")
    assert direct["text"].startswith("🍉 요청을 올렸어요: demo-backend `v2` → production")
    assert "/archives/C0DEPLOY/" in direct["text"]


async def test_a_refusal_is_whispered_in_the_readers_language(stage: Stage) -> None:
    async with stage.telling():
        await stage.refused("revision_not_found", revision="<!channel>", service="demo-backend", nearest="v1")
        [whisper] = await stage.until(bool, channel="C0STAGING")
    assert whisper["is_ephemeral"]
    assert "찾지 못했어요. 혹시 `v1`" in whisper["text"]
    assert "&lt;!channel&gt;" in whisper["text"]


async def test_a_refusal_finds_its_reader_where_the_bot_may_not_speak(stage: Stage) -> None:
    async with stage.telling():
        await stage.refused("not_deployer", actor="U0HARU", channel="C0RANDOM")
        [direct] = await stage.direct("U0HARU")
    assert direct["text"].startswith("You can't ask for releases here yet")


async def test_after_a_restart_the_thread_goes_on(stage: Stage) -> None:
    async with stage.telling():
        await stage.play.request()
        await stage.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1)
    await stage.play.approve()
    async with stage.telling():
        threads = await stage.until(lambda threads: len(threads[0]["replies"]) == 2 and queued(threads))
    assert len(threads) == 1


async def test_what_was_posted_before_a_crash_is_not_posted_again(stage: Stage) -> None:
    release = await stage.play.request()
    await stage.store.threads.begin(release.id, "root")
    message = live_message(release, NOTHING, stage.catalogue, stage.play.at, Languages.load().to("en"), no_pictures)
    about = {"release": release.id, "name": "root"}
    ts = await Talk(stage.client).post("C0DEPLOY", message, Urgency.PERSON, None, about)
    async with stage.telling():  # the crash was between the post and its being kept
        [thread] = await stage.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1)
    assert thread["ts"] == ts
    assert await stage.store.threads.place(release.id) == Place("C0DEPLOY", ts)


async def test_an_answer_that_got_lost_is_looked_for_before_it_is_said_again(stage: Stage) -> None:
    await stage.fault(method="chat.postMessage", error="reset", times=1)
    async with stage.telling():
        await stage.play.request()
        await stage.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1)
        threads = await stage.threads()
    assert len(threads) == 1
    assert await stage.calls("conversations.history")


@pytest.mark.parametrize("error", ["ratelimited", "internal_error", "http500"])
async def test_a_slack_that_fails_for_a_moment_is_asked_again(stage: Stage, error: str) -> None:
    for method in ("chat.postMessage", "chat.update"):
        await stage.fault(method=method, error=error, times=1, retry_after=1)
    async with stage.telling():
        await stage.play.request()
        await stage.play.approve()
        threads = await stage.until(lambda threads: bool(threads) and bool(threads[0]["replies"]) and queued(threads))
    assert len(threads) == 1


async def test_a_deleted_root_is_told_anew_once(stage: Stage) -> None:
    async with stage.telling():
        release = await stage.play.request()
        [first] = await stage.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1)
        for message in (*first["replies"], first):
            await stage.client.chat_delete(channel="C0DEPLOY", ts=message["ts"])
        await stage.play.approve()
        threads = await stage.until(
            lambda threads: any(texts(thread) for thread in threads if thread["ts"] != first["ts"])
        )
        place = await stage.store.threads.place(release.id)
        again = [thread for thread in threads if thread["ts"] == place.ts]
        assert len(again) == 1
        await stage.client.chat_delete(channel="C0DEPLOY", ts=again[0]["replies"][0]["ts"])
        await stage.client.chat_delete(channel="C0DEPLOY", ts=place.ts)
        await stage.play.cancel()
        await stage.told()
    assert await stage.store.threads.place(release.id) == place  # twice is enough


async def test_a_refused_picture_is_left_out_and_brought_once_more(stage: Stage) -> None:
    stage.with_pictures("asked", "waiting")
    async with stage.telling():
        await stage.pictured("waiting")
        await stage.forget_files()
        await stage.play.request()
        [thread] = await stage.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1)
        assert "accessory" not in thread["blocks"][0]
        await stage.pictured("waiting")
        await stage.play.approve()  # the queue's picture falls back to waiting
        [thread] = await stage.until(lambda threads: "accessory" in threads[0]["blocks"][0])
    assert thread["blocks"][0]["accessory"]["alt_text"]


async def test_without_the_right_to_upload_it_goes_without_pictures(stage: Stage) -> None:
    await stage.fault(method="files.getUploadURLExternal", error="missing_scope", times=50)
    stage.with_pictures("waiting")
    async with stage.telling():
        await stage.play.request()
        [thread] = await stage.until(bool)
    assert "accessory" not in thread["blocks"][0]


async def test_pictures_are_uploaded_once_for_all_replicas(stage: Stage) -> None:
    stage.with_pictures("waiting")
    async with stage.telling():
        await stage.pictured("waiting")
    stage.with_pictures("waiting")
    async with stage.telling():
        await stage.pictured("waiting")
    assert len(await stage.calls("files.completeUploadExternal")) == 1


async def test_a_channel_that_is_out_of_reach_is_said_and_blocks_nobody(stage: Stage) -> None:
    stage.speaks("en", channel="C0NOWHERE")
    async with stage.telling():
        await stage.play.request()
        [direct] = await stage.direct("U0MINA")
        assert "<#C0NOWHERE>" in direct["text"]
        await stage.play.approve()
        stage.speaks("en")  # somebody mended the catalogue
        await stage.play.start()
        threads = await stage.until(bool)
    assert len(threads) == 1
    assert len(await stage.direct("U0MINA")) == 1


async def test_a_public_channel_is_joined(stage: Stage) -> None:
    await stage.fault(method="chat.postMessage", error="not_in_channel", times=1)
    async with stage.telling():
        await stage.play.request()
        await stage.until(bool)
    assert len(await stage.calls("conversations.join")) == 1


async def test_progress_is_drawn_with_its_newest_state_only(stage: Stage) -> None:
    async with stage.telling():
        await stage.play.request()
        await stage.play.approve()
        await stage.play.start()
        for traffic in range(0, 100, 5):
            await stage.play.see(Outcome.RUNNING, "allow_traffic", traffic)
        await stage.play.succeed()
        await stage.until(ended)
    assert len(await stage.calls("chat.update")) <= 4


async def test_several_releases_are_told_side_by_side(stage: Stage) -> None:
    names = [f"r{number}" for number in range(3)]
    async with stage.telling():
        for name in names:
            await stage.play.request(name=name)
        threads = await stage.until(lambda threads: len(threads) == 3)
    assert {thread["metadata"]["event_payload"]["release"] for thread in threads} == set(names)


async def test_live_threads_hear_that_the_memory_is_away_and_back(stage: Stage) -> None:
    release = await stage.play.request()
    talk = Talk(stage.client)
    ts = await talk.post("C0DEPLOY", Message("root", [section("a", ["root"])]), Urgency.PERSON)
    answers = stage.memory_that_is_away()
    memory = Memory(answers.ping, talk, Languages.load(), every=0.02, away=0.1)
    memory.knows(release.id, Place("C0DEPLOY", ts), "ja")
    watching = asyncio.create_task(memory.run())
    try:
        await stage.until(lambda threads: len(threads[0]["replies"]) == 1)
        answers.away = False
        [thread] = await stage.until(lambda threads: len(threads[0]["replies"]) == 2)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert "記憶（Redis）につながりません" in texts(thread)[0]
    assert "記憶が戻りました" in texts(thread)[1]


async def test_nothing_is_lost_or_said_twice_while_redis_is_away(paused: Stage) -> None:
    async with paused.telling():
        await paused.play.request()
        with paused.redis_away():
            await asyncio.sleep(2.5)
        [thread] = await paused.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1)
        await paused.told()
        assert texts(thread) == texts((await paused.threads())[0])
