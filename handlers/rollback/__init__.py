"""`/rollback`: a preview of the way back with a button, or a form where the place isn't known yet."""

from handlers.rollback.asking import open, register  # noqa: A004  read `rollback.open`

__all__ = ["open", "register"]
