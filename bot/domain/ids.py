"""Names for releases and commands: short enough to say, in order of time."""

from __future__ import annotations

from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: nothing that looks like something else


def release_id(at: datetime, noise: int) -> str:
    """`r` + 9 characters of milliseconds + 5 of noise (25 bits): sorts by time, safe in keys and markers."""
    return "r" + _base32(int(at.timestamp() * 1000), 9) + _base32(noise, 5)


def _base32(number: int, width: int) -> str:
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(width)))
