"""When something is wrong with a picture, what is told goes out without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.release import Outcome
from bot.thread import Pictures
from images import Shape, State, Theme, find

Stage = Any


def bare(threads: list[dict[str, Any]]) -> bool:
    return all("accessory" not in block for thread in threads for block in thread["blocks"])


def theme_in(folder: Path) -> Theme:
    """Two of Subaku's pictures, as files that a test may break."""
    theme = find("subaku")
    kept = {}
    for state in (State.WAITING, State.RUNNING):
        picture = theme.pictures[state, Shape.SQUARE]
        path = folder / picture.path.name
        path.write_bytes(picture.path.read_bytes())
        kept[state, Shape.SQUARE] = replace(picture, path=path)
    return replace(theme, pictures=kept)


async def test_a_file_that_broke_costs_its_picture_alone(stage: Stage, tmp_path: Path) -> None:
    theme = theme_in(tmp_path)
    stage.pictures = Pictures(stage.store.files, stage.client, theme)
    theme.pictures[State.WAITING, Shape.SQUARE].path.unlink()
    async with stage.telling():
        await stage.pictured("running")
        await stage.play.request()
        assert bare(await stage.until(bool))
        await stage.play.approve()
        await stage.play.start()
        await stage.play.see(Outcome.RUNNING)
        await stage.until(lambda threads: not bare(threads))


async def test_an_app_that_may_not_upload_tells_without_pictures(stage: Stage) -> None:
    slack = stage.server.slack.slack
    slack.app = replace(slack.app, scopes=tuple(set(slack.app.scopes) - {"files:write"}))
    stage.with_pictures()
    async with stage.telling():
        await stage.play.request()
        await stage.play.reject()
        assert bare(await stage.until(lambda threads: bool(threads) and "said no" in threads[0]["text"]))
    calls = await stage.calls("files.getUploadURLExternal")
    assert {call["error"] for call in calls} == {"missing_scope"}


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_an_upload_that_slack_refuses_holds_up_nobody(stage: Stage, method: str) -> None:
    await stage.fault(method=method, error="invalid_arguments", times=50)
    stage.with_pictures("waiting")
    async with stage.telling():
        await stage.play.request()
        assert bare(await stage.until(lambda threads: bool(threads) and len(threads[0]["replies"]) == 1))


async def test_an_edit_goes_without_a_picture_that_slack_refuses(stage: Stage) -> None:
    stage.with_pictures("running")
    async with stage.telling():
        await stage.pictured("running")
        await stage.play.request()
        await stage.play.approve()
        await stage.play.start()
        await stage.until(lambda threads: bool(threads) and not bare(threads))
        await stage.told()
        await stage.forget_files()
        await stage.fault(method="files.getUploadURLExternal", error="internal_error", times=50)
        await stage.play.see(Outcome.RUNNING, "after_install")
        await stage.until(bare)
    assert "invalid_blocks" in {call.get("error") for call in await stage.calls("chat.update")}
