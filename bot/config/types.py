"""The kinds of values that the configuration knows, each with the words that say what is allowed.

A kind's title and examples, in the JSON Schema too, are what people read in an error: `must be TITLE such as EXAMPLES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Strict,
)
from pydantic import WithJsonSchema as Schema
from pydantic_core import CoreSchema, core_schema

from bot.config.words import named, nearest

MAPPING, TEXT = "(mapping)", "(text)"  # the branches of a value that may be either; no key can be named so
PLACEHOLDERS = ("tag", "sha", "digest")

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BOOLEAN_WORDS = {"yes": True, "on": True, "no": False, "off": False}  # what YAML 1.1 took for booleans


class Model(BaseModel):
    """A mapping of the configuration: only its own keys are allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """A text on one line that matches a pattern, and what it means."""

    title: str
    pattern: str = r"^\S(.*\S)?$"
    examples: tuple[str, ...] = ()
    parse: Callable[[str], Any] = str
    longest: int = 255

    def read(self, value: object) -> Any:
        """What the text means; ValueError where it isn't allowed, with the reason where the title doesn't say it."""
        if not isinstance(value, str) or len(value) > self.longest or _UNWRITABLE.search(value):
            raise ValueError
        if not re.fullmatch(self.pattern, value):
            raise ValueError
        return self.parse(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        said: dict[str, Any] = {
            "type": "string",
            "title": self.title,
            "pattern": self.pattern,
            "maxLength": self.longest,
        }
        return said | ({"examples": list(self.examples)} if self.examples else {})


def _duration(text: str) -> timedelta:
    return timedelta(seconds=int(text[:-1]) * _SECONDS[text[-1]])


def _some_time(text: str) -> timedelta:
    if (found := _duration(text)) == timedelta(0):
        raise ValueError("it must be longer than nothing")
    return found


def _closing(text: str) -> time:
    return time(0, 0) if text == "24:00" else time.fromisoformat(text)


def moment(at: datetime, zone: str) -> datetime:
    """The instant as an aware one: in the zone, unless it has an offset of its own."""
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def order(at: datetime, zone: str) -> datetime:
    """The instant in UTC, to compare: two times in one zone would be compared by the clock on the wall."""
    return moment(at, zone).astimezone(UTC)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise ValueError(nearest(text, available_timezones()).strip(" ()")) from None
    return text


def web_address(text: str) -> str:
    """An http or https address without credentials, whose host no placeholder can change; ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
        raise ValueError
    if "@" in parts.netloc:
        raise ValueError("a user or password in an address isn't allowed")
    if parts.port == 0 or "{" in parts.netloc:
        raise ValueError("the host and port must be fixed")
    return text


def _placeholders(text: str) -> str:
    for word in _PLACEHOLDER.findall(text):
        if word not in PLACEHOLDERS:
            raise ValueError(f"{{{word}}} isn't known; {{tag}}, {{sha}} and {{digest}} stand for the revision")
    return text


def _revision_value(value: object) -> str | int | float | bool:
    if not isinstance(value, str | int | float):
        raise ValueError  # noqa: TRY004 - pydantic turns a ValueError, and no other, into a mistake with a place
    return _placeholders(value) if isinstance(value, str) else value


def _revision_address(text: str) -> str:
    return _placeholders(web_address(text))


def _bundle(text: str) -> str:
    if not _PLACEHOLDER.search(_placeholders(text)):
        raise ValueError("without {sha} or {tag} each release would deploy the same file")
    return text


def _folder(text: str) -> str:
    if ".." in text.split("/"):
        raise ValueError("paths begin at the root of the repository")
    return text


def _flag(value: object) -> object:
    return _BOOLEAN_WORDS.get(value.lower(), value) if isinstance(value, str) else value


def _unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise ValueError(f"{named(value)} stands in it twice")
    return values


def _form(value: object) -> str:
    return MAPPING if isinstance(value, dict) else TEXT


TEXT_OR_MAPPING = Discriminator(_form)
Unique = AfterValidator(_unique)

_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"
_SPAN = r"^[0-9]{1,6}[smhd]$"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_INSTANT = r"^2[0-9]{3}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$"
_URL = r"^https?://[^\s/?#]+([/?]\S*)?$"
_BUCKET = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_IMAGE = r"^([a-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*$"
_ROLE = r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}$"
_QUEUE = r"^https?://[^\s/@]+/[0-9]{12}/[A-Za-z0-9_-]{1,80}(\.fifo)?$"
_PERSON = "the id of a Slack user that begins with U, or of a user group that begins with S"
_QUEUE_EXAMPLE = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/subaku"

Name = Annotated[
    str, Kind("a name of at most 63 letters, digits, dots, dashes and underscores", _NAME, ("demo-backend",))
]
Text = Annotated[str, Kind("text on one line")]
Item = Annotated[str, Kind("a text of at most 75 characters", examples=("Dashboards are open",), longest=75)]
Query = Annotated[str, Kind("a PromQL query on one line", examples=("up",), longest=4000)]
Channel = Annotated[str, Kind("a Slack channel's id that begins with C", r"^[CG][A-Z0-9]{2,20}$", ("C0DEPLOY",))]
Person = Annotated[str, Kind(_PERSON, r"^[UWS][A-Z0-9]{2,20}$", ("U0EUNHO", "S0PLATFORM"))]
Zone = Annotated[str, Kind("a time zone", examples=("Asia/Seoul", "UTC"), parse=_zone)]
Duration = Annotated[timedelta, Kind("a duration", _SPAN, ("30s", "10m", "2h", "1d"), _some_time)]
DurationOrNone = Annotated[timedelta, Kind("a duration", _SPAN, ("0s", "10m", "2h", "1d"), _duration)]
Clock = Annotated[time, Kind("a time as HH:MM", f"^{_CLOCK}$", ("10:00",), time.fromisoformat)]
Closing = Annotated[time, Kind("a time as HH:MM", f"^({_CLOCK}|24:00)$", ("17:00", "24:00"), _closing)]
Instant = Annotated[datetime, Kind("a date and time", _INSTANT, ("2026-12-24T00:00",), datetime.fromisoformat)]
Url = Annotated[str, Kind("an http or https address", _URL, ("https://example.com",), web_address, 2000)]
RevisionUrl = Annotated[
    str, Kind("an http or https address", _URL, ("http://test:9000/health",), _revision_address, 2000)
]
Role = Annotated[str, Kind("the ARN of a role", _ROLE, ("arn:aws:iam::111122223333:role/subaku-deploy",), longest=600)]
Region = Annotated[str, Kind("an AWS region", r"^[a-z]{2,3}(-[a-z]+)+-[0-9]$", ("ap-northeast-2",))]
Repository = Annotated[
    str,
    Kind("a repository as OWNER/NAME", r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$", ("octo/backend",)),
]
Branch = Annotated[str, Kind("a branch", r"^[A-Za-z0-9][A-Za-z0-9._/+@-]*$", ("main",))]
Folder = Annotated[str, Kind("a folder or file of the repository", r"^[^/].*$", ("backend/",), _folder)]
Image = Annotated[str, Kind("an image in lower case without its tag", _IMAGE, ("ghcr.io/octo/backend",))]
Bundle = Annotated[
    str,
    Kind(
        "a bundle in S3 that is a .zip, .tgz, .tar.gz or .tar",
        rf"^{_BUCKET}/\S+\.(zip|tgz|tar\.gz|tar)$",
        ("s3://bucket/deploy-{sha}.zip",),
        _bundle,
        1100,
    ),
]
Bucket = Annotated[str, Kind("a place in S3", rf"^{_BUCKET}(/\S*)?$", ("s3://bucket/subaku/",), longest=1100)]
Queue = Annotated[str, Kind("the address of an SQS queue", _QUEUE, (_QUEUE_EXAMPLE,))]
TokenName = Annotated[
    str, Kind("the NAME of the variable ARGOCD_TOKEN_NAME", r"^[A-Za-z][A-Za-z0-9_]{0,30}$", ("cgv",))
]
Workflow = Annotated[str, Kind("a workflow's file", r"^[A-Za-z0-9._-]+\.ya?ml$", ("cd.yml",))]
RevisionText = Annotated[str, Kind("a text", "^.*$", ("{tag}",), _placeholders, 1000)]
RevisionValue = Annotated[
    str | int | float | bool,
    PlainValidator(_revision_value),
    Schema(
        {"type": ["string", "number", "boolean"], "title": "a text, a number, true or false", "examples": ["{tag}"]}
    ),
]
Flag = Annotated[bool, BeforeValidator(_flag), Strict(), Field(title="true or false")]
Port = Annotated[int, Strict(), Field(ge=1, le=65_535, title="a port", examples=[8080])]
Count = Annotated[int, Strict(), Field(ge=1, le=50, title="a whole number", examples=[1])]
Percent = Annotated[int, Strict(), Field(ge=1, le=99, title="a percentage", examples=[10])]
Status = Annotated[int, Strict(), Field(ge=100, le=599, title="an HTTP status", examples=[200])]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False, title="a number", examples=[0.05])]

Locale = Annotated[Literal["ko", "ja", "en"], Field(title="a language")]
Weekday = Annotated[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], Field(title="a day of the week")]
Severity = Annotated[
    Literal["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED"], Field(title="a severity of findings")
]
When = Annotated[Literal["before", "hold", "bake", "always"], Field(title="when the gate is looked at")]


def kind_of(annotated: Any) -> Kind:
    """The kind behind one of the names above, to read a text by it."""
    return next(part for part in annotated.__metadata__ if isinstance(part, Kind))


def understood(annotated: Any, text: str | None) -> Any:
    """What a text means as such a value; None where it isn't allowed, which is said elsewhere."""
    try:
        return kind_of(annotated).read(text)
    except ValueError:
        return None
