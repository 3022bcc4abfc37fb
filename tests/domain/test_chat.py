"""Conversation: what sentences in three languages mean, which of them mean nothing, and that none breaks it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from unittest.mock import ANY

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.asks import (
    SOON,
    Ambiguous,
    Ask,
    Cancel,
    Deploy,
    Lock,
    Look,
    Mistake,
    Promote,
    Retry,
    RollBack,
    Unlock,
    When,
)
from bot.domain.catalogue import ArgoCdTarget, Catalogue, Environment, Service, Train, Workspace
from bot.domain.chat import Understanding, understand
from bot.domain.chat.languages import LEXICONS
from bot.domain.chat.lexicon import INTENTS, Lexicon, words
from bot.domain.grammar import is_release, is_revision
from bot.domain.scope import Scope

NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)  # 12:00 in Seoul, a Tuesday
SOON_30M, IN_2H = NOON + timedelta(minutes=30), NOON + timedelta(hours=2)
TOMORROW = datetime(2026, 12, 2, 5, 0, tzinfo=UTC)  # 14:00 in Seoul
EVENING = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)  # tomorrow's, 18:00 in Seoul
FRIDAYS_END = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)

Table = list[tuple[Ask, list[str]]]


def service(name: str, *environments: str) -> Service:
    targets = {
        each: ArgoCdTarget(service_name=name, environment=each, server="https://argocd.example", application="app")
        for each in environments
    }
    return Service(name, targets)


def catalogue(*services: Service) -> Catalogue:
    return Catalogue(
        Workspace(timezone="Asia/Seoul"),
        environments={name: Environment(name, f"C0{name.upper()}") for name in ("staging", "production")},
        services={each.name: each for each in services},
        trains={"all-in": Train("all-in", ("demo-backend",))},
    )


CATALOGUE = catalogue(
    service("demo-backend", "production"),
    service("api", "staging", "production"),
    service("web-front", "staging", "production"),
    service("Batch", "staging"),
)


def hear(text: str, channel: str = "C0RANDOM") -> Understanding:
    return understand(text, CATALOGUE, channel, NOON)


ENGLISH: Table = [
    (Deploy("api", "production", "2.3"), ["deploy api 2.3 to production"]),
    (
        Deploy("api", "staging", "v2"),
        [
            "Please deploy the api service v2 to staging.",
            "I'd like to deploy api v2 on staging",
            "go ahead and deploy api v2 to stg",
            "deploy v2 of api to staging now",
            "Deploy `api` *v2* to staging.",
            "help me deploy api v2 to staging",
        ],
    ),
    (Deploy("api", "production", "v1.4.0-rc1"), ["Could you ship api v1.4.0-rc1 to prod?"]),
    (
        Deploy("demo-backend", "production", "v3"),
        ["roll out demo-backend v3", "bring demo backend v3 to production please 🙏"],
    ),
    (Deploy("api", "staging", "2.3"), ["let's release api 2.3 on staging!"]),
    (Deploy("web-front", "production", "v2"), ["put web front v2 live on prod"]),
    (
        Deploy("demo-backend", "production", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        ["deploy demo backend sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
    ),
    (Deploy("api", "staging", "3f9c2ab"), ["deploy api 3f9c2ab to staging"]),
    (Ambiguous("api", "production"), ["deploy api to prod"]),
    (Ambiguous(), ["deploy"]),
    (Ambiguous("api", None, "v2"), ["push api v2"]),
    (Ambiguous("api", "production", "v2"), ["deploy api v2 to prod as a hotfix"]),
    (Deploy("api", "production", "v2", When(SOON_30M)), ["deploy api v2 on prod in 30 minutes"]),
    (Deploy("api", "production", "v2", When(next_window=True)), ["deploy api v2 on prod in the next window"]),
    (RollBack("demo-backend", "production"), ["revert demo-backend", "demo-backend is broken, roll it back"]),
    (
        RollBack("demo-backend", "production", "v1"),
        ["please roll back demo-backend to v1", "rollback to v1 demo-backend"],
    ),
    (RollBack("api", "production"), ["undo the last api deploy on prod", "prod is down, roll back api on prod"]),
    (RollBack("api", "production", "v1"), ["take api back to v1 on prod"]),
    (Promote("api", "production"), ["promote api to production"]),
    (Look("status", Scope("demo-backend")), ["status of demo-backend?", "status demo-backend"]),
    (Look("status"), ["what's the status?"]),
    (Look("status", Scope("api")), ["how is the api deploy going?", "is api v2 live yet?", "whats going on with api"]),
    (Look("status", Scope("api", "production")), ["which version of api is on prod?"]),
    (Look("queue"), ["what's in the queue?", "anything in the queue?"]),
    (Look("queue", Scope(None, "production")), ["is anything waiting in line for prod?"]),
    (Look("why", Scope("demo-backend")), ["why is demo-backend stuck?", "why demo-backend"]),
    (Look("why", Scope("api", "production")), ["what is blocking api on prod?"]),
    (Look("why", Scope("api")), ["why isn't api deploying?", "can you tell me why api is stuck"]),
    (Look("locks", Scope(None, "production")), ["is prod locked?", "who locked prod?"]),
    (Look("locks"), ["any locks?"]),
    (
        Lock(Scope(None, "production"), FRIDAYS_END, "audit"),
        ["lock prod until friday because audit", "block production until friday because audit"],
    ),
    (Lock(Scope(), IN_2H), ["lock everything for 2h"]),
    (Lock(Scope("api")), ["lock api"]),
    (Unlock(Scope("api")), ["unlock api"]),
    (Unlock(Scope(None, "production")), ["remove the lock on prod", "unlock production please"]),
    (Look("windows", Scope(None, "production")), ["when can I deploy to prod?"]),
    (Look("windows"), ["show me the deployment windows", "is it safe to deploy?"]),
    (Look("windows", Scope("api")), ["can I deploy api now?"]),
    (Look("history", Scope("api")), ["deployment history of api", "when was api last deployed?"]),
    (Look("history", Scope(None, "production")), ["show the last deploys on prod"]),
    (Look("history"), ["what was deployed yesterday?"]),
    (Look("who"), ["who's on it?"]),
    (Look("schedule"), ["what is scheduled?"]),
    (Cancel("r01abcdefghjkmn"), ["cancel r01abcdefghjkmn"]),
    (Cancel(None, Scope("api")), ["cancel the api release"]),
    (Cancel(None, Scope("api", "production")), ["stop the deploy of api on prod"]),
    (Retry(None, Scope("demo-backend")), ["retry demo-backend"]),
    (Look("help"), ["help", "what can you do?", "hi there", "thanks!"]),
    (Look("out"), ["who is out today?"]),
    (Look("history", Scope("api", "production")), ["api v2 was deployed to prod"]),
    (Lock(Scope("api"), IN_2H, "I test"), ["lock api for 2h because I test"]),
    (Deploy("api", "production", "v2", When(TOMORROW)), ["schedule api v2 on prod tomorrow 14:00"]),
    (Deploy("demo-backend", "production", "v12"), ["ship it: demo-backend v12"]),
    (Look("who", Scope("api")), ["who approved api v2?"]),
    (RollBack(), ["roll back!"]),
    (Lock(Scope("api", "staging"), EVENING), ["please lock api on staging until tomorrow 18:00"]),
    (Deploy("api", "production", "v2"), ["make api v2 live on prod"]),
    (Deploy("api", "staging", "V2"), ["DEPLOY API V2 TO STAGING"]),
]

ENGLISH_GUESSED: Table = [
    (Deploy("api", "production", "v2"), ["api v2 → prod please", "deploy api v2 to prodution"]),
    (
        Deploy("api", "production", "v2", SOON, "checkout is down, deploy it"),
        ["hotfix api v2 on prod because checkout is down, deploy it"],
    ),
    (Ambiguous(None, None, "v2"), ["deploy api and demo-backend v2"]),
    (Ambiguous("api", "production", "v2"), ["deploy api v2 on prod at 25:00"]),
    (Promote("api", "production"), ["promote api from staging to production"]),
    (RollBack("demo-backend", "production", "v2"), ["roll back demo-backend from v3 to version v2"]),
    (RollBack("demo-backend", "production"), ["roll back demo-backend v3, it is broken"]),
    (Lock(Scope(None, "production")), ["lock foo-service on prod"]),
    (Mistake("train_apart", {"train": "all-in", "known": "demo-backend"}), ["roll back all-in"]),
    (Look("status", Scope("api")), ["api?"]),
    (Mistake("scope_missing", {"verb": "unlock"}), ["unlock"]),
    (Deploy("api", "staging", "2.4"), ["yo subaku, can you get api 2.4 out to staging?"]),
    (Deploy("api", "production", "2.4"), ["api 2.4 to prod, thanks"]),
    (Deploy("web-front", "staging", "v2"), ["deploy web-frnt v2 to staging"]),
]

ENGLISH_NOTHING = [
    "don't deploy api v2 to prod",
    "do not roll back demo-backend",
    "never deploy api v2 on a friday",
    "should I deploy api v2 to prod?",
    "should we roll back api?",
    "I deployed api v2 to prod",
    "deploy api v2 to prod if the tests pass",
    "deploy api v2 after lunch",
    "we will deploy api v2 tomorrow",
    "don't lock prod",
    "the weather is nice",
    "v2",
    "I love this bot",
    "what would happen if I deployed api v2?",
    "wait, don't",
    "deploy api v2?",
    "please don't roll out api v2 yet",
    "no need to deploy api v2",
    "let's not deploy api v2 to prod",
    "did someone deploy api v2?",
    "has api v2 been deployed?",
    "I want api v2 in production",
    "could someone deploy api v2 to prod?",
    "is it ok to roll back api?",
]

KOREAN: Table = [
    (
        Deploy("api", "production", "2.3"),
        [
            "api 2.3 프로덕션에 올려줘",
            "api 2.3을 운영에 배포해주세요",
            "api 2.3 운영 배포 부탁",
            "api를 운영에 2.3 버전으로 배포해 주십시오",
        ],
    ),
    (
        Deploy("demo-backend", "production", "v2"),
        ["데모 백엔드 v2 배포 부탁해요", "데모백엔드 v2를 프로덕션에 배포해줘"],
    ),
    (
        Deploy("api", "staging", "v2"),
        [
            "api v2 스테이징 배포",
            "배포 api v2 스테이징",
            "v2 api 스테이징으로 내보내줘",
            "혹시 api v2 스테이징에 배포해줄 수 있어?",
            "api v2 스테이징에 반영 부탁드립니다",
            "api v2 스테이징에 배포하자",
            "api v2 스테이징에 배포하고 싶어요",
            "api v2 스테이징에 배포해 주면 안 될까?",
            "v2 api 배포 ㄱㄱ 스테이징",
        ],
    ),
    (Deploy("api", "production", "v2"), ["api를 v2로 프로덕션에 올려줄래?", "api v2 prod deploy 해줘"]),
    (Deploy("web-front", "production", "v2"), ["web front v2 상용에 배포 ㄱㄱ"]),
    (Ambiguous("api"), ["api 배포해줘"]),
    (Ambiguous(), ["배포해줘"]),
    (Deploy("api", "production", "v2", When(TOMORROW)), ["api v2 내일 14시에 프로덕션 배포 예약해줘"]),
    (Deploy("api", "staging", "v2", When(SOON_30M)), ["api v2 30분 뒤에 스테이징에 배포해줘"]),
    (Deploy("api", "production", "v2", When(next_window=True)), ["api v2 다음 윈도우에 프로덕션에 배포해줘"]),
    (Ambiguous("api", "production", "2.3.1"), ["api 2.3.1 핫픽스 프로덕션 배포해줘"]),
    (RollBack("demo-backend", "production"), ["demo-backend 롤백", "데모 백엔드 이전 버전으로 되돌려줘"]),
    (
        RollBack("demo-backend", "production", "v1"),
        ["demo-backend v1으로 롤백해줘", "demo-backend v1 버전으로 롤백해줘", "데모 백엔드 v1로 되돌려주세요"],
    ),
    (RollBack("api", "production"), ["프로덕션 api 원복해주세요", "장애 났어 api 프로덕션 롤백!"]),
    (Promote("api", "production"), ["api 프로덕션으로 승격해줘"]),
    (Look("status", Scope("demo-backend")), ["demo-backend 상태 알려줘"]),
    (Look("status"), ["지금 뭐 돌고 있어?"]),
    (Look("status", Scope("api")), ["api 배포 어떻게 되고 있어?", "api 배포 끝났어?", "api 배포 됐어?"]),
    (Look("status", Scope(None, "production")), ["프로덕션에 어떤 버전 떠 있어?"]),
    (Look("queue"), ["대기열 보여줘", "배포 큐 보여줘"]),
    (Look("queue", Scope(None, "production")), ["프로덕션 큐에 뭐 있어?"]),
    (Look("why", Scope("api")), ["api 왜 안 나가?"]),
    (Look("why", Scope("demo-backend")), ["demo-backend 배포 뭐가 막고 있어?"]),
    (Look("locks"), ["잠금 목록 보여줘"]),
    (Look("locks", Scope(None, "production")), ["프로덕션 잠겨 있어?", "프로덕션 누가 잠갔어?"]),
    (Lock(Scope(None, "production")), ["프로덕션 잠가줘"]),
    (Lock(Scope("api"), IN_2H), ["api 2시간 동안 잠가줘"]),
    (Lock(Scope()), ["전부 잠가줘"]),
    (Unlock(Scope("api")), ["api 잠금 해제해줘"]),
    (Unlock(Scope(None, "production")), ["프로덕션 락 풀어줘", "운영 잠금 풀어주세요"]),
    (Look("windows"), ["언제 배포할 수 있어?", "배포 윈도우 알려줘"]),
    (Look("windows", Scope(None, "production")), ["지금 프로덕션에 배포해도 돼?", "운영 배포 가능한 시간 알려줘"]),
    (Look("history", Scope("api")), ["api 배포 이력 보여줘", "api 언제 배포됐어?"]),
    (Look("history"), ["최근 배포 뭐 있었어?"]),
    (Look("who", Scope("api")), ["누가 api 보고 있어?"]),
    (Look("schedule"), ["예약된 배포 있어?"]),
    (Cancel(None, Scope("api")), ["api 배포 취소해줘", "api 배포 취소"]),
    (Cancel("r01abcdefghjkmn"), ["r01abcdefghjkmn 취소해줘"]),
    (Retry(None, Scope("api")), ["api 다시 시도해줘"]),
    (Look("help"), ["도와줘", "안녕하세요", "고마워!", "뭐 할 수 있어?", "수고하셨습니다"]),
    (Look("out"), ["오늘 누가 휴가야?"]),
    (Look("windows", Scope("api")), ["api v2 배포해도 될까?"]),
    (Look("freezes"), ["배포 금지야"]),
    (Lock(Scope(None, "production"), FRIDAYS_END), ["프로덕션 금요일까지 잠가줘", "운영 금요일까지 배포 막아줘"]),
    (Deploy("api", "staging", "2.3"), ["api 2.3 스테이징으로 배포해줄수있나요"]),
    (Deploy("demo-backend", "production", "v5"), ["데모 백엔드 v5 운영에 내보내자"]),
    (Look("who"), ["누가 배포중이야?"]),
    (Deploy("web-front", "production", "2.0.1"), ["web front 2.0.1 상용 반영 부탁드려요~"]),
    (Ambiguous("api", None, "v2"), ["api v2 배포 좀"]),
    (Look("help", Scope("api")), ["api 도와줘"]),
]

KOREAN_GUESSED: Table = [
    (Deploy("demo-backend", "production", "v2"), ["demo-bakend v2 배포해줘"]),
    (Ambiguous("api", "staging", "v2"), ["api v2 내일 스테이징에 배포해줘"]),
    (RollBack("demo-backend", "production"), ["v3 잘못 나갔어 demo-backend 롤백해줘"]),
    (Mistake("scope_missing", {"verb": "lock"}), ["잠가줘"]),
]

KOREAN_NOTHING = [
    "api v2 배포하지 마",
    "api v2 배포하지 말아줘",
    "api v2 프로덕션에 배포하면 안 돼",
    "api v2 배포할까?",
    "테스트 통과하면 api v2 프로덕션에 배포해줘",
    "api v2 배포했어",
    "api v2 배포하려고 해",
    "api v2 배포할게",
    "demo-backend 롤백하지 마",
    "프로덕션 잠그지 마",
    "v2 말고 v3 api 스테이징에 배포해줘",
    "점심 뭐 먹지",
    "날씨 좋다",
    "api v2 배포 안 할 거야",
    "연락해줘",
    "배포하지말고 롤백해줘 demo-backend",
    "api v2 배포하지 않아도 돼",
    "api v2 아직 배포하면 안돼요",
    "어제 배포한 거 뭐야",
    "롤백 하지마",
    "롤백해야 할까?",
    "배포 다 끝나면 알려줘",
    "api v2 배포 감사합니다",
    "api v2 배포가 잘못 나간 것 같아",
]

JAPANESE: Table = [
    (Ambiguous("api", "staging"), ["ステージングにapiをデプロイして"]),
    (
        Deploy("api", "staging", "v2"),
        [
            "apiのv2をステージングにデプロイして",
            "api v2をステージングに反映して",
            "すみません、api v2をステージングにデプロイしてほしい",
            "できればapi v2をステージングにデプロイしてください",
            "お疲れ様です、api v2をステージングにデプロイお願いできますか",
        ],
    ),
    (
        Deploy("demo-backend", "production", "v2"),
        ["demo backendのv2を本番に出して", "デモバックエンドのv2をデプロイしてください"],
    ),
    (Deploy("api", "production", "2.3"), ["apiの2.3を本番環境にリリースしてください"]),
    (
        Deploy("api", "production", "v2"),
        [
            "v2のapiを本番にデプロイお願いします",
            "api v2 本番 デプロイ",
            "apiをv2で本番に上げてくれますか？",
            "apiのv2を本番にデプロイしてくれない？",
            "apiのv2を本番にデプロイしてもらえませんか",
            "apiのv2を本番にデプロイしていただけますか？",
            "apiのv2を本番にデプロイしたいです",
            "apiのv2、本番にリリースしといて",
            "v2をapiにデプロイして本番に",
        ],
    ),
    (Ambiguous("api"), ["apiをデプロイして"]),
    (Ambiguous(), ["デプロイして"]),
    (
        Deploy("api", "production", "v2", When(TOMORROW)),
        ["明日14時にapi v2を本番にデプロイして", "api v2を明日14時に本番へデプロイ予約して"],
    ),
    (Deploy("api", "staging", "v2", When(SOON_30M)), ["30分後にapi v2をステージングに出して"]),
    (Deploy("api", "production", "v2", When(next_window=True)), ["次のウィンドウでapi v2を本番にデプロイして"]),
    (
        RollBack("demo-backend", "production"),
        ["demo-backendを前のバージョンに戻して", "demo-backendをロールバックして", "ロールバックして！ demo-backend"],
    ),
    (RollBack("demo-backend", "production", "v1"), ["demo-backendをv1に戻してください"]),
    (RollBack("api", "production"), ["本番のapiを切り戻して"]),
    (RollBack("api"), ["apiロールバック"]),
    (Promote("api", "production"), ["apiを本番に昇格して"]),
    (Look("status"), ["デプロイ状況を教えて"]),
    (Look("status", Scope("api")), ["apiはどうなってる？", "apiのデプロイは終わった？", "apiはデプロイされた？"]),
    (Look("status", Scope(None, "production")), ["本番でどのバージョンが動いてる？"]),
    (Look("queue"), ["キューを見せて", "デプロイ待ちの一覧"]),
    (Look("queue", Scope(None, "production")), ["本番の待ち行列は？"]),
    (Look("why", Scope("demo-backend")), ["なぜdemo-backendは出ないの？"]),
    (Look("why", Scope("api")), ["apiがブロックされている理由は？", "apiが止まってるのはなぜ"]),
    (Look("locks"), ["ロックされてるものある？"]),
    (
        Look("locks", Scope(None, "production")),
        ["本番はロックされていますか？", "誰が本番をロックした？", "本番のロック状況を教えて"],
    ),
    (Lock(Scope(None, "production")), ["本番をロックして", "本番をロックしておいて"]),
    (Lock(Scope("api"), IN_2H), ["apiを2時間ロックして"]),
    (Lock(Scope()), ["全部ロックして"]),
    (Unlock(Scope("api")), ["apiのロックを解除して"]),
    (Unlock(Scope(None, "production")), ["本番のロックを外してください"]),
    (Look("windows"), ["いつデプロイできる？", "デプロイのウィンドウを教えて", "今デプロイしても大丈夫？"]),
    (Look("windows", Scope(None, "production")), ["本番にデプロイしてもいい？"]),
    (Look("history", Scope("api")), ["apiのデプロイ履歴を見せて"]),
    (Look("history"), ["最近のデプロイは？", "直近のデプロイ履歴"]),
    (Look("who"), ["誰がデプロイしてる？", "誰が承認したの？"]),
    (Look("schedule"), ["予約されているデプロイは？"]),
    (Cancel(None, Scope("api")), ["apiのデプロイをキャンセルして", "api v2をデプロイするのはやめて"]),
    (Cancel("r01abcdefghjkmn"), ["r01abcdefghjkmnを取り消して"]),
    (Retry(None, Scope("api")), ["apiをリトライして"]),
    (Look("help"), ["ヘルプ", "こんにちは", "ありがとう！", "何ができる？", "使い方を教えて"]),
    (Look("out"), ["今日お休みの人は？"]),
    (Look("status", Scope("api", "production")), ["api v2を本番にデプロイしました"]),
    (Look("windows", Scope("api")), ["api v2をデプロイしてもいいですか"]),
    (Lock(Scope(None, "production"), FRIDAYS_END), ["本番を金曜までロックして"]),
    (Deploy("api", "staging", "2.4"), ["apiの2.4をステージングに上げといて"]),
    (RollBack("api", None, "2.3"), ["apiを2.3に戻したい"]),
    (Cancel(None, Scope(None, "production")), ["本番へのデプロイは中止して"]),
    (Ambiguous("api", None, None, When(TOMORROW)), ["apiのデプロイ、明日の14時にお願い"]),
]

JAPANESE_GUESSED: Table = [
    (Deploy("demo-backend", "production", "v2"), ["demo-bakendのv2をデプロイして"]),
    (Ambiguous("api", "staging", "v2"), ["明日api v2をステージングに出して"]),
    (RollBack("demo-backend", "production"), ["v3が壊れたのでdemo-backendをロールバックして"]),
    (Mistake("scope_missing", {"verb": "lock"}), ["ロックして"]),
    (Deploy("demo-backend", "production", "v5"), ["デモバックエンド v5 を本番へお願いします"]),
]

JAPANESE_NOTHING = [
    "apiをデプロイしないで",
    "api v2を本番に出さないでください",
    "demo-backendを戻さないで",
    "api v2をデプロイしたらどうなる？",
    "テストが通ったらapi v2を本番にデプロイして",
    "api v2を本番にデプロイすべき？",
    "api v2を本番にデプロイするつもりです",
    "api v2のデプロイは待って",
    "本番をロックしないで",
    "まだapi v2を本番に出すな",
    "お腹すいた",
    "いい天気",
    "テストしてからapi v2を本番に出して",
    "デプロイはまだしないで",
    "api v2をデプロイすればいい？",
    "api v2を本番に出したくない",
    "api v2をデプロイする必要はない",
    "すみません、apiのデプロイ失敗です",
]


def sentences(*tables: Table) -> list[tuple[str, Ask]]:
    return [(text, ask) for table in tables for ask, texts in table for text in texts]


@pytest.mark.parametrize(("text", "ask"), sentences(ENGLISH, ENGLISH_GUESSED))
def test_english(text: str, ask: Ask) -> None:
    assert (hear(text).ask, hear(text).language) == (ask, "en")


@pytest.mark.parametrize(("text", "ask"), sentences(KOREAN, KOREAN_GUESSED))
def test_korean(text: str, ask: Ask) -> None:
    assert (hear(text).ask, hear(text).language) == (ask, "ko")


@pytest.mark.parametrize(("text", "ask"), sentences(JAPANESE, JAPANESE_GUESSED))
def test_japanese(text: str, ask: Ask) -> None:
    assert (hear(text).ask, hear(text).language) == (ask, "ja")


@pytest.mark.parametrize("text", [*ENGLISH_NOTHING, *KOREAN_NOTHING, *JAPANESE_NOTHING])
def test_what_is_denied_supposed_told_or_about_something_else_asks_for_nothing(text: str) -> None:
    assert hear(text).ask is None
    assert not hear(text).sure


def test_it_is_sure_where_nothing_was_corrected_or_left_open() -> None:
    unsure = [text for text, _ in sentences(ENGLISH, KOREAN, JAPANESE) if not hear(text).sure]
    assert unsure == []
    sure = [text for text, _ in sentences(ENGLISH_GUESSED, KOREAN_GUESSED, JAPANESE_GUESSED) if hear(text).sure]
    assert sure == []


def test_the_channel_decides_between_environments() -> None:
    assert hear("api v2 배포해줘", "C0STAGING").ask == Deploy("api", "staging", "v2")
    assert hear("roll back api", "C0PRODUCTION").ask == RollBack("api", "production")
    assert hear("apiを戻して", "C0RANDOM").ask == RollBack("api")


def test_an_environment_that_a_service_does_not_have_is_not_replaced() -> None:
    assert hear("deploy batch v2 to prod") == Understanding(Ambiguous("Batch", None, "v2"), "en", sure=False)
    assert hear("lock batch on prod").ask != Lock(Scope("Batch"))
    assert hear("status of batch on prod") == Understanding(Look("status", Scope("Batch")), "en", sure=False)


def test_the_forms_of_the_command_may_be_said() -> None:
    assert hear("lock web-front staging for 2h because I test").ask == Lock(
        Scope("web-front", "staging"), IN_2H, "I test"
    )
    assert hear("out").ask == Look("out")


def test_an_environment_is_called_what_the_catalogue_calls_it() -> None:
    short = Catalogue(Workspace(), {"prd": Environment("prd", "C0PRD")}, {"api": service("api", "prd")})
    for said in ("deploy api v2 to production", "api v2 운영에 배포해줘", "api v2を本番にデプロイして"):
        assert understand(said, short, "", NOON).ask == Deploy("api", "prd", "v2")


@pytest.mark.parametrize("text", ["deploy api v2 to staging", "deploy api v2 to canary", "api v2 스테이징에 배포해줘"])
def test_an_environment_that_there_is_not_becomes_no_other(text: str) -> None:
    """Here there is only one, which would be meant if none had been said."""
    short = Catalogue(Workspace(), {"prd": Environment("prd", "C0PRD")}, {"api": service("api", "prd")})
    assert understand(text, short, "", NOON) == Understanding(Ambiguous("api", None, "v2"), ANY, sure=False)


def test_two_names_that_are_as_near_are_not_chosen_between() -> None:
    twins = catalogue(service("planitai-api-a", "production"), service("planitai-api-b", "production"))
    assert understand("deploy planitai-api-c v2", twins, "", NOON).ask == Ambiguous(None, None, "v2")


def test_markup_is_not_read() -> None:
    assert hear("<@U0BOT> deploy *api* `v2` to _staging_").ask == Deploy("api", "staging", "v2")
    assert hear("<https://api.example/v3|deploy> the weather").ask is None


def test_nothing_said_is_a_question_for_help_and_a_tale_is_none() -> None:
    assert hear("  ") == Understanding(Look("help"), None, sure=True)
    assert hear("?!") == Understanding(None, None, sure=False)
    assert hear("deploy api v2 to staging " * 100).ask is None


@pytest.mark.parametrize("lexicon", LEXICONS, ids=lambda lexicon: lexicon.locale)
def test_each_language_has_words_for_each_intent(lexicon: Lexicon) -> None:
    assert set(lexicon.intents) == set(INTENTS)
    assert all(lexicon.intents.values())


PIECES = [
    *(text for text, _ in sentences(ENGLISH, KOREAN, JAPANESE)),
    *words("deploy 배포 デプロイ api demo-backend web front v2 v3 2.3 prod 本番 스테이징 에 を に tomorrow 까지 まで"),
    *words(
        "14:00 2시간 not 하지 마 ないで because lock 잠가줘 ロック 전부 all r01abcdefghjkmn <@U1> 9999-12-31 İ ß ㄱㄱ"
    ),
    *words("until in the next window foo-service canary 25:00 at 99999999 hours 금요일"),
]
TALK = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=12)


def names_of(ask: Ask) -> tuple[str | None, str | None]:
    match ask:
        case Deploy() | RollBack() | Ambiguous() | Promote():
            return ask.service, ask.environment
        case Lock() | Unlock() | Cancel() | Retry() | Look():
            return ask.scope.service, ask.scope.environment
        case _:
            return None, None


@given(TALK, st.sampled_from([" ", ""]), st.sampled_from(["C0STAGING", ""]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_said_names_only_what_there_is(pieces: list[str], glue: str, channel: str) -> None:
    found = hear(glue.join(pieces), channel)
    if found.ask is None:
        return
    service_name, environment = names_of(found.ask)
    assert service_name is None or service_name in CATALOGUE.services
    assert environment is None or environment in CATALOGUE.environments
    if service_name and environment:
        assert CATALOGUE.target(service_name, environment) is not None
    assert is_revision(getattr(found.ask, "revision", None) or "v1")
    assert is_release(getattr(found.ask, "release", None) or "r01abcdefghjkmn")


@pytest.mark.parametrize(
    "text",
    [
        "please deploy the brand new seearch to producton as it would be lovely to have it there again " * 6,
        "프로덕션에 데모 백엔드 좀 올려줘 그리고 나머지는 알아서 해줘 부탁해요 제발 " * 14,
        "本番にデモバックエンドを出してくださいお願いします、それから残りもよろしく" * 14,
    ],
)
def test_listening_costs_little(text: str) -> None:
    many = catalogue(*(service(f"team{n % 7}-{name}-{n}", "production") for n, name in enumerate(["api", "web"] * 25)))

    def once() -> float:
        begun = time.thread_time()
        understand(text[:500], many, "", NOON)
        return time.thread_time() - begun

    assert min(once() for _ in range(5)) < 0.05  # about 0.002 on a machine that does nothing else
