"""What needs settings of its own: something new on offer, a gate that stays shut, and a train of three services."""

from __future__ import annotations

from typing import Any

from shots import town
from shots.camera import Camera
from shots.scenes import WIDE, approved, shown, whisper
from shots.town import PAY, SEARCH, SERVICE, SHOP
from shots.workspace import DEPLOY, EUNHO, MINA
from simulator.client import Message

Json = dict[str, Any]

TRAIN, CARRIAGES = "market", (SHOP, SEARCH, PAY)
CHECKS = ["lint", "build", "security-scan"]


def settle(document: Json) -> None:
    """The same town: its backend is offered, the carriages need nobody on their way, and payments need green checks."""
    town.settle(document)
    services = document["services"]
    services[SERVICE]["offer"] = "production"
    for name in CARRIAGES:
        target = services[name]["targets"]["production"]
        for key in ("hold", "hook_function", "hook_table", "windows"):
            target.pop(key, None)
    services[PAY]["source"] = services[SERVICE]["source"]
    services[PAY]["targets"]["production"]["gates"] = [{"github_checks": {"required": CHECKS}}]
    document["trains"] = {TRAIN: {"services": list(CARRIAGES)}}


async def play(camera: Camera) -> None:
    """Everything, once."""
    await _offered(camera)
    await _gated(camera)
    await _on_rails(camera)


async def _offered(camera: Camera) -> None:
    async def look() -> Message | None:
        found = await camera.room.hands.messages(DEPLOY)
        return next((it for it in found if any(button.action_id == "offer.take" for button in it.buttons)), None)

    await shown(camera, "offer", await camera.room.hands.wait_for(look, "an offer", 60))


async def _gated(camera: Camera) -> None:
    """A commit whose scan has failed."""
    room = camera.room
    root = await approved(camera, PAY, "v2-bad")
    await room.reads(root, "live-held-gate")
    await shown(camera, "gate", root)
    await whisper(camera, "why-gate", f"/platform-deploy why {PAY}")
    await whisper(camera, "diff", f"/platform-deploy diff {PAY}")
    await room.press(MINA, root, "release.cancel")


async def _on_rails(camera: Camera) -> None:
    room = camera.room
    root = await approved(camera, TRAIN, "v2")
    await room.reads(root, "live-train-going", arrived=1, count=len(CARRIAGES))
    moving = room.say("train-line", mark="🏃", service=SEARCH, state=room.say("stands-shifting"))
    await room.until(root, lambda now: moving in now.words, f"“{moving}”")
    room.clock.paused = True
    await shown(camera, "train", root)
    room.clock.paused = False
    await room.reads(root, "live-train-arrived")
    await room.until(root, lambda now: now.replies[-1].words.startswith("🎉"), "the celebration")
    async with camera.chat(WIDE) as chat:
        await chat.open(EUNHO, DEPLOY, root.ts)
        await chat.page.locator(".thread .message", has_text="🎉").last.wait_for()
        await chat.bring(root.ts)
        await camera.keep("train-thread", chat)
