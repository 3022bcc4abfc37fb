"""What a lock or a freeze is on: a service in an environment, all of one, all of the other, or everything."""

from __future__ import annotations

from dataclasses import dataclass

_ANY = "*"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """A part of the catalogue; what is left out means "all of them"."""

    service: str | None = None
    environment: str | None = None

    @property
    def key(self) -> str:
        """`service/environment`, with `*` for all: its name in the store and in buttons."""
        return f"{self.service or _ANY}/{self.environment or _ANY}"

    @classmethod
    def of(cls, key: str) -> Scope:
        """The scope of a key; a target's key is one too."""
        service, _, environment = key.partition("/")
        return cls(_named(service), _named(environment))

    def covers(self, other: Scope) -> bool:
        """Whether all of `other` lies within this."""
        return self.service in (None, other.service) and self.environment in (None, other.environment)

    def meets(self, other: Scope) -> bool:
        """Whether some target may lie within both."""
        services, environments = {self.service, other.service}, {self.environment, other.environment}
        return len(services - {None}) < 2 and len(environments - {None}) < 2


EVERYTHING = Scope()


def _named(part: str) -> str | None:
    return None if part in ("", _ANY) else part
