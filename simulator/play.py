"""The stories of the demo with no hands: played against a running one, printed, and checked at Slack and at AWS."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from simulator import travel
from simulator.client import Deployment, Hands, Message, NeverCame, WorldRefused
from simulator.screen import Screen
from simulator.systems import SYSTEMS
from simulator.travel import EndedOtherwise

CHANNEL, SERVICE = "C0DEPLOY", "demo-backend"
MINA, EUNHO = "U0MINA", "U0EUNHO"
STEP = 25.0  # seconds that anything in a story may take


@dataclass(frozen=True, slots=True)
class Story:
    """What is played, and how it should end: `sign` in the thread, `runs` (status, creator) at AWS, newest first."""

    title: str
    revision: str
    act: Callable[[Play, Message], Awaitable[None]]
    sign: str
    runs: tuple[tuple[str, str], ...] = ()
    goes_live: bool = False


class Play:
    """One workspace that plays are given in."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    async def give(self, story: Story) -> Message:
        """Play it to its end; returns the thread. Raises EndedOtherwise."""
        before = await self._hands.deployments(SERVICE)
        known = {each.ts for each in await self._hands.messages(CHANNEL)}
        try:
            root = await self._asked(story, known)
            await story.act(self, root)
            thread = await self._until(root, story.sign)
        except (NeverCame, WorldRefused, LookupError) as err:
            raise EndedOtherwise(str(err)) from err
        after = await self._hands.deployments(SERVICE)
        _check(story, thread, before, after)
        return thread

    async def press(self, root: Message, who: str, action_id: str) -> None:
        """Press a button of the live message once it is there. Raises EndedOtherwise, NeverCame."""

        async def look() -> Message | None:
            now = await self._hands.thread(root)
            return now if any(button.action_id == action_id for button in now.buttons) else None

        shown = await self._hands.wait_for(look, f"the button {action_id}", STEP)
        answer = await self._hands.click(who, shown, action_id)
        if not answer.ok:
            raise EndedOtherwise(f"{action_id} was not acknowledged: {answer.error}")

    async def _asked(self, story: Story, known: set[str]) -> Message:
        answer = await self._hands.say(MINA, CHANNEL, f"/platform-deploy {SERVICE} {story.revision}")
        if not answer.ok:
            raise EndedOtherwise(f"the command was not acknowledged: {answer.error}")

        async def look() -> Message | None:
            roots = await self._hands.messages(CHANNEL)
            return next((each for each in roots if each.ts not in known and each.about.get("name") == "root"), None)

        return await self._hands.wait_for(look, "a thread", STEP)

    async def _until(self, root: Message, sign: str) -> Message:
        """The thread, once its live message and its last reply both show the sign."""

        async def look() -> Message | None:
            now = await self._hands.thread(root)
            told = now.replies and now.replies[-1].words.startswith(sign)
            return now if told and sign in now.words else None

        return await self._hands.wait_for(look, f"{sign} in the live message and in the last reply", STEP)


async def _healthy(play: Play, root: Message) -> None:
    await play.press(root, EUNHO, "release.approve")
    await play.press(root, MINA, "hold.continue")


async def _rejected(play: Play, root: Message) -> None:
    await play.press(root, EUNHO, "release.reject")


async def _stopped(play: Play, root: Message) -> None:
    await play.press(root, EUNHO, "release.approve")
    await play.press(root, MINA, "hold.stop")


async def _failing(play: Play, root: Message) -> None:
    await play.press(root, EUNHO, "release.approve")


TAKEN_BACK = (("Succeeded", "codeDeployRollback"), ("Failed", "user"))

STORIES = (
    Story("a healthy release", "v2", _healthy, "🎉", (("Succeeded", "user"),), goes_live=True),
    Story("a rejected release", "v3", _rejected, "🙅"),
    Story("a release that is stopped at the hold", "v3", _stopped, "🛟", TAKEN_BACK),
    Story("a release whose health check fails", "v2-bad", _failing, "🛟", TAKEN_BACK),
)


def play_all(page: str, system: str | None = None) -> int:
    """Play every story against the demo at `page`. Exit status: 0 when each ended as it should, else 1."""
    return asyncio.run(_play_all(page, system))


async def _play_all(page: str, system: str | None) -> int:
    began, failed = time.monotonic(), 0
    async with Hands(page) as hands:
        shown = Screen(await hands.get(""))
        acts = travel.acts(hands, SYSTEMS[system]) if system else _acts(Play(hands))
        for number, (title, act) in enumerate(acts, 1):
            shown.title(f"{number}. {title}")
            try:
                shown.thread(await act())
            except EndedOtherwise as err:
                failed += 1
                shown.failure(f"{title}: {err}")
    shown.verdict(len(acts) - failed, len(acts), time.monotonic() - began)
    return 1 if failed else 0


def _acts(play: Play) -> list[travel.Act]:
    return [(story.title, partial(play.give, story)) for story in STORIES]


AFTERWARDS = frozenset({"release.retry", "lock.offer"})  # what one may still press when all is over


def _check(story: Story, thread: Message, before: list[Deployment], after: list[Deployment]) -> None:
    """What Slack and AWS show in the end. Raises EndedOtherwise."""
    buttons = [button for message in (thread, *thread.replies) for button in message.buttons]
    pressable = [button.label for button in buttons if button.action_id not in AFTERWARDS]
    if pressable:
        raise EndedOtherwise(f"buttons are left: {', '.join(pressable)}")
    new = after[: len(after) - len(before)]
    runs = tuple((each.status, each.creator) for each in new)
    if runs != story.runs:
        raise EndedOtherwise(f"AWS has {runs}, and should have {story.runs}")
    if _live(after) == _live(before) and story.goes_live:
        raise EndedOtherwise(f"what is live did not change: {_live(after)}")
    if _live(after) != _live(before) and not story.goes_live:
        raise EndedOtherwise(f"what is live changed from {_live(before)} to {_live(after)}")


def _live(deployments: list[Deployment]) -> list[str]:
    """The images that have all the traffic."""
    return [each.image for each in deployments if each.green == 100.0]
