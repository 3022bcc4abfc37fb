"""An OCI registry as GHCR is one, at `/registry`: tokens, tags, manifests, and a real sha256 for each of them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aiohttp import web

from simulator.asked import asked_of, refused
from simulator.world import ImageTag, Repository, World

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PAGE = 100  # tags, where none is asked for
LONGEST_PAGE = 1000
TAGS_KEPT = 1000  # of a repository
TOKENS_KEPT = 1000
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


@dataclass(frozen=True)
class Image:
    """What a tag points at; `scenario` is how a service fares that runs it."""

    commit: str
    scenario: str
    index: bytes
    manifest: bytes
    config: bytes

    @property
    def digest(self) -> str:
        return digest(self.index)

    def blobs(self) -> dict[str, tuple[str, bytes]]:
        """Media type and bytes of each of its parts, by digest."""
        parts = ((INDEX, self.index), (MANIFEST, self.manifest), (CONFIG, self.config))
        return {digest(data): (kind, data) for kind, data in parts}


class Images:
    """The images of all repositories, which are known by their names without the registry's host."""

    def __init__(self, repositories: tuple[Repository, ...]) -> None:
        self.repositories: dict[str, OrderedDict[str, Image]] = {
            _bare(each.name): OrderedDict((tag.tag, _built(_bare(each.name), tag)) for tag in each.tags)
            for each in repositories
        }

        self.private = {_bare(each.name) for each in repositories if ".dkr.ecr." in each.name}
        self._untagged: dict[tuple[str, str], Image] = {}  # by repository and digest
        self._passwords: deque[str] = deque(maxlen=TOKENS_KEPT)

    def push(self, repository: str, tag: ImageTag) -> Image:
        """Add a tag, or move it: what it pointed at stays under its digest. Raises KeyError without the repository."""
        tags = self.repositories[_bare(repository)]
        if moved := tags.pop(tag.tag, None):
            self._untagged[_bare(repository), moved.digest] = moved
            if len(self._untagged) > TAGS_KEPT:
                del self._untagged[next(iter(self._untagged))]
        tags[tag.tag] = image = _built(_bare(repository), tag)
        if len(tags) > TAGS_KEPT:
            tags.popitem(last=False)
        return image

    def remove(self, repository: str, tag: str) -> None:
        """Forget a tag, and its image where no other tag has it. Raises KeyError for what isn't there."""
        del self.repositories[_bare(repository)][tag]

    def let_in(self, password: str) -> None:
        """ECR has given this password away: it opens the private repositories."""
        self._passwords.append(password)

    def opens(self, authorization: str) -> bool:
        """Whether a header of basic authorization holds one of ECR's passwords."""
        kind, _, encoded = authorization.partition(" ")
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return False
        return (kind.lower(), user) == ("basic", "AWS") and password in self._passwords

    def find(self, reference: str) -> Image | None:
        """An image by a reference such as `ghcr.io/owner/name:v2`, `…@sha256:…`, or both."""
        name, _, by_digest = reference.partition("@")
        name, tag = name.rsplit(":", 1) if ":" in name.rsplit("/", 1)[-1] else (name, "latest")
        tags: OrderedDict[str, Image] = self.repositories.get(_bare(name), OrderedDict())
        if not by_digest:
            return tags.get(tag)
        # of two tags of one digest the newer one decides how it fares
        tagged = next((each for each in reversed(tags.values()) if each.digest == by_digest), None)
        return tagged or self._untagged.get((_bare(name), by_digest))

    def all_of(self, name: str) -> Iterator[Image]:
        """Every image of a repository, by its name without the host."""
        yield from self.repositories.get(name, {}).values()
        yield from (image for (repository, _), image in self._untagged.items() if repository == name)

    def digest_of(self, reference: str) -> str:
        """The digest of an image; empty where it isn't there."""
        found = self.find(reference)
        return found.digest if found else ""

    def tag_of(self, reference: str) -> str:
        """The first tag of an image, for people to read; empty where it isn't there."""
        known = self.digest_of(reference)
        tags = (each for tags in self.repositories.values() for each in tags.items())
        return next((tag for tag, image in tags if image.digest == known), "")

    def scenario_of(self, reference: str) -> str:
        """How a service fares that runs it; empty where nothing is said."""
        found = self.find(reference)
        return found.scenario if found else ""


IMAGES = web.AppKey("images", Images)


class Registry:
    """The HTTP side. Anybody gets a token, as for public images."""

    def __init__(self, images: Images) -> None:
        self._images = images
        self._tokens: OrderedDict[str, str] = OrderedDict()

    async def ping(self, request: web.Request) -> web.Response:
        """`/v2/`: where tokens are to be had."""
        return self._challenged(request, "") or web.json_response({})

    async def token(self, request: web.Request) -> web.Response:
        """A token for a scope, such as `repository:owner/name:pull`."""
        token = secrets.token_urlsafe(24)
        self._tokens[token] = request.query.get("scope", "")
        if len(self._tokens) > TOKENS_KEPT:
            self._tokens.popitem(last=False)
        return web.json_response({"token": token, "expires_in": 300})

    async def tags(self, request: web.Request) -> web.Response:
        """`/v2/NAME/tags/list?n=&last=`, in the order of their making."""
        name = request.match_info["name"]
        if refusal := self._challenged(request, name):
            return refusal
        if name not in self._images.repositories:
            return _error(404, "NAME_UNKNOWN", "repository name not known to registry")
        asked = request.query.get("n", str(PAGE))
        if not asked.isdecimal() or not 0 < int(asked) <= LONGEST_PAGE:
            return _error(400, "PAGINATION_NUMBER_INVALID", f"n must be a number from 1 to {LONGEST_PAGE}")
        everything, last = list(self._images.repositories[name]), request.query.get("last", "")
        begin = everything.index(last) + 1 if last in everything else 0
        page, rest = everything[begin : begin + int(asked)], everything[begin + int(asked) :]
        link = f'</registry/v2/{name}/tags/list?last={quote(page[-1])}&n={asked}>; rel="next"' if rest else ""
        return web.json_response({"name": name, "tags": page}, headers={"Link": link} if link else {})

    async def manifest(self, request: web.Request) -> web.Response:
        """`/v2/NAME/manifests/TAG` or `…/DIGEST`."""
        name, reference = request.match_info["name"], request.match_info["reference"]
        if refusal := self._challenged(request, name):
            return refusal
        if (image := self._images.repositories.get(name, OrderedDict()).get(reference)) is not None:
            reference = image.digest
        kind, data = self._blob(name, reference)
        if kind not in {INDEX, MANIFEST}:
            return _error(404, "MANIFEST_UNKNOWN", "manifest unknown")
        accepted = ",".join(request.headers.getall("Accept", []))
        if kind not in accepted and "*/*" not in accepted:
            found = "index found, but Accept header does not support OCI indexes"
            if kind == MANIFEST:
                found = "manifest found, but Accept header does not support OCI manifests"
            return _error(404, "MANIFEST_UNKNOWN", f"OCI {found}")
        return _content(kind, data)

    async def blob(self, request: web.Request) -> web.Response:
        """`/v2/NAME/blobs/DIGEST`: the configuration of an image; its layers are nowhere."""
        name = request.match_info["name"]
        if refusal := self._challenged(request, name):
            return refusal
        kind, data = self._blob(name, request.match_info["reference"])
        return _content(kind, data) if kind else _error(404, "BLOB_UNKNOWN", "blob unknown to registry")

    async def push(self, request: web.Request) -> web.Response:
        """`POST /world/images {repository, tag, commit?, scenario?}`: a new image under this tag."""
        asked = await asked_of(request)
        repository, tag = str(asked.get("repository", "")), str(asked.get("tag", ""))
        if _bare(repository) not in self._images.repositories:
            known = ", ".join(self._images.repositories)
            return refused(404, f"No repository {repository!r}; there are {known}.")
        if not _TAG.fullmatch(tag):
            return refused(400, "A tag has 1 to 128 letters, digits, dots, dashes and underscores.")
        commit, scenario = str(asked.get("commit") or secrets.token_hex(20)), str(asked.get("scenario", ""))
        pushed = self._images.push(repository, ImageTag(tag, datetime.now(UTC), commit=commit, scenario=scenario))
        return web.json_response({"ok": True, "tag": tag, "digest": pushed.digest, "commit": pushed.commit})

    async def remove(self, request: web.Request) -> web.Response:
        """`POST /world/images/remove {repository, tag}`: as a clean-up of old images does it."""
        asked = await asked_of(request)
        repository, tag = str(asked.get("repository", "")), str(asked.get("tag", ""))
        try:
            self._images.remove(repository, tag)
        except KeyError:
            return refused(404, f"No tag {tag!r} in {repository!r}.")
        return web.json_response({"ok": True})

    def _blob(self, name: str, wanted: str) -> tuple[str, bytes]:
        for image in self._images.all_of(name):
            if found := image.blobs().get(wanted):
                return found
        return "", b""

    def _challenged(self, request: web.Request, name: str) -> web.Response | None:
        """The 401 that tells where to get a token, unless the request has a fitting one."""
        if name in self._images.private:
            return self._challenged_by_ecr(request)
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        scope = f"repository:{name or 'user/image'}:pull"
        if kind.lower() == "bearer" and token in self._tokens and (not name or scope in self._tokens[token]):
            return None
        challenge = f'Bearer realm="{request.url.origin()}/registry/token",service="ghcr.io",scope="{scope}"'
        headers = {"WWW-Authenticate": challenge, "Docker-Distribution-API-Version": "registry/2.0"}
        return _error(401, "UNAUTHORIZED", "authentication required", headers)

    def _challenged_by_ecr(self, request: web.Request) -> web.Response | None:
        """ECR takes the password that its API gives away, and no bearer token."""
        if self._images.opens(request.headers.get("Authorization", "")):
            return None
        challenge = f'Basic realm="{request.url.origin()}/",service="ecr.amazonaws.com"'
        headers = {"WWW-Authenticate": challenge, "Docker-Distribution-API-Version": "registry/2.0"}
        return _error(401, "UNAUTHORIZED", "Not Authorized", headers)


def add_routes(app: web.Application, world: World) -> None:
    """Mount `/registry` and `/world/images`; other parts find the images under the key IMAGES."""
    app[IMAGES] = images = Images(world.images)
    registry = Registry(images)
    name = "/registry/v2/{name:.+}"
    app.router.add_get("/registry/v2/", registry.ping)
    app.router.add_get("/registry/token", registry.token)
    app.router.add_get(f"{name}/tags/list", registry.tags)
    app.router.add_get(name + "/manifests/{reference}", registry.manifest)
    app.router.add_get(name + "/blobs/{reference}", registry.blob)
    app.router.add_post("/world/images", registry.push)
    app.router.add_post("/world/images/remove", registry.remove)


def digest(data: bytes) -> str:
    """`sha256:` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _built(repository: str, tag: ImageTag) -> Image:
    """The same repository, commit (else tag) and time make the same image, and so the same digest."""
    commit = tag.commit or tag.tag
    created = tag.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    labels = {
        "org.opencontainers.image.revision": commit,
        "org.opencontainers.image.source": f"https://github.com/{repository}",
    }
    config = _bytes({"architecture": "amd64", "os": "linux", "created": created, "config": {"Labels": labels}})
    manifest = _bytes({"schemaVersion": 2, "mediaType": MANIFEST, "config": _descriptor(CONFIG, config), "layers": []})
    platform = {"platform": {"architecture": "amd64", "os": "linux"}}
    index = {
        "schemaVersion": 2,
        "mediaType": INDEX,
        "manifests": [_descriptor(MANIFEST, manifest) | platform],
        "annotations": {**labels, "org.opencontainers.image.created": created},
    }
    return Image(commit, tag.scenario, _bytes(index), manifest, config)


def _descriptor(kind: str, data: bytes) -> dict[str, Any]:
    return {"mediaType": kind, "digest": digest(data), "size": len(data)}


def _bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=2).encode()


def _bare(name: str) -> str:
    """A repository's name without its registry's host."""
    host, _, rest = name.partition("/")
    return rest if "." in host or ":" in host else name


def _content(kind: str, data: bytes) -> web.Response:
    return web.Response(body=data, headers={"Content-Type": kind, "Docker-Content-Digest": digest(data)})


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"errors": [{"code": code, "message": message}]}, status=status, headers=headers)
