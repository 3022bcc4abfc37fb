"""`python -m tests.stories.hurried run`: the bot, at a Slack without limits and a cloud that hurries."""

import sys

from bot.cli import main
from bot.drivers import registry
from bot.engine import intake, poller
from bot.engine.scout import Scout
from bot.store import client
from bot.thread import Renderer

Renderer.pace = Renderer.pace.times(10)
poller.FAST, poller.SLOW = 0.2, 0.4
Scout.every, registry.TAGS_FRESH = 1.0, 0.5
intake.LIMIT = 2.8  # Slack waits for three seconds, and a busy machine needs them
client.COMMAND_LIMIT = 10.0

sys.exit(main())
