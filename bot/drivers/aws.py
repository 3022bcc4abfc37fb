"""AWS clients, one for each service, account and region; and botocore's errors in our words.

Clients try once: what is worth trying again is decided where it is known whether it may run twice. What is written
for a release is signed by a session that carries the release and the person, so that AWS's own trail names both.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
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
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError

from bot.domain.catalogue import Aws
from bot.drivers.base import Call
from bot.drivers.ledger import OK, UNKNOWN, Ledger, Write
from bot.ending import end
from bot.errors import DriverError, DriverUnavailable, EffectRefused, Throttled, UndeclaredCall

if TYPE_CHECKING:
    from types_aiobotocore_autoscaling import AutoScalingClient
    from types_aiobotocore_cloudwatch import CloudWatchClient
    from types_aiobotocore_codebuild import CodeBuildClient
    from types_aiobotocore_codedeploy import CodeDeployClient
    from types_aiobotocore_codepipeline import CodePipelineClient
    from types_aiobotocore_dynamodb import DynamoDBClient
    from types_aiobotocore_ecr import ECRClient
    from types_aiobotocore_ecs import ECSClient
    from types_aiobotocore_elbv2 import ElasticLoadBalancingv2Client
    from types_aiobotocore_lambda import LambdaClient
    from types_aiobotocore_logs import CloudWatchLogsClient
    from types_aiobotocore_s3 import S3Client
    from types_aiobotocore_sqs import SQSClient
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
    user_agent="subaku",  # botocore would build its own anew for each call, which costs half of it
)
ROLE_LIFE = 3600  # seconds
SESSIONS = 64  # of a role, beside our own
OWN = "subaku"  # the session of what is only read
UNNAMEABLE = re.compile(r"[^\w+=,.@-]", re.ASCII)
TRIES = 3
NEWER = Path(__file__).with_name("models")  # goes when the pinned botocore has ECS's pause hooks


_session_name = ContextVar("session_name", default=OWN)


class Clients:
    """Opened when first asked for, closed together. They make the calls that were declared, and no others."""

    def __init__(self) -> None:
        self._declared: set[tuple[str, str]] = set()
        self._stack = AsyncExitStack()
        self._open: dict[tuple[str, Aws], asyncio.Task[Any]] = {}
        self._sessions: dict[str | None, asyncio.Task[aioboto3.Session]] = {}

    def declare(self, calls: Iterable[Call]) -> None:
        """Allow these calls from now on."""
        self._declared |= {(call.service, call.operation) for call in calls}

    @overload
    async def get(self, name: Literal["autoscaling"], aws: Aws) -> AutoScalingClient: ...
    @overload
    async def get(self, name: Literal["cloudwatch"], aws: Aws) -> CloudWatchClient: ...
    @overload
    async def get(self, name: Literal["codebuild"], aws: Aws) -> CodeBuildClient: ...
    @overload
    async def get(self, name: Literal["codepipeline"], aws: Aws) -> CodePipelineClient: ...
    @overload
    async def get(self, name: Literal["ecr"], aws: Aws) -> ECRClient: ...
    @overload
    async def get(self, name: Literal["elbv2"], aws: Aws) -> ElasticLoadBalancingv2Client: ...
    @overload
    async def get(self, name: Literal["lambda"], aws: Aws) -> LambdaClient: ...
    @overload
    async def get(self, name: Literal["logs"], aws: Aws) -> CloudWatchLogsClient: ...
    @overload
    async def get(self, name: Literal["s3"], aws: Aws) -> S3Client: ...
    @overload
    async def get(self, name: Literal["sqs"], aws: Aws) -> SQSClient: ...
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
        await end([*self._open.values(), *self._sessions.values()])
        await self._stack.aclose()

    async def _client(self, name: str, aws: Aws) -> Any:
        session = await _shared(self._sessions, aws.role, lambda: self._session(aws))
        client = await self._stack.enter_async_context(session.client(name, region_name=aws.region, config=CONFIG))
        client.meta.events.register("before-call", partial(self._refuse_undeclared, name))
        return client

    def _refuse_undeclared(self, service: str, model: OperationModel, **_: object) -> None:
        if (service, model.name) not in self._declared:
            raise UndeclaredCall(f"{service}:{model.name} is not among the calls that a driver or gate declares")

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
    """AWS's service models: megabytes of JSON, read once for all accounts; and what botocore doesn't know yet."""
    loader = AioSession().get_component("data_loader")
    loader.search_paths.append(str(NEWER))
    return loader


class AssumedRole(CredentialProvider):
    """A credential provider as botocore's chain wants one: a role's credentials, fresh again before they end."""

    METHOD = CANONICAL_NAME = "custom-subaku-role"

    def __init__(self, sts: STSClient, role: str) -> None:
        super().__init__()
        self._sts, self._role = sts, role

    async def load(self) -> SessionCredentials:
        """Credentials that ask STS when they are first used."""
        return SessionCredentials(self._assume, self.METHOD)

    async def _assume(self, session: str) -> dict[str, str]:
        answer = await self._sts.assume_role(RoleArn=self._role, RoleSessionName=session, DurationSeconds=ROLE_LIFE)
        given = answer["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }


class SessionCredentials(AioDeferredRefreshableCredentials):
    """A role's credentials under the session's name that is in force when a request is signed."""

    def __init__(self, assume: Callable[[str], Awaitable[dict[str, str]]], method: str) -> None:
        super().__init__(refresh_using=partial(assume, OWN), method=method)
        self._assume = assume
        self._sessions: OrderedDict[str, AioDeferredRefreshableCredentials] = OrderedDict()

    async def get_frozen_credentials(self) -> Any:  # type: ignore[override]  # botocore's own, which aiobotocore awaits
        """What botocore asks for at each signature."""
        name = _session_name.get()
        if name == OWN:
            return await super().get_frozen_credentials()
        return await self._named(name).get_frozen_credentials()

    def _named(self, name: str) -> AioDeferredRefreshableCredentials:
        known = self._sessions.pop(name, None)
        self._sessions[name] = found = known or AioDeferredRefreshableCredentials(
            refresh_using=partial(self._assume, name), method=self.method
        )
        if len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return found


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
    except (KeyError, AttributeError, TypeError, ValueError, RecursionError) as err:  # botocore's own too
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
    before = _session_name.set(UNNAMEABLE.sub("", f"{OWN}-{write.release}-{write.actor}")[:64])
    try:
        async with asking(write.operation):
            yield names.append
        outcome = OK
    except DriverError as err:
        outcome = _outcome(err)
        raise
    finally:
        _session_name.reset(before)
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
    """The other side's own word for no; `unknown` where the write may have come through all the same."""
    cause = err.__cause__ or err
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
