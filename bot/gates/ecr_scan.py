"""The scan of an image in ECR found nothing that blocks. Whatever isn't a finished scan keeps the gate shut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from bot.domain.catalogue import Aws, Gate
from bot.domain.gate import Verdict
from bot.domain.release import Release
from bot.drivers.aws import asking, code_of
from bot.drivers.base import Call
from bot.drivers.means import Means
from bot.errors import DriverError, EffectRefused
from bot.gates.base import Subject, Word
from bot.gates.settings import aws, is_too_long, texts

if TYPE_CHECKING:
    from types_aiobotocore_ecr.type_defs import ImageDetailTypeDef as ImageDetail
    from types_aiobotocore_ecr.type_defs import ImageIdentifierTypeDef as Image

DONE = ("COMPLETE", "ACTIVE")  # ACTIVE: scanned, and scanned again as new findings become known
RUNNING = ("PENDING", "IN_PROGRESS")
REPOSITORY = "arn:aws:ecr:{region}:{account}:repository/*"
HOST = re.compile(r"(?P<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
PER_PAGE, MOST = 1000, 20_000  # images of a repository
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NOT_THERE = ("ImageNotFoundException", "RepositoryNotFoundException")
WORST = (Verdict.FAILING, Verdict.UNKNOWN, Verdict.PENDING, Verdict.PASSING)


class NoImage(DriverError):
    """The repository is empty: there is nothing that could have been scanned."""


@dataclass(frozen=True, slots=True)
class Scan:
    """How far it is, and how many findings of each severity there are."""

    status: str
    counts: Mapping[str, int]


class EcrScan:
    """The gate `ecr_scan`."""

    calls: ClassVar[tuple[Call, ...]] = (
        Call("ecr", "DescribeImageScanFindings", REPOSITORY),
        Call("ecr", "DescribeImages", REPOSITORY),
    )

    def __init__(self, means: Means) -> None:
        self._clients = means.clients

    async def look(self, gate: Gate, subject: Subject) -> Word:
        """The worst of all its repositories; a service's own image is looked up by its digest."""
        where = _where(gate, subject)
        if where is None:
            return Word(Verdict.UNKNOWN, "nowhere", {"kind": gate.kind})
        found = [await self._one(gate, subject, where, name) for name in _repositories(gate, subject)]
        if not found:
            return Word(Verdict.UNKNOWN, "scan-nothing")
        return min(found, key=lambda word: (WORST.index(word.verdict), not word.warns))

    async def _one(self, gate: Gate, subject: Subject, where: Aws, repository: str) -> Word:
        try:
            image = await self._image(where, repository, subject.release)
            return _judged(gate, subject, repository, await self._scanned(where, repository, image))
        except NoImage as err:
            return Word(Verdict.FAILING, "scan-none", {"repository": repository, "status": str(err)})
        except EffectRefused as err:
            return _refused(gate, subject, repository, err)
        except DriverError as err:
            return _silent(gate, err)

    async def _image(self, where: Aws, repository: str, release: Release) -> Image:
        """The release's own image by its digest; of another repository the one of the commit, else the newest."""
        if repository == _own(release):
            return {"imageDigest": str(release.revision.digest)}
        images = await self._images(where, repository)
        commit = release.revision.commit or release.revision.digest or ""
        tags = {tag for image in images for tag in image.get("imageTags", [])}
        known = next((tag for tag in (release.revision.name, commit, commit[:7]) if tag in tags), None)
        if known:
            return {"imageTag": known}
        newest = max(images, key=lambda image: image.get("imagePushedAt", LONG_AGO), default=None)
        if newest is None:
            raise NoImage(f"{repository} holds no image")
        return {"imageDigest": newest["imageDigest"]}

    async def _images(self, where: Aws, repository: str) -> list[ImageDetail]:
        client = await self._clients.get("ecr", where)
        pages = client.get_paginator("describe_images").paginate(
            repositoryName=repository, PaginationConfig={"PageSize": PER_PAGE}
        )
        found: list[ImageDetail] = []
        async with asking("DescribeImages"):
            async for page in pages:
                found += [image for image in page["imageDetails"] if image["imageDigest"]]
                if len(found) > MOST:
                    raise DriverError(f"{repository} holds more than {MOST} images")
        return found

    async def _scanned(self, where: Aws, repository: str, image: Image) -> Scan:
        client = await self._clients.get("ecr", where)
        async with asking("DescribeImageScanFindings"):
            answer = await client.describe_image_scan_findings(repositoryName=repository, imageId=image, maxResults=1)
            status = answer["imageScanStatus"]["status"]
            findings = answer["imageScanFindings"] if status in DONE else {}
            counts = findings.get("findingSeverityCounts") or {}
            return Scan(status, {str(severity): count for severity, count in counts.items()})


def _where(gate: Gate, subject: Subject) -> Aws | None:
    """The gate's own word, else the region that the image's host names, else as the target does."""
    host = HOST.match(subject.release.plan.image or "")
    known = aws(gate, subject.release)
    if "aws" in gate.settings or host is None or known is None:
        return known or (Aws(host["region"]) if host else None)
    return Aws(host["region"], known.role)


def _repositories(gate: Gate, subject: Subject) -> tuple[str, ...]:
    own = _own(subject.release)
    return texts(gate, "repositories") or ((own,) if own else ())


def _own(release: Release) -> str:
    """The repository of the image that is released; empty where something else is."""
    return (release.plan.image or "").partition("@")[0].partition("/")[2]


def _judged(gate: Gate, subject: Subject, repository: str, scan: Scan) -> Word:
    status, counts, facts = scan.status, scan.counts, {"repository": repository}
    if status in RUNNING:
        return _waits(gate, subject, {**facts, "status": status})
    if status not in DONE:
        return Word(Verdict.FAILING, "scan-none", {**facts, "status": status})
    blocking = _told(counts, texts(gate, "block"))
    if blocking:
        return Word(Verdict.FAILING, "scan-blocks", {**facts, "found": blocking})
    warning = _told(counts, texts(gate, "warn"))
    if warning:
        return Word(Verdict.PASSING, "scan-warns", {**facts, "found": warning}, warns=True)
    return Word(Verdict.PASSING, "scan-clean", facts)


def _waits(gate: Gate, subject: Subject, facts: dict[str, str]) -> Word:
    if is_too_long(gate, subject) or _took_too_long(subject):
        return Word(Verdict.FAILING, "scan-endless", facts)
    return Word(Verdict.PENDING, "scan-runs", facts)


def _took_too_long(subject: Subject) -> bool:
    """Once it was too long it stays so, until the scan has ended."""
    return subject.before is not None and subject.before.code == "scan-endless"


def _refused(gate: Gate, subject: Subject, repository: str, err: EffectRefused) -> Word:
    code = code_of(err.__cause__)
    if code == "ScanNotFoundException":  # a scan begins a moment after the push
        return _waits(gate, subject, {"repository": repository, "status": "NOT_FOUND"})
    if code in NOT_THERE:
        return Word(Verdict.FAILING, "scan-none", {"repository": repository, "status": code})
    return _silent(gate, err)


def _silent(gate: Gate, err: DriverError) -> Word:
    return Word(Verdict.UNKNOWN, "aws-silent", {"kind": gate.kind, "error": str(err)[:200]})


def _told(counts: Mapping[str, int], severities: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in severities if counts.get(name))
