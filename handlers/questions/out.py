"""`out`: who approves in my place, and in whose place I do."""

from __future__ import annotations

from bot.i18n import mention
from handlers.questions.asked import Asked, Page


async def tell(asked: Asked) -> Page:
    """My absence, and those of others that I fill."""
    say, me = asked.say, asked.call.user
    mine, instead = [], []
    for one in await asked.front.queries.absences():
        until = asked.moment(one.until)
        if one.by == me:
            mine.append(say("out-away", to=mention(one.to), until=until))
        elif one.to == me:
            instead.append(say("out-instead", by=mention(one.by), until=until))
    return Page("\n".join([*(mine or [say("out-here")]), *instead]))
