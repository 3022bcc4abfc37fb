"""Image registries that speak OCI's distribution protocol (GHCR among them): tags and their digests.

https://github.com/opencontainers/distribution-spec
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bot.drivers.base import RevisionChoice
from bot.drivers.bodies import whole
from bot.errors import RegistryRefused, RegistryUnavailable, RevisionNotFound

T = TypeVar("T")
ACCEPT = ", ".join(
    (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
)
LIMIT = aiohttp.ClientTimeout(total=5, connect=2)  # seconds
MOST_BYTES = 4 * 1024 * 1024  # the distribution's own limit for a manifest
MOST_PAGES = 20
TAGS_FRESH = 20.0  # seconds
TOKEN_LIFE = 60.0  # seconds, where the registry doesn't say
MOST_KEPT = 256
HUB = "registry-1.docker.io"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
CHALLENGE = re.compile(r'(\w+)="([^"]*)"')
NUMBERS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Repository:
    """Where an image lives: the base address of its registry, its name there, the host that people write, and the
    role of AWS that may read it.
    """

    base: str
    name: str
    host: str = ""
    role: str | None = None

    @classmethod
    def of(cls, image: str, elsewhere: Mapping[str, str], role: str | None = None) -> Repository:
        """From `host/name`, or a name alone on Docker Hub; `elsewhere` points a host to another address."""
        host, _, name = image.partition("/")
        if not name or not ("." in host or ":" in host or host == "localhost"):
            host, name = HUB, image if name else f"library/{image}"
        return cls((elsewhere.get(host) or f"https://{host}").rstrip("/"), name, host, role)

    def url(self, *parts: str) -> str:
        """`BASE/v2/NAME/parts…`"""
        return "/".join((self.base, "v2", self.name, *parts))


class Logins(Protocol):
    """Who knows the logins of registries that take a password."""

    async def login(self, repository: Repository) -> tuple[str, float] | None:
        """The value of the `Authorization` header and for how many seconds it opens; None for a registry unknown."""


class Registry:
    """One for all registries. Raises `RevisionNotFound`, and `RegistryUnavailable` when it can't be asked."""

    def __init__(self, http: aiohttp.ClientSession, token: str | None = None, logins: Logins | None = None) -> None:
        self._http, self._secret, self._logins = http, token, logins
        self._openings: dict[Repository, tuple[float, str]] = {}  # until when, and the header
        self._tags: dict[Repository, tuple[float, list[str]]] = {}
        self._commits: dict[tuple[Repository, str], str | None] = {}

    async def digest(self, repository: Repository, reference: str) -> str:
        """What a tag (or digest) is for good: `sha256:…`."""
        status, headers, body = await self._get(repository, repository.url("manifests", reference))
        if status in (400, 404):
            raise RevisionNotFound(reference, await self._nearest(repository, reference))
        if status != 200:
            raise _trouble(repository, status)
        computed = f"sha256:{hashlib.sha256(body).hexdigest()}"
        told = headers.get("Docker-Content-Digest", computed)
        return told if DIGEST.fullmatch(told) else computed

    async def has(self, repository: Repository, reference: str) -> bool:
        """Whether a tag (or digest) is there."""
        status, _, _ = await self._get(repository, repository.url("manifests", reference))
        if status not in (200, 400, 404):
            raise _trouble(repository, status)
        return status == 200

    async def commit(self, repository: Repository, digest: str) -> str | None:
        """The commit that an image was built from, by the label that builders leave; None where there is none."""
        key = (repository, digest)
        if key not in self._commits:
            if len(self._commits) >= MOST_KEPT:
                self._commits.pop(next(iter(self._commits)))
            self._commits[key] = await self._labelled(repository, digest)
        return self._commits[key]

    async def _labelled(self, repository: Repository, digest: str) -> str | None:
        manifest = await self._document(repository, "manifests", digest)
        said = _commit_in(manifest.get("annotations"))
        inner = manifest.get("manifests")
        if not said and isinstance(inner, list) and inner and isinstance(inner[0], dict):
            manifest = await self._document(repository, "manifests", str(inner[0].get("digest")))
            said = _commit_in(manifest.get("annotations"))
        config = manifest.get("config")
        if said or not isinstance(config, dict):
            return said
        blob = await self._document(repository, "blobs", str(config.get("digest")))
        inside = blob.get("config")
        return _commit_in(inside.get("Labels")) if isinstance(inside, dict) else None

    async def _document(self, repository: Repository, kind: str, digest: str) -> dict[str, object]:
        status, _, body = await self._get(repository, repository.url(kind, digest))
        if status != 200:
            raise _trouble(repository, status)
        return _json(body)

    async def choices(self, repository: Repository, prefix: str, limit: int) -> list[RevisionChoice]:
        """Tags that hold what was typed, the highest version first."""
        tags = await self.tags(repository)
        wanted = prefix.casefold()
        found = [tag for tag in tags if wanted in tag.casefold()]
        found.sort(key=lambda tag: (not tag.casefold().startswith(wanted), _descending(tag)))
        return [RevisionChoice(tag) for tag in found[:limit]]

    async def tags(self, repository: Repository) -> list[str]:
        """All tags, at most twenty seconds old."""
        kept = self._tags.get(repository)
        if kept and time.monotonic() - kept[0] < TAGS_FRESH:
            return kept[1]
        tags = await self._all_tags(repository)
        _keep(self._tags, repository, (time.monotonic(), tags))
        return tags

    async def _all_tags(self, repository: Repository) -> list[str]:
        tags: list[str] = []
        url: str | None = repository.url("tags", "list?n=100")
        for _ in range(MOST_PAGES):
            if url is None:
                break
            status, headers, body = await self._get(repository, url)
            if status == 404:
                return []
            if status != 200:
                raise _trouble(repository, status)
            tags += _tags_in(body)
            url = _next(url, headers.get("Link", ""))
        return tags

    async def _nearest(self, repository: Repository, tag: str) -> tuple[str, ...]:
        try:
            tags = await self.tags(repository)
        except RegistryUnavailable:
            return ()
        return tuple(difflib.get_close_matches(tag, tags, n=3, cutoff=0.4))

    async def _get(self, repository: Repository, url: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body; asks for a token or a login when the registry wants one."""
        status, headers, body = await self._once(url, self._opening(repository))
        if status != 401:
            return status, headers, body
        opening, life = await self._fresh(repository, headers.get("WWW-Authenticate", ""))
        _keep(self._openings, repository, (time.monotonic() + life * 0.8, opening))
        return await self._once(url, opening)

    async def _once(self, url: str, opening: str | None) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Accept": ACCEPT} | ({"Authorization": opening} if opening else {})
        return await self._read(url, headers)

    async def _read(self, url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        try:
            async with self._http.get(URL(url, encoded=True), headers=headers, timeout=LIMIT) as answer:
                return answer.status, answer.headers, await whole(answer.content, MOST_BYTES)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as err:
            raise RegistryUnavailable(f"{urlsplit(url).netloc} could not be asked: {type(err).__name__}") from err

    def _opening(self, repository: Repository) -> str | None:
        ends, opening = self._openings.get(repository, (0.0, ""))
        return opening if time.monotonic() < ends else None

    async def _fresh(self, repository: Repository, challenge: str) -> tuple[str, float]:
        """What answers a challenge, and for how many seconds."""
        wants_password = challenge.lower().startswith("basic")
        if wants_password and self._logins and (login := await self._logins.login(repository)):
            return login
        asked = dict(CHALLENGE.findall(challenge))
        realm = asked.get("realm", "")
        if not challenge.lower().startswith("bearer") or not realm.startswith(("https://", "http://")):
            raise RegistryRefused(f"{repository.base} wants a login that isn't a bearer token")
        query = {key: asked[key] for key in ("service", "scope") if key in asked}
        status, _, body = await self._read(str(URL(realm).update_query(query)), self._login(repository, realm))
        token, life = _token_in(body) if status == 200 else ("", 0.0)
        if not token:
            raise _trouble(repository, status)
        return f"Bearer {token}", life

    def _login(self, repository: Repository, realm: str) -> dict[str, str]:
        """Our secret goes to the registry's own host alone, wherever its challenge points."""
        same = urlsplit(realm).netloc == urlsplit(repository.base).netloc
        return {"Authorization": aiohttp.encode_basic_auth("subaku", self._secret)} if self._secret and same else {}


def _commit_in(labels: object) -> str | None:
    found = labels.get("org.opencontainers.image.revision") if isinstance(labels, dict) else None
    return found if isinstance(found, str) and found else None


def _trouble(repository: Repository, status: int) -> RegistryUnavailable:
    if status < 500 and status != 429:
        return RegistryRefused(
            f"{repository.base} answered {status}: is {repository.name} private? GITHUB_TOKEN opens it"
        )
    return RegistryUnavailable(f"{repository.base} answered {status}")


def _tags_in(body: bytes) -> list[str]:
    found = _json(body).get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def _token_in(body: bytes) -> tuple[str, float]:
    answer = _json(body)
    life = answer.get("expires_in")
    token = answer.get("token") or answer.get("access_token") or ""
    return str(token), float(life) if isinstance(life, int | float) else TOKEN_LIFE


def _json(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _next(url: str, link: str) -> str | None:
    found = re.match(r'\s*<([^>]+)>\s*;\s*rel="?next"?', link)
    return str(URL(url).join(URL(found[1], encoded=True))) if found else None


def _descending(tag: str) -> tuple[tuple[int, int | str], ...]:
    """`v10` before `v9`: numbers compare as numbers, text backwards too."""
    return tuple((0, -int(part)) if part.isdecimal() else (1, part) for part in NUMBERS.split(tag) if part)


def _keep(cache: dict[Repository, T], key: Repository, value: T) -> None:
    """Keep it, and forget the oldest when there are too many."""
    if len(cache) >= MOST_KEPT:
        cache.pop(next(iter(cache)))
    cache[key] = value
