"""What the Web API answers when it will not: Slack's own names, and what it says beside them."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A refusal with Slack's error name; `extra` goes into the answer beside it."""

    def __init__(self, error: str, status: int = 200, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The JSON that Slack answers."""
        return {"ok": False, "error": self.error, **self.extra}


class InvalidError(SlackError):
    """Something in blocks, a view or the arguments is not as Slack wants it; each message carries its pointer."""

    def __init__(self, error: str, messages: list[str]) -> None:
        super().__init__(error, errors=[_bare(each) for each in messages], response_metadata={"messages": messages})
        self.messages = messages


class RateLimitedError(SlackError):
    """Too many calls; `retry_after` in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited", status=429)
        self.retry_after = retry_after


class WorldError(Exception):
    """A control request that makes no sense in this world; the sentence says what would."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def mistake(sentence: str, pointer: str) -> str:
    """One line of `response_metadata.messages`."""
    return f"[ERROR] {sentence} [json-pointer:{pointer}]"


def _bare(message: str) -> str:
    return message.removeprefix("[ERROR] ")
