"""What the values of buttons look like: names alone. Each named group is a field of the command that it makes."""

from __future__ import annotations

import re

_ID = r"r[0-9a-z]{14}(?:u[0-9]{1,3}b?)?"  # with the place in a train behind it
_RELEASE = rf"(?P<release>{_ID})"
_SCOPE = r"(?P<scope>[^\s:/]{1,128}/[^\s:/]{1,128})"

RELEASE = re.compile(_RELEASE)
AFTER_RELEASE = re.compile(_RELEASE + r"(?::[0-9A-Za-z_.:-]{1,128})?")
APPROVAL = re.compile(_RELEASE + r":(?P<fingerprint>[0-9A-Za-z_.:-]{1,128})")
PAIR = re.compile(_RELEASE + rf":(?P<other>{_ID})")
PLACE = re.compile(_RELEASE + r":(?P<place>[1-9][0-9]{0,3})")
BARRIER = re.compile(_RELEASE + r":(?P<barrier>window|freeze|lock|after|gate)")
SCOPE = re.compile(_SCOPE)
AFTER_LOCK = re.compile(_SCOPE + r":(?P<lock>r[0-9a-z]{14})")
OFFER = re.compile(r"(?P<service>[^\s:/]{1,128}):(?P<offer>[0-9a-f]{12})")
EXTENSION = re.compile(_SCOPE + r":(?P<seconds>[1-9][0-9]{0,5})")


def named(pattern: re.Pattern[str], value: object) -> dict[str, str] | None:
    """The fields in a value; None for one that has another form."""
    found = pattern.fullmatch(value) if isinstance(value, str) else None
    return found.groupdict() if found else None
