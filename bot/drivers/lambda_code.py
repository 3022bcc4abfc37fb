"""What a function's revision is: an image by its digest, or a bundle in S3; and what a plan binds of the function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.catalogue import LambdaTarget, Service
from bot.domain.release import Plan, Release, Revision
from bot.drivers.base import Difference, RevisionChoice, binding, digest_of
from bot.drivers.bundles import Bundle, Bundles, Shelf
from bot.drivers.image_plans import image_of, repository_of, revision_for
from bot.drivers.lambda_words import name_of
from bot.drivers.means import Means
from bot.errors import TargetMisconfigured

# what changes with each update, or with time alone
FLEETING = frozenset(
    {
        "CodeSha256",
        "CodeSize",
        "Description",
        "FunctionArn",
        "LastModified",
        "LastUpdateStatus",
        "LastUpdateStatusReason",
        "LastUpdateStatusReasonCode",
        "MasterArn",
        "RevisionId",
        "SigningJobArn",
        "SigningProfileVersionArn",
        "State",
        "StateReason",
        "StateReasonCode",
        "Version",
    }
)


@dataclass(frozen=True, slots=True)
class Code:
    """A revision, and where its code is: an image or a bundle, pinned."""

    revision: Revision
    image: str | None = None
    bundle: Bundle | None = None


class Sources:
    """Finds code. Raises `RevisionNotFound`, `RegistryUnavailable`, `TargetMisconfigured`, `Throttled`."""

    def __init__(self, means: Means) -> None:
        self._means, self._bundles = means, Bundles(means.clients)

    async def find(
        self,
        service: Service,
        settings: LambdaTarget,
        revision: str,
        back_to: Release | None,
        *,
        is_published: bool = False,
    ) -> Code:
        """The code of a revision; what is published of a bundle stays, whatever becomes of the bundle."""
        if settings.bundle and back_to and is_published:
            return Code(back_to.revision)
        if settings.bundle:
            shelf = Shelf.of(settings.bundle)
            bundle = await self._bundles.find(settings.aws, shelf, revision)
            return Code(shelf.named(bundle), bundle=bundle)
        found = await revision_for(self._means, service, settings, revision, back_to)
        return Code(found, image=f"{image_of(service)}@{found.digest}")

    async def has(self, service: Service, settings: LambdaTarget, revision: Revision) -> bool:
        """Whether the code of an earlier revision can still be had."""
        if settings.bundle:
            shelf = Shelf.of(settings.bundle)
            key = shelf.key_of((shelf.is_by_commit and revision.digest) or revision.name)
            return bool(key and await self._bundles.head(settings.aws, Bundle(shelf.bucket, key)))
        repository = repository_of(self._means, service, settings)
        return await self._means.registry.has(repository, revision.digest or revision.name)

    async def choices(
        self, service: Service, settings: LambdaTarget, prefix: str, limit: int
    ) -> Sequence[RevisionChoice]:
        """The tags of the image, or the bundles, the newest first."""
        if settings.bundle is None:
            repository = repository_of(self._means, service, settings)
            return await self._means.registry.choices(repository, prefix, limit)
        shelf = Shelf.of(settings.bundle)
        there = [(shelf.named(each), each) for each in await self._bundles.listed(settings.aws, shelf)]
        found = [RevisionChoice(one.name, one.digest, each.modified) for one, each in there]
        return [each for each in found if each.name.startswith(prefix)][:limit]


def require_kind(settings: LambdaTarget, service: Service, latest: dict[str, Any]) -> None:
    """Raises `TargetMisconfigured` for a function of the other kind than the catalogue says."""
    kind = latest["Configuration"].get("PackageType", "Zip")
    if kind == "Zip" and settings.bundle is None:
        raise TargetMisconfigured(
            f"the function {settings.function} is of the package type Zip: its code is a bundle, so the target needs "
            "`bundle: s3://BUCKET/KEY`"
        )
    if kind == "Image" and settings.bundle is not None:
        raise TargetMisconfigured(
            f"the function {settings.function} is of the package type Image: its target can't have a `bundle`, "
            "and its service needs `image: HOST/NAME`"
        )
    if settings.bundle is None:
        image_of(service)


def plan_of(
    settings: LambdaTarget, code: Code, standing: dict[str, Any], latest: dict[str, Any], version: str | None
) -> Plan:
    """`version`: an earlier one that is used again; else the code is published with `latest`'s configuration."""
    what = {"image": str(code.revision.digest)} if code.image else {"commit": str(code.revision.digest)}
    if code.bundle:
        what["bundle"] = code.bundle.etag
    parts = {**what, "function": digest_of(version or bound(latest))}
    artifact = version or (str(code.bundle) if code.bundle else None)
    return binding(settings, code.revision, parts, name_of(standing), image=code.image, artifact=artifact)


def is_there(plan: Plan, function: dict[str, Any]) -> bool:
    """Whether a function holds the code of a plan; that of a bundle can't be told apart."""
    told = function.get("Code", {})
    names = (str(told.get("ResolvedImageUri", "")), str(told.get("ImageUri", "")))
    return not plan.image or any(name.endswith(f"@{plan.revision.digest}") for name in names)


def bound(function: dict[str, Any]) -> dict[str, Any]:
    """What a version takes over from the function, beside the code."""
    return {name: each for name, each in function["Configuration"].items() if name not in FLEETING}


def differences(before: dict[str, Any], after: dict[str, Any], plan: Plan) -> list[Difference]:
    """From the version that stands to the one that would: the code, and each setting."""
    was = before.get("Code", {}).get("ImageUri") or name_of(before)
    code = Difference("image" if plan.image else "bundle", was, plan.image or str(plan.revision))
    old, new = (_settings(bound(each)) for each in (before, after))
    changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return [code, *(Difference(name, old.get(name, ""), new.get(name, "")) for name in changed)]


def _settings(configuration: dict[str, Any]) -> dict[str, str]:
    """Each by its path. Of a variable there is a fingerprint alone: Lambda doesn't tell secrets from others."""
    plain = {name: each for name, each in configuration.items() if name != "Environment"}
    variables = configuration.get("Environment", {}).get("Variables", {})
    secret = {f"environment.{name}": f"#{digest_of(each)[:8]}" for name, each in variables.items()}
    return {_snake(name): each if isinstance(each, str) else repr(each) for name, each in plain.items()} | secret


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")
