"""The last lines of what failed, shown to whoever presses the button."""

from __future__ import annotations

import structlog
from slack_bolt.async_app import AsyncApp

from bot.domain.release import Release
from bot.errors import StoreUnavailable
from bot.i18n import Voice
from bot.log import redact_foreign
from handlers.blocks import Block, plain, section
from handlers.front import Ack, Body, Front, call_of, words
from handlers.slack import UNREACHABLE, reason
from handlers.values import RELEASE, named

ACTION = "release.log"
MOST = 2800  # characters, of the newest lines

log = structlog.get_logger(__name__)


def register(app: AsyncApp, front: Front) -> None:
    """Listen for the button."""

    @app.action(ACTION)
    async def asked(ack: Ack, body: Body) -> None:
        await ack()
        front.errands.start(_show(front, body))


async def _show(front: Front, body: Body) -> None:
    call, value = call_of(body, None), body["actions"][0].get("value")
    found = named(RELEASE, value)
    try:
        release = await front.queries.release(found["release"]) if found else None
        view = _view(front.voice(call), release)
        await front.client.views_open(trigger_id=body["trigger_id"], view=view)
    except StoreUnavailable:
        await front.tell(call, words("log-none"))
    except UNREACHABLE as error:
        log.warning("log_unopened", error=reason(error))


def _view(say: Voice, release: Release | None) -> Block:
    lines = release.deployment.progress.log if release and release.deployment else ()
    text = redact_foreign("\n".join(lines))[-MOST:]
    shown = _preformatted(text) if text.strip() else section(say("log-none"))
    titles = {"title": plain(say.plain("log-title"), 24), "close": plain(say.plain("form-close"), 24)}
    return {"type": "modal", **titles, "blocks": [shown]}


def _preformatted(text: str) -> Block:
    """Data that no markup can come of."""
    lines = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [lines]}
