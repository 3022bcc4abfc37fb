"""Whatever happens in whatever order, on a real server: what must hold of teams that share targets holds.

The normal run plays a few; `PROOF=1000` plays so many, and looks for every old bug. A play that fails names its seed:
`PROOF=1 PROOF_FROM=SEED` plays it again, step by step the same.
"""

from __future__ import annotations

import os

import pytest

from simulator.redis import RedisServer
from tests.engine.interleavings.bugs import BUGS, Bug, nothing
from tests.engine.interleavings.play import Broken, Play

FIRST, PLAYS = int(os.environ.get("PROOF_FROM", "0")), int(os.environ.get("PROOF", "8"))
AT_ONCE = 8  # plays of one test: a few seconds
LONG = "PROOF" in os.environ
LOOKED_FOR = 400 if LONG else 40  # plays in which an old bug must be found


@pytest.fixture(scope="module")
def url(redis_server: RedisServer) -> str:
    """Where all plays take place, one after the other."""
    return redis_server.url


def as_it_is(script: str) -> str:
    """No old bug."""
    return script


@pytest.mark.parametrize("first", range(FIRST, FIRST + PLAYS, AT_ONCE))
def test_any_interleaving_keeps_what_must_hold(url: str, first: int) -> None:
    for seed in range(first, min(first + AT_ONCE, FIRST + PLAYS)):
        Play(url, seed, as_it_is, nothing).run()


@pytest.mark.slow
@pytest.mark.parametrize("bug", [bug for bug in BUGS if LONG or bug.plain], ids=str)
@pytest.mark.timeout(600)
def test_an_old_bug_is_found(url: str, bug: Bug) -> None:
    assert bug.fits(), "the script has no such line any more"
    assert any(is_found(url, seed, bug) for seed in range(LOOKED_FOR))


def is_found(url: str, seed: int, bug: Bug) -> bool:
    """Whether one play shows that something is wrong."""
    try:
        Play(url, seed, bug.change, bug.meddle).run()
    except Broken:
        return True
    return False


def test_the_same_seed_plays_the_same(url: str) -> None:
    logs = []
    for _ in range(2):
        play = Play(url, 7, as_it_is, nothing)
        play.run()
        logs.append(play.log)
    assert logs[0] == logs[1]
