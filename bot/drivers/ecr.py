"""Logins of ECR: its registries take a password that its API gives away, and that lasts twelve hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.domain.catalogue import Aws
from bot.drivers.aws import Clients, asking
from bot.drivers.base import Call
from bot.drivers.registry import Repository
from bot.errors import DriverUnavailable, EffectRefused, RegistryRefused, RegistryUnavailable

HOST = re.compile(r"\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
LOGIN = Call("ecr", "GetAuthorizationToken")
"""For the `calls` of every driver whose images may be in ECR."""


class EcrLogins:
    """What a `Registry` asks when an ECR host wants a login."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def login(self, repository: Repository) -> tuple[str, float] | None:
        """The header that opens a repository, and for how many seconds; None where it isn't ECR's.

        Raises `RegistryUnavailable`, `RegistryRefused`, `Throttled`.
        """
        found = HOST.fullmatch(repository.host)
        if found is None:
            return None
        try:
            async with asking("GetAuthorizationToken"):
                client = await self._clients.get("ecr", Aws(found[1], repository.role))
                [given] = (await client.get_authorization_token())["authorizationData"]
                life = (given["expiresAt"] - datetime.now(UTC)).total_seconds()
                return f"Basic {given['authorizationToken']}", life
        except (DriverUnavailable, ValueError) as err:
            raise RegistryUnavailable(f"ECR gave no login for {repository.host}: {err}") from err
        except EffectRefused as err:
            raise RegistryRefused(f"ECR gave no login for {repository.host}: {err}") from err
