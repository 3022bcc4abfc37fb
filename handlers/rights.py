"""What somebody surely may not do, told before anything is kept. The desk looks again, at whoever they are then."""

from __future__ import annotations

from bot.domain.catalogue import Catalogue
from bot.domain.commands import (
    AskAgain,
    Command,
    LiftFreeze,
    MakeFreeze,
    PromoteService,
    ReloadCatalogue,
    RequestRelease,
    StealLock,
    TakeLock,
)
from bot.domain.people import Person, is_admin, is_deployer, may_lock
from bot.domain.scope import Scope
from bot.errors import Refused


def barred(person: Person, command: Command, catalogue: Catalogue) -> Refused | None:
    """Why this person can't have it done; None where the desk has to look."""
    match command:
        case RequestRelease() | AskAgain() | PromoteService() if not is_deployer(person, catalogue):
            return Refused("not_deployer")
        case TakeLock(scope=scope) | StealLock(scope=scope) if not may_lock(person, Scope.of(scope), catalogue):
            return Refused("not_lock", scope=scope)
        case MakeFreeze() | LiftFreeze() | ReloadCatalogue() if not is_admin(person, catalogue):
            return Refused("not_admin", admins=", ".join(catalogue.workspace.admins))
    return None
