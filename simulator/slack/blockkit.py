"""Block Kit as a table: every block, element and composition object that Slack takes, with its fields and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.slack.schema import Anything, Flag, Kinds, ListOf, Number, Rule, Shape, Text, any_of, one_of, shape

# --- composition objects ---------------------------------------------------------------------------------------------


def plain(high: int, low: int = 1) -> Kinds:
    """A plain_text object of at most `high` characters."""
    return Kinds({"plain_text": _plain(high, low)}, wrapped=True)


def words(high: int, low: int = 1) -> Kinds:
    """A plain_text or mrkdwn object of at most `high` characters."""
    return Kinds({"plain_text": _plain(high, low), "mrkdwn": _mrkdwn(high, low)}, wrapped=True)


def _plain(high: int, low: int) -> Shape:
    return shape(need={"text": Text(high, low)}, may={"emoji": Flag()})


def _mrkdwn(high: int, low: int) -> Shape:
    return shape(need={"text": Text(high, low)}, may={"verbatim": Flag()})


ID = Text(255)
URL = Text(3000, pattern=r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")
CONFIRM = shape(
    need={"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    may={"style": Text(words=("primary", "danger"))},
)
SLACK_FILE = shape(one_of("id", "url"), may={"id": Text(255), "url": URL})
DISPATCH = shape(need={"trigger_actions_on": ListOf(Text(words=("on_enter_pressed", "on_character_entered")), 2)})
FILTER = shape(
    any_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
    may={
        "include": ListOf(Text(words=("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
)


def option(text: Rule, url: bool = False) -> Shape:
    """An option of a menu or a group of boxes: 75 characters of text, 150 of value."""
    may: dict[str, Rule] = {"description": words(75)}
    return shape(need={"text": text, "value": Text(150)}, may={**may, "url": URL} if url else may)


OPTION = option(plain(75))
RICH_OPTION = option(words(75))
GROUP = shape(need={"label": plain(75), "options": ListOf(OPTION, 100)})

# --- elements --------------------------------------------------------------------------------------------------------

_ACTION: dict[str, Rule] = {"action_id": ID}
_FOCUS: dict[str, Rule] = {**_ACTION, "focus_on_load": Flag()}
_MENU: dict[str, Rule] = {**_FOCUS, "placeholder": plain(150), "confirm": CONFIRM}
_MULTI: dict[str, Rule] = {**_MENU, "max_selected_items": Number(1)}
_TYPED: dict[str, Rule] = {**_FOCUS, "placeholder": plain(150), "dispatch_action_config": DISPATCH}
_CHOICES: dict[str, Rule] = {"options": ListOf(OPTION, 100), "option_groups": ListOf(GROUP, 100)}
_SOME = ListOf(Text(255), 100)

BUTTON = shape(
    need={"text": plain(75)},
    may={
        **_ACTION,
        "url": URL,
        "value": Text(2000),
        "style": Text(words=("primary", "danger")),
        "confirm": CONFIRM,
        "accessibility_label": Text(75),
    },
)
IMAGE_ELEMENT = shape(
    one_of("image_url", "slack_file"),
    need={"alt_text": Text(2000)},
    may={"image_url": URL, "slack_file": SLACK_FILE},
)
_FEEDBACK = shape(need={"text": plain(75), "value": Text(2000)}, may={"accessibility_label": Text(75)})

SELECTS: dict[str, Shape] = {
    "static_select": shape(one_of("options", "option_groups"), may={**_MENU, **_CHOICES, "initial_option": OPTION}),
    "external_select": shape(may={**_MENU, "initial_option": OPTION, "min_query_length": Number(0, 100)}),
    "users_select": shape(may={**_MENU, "initial_user": ID}),
    "conversations_select": shape(
        may={
            **_MENU,
            "initial_conversation": ID,
            "default_to_current_conversation": Flag(),
            "response_url_enabled": Flag(),
            "filter": FILTER,
        }
    ),
    "channels_select": shape(may={**_MENU, "initial_channel": ID, "response_url_enabled": Flag()}),
    "multi_static_select": shape(
        one_of("options", "option_groups"), may={**_MULTI, **_CHOICES, "initial_options": ListOf(OPTION, 100)}
    ),
    "multi_external_select": shape(
        may={**_MULTI, "initial_options": ListOf(OPTION, 100), "min_query_length": Number(0, 100)}
    ),
    "multi_users_select": shape(may={**_MULTI, "initial_users": _SOME}),
    "multi_conversations_select": shape(
        may={**_MULTI, "initial_conversations": _SOME, "default_to_current_conversation": Flag(), "filter": FILTER}
    ),
    "multi_channels_select": shape(may={**_MULTI, "initial_channels": _SOME}),
}
PICKERS: dict[str, Shape] = {
    "datepicker": shape(may={**_MENU, "initial_date": Text(pattern=r"\d{4}-\d{2}-\d{2}")}),
    "timepicker": shape(may={**_MENU, "initial_time": Text(pattern=r"\d{2}:\d{2}"), "timezone": Text(255)}),
    "datetimepicker": shape(may={**_FOCUS, "confirm": CONFIRM, "initial_date_time": Number(10**9, 10**10)}),
    "checkboxes": shape(
        need={"options": ListOf(RICH_OPTION, 10)},
        may={**_FOCUS, "initial_options": ListOf(RICH_OPTION, 10), "confirm": CONFIRM},
    ),
    "radio_buttons": shape(
        need={"options": ListOf(RICH_OPTION, 10)}, may={**_FOCUS, "initial_option": RICH_OPTION, "confirm": CONFIRM}
    ),
}
BUTTONS: dict[str, Shape] = {
    "button": BUTTON,
    "overflow": shape(need={"options": ListOf(option(plain(75), url=True), 5)}, may={**_ACTION, "confirm": CONFIRM}),
    "workflow_button": shape(
        need={"text": plain(75), "workflow": Anything()},
        may={**_ACTION, "style": Text(words=("primary", "danger")), "accessibility_label": Text(75)},
    ),
}
INPUTS: dict[str, Shape] = {
    "plain_text_input": shape(
        may={
            **_TYPED,
            "initial_value": Text(3000, 0),
            "multiline": Flag(),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        }
    ),
    "email_text_input": shape(may={**_TYPED, "initial_value": Text(3000)}),
    "url_text_input": shape(may={**_TYPED, "initial_value": Text(3000)}),
    "number_input": shape(
        need={"is_decimal_allowed": Flag()},
        may={**_TYPED, "initial_value": Text(100), "min_value": Text(100), "max_value": Text(100)},
    ),
    "rich_text_input": shape(may={**_TYPED, "initial_value": Anything()}),
    "file_input": shape(may={**_ACTION, "filetypes": ListOf(Text(100), 100), "max_files": Number(1, 10)}),
}
CONTEXT_ACTIONS: dict[str, Shape] = {
    "feedback_buttons": shape(need={"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, may=_ACTION),
    "icon_button": shape(
        need={"icon": Text(words=("trash",)), "text": plain(75)},
        may={
            **_ACTION,
            "value": Text(2000),
            "confirm": CONFIRM,
            "accessibility_label": Text(75),
            "visible_to_user_ids": _SOME,
        },
    ),
}

# --- rich text -------------------------------------------------------------------------------------------------------

_STYLE = shape(
    may=dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), Flag()
    )
)
_STYLED: dict[str, Rule] = {"style": _STYLE}
INLINE = Kinds(
    {
        "text": shape(need={"text": Text(12000)}, may=_STYLED),
        "link": shape(need={"url": URL}, may={**_STYLED, "text": Text(3000, 0), "unsafe": Flag()}),
        "emoji": shape(
            need={"name": Text(255)}, may={**_STYLED, "unicode": Text(255), "skin_tone": Number(2, 6), "url": URL}
        ),
        "user": shape(need={"user_id": ID}, may=_STYLED),
        "usergroup": shape(need={"usergroup_id": ID}, may=_STYLED),
        "channel": shape(need={"channel_id": ID}, may=_STYLED),
        "broadcast": shape(need={"range": Text(words=("here", "channel", "everyone"))}, may=_STYLED),
        "color": shape(need={"value": Text(20)}, may=_STYLED),
        "team": shape(need={"team_id": ID}, may=_STYLED),
        "date": shape(
            need={"timestamp": Number(), "format": Text(1000)}, may={**_STYLED, "url": URL, "fallback": Text(1000)}
        ),
    }
)
_INLINES = ListOf(INLINE, 1000, 0)
_SECTION = shape(need={"elements": _INLINES})
RICH_TEXT_PARTS = Kinds(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            need={
                "elements": ListOf(Kinds({"rich_text_section": _SECTION}), 1000),
                "style": Text(words=("bullet", "ordered")),
            },
            may={"indent": Number(0, 8), "offset": Number(), "border": Number(0, 1)},
        ),
        "rich_text_preformatted": shape(
            need={"elements": _INLINES}, may={"border": Number(0, 1), "language": Text(50)}
        ),
        "rich_text_quote": shape(need={"elements": _INLINES}, may={"border": Number(0, 1)}),
    }
)

# --- blocks ----------------------------------------------------------------------------------------------------------

_BLOCK: dict[str, Rule] = {"block_id": ID}
RICH_TEXT = shape(need={"elements": ListOf(RICH_TEXT_PARTS, 1000)}, may=_BLOCK)
CELL = Kinds(
    {
        "raw_text": shape(need={"text": Text(10000)}),
        "raw_number": shape(need={"value": Number(float("-inf"), decimal=True)}, may={"text": Text(255)}),
        "rich_text": RICH_TEXT,
    }
)
_CLICKABLE = Kinds({**BUTTONS, **SELECTS, **PICKERS})
_SOURCE = Kinds({"url": shape(need={"url": URL, "text": Text(255)})})
_TASK: dict[str, Rule] = {
    **_BLOCK,
    "details": Kinds({"rich_text": RICH_TEXT}),
    "output": Kinds({"rich_text": RICH_TEXT}),
    "sources": ListOf(_SOURCE, 100, 0),
    "status": Text(words=("pending", "in_progress", "complete", "error")),
}
TASK_CARD = shape(need={"task_id": ID, "title": Text(256)}, may=_TASK)
_CARD_BUTTONS = ListOf(Kinds({"button": BUTTON}), 5, 0)
CARD = shape(
    any_of("hero_image", "title", "actions", "body"),
    may={
        **_BLOCK,
        "hero_image": Kinds({"image": IMAGE_ELEMENT}),
        "icon": Kinds({"image": IMAGE_ELEMENT}),
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "actions": _CARD_BUTTONS,
    },
)

SHARED: dict[str, Shape] = {
    "section": shape(
        any_of("text", "fields"),
        may={
            **_BLOCK,
            "text": words(3000),
            "fields": ListOf(words(2000), 10),
            "accessory": Kinds({**BUTTONS, **SELECTS, **PICKERS, "image": IMAGE_ELEMENT}),
            "expand": Flag(),
        },
    ),
    "divider": shape(may=_BLOCK),
    "header": shape(need={"text": plain(150)}, may=_BLOCK),
    "image": shape(
        one_of("image_url", "slack_file"),
        need={"alt_text": Text(2000)},
        may={**_BLOCK, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
    ),
    "actions": shape(need={"elements": ListOf(_CLICKABLE, 25)}, may=_BLOCK),
    "context": shape(
        need={
            "elements": ListOf(
                Kinds({"plain_text": _plain(3000, 1), "mrkdwn": _mrkdwn(3000, 1), "image": IMAGE_ELEMENT}), 10
            )
        },
        may=_BLOCK,
    ),
    "input": shape(
        need={"label": plain(2000), "element": Kinds({**SELECTS, **PICKERS, **INPUTS})},
        may={**_BLOCK, "hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": RICH_TEXT,
    "video": shape(
        need={"alt_text": Text(2000), "title": plain(200), "thumbnail_url": URL, "video_url": URL},
        may={
            **_BLOCK,
            "author_name": Text(50),
            "description": plain(200),
            "provider_name": Text(255),
            "provider_icon_url": URL,
            "title_url": URL,
        },
    ),
}
MESSAGE_ONLY: dict[str, Shape] = {
    "markdown": shape(need={"text": Text(12000)}, may=_BLOCK),
    "context_actions": shape(need={"elements": ListOf(Kinds(CONTEXT_ACTIONS), 5)}, may=_BLOCK),
    "table": shape(
        need={"rows": ListOf(ListOf(CELL, 20), 100)},
        may={
            **_BLOCK,
            "column_settings": ListOf(
                shape(may={"align": Text(words=("left", "center", "right")), "is_wrapped": Flag()}), 20, 0
            ),
        },
    ),
    "file": shape(need={"external_id": Text(255), "source": Text(words=("remote",))}, may=_BLOCK),
    "task_card": TASK_CARD,
    "plan": shape(need={"title": Text(256)}, may={**_BLOCK, "tasks": ListOf(Kinds({"task_card": TASK_CARD}), 50, 0)}),
    "card": CARD,
    "carousel": shape(need={"elements": ListOf(Kinds({"card": CARD}), 10)}, may=_BLOCK),
}
MODAL_ONLY: dict[str, Shape] = {
    "alert": shape(
        need={"text": words(3000)},
        may={**_BLOCK, "level": Text(words=("default", "info", "warning", "error", "success"))},
    ),
}

MESSAGE_BLOCKS = ListOf(Kinds({**SHARED, **MESSAGE_ONLY}), 50, 0)
HOME_BLOCKS = ListOf(Kinds(SHARED), 100, 0)
MODAL_BLOCKS = ListOf(Kinds({**SHARED, **MODAL_ONLY}), 100, 0)

_VIEW: dict[str, Rule] = {"private_metadata": Text(3000, 0), "callback_id": Text(255, 0), "external_id": Text(255, 0)}
MODAL = shape(
    need={"title": plain(24), "blocks": MODAL_BLOCKS},
    may={
        **_VIEW,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
        "submit_disabled": Flag(),
    },
)
HOME = shape(need={"blocks": HOME_BLOCKS}, may=_VIEW)
VIEWS = Kinds({"modal": MODAL, "home": HOME})

SUGGESTIONS = shape(
    one_of("options", "option_groups"),
    may={"options": ListOf(OPTION, 100, 0), "option_groups": ListOf(GROUP, 100, 0)},
)

# --- what a person puts in -------------------------------------------------------------------------------------------

# element type → (field of its value in a payload, field of its first value)
VALUES: Mapping[str, tuple[str, str]] = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
}
LISTS = frozenset(
    kind
    for kind, (name, _) in VALUES.items()
    if name in {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
)


def elements(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The interactive elements of a block, wherever it keeps them."""
    kept = [*_items(block, "elements"), *_items(block, "actions")]
    kept += [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    nested = [found for each in _items(block, "elements") if each.get("type") == "card" for found in elements(each)]
    return [each for each in kept if each.get("type") in INTERACTIVE] + nested


def _items(block: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    held = block.get(name)
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []


INTERACTIVE = frozenset({*BUTTONS, *SELECTS, *PICKERS, *INPUTS, *CONTEXT_ACTIONS})
