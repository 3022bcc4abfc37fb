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
