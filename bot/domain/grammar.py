"""What a person typed after `/platform-deploy`, read against the catalogue. Pure: text in, an understanding out.

`SERVICE [REVISION] [ENVIRONMENT]` in any order, or a verb first. What can't be understood is never guessed:
it becomes `Ambiguous`, which a form completes, or a `Mistake` that says what is wrong and what is near.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue, Service

# fmt: off
VERBS = (
    "status", "queue", "why", "lock", "unlock", "steal", "windows", "freeze", "schedule", "history",
    "diff", "promote", "retry", "cancel", "reload", "report", "help",
)
# fmt: on
LONGEST_NAME = 64  # comparing longer words for likeness would take longer than the whole answer may
MOST_WORDS = 16  # nothing that makes sense has more, and each is looked up before the ack
_QUOTED = 40
_QUOTES = "\"'“”‘’«»「」『』"
_TRAILING = ",.;、。"
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_RELEASE = re.compile(r"r[0-9a-z]{14}")
_TIME = re.compile(r"\s(?:(at)\s+\S|(in the next window)\b|(hotfix)\s+because\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """Put a revision of a service in an environment: each of them is in the catalogue, the revision well formed."""

    service: str
    environment: str
    revision: str


@dataclass(frozen=True, slots=True)
class Verb:
    """Something other than a release. `about` is a service, an environment or a release's id, where one was named."""

    name: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Understood in part, or empty: a form asks for the rest."""

    service: str | None = None
    environment: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong: the code of a message and its facts, fit to be shown once they are escaped."""

    code: str
    facts: Mapping[str, str]


def parse(text: str, catalogue: Catalogue, channel: str) -> Request | Verb | Ambiguous | Mistake:
    """What the text asks for. `channel` decides the environment where the text leaves it out."""
    normal = unicodedata.normalize("NFKC", text)
    words = [word for word in map(_bare, normal.split(maxsplit=MOST_WORDS)[:MOST_WORDS]) if word]
    if not words:
        return Ambiguous()
    first = words[0].casefold()
    if first in VERBS:
        return _verb(first, words[1:], catalogue)
    if later := _TIME.search(normal):
        return Mistake("not_built", {"verb": next(filter(None, later.groups())).lower()})
    return _release(words, catalogue, channel)


def is_revision(word: str) -> bool:
    """Whether this is an OCI tag or a digest."""
    return bool(_TAG.fullmatch(word) or _DIGEST.fullmatch(word))


def is_release(word: str) -> bool:
    """Whether this has the form of a release's id."""
    return bool(_RELEASE.fullmatch(word))


def quoted(word: str) -> str:
    """A harmless, short form of what was typed: no control characters, no backticks."""
    start = word[: 2 * _QUOTED]
    plain = "".join(letter for letter in start if letter != "`" and unicodedata.category(letter)[0] != "C")
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + "…"


def environments_of(service: Service, catalogue: Catalogue) -> list[str]:
    """Where a service can stand, in the order of the catalogue's environments."""
    return [name for name in catalogue.environments if name in service.targets]


def default_environment(service: Service, catalogue: Catalogue, channel: str) -> str | None:
    """The only environment of a service, else the one whose channel this is, else None."""
    names = environments_of(service, catalogue)
    if len(names) > 1:
        names = [name for name in names if catalogue.environments[name].channel == channel]
    return names[0] if len(names) == 1 else None


def _verb(name: str, words: list[str], catalogue: Catalogue) -> Verb | Mistake:
    if not words:
        return Verb(name)
    word = words[0]
    if is_release(word.lower()):
        return Verb(name, word.lower())
    if about := _named(word, catalogue.services) or _named(word, catalogue.environments):
        return Verb(name, about)
    if name not in ("status", "cancel"):
        return Verb(name)
    return _unknown_service(word, catalogue)


def _release(words: list[str], catalogue: Catalogue, channel: str) -> Request | Ambiguous | Mistake:
    services = _distinct(_named(word, catalogue.services) for word in words)
    environments = _distinct(_named(word, catalogue.environments) for word in words)
    rest = [word for word in words if not _is_name(word, catalogue)]
    if not services:
        return _without_service(words, rest, environments, catalogue)
    if bad := next((word for word in rest if not is_revision(_digest(word))), None):
        return Mistake("bad_revision", {"revision": quoted(bad)})
    if len(services) > 1 or len(environments) > 1 or len(rest) > 2:
        return Ambiguous(_only(services), _only(environments), _only(rest))
    if len(rest) == 2:
        return _two_revisions(services[0], environments, rest, catalogue)
    service = catalogue.services[services[0]]
    revision = _digest(rest[0]) if rest else None
    return _placed(service, revision, _only(environments), catalogue, channel)


def _placed(
    service: Service, revision: str | None, environment: str | None, catalogue: Catalogue, channel: str
) -> Request | Ambiguous | Mistake:
    if environment and environment not in service.targets:
        return _unknown_environment(environment, service, catalogue)
    environment = environment or default_environment(service, catalogue, channel)
    if environment and revision:
        return Request(service.name, environment, revision)
    return Ambiguous(service.name, environment, revision)


def _two_revisions(service: str, environments: list[str], rest: list[str], catalogue: Catalogue) -> Ambiguous | Mistake:
    """Of two words that could be a revision, the last one was meant as an environment where none is named."""
    if environments:
        return Ambiguous(service, environments[0])
    return _unknown_environment(rest[1], catalogue.services[service], catalogue)


def _without_service(
    words: list[str], rest: list[str], environments: list[str], catalogue: Catalogue
) -> Ambiguous | Mistake:
    train = next(filter(None, (_named(word, catalogue.trains) for word in words)), None)
    if train:
        return Mistake("not_built", {"verb": train})
    if not rest:
        return Ambiguous(environment=_only(environments))
    meant = next((word for word in rest if _nearest(word, catalogue.services)), rest[0])
    verb = _nearest(rest[0], VERBS)
    if verb and not _nearest(meant, catalogue.services):
        return Mistake("unknown_verb", {"verb": quoted(rest[0]), "nearest": verb})
    return _unknown_service(meant, catalogue)


def _unknown_service(word: str, catalogue: Catalogue) -> Mistake:
    return Mistake("service_unknown", {"service": quoted(word), "nearest": _nearest(word, catalogue.services)})


def _unknown_environment(word: str, service: Service, catalogue: Catalogue) -> Mistake:
    known = ", ".join(environments_of(service, catalogue))
    return Mistake("environment_unknown", {"environment": quoted(word), "known": known})


def _nearest(word: str, names: Iterable[str]) -> str:
    if len(word) > LONGEST_NAME:
        return ""
    by_fold = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(word.casefold(), by_fold, n=1)
    return by_fold[found[0]] if found else ""


def _named(word: str, names: Collection[str]) -> str | None:
    """The name that this word is, whatever its case."""
    if word in names:
        return word
    if len(word) > LONGEST_NAME:
        return None
    folded = word.casefold()
    return folded if folded in names else next((name for name in names if name.casefold() == folded), None)


def _is_name(word: str, catalogue: Catalogue) -> bool:
    return bool(_named(word, catalogue.services) or _named(word, catalogue.environments))


def _digest(word: str) -> str:
    """A digest in lower case; anything else as it was typed, because tags tell cases apart."""
    return word.lower() if word[:7].lower() == "sha256:" else word


def _distinct(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _bare(word: str) -> str:
    """The word without the quotes around it and the comma or full stop behind it."""
    return word.strip(_QUOTES).rstrip(_TRAILING).strip(_QUOTES)
