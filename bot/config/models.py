"""The configuration file: `workspace`, `environments`, `services` and `trains`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field, Tag

from bot.config.drivers import AnyTarget
from bot.config.shared import After, Freeze, Window
from bot.config.types import (
    TEXT_OR_MAPPING,
    Branch,
    Bucket,
    Channel,
    Count,
    Duration,
    Flag,
    Folder,
    Image,
    Item,
    Locale,
    Model,
    Name,
    Person,
    Queue,
    Repository,
    Text,
    Unique,
    Url,
    Zone,
)

People = Annotated[tuple[Person, ...], Unique]


class Events(Model):
    """Events of AWS that are pushed, so that polling only confirms."""

    queue: Queue = Field(description="The SQS queue that EventBridge sends to.")


class Workspace(Model):
    """What all services share."""

    locale: Locale = Field("en", description="The language of what is posted in channels.")
    timezone: Zone = Field("UTC", description="The time zone of windows, freezes and times that people type.")
    theme: Name = Field("subaku", description="Which picture pack accompanies the stages.")
    deployers: People | None = Field(None, description="Who may ask for a release; absent: every full member.")
    admins: People = Field((), description="Who may lock everything, freeze, override.")
    admin_channel: Channel | None = Field(None, description="Where the bot says what its operators should know.")
    events: Events | None = Field(None, description="Events of AWS that are pushed.")
    retention: Duration | None = Field(None, description="How long history and audit are kept; absent: for ever.")
    archive: Bucket | None = Field(None, description="Where history goes when it is no longer kept.")
    registries: dict[Text, Url] = Field(default_factory=dict, description="Another address for an image's registry.")
    addresses: dict[Url, Url] = Field(
        default_factory=dict,
        description="Another address for a server that the catalogue names (Argo CD, Prometheus, …).",
    )
    image_base_url: Url | None = Field(None, description="A public address of the pictures, for wide images in Slack.")


class Approval(Model):
    """Who must agree before a release is queued."""

    required: Count = Field(1, description="How many people must approve.")
    by: People = Field(min_length=1, description="Who may approve.")
    own: Flag = Field(False, description="Whether the requester's own approval counts.")
    expires: Duration = Field(timedelta(minutes=30), description="After this long an undecided request ends.")
    rollback: Flag = Field(False, description="Whether a rollback needs an approval too.")


class Environment(Model):
    """Where a service can stand."""

    channel: Channel = Field(description="The channel of this environment's releases.")
    locale: Locale | None = Field(None, description="The channel's language; absent: the workspace's.")
    after: After | None = Field(None, description="Where the same revision must have stood before.")
    approval: Approval | None = Field(None, description="Who must agree; absent: nobody.")
    windows: tuple[Window, ...] = Field((), description="When deploying is allowed; absent: always.")
    freezes: tuple[Freeze, ...] = Field((), description="When nothing is deployed.")
    checklist: Annotated[tuple[Item, ...], Unique] = Field((), max_length=10, description="What the requester ticks.")
    hold_expires: Duration = Field(timedelta(minutes=55), description="After this long an unanswered hold is rejected.")


Branches = Annotated[
    Annotated[Branch, Tag("(text)")] | Annotated[dict[Name, Branch], Tag("(mapping)")],
    TEXT_OR_MAPPING,
    Field(title="a branch, or a mapping of environments to branches"),
]


class Source(Model):
    """Where the code lives."""

    github: Repository = Field(description="The repository.")
    branch: Branches = Field("main", description="The branch that is deployed, or one for each environment.")
    paths: Annotated[tuple[Folder, ...], Unique] = Field((), description="Folders of this service; absent: all.")


class Offer(Model):
    """A new image or commit is shown with a button."""

    environment: Name = Field(description="The environment in whose channel it is offered.")
    automatic: Flag = Field(False, description="Ask for the release without waiting for the button.")


Offers = Annotated[
    Annotated[Name, Tag("(text)")] | Annotated[Offer, Tag("(mapping)")],
    TEXT_OR_MAPPING,
    Field(title="an environment, or a mapping with environment and automatic"),
]


class Service(Model):
    """What is deployed."""

    source: Source | None = Field(None, description="Where the code lives.")
    image: Image | None = Field(None, description="The image, without its tag.")
    offer: Offers | None = Field(None, description="Where new images or commits are offered.")
    targets: dict[Name, AnyTarget] = Field(min_length=1, description="How it is deployed in each environment.")


class Train(Model):
    """Several services released as one."""

    services: Annotated[tuple[Name, ...], Unique] = Field(min_length=1, description="The services, in order.")
    changed_only: Flag = Field(False, description="Leave out services whose paths did not change.")


class File(Model):
    """The configuration of Subaku. Keys that begin with `x-` are free, for anchors."""

    workspace: Workspace = Field(default_factory=Workspace.model_construct, description="What all services share.")
    environments: dict[Name, Environment] = Field(default_factory=dict, description="Where services can stand.")
    services: dict[Name, Service] = Field(default_factory=dict, description="What is deployed.")
    trains: dict[Name, Train] = Field(default_factory=dict, description="Services that are released as one.")
