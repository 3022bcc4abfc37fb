### 릴리스 스레드에서 수바쿠가 하는 말과, 할 수 없을 때의 이유. 짧고 따뜻하고 솔직하게. 실패에는 느낌표를 쓰지 않는다.
### 조사는 JOSA($word, "을/를")가 붙인다: 앞이 받침 있는 꼴, 뒤가 없는 꼴이고, 조사만 나온다(낱말 다음에 바로 쓴다).
### 쓸 수 있는 쌍: 은/는 이/가 을/를 과/와 으로/로 이라는/라는 …

## 라이브 메시지

live-title = *{ $service }* `{ $revision }` → *{ $environment }*
live-text = { $service } { $revision } → { $environment }: { $headline }

live-requested = 🙋 승인을 기다리고 있어요
live-requested-more = 🙋 승인을 기다리고 있어요({ $required }건 중 { $given }건)
live-queued = 🎟️ 승인됐어요. 차례가 오면 시작해요
live-deploying = 📦 그린을 준비하고 있어요. 사용자는 아직 블루에 있어요
live-holding = 🔬 그린을 테스트할 수 있어요. { $until }까지 사람이 결정해요
live-holding-continue = 👌 { $by }님이 트래픽 전환을 허락했어요. AWS에 전하고 있어요
live-holding-stop = ✋ { $by }님이 멈췄어요. AWS에 전하고 있어요
live-holding-expired = ⌛ 시간 안에 답이 없어서 멈추고 있어요
live-shifting = 🚦 트래픽이 그린으로 넘어가고 있어요
live-baking = 🌤️ 모든 트래픽이 그린에 있어요. 괜찮은지 지켜보고 있어요
live-rolling-back = ↩️ 이전 버전으로 되돌리고 있어요
live-stopping = ✋ { $by }님이 멈췄어요. AWS에 전하고 있어요
live-succeeded = 🎉 배포됐어요. 모든 트래픽이 그린에 있어요
live-failed = 🌧️ 배포하지 못했어요
live-rolled-back = 🛟 되돌렸어요. 모든 트래픽이 이전 버전에 있어요
live-rejected = 🙅 { $by }님이 거절했어요
live-cancelled = 🗂️ { $by }님이 요청을 거뒀어요
live-expired = ⌛ 시간 안에 결정되지 않았어요

live-traffic = { $bar }  그린 *{ $percent }%*
live-since = ⏱️ { $span } · { $start }부터
live-took = ⏱️ { $span } · { $start }–{ $end }
live-asked = 요청 { $by } · { $at }
live-approved = 승인 { $by }
live-digest = 이미지 `{ $digest }`
live-replaces = 지금 `{ $revision }`
live-reference = AWS `{ $reference }`
live-expires = { $until }까지
live-unchecked = ⚠️ 설정돼 있지만 이 버전은 아직 확인하지 않아요: { $checks }
live-detail = { $detail }

## 기다리는 것

waits-aws-throttled = ⏳ AWS가 천천히 해 달라고 해요. 다시 시도하고 있어요
waits-aws-unavailable = ⏳ 지금 AWS에 닿지 않아요. 다시 시도하고 있어요. AWS에서 돌던 건 그대로 진행돼요
waits-aws-refused = ⏳ AWS가 이 배포를 보여 주지 않아요. AWS에서 돌던 건 그대로 진행돼요
waits-target-busy = ⏳ 제가 시작하지 않은 배포가 돌고 있어요. 끝나길 기다려요
waits-misconfigured = ⏳ AWS의 상태가 카탈로그와 달라요. 바로잡히길 기다려요

## 버튼

button-approve = 승인
button-reject = 거절
button-cancel = 요청 거두기
button-continue = 트래픽 넘기기
button-hold-stop = 여기서 멈추기
button-stop = 멈추고 되돌리기
confirm-back = 조금 더 볼게요
confirm-cancel = 요청을 거둘까요?
confirm-cancel-text = 아직 시작하지 않아서 사용자에게는 아무 변화가 없어요.
confirm-hold-stop = 여기서 멈출까요?
confirm-hold-stop-text = 사용자는 지금 버전에 그대로 있어요. 그린은 치워져요.
confirm-stop = 이 배포를 멈출까요?
confirm-stop-text = AWS가 모든 트래픽을 이전 버전으로 되돌려요.
confirm-continue = 트래픽을 넘길까요?
confirm-continue-text = 이제부터 사용자가 그린으로 가요.

## 단계

stage-before-install = 준비 전 처리
stage-install = 그린 준비
stage-after-install = 준비 후 처리
stage-allow-test-traffic = 테스트 트래픽 연결
stage-after-allow-test-traffic = 그린 테스트
stage-before-allow-traffic = 전환 전 처리
stage-allow-traffic = 트래픽 전환
stage-after-allow-traffic = 전환 후 처리
stage-approval = 승인
stage-queue = 차례 기다림
stage-total = 전체
table-stage = 단계
table-took = 걸린 시간
table-ended = 끝난 시각
stage-not-visible = 지금은 보이지 않아요

## 이유

cause-health-check = 상태 검사에 실패했어요
cause-task-cannot-start = 태스크가 시작하지 못했어요
cause-alarm = 알람이 울렸어요
cause-hook-failed = 훅이 실패로 답했어요
cause-hook-timed-out = 훅에 제때 답하지 못했어요
cause-hold-rejected = 테스트하던 사람이 멈췄어요
cause-hold-expired = 그린이 기다리는 동안 답이 없었어요
cause-stopped-here = 사람이 멈췄어요
cause-stopped-elsewhere = 수바쿠 밖에서 멈췄어요
cause-timed-out = 정해진 시간을 넘겼어요
cause-refused = AWS가 시작을 받아 주지 않았어요
cause-misconfigured = AWS의 상태가 카탈로그와 달라요
cause-other = AWS가 알 만한 이유를 주지 않았어요
why-line = { $cause }
why-line-detail = { $cause }: { $detail }

## 스레드의 답글

said-asked = { $approvers } { $requester }님이 { $service } `{ $revision }`{ JOSA($revision, "을/를") } { $environment }에 올리고 싶어 해요. { $until }까지 위 메시지에서 승인하거나 거절해 주세요.
said-approved-last = ✅ { $by }님이 승인했어요. 필요한 승인이 다 모여서 줄을 섰어요.
said-approved-more = ✅ { $by }님이 승인했어요. { $missing }건 더 필요해요.
said-voided = ✋ 승인받은 것과 실제로 나갈 것이 달라졌어요(바뀐 것: { $changed }). 다시 살펴보고 위 메시지에서 결정해 주세요.
said-voided-asking = ✋ { $approvers } 승인받은 것과 실제로 나갈 것이 달라졌어요(바뀐 것: { $changed }). 다시 살펴보고 위 메시지에서 결정해 주세요.
said-started = 🏃 다녀올게요. { $service } `{ $revision }`{ JOSA($revision, "이/가") } { $environment }{ JOSA($environment, "으로/로") } 가고 있어요. AWS에서는 `{ $reference }`{ JOSA($reference, "이에요/예요") }.
said-hold = 🔬 { $people } 그린을 테스트할 수 있어요. 살펴본 다음 트래픽을 넘기거나 여기서 멈춰 주세요. { $until }까지 답이 없으면 제가 멈출게요. 사용자는 그대로 있어요.
said-hold-done = 🔬 그린을 테스트할 수 있었어요.
said-reminded = 🍵 { $people } 그린이 아직 답을 기다려요. { $until }까지 답이 없으면 제가 멈출게요.
said-continued = 👌 { $by }님이 살펴보고 트래픽 전환을 허락했어요.
said-hold-stopped = ✋ { $by }님이 여기서 멈췄어요. 사용자는 지금 버전에 그대로 있어요.
said-hold-expired = ⌛ 시간 안에 답이 없어서 멈췄어요. 사용자는 지금 버전에 그대로 있어요.
said-stopping = ✋ { $by }님이 이 배포를 멈췄어요. AWS가 되돌려요.
said-shifting = 🚦 트래픽이 블루에서 그린으로 넘어가고 있어요.
said-rolling-back = ↩️ 이전 버전으로 되돌리고 있어요. 이유: { $why }
said-succeeded = 🎉 { $service } `{ $revision }`{ JOSA($revision, "이/가") } { $environment }에 나갔어요. { $span } 걸렸어요. 모두 고생 많았어요!
said-failed = 🌧️ { $service } `{ $revision }`{ JOSA($revision, "을/를") } 배포하지 못했어요. 이유: { $why }
said-rolled-back = 🛟 되돌렸고, 이제 괜찮아요. 모든 트래픽이 이전 버전에 있어요. 이유: { $why }
said-rejected = 🙅 { $by }님이 이 요청을 거절했어요.
said-rejected-reason = 🙅 { $by }님이 이 요청을 거절했어요: “{ $reason }”
said-cancelled = 🗂️ { $by }님이 요청을 거뒀어요. 바뀐 건 없어요.
said-expired = ⌛ 시간 안에 결정되지 않아서 요청을 닫았어요. 편할 때 다시 요청해 주세요.
said-memory-away = 🌫️ 지금 기억(Redis)에 닿지 않아요. AWS에서 돌던 건 그대로 진행되고, 잃어버리는 건 없어요.
said-memory-back = 🌤️ 기억이 돌아왔어요. 하던 데서 이어서 할게요.

part-image = 태그가 가리키는 이미지
part-task-definition = 태스크 정의
part-target = 배포 대상의 설정
part-gates = 확인 항목

check-window = 배포 가능 시간
check-freeze = 배포 동결 기간
check-after = { $environment }에서 먼저 지내기

## 한 사람에게만 보이는 답

answer-requested = 🍉 요청을 올렸어요: { $service } `{ $revision }` → { $environment } { $link }
answer-requested-queued = 🍉 승인이 필요 없어서 바로 줄을 섰어요: { $service } `{ $revision }` → { $environment } { $link }
answer-link = 스레드 보기
who-subaku = 수바쿠
who-aws = AWS
verdict-continue = 계속하기
verdict-stop = 멈추기

stands-requested = 승인을 기다리는 중
stands-queued = 차례를 기다리는 중
stands-deploying = 배포하는 중
stands-holding = 그린에서 기다리는 중
stands-shifting = 전환하는 중
stands-baking = 지켜보는 중
stands-rolling-back = 되돌리는 중
stands-succeeded = 배포된 상태
stands-failed = 실패한 상태
stands-rolled-back = 되돌린 상태
stands-rejected = 거절된 상태
stands-cancelled = 거둬진 상태
stands-expired = 기한이 지난 상태

## 할 수 없는 이유(`refused-코드`)

refused-release-gone = 그 릴리스를 이제 찾을 수 없어요. `/platform-deploy`로 다시 요청해 주세요.
refused-already-decided = { $by ->
    [nobody] 이미 결정된 요청이에요(지금은 { $status }).
   *[other] { $by }님이 먼저 결정한 요청이에요(지금은 { $status }).
}
refused-not-approver = 이 요청은 이 환경의 승인자만 결정할 수 있어요{ $approvers ->
    [none] .
   *[other] : { $approvers }
}
refused-own-approval = 여기는 한 사람의 눈이 더 필요해요. 요청한 사람이 아닌 분의 승인을 기다려 주세요.
refused-plan-changed = 그 버튼이 나온 뒤로 나갈 내용이 바뀌었어요. 메시지를 다시 보고 결정해 주세요.
refused-approved-before = 이미 승인해 주셨어요. 고마워요.
refused-not-deployer = 아직 여기서 릴리스를 요청할 수 없어요. 관리자가 배포 담당자에 넣어 줄 수 있어요.
refused-not-cancel = 요청한 사람, 승인자, 관리자만 이 요청을 거둘 수 있어요.
refused-too-late-to-cancel = 지금은 { $status }이라 요청으로는 거둘 수 없어요. 돌고 있다면 멈추기 버튼을 써 주세요.
refused-not-holding = 지금은 { $status }이라 답을 기다리고 있지 않아요.
refused-hold-answered = { $by }님이 먼저 답했어요: { $verdict }
refused-not-hold-approver = 여기에는 이 환경의 배포 담당자와 승인자만 답할 수 있어요.
refused-not-stop = 이 환경의 배포 담당자와 승인자만 멈출 수 있어요.
refused-nothing-to-stop = 멈출 것이 없어요(지금은 { $status }).
refused-stopped-before = { $by }님이 이미 멈췄어요. AWS가 되돌리고 있어요.
refused-revision-not-found = { $nearest ->
    [none] { $service }의 이미지에서 `{ $revision }`{ JOSA($revision, "을/를") } 찾지 못했어요.
   *[other] { $service }의 이미지에서 `{ $revision }`{ JOSA($revision, "을/를") } 찾지 못했어요. 혹시 { $nearest }인가요?
}
refused-registry-unavailable = 지금 { $service }의 레지스트리에 물어볼 수 없어서 그 리비전이 있는지 모르겠어요. 잠시 뒤에 다시 해 주세요.
refused-target-misconfigured = 아무것도 바꾸지 않았어요. AWS의 상태가 카탈로그와 달라요. { $detail }
refused-driver-unbuilt = 이 버전은 아직 { $service }{ JOSA($service, "을/를") } 배포할 수 없어요(드라이버 `{ $driver }`{ JOSA($driver, "이/가") } 없어요).
refused-target-unreachable = 지금 AWS에 물어볼 수 없어서 계획을 세우지 않았어요. 잠시 뒤에 다시 해 주세요. { $detail }
refused-channel-unreachable = 이 릴리스를 알릴 { $channel }에 쓸 수 없어요. `/invite`로 초대해 주세요. 릴리스는 스레드 없이 진행돼요.
refused-service-unknown = { $nearest ->
    [none] `{ $service }`{ JOSA($service, "이라는/라는") } 서비스를 몰라요.
   *[other] `{ $service }`{ JOSA($service, "이라는/라는") } 서비스를 몰라요. 혹시 { $nearest }인가요?
}
refused-environment-unknown = `{ $environment }`{ JOSA($environment, "이라는/라는") } 환경을 몰라요. 있는 환경: { $known }
refused-bad-revision = `{ $revision }`{ JOSA($revision, "은/는") } 리비전 이름으로 쓸 수 없어요. 영문자와 숫자, `. _ -`를 128자까지 쓸 수 있어요.
refused-unknown-verb = { $nearest ->
    [none] `{ $verb }`{ JOSA($verb, "은/는") } 모르는 말이에요. `/platform-deploy help`를 해 보세요.
   *[other] `{ $verb }`{ JOSA($verb, "은/는") } 모르는 말이에요. 혹시 { $nearest }인가요?
}
refused-nothing-kept = 기억(Redis)이 답하지 않아서 아무것도 남기지 못했어요. 잠시 뒤에 다시 해 주세요.
refused-catalogue-changed = `{ $target }`{ JOSA($target, "은/는") } 이제 카탈로그에 없어서 아무것도 하지 않았어요.
refused-not-built = `{ $verb }`{ JOSA($verb, "은/는") } 계획에 있지만 이 버전은 아직 할 수 없어요.
refused-person-unknown = 지금 슬랙이 답하지 않아 권한을 확인할 수 없어요. 다시 해 주세요.
refused-went-wrong = 요청을 살펴보다가 제 쪽에서 문제가 생겼어요. 기록은 남겼으니 다시 해 주세요.
refused-other = 그건 할 수 없어요(`{ $code }`).

## Answers, forms and help

# 무언가를 저장하기 전에 하는 대답: 명령, 양식, 현황. 물어본 사람에게만 보입니다.

help = *Subaku는 서비스의 리비전을 환경에 올리고, 그 과정을 스레드에서 들려드려요.*
    • `/platform-deploy 서비스 태그 환경` 릴리스를 요청해요. 순서는 상관없어요. 예: `/platform-deploy demo-backend v2`
    • `/platform-deploy` 만 입력하면 양식이 열려요
    • `/platform-deploy status [서비스]` 지금 진행 중인 릴리스를 보여드려요
    • `/platform-deploy cancel` 아직 시작하지 않은 요청을 거둬들여요
    • `/platform-deploy help` 이 안내를 다시 보여드려요
command-unknown = `{ $command }` 명령은 모르겠어요. `/platform-deploy help` 로 할 수 있는 일을 확인해 주세요.
something-went-wrong = 제 쪽에서 문제가 생겼어요. 로그에는 남겨 두었어요. 다시 한번 시도해 보시고, 또 안 되면 Subaku 담당자에게 알려 주세요.
button-unknown = 다른 버전의 버튼이라 이제는 동작하지 않아요. `/platform-deploy status` 로 지금 상태를 확인해 주세요.
button-unreadable = 어느 릴리스의 버튼인지 알 수 없어서 아무것도 하지 않았어요. 릴리스 스레드에 있는 버튼을 눌러 주세요.

form-title = 릴리스 요청
form-submit = 요청하기
form-close = 닫기
form-choose = 선택하세요
form-choose-revision = 태그나 다이제스트를 입력하세요
form-service = 서비스
form-environment = 환경
form-revision = 리비전
form-checklist = 요청하기 전에 확인해 주세요
form-service-gone = 이 서비스는 더 이상 카탈로그에 없어요. 다른 서비스를 골라 주세요.
form-environment-gone = { $service }{ JOSA($service, "은/는") } 이 환경에 없어요. 다른 환경을 골라 주세요.
form-unopened = 양식을 열지 못했어요. Slack은 3초까지만 기다려 줘요. `/platform-deploy` 를 다시 입력해 주세요.
form-nothing-kept = 지금은 저장소가 응답하지 않아요. 아무것도 저장되지 않았으니 잠시 뒤에 다시 보내 주세요.
form-not-deployer = 여기서는 릴리스를 요청할 권한이 없어요. 배포 담당 그룹에 부탁해 주세요.
form-bad-revision = “{ $revision }”{ JOSA($revision, "은/는") } 태그도 다이제스트도 아니에요. 태그에는 영문자, 숫자와 . _ - 만 쓸 수 있어요.

revision-needs-service = 먼저 서비스를 골라 주세요
revision-registry-slow = 레지스트리가 느려요. 태그를 끝까지 입력해 주세요
revision-none-found = 레지스트리에 그런 이름이 없어요

status-title = *지금 진행 중인 릴리스가 { $count }건 있어요.*
status-quiet = 아주 평온해요. 진행 중이거나 기다리는 릴리스가 없어요. :watermelon:
status-quiet-about = { $about }{ JOSA($about, "은/는") } 아주 평온해요. 진행 중이거나 기다리는 릴리스가 없어요. :watermelon:
status-unavailable = 저장소가 응답하지 않아 지금은 볼 수가 없어요. 잃어버린 것은 없으니 잠시 뒤에 다시 시도해 주세요.
status-holding = :raised_hand: *사람을 기다려요*
status-live = :rocket: *진행 중*
status-queued = :hourglass_flowing_sand: *차례를 기다려요*
status-requested = :memo: *승인을 기다려요*
status-state-holding = 그린을 시험해 볼 수 있어요
status-state-deploying = 배포하는 중
status-state-shifting = 트래픽을 넘기는 중
status-state-baking = 지켜보는 중
status-state-rolling-back = 되돌리는 중
status-state-queued = 대기 중
status-state-requested = 아직 결정되지 않음
status-line = • { $service } `{ $revision }` → { $environment } · { $state } · { $by }
status-line-linked = • { $service } `{ $revision }` → { $environment } · { $state } · { $by } · { $thread }
status-thread = 스레드
status-more = …그 밖에 { $count }건 더 있어요.

cancel-which = 어느 요청을 거둬들일까요?
cancel-line = { $service } `{ $revision }` → { $environment }
cancel-button = 거둬들이기
cancel-nothing = 거둬들일 수 있는 요청이 없어요. 이미 진행 중인 릴리스는 그 스레드에서 멈출 수 있어요.
