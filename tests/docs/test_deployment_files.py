"""The app manifest asks for what the code needs and no more; what runs it elsewhere can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.config import Settings

ROOT = Path(__file__).parents[2]

SCOPES: dict[str, set[str]] = {  # what each method of the Web API asks of a bot's token
    "apps.connections.open": set(),  # the app-level token's
    "auth.test": set(),
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.join": {"channels:join"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.im": {"im:history"},
    "subteam_members_changed": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
    "user_change": {"users:read"},
}
CALL = re.compile(r"client\.((?:apps|auth|chat|conversations|files|reactions|team|usergroups|users|views)_\w+)\(")


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def source() -> str:
    files = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_the_manifest_has_the_scopes_that_the_calls_need_and_no_others() -> None:
    called = {call.replace("_", ".") for call in CALL.findall(source())}
    assert called == SCOPES.keys()
    manifest = read("slack/manifest.yaml")
    needed = {"commands"}.union(*SCOPES.values(), *EVENTS.values())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed


def test_the_manifest_subscribes_to_what_the_handlers_listen_for() -> None:
    manifest = read("slack/manifest.yaml")
    heard = set(re.findall(r'@app\.event\("(\w+)"\)', source()))
    assert heard == {event.split(".")[0] for event in EVENTS}
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == EVENTS.keys()
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def test_the_manifest_has_the_slash_commands() -> None:
    listened = set(re.findall(r'@app\.command\("(/[a-z-]+)"\)', source()))
    assert {one["command"] for one in read("slack/manifest.yaml")["features"]["slash_commands"]} == listened


def test_the_scopes_page_explains_each() -> None:
    page = (ROOT / "docs/slack-app.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z_:]+)` \|", page, re.MULTILINE)
    assert sorted(explained) == sorted(read("slack/manifest.yaml")["oauth_config"]["scopes"]["bot"])


def test_compose_keeps_what_it_is_told_and_waits_for_it() -> None:
    compose = read("compose.yaml")
    bot, valkey = compose["services"]["bot"], compose["services"]["valkey"]
    assert valkey["command"][1:3] == ["--appendonly", "yes"]
    assert bot["depends_on"]["valkey"]["condition"] == "service_healthy"
    assert {"bot", "valkey"} == {name for name, one in compose["services"].items() if one["healthcheck"]["test"]}
    assert valkey["volumes"][0].split(":")[0] in compose["volumes"]


def test_the_example_of_the_environment_names_variables_that_are_read() -> None:
    named = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    read_ = {str(field.validation_alias or name.upper()) for name, field in Settings.model_fields.items()}
    assert {name for name in named if not name.startswith("AWS_")} - read_ == {"SUBAKU_CATALOGUE"}


def test_the_image_is_built_from_files_that_are_there() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    sources = {source for sources in copied for source in sources}
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    }
    assert {source for source in sources if not (ROOT / source).exists()} == set()
    assert {source for source in sources if source.split("/")[0] not in allowed} == set()
    packages = re.search(r"^packages = (\[.+\])$", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert packages
    assert set(yaml.safe_load(packages[1])) <= sources
