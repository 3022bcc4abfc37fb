"""Task definitions: what of a difference is shown."""

from __future__ import annotations

from typing import Any

from bot.drivers.task_definitions import HIDDEN, differences


def described(value: str) -> dict[str, Any]:
    container = {
        "name": "secrets",
        "image": f"app:{value}",
        "environment": [{"name": "TOKEN", "value": value}],
        "secrets": [{"name": "PASSWORD", "valueFrom": value}],
        "logConfiguration": {
            "logDriver": f"driver-{value}",
            "options": {"splunk-token": value},
            "secretOptions": [{"name": "key", "valueFrom": value}],
        },
    }
    return {"taskDefinition": {"containerDefinitions": [container]}}


def test_what_may_be_a_secret_is_told_as_changed_and_never_shown() -> None:
    found = differences(described("old"), described("new"))
    assert {one.path.removeprefix("containers.secrets."): (one.before, one.after) for one in found} == {
        "image": ("app:old", "app:new"),
        "environment.TOKEN.value": (HIDDEN, HIDDEN),
        "secrets.PASSWORD.valueFrom": (HIDDEN, HIDDEN),
        "logConfiguration.logDriver": ("driver-old", "driver-new"),
        "logConfiguration.options.splunk-token": (HIDDEN, HIDDEN),
        "logConfiguration.secretOptions.key.valueFrom": (HIDDEN, HIDDEN),
    }
