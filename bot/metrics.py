"""What Prometheus reads. No label ever holds a release's id: there would be one series for each."""

from __future__ import annotations

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest

from bot.domain.events import (
    CommandRefused,
    Event,
    ReleaseCancelled,
    ReleaseExpired,
    ReleaseFailed,
    ReleaseRejected,
    ReleaseRequested,
    ReleaseRolledBack,
    ReleaseSucceeded,
)

ACK = Histogram(
    "subaku_ack_seconds",
    "From a Slack envelope's arrival to its acknowledgement.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2, 3),
)
SOCKETS = Gauge("subaku_slack_sockets", "Socket Mode connections that stand.")
REDIS_UP = Gauge("subaku_redis_up", "1 when Redis answered the last time it was asked.")
LEADER = Gauge("subaku_leader", "1 on the replica that leads.")
DRIVEN = Gauge("subaku_releases_driven", "Live releases that this replica drives.")
REQUESTED = Counter("subaku_releases_requested", "Releases that were asked for.")
ENDED = Counter("subaku_releases_ended", "Releases that ended, by how.", ["result"])
REFUSED = Counter("subaku_commands_refused", "Commands that could not be carried out, by why.", ["code"])
PUSHED = Counter("subaku_pushed_events", "Events of AWS that came through the queue, by whose they are.", ["source"])
UNREADABLE = Counter("subaku_pushed_unreadable", "Messages in the queue that no rule of EventBridge has sent.")

RESULTS: dict[type[Event], str] = {
    ReleaseSucceeded: "succeeded",
    ReleaseFailed: "failed",
    ReleaseRolledBack: "rolled_back",
    ReleaseRejected: "rejected",
    ReleaseCancelled: "cancelled",
    ReleaseExpired: "expired",
}
for _result in RESULTS.values():
    ENDED.labels(_result)


def count(event: Event) -> None:
    """What an event adds; called on the leader alone, so that replicas don't count twice."""
    if isinstance(event, ReleaseRequested):
        REQUESTED.inc()
    elif isinstance(event, CommandRefused):
        REFUSED.labels(event.code).inc()
    elif (result := RESULTS.get(type(event))) is not None:
        ENDED.labels(result).inc()


def exposition() -> bytes:
    """All metrics in Prometheus's text format."""
    return generate_latest(REGISTRY)
