"""The operations of S3, as far as bundles need them. Buckets are those of the world file."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from simulator.aws.account import now
from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.world import StoredObject

KEPT = 1000
PAGE = 1000


@dataclass(frozen=True)
class Stored:
    """An object."""

    body: bytes
    metadata: dict[str, str]
    modified: datetime = field(default_factory=now)

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()}"'

    def head(self) -> Answer:
        return {
            "ContentLength": len(self.body),
            "ETag": self.etag,
            "LastModified": self.modified,
            "Metadata": self.metadata,
            "AcceptRanges": "bytes",
        }


class S3:
    """The account's buckets; the oldest objects go when there are too many."""

    def __init__(self, objects: Iterable[StoredObject]) -> None:
        self._objects: OrderedDict[tuple[str, str], Stored] = OrderedDict()
        self.buckets: set[str] = set()
        for each in objects:
            self.buckets.add(each.bucket)
            self.put(each.bucket, each.key, each.body.encode(), each.metadata)
        self.operations: Operations = {
            "HeadObject": self.head_object,
            "GetObject": self.get_object,
            "PutObject": self.put_object,
            "ListObjectsV2": self.list_objects,
        }

    def put(self, bucket: str, key: str, body: bytes, metadata: dict[str, str] | None = None) -> Stored:
        """Store an object, or another one under its name. Raises AwsError."""
        self._check(bucket)
        self._objects.pop((bucket, key), None)
        self._objects[bucket, key] = stored = Stored(body, metadata or {})
        if len(self._objects) > KEPT:
            self._objects.popitem(last=False)
        return stored

    def find(self, bucket: str, key: str) -> Stored:
        """An object. Raises AwsError."""
        self._check(bucket)
        if (bucket, key) not in self._objects:
            raise AwsError("NoSuchKey", "The specified key does not exist.", status=404)
        return self._objects[bucket, key]

    def head_object(self, params: Params) -> Answer:
        return self.find(params["Bucket"], params["Key"]).head()

    def get_object(self, params: Params) -> Answer:
        found = self.find(params["Bucket"], params["Key"])
        return {**found.head(), "Body": found.body}

    def put_object(self, params: Params) -> Answer:
        body = params.get("Body", b"")
        return {"ETag": self.put(params["Bucket"], params["Key"], body, params.get("Metadata")).etag}

    def list_objects(self, params: Params) -> Answer:
        self._check(params["Bucket"])
        prefix, after = params.get("Prefix", ""), params.get("ContinuationToken") or params.get("StartAfter", "")
        keys = sorted(key for bucket, key in self._objects if bucket == params["Bucket"] and key.startswith(prefix))
        left = [key for key in keys if key > after]
        most = min(params.get("MaxKeys", PAGE), PAGE)
        page, rest = left[:most], left[most:]
        spelt = quote if params.get("EncodingType") == "url" else str
        contents = [self._listed(params["Bucket"], key, spelt(key)) for key in page]
        shown = {"Name": params["Bucket"], "Prefix": spelt(prefix), "MaxKeys": most, "KeyCount": len(page)}
        more = {"NextContinuationToken": page[-1]} if rest and page else {}
        return {**shown, "IsTruncated": bool(rest), "Contents": contents, **more}

    def _listed(self, bucket: str, key: str, spelt: str) -> dict[str, Any]:
        stored = self._objects[bucket, key]
        return {"Key": spelt, "Size": len(stored.body), "ETag": stored.etag, "LastModified": stored.modified}

    def _check(self, bucket: str) -> None:
        if bucket not in self.buckets:
            raise AwsError("NoSuchBucket", "The specified bucket does not exist", status=404)
