"""Bundles in S3: what a revision is where none is an image, which are there, and which one is meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from bot.domain.catalogue import Aws
from bot.domain.release import Revision
from bot.drivers.aws import Clients, asking, code_of
from bot.errors import EffectRefused, RevisionNotFound, TargetMisconfigured

PLACE = re.compile(r"\{(sha|tag|digest)\}")
WORDS = {"sha": "[0-9A-Fa-f]{7,64}", "tag": "[^/]+?", "digest": "[^/]+?"}
ETAG = re.compile(r"[0-9a-f]{32}(-\d+)?")
NEWEST = ("", "latest")
SHORT = 7  # characters of a commit
MOST = 10_000  # keys that are looked through
NEAR = 3
TYPES = {".zip": "zip", ".tgz": "tgz", ".tar.gz": "tgz", ".tar": "tar"}
GONE = ("404", "NoSuchKey", "NoSuchVersion")


@dataclass(frozen=True, slots=True)
class Bundle:
    """An object in S3, pinned by its eTag, and by its version where the bucket keeps versions."""

    bucket: str
    key: str
    etag: str = ""
    version: str = ""
    modified: datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Bundle:
        """From what `str` makes of one."""
        parts = urlsplit(text)
        version = parse_qs(parts.query).get("versionId", [""])[0]
        return cls(parts.netloc, unquote(parts.path).removeprefix("/"), parts.fragment, version)

    def __str__(self) -> str:
        version = f"?versionId={quote(self.version, safe='')}" if self.version else ""
        return f"s3://{self.bucket}/{quote(self.key)}{version}#{self.etag}"

    @property
    def location(self) -> dict[str, str]:
        """CodeDeploy's `S3Location`."""
        kind = next((kind for end, kind in TYPES.items() if self.key.endswith(end)), "")
        pins = {"eTag": self.etag, "version": self.version}
        place = {"bucket": self.bucket, "key": self.key, "bundleType": kind}
        return place | {name: pin for name, pin in pins.items() if pin}


def of_location(location: dict[str, Any]) -> Bundle:
    """From CodeDeploy's `S3Location`."""
    bucket, key, etag, version = (str(location.get(name, "")) for name in ("bucket", "key", "eTag", "version"))
    return Bundle(bucket, key, etag.strip('"'), version)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a service's bundles lie: `s3://BUCKET/KEY`, with the revision's place in KEY."""

    bucket: str
    key: str

    @classmethod
    def of(cls, bundle: str) -> Shelf:
        """From the catalogue's `bundle`."""
        bucket, _, key = bundle.removeprefix("s3://").partition("/")
        return cls(bucket, key)

    @property
    def prefix(self) -> str:
        """What stands before the revision in each key."""
        return PLACE.split(self.key, maxsplit=1)[0]

    @property
    def is_by_commit(self) -> bool:
        """Whether its revisions are commits."""
        return "{sha}" in self.key

    def key_of(self, revision: str) -> str | None:
        """The key of a revision; None for what can't be one, so that nobody's words lead elsewhere."""
        key = PLACE.sub(lambda _: revision, self.key)
        return key if self.revision_in(key) == revision else None

    def revision_in(self, key: str) -> str | None:
        """The revision that a key names, in full."""
        pieces, seen = PLACE.split(self.key), False
        pattern = re.escape(pieces[0])
        for kind, after in zip(pieces[1::2], pieces[2::2], strict=True):
            pattern += ("(?P=revision)" if seen else f"(?P<revision>{WORDS[kind]})") + re.escape(after)
            seen = True
        found = re.fullmatch(pattern, key)
        return found["revision"] if found else None

    def named(self, bundle: Bundle) -> Revision:
        """What people call a bundle, and what it is for good: its commit, else its eTag."""
        revision = self.revision_in(bundle.key) or bundle.key.rpartition("/")[2]
        if not self.is_by_commit:
            return Revision(revision, bundle.etag)
        return Revision(revision[:SHORT], revision, revision if len(revision) >= 40 else None)

    def is_meant(self, bundle: Bundle, revision: str) -> bool:
        """Whether a revision, in full or by its eTag, is this bundle."""
        return revision in (self.revision_in(bundle.key), bundle.etag)


class Bundles:
    """All raise `Throttled`, `DriverUnavailable`, and `TargetMisconfigured` where S3 refuses."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def find(self, aws: Aws, shelf: Shelf, revision: str) -> Bundle:
        """The bundle of a revision; a short commit is completed, and nothing means the newest.

        Raises `RevisionNotFound`, also where a short commit is that of several.
        """
        if revision.casefold() in NEWEST:
            return await self._pinned(aws, await self._newest(aws, shelf, revision), revision)
        key = shelf.key_of(revision)
        if key and (found := await self.head(aws, Bundle(shelf.bucket, key))):
            return found
        if shelf.is_by_commit and key:
            begun = await self.listed(aws, shelf, shelf.prefix + revision)
            if len(begun) == 1:
                return await self._pinned(aws, begun[0], revision)
            if begun:
                raise RevisionNotFound(revision, names_of(shelf, begun[:NEAR], full=True))
        there = await self.listed(aws, shelf)
        same = next((each for each in there if ETAG.fullmatch(revision) and each.etag == revision), None)
        if same:
            return await self._pinned(aws, same, revision)
        names = names_of(shelf, there)
        raise RevisionNotFound(revision, tuple(difflib.get_close_matches(revision[:64], names, n=NEAR, cutoff=0.4)))

    async def head(self, aws: Aws, bundle: Bundle) -> Bundle | None:
        """What stands at its key, in its version if it has one; None where there is nothing."""
        version: Any = {"VersionId": bundle.version} if bundle.version else {}
        try:
            async with asking("HeadObject"):
                client = await self._clients.get("s3", aws)
                answer = await client.head_object(Bucket=bundle.bucket, Key=bundle.key, **version)
                etag, modified = answer["ETag"].strip('"'), answer["LastModified"]
        except EffectRefused as err:
            if code_of(err.__cause__) in GONE:
                return None
            raise _unreadable(bundle.bucket, err) from err
        told = answer.get("VersionId", "")
        return Bundle(bundle.bucket, bundle.key, etag, "" if told == "null" else told, modified)

    async def listed(self, aws: Aws, shelf: Shelf, prefix: str | None = None) -> list[Bundle]:
        """The bundles there, the newest first."""
        try:
            async with asking("ListObjectsV2"):
                client = await self._clients.get("s3", aws)
                pages = client.get_paginator("list_objects_v2").paginate(
                    Bucket=shelf.bucket,
                    Prefix=shelf.prefix if prefix is None else prefix,
                    PaginationConfig={"MaxItems": MOST},
                )
                objects = [each async for page in pages for each in page.get("Contents", [])]
                objects.sort(key=lambda each: each["LastModified"], reverse=True)
                return [
                    Bundle(shelf.bucket, each["Key"], each["ETag"].strip('"'), modified=each["LastModified"])
                    for each in objects
                    if shelf.revision_in(each["Key"])
                ]
        except EffectRefused as err:
            raise _unreadable(shelf.bucket, err) from err

    async def _newest(self, aws: Aws, shelf: Shelf, revision: str) -> Bundle:
        there = await self.listed(aws, shelf)
        if not there:
            raise RevisionNotFound(revision or f"s3://{shelf.bucket}/{shelf.key}")
        return there[0]

    async def _pinned(self, aws: Aws, bundle: Bundle, revision: str) -> Bundle:
        """With its version, which lists don't tell."""
        found = await self.head(aws, bundle)
        if found is None:
            raise RevisionNotFound(revision)
        return found


def names_of(shelf: Shelf, bundles: Iterable[Bundle], *, full: bool = False) -> tuple[str, ...]:
    """What people call them; `full`: so that they can be told apart."""
    named = (shelf.named(each) for each in bundles)
    return tuple(dict.fromkeys(str(each.digest) if full and shelf.is_by_commit else each.name for each in named))


def _unreadable(bucket: str, err: EffectRefused) -> TargetMisconfigured:
    return TargetMisconfigured(
        f"the bundles in s3://{bucket} can't be read: {err}. It takes s3:ListBucket on the bucket and s3:GetObject "
        "(in a bucket with versions s3:GetObjectVersion) on what is in it"
    )
