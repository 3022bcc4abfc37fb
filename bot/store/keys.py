"""Every key that Subaku keeps. One hash tag a workspace, so that a cluster holds them in one slot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one workspace (a Slack team)."""

    team: str

    def _key(self, *parts: str) -> str:
        return f"{{subaku:{self.team}}}:{':'.join(parts)}"

    @property
    def inbox(self) -> str:
        """Stream: commands that were acknowledged and not yet carried out."""
        return self._key("inbox")

    @property
    def events(self) -> str:
        """Stream: what happened."""
        return self._key("events")

    @property
    def open(self) -> str:
        """Sorted set: releases that haven't ended, by when they were asked for."""
        return self._key("open")

    @property
    def live(self) -> str:
        """Hash: target → the release that holds it. No clock ends this."""
        return self._key("live")

    @property
    def due(self) -> str:
        """Sorted set: releases that wait, by when the clock does something to them (ms)."""
        return self._key("due")

    @property
    def trains(self) -> str:
        """Set: the heads of trains of which something may have to be called off or taken back."""
        return self._key("trains")

    @property
    def rules(self) -> str:
        """Counter: grows with each change of a lock or freeze, so that a claim can tell whether it saw the newest."""
        return self._key("rules")

    def records(self, kind: str) -> str:
        """Hash: name → record (JSON) of one kind: locks, freezes, delegations, preferences."""
        return self._key("records", kind)

    @property
    def queues(self) -> str:
        """Set: the targets that something waits for."""
        return self._key("queues")

    @property
    def sequence(self) -> str:
        """Counter: the order of approval."""
        return self._key("sequence")

    @property
    def files(self) -> str:
        """Hash: sha256 of a picture → its Slack file."""
        return self._key("files")

    @property
    def audit(self) -> str:
        """Stream: the records of the audit; an id is `number-0`."""
        return self._key("audit")

    @property
    def audit_head(self) -> str:
        """Hash: number and hash of the last record, the last event looked at, and what was retired."""
        return self._key("audit_head")

    def release(self, release_id: str) -> str:
        """Hash: version and body (JSON) of a release."""
        return self._key("release", release_id)

    def queue(self, target: str) -> str:
        """Sorted set: approved releases of a target, in order."""
        return self._key("queue", target)

    def history(self, target: str) -> str:
        """Sorted set: ended releases of a target, by when they ended (ms)."""
        return self._key("history", target)

    def lease(self, name: str) -> str:
        """Hash: owner, fencing number, until (ms). `name` is a target, or a role such as `leader`."""
        return self._key("lease", name)

    def thread(self, release_id: str) -> str:
        """Hash: what was said of a release → where; empty while it is being said."""
        return self._key("thread", release_id)

    def reply(self, reply_id: str) -> str:
        """String (JSON): where the answer to a command goes; gone after 30 minutes."""
        return self._key("reply", reply_id)

    def seen(self, envelope: str) -> str:
        """String: an envelope, event or trigger that was taken."""
        return self._key("seen", envelope)
