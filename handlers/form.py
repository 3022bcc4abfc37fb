"""The form for a release: what it shows, and what a person filled in. Pure: blocks out, values in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain import gate
from bot.domain.catalogue import Catalogue
from bot.domain.commands import Reply
from bot.domain.grammar import environments_of
from bot.i18n import Voice
from handlers import fields
from handlers.blocks import Block, option, plain
from handlers.fields import Shown, field

CALLBACK = "deploy.request"
SERVICE, ENVIRONMENT = "deploy.service", "deploy.environment"
REVISION, CHECKLIST = "deploy.revision", "deploy.checklist"
START, WINDOW, HOTFIX = "deploy.start", "deploy.window", "deploy.hotfix"
MOST_OPTIONS = 100
MOST_TICKS = 10  # in one group of boxes
BOXES = (CHECKLIST, *(f"{CHECKLIST}.{number}" for number in range(2, 2 + gate.MOST)))  # each takes ten


@dataclass(frozen=True, slots=True)
class Draft:
    """A form, filled in as far as it is; `checklist` holds values of options.

    `mark` makes the ids of blocks fresh, so that Slack forgets what stood in them.
    """

    reply: Reply
    service: str | None = None
    environment: str | None = None
    revision: str | None = None
    checklist: tuple[str, ...] = ()
    due: datetime | None = None
    next_window: bool = False
    hotfix: str = ""
    mark: str = ""


def view(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    """The modal."""
    blocks = [_service(say, catalogue, draft), _environment(say, catalogue, draft), _revision(say, draft)]
    blocks += _checklist(say, catalogue, draft)
    kept = {"service": draft.service, "environment": draft.environment, "mark": draft.mark}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": fields.keep_beside(draft.reply, **kept),
        "title": plain(say.plain("form-title"), 24),
        "submit": plain(say.plain("form-submit"), 24),
        "close": plain(say.plain("form-close"), 24),
        "blocks": [*blocks, *_beginning(say, draft)],
    }


def drafted(shown: Shown, user: str) -> Draft:
    """What a form holds: the state that Slack sends along, completed by what was kept beside it."""
    kept = fields.kept_beside(shown)
    return Draft(
        reply=fields.reply_of(shown, user),
        service=fields.selected(shown, SERVICE) or kept.get("service"),
        environment=fields.selected(shown, ENVIRONMENT) or kept.get("environment"),
        revision=fields.selected(shown, REVISION),
        checklist=tuple(value for box in BOXES for value in fields.ticked(shown, box)),
        due=fields.picked(shown, START),
        next_window=bool(fields.ticked(shown, WINDOW)),
        hotfix=fields.typed(shown, HOTFIX),
        mark=str(kept.get("mark", "")),
    )


def ticked(catalogue: Catalogue, draft: Draft) -> tuple[str, ...]:
    """What of the checklist is ticked, in its own words."""
    return tuple(item for value, item in _items(catalogue, draft).items() if value in draft.checklist)


def services_like(catalogue: Catalogue, prefix: str) -> list[str]:
    """Services and trains whose name holds what was typed, those that begin with it first."""
    typed = prefix.strip().casefold()
    found = [name for name in (*catalogue.services, *catalogue.trains) if typed in name.casefold()]
    return sorted(found, key=lambda name: (not name.casefold().startswith(typed), name))[:MOST_OPTIONS]


def _service(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    names = sorted([*catalogue.services, *catalogue.trains])
    element: Block = {"action_id": SERVICE, "placeholder": plain(say.plain("form-choose"), 150)}
    if len(names) > MOST_OPTIONS:
        element |= {"type": "external_select", "min_query_length": 0} | _initially(draft.service)
    else:
        element |= _menu(names, draft.service)
    return field("service", say.plain("form-service"), element) | {"dispatch_action": True}


def _environment(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    service = catalogue.unit(draft.service)
    names = environments_of(service, catalogue) if service else list(catalogue.environments)
    element = {"action_id": ENVIRONMENT, "placeholder": plain(say.plain("form-choose"), 150)}
    element |= _menu(names[:MOST_OPTIONS], draft.environment)
    label = say.plain("form-environment")
    return field("environment" + draft.mark, label, element) | {"dispatch_action": True}


def _revision(say: Voice, draft: Draft) -> Block:
    element = {
        "type": "external_select",
        "action_id": REVISION,
        "min_query_length": 0,
        "placeholder": plain(say.plain("form-choose-revision"), 150),
    }
    return field("revision" + draft.mark, say.plain("form-revision"), element | _initially(draft.revision))


def _checklist(say: Voice, catalogue: Catalogue, draft: Draft) -> list[Block]:
    options = [option(item, value) for value, item in _items(catalogue, draft).items()]
    tens = [options[first : first + MOST_TICKS] for first in range(0, len(options), MOST_TICKS)]
    return [_ticks(say, box, ten, draft) for box, ten in zip(BOXES, tens, strict=False)]


def _ticks(say: Voice, box: str, options: list[Block], draft: Draft) -> Block:
    element: Block = {"type": "checkboxes", "action_id": box, "options": options}
    if chosen := [each for each in options if each["value"] in draft.checklist]:
        element["initial_options"] = chosen
    return field(box.removeprefix("deploy."), say.plain("form-checklist"), element, optional=True)


def _beginning(say: Voice, draft: Draft) -> list[Block]:
    """When it is to start, and why before others: nothing of it has to be filled in."""
    window = option(say.plain("form-next-window"), "next")
    ticked = {"initial_options": [window]} if draft.next_window else {}
    boxes = {"type": "checkboxes", "action_id": WINDOW, "options": [window]} | ticked
    return [
        field("start", say.plain("form-start"), fields.time_field(START, draft.due), optional=True),
        field("window", say.plain("form-window"), boxes, optional=True),
        field("hotfix", say.plain("form-hotfix"), fields.reason_field(HOTFIX, draft.hotfix), optional=True),
    ]


def _items(catalogue: Catalogue, draft: Draft) -> dict[str, str]:
    """The environment's checklist and what the target's gates ask for, by values that no other target has."""
    service, name = draft.service or "", draft.environment or ""
    environment = catalogue.environments.get(name)
    items = [*(environment.checklist if environment else ()), *gate.points(catalogue.target(service, name))]
    return {f"{service}/{name}:{number}": item for number, item in enumerate(dict.fromkeys(items))}


def _menu(names: Iterable[str], chosen: str | None) -> Block:
    options = [option(name, name) for name in names]
    initially = _initially(chosen) if any(each["value"] == chosen for each in options) else {}
    return {"type": "static_select", "options": options} | initially


def _initially(value: str | None) -> Block:
    return {"initial_option": option(value, value)} if value else {}
