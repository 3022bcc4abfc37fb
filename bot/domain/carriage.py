"""A carriage: the place of a release in a train, and the ids that follow from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carriage:
    """A release's place in a train: `place` from 1 `of` so many. `head` is the release that carries the approvals.

    The head also knows which services were left out as unchanged, of which nobody could tell (`unsure`), and, of a
    train that broke, when nothing more will be taken back (`over`).
    """

    name: str
    head: str
    place: int
    of: int
    left_out: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    over: bool = False


def carriage_id(head: str, place: int, *, back: bool = False) -> str:
    """The release of a carriage, or (`back`) the one that takes it back. No id of a head holds a `u`."""
    return head if place == 1 and not back else f"{head}u{place}{'b' * back}"


def head_of(release_id: str) -> str:
    """The head of the train that a release may be of; without a train, the release."""
    return release_id.partition("u")[0]
