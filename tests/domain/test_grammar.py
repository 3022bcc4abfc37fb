"""The grammar: what people type, what it means, and that nothing they type breaks it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.asks import (
    SOON,
    Act,
    Ambiguous,
    Ask,
    Back,
    Cancel,
    Deploy,
    Freeze,
    Lock,
    Look,
    Mistake,
    Move,
    Out,
    Promote,
    Reload,
    Reschedule,
    Retry,
    RollBack,
    Steal,
    Thaw,
    Unlock,
    When,
)
from bot.domain.catalogue import ArgoCdTarget, Catalogue, Environment, Service, Train, Workspace
from bot.domain.grammar import (
    KEYWORDS,
    VERBS,
    is_release,
    is_revision,
    parse,
    parse_rollback,
    quoted,
    say_it,
)
from bot.domain.scope import EVERYTHING, Scope

DIGEST = "sha256:" + "0123456789abcdef" * 4
ID = "r01abcdefghjkmn"
ZONE = "Asia/Seoul"
NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)  # 12:00 in Seoul, a Tuesday
TOMORROW = datetime(2026, 12, 2, 5, 0, tzinfo=UTC)  # 14:00 in Seoul
IN_2H = NOON + timedelta(hours=2)
LATER = datetime(2026, 12, 24, 0, 0, tzinfo=UTC)  # 09:00 in Seoul


def service(name: str, *environments: str) -> Service:
    targets = {
        each: ArgoCdTarget(service_name=name, environment=each, server="https://argocd.example", application="app")
        for each in environments
    }
    return Service(name, targets)


CATALOGUE = Catalogue(
    Workspace(timezone=ZONE),
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


def read(text: str, channel: str = "C0RANDOM") -> Ask:
    return parse(text, CATALOGUE, channel, NOON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("demo-backend v2", Deploy("demo-backend", "production", "v2")),
        ("v2 demo-backend", Deploy("demo-backend", "production", "v2")),
        ("production v2 demo-backend", Deploy("demo-backend", "production", "v2")),
        ("demo-backend v2 to production", Deploy("demo-backend", "production", "v2")),
        ("deploy demo-backend v2", Deploy("demo-backend", "production", "v2")),
        ("  DEMO-Backend   V2  Production ", Deploy("demo-backend", "production", "V2")),
        ("batch v1", Deploy("Batch", "staging", "v1")),
        ("ｄｅｍｏ－ｂａｃｋｅｎｄ　ｖ２", Deploy("demo-backend", "production", "v2")),
        ("“demo-backend” 'v2', production.", Deploy("demo-backend", "production", "v2")),
        (f"demo-backend {DIGEST.upper()}", Deploy("demo-backend", "production", DIGEST)),
        ("web-api v2 staging", Deploy("web-api", "staging", "v2")),
        ("demo-backend status", Deploy("demo-backend", "production", "status")),
        ("demo-backend all", Deploy("demo-backend", "production", "all")),
        (f"demo-backend {ID}", Deploy("demo-backend", "production", ID)),
    ],
)
def test_a_release_in_any_order(text: str, expected: Deploy) -> None:
    assert read(text) == expected


def test_the_channel_decides_between_environments() -> None:
    assert read("web-api v2", "C0STAGING") == Deploy("web-api", "staging", "v2")
    assert read("web-api v2", "C0DEPLOY") == Deploy("web-api", "production", "v2")
    assert read("web-api v2", "C0RANDOM") == Ambiguous("web-api", None, "v2")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("demo-backend v2 at 14:00 tomorrow", When(TOMORROW)),
        ("demo-backend v2 at tomorrow 14:00", When(TOMORROW)),
        ("v2 production at 14:00 tomorrow demo-backend", When(TOMORROW)),
        ("demo-backend v2 내일 14시에", When(TOMORROW)),
        ("내일 14시에 demo-backend v2", When(TOMORROW)),
        ("demo-backend v2 at 2026-12-24 09:00", When(LATER)),
        ("demo-backend v2 in the next window", When(next_window=True)),
        ("In The Next Window demo-backend v2", When(next_window=True)),
    ],
)
def test_a_release_for_later(text: str, start: When) -> None:
    assert read(text) == Deploy("demo-backend", "production", "v2", start)


def test_a_hotfix_has_a_reason_kept_as_it_was_typed() -> None:
    reason = "it  burns, “really” <@U1>: at 14:00 — 고쳐야 해"
    assert read(f"demo-backend v2 Hotfix because {reason}") == Deploy("demo-backend", "production", "v2", SOON, reason)
    assert read("web-api hotfix because it burns") == Ambiguous("web-api", hotfix="it burns")


def test_a_reason_is_one_line_of_bounded_length() -> None:
    typed = read("lock web-api because a\nb\u202ec\ud800\x1b " + "d" * 5_000)
    assert isinstance(typed, Lock)
    assert typed.reason.startswith("a b c")
    assert len(typed.reason) == 300
    assert typed.reason.isprintable()


def test_a_time_and_a_reason_go_with_what_is_only_partly_understood() -> None:
    assert read("web-api v2 at 14:00 tomorrow") == Ambiguous("web-api", None, "v2", When(TOMORROW))
    assert read("web-api 14:00") == Ambiguous("web-api", when=When(datetime(2026, 12, 1, 5, 0, tzinfo=UTC)))
    assert read("demo-backend v2 because I say so") == Ambiguous("demo-backend", "production", "v2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Ambiguous()),
        ("  “” ", Ambiguous()),
        ("deploy", Ambiguous()),
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
        ("backend v2", "service_unknown", {"service": "backend", "nearest": "demo-backend"}),
        ("v2 WEB-APU", "service_unknown", {"service": "WEB-APU", "nearest": "web-api"}),
        ("zebra", "service_unknown", {"service": "zebra", "nearest": ""}),
        ("statsu", "unknown_verb", {"verb": "statsu", "nearest": "status"}),
        ("rolback demo-backend", "unknown_verb", {"verb": "rolback", "nearest": "rollback"}),
        ("deply demo-backend v2", "unknown_verb", {"verb": "deply", "nearest": "deploy"}),
        ("status demo-backnd", "service_unknown", {"service": "demo-backnd", "nearest": "demo-backend"}),
        ("status prodution", "service_unknown", {"service": "prodution", "nearest": "production"}),
        ("status demo-backend staging", "environment_unknown", {"environment": "staging", "known": "production"}),
        ("why web-api demo-backend", "one_at_a_time", {"names": "web-api, demo-backend"}),
        ("demo-backend v2 prod", "environment_unknown", {"environment": "prod", "known": "production"}),
        ("demo-backend v2 staging", "environment_unknown", {"environment": "staging", "known": "production"}),
        ("v1 v2 v3 demo-backend staging", "environment_unknown", None),
        ("demo-backend <!channel>", "bad_revision", {"revision": "<!channel>"}),
        ("demo-backend `v2`", "bad_revision", {"revision": "v2"}),
        ("demo-backend v2\x00\x1b[31m", "bad_revision", {"revision": "v2[31m"}),
        ("demo-backend -v2", "bad_revision", {"revision": "-v2"}),
        ("demo-backend feature/x", "bad_revision", {"revision": "feature/x"}),
        ("demo-backend sha256:12", "bad_revision", {"revision": "sha256:12"}),
        ("status ALL-IN", "train_apart", {"train": "all-in", "known": "demo-backend, web-api"}),
        ("rollback all-in", "train_apart", {"train": "all-in", "known": "demo-backend, web-api"}),
        ("all-inn v2", "service_unknown", {"service": "all-inn", "nearest": "all-in"}),
        ("demo-backend v2 at noonish", "bad_time", {"time": "noonish"}),
        ("demo-backend v2 at", "bad_time", {"time": ""}),
        ("demo-backend at 14:00 tomorow", "bad_time", {"time": "14:00 tomorow"}),
        ("demo-backend 14:00 tomorow", "bad_revision", {"revision": "14:00"}),
        ("demo-backend v2 at 2020-01-01 09:00", "time_past", {"time": "2020-01-01 09:00"}),
        ("demo-backend v2 2020-01-01 09:00", "time_past", {"time": "2020-01-01 09:00"}),
        ("demo-backend v2 at 2999-01-01 09:00", "bad_time", {"time": "2999-01-01 09:00"}),
        ("demo-backend v2 in the next window at 14:00", "bad_time", {"time": "v2 in the next window at 14:00"}),
        ("demo-backend v2 hotfix", "reason_missing", {"verb": "hotfix"}),
        ("demo-backend hotfix because", "reason_missing", {"verb": "hotfix"}),
        ("lock for 2h", "scope_missing", {"verb": "lock"}),
        ("lock because I say so", "scope_missing", {"verb": "lock"}),
        ("lock web-api for ages", "bad_time", {"time": "ages"}),
        ("lock web-api until 2020-01-01 09:00", "time_past", {"time": "2020-01-01 09:00"}),
        ("lock web-api for 2h until tomorrow", "bad_time", {"time": "web-api for 2h until tomorrow"}),
        ("lock web-api for", "bad_time", {"time": ""}),
        ("unlock", "scope_missing", {"verb": "unlock"}),
        ("steal because mine", "scope_missing", {"verb": "steal"}),
        ("steal web-api", "reason_missing", {"verb": "steal"}),
        ("freeze until tomorrow because x", "scope_missing", {"verb": "freeze"}),
        ("freeze everything because x", "end_missing", {"verb": "freeze"}),
        ("freeze everything until 2026-12-24 09:00", "reason_missing", {"verb": "freeze"}),
        ("freeze production from 2026-12-24 10:00 until 2026-12-24 09:00 because x", "time_past", None),
        ("freeze lift", "scope_missing", {"verb": "freeze"}),
        ("rollback demo-bakend", "service_unknown", {"service": "demo-bakend", "nearest": "demo-backend"}),
        ("rollback v1", "service_unknown", {"service": "v1", "nearest": ""}),
        ("rollback web-api prodution", "environment_unknown", None),
        ("rollback demo-backend staging", "environment_unknown", {"environment": "staging", "known": "production"}),
        ("rollback web-api to", "bad_revision", {"revision": "to"}),
        ("rollback web-api to v1 v2", "service_unknown", {"service": "v2", "nearest": ""}),
        ("promote", "scope_missing", {"verb": "promote"}),
        ("promote staging", "scope_missing", {"verb": "promote"}),
        ("queue move 2", "release_missing", {"verb": "queue move"}),
        (f"queue move {ID}", "bad_place", {"place": ""}),
        (f"queue move {ID} 0", "bad_place", {"place": "0"}),
        (f"queue move {ID} २", "bad_place", None),
        (f"schedule move {ID} to never", "bad_time", {"time": "never"}),
        ("schedule move to 14:00", "release_missing", {"verb": "schedule move"}),
        ("schedule cancel", "release_missing", {"verb": "schedule cancel"}),
        ("out <@U123> ", "end_missing", {"verb": "out"}),
        ("out mina until tomorrow", "bad_person", {"person": "mina"}),
        ("out until tomorrow", "bad_person", {"person": ""}),
    ],
)
def test_mistakes_say_what_is_wrong(text: str, code: str, facts: dict[str, str] | None) -> None:
    found = read(text)
    assert isinstance(found, Mistake)
    assert found.code == code
    assert facts is None or found.facts == facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lock web-api", Lock(Scope("web-api"))),
        ("lock production because of Christmas", Lock(Scope(None, "production"), None, "of Christmas")),
        (
            "lock web-api staging for 2h because I test",
            Lock(Scope("web-api", "staging"), IN_2H, "I test"),
        ),
        ("lock for 2h web-api", Lock(Scope("web-api"), IN_2H)),
        ("lock everything until 2026-12-24 09:00", Lock(EVERYTHING, LATER)),
        ("lock everything in production", Lock(Scope(None, "production"))),
        ("unlock web-api", Unlock(Scope("web-api"))),
        ("unlock everything because it is over", Unlock(EVERYTHING, "it is over")),
        ("steal web-api staging because it burns", Steal(Scope("web-api", "staging"), "it burns")),
        (
            "freeze production until 2026-12-24 09:00 because audit",
            Freeze(Scope(None, "production"), LATER, None, "audit"),
        ),
        ("freeze web-api for 2h because audit", Freeze(Scope("web-api"), IN_2H, None, "audit")),
        (
            "freeze everything from 14:00 tomorrow until 2026-12-24 09:00 because audit",
            Freeze(EVERYTHING, LATER, TOMORROW, "audit"),
        ),
        (
            "freeze web-api from 14:00 tomorrow for 2h because x",
            Freeze(Scope("web-api"), TOMORROW + timedelta(hours=2), TOMORROW, "x"),
        ),
        ("freeze lift production", Thaw(Scope(None, "production"))),
        ("freeze end everything", Thaw(EVERYTHING)),
        ("rollback", RollBack()),
        ("rollback demo-backend", RollBack("demo-backend", "production")),
        ("rollback web-api", RollBack("web-api")),
        ("rollback web-api staging to v1", RollBack("web-api", "staging", "v1")),
        ("rollback web-api v1 in staging because it burns", RollBack("web-api", "staging", "v1")),
        ("rollback to v1", RollBack(None, None, "v1")),
        ("promote web-api", Promote("web-api")),
        ("promote web-api to production", Promote("web-api", "production")),
        ("retry", Retry()),
        (f"retry {ID.upper()}", Retry(ID)),
        ("retry web-api staging", Retry(None, Scope("web-api", "staging"))),
        ("cancel", Cancel()),
        (f"cancel {ID}", Cancel(ID)),
        ("cancel production", Cancel(None, Scope(None, "production"))),
        (f"queue move {ID} 2", Move(ID, 2)),
        (f"queue move {ID} to 1", Move(ID, 1)),
        (f"schedule move {ID} to 14:00 tomorrow", Reschedule(ID, When(TOMORROW))),
        (f"schedule move {ID} in the next window", Reschedule(ID, When(next_window=True))),
        (f"schedule move {ID} to the next window", Reschedule(ID, When(next_window=True))),
        (f"schedule cancel {ID}", Cancel(ID)),
        ("out <@U123|mina> until 2026-12-24 09:00", Out("U123", LATER)),
        ("out <@W123> for 2h", Out("W123", IN_2H)),
        ("out back", Back()),
        ("out OFF", Back()),
        ("reload", Reload()),
    ],
)
def test_acts(text: str, expected: Act) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lock", Look("locks")),
        ("locks production", Look("locks", Scope(None, "production"))),
        ("freeze", Look("freezes")),
        ("freezes", Look("freezes")),
        ("schedule", Look("schedule")),
        ("out", Look("out")),
        ("help me please", Look("help")),
        ("who WEB-API", Look("who", Scope("web-api"))),
        (f"why {ID}", Look("why", release=ID)),
        ("why everything", Look("why")),
        *((f"{verb} web-api staging", Look(verb, Scope("web-api", "staging"))) for verb in ("status", "queue", "why")),
        *((verb.upper(), Look(verb)) for verb in ("windows", "history", "who", "diff", "report", "queue", "help")),
    ],
)
def test_questions(text: str, expected: Look) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_known(name: str) -> None:
    """None of them falls through to the reading of a release."""
    assert not isinstance(read(f"{name} demo-backend"), Deploy | Ambiguous)


def test_a_service_keeps_its_name_beside_words_that_are_only_allowed() -> None:
    catalogue = Catalogue(
        Workspace(),
        environments={"production": Environment("production", "C0DEPLOY")},
        services={name: service(name, "production") for name in ("deploy", "locks", "move")},
    )
    assert parse("deploy v2", catalogue, "", NOON) == Deploy("deploy", "production", "v2")
    assert parse("locks v2", catalogue, "", NOON) == Deploy("locks", "production", "v2")
    assert parse("queue move", catalogue, "", NOON) == Look("queue", Scope("move"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", RollBack()),
        ("demo-backend", RollBack("demo-backend", "production")),
        ("demo-backend v1", RollBack("demo-backend", "production", "v1")),
        ("web-api to main staging", RollBack("web-api", "staging", "main")),
        ("statsu", Mistake("service_unknown", {"service": "statsu", "nearest": ""})),
    ],
)
def test_the_command_for_rollback(text: str, expected: RollBack | Mistake) -> None:
    assert parse_rollback(text, CATALOGUE, "C0RANDOM") == expected


def test_the_command_for_rollback_is_said_in_a_channel() -> None:
    assert parse_rollback("web-api", CATALOGUE, "C0STAGING") == RollBack("web-api", "staging")


@pytest.mark.parametrize("text", ["demo-backend " + "a" * 10_000, "a" * 10_000, "web-api " + "<!channel> " * 2_000])
def test_long_text_is_answered_at_once_and_quoted_short(text: str) -> None:
    assert fastest(lambda: read(text)) < 0.05
    found = read(text)
    assert isinstance(found, Mistake)
    assert all(len(fact) <= 40 for fact in found.facts.values())


def test_no_word_is_dropped_however_many_there_are() -> None:
    """A time behind many words must not be lost: the release would start at once."""
    assert isinstance(read("demo-backend v2 " + "production " * 30 + "at 14:00"), Mistake)


def test_reading_costs_little_before_the_ack() -> None:
    services = {name: service(name, "production") for name in (f"team-{n % 9}-service-{n}" for n in range(200))}
    catalogue = Catalogue(Workspace(), {"production": Environment("production", "C0DEPLOY")}, services)
    texts = [("tema-3-servcie-12 " * 200)[:3_000], "lock " + "x" * 2_990, "team-1-service-10 " + "14:00 " * 500]
    assert max(fastest(lambda: parse(text, catalogue, "", NOON)) for text in texts) < 0.05  # noqa: B023 - called here


def fastest(call: Callable[[], object], times: int = 5) -> float:
    """The shortest of several runs, in seconds of a processor: the others waited for the machine."""

    def once() -> float:
        begun = time.thread_time()
        call()
        return time.thread_time() - begun

    return min(once() for _ in range(times))


def test_a_tag_is_128_characters_at_most() -> None:
    assert is_revision("a" * 128)
    assert not is_revision("a" * 129)
    assert not is_revision("v2\n")


# fmt: off
WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([
        "demo-backend", "web-api", "BATCH", "production", "staging", "v2", "all-in", DIGEST, ID, "<@U1>", "14:00", "2h",
        "tomorrow", "9999-12-31", "내일", "14시에", "明日", "the", "next", "window", "3", *VERBS, *KEYWORDS,
    ]),
)
# fmt: on


def in_catalogue(scope: Scope) -> bool:
    unit = CATALOGUE.unit(scope.service)
    if unit and scope.environment:
        return scope.environment in unit.targets
    return (scope.service is None or unit is not None) and (scope.environment or "staging") in CATALOGUE.environments


def harmless(found: Ask) -> bool:
    match found:
        case Mistake(_, facts):
            return all("`" not in fact and fact.isprintable() and len(fact) <= 130 for fact in facts.values())
        case Deploy(service, environment, revision, start, _):
            return in_catalogue(Scope(service, environment)) and is_revision(revision) and ahead(start.at)
        case Ambiguous() | RollBack():
            return in_catalogue(Scope(found.service, found.environment)) and is_revision(found.revision or "v1")
        case Promote(service, environment):
            return in_catalogue(Scope(service, environment))
        case Lock() | Unlock() | Steal() | Freeze() | Thaw() | Retry() | Cancel() | Look():
            return in_catalogue(found.scope) and is_release(getattr(found, "release", None) or ID)
        case Move() | Reschedule():
            return is_release(found.release)
        case Out(_, until):
            return ahead(until)
        case Back() | Reload():
            return True


def ahead(at: datetime | None) -> bool:
    return at is None or (at > NOON and at.second == 0)


@given(st.lists(WORDS, max_size=20).map(" ".join), st.sampled_from(["C0STAGING", "C0DEPLOY", ""]))
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_is_in_the_catalogue_or_harmless(text: str, channel: str) -> None:
    assert harmless(parse(text, CATALOGUE, channel, NOON))
    assert harmless(parse_rollback(text, CATALOGUE, channel))


TARGETS = st.sampled_from([("demo-backend", "production"), ("web-api", "staging"), ("web-api", "production")])
TAGS = st.one_of(st.from_regex(r"[a-z0-9_][A-Za-z0-9._-]{0,20}[a-z0-9]", fullmatch=True), st.just(DIGEST)).filter(
    lambda word: word.casefold() not in (*VERBS, *KEYWORDS, "production", "staging", "batch", "all", "all-in")
)
MINUTES = st.integers(1, 360 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))
STARTS = st.one_of(st.just(SOON), st.just(When(next_window=True)), MINUTES.map(When))
REASONS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=300).map(str.strip)
SCOPES = st.one_of(
    st.just(EVERYTHING),
    TARGETS.map(lambda target: Scope(*target)),
    st.sampled_from([Scope("web-api"), Scope(None, "staging")]),
)
IDS = st.from_regex(r"r[0-9a-z]{14}", fullmatch=True)
GIVEN = REASONS.filter(bool)
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(lambda on, *rest: Deploy(*on, *rest), TARGETS, TAGS, STARTS, REASONS),
    st.builds(lambda on, revision: RollBack(on[0], on[1], revision), TARGETS, st.none() | TAGS),
    st.builds(RollBack, st.none(), st.none() | st.just("staging"), st.none() | TAGS),
    TARGETS.map(lambda on: Promote(*on)),
    st.builds(Retry, IDS | st.none(), SCOPES),
    st.builds(Cancel, IDS | st.none(), SCOPES),
    st.builds(Lock, SCOPES, st.none() | MINUTES, REASONS),
    st.builds(Unlock, SCOPES, REASONS),
    st.builds(Steal, SCOPES, GIVEN),
    st.builds(lambda scope, end, reason: Freeze(scope, end, None, reason), SCOPES, MINUTES, GIVEN),
    st.builds(
        lambda scope, start, reason: Freeze(scope, start + timedelta(days=2), start, reason), SCOPES, MINUTES, GIVEN
    ),
    st.builds(Thaw, SCOPES),
    st.builds(Move, IDS, st.integers(1, 9999)),
    st.builds(Reschedule, IDS, STARTS.filter(lambda start: start != SOON)),
    st.builds(Out, st.from_regex(r"[UW][A-Z0-9]{3,10}", fullmatch=True), MINUTES),
    st.sampled_from([Back(), Reload()]),
)


@given(ACTS)
@settings(max_examples=500, deadline=None)
def test_an_act_can_be_typed(act: Act) -> None:
    assert parse(say_it(act, ZONE), CATALOGUE, "C0RANDOM", NOON) == act


def test_an_act_is_said_in_the_clocks_of_the_workspace() -> None:
    act = Deploy("demo-backend", "production", "v2", When(LATER), "it burns")
    assert say_it(act, ZONE) == "demo-backend v2 production at 2026-12-24 09:00 hotfix because it burns"


@given(st.text())
def test_a_quotation_is_short_and_printable(text: str) -> None:
    assert len(quoted(text)) <= 40
    assert "`" not in quoted(text)


def test_a_reason_names_people_and_places_as_they_were_typed() -> None:
    """Slack makes references of them, for `out @mina` must tell who that is."""
    typed = "lock web-api because <@U0MINA|mina> asks in <#C0DEPLOY|deploy>, see <https://a.example/b|a.example/b>"
    ask = parse(typed, CATALOGUE, "C0RANDOM", NOON)
    assert isinstance(ask, Lock)
    assert ask.reason == "@mina asks in #deploy, see https://a.example/b"
