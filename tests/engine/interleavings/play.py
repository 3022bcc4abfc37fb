"""One play: replicas, people and a cloud, and a chance that decides who goes next. The same seed plays the same."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

import structlog

from bot.domain.ids import release_id
from bot.domain.release import Release, Status
from bot.engine.engine import Engine
from bot.engine.world import World
from tests.engine.interleavings.cloud import Cloud, CloudDriver
from tests.engine.interleavings.crew import WORKS, Everybody, Replica, catalogue
from tests.engine.interleavings.people import TARGETS, Ask, People
from tests.engine.interleavings.quiet import Gates, QuietLoop
from tests.engine.interleavings.wire import Server, Wire, wired
from tests.engine.interleavings.witness import OPENS, Witness

STARTS = ("08:59:45", "12:00:00", "16:59:30")  # production opens at nine and closes at five
SKIRMISHES = 25
STEPS = 100
SHOWN = 150  # of the last steps of a play that fails
PATIENCE = 300  # rounds in which all must have ended
ROUNDS = 8  # seconds of a calm moment; leases have run out after four, commands are taken over after five
DECISIVE = ("claim", "decide", "intend", "amend", "find", "part")  # that come late what was decided before may be wrong
PROMPT = ("person", "accept", "accept answered", "settle", "settle answered", "decide answered", "read", "plan")
# From the fence on only AWS itself can refuse: what calls it then is neither stalled nor overtaken by time.
UNFENCED = ("intend", "intend answered", "start")

Meddle = Callable[[Engine], None]
INBOX = "{subaku:T}:inbox"


class Broken(AssertionError):
    """What must hold doesn't."""


class Play:
    """From the first step to the settled dust. `change` and `meddle` put old bugs back."""

    def __init__(self, url: str, seed: int, change: Callable[[str], str], meddle: Meddle) -> None:
        self.loop, self.seed, self.meddle = QuietLoop(), seed, meddle
        self.chance = Random(seed)  # noqa: S311  it guards nothing
        self.start = datetime.fromisoformat(f"2026-03-02T{self.chance.choice(STARTS)}+00:00")
        self.server = Server.at(url, self.loop)
        self.server.change = change
        self.gates, self.log, self.wrong = Gates(self._weigh), list[str](), list[str]()
        self.gone: set[str] = set()
        self.hasty = False  # whether no call needs to wait
        self.witness = Witness(self.server, self.wrong.append, self._note, self.gone)
        self.cloud = Cloud(self.chance, self.wrong.append, self.witness.may_start)
        self.people = People(self.chance, self.witness, self.now)
        self.catalogue, self.replicas, self.asked, self.born = (
            catalogue(self.chance.choice([1, 2])),
            list[Replica](),
            0,
            0,
        )

    def run(self) -> None:
        """Raises `Broken` at the first thing that must not be."""
        random.seed(self.chance.random())  # the bot's own jitter
        try:
            with structlog.testing.capture_logs([structlog.processors.format_exc_info]) as logs:
                self.loop.run_until_complete(self._play(logs))
        finally:
            self.loop.run_until_complete(self._end())
            self.loop.close()
            self.server.redis.close()

    async def _play(self, logs: list[Any]) -> None:
        self.logs, self.read = logs, 0
        self.server.load()
        self.server.redis.xgroup_create(INBOX, "desk", id="0", mkstream=True)
        for _ in range(self.chance.randint(1, 3)):
            self._join()
        await self._begin()
        for _ in range(SKIRMISHES):
            await self._skirmish()
        for _ in range(STEPS):
            await self._step()
        await self._calm()
        self.witness.check_waiting(self.now())
        self.witness.check_locks(self.now())
        await self._settle()
        self.witness.check_ends()
        self._check()

    async def _begin(self) -> None:
        """Most plays are about one target, and a crowd before it."""
        if self.chance.random() < 0.7:
            self.people.targets = [self.chance.choice(TARGETS)]
        for asks in (self.people.crowd, self.people.approve_all):
            for ask in asks():
                self._say(ask)
            for _ in range(3):
                await self._round(self.replicas)

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        self.gates.gone.update(one.name for one in self.replicas)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def now(self) -> datetime:
        """What time it is."""
        return self.start + timedelta(seconds=self.loop.clock)

    # Mischief

    async def _step(self) -> None:
        """Whatever can go on by itself does; then chance decides on one thing."""
        timer = await self.loop.quiet()
        self._check()
        for replica in self.replicas:
            replica.stalled = max(0, replica.stalled - 1)
        acts: dict[Callable[[], None], float] = {
            self._open: 75 if self._openable() else 0,
            self._work: 14,
            self._ask: 8,
            self._cloud_moves: 5,
            lambda: self._wait(timer): 5,
            self._disturb: 1,
        }
        self.chance.choices(list(acts), list(acts.values()))[0]()

    async def _skirmish(self) -> None:
        """Much is asked for and done in haste, but no target is taken; then a few things at once, so that they meet."""
        self.hasty = True
        for _ in range(self.chance.randint(2, 8)):
            self._cloud_moves()
        for ask in (*self.people.more(), *self.people.approve_all()):
            self._say(ask)
        for name in ("take", "look", "take_over"):
            for replica in self.replicas:
                replica.do(name)
            await self._act(3)
        self.hasty = False
        asks = [self.people.ask() for _ in range(self.chance.randint(1, 4))]
        if self.chance.random() < 0.4:
            asks.append(self.people.close())
        for ask in filter(None, asks):
            self._say(ask)
        for name in ("take", "consider", *self.chance.choices(list(WORKS), list(WORKS.values()), k=2)):
            self.chance.choice(self.replicas).do(name)
        await self._act(self.chance.randint(5, 40))
        if self.chance.random() < 0.2:
            self._disturb()

    async def _act(self, steps: int) -> None:
        """Calls go through, and time passes only when there are none."""
        for _ in range(steps):
            timer = await self.loop.quiet()
            self._check()
            if self._openable() and not self.hasty:
                self._open()
            else:
                self._pass_time(min(timer or 0.3, 0.3))

    def _open(self) -> None:
        tickets = self._openable()
        ticket = self.chance.choices(tickets, [one.weight for one in tickets])[0]
        cut = self.chance.random() < 0.03
        self._note(f"{ticket.replica} {ticket.label}{' is cut off' if cut else ''}")
        self.gates.open(ticket, cut=cut)

    def _openable(self) -> list[Any]:
        awake = {one.name for one in self.replicas if not one.stalled}
        return [ticket for ticket in self.gates.waiting if ticket.replica in awake]

    def _work(self) -> None:
        replica, name = self.chance.choice(self.replicas), self.chance.choices(list(WORKS), list(WORKS.values()))[0]
        if not replica.stalled:
            replica.do(name)

    def _ask(self) -> None:
        if (ask := self.people.ask()) is not None:
            self._say(ask)

    def _cloud_moves(self) -> None:
        if moved := self.cloud.move(kindly=self.chance.random() < 0.9):
            self._note(moved)

    def _wait(self, timer: float | None) -> None:
        """To the end of the next sleep, or a little, or long."""
        lengths = [min(timer or 0.1, 5.0), 0.3, 1.5, 6.0, 70.0, 700.0]
        self._pass_time(self.chance.choices(lengths, [8, 6, 4, 1.5, 0.5, 0.15])[0])

    def _pass_time(self, length: float) -> None:
        """It stands while AWS is being asked to start something: who asks holds its lease."""
        if not any(ticket.label in UNFENCED for ticket in self.gates.waiting):
            self._note(f"{length:.2f} s pass")
            self.loop.clock += length

    def _disturb(self) -> None:
        self.chance.choice(
            [self._crash, self._stall, self._stall, self._move_tag, self._reset, self._rule, self._leave]
        )()

    def _crash(self) -> None:
        replica = self.chance.choice(self.replicas)
        self._note(f"{replica.name} disappears")
        self.gates.crash(replica.name)
        self.replicas.remove(replica)
        if not self.replicas or self.chance.random() < 0.7:
            self._join()

    def _stall(self) -> None:
        replica = self.chance.choice(self.replicas)
        if not any(one.replica == replica.name and one.label in UNFENCED for one in self.gates.waiting):
            replica.stalled = self.chance.randint(20, 120)
            self._note(f"{replica.name} stalls for {replica.stalled} steps")

    def _move_tag(self) -> None:
        tag = self.chance.choice(list(self.cloud.tags))
        self.cloud.tags[tag] = f"sha256:{tag}-{len(self.log)}"
        self._note(f"{tag} moves")

    def _reset(self) -> None:
        target = self.chance.choice(TARGETS)
        self.cloud.settings[target] += 1
        self._note(f"the settings of {target} change")

    def _rule(self) -> None:
        self.catalogue = catalogue(3 - self.catalogue.environments["production"].approval.required)  # type: ignore[union-attr]
        self._note("another catalogue")
        self.chance.choice(self.replicas).do("replan")

    def _leave(self) -> None:
        self.gone.add("USORA")
        self._note("USORA is deleted")

    # After it

    async def _calm(self) -> None:
        """What was asked is carried out, then all replicas do their work for some seconds, undisturbed."""
        if not self.replicas:
            self._join()
        for replica in self.replicas:
            replica.stalled = 0
        while self.server.redis.xlen(INBOX):
            await self._round(self.replicas)
        for _ in range(ROUNDS):
            await self._round(self.replicas)

    async def _round(self, replicas: Sequence[Replica]) -> None:
        """A second in which some replicas have one turn of everything."""
        end = self.loop.clock + 1.0
        for replica in replicas:
            for name in WORKS:
                replica.do(name)
        while self.loop.clock < end:
            timer = await self.loop.quiet()
            self._check()
            if self.gates.waiting:
                self.gates.open(self.chance.choice(self.gates.waiting), cut=False)
            else:
                self.loop.clock = min(end, self.loop.clock + (timer or 1.0))

    async def _settle(self) -> None:
        """People clean up, windows open, what runs comes to its end."""
        for _ in range(PATIENCE):
            if all(one.ended for one in self.witness.releases.values()):
                return
            for ask in (*self.people.clean_up(), *self.people.approve_all()):
                self._say(ask)
            while self.cloud.move(kindly=True):
                pass
            await self._round([self.chance.choice(self.replicas)])
            self._pass_if_idle()

    def _pass_if_idle(self) -> None:
        """Until something is due, when there is nothing but to wait."""
        waiting = [one for one in self.witness.releases.values() if not one.ended]
        if any(one.live for one in waiting) or self.server.redis.xlen(INBOX) or self._considered(waiting):
            return
        due = [one.acts_at for one in waiting if one.acts_at and one.status is not Status.QUEUED]
        opens = datetime.combine(self.now().date() + timedelta(days=self.now().hour >= OPENS), time(OPENS), UTC)
        self.loop.clock += max(0.0, (min([*due, opens]) - self.now()).total_seconds())

    def _considered(self, waiting: Sequence[Release]) -> bool:
        """Whether one of them could start right now."""
        return any(one.status is Status.QUEUED and not self.witness.hindrance(one, self.now()) for one in waiting)

    # What takes part

    def _join(self) -> None:
        self.born += 1
        name = f"replica-{self.born}"
        wire = Wire(name, self.server, self.gates, self.witness, lambda: self.chance.random() < 0.5)
        store = wired("T", name, wire)
        skew = timedelta(seconds=self.chance.choice([0, 0, 1.5]))
        drivers = {"cloud": CloudDriver(name, self.cloud, self.gates)}
        world = World(store, drivers, lambda: self.catalogue, lambda: self.now() + skew, name)
        engine = Engine(world, Everybody(name, self.gates, self.gone))
        self.meddle(engine)
        self.replicas.append(Replica(name, engine, store))
        self._note(f"{name} joins, {skew.seconds} s ahead")

    def _say(self, ask: Ask) -> None:
        """Somebody says something, and some replica hears it."""
        kind, by, about = ask
        self.asked += 1
        command = kind(id=release_id(self.now(), self.asked), by=by, at=self.now(), channel="C1", **about)
        self._note(f"{kind.kind} {command.id} by {by} {about}")
        replica = self.chance.choice(self.replicas)
        self.loop.create_task(replica.hear(command))

    def _weigh(self, label: str) -> float:
        """Some calls are slow, so that much comes in between; and some are seldom worth a wait."""
        if self.hasty and label != "claim":
            return 0.0
        if label in PROMPT and self.chance.random() < 0.7:
            return 0.0
        slow = 0.6 if label in DECISIVE else 0.1
        return 0.03 if self.chance.random() < slow else 1.0

    def _note(self, line: str) -> None:
        self.log.append(f"{self.now():%H:%M:%S.%f} {line}")

    def _check(self) -> None:
        for one in self.logs[self.read :]:
            if one["event"] in ("task_failed", "command_failed"):
                self.wrong.append(f"{one['event']}: {one.get('exception')}")
        self.read = len(self.logs)
        if self.wrong:
            raise Broken("\n".join([f"seed {self.seed}: {self.wrong[0]}", *self.log[-SHOWN:]]))
