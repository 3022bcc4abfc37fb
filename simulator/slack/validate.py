"""What Slack checks before it takes a message or a view: the table of blockkit.py, and the rules between blocks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simulator.slack import blockkit
from simulator.slack.errors import InvalidError, SlackError, mistake

Json = dict[str, Any]
FileRefused = Callable[[Json], bool]  # is this slack_file one that cannot be shown?

MESSAGE_CHARACTERS = 13_200  # of all texts in blocks; found by others, not documented
CELL_CHARACTERS = 10_000
METADATA_BYTES = 8_000


def message_blocks(blocks: Any, refused: FileRefused) -> list[Json]:
    """The blocks of a message, as Slack keeps them. Raises InvalidError, SlackError."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    found = [*blockkit.MESSAGE_BLOCKS.check(blocks, "/blocks"), *_between(blocks, "/blocks", refused)]
    if found:
        raise InvalidError("invalid_blocks", found)
    if sum(_characters(blocks)) > MESSAGE_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return dressed(blocks)


def view(given: Any, refused: FileRefused, kind: str = "modal") -> Json:
    """A view as Slack keeps it, `kind` being where it may stand. Raises InvalidError."""
    if not isinstance(given, dict):
        raise InvalidError("invalid_arguments", [mistake("must provide an object", "/view")])
    found = list(blockkit.VIEWS.check(given, "/view"))
    if not found and given["type"] != kind:
        found = [mistake(f"view type must be {kind}", "/view/type")]
    if not found:
        found = [*_between(given["blocks"], "/view/blocks", refused), *_submit(given)]
    if found:
        raise InvalidError("invalid_arguments", found)
    return {**given, "blocks": dressed(given["blocks"])}


def options(answer: Any) -> Json:
    """The options (or groups) of a block_suggestion's ack. Raises InvalidError."""
    given = answer if isinstance(answer, dict) else {}
    if found := list(blockkit.SUGGESTIONS.check(given, "")):
        raise InvalidError("invalid_arguments", found)
    return given


def metadata(given: Any) -> Json:
    """A message's metadata. Raises SlackError."""
    if not isinstance(given, dict):
        raise SlackError("invalid_metadata_format")
    if set(given) - {"event_type", "event_payload", "entities"} or not isinstance(given.get("event_type"), str):
        raise SlackError("invalid_metadata_schema")
    if not isinstance(given.get("event_payload", {}), dict):
        raise SlackError("invalid_metadata_schema")
    if len(repr(given)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return given


def dressed(blocks: list[Json]) -> list[Json]:
    """Blocks with the ids that Slack gives where none were."""
    return [_with_ids(block) for block in blocks]


def _with_ids(block: Json) -> Json:
    kept = {"block_id": _short_id(), **_copied(block)}
    for element in blockkit.elements(kept):
        element.setdefault("action_id", _short_id())
    return kept


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items() if each is not None}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _short_id() -> str:
    return secrets.token_urlsafe(4)[:5]


def _between(blocks: list[Any], at: str, refused: FileRefused) -> Iterator[str]:
    known = [(index, block) for index, block in enumerate(blocks) if isinstance(block, dict)]
    yield from _repeated_blocks(known, at)
    for index, block in known:
        yield from _repeated_actions(block, f"{at}/{index}")
        yield from _refused_files(block, f"{at}/{index}", refused)
    yield from _tables(known, at)


def _repeated_blocks(blocks: list[tuple[int, Json]], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in blocks:
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield mistake(f'`block_id` "{name}" already exists for another block', f"{at}/{index}/block_id")
        seen.add(str(name))


def _repeated_actions(block: Mapping[str, Any], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, element in enumerate(blockkit.elements(block)):
        name = element.get("action_id")
        if isinstance(name, str) and name in seen:
            yield mistake(
                f'`action_id` "{name}" already exists for another element', f"{at}/elements/{index}/action_id"
            )
        seen.add(str(name))


def _refused_files(value: Any, at: str, refused: FileRefused) -> Iterator[str]:
    if isinstance(value, dict):
        file = value.get("slack_file")
        if value.get("type") == "image" and isinstance(file, dict) and refused(file):
            yield mistake("invalid slack file", f"{at}/slack_file")
        for key, each in value.items():
            yield from _refused_files(each, f"{at}/{key}", refused)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _refused_files(each, f"{at}/{index}", refused)


def _tables(blocks: list[tuple[int, Json]], at: str) -> Iterator[str]:
    tables = [(index, block) for index, block in blocks if block.get("type") == "table"]
    yield from (mistake("only_one_table_allowed", f"{at}/{index}") for index, _ in tables[1:])
    for index, table in tables:
        if sum(_characters(table.get("rows"))) > CELL_CHARACTERS:
            yield mistake(f"must be less than {CELL_CHARACTERS + 1} characters", f"{at}/{index}/rows")


def _characters(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from [len(each)] if key == "text" and isinstance(each, str) else _characters(each)
    elif isinstance(value, list):
        for each in value:
            yield from _characters(each)


def _submit(given: Json) -> Iterator[str]:
    inputs = any(block["type"] == "input" for block in given["blocks"])
    if given["type"] == "modal" and inputs and not given.get("submit"):
        yield mistake("missing required field: submit (the view has input blocks)", "/view")
