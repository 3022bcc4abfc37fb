"""Names and times as AWS writes them."""

from __future__ import annotations

import random
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Account:
    """An account in a region."""

    id: str
    region: str

    def arn(self, service: str, resource: str) -> str:
        """The name of a resource, such as `service/demo/demo-backend` of ecs."""
        return f"arn:aws:{service}:{self.region}:{self.id}:{resource}"


def now() -> datetime:
    """This instant, to the millisecond, as AWS keeps it."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def deployment_id() -> str:
    """A CodeDeploy deployment's id: `d-` and nine capitals or digits."""
    return "d-" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(9))


def task_set_id() -> str:
    """A task set's id: `ecs-svc/` and nineteen digits."""
    return f"ecs-svc/{random.randrange(10**18, 10**19)}"  # noqa: S311 - a name, not a secret


def hex_id() -> str:
    """32 hexadecimal digits, as in a task's arn."""
    return secrets.token_hex(16)
