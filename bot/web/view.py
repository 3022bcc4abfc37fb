"""What the page shows of the domain, as JSON: chosen field by field, so that no token or address gets out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.domain.catalogue import Catalogue, Target
from bot.domain.hindrances import Hindrance
from bot.domain.queueing import Typical
from bot.domain.release import Hold, Release, Stage
from bot.domain.standing import Stood

Json = dict[str, Any]

DIGEST = len("sha256:") + 12  # what people compare
PEOPLE = 20  # named of those who may approve
DETAIL = 300  # characters of another side's words


def millis(at: datetime | None) -> int | None:
    """Milliseconds since 1970, as browsers count."""
    return round(at.timestamp() * 1000) if at else None


def release(one: Release, place: int | None = None) -> Json:
    """One release; instants in milliseconds, people as ids. `place`: in its queue, from 1."""
    progress = one.deployment.progress if one.deployment else None
    return {
        "id": one.id,
        "version": one.version,
        "service": one.service,
        "environment": one.environment,
        "revision": one.revision.name[:80],
        "digest": (one.revision.digest or "")[:DIGEST],
        "replaces": (one.plan.live or "")[:80],
        "status": one.status.value,
        "by": one.requester,
        "asked": millis(one.requested_at),
        "approvals": [{"by": yes.by, "at": millis(yes.at), "for": yes.in_place_of} for yes in one.approvals],
        "required": one.need.required,
        "approvers": list(one.need.by[:PEOPLE]),
        "expires": millis(one.need.expires_at),
        "due": millis(one.due),
        "missed": one.missed,
        "queued": millis(one.queued_at),
        "place": place,
        "started": millis(one.started_at),
        "ended": millis(one.ended_at),
        "endedBy": one.ended_by,
        "stoppedBy": one.deployment.stop_by if one.deployment else None,
        "traffic": progress.traffic if progress else None,
        "stages": [_stage(stage) for stage in progress.stages] if progress else [],
        "hold": _hold(one.hold) if one.hold else None,
        "waitsFor": one.waits_for.value if one.waits_for else None,
        "cause": one.reason.cause.value if one.reason else None,
        "detail": one.reason.detail[:DETAIL] if one.reason else "",
        "rollback": one.is_rollback,
        "hotfix": one.hotfix[:DETAIL],
        "batchedInto": one.batched_into,
    }


def target(one: Target, stands: Stood | None, usual: Typical | None, closed: Iterable[Hindrance]) -> Json:
    """One place where a service can stand: what stands there, how long a release takes (ms), what keeps it closed."""
    return {
        "key": one.key,
        "service": one.service_name,
        "environment": one.environment,
        "stands": _stood(stands) if stands else None,
        "usual": round(usual.p50.total_seconds() * 1000) if usual else None,
        "closed": [_hindrance(each) for each in closed],
    }


def shape(catalogue: Catalogue) -> Json:
    """The rows and columns of the board."""
    stand = {place for service in catalogue.services.values() for place in service.targets}
    return {
        "services": list(catalogue.services),
        "environments": [name for name in catalogue.environments if name in stand],
    }


def people(releases: Iterable[Json], targets: Iterable[Json]) -> Iterator[str]:
    """The ids of all who are named."""
    for one in releases:
        yes = [person for each in one["approvals"] for person in (each["by"], each["for"])]
        hold = one["hold"] or {}
        named = (one["by"], one["endedBy"], one["stoppedBy"], hold.get("by"), *yes, *one["approvers"])
        yield from (person for person in named if person)
    for one in targets:
        yield from (person for each in one["closed"] for person in each["whose"])
        if one["stands"] and one["stands"]["by"]:
            yield one["stands"]["by"]


def _stage(stage: Stage) -> Json:
    times = {"started": millis(stage.started_at), "ended": millis(stage.ended_at)}
    return {"name": stage.name, "title": stage.title, "status": stage.status.value, **times}


def _hold(hold: Hold) -> Json:
    """Without its token, which is the right to answer it."""
    verdict = hold.verdict.value if hold.verdict else None
    times = {"since": millis(hold.since), "until": millis(hold.expires_at)}
    return {"verdict": verdict, "by": hold.by, "expired": hold.expired, **times}


def _stood(stood: Stood) -> Json:
    release = stood.release
    return {
        "revision": stood.revision.name[:80],
        "since": millis(stood.since),
        "by": release.requester if release else None,
        "release": release.id if release else None,
    }


def _hindrance(found: Hindrance) -> Json:
    whose: Sequence[str] = found.whose
    return {
        "kind": found.kind.value,
        "until": millis(found.until),
        "whose": list(whose),
        "detail": found.detail[:DETAIL],
        "scope": found.about,
    }
