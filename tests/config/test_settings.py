"""The environment variables: what each takes, and that no secret is ever shown."""

from __future__ import annotations

import os

import pytest

from bot.config import Settings
from bot.errors import ConfigurationError

OURS = ("SLACK_", "REDIS_URL", "SUBAKU_", "GITHUB_", "ARGOCD_", "LOG_")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(OURS):
            monkeypatch.delenv(name)


def problems() -> list[str]:
    with pytest.raises(ConfigurationError) as error:
        Settings.read()
    return error.value.problems


def test_defaults() -> None:
    settings = Settings.read()

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.redis_url.get_secret_value() == "redis://127.0.0.1:6379/0"
    assert (settings.config, settings.http) == ("subaku.yaml", ("127.0.0.1", 8080))
    assert (settings.log_format, settings.log_level) == ("json", "info")
    assert settings.github_api_url == "https://api.github.com"
    assert settings.public_url is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:4000/api", "http://127.0.0.1:4000/api/"])
def test_slack_address_with_and_without_slash(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", address)
    assert Settings.read().slack_api_url == "http://127.0.0.1:4000/api/"


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [("192.0.2.1:80", "192.0.2.1", 80), ("[::1]:0", "::1", 0), (":0", "127.0.0.1", 0), ("host:8080", "host", 8080)],
)
def test_where_to_listen(text: str, host: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUBAKU_HTTP", text)
    assert Settings.read().http == (host, port)


@pytest.mark.parametrize("url", ["redis://h", "rediss://:pw@h:6379/1", "unix:///run/redis.sock"])
def test_redis_addresses(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    assert Settings.read().redis_url.get_secret_value() == url


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("SLACK_BOT_TOKEN", "xapp-hush", "a bot token, which begins with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-hush", "an app-level token, which begins with xapp-"),
        ("SLACK_API_URL", "hush.example", "an http or https address such as https://slack.com/api/"),
        (
            "REDIS_URL",
            "http://:hush@h",
            "an address such as redis://127.0.0.1:6379/0, rediss://user:password@host:6379 or unix:///run/redis.sock",
        ),
        ("SUBAKU_HTTP", "hush", "HOST:PORT such as 127.0.0.1:8080, [::1]:8080, or port 0 for a free one"),
        ("SUBAKU_HTTP", "::1:80", "HOST:PORT such as 127.0.0.1:8080, [::1]:8080, or port 0 for a free one"),
        ("SUBAKU_HTTP", "h:65536", "HOST:PORT such as 127.0.0.1:8080, [::1]:8080, or port 0 for a free one"),
        ("SUBAKU_PUBLIC_URL", "hush", "an http or https address such as https://subaku.example.com"),
        ("LOG_FORMAT", "hush", "json or console"),
        ("LOG_LEVEL", "hush", "debug, info, warning, error or critical"),
    ],
)
def test_mistakes_name_the_variable_and_what_is_allowed(
    name: str, value: str, allowed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    assert problems() == [f"{name}: the value isn't allowed; it must be {allowed}"]
    assert "hush" not in "".join(problems())


def test_all_mistakes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("SUBAKU_HTTP", "nowhere")

    assert [problem.split(":")[0] for problem in problems()] == ["SUBAKU_HTTP", "LOG_LEVEL"]


def test_tokens_are_asked_for_by_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError) as error:
        Settings.read().slack_tokens()
    assert error.value.problems == [
        "SLACK_BOT_TOKEN: it isn't set; it must be a bot token, which begins with xoxb-",
        "SLACK_APP_TOKEN: it isn't set; it must be an app-level token, which begins with xapp-",
    ]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert Settings.read().slack_tokens() == ("xoxb-1", "xapp-1")


def test_tokens_of_argo_cd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGOCD_TOKEN", "general")
    monkeypatch.setenv("ARGOCD_TOKEN_CGV", "cgv-only")
    settings = Settings.read()

    assert (general := settings.argocd_token())
    assert general.get_secret_value() == "general"
    assert (own := settings.argocd_token("cgv"))
    assert own.get_secret_value() == "cgv-only"
    assert settings.argocd_token("other") is None, "a token goes to no server that it wasn't given for"


def test_secrets_are_not_in_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SUBAKU_PAGE_TOKEN", "GITHUB_TOKEN", "ARGOCD_TOKEN"):
        monkeypatch.setenv(name, "hush")
    monkeypatch.setenv("REDIS_URL", "redis://:hush@h")

    assert "hush" not in repr(Settings.read())
