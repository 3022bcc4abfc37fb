"""The scan of an image in ECR found nothing that blocks. Whatever isn't a finished scan keeps the gate shut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

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
    from types_aiobotocore_ecr.type_defs import ImageIdentifierTypeDef as Image

DONE = ("COMPLETE", "ACTIVE")  # ACTIVE: scanned, and scanned again as new findings become known
RUNNING = ("PENDING", "IN_PROGRESS")
REPOSITORY = "arn:aws:ecr:{region}:{account}:repository/*"
HOST = re.compile(r"(?P<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
WORST = (Verdict.FAILING, Verdict.UNKNOWN, Verdict.PENDING, Verdict.PASSING)


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
        except EffectRefused as err:
            return _refused(gate, subject, repository, code_of(err.__cause__), str(err))
        except DriverError as err:
            return Word(Verdict.UNKNOWN, "aws-silent", {"kind": gate.kind, "error": str(err)[:200]})

    async def _image(self, where: Aws, repository: str, release: Release) -> Image:
        """The release's own image by its digest; where a pipeline builds it, the one of the commit, else the newest."""
        if release.plan.image:
            return {"imageDigest": str(release.revision.digest)}
        images = await self._images(where, repository)
        commit = release.revision.commit or release.revision.digest or ""
        tags = {tag for image in images for tag in image.get("imageTags", [])}
        known = next((tag for tag in (release.revision.name, commit, commit[:7]) if tag in tags), None)
        if known:
            return {"imageTag": known}
        newest = max(images, key=lambda image: image["imagePushedAt"], default=None)
        if newest is None:
            raise EffectRefused(f"{repository} holds no image")
        return {"imageDigest": newest["imageDigest"]}

    async def _images(self, where: Aws, repository: str) -> list[dict[str, Any]]:
        client = await self._clients.get("ecr", where)
        async with asking("DescribeImages"):
            answer = await client.describe_images(repositoryName=repository, maxResults=1000)
            return [dict(image) for image in answer["imageDetails"]]

    async def _scanned(self, where: Aws, repository: str, image: Image) -> dict[str, Any]:
        client = await self._clients.get("ecr", where)
        async with asking("DescribeImageScanFindings"):
            answer = await client.describe_image_scan_findings(repositoryName=repository, imageId=image, maxResults=1)
            return {
                "status": answer["imageScanStatus"]["status"],
                "counts": dict(answer.get("imageScanFindings", {}).get("findingSeverityCounts", {})),
            }


def _where(gate: Gate, subject: Subject) -> Aws | None:
    """The gate's own word, else the region that the image's host names, else as the target does."""
    host = HOST.match(subject.release.plan.image or "")
    known = aws(gate, subject.release)
    if "aws" in gate.settings or host is None or known is None:
        return known or (Aws(host["region"]) if host else None)
    return Aws(host["region"], known.role)


def _repositories(gate: Gate, subject: Subject) -> tuple[str, ...]:
    named = texts(gate, "repositories")
    image = (subject.release.plan.image or "").partition("@")[0]
    return named or ((image.partition("/")[2],) if image else ())


def _judged(gate: Gate, subject: Subject, repository: str, scan: dict[str, Any]) -> Word:
    status, counts, facts = scan["status"], scan["counts"], {"repository": repository}
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


def _refused(gate: Gate, subject: Subject, repository: str, code: str, said: str) -> Word:
    if code == "ScanNotFoundException":  # a scan begins a moment after the push
        return _waits(gate, subject, {"repository": repository, "status": "NOT_FOUND"})
    return Word(Verdict.FAILING, "scan-none", {"repository": repository, "status": code or said[:100]})


def _told(counts: dict[str, int], severities: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in severities if counts.get(name))
