"""The operations of ECR: logins for its registry, and what its scans found in an image."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from simulator.aws.account import Account, now
from simulator.aws.calls import Answer, AwsError, Operations, Params
from simulator.aws.world import Scan
from simulator.registry import Images
from simulator.world import Repository

LOGIN_LIFE = timedelta(hours=12)


class Ecr:
    """Looks at the registry's images; what a scan says is chosen for a tag, and else nothing was found."""

    def __init__(self, account: Account, repositories: tuple[Repository, ...], images: Callable[[], Images]) -> None:
        self._account, self._images = account, images
        self._scans = {
            (each.name.partition("/")[2], tag.tag): tag.scan for each in repositories for tag in each.tags if tag.scan
        }
        self.operations: Operations = {
            "GetAuthorizationToken": self.get_authorization_token,
            "DescribeImages": self.describe_images,
            "DescribeImageScanFindings": self.describe_image_scan_findings,
        }

    def scanned(self, repository: str, tag: str, scan: Scan) -> None:
        """What the scan of a tag says from now on. Raises AwsError for what isn't there."""
        self._digest(repository, {"imageTag": tag})
        self._scans[repository, tag] = scan

    def get_authorization_token(self, params: Params) -> Answer:
        password = secrets.token_urlsafe(32)
        self._images().let_in(password)
        endpoint = f"https://{self._account.id}.dkr.ecr.{self._account.region}.amazonaws.com"
        token = base64.b64encode(f"AWS:{password}".encode()).decode()
        given = {"authorizationToken": token, "expiresAt": now() + LOGIN_LIFE, "proxyEndpoint": endpoint}
        return {"authorizationData": [given]}

    def describe_images(self, params: Params) -> Answer:
        repository = params["repositoryName"]
        asked = params.get("imageIds") or [{"imageTag": tag} for tag in self._tags(repository)]
        digests = dict.fromkeys(self._digest(repository, each) for each in asked)
        return {"imageDetails": [self._detail(repository, each) for each in digests]}

    def describe_image_scan_findings(self, params: Params) -> Answer:
        repository = params["repositoryName"]
        digest = self._digest(repository, params["imageId"])
        scan, tags = self._scan(repository, digest), self._tags_of(repository, digest)
        if scan.status == "NOT_FOUND":
            raise AwsError("ScanNotFoundException", f"Image scan does not exist for the image with '{digest}'")
        named = [f"CVE-2026-{number:04}" for number in range(1, sum(scan.findings.values()) + 1)]
        severities = [severity for severity, count in scan.findings.items() for _ in range(count)]
        findings = [{"name": name, "severity": each} for name, each in zip(named, severities, strict=True)]
        found = {"findingSeverityCounts": scan.findings, "findings": findings, "imageScanCompletedAt": now()}
        return {
            "registryId": self._account.id,
            "repositoryName": repository,
            "imageId": {"imageDigest": digest, **({"imageTag": tags[0]} if tags else {})},
            "imageScanStatus": {"status": scan.status, "description": ""},
            **({"imageScanFindings": found} if scan.status in ("COMPLETE", "ACTIVE") else {}),
        }

    def _detail(self, repository: str, digest: str) -> dict[str, Any]:
        scan = self._scan(repository, digest)
        known = {} if scan.status == "NOT_FOUND" else {"imageScanStatus": {"status": scan.status}}
        return {
            "registryId": self._account.id,
            "repositoryName": repository,
            "imageDigest": digest,
            "imageTags": self._tags_of(repository, digest),
            **known,
            "imageScanFindingsSummary": {"findingSeverityCounts": scan.findings},
        }

    def _scan(self, repository: str, digest: str) -> Scan:
        tags = self._tags_of(repository, digest)
        return next((self._scans[repository, tag] for tag in tags if (repository, tag) in self._scans), Scan())

    def _tags(self, repository: str) -> list[str]:
        tags = self._images().repositories.get(repository)
        if tags is None:
            message = f"The repository with name '{repository}' does not exist in the registry '{self._account.id}'"
            raise AwsError("RepositoryNotFoundException", message)
        return list(tags)

    def _tags_of(self, repository: str, digest: str) -> list[str]:
        tags = self._images().repositories[repository]
        return [tag for tag, image in tags.items() if image.digest == digest]

    def _digest(self, repository: str, asked: dict[str, str]) -> str:
        known = {image.digest for image in self._images().all_of(repository)} if self._tags(repository) else set()
        tagged = self._images().repositories[repository].get(asked.get("imageTag", ""))
        digest = asked.get("imageDigest") or (tagged.digest if tagged else "")
        if digest not in known:
            raise AwsError("ImageNotFoundException", f"The image with imageId {asked} does not exist")
        return digest
