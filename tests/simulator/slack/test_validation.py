"""What Slack refuses in blocks and views, with the pointer to the place."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.slack import validate
from simulator.slack.errors import InvalidError, SlackError


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "go", "text": plain("Go"), **fields}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def section(text: str = "hi", **fields: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **fields}


def select(**fields: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "pick", **fields}


def option(text: str = "v2", value: str = "v2") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def table(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "table", "rows": list(rows)}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


IMAGE = {"type": "image", "image_url": "https://example.com/a.gif", "alt_text": "a"}
CELL = {"type": "raw_text", "text": "1"}
REFUSED = [
    ([section("x" * 3001)], "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section("")], "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section("x" * 3001)], "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]"),
    ([section(color="red")], "[ERROR] invalid additional property: color [json-pointer:/blocks/0]"),
    ([{"type": "section"}], "[ERROR] must define either `text` or `fields` [json-pointer:/blocks/0]"),
    ([section(), {"type": "sektion"}], "[ERROR] unsupported type: sektion [json-pointer:/blocks/1/type]"),
    ([section()] * 51, "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"),
    ([section(fields=[mrkdwn("x")] * 11)], "[ERROR] no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (
        [section(fields=[mrkdwn("x" * 2001)])],
        "[ERROR] must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        [{"type": "header", "text": plain("x" * 151)}],
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    ([{"type": "header", "text": mrkdwn("x")}], "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ([{"type": "header"}], "[ERROR] missing required field: text [json-pointer:/blocks/0]"),
    (
        [actions(*(button(action_id=str(n)) for n in range(26)))],
        "[ERROR] no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "[ERROR] no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [actions(button(text=plain("x" * 76)))],
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [actions(button(value="x" * 2001))],
        "[ERROR] must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [actions(button(style="green"))],
        "[ERROR] must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        [actions(button(action_id="x" * 256))],
        "[ERROR] must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    (
        [actions(button(), button())],
        '[ERROR] `action_id` "go" already exists for another element [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    (
        [section(block_id="a"), section(block_id="a")],
        '[ERROR] `block_id` "a" already exists for another block [json-pointer:/blocks/1/block_id]',
    ),
    (
        [actions(select(options=[option()] * 101))],
        "[ERROR] no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions(select(options=[option("x" * 76)]))],
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        [actions(select(options=[option(value="x" * 151)]))],
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        [actions(select())],
        "[ERROR] must define one of `options`, `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    (
        [{"type": "image", "alt_text": "x"}],
        "[ERROR] must define one of `image_url`, `slack_file` [json-pointer:/blocks/0]",
    ),
    (
        [{**IMAGE, "alt_text": "x" * 2001}],
        "[ERROR] must be less than 2001 characters [json-pointer:/blocks/0/alt_text]",
    ),
    (
        [{"type": "image", "slack_file": {"id": "F0GONE"}, "alt_text": "x"}],
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]",
    ),
    (
        [section(accessory={"type": "image", "slack_file": {"id": "F0GONE"}, "alt_text": "x"})],
        "[ERROR] invalid slack file [json-pointer:/blocks/0/accessory/slack_file]",
    ),
    ([table([CELL]), table([CELL])], "[ERROR] only_one_table_allowed [json-pointer:/blocks/1]"),
    ([table(*[[CELL]] * 101)], "[ERROR] no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    ([table([CELL] * 21)], "[ERROR] no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    ([table([plain("x")])], "[ERROR] unsupported type: plain_text [json-pointer:/blocks/0/rows/0/0/type]"),
    (
        [rich({"type": "text", "text": "x", "style": {"blink": True}})],
        "[ERROR] invalid additional property: blink [json-pointer:/blocks/0/elements/0/elements/0/style]",
    ),
    ([{"type": "alert", "text": plain("x")}], "[ERROR] unsupported type: alert [json-pointer:/blocks/0/type]"),
    (
        [{"type": "markdown", "text": "x" * 12001}],
        "[ERROR] must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
    (["hi"], "[ERROR] must be an object [json-pointer:/blocks/0]"),
]
TAKEN = [
    section("x" * 3000, accessory=IMAGE),
    actions(button(), select(options=[option()]), {"type": "overflow", "action_id": "o", "options": [option()]}),
    table([{"type": "raw_number", "value": 1.5, "text": "1.5"}, CELL, rich({"type": "emoji", "name": "tada"})]),
    rich({"type": "link", "url": "https://example.com", "text": "x"}, {"type": "user", "user_id": "U0MINA"}),
    {"type": "context", "elements": [mrkdwn("x"), IMAGE]},
    {"type": "divider"},
    {"type": "plan", "title": "p", "tasks": [{"type": "task_card", "task_id": "1", "title": "t", "status": "pending"}]},
    {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain("x")}]},
]


def gone(_: dict[str, Any]) -> bool:
    return True


@pytest.mark.parametrize(("blocks", "message"), REFUSED)
def test_a_message_is_refused_with_the_place(blocks: list[Any], message: str) -> None:
    with pytest.raises(InvalidError, match="invalid_blocks") as refusal:
        validate.message_blocks(blocks, gone)
    assert message in refusal.value.messages


@pytest.mark.parametrize("block", TAKEN, ids=lambda block: str(block["type"]))
def test_what_slack_documents_is_taken(block: dict[str, Any]) -> None:
    [kept] = validate.message_blocks([block], gone)
    assert kept["block_id"]
    assert "block_id" not in block


def test_too_much_text_in_all_blocks() -> None:
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        validate.message_blocks([section("x" * 2900) for _ in range(5)], gone)


FIELD = {"type": "input", "label": plain("Tag"), "element": {"type": "plain_text_input", "action_id": "tag"}}
MODAL = {"type": "modal", "title": plain("Deploy"), "submit": plain("Go"), "blocks": [FIELD]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"title": plain("x" * 25)},
            "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        (
            {"private_metadata": "x" * 3001},
            "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        ({"submit": None}, "[ERROR] missing required field: submit (the view has input blocks) [json-pointer:/view]"),
        ({"blocks": [section()] * 101}, "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"),
        ({"blocks": [table([CELL])]}, "[ERROR] unsupported type: table [json-pointer:/view/blocks/0/type]"),
        (
            {"blocks": [{"type": "input", "element": FIELD["element"]}]},
            "[ERROR] missing required field: label [json-pointer:/view/blocks/0]",
        ),
        ({"type": "home"}, "[ERROR] invalid additional property: title [json-pointer:/view]"),
    ],
)
def test_a_view_is_refused_with_the_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidError, match="invalid_arguments") as refusal:
        validate.view({**MODAL, **change}, gone)
    assert message in refusal.value.messages


def test_a_view_may_hold_an_alert() -> None:
    assert validate.view({**MODAL, "blocks": [{"type": "alert", "text": mrkdwn("x"), "level": "warning"}]}, gone)
