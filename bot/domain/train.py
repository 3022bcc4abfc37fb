"""Trains: several services released as one, in order. Pure: what they begin as, and what follows from where they are.

A train is a row of releases. Each starts once the one before it has arrived; when one ends badly, those behind it are
called off, and those before it taken back, the last one first.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain import lifecycle, standing
from bot.domain.carriage import Carriage, carriage_id
from bot.domain.catalogue import ApprovalRule, Catalogue, Target
from bot.domain.commands import Command
from bot.domain.events import SUBAKU, TrainReturned
from bot.domain.lifecycle import Decision, Wish
from bot.domain.release import WAITING, Plan, Release, Revision, Status
from bot.domain.standing import Stood

_COMMIT = re.compile(r"[0-9a-f]{7,40}")


class Course(StrEnum):
    """Where a train is, once its head has arrived."""

    GOING = "going"
    ARRIVED = "arrived"
    TURNING = "turning"  # one ended badly; the others are taken back
    BACK = "back"
    STRANDED = "stranded"  # not all of it could be taken back


@dataclass(frozen=True, slots=True)
class Train:
    """Its carriages in their order, and by the id of a carriage the release that takes it back."""

    carriages: tuple[Release, ...]
    backs: Mapping[str, Release] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        """Whether one ended badly."""
        return any(one.ended and one.status is not Status.SUCCEEDED for one in self.carriages)

    @property
    def course(self) -> Course:
        """Where it is."""
        arrived = [one for one in self.carriages if one.status is Status.SUCCEEDED]
        if not self.broken:
            return Course.ARRIVED if len(arrived) == len(self.carriages) else Course.GOING
        backs = [self.backs.get(one.id) for one in arrived]
        if not any(one.train and one.train.over for one in self.carriages):
            return Course.TURNING
        return Course.BACK if all(one and one.status is Status.SUCCEEDED for one in backs) else Course.STRANDED

    def to_call_off(self) -> list[Release]:
        """What waits, though the train goes no further."""
        return [one for one in self.carriages if one.status in WAITING] if self.broken else []

    def to_take_back(self) -> list[Release]:
        """What arrived and hasn't been taken back, the last one first; nothing while a carriage still moves."""
        if not self.broken or not all(one.ended for one in self.carriages):
            return []
        return [one for one in reversed(self.carriages) if one.status is Status.SUCCEEDED and not self._is_back(one)]

    def _is_back(self, one: Release) -> bool:
        back = self.backs.get(one.id)
        return back is not None and back.ended


def is_carriage(release: Release) -> bool:
    """Whether it is told in the thread of another release, the head of its train."""
    return release.train is not None and not release.leads


def ids_of(head: Release) -> list[str]:
    """All releases that a train can consist of: its carriages, then what takes each of them back."""
    places = range(1, head.train.of + 1) if head.train else []
    return [carriage_id(head.id, place, back=back) for back in (False, True) for place in places]


def of(releases: Iterable[Release]) -> Train:
    """The train that these releases are."""
    found = sorted((one for one in releases if one.train), key=lambda one: one.train.place if one.train else 0)
    carriages = tuple(one for one in found if not one.is_rollback)
    by_place = {one.train.place: one for one in found if one.is_rollback and one.train}
    backs = {one.id: by_place[one.train.place] for one in carriages if one.train and one.train.place in by_place}
    return Train(carriages, backs)


def members(catalogue: Catalogue, name: str, environment: str) -> list[Target]:
    """Where a train goes in an environment, in its order; empty where there is no such train, or nothing of it."""
    services = catalogue.trains[name].services if name in catalogue.trains else ()
    found = (catalogue.target(service, environment) for service in services)
    return [target for target in found if target is not None]


def depart(
    command: Command, coupling: Carriage, plans: Sequence[Plan], rule: ApprovalRule | None, wish: Wish, now: datetime
) -> list[Decision]:
    """The releases of a train in their order. The first waits for the approvals and the time, of the whole."""
    head = replace(wish, train=coupling)
    made = [lifecycle.request(command, whole(plans[0], plans[1:]), rule, head, now)]
    for place, plan in enumerate(plans[1:], start=2):
        behind = Wish(hotfix=wish.hotfix, train=Carriage(coupling.name, command.id, place, coupling.of))
        named = replace(command, id=carriage_id(command.id, place), reply=None)
        made.append(lifecycle.request(named, plan, None, behind, now))
    return made


def whole(plan: Plan, behind: Iterable[Plan]) -> Plan:
    """The plan of a head: an approval of it is one of those behind it."""
    parts = {f"carriage.{one.target.partition('/')[0]}": one.fingerprint for one in behind}
    if not parts:
        return plan
    together = json.dumps([plan.fingerprint, parts], sort_keys=True)
    fingerprint = hashlib.sha256(together.encode()).hexdigest()[:16]
    return replace(plan, fingerprint=fingerprint, parts={**plan.parts, **parts})


def call_off(release: Release, now: datetime) -> Decision:
    """It doesn't go: its train has ended before its turn."""
    return lifecycle.called_off(release, SUBAKU, now)


def settle(head: Release, now: datetime) -> Decision | None:
    """The train broke, and what could be taken back was; None where that is known, or where the head didn't arrive."""
    train = head.train
    if train is None or train.over or head.status is not Status.SUCCEEDED:
        return None
    return head.changed(train=replace(train, over=True)), (TrainReturned(release=head.id, at=now),)


def stands(release: Release, history: Sequence[Release]) -> bool:
    """Whether it still stands where it arrived; `history` of its target."""
    found = standing.current(history)
    return found is not None and found.release is not None and found.release.id == release.id


def stood_before(release: Release, history: Sequence[Release]) -> Stood | None:
    """What to bring back in place of a carriage; None where nothing is to be done.

    `history` of its target. Nothing is where something else stands there by now, or the same stood there before.
    """
    spans = standing.spans(history)
    if len(spans) < 2 or not stands(release, history):
        return None
    return None if standing.is_same(spans[0].revision, spans[1].revision) else spans[1]


def live_revision(plan: Plan, history: Sequence[Release]) -> Revision | None:
    """What stands on a target: as we brought it, unless AWS tells of something else."""
    stands = standing.current(history)
    if stands is not None and plan.live in (None, stands.revision.name, stands.revision.digest):
        return stands.revision
    return Revision(plan.live) if plan.live else None


def commit_of(revision: Revision) -> str | None:
    """The commit that a revision was made from, as far as that can be told."""
    return revision.commit or (revision.name if _COMMIT.fullmatch(revision.name) else None)


def touches(files: Iterable[str], paths: Sequence[str]) -> bool:
    """Whether any of the files lies in one of the paths."""
    return any(file == path.rstrip("/") or file.startswith(f"{path.rstrip('/')}/") for file in files for path in paths)
