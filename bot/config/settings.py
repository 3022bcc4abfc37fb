"""The environment variables. Secrets come from here alone, and no error shows a value that may be one."""

from __future__ import annotations

import os
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.config.types import web_address
from bot.errors import ConfigurationError

_ALLOWED = {
    "SLACK_BOT_TOKEN": "a bot token, which begins with xoxb-",
    "SLACK_APP_TOKEN": "an app-level token, which begins with xapp-",
    "SLACK_API_URL": "an http or https address such as https://slack.com/api/",
    "REDIS_URL": "an address such as redis://127.0.0.1:6379/0, rediss://user:password@host:6379 or unix:///run/redis.sock",
    "SUBAKU_HTTP": "HOST:PORT such as 127.0.0.1:8080, [::1]:8080, or port 0 for a free one",
    "SUBAKU_PUBLIC_URL": "an http or https address such as https://subaku.example.com",
    "SUBAKU_PAGE": "on or off",
    "GITHUB_API_URL": "an http or https address such as https://api.github.com",
    "LOG_FORMAT": "json or console",
    "LOG_LEVEL": "debug, info, warning, error or critical",
}
_REDIS_SCHEMES = frozenset({"redis", "rediss", "unix"})
_ARGOCD = "ARGOCD_TOKEN"


class Address(NamedTuple):
    """Where to listen. Port 0 is a free one."""

    host: str
    port: int


def _slack(wrong_kinds: tuple[str, ...]) -> AfterValidator:
    """Tokens are easily swapped; servers that aren't Slack may have tokens of their own form."""

    def refuse(token: SecretStr) -> SecretStr:
        if token.get_secret_value().startswith(wrong_kinds):
            raise ValueError
        return token

    return AfterValidator(refuse)


def _base(address: str) -> str:
    return web_address(address).rstrip("/")


def _redis(address: SecretStr) -> SecretStr:
    parts = urlsplit(address.get_secret_value())
    if parts.scheme not in _REDIS_SCHEMES or not (parts.path if parts.scheme == "unix" else parts.hostname):
        raise ValueError
    if parts.scheme != "unix":
        _ = parts.port  # raises ValueError for what is no port
    return address


def _address(value: object) -> Address:
    if isinstance(value, Address):
        return value
    host, colon, port = str(value).rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if (
        not colon
        or not (port.isascii() and port.isdigit())
        or int(port[:6]) > 65_535
        or (":" in host and not bracketed)
    ):
        raise ValueError
    return Address(host.strip("[]") or "127.0.0.1", int(port))


def _argocd_tokens() -> dict[str, SecretStr]:
    """The tokens by the name that the catalogue gives them, lower case; `ARGOCD_TOKEN` has the empty name."""
    found = {name: value for name, value in os.environ.items() if name == _ARGOCD or name.startswith(f"{_ARGOCD}_")}
    return {name[len(_ARGOCD) + 1 :].lower(): SecretStr(value) for name, value in found.items() if value}


BotToken = Annotated[SecretStr, _slack(("xapp-", "xoxp-"))]
AppToken = Annotated[SecretStr, _slack(("xoxb-", "xoxp-"))]
BaseUrl = Annotated[str, AfterValidator(_base)]
Lower = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)


class Settings(BaseSettings):
    """What the environment says. `Settings.read()` makes one, or raises ConfigurationError."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    slack_bot_token: BotToken | None = None
    slack_app_token: AppToken | None = None
    slack_api_url: Annotated[str, AfterValidator(lambda address: _base(address) + "/")] = "https://slack.com/api/"
    redis_url: Annotated[SecretStr, AfterValidator(_redis)] = SecretStr("redis://127.0.0.1:6379/0")
    config: str = Field(default="subaku.yaml", validation_alias="SUBAKU_CONFIG")
    http: Annotated[Address, NoDecode, PlainValidator(_address)] = Field(
        default=Address("127.0.0.1", 8080), validation_alias="SUBAKU_HTTP"
    )
    public_url: BaseUrl | None = Field(default=None, validation_alias="SUBAKU_PUBLIC_URL")
    page: Annotated[Literal["on", "off"], Lower] = Field(default="on", validation_alias="SUBAKU_PAGE")
    page_token: SecretStr | None = Field(default=None, validation_alias="SUBAKU_PAGE_TOKEN")
    github_token: SecretStr | None = None
    github_api_url: BaseUrl = "https://api.github.com"
    log_format: Annotated[Literal["json", "console"], Lower] = "json"
    log_level: Annotated[Literal["debug", "info", "warning", "error", "critical"], Lower] = "info"
    _argocd_tokens: dict[str, SecretStr] = PrivateAttr(default_factory=_argocd_tokens)

    @classmethod
    def read(cls) -> Self:
        """The settings, or ConfigurationError with a line for each variable that isn't right."""
        try:
            return cls()
        except ValidationError as error:
            names = dict.fromkeys(str(detail["loc"][0]).upper() for detail in error.errors(include_input=False))
            lines = [f"{name}: the value isn't allowed; it must be {_ALLOWED.get(name, 'text')}" for name in names]
            raise ConfigurationError(lines) from None

    def argocd_token(self, name: str = "") -> SecretStr | None:
        """The token of `ARGOCD_TOKEN_<NAME>`, or of `ARGOCD_TOKEN` for a target that names none."""
        return self._argocd_tokens.get(name.lower())

    def argocd_tokens(self) -> dict[str, str]:
        """All of them by name."""
        return {name: token.get_secret_value() for name, token in self._argocd_tokens.items()}

    def slack_tokens(self) -> tuple[str, str]:
        """The bot's token and the app's, which `run` needs; ConfigurationError where one is missing."""
        tokens = {"SLACK_BOT_TOKEN": self.slack_bot_token, "SLACK_APP_TOKEN": self.slack_app_token}
        missing = [f"{name}: it isn't set; it must be {_ALLOWED[name]}" for name, token in tokens.items() if not token]
        if missing:
            raise ConfigurationError(missing)
        bot, app = (token.get_secret_value() for token in tokens.values() if token)
        return bot, app
