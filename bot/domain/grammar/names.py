"""Which words of a text are names of the catalogue, and which environment is meant where none is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue, Service
from bot.domain.grammar.words import Misread, is_release, quoted
from bot.domain.likeness import LONGEST, nearest
from bot.domain.scope import Scope

_EVERYTHING = ("everything", "all")
_NAMED = 5  # services of a train that a mistake names
_FILLERS = ("in", "on", "to", "of")  # "everything in production", "promote api to production"


def environments_of(service: Service, catalogue: Catalogue) -> list[str]:
    """Where a service can stand, in the order of the catalogue's environments."""
    return [name for name in catalogue.environments if name in service.targets]


def default_environment(service: Service, catalogue: Catalogue, channel: str) -> str | None:
    """The only environment of a service, else the one whose channel this is, else None."""
    names = environments_of(service, catalogue)
    if len(names) > 1:
        names = [name for name in names if catalogue.environments[name].channel == channel]
    return names[0] if len(names) == 1 else None


class Names:
    """The names of a catalogue, found whatever their case."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._services = _folded(catalogue.services)
        self._environments = _folded(catalogue.environments)
        self._trains = _folded(catalogue.trains)

    def service(self, word: str) -> str | None:
        """The service that this word is."""
        return _named(word, self.catalogue.services, self._services)

    def environment(self, word: str) -> str | None:
        """The environment that this word is."""
        return _named(word, self.catalogue.environments, self._environments)

    def train(self, word: str) -> str | None:
        """The train that this word is."""
        return _named(word, self.catalogue.trains, self._trains)

    def unit(self, name: str) -> Service:
        """A service, or a train as one."""
        found = self.catalogue.unit(name)
        if found is None:
            raise KeyError(name)
        return found

    def known(self, word: str) -> bool:
        """Whether a service or an environment is called so."""
        return bool(self.service(word) or self.environment(word))

    def like_service(self, word: str) -> str:
        """The service or train that was probably meant, or nothing."""
        return nearest(word, [*self.catalogue.services, *self.catalogue.trains])

    def unknown(self, word: str) -> Misread:
        """That nothing is called so, and what is nearly."""
        known = [*self.catalogue.services, *self.catalogue.environments]
        return Misread("service_unknown", service=quoted(word), nearest=nearest(word, known))

    def stands_in(self, service: str, environment: str | None) -> None:
        """Misread where the service has no target there."""
        if environment and environment not in self.unit(service).targets:
            raise self.elsewhere(service, environment)

    def elsewhere(self, service: str, environment: str) -> Misread:
        """That the service doesn't stand there, and where it does."""
        known = ", ".join(environments_of(self.unit(service), self.catalogue))
        return Misread("environment_unknown", environment=quoted(environment), known=known)

    def default_for(self, service: str, channel: str) -> str | None:
        """The environment that is meant where none was named, of a service or a train."""
        return default_environment(self.unit(service), self.catalogue, channel)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Words told apart: names, a release's ids, "everything", and the rest in its order."""

    services: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    everything: bool = False
    rest: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Whether a scope was named at all."""
        return bool(self.services or self.environments or self.everything)

    @property
    def service(self) -> str | None:
        """The only service; Misread where there are several."""
        return _only(self.services)

    @property
    def environment(self) -> str | None:
        """The only environment; Misread where there are several."""
        return _only(self.environments)

    @property
    def release(self) -> str | None:
        """The only release; Misread where there are several."""
        return _only(self.releases)


def sort(words: Iterable[str], names: Names, *, names_alone: bool = False, trains: bool = False) -> Sorted:
    """Tell the words apart; `names_alone` where a release's id or "all" would be a tag, `trains` where one may go."""
    services, environments, releases, rest = [], [], [], []
    everything = False
    for word in words:
        if service := names.service(word) or (names.train(word) if trains else None):
            services.append(service)
        elif environment := names.environment(word):
            environments.append(environment)
        elif not names_alone and is_release(word.lower()):
            releases.append(word.lower())
        elif not names_alone and word.casefold() in _EVERYTHING:
            everything = True
        else:
            rest.append(word)
            continue
        if rest and rest[-1].casefold() in _FILLERS:
            rest.pop()
    return Sorted(_distinct(services), _distinct(environments), _distinct(releases), everything, tuple(rest))


def scope_of(found: Sorted, names: Names) -> Scope:
    """The part of the catalogue that was named; Misread where it isn't one, or where something else was said too."""
    if found.rest:
        refuse_unknown(found.rest, names)
    if found.service:
        names.stands_in(found.service, found.environment)
    return Scope(found.service, found.environment)


def refuse_unknown(rest: Iterable[str], names: Names) -> None:
    """Misread for the first of the words: a train, or nothing that there is."""
    for word in rest:
        if train := names.train(word):
            raise apart(train, names.catalogue)
        raise names.unknown(word)


def apart(train: str, catalogue: Catalogue) -> Misread:
    """That this goes one service at a time, and which ones the train has."""
    return Misread("train_apart", train=train, known=", ".join(catalogue.trains[train].services[:_NAMED]))


def _named(word: str, names: Mapping[str, object], folded: Mapping[str, str]) -> str | None:
    if word in names:
        return word
    return folded.get(word.casefold()) if len(word) <= LONGEST else None


def _folded(names: Iterable[str]) -> dict[str, str]:
    return {name.casefold(): name for name in names}


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _only(names: tuple[str, ...]) -> str | None:
    if len(names) > 1:
        raise Misread("one_at_a_time", names=", ".join(map(quoted, names[:3])))
    return names[0] if names else None
