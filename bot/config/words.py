"""Small words for sentences about mistakes."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Sequence

LONGEST_SHOWN = 60
SECRET = re.compile(
    r"xox[abeoprs]-\w|xapp-\w|gh[oprsu]_\w{16}|github_pat_\w|AKIA[A-Z0-9]{12}|-----BEGIN [A-Z ]*PRIVATE KEY"
)


def shown(value: object) -> str:
    """A value as it can stand in a sentence: quoted, on one line, not too long."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str) and SECRET.search(value):
        return "what stands there"
    if isinstance(value, str):
        value = re.sub(r"//[^/\s]*@", "//…@", value[: 4 * LONGEST_SHOWN])
    quoted = json.dumps(value, ensure_ascii=False, default=str)
    if len(quoted) > LONGEST_SHOWN:
        quoted = quoted[: LONGEST_SHOWN - 2] + '…"'
    return "".join(letter if letter.isprintable() else "�" for letter in quoted)


def named(name: object) -> str:
    """A name as it can stand among others: like a value that is shown, without its quotes."""
    text = shown(name)
    return text[1:-1] if text.startswith('"') else text


def either(values: Iterable[object]) -> str:
    """`a, b or c`."""
    *most, last = [str(value) for value in values]
    return f"{', '.join(most)} or {last}" if most else last


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean "…"?)` where a known word is near, else nothing."""
    names = {name.casefold(): name for name in known}
    sought = word[:100].casefold()
    begins = [name for name in names if len(sought) > 1 and name.startswith(sought)]
    found = begins or difflib.get_close_matches(sought, names, n=1, cutoff=0.6)
    return f" (did you mean {shown(names[found[0]])}?)" if found and names[found[0]] != word else ""


def listed(names: Sequence[str] | Iterable[str], most: int = 30) -> str:
    """The names, sorted by comma; the end is left out when there are very many."""
    known = [named(name) for name in names]
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return (", ".join(known[:most]) or "none") + rest
