"""Every error that Subaku raises on purpose.

SubakuError
├── ConfigurationError       the catalogue or the environment is wrong: FILE:LINE, what is wrong, what is allowed
├── Refused                  what a person asked can't be done; carries the code of the message and its facts
├── StoreError
│   ├── StoreUnavailable     Redis did not answer in time: nothing was kept, it may be tried again
│   ├── StaleVersion         somebody else changed the release in between: read it again and decide again
│   └── LeaseLost            another replica drives this target now: stop at once, write nothing
├── DriverError
│   ├── RevisionNotFound     the tag, commit or digest isn't there
│   ├── RegistryUnavailable  the registry could not be asked: not the same as "isn't there"
│   │   └── RegistryRefused   it wants another login: set GITHUB_TOKEN, or let the token read the package
│   ├── TargetMisconfigured  AWS holds something else than the catalogue says; nothing was written
│   ├── TargetBusy           a deployment that isn't ours is live on the target
│   ├── Throttled            asked too fast: back off and try again
│   ├── DriverUnavailable    AWS could not be reached or failed: try again
│   └── EffectRefused        AWS refused the write for good: tell people what it said
│       └── UndeclaredCall    a driver asked for a call that it doesn't declare: mend its `calls`
├── SlackUnavailable         Slack could not be reached; what is kept is told later
│   └── SlowDown             asked too fast (bot.thread.talk)
├── SaidNo                   Slack will not do it, in its own word (bot.thread.talk)
├── ChannelUnreachable       the bot can't write into the environment's channel (bot.thread.story)
└── UnknownWords             a message, or a fact in it, is missing in a language (bot.i18n)
"""

from __future__ import annotations


class SubakuError(Exception):
    """The root of the tree."""


class ConfigurationError(SubakuError):
    """The configuration is wrong. `problems` holds one `FILE:LINE: …` line for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Refused(SubakuError):
    """What a person asked can't be done. `code` names the message that says why, `facts` fill it in."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code = code
        self.facts = facts


class StoreError(SubakuError):
    """Something about what is kept in Redis."""


class StoreUnavailable(StoreError):
    """Redis did not answer in time: nothing was kept, it may be tried again."""


class StaleVersion(StoreError):
    """The release was changed by somebody else in between: read it again and decide again."""


class LeaseLost(StoreError):
    """Another replica drives this target now: stop at once, write nothing."""


class DriverError(SubakuError):
    """Something about the machinery that deploys."""


class RevisionNotFound(DriverError):
    """The revision isn't where it should be. `nearest` holds names like it that are there."""

    def __init__(self, revision: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(f"no revision {revision!r}; nearest: {', '.join(nearest) or 'none'}")
        self.revision = revision
        self.nearest = nearest


class RegistryUnavailable(DriverError):
    """The registry could not be asked, which is not the same as the revision not being there."""


class RegistryRefused(RegistryUnavailable):
    """The registry wants another login; trying again won't help."""


class TargetMisconfigured(DriverError):
    """AWS holds something else than the catalogue says; nothing was written."""


class TargetBusy(DriverError):
    """A deployment that isn't ours is live on the target. `reference` names it."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"{reference} is live on the target and isn't ours: wait for it, or stop it where it was started"
        )
        self.reference = reference


class Throttled(DriverError):
    """Asked too fast: back off and try again."""


class DriverUnavailable(DriverError):
    """The other side could not be reached or failed by itself: try again."""


class EffectRefused(DriverError):
    """The other side refused a write for good; its own words say why."""


class UndeclaredCall(EffectRefused):
    """A call that no driver or gate declares: the list that policies are made from would be wrong."""


class SlackUnavailable(SubakuError):
    """Slack could not be reached; what is kept is told later."""
