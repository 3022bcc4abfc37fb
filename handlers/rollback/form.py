"""The form for a rollback: where, and which of the revisions that stood there. Pure: blocks out, values in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue
from bot.domain.commands import Reply
from bot.domain.grammar import environments_of, is_release
from bot.i18n import Voice, code, who
from handlers.blocks import Block, option, plain, section
from handlers.fields import Shown, field, keep_beside, kept_beside, reply_of, selected
from handlers.questions.asked import Asked
from handlers.rollback.way import Choice, WayBack, remains, shortened

CALLBACK = "rollback.request"
SERVICE, ENVIRONMENT, REVISION = "rollback.service", "rollback.environment", "rollback.revision"
PREVIEW = "preview"
MOST_CHOICES = 10  # radio buttons
MOST_OPTIONS = 100
MOST_LOCKS = 50  # more ids than that don't fit beside the form


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as far as it is filled in. `over`: ids of the locks that it shows; `ready`: for which target.

    `mark` makes the ids of blocks fresh, so that Slack forgets what stood in them.
    """

    reply: Reply
    service: str | None = None
    environment: str | None = None
    revision: str | None = None
    over: tuple[str, ...] = ()
    ready: str = ""
    mark: str = ""

    def metadata(self) -> str:
        """What Slack keeps beside the form and gives back."""
        over = ",".join(self.over[:MOST_LOCKS])
        place = {"service": self.service, "environment": self.environment}
        return keep_beside(self.reply, **place, over=over, ready=self.ready, mark=self.mark)


def view(say: Voice, catalogue: Catalogue, draft: Draft, rest: Sequence[Block]) -> Block:
    """The modal; `rest` is what is known of the place."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": draft.metadata(),
        "title": plain(say.plain("rollback-form-title"), 24),
        "submit": plain(say.plain("rollback-form-submit"), 24),
        "close": plain(say.plain("form-close"), 24),
        "blocks": [_service(say, catalogue, draft), _environment(say, catalogue, draft), *rest],
    }


def again(shown: Shown, draft: Draft, blocks: Sequence[Block]) -> Block:
    """A form as it is shown, with other blocks."""
    kept = {name: shown[name] for name in ("type", "callback_id", "title", "submit", "close")}
    return kept | {"private_metadata": draft.metadata(), "blocks": list(blocks)}


def told(text: str) -> Block:
    """The preview, or what is said in its place."""
    return section(text) | {"block_id": PREVIEW}


def revisions(asked: Asked, way: WayBack, chosen: str | None) -> Block:
    """The choice: each with when it came, who released it, and what is left of it."""
    options = [_revision(asked, way, each) for each in way.choices[:MOST_CHOICES]]
    first = next((each for each in options if each["value"] == chosen), options[0])
    element = {"type": "radio_buttons", "action_id": REVISION, "options": options, "initial_option": first}
    name = f"revision.{way.service}.{way.environment}"
    return _input(name, asked.say.plain("rollback-form-revision"), element)


def drafted(shown: Shown, user: str) -> Draft:
    """What a form holds: the state that Slack sends along, completed by what was kept beside it."""
    kept = kept_beside(shown)
    return Draft(
        reply_of(shown, user),
        selected(shown, SERVICE) or kept.get("service"),
        selected(shown, ENVIRONMENT) or kept.get("environment"),
        selected(shown, REVISION),
        tuple(filter(is_release, str(kept.get("over", "")).split(","))),
        str(kept.get("ready", "")),
        str(kept.get("mark", "")),
    )


def _service(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    names = sorted(catalogue.services)
    if len(names) > MOST_OPTIONS:
        element: Block = {"type": "external_select", "min_query_length": 0} | _initially(draft.service)
    else:
        element = _menu(names, draft.service)
    return _input(f"service{draft.mark}", say.plain("form-service"), element | _chosen_at(say, SERVICE))


def _environment(say: Voice, catalogue: Catalogue, draft: Draft) -> Block:
    service = catalogue.services.get(draft.service or "")
    names = environments_of(service, catalogue) if service else list(catalogue.environments)
    element = _menu(names[:MOST_OPTIONS], draft.environment)
    name = f"environment.{draft.service or ''}{draft.mark}"
    return _input(name, say.plain("form-environment"), element | _chosen_at(say, ENVIRONMENT))


def _revision(asked: Asked, way: WayBack, choice: Choice) -> Block:
    stood, left = choice
    since = f"{stood.since.astimezone(asked.zone):%Y-%m-%d %H:%M}" if stood.since else ""
    by = who(asked.say, stood.release.requester) if stood.release else ""
    text = " · ".join(filter(None, (code(shortened(stood.revision)), since, by)))
    made = {"text": {"type": "mrkdwn", "text": text, "verbatim": True}, "value": way.name(stood)}
    return made | {"description": plain(remains(asked, left))}


def _chosen_at(say: Voice, action_id: str) -> Block:
    return {"action_id": action_id, "placeholder": plain(say.plain("form-choose"), 150)}


def _input(block_id: str, label: str, element: Block) -> Block:
    return field(block_id, label, element) | {"dispatch_action": True}


def _menu(names: Iterable[str], chosen: str | None) -> Block:
    options = [option(name, name) for name in names]
    initially = _initially(chosen) if any(each["value"] == chosen for each in options) else {}
    return {"type": "static_select", "options": options} | initially


def _initially(value: str | None) -> Block:
    return {"initial_option": option(value, value)} if value else {}
