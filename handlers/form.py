"""The form for a release: what it shows, and what a person filled in. Pure: blocks out, values in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.catalogue import Catalogue, Environment
from bot.domain.commands import Reply
from bot.domain.grammar import environments_of
from bot.i18n import Voice

CALLBACK = "deploy.request"
SERVICE, ENVIRONMENT = "deploy.service", "deploy.environment"
REVISION, CHECKLIST = "deploy.revision", "deploy.checklist"
MOST_OPTIONS = 100
_LONGEST_TEXT = 75

Block = dict[str, Any]


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
    mark: str = ""

    def metadata(self) -> str:
        """What Slack keeps beside the form and gives back."""
        kept = {
            "channel": self.reply.channel,
            "response_url": self.reply.response_url,
            "service": self.service,
            "environment": self.environment,
            "mark": self.mark,
        }
        return json.dumps({name: value for name, value in kept.items() if value}, separators=(",", ":"))


def view(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    """The modal."""
    blocks = [_service(say, catalogue, draft), _environment(say, catalogue, draft)]
    blocks.append(_revision(say, draft))
    environment = catalogue.environments.get(draft.environment or "")
    if environment and environment.checklist:
        blocks.append(_checklist(say, environment, draft))
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": draft.metadata(),
        "title": _plain(say.plain("form-title"), 24),
        "submit": _plain(say.plain("form-submit"), 24),
        "close": _plain(say.plain("form-close"), 24),
        "blocks": blocks,
    }


def drafted(form: Mapping[str, Any], user: str) -> Draft:
    """What a form holds: the state that Slack sends along, completed by what was kept beside it."""
    kept = _kept(form)
    reply = Reply(user, str(kept.get("channel", "")), kept.get("response_url"))
    checklist = tuple(str(option["value"]) for option in _state(form, CHECKLIST).get("selected_options") or ())
    return Draft(
        reply,
        _selected(form, SERVICE) or kept.get("service"),
        _selected(form, ENVIRONMENT) or kept.get("environment"),
        _selected(form, REVISION),
        checklist,
        str(kept.get("mark", "")),
    )


def block_ids(form: Mapping[str, Any]) -> dict[str, str]:
    """The block of each field, by its action id: where an error is shown."""
    blocks = ((block.get("element") or {}, block) for block in form.get("blocks") or ())
    return {str(element.get("action_id")): str(block.get("block_id")) for element, block in blocks}


def ticked(environment: Environment, draft: Draft) -> tuple[str, ...]:
    """What of the environment's checklist is ticked, in its own words."""
    return tuple(item for value, item in _items(environment).items() if value in draft.checklist)


def option(text: str, value: str) -> Block:
    """One choice of a menu."""
    return {"text": _plain(text, _LONGEST_TEXT), "value": value}


def services_like(catalogue: Catalogue, prefix: str) -> list[str]:
    """Services whose name holds what was typed, those that begin with it first."""
    typed = prefix.strip().casefold()
    found = [name for name in catalogue.services if typed in name.casefold()]
    return sorted(found, key=lambda name: (not name.casefold().startswith(typed), name))[:MOST_OPTIONS]


def _service(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    names = sorted(catalogue.services)
    element: Block = {"action_id": SERVICE, "placeholder": _plain(say.plain("form-choose"), 150)}
    if len(names) > MOST_OPTIONS:
        element |= {"type": "external_select", "min_query_length": 0} | _initially(draft.service)
    else:
        element |= _menu(names, draft.service)
    return _input("service", say.plain("form-service"), element) | {"dispatch_action": True}


def _environment(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    service = catalogue.services.get(draft.service or "")
    names = environments_of(service, catalogue) if service else list(catalogue.environments)
    element = {"action_id": ENVIRONMENT, "placeholder": _plain(say.plain("form-choose"), 150)}
    element |= _menu(names[:MOST_OPTIONS], draft.environment)
    label = say.plain("form-environment")
    return _input("environment" + draft.mark, label, element) | {"dispatch_action": True}


def _revision(say: Voice, draft: Draft) -> Block:
    element = {
        "type": "external_select",
        "action_id": REVISION,
        "min_query_length": 0,
        "placeholder": _plain(say.plain("form-choose-revision"), 150),
    }
    return _input("revision" + draft.mark, say.plain("form-revision"), element | _initially(draft.revision))


def _checklist(say: Voice, environment: Environment, draft: Draft) -> Block:
    options = [option(item, value) for value, item in _items(environment).items()]
    chosen = [each for each in options if each["value"] in draft.checklist]
    element: Block = {"type": "checkboxes", "action_id": CHECKLIST, "options": options}
    if chosen:
        element["initial_options"] = chosen
    return _input("checklist", say.plain("form-checklist"), element) | {"optional": True}


def _items(environment: Environment) -> dict[str, str]:
    """The checklist by values that no other environment has."""
    return {f"{environment.name}:{number}": item for number, item in enumerate(environment.checklist)}


def _input(block_id: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block_id, "label": _plain(label, 2000), "element": element}


def _menu(names: Iterable[str], chosen: str | None) -> Block:
    options = [option(name, name) for name in names]
    initially = _initially(chosen) if any(each["value"] == chosen for each in options) else {}
    return {"type": "static_select", "options": options} | initially


def _initially(value: str | None) -> Block:
    return {"initial_option": option(value, value)} if value else {}


def _plain(text: str, longest: int) -> Block:
    return {"type": "plain_text", "text": text if len(text) <= longest else text[: longest - 1] + "…"}


def _state(form: Mapping[str, Any], action_id: str) -> dict[str, Any]:
    values = (form.get("state") or {}).get("values") or {}
    return next((fields[action_id] for fields in values.values() if action_id in fields), {})


def _selected(form: Mapping[str, Any], action_id: str) -> str | None:
    chosen = _state(form, action_id).get("selected_option")
    return str(chosen["value"]) if chosen else None


def _kept(form: Mapping[str, Any]) -> dict[str, Any]:
    try:
        kept = json.loads(form.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
