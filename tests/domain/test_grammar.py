"""The grammar: what people type, what it means, and that nothing they type breaks it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalogue import Catalogue, Environment, Service, Train, UnbuiltTarget, Workspace
from bot.domain.grammar import VERBS, Ambiguous, Mistake, Request, Verb, is_release, is_revision, parse, quoted

DIGEST = "sha256:" + "0123456789abcdef" * 4


def service(name: str, *environments: str) -> Service:
    targets = {
        each: UnbuiltTarget(service_name=name, environment=each, driver_name="argocd", settings={})
        for each in environments
    }
    return Service(name, targets)


CATALOGUE = Catalogue(
    Workspace(),
    environments={
        "staging": Environment("staging", "C0STAGING"),
        "production": Environment("production", "C0DEPLOY"),
    },
    services={
        "demo-backend": service("demo-backend", "production"),
        "web-api": service("web-api", "staging", "production"),
        "Batch": service("Batch", "staging"),
    },
    trains={"all-in": Train("all-in", ("demo-backend", "web-api"))},
)


def read(text: str, channel: str = "C0RANDOM") -> Request | Verb | Ambiguous | Mistake:
    return parse(text, CATALOGUE, channel)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("demo-backend v2", Request("demo-backend", "production", "v2")),
        ("v2 demo-backend", Request("demo-backend", "production", "v2")),
        ("production v2 demo-backend", Request("demo-backend", "production", "v2")),
        ("  DEMO-Backend   V2  Production ", Request("demo-backend", "production", "V2")),
        ("batch v1", Request("Batch", "staging", "v1")),
        ("ｄｅｍｏ－ｂａｃｋｅｎｄ　ｖ２", Request("demo-backend", "production", "v2")),
        ("“demo-backend” 'v2', production.", Request("demo-backend", "production", "v2")),
        (f"demo-backend {DIGEST.upper()}", Request("demo-backend", "production", DIGEST)),
        ("web-api v2 staging", Request("web-api", "staging", "v2")),
        ("demo-backend hotfix", Request("demo-backend", "production", "hotfix")),
        ("demo-backend status", Request("demo-backend", "production", "status")),
    ],
)
def test_a_release_in_any_order(text: str, expected: Request) -> None:
    assert read(text) == expected


def test_the_channel_decides_between_environments() -> None:
    assert read("web-api v2", "C0STAGING") == Request("web-api", "staging", "v2")
    assert read("web-api v2", "C0DEPLOY") == Request("web-api", "production", "v2")
    assert read("web-api v2", "C0RANDOM") == Ambiguous("web-api", None, "v2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Ambiguous()),
        ("  “” ", Ambiguous()),
        ("demo-backend", Ambiguous("demo-backend", "production")),
        ("production", Ambiguous(environment="production")),
        ("web-api staging production", Ambiguous("web-api")),
        ("web-api demo-backend v2", Ambiguous(revision="v2")),
        ("web-api v2 v3 staging", Ambiguous("web-api", "staging")),
        ("web-api v2 v3 v4", Ambiguous("web-api")),
    ],
)
def test_what_is_ambiguous_keeps_what_was_understood(text: str, expected: Ambiguous) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("demo-bakend v2", "service_unknown", {"service": "demo-bakend", "nearest": "demo-backend"}),
        ("v2 WEB-APU", "service_unknown", {"service": "WEB-APU", "nearest": "web-api"}),
        ("zebra", "service_unknown", {"service": "zebra", "nearest": ""}),
        ("statsu", "unknown_verb", {"verb": "statsu", "nearest": "status"}),
        ("status demo-backnd", "service_unknown", {"service": "demo-backnd", "nearest": "demo-backend"}),
        ("demo-backend v2 prod", "environment_unknown", {"environment": "prod", "known": "production"}),
        ("demo-backend v2 staging", "environment_unknown", {"environment": "staging", "known": "production"}),
        ("demo-backend <!channel>", "bad_revision", {"revision": "<!channel>"}),
        ("demo-backend `v2`", "bad_revision", {"revision": "v2"}),
        ("demo-backend v2\x00\x1b[31m", "bad_revision", {"revision": "v2[31m"}),
        ("demo-backend -v2", "bad_revision", {"revision": "-v2"}),
        ("demo-backend feature/x", "bad_revision", {"revision": "feature/x"}),
        ("demo-backend sha256:12", "bad_revision", {"revision": "sha256:12"}),
        ("all-in v2", "not_built", {"verb": "all-in"}),
        ("demo-backend v2 at 15:00", "not_built", {"verb": "at"}),
        ("demo-backend v2 in the next window", "not_built", {"verb": "in the next window"}),
        ("demo-backend v2 Hotfix because it burns", "not_built", {"verb": "hotfix"}),
    ],
)
def test_mistakes_say_what_is_wrong(text: str, code: str, facts: dict[str, str]) -> None:
    assert read(text) == Mistake(code, facts)


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_known(name: str) -> None:
    assert read(name.upper()) == Verb(name)
    assert read(f"{name} Demo-Backend") == Verb(name, "demo-backend")


def test_a_verb_may_name_a_release_or_an_environment() -> None:
    assert read("cancel R01ABCDEFGHJKMN") == Verb("cancel", "r01abcdefghjkmn")
    assert read("status production") == Verb("status", "production")
    assert read("help me please") == Verb("help")


@pytest.mark.parametrize("text", ["demo-backend " + "a" * 10_000, "a" * 10_000, "web-api " + "<!channel> " * 2_000])
def test_long_text_is_answered_at_once_and_quoted_short(text: str) -> None:
    begun = time.perf_counter()
    found = read(text)
    assert time.perf_counter() - begun < 0.05
    assert isinstance(found, Mistake)
    assert all(len(fact) <= 40 for fact in found.facts.values())


def test_a_tag_is_128_characters_at_most() -> None:
    assert is_revision("a" * 128)
    assert not is_revision("a" * 129)
    assert not is_revision("v2\n")


WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["demo-backend", "web-api", "BATCH", "production", "staging", "v2", "at", "status", "all-in", DIGEST]
    ),
)


@given(st.lists(WORDS, max_size=20).map(" ".join), st.sampled_from(["C0STAGING", "C0DEPLOY", ""]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_in_the_catalogue_or_harmless(text: str, channel: str) -> None:
    found = parse(text, CATALOGUE, channel)
    if isinstance(found, Request):
        assert CATALOGUE.target(found.service, found.environment) is not None
        assert is_revision(found.revision)
    elif isinstance(found, Ambiguous):
        assert found.service is None or found.service in CATALOGUE.services
        assert found.environment is None or found.environment in CATALOGUE.environments
        assert found.revision is None or is_revision(found.revision)
    elif isinstance(found, Verb):
        assert found.name in VERBS
        known = {*CATALOGUE.services, *CATALOGUE.environments, None}
        assert found.about in known or is_release(found.about or "")
    else:
        assert all("`" not in fact and fact.isprintable() for fact in found.facts.values())


@given(st.text())
def test_a_quotation_is_short_and_printable(text: str) -> None:
    assert len(quoted(text)) <= 40
    assert "`" not in quoted(text)
