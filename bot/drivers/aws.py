"""AWS clients, one for each service, account and region; and botocore's errors in our words.

Clients try once: what is worth trying again is decided where it is known whether it may run twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import cache
from random import uniform
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

import aioboto3
from aiobotocore.config import AioConfig
from aiobotocore.credentials import AioCredentialResolver, AioDeferredRefreshableCredentials
from aiobotocore.session import AioSession
from botocore.credentials import CredentialProvider
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.parsers import ResponseParserError

from bot.domain.catalogue import Aws
from bot.drivers.ledger import OK, UNKNOWN, Ledger, Write
from bot.errors import DriverError, DriverUnavailable, EffectRefused, Throttled

if TYPE_CHECKING:
    from types_aiobotocore_codedeploy import CodeDeployClient
    from types_aiobotocore_dynamodb import DynamoDBClient
    from types_aiobotocore_ecs import ECSClient
    from types_aiobotocore_sts import STSClient

T = TypeVar("T")
THROTTLES = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "ProvisionedThroughputExceededException",
        "SlowDown",
        "LimitExceededException",
    }
)
CONFIG = AioConfig(
    connect_timeout=3,
    read_timeout=10,
    max_pool_connections=32,
    retries={"total_max_attempts": 1, "mode": "standard"},
    tcp_keepalive=True,
    user_agent_extra="subaku",
)
ROLE_LIFE = 3600  # seconds
TRIES = 3


class Clients:
    """Opened when first asked for, closed together."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._open: dict[tuple[str, Aws], asyncio.Task[Any]] = {}
        self._sessions: dict[str | None, asyncio.Task[aioboto3.Session]] = {}

    @overload
    async def get(self, name: Literal["codedeploy"], aws: Aws) -> CodeDeployClient: ...
    @overload
    async def get(self, name: Literal["ecs"], aws: Aws) -> ECSClient: ...
    @overload
    async def get(self, name: Literal["dynamodb"], aws: Aws) -> DynamoDBClient: ...
    async def get(self, name: str, aws: Aws) -> Any:
        """The client of a service in an account and region. Raises `DriverUnavailable`, `EffectRefused`."""
        async with asking(f"client of {name}"):
            return await _shared(self._open, (name, aws), lambda: self._client(name, aws))

    async def close(self) -> None:
        """Close every client."""
        opening = [*self._open.values(), *self._sessions.values()]
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        await self._stack.aclose()

    async def _client(self, name: str, aws: Aws) -> Any:
        session = await _shared(self._sessions, aws.role, lambda: self._session(aws))
        return await self._stack.enter_async_context(session.client(name, region_name=aws.region, config=CONFIG))

    async def _session(self, aws: Aws) -> aioboto3.Session:
        own = aioboto3.Session(botocore_session=self._core())
        if aws.role is None:
            return own
        sts = await self._stack.enter_async_context(own.client("sts", region_name=aws.region, config=CONFIG))

        core = self._core()
        core.register_component("credential_provider", AioCredentialResolver([AssumedRole(sts, aws.role)]))
        return aioboto3.Session(botocore_session=core)

    def _core(self) -> AioSession:
        core = AioSession()
        core.register_component("data_loader", _models())
        return core


@cache
def _models() -> Any:
    """AWS's service models: megabytes of JSON, read once for all accounts."""
    return AioSession().get_component("data_loader")


class AssumedRole(CredentialProvider):
    """A credential provider as botocore's chain wants one: a role's credentials, fresh again before they end."""

    METHOD = CANONICAL_NAME = "custom-subaku-role"

    def __init__(self, sts: STSClient, role: str) -> None:
        super().__init__()
        self._sts, self._role = sts, role

    async def load(self) -> AioDeferredRefreshableCredentials:
        """Credentials that ask STS when they are first used."""
        return AioDeferredRefreshableCredentials(refresh_using=self._assume, method=self.METHOD)

    async def _assume(self) -> dict[str, str]:
        answer = await self._sts.assume_role(RoleArn=self._role, RoleSessionName="subaku", DurationSeconds=ROLE_LIFE)
        given = answer["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }


async def _shared(tasks: dict[Any, asyncio.Task[T]], key: Any, make: Callable[[], Any]) -> T:
    """One making for all who ask at once; a failed one is forgotten, so that the next may try again."""
    task = tasks.get(key)
    if task is None:
        task = tasks[key] = asyncio.create_task(make())
    try:
        return await asyncio.shield(task)
    except BaseException:
        if task.done() and tasks.get(key) is task:
            del tasks[key]
        raise


@asynccontextmanager
async def asking(what: str) -> AsyncIterator[None]:
    """Turn botocore's errors into ours; `what` names the operation for whoever reads the message.

    botocore makes an answer without keys of what is no JSON: a missing key isn't "empty", so look keys up within.
    """
    try:
        yield
    except (KeyError, AttributeError, TypeError) as err:  # the latter two from botocore's own reading
        raise DriverUnavailable(f"{what}: the answer can't be read ({err})") from err
    except ClientError as err:
        raise _translated(what, err) from err
    except (NoCredentialsError, PartialCredentialsError) as err:
        raise EffectRefused(f"{what}: {err}") from err
    except (HTTPClientError, ResponseParserError, BotoCoreError, TimeoutError, OSError) as err:
        if (task := asyncio.current_task()) and task.cancelling():
            raise asyncio.CancelledError from err  # the connection broke because we are being ended: don't try again
        raise DriverUnavailable(f"{what}: {type(err).__name__}") from err


@asynccontextmanager
async def writing(ledger: Ledger, write: Write) -> AsyncIterator[Callable[[str], None]]:
    """`asking`, for what changes something: the ledger hears how it went, also when that isn't known.

    Yields what takes the resource's name once AWS has given it one.
    """
    names, outcome = [write.resource], UNKNOWN
    try:
        async with asking(write.operation):
            yield names.append
        outcome = OK
    except DriverError as err:
        outcome = _outcome(err)
        raise
    finally:
        await ledger.wrote(replace(write, resource=names[-1], outcome=outcome))


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """A read, up to three times while AWS throttles or fails by itself."""
    for attempt in range(1, TRIES):
        try:
            return await call()
        except (Throttled, DriverUnavailable):
            await asyncio.sleep(uniform(0.1, 0.3) * 2**attempt)  # noqa: S311  jitter
    return await call()


def code_of(err: BaseException | None) -> str:
    """AWS's own name of what went wrong, or ''."""
    return str(err.response.get("Error", {}).get("Code", "")) if isinstance(err, ClientError) else ""


def _outcome(err: DriverError) -> str:
    """AWS's own word for no; `unknown` where the write may have come through all the same."""
    cause = err.__cause__
    return UNKNOWN if isinstance(err, DriverUnavailable) else code_of(cause) or type(cause).__name__


def _translated(what: str, err: ClientError) -> Exception:
    code = code_of(err)
    status = err.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    said = f"{what}: {code}: {err.response.get('Error', {}).get('Message', '')}"
    if code in THROTTLES or status == 429:
        return Throttled(said)
    if status >= 500 or not code:
        return DriverUnavailable(said)
    return EffectRefused(said)
