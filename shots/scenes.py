"""What happens in front of the camera, in the order in which it happens."""

from __future__ import annotations

import aioboto3

from bot.domain.release import Status
from shots.browser import PHONE
from shots.camera import Camera
from shots.town import PAY, SEARCH, SERVICE, SHOP, STAGING, TICKETS
from shots.workspace import ALEX, DEPLOY, EUNHO, MINA
from simulator.client import Message

WIDE = (1280, 860)
TALL = (900, 1400)


async def play(camera: Camera) -> None:
    """Everything, once."""
    await camera.mood("asleep")
    await _typing(camera)
    root = await _asked(camera)
    await _going(camera, root)
    await _neighbours(camera)
    await _tested(camera, root)
    await _over(camera, root)
    await _taken_back(camera)
    await _lost(camera)
    await _undecided(camera)
    await _answers(camera)
    await _forms(camera)


async def _typing(camera: Camera) -> None:
    async with camera.chat(WIDE) as chat:
        await chat.open(MINA, DEPLOY)
        await chat.page.type(".channel .composer-field", "/platform-deploy ")
        await chat.page.locator(".channel .commands").wait_for()
        await camera.keep("typing", chat)


async def _asked(camera: Camera) -> Message:
    root = await camera.room.ask(SERVICE, "v2")
    await camera.room.reads(root, "live-requested")
    await shown(camera, "asked", root, Status.REQUESTED)
    return root


async def _going(camera: Camera, root: Message) -> None:
    camera.room.clock.paused = True
    await camera.room.press(EUNHO, root, "release.approve")
    await camera.room.reads(root, "live-deploying")
    await shown(camera, "deploying", root, Status.DEPLOYING)


async def _neighbours(camera: Camera) -> None:
    """What waits while something runs: its turn, a lock, a window, its time."""
    room = camera.room
    waiting = await approved(camera, SERVICE, "v3")
    await shown(camera, "queued", waiting, Status.QUEUED)
    await room.whispered(ALEX, f"/platform-deploy lock {SHOP} for 2h because month end")
    locked = await approved(camera, SHOP, "v2")
    await room.reads(locked, "live-held-lock")
    await shown(camera, "locked", locked)
    window = await approved(camera, SEARCH, "v2")
    await room.reads(window, "live-held-window")
    await shown(camera, "window", window)
    await _override(camera, window)
    later = await approved(camera, PAY, "v3 at 14:00 tomorrow")
    await shown(camera, "scheduled", later, Status.SCHEDULED)
    for name, words in (("why", f"why {SERVICE}"), ("queue", "queue"), ("windows", f"windows {SEARCH}")):
        await whisper(camera, name, f"/platform-deploy {words}")
    await room.press(MINA, waiting, "release.cancel")
    await shown(camera, "cancelled", waiting, Status.CANCELLED)


async def _tested(camera: Camera, root: Message) -> None:
    room = camera.room
    room.clock.paused = False
    await room.until(root, lambda now: any(it.action_id == "hold.continue" for it in now.buttons), "the hold")
    await shown(camera, "hold", root, Status.HOLDING)
    async with camera.chat(WIDE) as chat:
        await chat.open(EUNHO, DEPLOY, root.ts)
        await chat.page.locator(".thread .message").nth(2).wait_for()
        await chat.bring(root.ts)
        await camera.keep("chat", chat)
    await _elsewhere(camera, root)
    await room.press(MINA, root, "hold.continue")


async def _elsewhere(camera: Camera, root: Message) -> None:
    """The same by night, beside the world that it runs in, and on a phone."""
    async with camera.chat(WIDE, "dark") as chat:
        await chat.open(EUNHO, DEPLOY)
        await chat.page.locator(".world-toggle").click()
        await chat.page.locator(".world .steps").first.wait_for()
        await chat.bring(root.ts)
        await camera.keep("chat-dark", chat)
    async with camera.chat(PHONE) as chat:
        await chat.open(EUNHO, DEPLOY)
        await chat.bring(root.ts)
        await camera.keep("chat-phone", chat)


async def _a_third(camera: Camera) -> None:
    """Of the traffic has come to green."""

    async def look() -> bool | None:
        [now, *_] = await camera.room.hands.deployments(SERVICE)
        return 30 <= now.green < 100 or None

    await camera.room.hands.wait_for(look, "a third of the traffic on green", 60)


async def _over(camera: Camera, root: Message) -> None:
    room = camera.room
    await _a_third(camera)
    room.clock.paused = True
    [running, *_] = await room.hands.deployments(SERVICE)
    share = f"*{running.green:.0f}%*"
    await room.until(root, lambda now: share in now.words, f"{share} in the live message")
    await shown(camera, "shifting", root, Status.SHIFTING)
    for name, look, scheme in (
        ("live", "desk", "light"),
        ("live-dark", "desk", "dark"),
        ("live-phone", "phone", "light"),
    ):
        await camera.board(name, look, scheme)
    room.clock.paused = False
    await room.reads(root, "live-baking")
    room.clock.paused = True
    await shown(camera, "baking", root, Status.BAKING)
    room.clock.paused = False
    await room.reads(root, "live-succeeded")
    await room.until(root, lambda now: now.replies[-1].words.startswith("🎉"), "the celebration")
    await shown(camera, "succeeded", root, Status.SUCCEEDED)
    await camera.board("live-release", "desk", "light", _path(root))
    async with camera.chat(WIDE) as chat:
        await chat.open(EUNHO, DEPLOY, root.ts)
        await chat.page.locator(".thread .message", has_text="🎉").last.wait_for()
        await chat.bring(root.ts)
        await camera.keep("thread", chat)


async def _taken_back(camera: Camera) -> None:
    """One whose health check fails."""
    room = camera.room
    root = await approved(camera, PAY, "v2-bad")

    async def going_back() -> bool | None:
        [now, *_] = await room.hands.deployments(PAY)
        return (now.creator == "codeDeployRollback" and now.live) or None

    await room.hands.wait_for(going_back, "the way back at AWS", 60)
    room.clock.paused = True
    await room.reads(root, "live-rolling-back")
    await shown(camera, "rolling-back", root, Status.ROLLING_BACK)
    room.clock.paused = False
    await room.reads(root, "live-rolled-back")
    await shown(camera, "taken-back", root, Status.ROLLED_BACK)


async def _lost(camera: Camera) -> None:
    """One that somebody stops in the console, half way and without taking it back."""
    room = camera.room
    root = await approved(camera, SERVICE, "v3")
    await room.press(MINA, root, "hold.continue")
    await _a_third(camera)
    [running, *_] = await room.hands.deployments(SERVICE)
    console = aioboto3.Session("demo", "demo", region_name="ap-northeast-2")
    async with console.client("codedeploy", endpoint_url=f"{room.server.address}/aws") as codedeploy:
        await codedeploy.stop_deployment(deploymentId=running.id, autoRollbackEnabled=False)
    await room.reads(root, "live-failed")
    await shown(camera, "failed", root, Status.FAILED)


async def _undecided(camera: Camera) -> None:
    """Nobody answers, or somebody says no."""
    room = camera.room
    forgotten = await room.ask(TICKETS, "v2", channel=STAGING)
    refused = await room.ask(PAY, "v3")
    await room.press(EUNHO, refused, "release.reject")
    await _ended(camera, refused)
    await shown(camera, "rejected", refused, Status.REJECTED)
    await room.reads(forgotten, "live-expired")
    await shown(camera, "expired", forgotten, Status.EXPIRED)


async def _answers(camera: Camera) -> None:
    await whisper(camera, "history", "/platform-deploy history")
    await whisper(camera, "repeated", f"@subaku put {PAY} v3 on production, please")
    await camera.board("live-history", "desk", "light", "/history")
    async with camera.chat(TALL) as chat:
        await chat.open(EUNHO, "home")
        await chat.page.locator(".home-inner").wait_for()
        await camera.keep("home", chat, chat.page.locator(".home-inner"))


async def _forms(camera: Camera) -> None:
    for name, command in (("form", "/platform-deploy"), ("form-rollback", "/rollback")):
        async with camera.chat(TALL) as chat:
            await chat.open(MINA, DEPLOY)
            await chat.type(command)
            await chat.page.locator("dialog.modal").wait_for()
            await camera.keep(name, chat, chat.page.locator("dialog.modal"))


async def _override(camera: Camera, root: Message) -> None:
    async with camera.chat(TALL) as chat:
        await chat.open(ALEX, DEPLOY)
        await chat.message(root.ts).locator("[data-action='release.override']").click()
        await chat.page.locator("dialog.modal").wait_for()
        await camera.keep("form-override", chat, chat.page.locator("dialog.modal"))


async def approved(camera: Camera, service: str, words: str) -> Message:
    """Ask for a release and approve it; returns the root of its thread."""
    root = await camera.room.ask(service, words)
    await camera.room.press(EUNHO, root, "release.approve")
    await camera.room.until(
        root, lambda now: all(it.action_id != "release.approve" for it in now.buttons), "the approval"
    )
    return root


async def _ended(camera: Camera, root: Message) -> None:
    await camera.room.until(root, lambda now: not now.buttons, "the end")


async def whisper(camera: Camera, name: str, command: str) -> None:
    """What one is told alone, after typing this."""
    answer = await camera.room.whispered(MINA, command)
    await camera.message(name, MINA, DEPLOY, answer.ts)


async def shown(camera: Camera, name: str, root: Message, status: Status | None = None) -> None:
    """Its live message; with a status also how the live page feels about it."""
    await camera.message(name, MINA, root.channel, root.ts)
    if status:
        await camera.mood(status.value.replace("_", " "), _path(root), status)


def _path(root: Message) -> str:
    return f"/release/{root.about['release']}"
