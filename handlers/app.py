"""The bolt app: who we are at Slack, and which listener answers what."""

from __future__ import annotations

import logging
import re

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers import actions, chat, commands, home, logs, mentions, modals, options, rollback
from handlers.front import Ack, Body, Front, call_of, words
from handlers.home import Homes

log = structlog.get_logger(__name__)


async def introduce(client: AsyncWebClient) -> AuthorizeResult:
    """Ask Slack who we are: the team, the bot's user, and whether the token is good. Raises `SlackApiError`."""
    answer = await client.auth_test()
    return AuthorizeResult.from_auth_test_response(bot_token=client.token, auth_test_response=answer)


def build(front: Front, identity: AuthorizeResult, homes: Homes | None = None) -> AsyncApp:
    """The app with all its listeners. `identity` is what `auth.test` said once, so that no click waits for it.

    `homes`: those that are told of events by whoever follows them; without, homes are drawn when they are opened.
    """

    async def authorize() -> AuthorizeResult:
        return identity

    quiet = logging.getLogger("slack_bolt.subaku")
    quiet.setLevel(logging.ERROR)  # bolt finds SLACK_BOT_TOKEN in the environment and warns that it isn't used
    app = AsyncApp(
        name="subaku",
        logger=quiet,
        client=AsyncWebClient(base_url=front.client.base_url, session=front.client.session),  # listeners use `front`'s
        authorize=authorize,
        process_before_response=True,  # the ack leaves when the listener returns; bolt polls for it otherwise
        request_verification_enabled=False,  # Socket Mode: nothing comes from outside
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    commands.register(app, front)
    chat.register(app, front)
    home.register(app, front, homes or Homes(front))
    rollback.register(app, front)
    modals.register(app, front)
    actions.register(app, front)
    logs.register(app, front)
    options.register(app, front)
    mentions.register(app, front)
    _register_rest(app, front)
    return app


def _register_rest(app: AsyncApp, front: Front) -> None:
    """What nobody else listens for: nothing stays without an ack."""

    @app.command(re.compile(".*"))
    async def unknown_command(ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        call = call_of(body, context.get("envelope_id"))
        await front.answer(ack, call, words("command-unknown", command=str(body.get("command", ""))[:80]))

    @app.shortcut(re.compile(".*"))
    async def unknown_shortcut(ack: Ack) -> None:
        await ack()

    @app.error
    async def failed(error: Exception, body: Body, context: AsyncBoltContext) -> BoltResponse:
        return _failed(front, error, body, context.get("envelope_id"))


def _failed(front: Front, error: Exception, body: Body, envelope_id: str | None) -> BoltResponse:
    """Log what went wrong, and tell the person in the way that their request allows."""
    kind = str(body.get("type") or ("command" if "command" in body else "unknown"))
    if isinstance(error, BoltUnhandledRequestError):
        log.info("envelope_unknown", type=kind)
        return BoltResponse(status=200)
    log.error("listener_failed", type=kind, envelope_id=envelope_id, exc_info=error)
    call = call_of(body, envelope_id)
    if kind == "command":
        return BoltResponse(status=200, body=front.voice(call)("something-went-wrong"))
    if call.user and kind == "block_actions":
        front.later(call, words("something-went-wrong"))
    return BoltResponse(status=200)
