"""The simulator's one server: Slack, AWS, GitHub, Argo CD, a registry and the page, on one port of the loopback."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from aiohttp import web

from simulator import page
from simulator.argocd.app import ArgoCdWorld
from simulator.aws.app import AwsWorld
from simulator.calls import Calls
from simulator.clock import Clock
from simulator.github.app import GithubWorld
from simulator.outside import Outside
from simulator.registry import add_routes as add_registry_routes
from simulator.scenarios import Scenarios
from simulator.slack.app import SlackWorld
from simulator.slack.sockets import RETRIES
from simulator.troubles import Troubles
from simulator.world import World

HOST = "127.0.0.1"
UPLOAD_BYTES = 64 * 1024 * 1024
SHUTDOWN_SECONDS = 2.0

Part = Callable[["Server"], None]


class Server:
    """A running simulator: `async with Server(world) as server: server.address`. Port 0 takes a free one."""

    def __init__(
        self,
        world: World,
        clock: Clock | None = None,
        port: int = 0,
        parts: tuple[Part, ...] | None = None,
        retries: tuple[float, ...] = RETRIES,
    ) -> None:
        self.world = world
        self.clock = clock or Clock()
        self.address = ""
        self.slack = SlackWorld(world, self.clock, lambda: self.address, retries)
        self.troubles = Troubles(self.slack.emit)
        self.scenarios, self.calls = Scenarios(), Calls()
        self.github: GithubWorld | None = None
        self.app = web.Application(client_max_size=UPLOAD_BYTES, middlewares=[self.troubles.strike])
        self.slack.add_routes(self.app)
        self.troubles.add_routes(self.app)
        self._port = port
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        self._closing = [self.slack.close]
        for add in EVERYTHING if parts is None else parts:
            add(self)

    def add_aws(self) -> None:
        """Mount the cloud."""
        aws = AwsWorld(
            self.world, self.clock, lambda: self.address, self.slack.emit, self.troubles, self.scenarios, self.calls
        )
        aws.add_routes(self.app)
        self._closing.append(aws.close)

    def add_github(self) -> None:
        """Mount GitHub."""
        people = {user.name: user.real_name for user in self.world.users}
        around = (self.clock, lambda: self.address, self.slack.emit, self.scenarios, self.calls, people)
        self.github = GithubWorld(self.world.github, *around)
        self.github.add_routes(self.app)
        self._closing.append(self.github.close)

    def add_argocd(self) -> None:
        """Mount Argo CD, which deploys what is in GitHub's repositories."""
        find = self.github.repository if self.github else (lambda _: None)
        argocd = ArgoCdWorld(self.world.argocd, self.clock, find, self.slack.emit, self.scenarios, self.calls)
        argocd.add_routes(self.app)
        self._closing.append(argocd.close)

    def add_registry(self) -> None:
        """Mount the image registry."""
        add_registry_routes(self.app, self.world)

    def add_outside(self) -> None:
        """Mount what gates ask beside the cloud."""
        Outside(self.slack.emit).add_routes(self.app)

    def add_page(self) -> None:
        """Mount the page to chat in."""
        page.add_routes(self.app)

    async def start(self) -> str:
        """Listen; returns the address. Raises OSError when the port is taken."""
        self.app.on_shutdown.append(self._close_parts)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port).start()
        self.address = f"http://{HOST}:{self._runner.addresses[0][1]}"
        return self.address

    async def close(self) -> None:
        """Stop listening and end all that goes on."""
        await self._runner.cleanup()

    async def _close_parts(self, _: web.Application) -> None:
        for close in self._closing:
            await close()

    async def __aenter__(self) -> Server:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


EVERYTHING: tuple[Part, ...] = (
    Server.add_aws,
    Server.add_github,
    Server.add_argocd,
    Server.add_registry,
    Server.add_outside,
    Server.add_page,
)
