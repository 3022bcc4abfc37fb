"""Slack's mrkdwn: what people and machines wrote stays text, what we wrote may be markup."""

from __future__ import annotations

import re

FACT_LIMIT = 500  # characters of one fact: five times as many once escaped still fit a section
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_CALL = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_CODE = re.compile(r"(?P<glued>(?<=\w))?(`[^`\n]+`)(?P<tail>(?=\w))?")
_WEB = re.compile(r"https?://[^\s<]+")
_WORD_JOINER, _NO_SPACE = "\u2060", "\u200b"


class Markup(str):
    """Text that is meant as mrkdwn: it passes unescaped."""

    __slots__ = ()


def clean(text: str, limit: int = FACT_LIMIT) -> str:
    """One line of at most `limit` characters, without control characters and marks that turn text around."""
    line = _UNSEEN.sub(" ", text).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def escape(text: str, limit: int = FACT_LIMIT) -> Markup:
    """Data as mrkdwn: no tag, no mention, no end of a code span comes out of it."""
    line = clean(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "ˋ")
    return Markup(_CALL.sub("@" + _WORD_JOINER, line))


def code(text: str, limit: int = FACT_LIMIT) -> Markup:
    """Data in a code span, in which nothing else is read as markup; nothing for empty text."""
    line = escape(text, limit)
    return Markup(f"`{line}`") if line else Markup("")


def unglued(text: str) -> str:
    """Code spans that letters touch (`v2`를) get a space of no width there: Slack shows them as code only then."""
    return _CODE.sub(
        lambda it: _NO_SPACE * (it["glued"] is not None) + it[2] + _NO_SPACE * (it["tail"] is not None), text
    )


def mention(user_or_group: str) -> Markup:
    """A mention by id: `<@U…>` of a user, `<!subteam^S…>` of a user group."""
    return Markup(f"<!subteam^{user_or_group}>" if user_or_group.startswith("S") else f"<@{user_or_group}>")


def link(url: str, label: str) -> Markup:
    """A link with a label that is data; the label alone where the address is none of the web's."""
    if not _WEB.fullmatch(url):
        return escape(label)
    return Markup(f"<{url.replace('|', '%7C').replace('>', '%3E')}|{escape(label).replace('|', '/')}>")
