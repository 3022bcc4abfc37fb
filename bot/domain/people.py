"""Who may do what: user ids and groups at the time of the click."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue
from bot.domain.release import Release
from bot.domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user as known at this moment. Guests, bots and strangers from shared channels aren't full members."""

    id: str
    groups: frozenset[str] = frozenset()
    full_member: bool = True

    def among(self, ids: Collection[str]) -> bool:
        """Whether this person, or one of their groups, is named."""
        return self.id in ids or not self.groups.isdisjoint(ids)


def is_deployer(person: Person, catalogue: Catalogue) -> bool:
    """Whether this person may ask for releases."""
    allowed = catalogue.workspace.deployers
    return person.full_member and (allowed is None or person.among(allowed))


def is_admin(person: Person, catalogue: Catalogue) -> bool:
    """Whether this person may lock everything, freeze and override."""
    return person.full_member and person.among(catalogue.workspace.admins)


def approves_in(person: Person, environment: str, catalogue: Catalogue) -> bool:
    """Whether this person is among those who approve in an environment."""
    rule = catalogue.rule(environment)
    return rule is not None and person.full_member and person.among(rule.by)


def may_lock(person: Person, scope: Scope, catalogue: Catalogue) -> bool:
    """A deployer locks a service; all of an environment, its approvers; everything, the admins alone."""
    if is_admin(person, catalogue):
        return True
    if scope.service is not None:
        return is_deployer(person, catalogue)
    return approves_in(person, scope.environment or "", catalogue)


def is_approver(person: Person, release: Release) -> bool:
    """Whether this person is among those whom the release's plan names, the requester aside."""
    return person.full_member and person.among(release.need.by)


def may_answer_hold(person: Person, release: Release, catalogue: Catalogue) -> bool:
    """A hold is answered by a deployer or approver of the environment; the requester too."""
    return approves_in(person, release.environment, catalogue) or is_deployer(person, catalogue)


def may_move(person: Person, release: Release, catalogue: Catalogue) -> bool:
    """An approver of the environment or an admin gives a release another place in its queue."""
    return approves_in(person, release.environment, catalogue) or is_admin(person, catalogue)


def may_cancel(person: Person, release: Release, catalogue: Catalogue) -> bool:
    """The requester, an approver or an admin takes a request back."""
    own = person.full_member and person.id == release.requester
    return own or is_approver(person, release) or is_admin(person, catalogue)
