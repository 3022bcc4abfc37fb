### 릴리스 스레드에서 수바쿠가 하는 말과, 할 수 없을 때의 이유. 짧고 따뜻하고 솔직하게. 실패에는 느낌표를 쓰지 않는다.
### 조사는 JOSA($word, "을/를")가 붙인다: 앞이 받침 있는 꼴, 뒤가 없는 꼴이고, 조사만 나온다(낱말 다음에 바로 쓴다).
### 쓸 수 있는 쌍: 은/는 이/가 을/를 과/와 으로/로 이라는/라는 …

## 라이브 메시지

live-title = *{ $service }* `{ $revision }` → *{ $environment }*
live-title-rollback = ↩️ 롤백 · *{ $service }* `{ $revision }` → *{ $environment }*
live-title-hotfix = 🚑 핫픽스 · *{ $service }* `{ $revision }` → *{ $environment }*
live-title-train = 🚃 *{ $service }* `{ $revision }` → *{ $environment }*
live-text = { $service } { $revision } → { $environment }: { $headline }

live-requested = 🙋 승인을 기다리고 있어요
live-requested-more = 🙋 승인을 기다리고 있어요({ $required }건 중 { $given }건)
live-scheduled = 🗓️ { $due }에 시작해요({ $span } 뒤)
live-missed = ⏰ { $due }에 시작했어야 하는데 때를 놓쳤어요. { $requester }님이 결정해 주세요
live-queued = 🎟️ 차례가 오면 시작해요
live-queued-next = 🎟️ 바로 다음 차례예요
live-queued-place = 🎟️ { $place }번째로 기다려요
live-held-window = 🚪 배포 가능 시간을 기다려요
live-held-freeze = 🧊 배포 금지 기간이 끝나길 기다려요
live-held-lock = 🔒 잠금이 풀리길 기다려요
live-held-gate = 🚦 게이트가 열리길 기다려요
live-held-train = 🚃 앞 칸이 도착하길 기다려요
live-held-after = 🪜 먼저 다른 환경을 거쳐야 해요
live-deploying = 📦 그린을 준비하고 있어요. 사용자는 아직 블루에 있어요
live-deploying-plain = 📦 { $side }에서 진행하고 있어요
live-holding = 🔬 그린을 테스트할 수 있어요. { $until }까지 사람이 결정해요
live-holding-plain = 🔬 답을 기다려요. { $until }까지 사람이 결정해요
live-holding-continue = 👌 { $by }님이 트래픽 전환을 허락했어요. { $side }에 전하고 있어요
live-holding-stop = ✋ { $by }님이 멈췄어요. { $side }에 전하고 있어요
live-holding-expired = ⌛ 시간 안에 답이 없어서 멈추고 있어요
live-shifting = 🚦 트래픽이 그린으로 넘어가고 있어요
live-shifting-plain = 🚦 한 걸음씩 넘어가고 있어요
live-baking = 🌤️ 모든 트래픽이 그린에 있어요. 괜찮은지 지켜보고 있어요
live-baking-plain = 🌤️ 자리를 잡았어요. 괜찮은지 지켜보고 있어요
live-rolling-back = ↩️ 이전 버전으로 되돌리고 있어요
live-stopping = ✋ { $by }님이 멈췄어요. { $side }에 전하고 있어요
live-succeeded = 🎉 배포됐어요. 모든 트래픽이 그린에 있어요
live-succeeded-plain = 🎉 배포됐어요
live-succeeded-back = 🛟 되돌렸어요. 모든 트래픽이 다시 이 버전에 있어요
live-failed = 🌧️ 배포하지 못했어요
live-rolled-back = 🛟 되돌렸어요. 모든 트래픽이 이전 버전에 있어요
live-rejected = 🙅 { $by }님이 거절했어요
live-cancelled = 🗂️ { $by }님이 요청을 거뒀어요
live-batched = 🧺 { $carrier } 릴리스가 대신 나가요
live-expired = ⌛ 시간 안에 결정되지 않았어요
live-train-going = 🚃 가는 중이에요. { $count }칸 중 { $arrived }칸이 도착했어요
live-train-arrived = 🎉 모든 칸이 도착했어요
live-train-turning = ↩️ 한 칸이 도착하지 못해서, 도착했던 칸을 되돌리고 있어요
live-train-back = 🛟 모두 되돌렸어요. 전부 이전 버전이에요
live-train-stranded = 🌧️ 도착하지 못했고, 되돌리지 않은 칸이 있어요. 아래에서 칸마다 확인해 주세요
live-carriage = 🚃 { $train } { $count }칸 중 { $place }번째 칸
train-line = { $mark } *{ $service }* · { $state }
train-back-under-way = 되돌리는 중
train-back-done = 되돌린 상태
train-back-failed = 되돌리지 않은 상태
train-left-out = { $service }: 바뀐 게 없어서 그대로 둬요
train-unsure = { $service }: 무엇이 바뀌었는지 알 수 없어서 함께 가요

live-traffic = { $bar }  그린 *{ $percent }%*
live-traffic-plain = { $bar }  새 버전 *{ $percent }%*
live-since = ⏱️ { $span } · { $start }부터
live-took = ⏱️ { $span } · { $start }–{ $end }
live-left = { $span }쯤 남았어요
live-due = 🗓️ { $due }에 시작할 예정이에요({ $span } 뒤)
live-expected = ⏳ 평소대로라면 { $likely }에서 { $latest } 사이에 시작해요
live-expected-about = ⏳ 평소대로라면 { $likely }쯤 시작해요
live-hotfix-why = 먼저 나가는 이유: “{ $reason }”
live-earlier = 🧺 { $by }님의 `{ $revision }`도 여기서 기다려요. 이 릴리스 하나로 함께 나갈 수 있어요
live-thread = 스레드
live-asked = 요청 { $by } · { $at }
live-approved = 승인 { $by }
live-again = 다시 요청함
in-place-of = { $by }({ $other } 대신)
live-digest = 이미지 `{ $digest }`
live-commit = 커밋 `{ $digest }`
live-replaces = 지금 `{ $revision }`
live-reference = { $side } `{ $reference }`
live-expires = { $until }까지
live-ticked = ☑️ { $item }
live-tag-moved = 🏷️ `{ $tag }`{ JOSA($tag, "이/가") } 이제 다른 이미지(`{ $digest }`)를 가리켜요. 나가는 것은 승인받은 그대로예요
live-aside = 🔓 { $by }님이 { $barrier ->
    [window] 배포 가능 시간이 아니어도
    [freeze] 배포 금지 기간이어도
    [gate] 게이트를 통과하지 않아도
    [lock] 잠겨 있어도
   *[after] 다른 환경을 거치지 않아도
} 진행하게 했어요: “{ $reason }”
live-aside-may = 급하면 관리자가 이유를 적고 예외로 진행할 수 있어요
live-aside-rollback = 🔓 { $by }님이 잠겨 있어도 롤백을 진행해요
live-elsewhere = 그쪽에서 보기
live-gate = { $mark } { $said }{ $link }
button-log = 로그 보기
log-title = 마지막 몇 줄
log-none = 이제 남아 있는 로그가 없어요.
live-detail = { $detail }

## 기다리는 것

waits-aws-throttled = ⏳ { $side }{ JOSA($side, "이/가") } 천천히 해 달라고 해요. 다시 시도하고 있어요
waits-aws-unavailable = ⏳ 지금 { $side }에 닿지 않아요. 다시 시도하고 있어요. { $side }에서 돌던 건 그대로 진행돼요
waits-aws-refused = ⏳ { $side }{ JOSA($side, "이/가") } 이 배포를 보여 주지 않아요. { $side }에서 돌던 건 그대로 진행돼요
waits-target-busy = ⏳ 제가 시작하지 않은 배포가 돌고 있어요. 끝나길 기다려요
waits-misconfigured = ⏳ { $side }의 상태가 카탈로그와 달라요. 바로잡히길 기다려요
waits-unseen = 🌫️ { $side }{ JOSA($side, "은/는") } 답하지만 이 배포를 더는 알지 못해요
waits-unseen-way = 지금 무엇이 돌고 있는지 여기서는 알 수 없어요. 관리자가 { $side }{ JOSA($side, "을/를") } 확인한 뒤 이 자리를 비워 주세요
waits-window = 🚪 지금은 배포 가능 시간이 아니에요
waits-freeze = 🧊 배포 금지 기간이에요
waits-lock = 🔒 다른 분이 잠가 두었어요
waits-gate = 🚦 아직 통과하지 못한 게이트가 있어요
waits-train = 🚃 앞 칸이 아직 가는 중이에요
waits-after = 🪜 이 리비전이 먼저 다른 환경에 있어야 해요

## 버튼

button-approve = 승인
button-reject = 거절
button-reject-why = 이유를 적고 거절
button-withdraw = 내 승인 거두기
button-now = 지금 시작
button-retry = 다시 요청
button-batch = 함께 내보내기
button-lock-offer = 잠그기
button-lock-lift-why = 이유를 적고 풀기
button-lock-extend = 2시간 더 두기
button-lock-end-later = 2시간 뒤에 풀기
button-rollback-over = 그래도 롤백하기
button-cancel = 요청 거두기
button-continue = 트래픽 넘기기
button-continue-plain = 계속 진행
button-hold-stop = 여기서 멈추기
button-stop = 멈추고 되돌리기
confirm-back = 조금 더 볼게요
confirm-cancel = 요청을 거둘까요?
confirm-cancel-text = 아직 시작하지 않아서 사용자에게는 아무 변화가 없어요.
confirm-now = 지금 시작할까요?
confirm-now-text = 정해 둔 시각을 기다리지 않고 바로 줄을 서요.
confirm-retry = 다시 요청할까요?
confirm-retry-text = 같은 리비전이에요. 승인이 필요한 곳이면 승인도 다시 받아요.
confirm-batch = 하나로 함께 내보낼까요?
confirm-batch-text = 먼저 한 요청은 끝나고, 이 릴리스가 그 차례를 이어받아요.
confirm-hold-stop = 여기서 멈출까요?
confirm-hold-stop-plain = 여기서 멈출까요?
confirm-hold-stop-text = 사용자는 지금 버전에 그대로 있어요. 그린은 치워져요.
confirm-hold-stop-text-plain = 이전에 있던 것이 그대로 남아요.
confirm-stop = 이 배포를 멈출까요?
confirm-stop-text = { $side }{ JOSA($side, "이/가") } 모든 트래픽을 이전 버전으로 되돌려요.
confirm-continue = 트래픽을 넘길까요?
confirm-continue-plain = 계속 진행할까요?
confirm-continue-text = 이제부터 사용자가 그린으로 가요.
confirm-continue-text-plain = 여기서부터는 저절로 이어져요.

## 단계

stage-before-install = 준비 전 처리
stage-install = 그린 준비
stage-after-install = 준비 후 처리
stage-allow-test-traffic = 테스트 트래픽 연결
stage-after-allow-test-traffic = 그린 테스트
stage-before-allow-traffic = 전환 전 처리
stage-allow-traffic = 트래픽 전환
stage-after-allow-traffic = 전환 후 처리
stage-application-stop = 이전 앱 멈추기
stage-download-bundle = 번들 받기
stage-application-start = 앱 시작
stage-validate-service = 동작 확인
stage-before-block-traffic = 트래픽 차단 전 처리
stage-block-traffic = 트래픽 차단
stage-after-block-traffic = 트래픽 차단 후 처리
stage-instances = 인스턴스
stage-pipeline-stage = 단계
stage-pipeline-action = 작업
stage-pipeline-approval = 수동 승인
stage-build-submitted = 빌드 접수
stage-build-queued = 빌드 차례 기다림
stage-build-provisioning = 빌드 환경 준비
stage-build-download-source = 소스 받기
stage-build-install = 도구 설치
stage-build-pre-build = 빌드 전 준비
stage-build-build = 빌드
stage-build-post-build = 빌드 후 처리
stage-build-upload-artifacts = 결과물 올리기
stage-build-finalizing = 마무리 정리
stage-update-code = 코드 올리기
stage-publish-version = 버전 게시
stage-weight = 트래픽 비율
stage-reconcile-service = 이전 상태 정리
stage-pre-scale-up = 그린 시작 전
stage-scale-up = 새 태스크 시작
stage-post-scale-up = 그린 시작 후
stage-test-traffic-shift = 테스트 트래픽 연결
stage-post-test-traffic-shift = 그린 테스트
stage-production-traffic-shift = 트래픽 전환
stage-post-production-traffic-shift = 전환 후 처리
stage-bake-time = 지켜보기(블루 대기)
stage-clean-up = 이전 태스크 종료
stage-sync = 동기화
stage-wait-for-sync = Argo CD의 동기화 기다리기
stage-become-healthy = 정상 상태 되기
stage-approval = 승인
stage-schedule = 정해 둔 시각 기다림
stage-queue = 차례 기다림
stage-total = 전체
table-stage = 단계
table-took = 걸린 시간
table-ended = 끝난 시각
stage-left = { $left } 남음
stage-not-visible = 지금은 보이지 않아요

## 이유

cause-health-check = 상태 검사에 실패했어요
cause-task-cannot-start = 태스크가 시작하지 못했어요
cause-gate = 지켜보는 동안 게이트에서 이상이 보였어요
cause-unhealthy = 실행 중인 쪽에서 정상이 아니라고 해요
cause-step-failed = 중간 단계 하나가 실패했어요
cause-alarm = 알람이 울렸어요
cause-hook-failed = 훅이 실패로 답했어요
cause-hook-timed-out = 훅에 제때 답하지 못했어요
cause-hold-rejected = 테스트하던 사람이 멈췄어요
cause-hold-expired = 그린이 기다리는 동안 답이 없었어요
cause-hold-expired-plain = 기다리는 동안 답이 없었어요
cause-stopped-here = 사람이 멈췄어요
cause-stopped-elsewhere = 수바쿠 밖에서 멈췄어요
cause-timed-out = 정해진 시간을 넘겼어요
cause-refused = { $side }{ JOSA($side, "이/가") } 시작을 받아 주지 않았어요
cause-misconfigured = { $side }의 상태가 카탈로그와 달라요
cause-lost = { $side }{ JOSA($side, "이/가") } 더는 알지 못해서 관리자가 자리를 비웠어요
cause-other = { $side }{ JOSA($side, "이/가") } 알 만한 이유를 주지 않았어요
why-line = { $cause }
why-line-detail = { $cause }: { $detail }

## 배포에 대해 알려진 것 (`advice-CODE`)

advice-pipeline-other-commit = ⚠️ 지금 실행은 승인된 커밋이 아니라 `{ $detail }` 커밋을 싣고 있어요. 계속하기 전에 무엇이 이 실행을 시작했는지 확인해 주세요.
advice-pipeline-superseded = ⏩ 더 새로운 실행(`{ $detail }`)이 파이프라인에서 앞질러 갔어요. 고칠 것은 없어요. 그래도 이 커밋을 올리려면 다시 릴리스해 주세요.
advice-pipeline-changed = 🛠️ 실행하는 동안 파이프라인이 바뀌어서 CodePipeline이 실행을 그만뒀어요. 지금 파이프라인으로 다시 릴리스해 주세요.
advice-pipeline-stopping = ⏳ 중간에 끊기지 않도록, 지금 하는 단계가 끝나는 대로 멈춰요.
advice-pipeline-no-way-back = 🧭 파이프라인에 되돌아갈 만한 이전 성공 기록이 없어요. 잘 돌던 커밋을 릴리스해 주세요.
advice-ec2-two-target-groups = 🔀 이대로는 트래픽이 끝내 넘어가지 않아요. 배포 그룹에는 대상 그룹이 하나만 있어야 하는데 여러 개(`{ $detail }`)가 들어 있어요. 이 릴리스를 멈추고, 리스너 뒤에 있는 것 하나만 배포 그룹에 남긴 다음 다시 릴리스해 주세요.
advice-ec2-traffic-slow = 🐢 트래픽을 넘기기 시작한 지 10분이 넘었어요(`{ $detail }`). 새 인스턴스가 대상 그룹의 상태 확인을 통과하는지 봐 주세요. 대개 확인 경로나 포트, 보안 그룹이 문제예요.
advice-ec2-flapping = 🩺 인스턴스가 아직 준비하는 중인데 Auto Scaling이 로드 밸런서의 상태 확인만 믿고 종료하고 있어요: `{ $detail }`. 그룹의 상태 확인 유형을 EC2로 바꾸거나 유예 기간을 늘린 다음 다시 릴리스해 주세요.
advice-ec2-pending-wait = ⏳ `Pending:Wait` 상태: { $detail }. 지금은 정상이에요. 번들이 설치될 때까지 CodeDeploy의 수명 주기 후크가 인스턴스를 붙잡아 두는 거예요.
advice-ec2-pending-wait-left = 🧹 배포가 끝났는데 아직 `Pending:Wait` 상태예요: { $detail }. CodeDeploy의 수명 주기 후크가 남아 있어요. `aws autoscaling complete-lifecycle-action`(결과는 CONTINUE)으로 마무리하고, 배포 그룹이 더는 쓰지 않는 Auto Scaling 그룹이라면 후크를 지워 주세요.
advice-ec2-group-replaced = 🌱 원래 Auto Scaling 그룹이 사라졌지만 정상이에요. CodeDeploy가 복사해 만든 `{ $detail }` 그룹으로 이어 가고, 저도 그 그룹을 따라가요. 옛 이름을 쓰는 대시보드, 경보, 스크립트도 바꿔 주세요.
advice-lambda-image = 🔑 Lambda가 이미지를 쓰지 못하고 있어요(`{ $detail }`). 이미지가 리포지토리에 그대로 있는지, 리포지토리 정책이 Lambda(`lambda.amazonaws.com`)에 `ecr:BatchGetImage`와 `ecr:GetDownloadUrlForLayer`를 허용하는지 확인한 다음 다시 릴리스해 주세요.
advice-lambda-network = 🌐 함수에 줄 네트워크 주소가 모자라요(`{ $detail }`). VPC 서브넷에 빈 주소를 마련하거나, 네트워크 인터페이스 한도를 늘리거나, 다른 서브넷을 지정한 다음 다시 릴리스해 주세요.
advice-lambda-moved = 👋 다른 누군가가 별칭을 옮겼어요: `{ $detail }`. 그대로 둘게요. 그쪽 일이 끝나면 다시 릴리스해 주세요.
advice-circuit-breaker = 🔌 ECS의 배포 회로 차단기가 배포를 끝내고(태스크 { $detail } 실패) 이전 것으로 되돌렸어요. 태스크가 뜨지 못한 원인을 고친 다음 다시 릴리스해 주세요.
advice-rollback-failed = 🚨 ECS가 이전 것으로 되돌리지 못했어요: `{ $detail }`. 지금 ECS에서 서비스를 확인해 주세요. 잘 돌던 리비전을 릴리스하면 바로잡을 수 있어요.
advice-image-not-found = 🔎 태그나 다이제스트가 저장소에 없어요: `{ $detail }`. 이미지를 다시 올리거나 다른 리비전을 릴리스해 주세요.
advice-image-not-allowed = 🔒 레지스트리가 ECS의 이미지 읽기를 막았어요: `{ $detail }`. 태스크 실행 역할에 이미지를 가져올 권한이나 레지스트리 로그인 정보를 주세요.
advice-image-platform = 🧩 다른 종류의 프로세서용으로 빌드한 이미지예요: `{ $detail }`. 태스크의 플랫폼(예: linux/amd64)에 맞춰 빌드한 다음 다시 릴리스해 주세요.
advice-image-unreachable = 📡 태스크에서 레지스트리에 닿지 않아요: `{ $detail }`. 서브넷에 나가는 길(NAT 게이트웨이나 VPC 엔드포인트)이 있는지, 보안 그룹이 막고 있지 않은지 봐 주세요.
advice-image-not-pulled = 📦 ECS가 이미지를 가져오지 못해요: `{ $detail }`.
advice-secret-not-read = 🗝️ 태스크가 뜨기 전에 비밀 값이나 파라미터를 읽지 못했어요: `{ $detail }`. 값이 있는지, 태스크 실행 역할이 읽을 수 있는지 확인해 주세요.
advice-out-of-memory = 🧠 컨테이너가 태스크에 주어진 것보다 많은 메모리를 써요: `{ $detail }`. 태스크 정의의 메모리를 늘리거나, 무엇이 늘었는지 봐 주세요.
advice-no-capacity = 🪑 새 태스크가 들어갈 자리가 없어요: `{ $detail }`. ECS는 계속 시도하고 있어요. 용량이나 다른 영역의 서브넷을 더하거나, 이 릴리스를 멈추고 나중에 다시 해 주세요.
advice-container-exited = 💥 컨테이너가 뜨자마자 스스로 끝나요: `{ $detail }`. 이유는 로그에 있어요. 설정이나 데이터베이스가 빠진 경우가 많아요.
advice-health-check = 🩺 새 태스크가 떴지만 상태 확인을 통과하지 못해요: `{ $detail }`. 확인 경로와 포트가 응답하는지, 앱이 준비될 만큼 유예 기간이 긴지 봐 주세요.
advice-review-elsewhere = 👀 GitHub에서 제가 대신할 수 없는 리뷰를 기다리고 있어요({ $detail }). 리뷰어 중 한 분이 GitHub에서 답해 주시면 이어서 진행할게요.
advice-run-not-undone = 🧩 이 실행이 이미 해 놓은 일은 GitHub가 되돌려 주지 않아요. 어디까지 진행됐는지 확실하지 않다면 롤백해 주세요.
advice-run-other-commit = ⚠️ 지금 실행은 승인된 커밋이 아니라 `{ $detail }` 커밋으로 돌고 있어요. 어떤 커밋을 쓸지 워크플로에 전달되지 않아서 브랜치의 최신 커밋을 쓰기 때문이에요. 커밋을 입력(`{"{sha}"}`)으로 넘기고 그 값으로 체크아웃하게 해 주세요.
advice-workflow-changed = ⚠️ 워크플로 파일이 승인된 것과 달라졌어요(`{ $detail }`). 그사이 누군가 브랜치에 푸시했어요. 이 실행을 믿기 전에 무엇이 바뀌었는지 확인해 주세요.
advice-sync-not-undone = 🧩 Argo CD가 이미 적용한 것은 그대로 남아 있어요. 어디까지 적용됐는지 확실하지 않다면 롤백해 주세요.
advice-app-suspended = ⏸️ Argo CD 상태가 `Suspended`예요. 안에 있는 롤아웃이나 잡이 멈춘 채 누군가 다시 시작해 주기를 기다리고 있어요.
advice-app-missing = 🔎 Argo CD가 클러스터에서 일부 리소스를 찾지 못하고 있어요(`Missing`). 1분이 지나도 그대로라면 애플리케이션의 이벤트를 살펴봐 주세요.
advice-drift = 🧭 git과 다른 리소스: { $detail }. 누군가 클러스터에서 직접 바꿨거나, 클러스터 안의 무언가가 바꾸고 있어요. 다시 동기화해서 맞추거나, 바뀐 내용을 git에 반영해 주세요.
advice-unknown-status = 🤔 { $side }에서 제가 모르는 상태를 알려 왔어요: `{ $detail }`. 아무것도 바꾸지 않고 계속 지켜볼게요. 무슨 뜻인지는 그쪽에서 확인해 주세요.

## 스레드의 답글

said-asked = { $approvers }: { $requester }님이 { $service } `{ $revision }`{ JOSA($revision, "을/를") } { $environment }에 올리고 싶어 해요. { $until }까지 위 메시지에서 승인하거나 거절해 주세요.
said-asked-rollback = { $approvers }: { $requester }님이 { $environment }의 { $service }{ JOSA($service, "을/를") } `{ $revision }`{ JOSA($revision, "으로/로") } 되돌리고 싶어 해요. { $until }까지 위 메시지에서 승인하거나 거절해 주세요.
said-asked-hotfix = { $approvers } 핫픽스예요. { $requester }님이 { $service } `{ $revision }`{ JOSA($revision, "을/를") } { $environment }에 먼저 올리고 싶어 해요: “{ $reason }” { $until }까지 위 메시지에서 승인하거나 거절해 주세요.
said-approved-all = ✅ { $by }님이 승인했어요. 필요한 승인이 다 모였어요.
said-approved-last = ✅ { $by }님이 승인했어요. 필요한 승인이 다 모여서 줄을 섰어요.
said-approved-more = ✅ { $by }님이 승인했어요. { $missing }건 더 필요해요.
said-voided = ✋ 승인받은 것과 실제로 나갈 것이 달라졌어요(바뀐 것: { $changed }). 다시 살펴보고 위 메시지에서 결정해 주세요.
said-voided-asking = ✋ { $approvers } 승인받은 것과 실제로 나갈 것이 달라졌어요(바뀐 것: { $changed }). 다시 살펴보고 위 메시지에서 결정해 주세요.
said-started = 🏃 다녀올게요. { $service } `{ $revision }`{ JOSA($revision, "이/가") } { $environment }{ JOSA($environment, "으로/로") } 가고 있어요. { $side }에서는 `{ $reference }`{ JOSA($reference, "이에요/예요") }.
said-withdrawn = 💭 { $by }님이 승인을 거뒀어요. { $missing ->
    [0] 그래도 필요한 승인은 다 있어요.
   *[other] { $missing }건 더 필요해요.
}
said-approval-reminded = 🍵 { $approvers }: { $requester }님의 요청이 아직 결정을 기다려요. { $until }까지예요.
said-lapsed = ⌛ { $approvers } 승인받은 지 일주일이 지나서 더는 유효하지 않아요. 다시 살펴보고 위 메시지에서 결정해 주세요.
said-rule-asking = 📜 { $approvers } 승인 규칙이 바뀌었어요. 위 메시지에서 결정해 주세요.
said-rule = 📜 승인 규칙이 바뀌었어요. 따로 할 일은 없어요.
said-scheduled = 🗓️ { $due }에 시작하기로 했어요.
said-scheduled-soon = 🗓️ { $by }님이 가능한 대로 바로 시작하게 했어요.
said-missed = ⏰ { $requester }님, { $due }에 시작했어야 하는데 그때 제가 시작하지 못했어요. 위 메시지에서 지금 시작하거나 거둬 주세요. 하루 동안 답이 없으면 닫을게요.
said-tag-moved = 🏷️ `{ $tag }`{ JOSA($tag, "이/가") } 이제 다른 이미지(`{ $digest }`)를 가리켜요. 그래도 승인받은 `{ $pinned }`{ JOSA($pinned, "이/가") } 나가요.
said-batched = 🧺 { $by }님이 이 요청 대신 { $carrier } 릴리스를 내보내기로 했어요. 이 요청은 여기서 끝나요.
said-carries = 🧺 { $by }님이 { $revision } 요청도 이 릴리스로 함께 내보내기로 했어요.
said-unseen = 🌫️ { $admins } { $side }{ JOSA($side, "은/는") } 답하지만 이 배포를 더는 알지 못해요. 지금 무엇이 돌고 있는지 확인한 뒤, 위 메시지에서 자리를 비워 다음 릴리스가 나갈 수 있게 해 주세요.
said-held = ✋ 아직 시작할 수 없어요. { $hindrance }
said-hold = 🔬 { $people } 그린을 테스트할 수 있어요. 살펴본 다음 트래픽을 넘기거나 여기서 멈춰 주세요. { $until }까지 답이 없으면 제가 멈출게요. 사용자는 그대로 있어요.
said-hold-plain = 🔬 { $people } 답을 기다리고 있어요. 살펴본 다음 계속 진행하거나 여기서 멈춰 주세요. { $until }까지 답이 없으면 제가 멈출게요. 지금 있는 것은 그대로예요.
said-hold-done = 🔬 그린을 테스트할 수 있었어요.
said-hold-done-plain = 🔬 여기서 답을 기다렸어요.
said-reminded = 🍵 { $people } 그린이 아직 답을 기다려요. { $until }까지 답이 없으면 제가 멈출게요.
said-reminded-plain = 🍵 { $people } 아직 답을 기다려요. { $until }까지 답이 없으면 제가 멈출게요.
said-continued = 👌 { $by }님이 살펴보고 트래픽 전환을 허락했어요.
said-continued-plain = 👌 { $by }님이 살펴보고 계속 진행하기로 했어요.
said-hold-stopped = ✋ { $by }님이 여기서 멈췄어요. 사용자는 지금 버전에 그대로 있어요.
said-hold-expired = ⌛ 시간 안에 답이 없어서 멈췄어요. 사용자는 지금 버전에 그대로 있어요.
said-stopping = ✋ { $by }님이 이 배포를 멈췄어요. { $side }{ JOSA($side, "이/가") } 되돌려요.
said-baking = 👀 트래픽이 모두 `{ $revision }`{ JOSA($revision, "으로/로") } 넘어왔어요. { $until }까지 계속 지켜볼게요.
said-gate = { $said }
said-shifting = 🚦 트래픽이 블루에서 그린으로 넘어가고 있어요.
said-shifting-plain = 🚦 이전 것에서 새 버전으로 넘어가고 있어요.
said-rolling-back = ↩️ 이전 버전으로 되돌리고 있어요. 이유: { $why }
said-succeeded = 🎉 { $service } `{ $revision }`{ JOSA($revision, "이/가") } { $environment }에 나갔어요. { $span } 걸렸어요. 모두 고생 많았어요!
said-succeeded-back = 🛟 { $environment }의 { $service }{ JOSA($service, "이/가") } `{ $revision }`{ JOSA($revision, "으로/로") } 돌아왔어요. { $span } 걸렸어요.
said-carriage = 🚃 *{ $service }* · { $text }
said-carriage-arrived = ✅ `{ $revision }`{ JOSA($revision, "이/가") } { $environment }에 나갔어요. { $span } 걸렸어요. 이제 다음 칸 차례예요.
said-train-arrived = 🎉 { $train } `{ $revision }`{ JOSA($revision, "이/가") } { $environment }에 모두 나갔어요. 다들 고생 많았어요!
said-carriage-called-off = 🗂️ 열차가 먼저 멈춰서 이 칸은 출발하지 않아요. 바뀐 건 없어요.
said-way-back-called-off = 🗂️ 이제 더 새로운 버전이 있어서 되돌리지 않고 그대로 둬요.
said-taking-back = ↩️ 같은 열차의 다른 칸이 도착하지 못해서, 이 칸을 `{ $revision }`{ JOSA($revision, "으로/로") } 되돌려요.
said-carriage-stuck = 🌧️ 이 칸을 아직 되돌리지 못했고, 계속 시도하고 있어요: { $detail }
said-lock-offer = 원인을 찾을 때까지 { $environment }의 { $service } 배포를 잠가 둘까요?
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
part-commit = 이름이 가리키는 커밋
part-bundle = S3의 번들
part-tag = 태그
part-pipeline = 파이프라인
part-function = 함수 설정
part-target = 배포 대상의 설정
part-carriage = { $service } 칸에 실리는 것
part-gates = 확인 항목

## 한 사람에게만 보이는 답

answer-requested = 🍉 요청을 올렸어요: { $service } `{ $revision }` → { $environment } { $link }
answer-requested-later = 🍉 요청을 올렸어요. 승인되면 { $due }에 시작해요: { $service } `{ $revision }` → { $environment } { $link }
answer-requested-queued = 🍉 승인이 필요 없어서 바로 줄을 섰어요: { $service } `{ $revision }` → { $environment } { $link }
answer-requested-scheduled = 🍉 승인이 필요 없어서 { $due }에 시작해요: { $service } `{ $revision }` → { $environment } { $link }
answer-link = 스레드 보기
answer-locked = 🔒 잠갔어요: { $scope }{ $until ->
    [none] . 직접 풀 때까지 그대로 있어요.
   *[other] { " " }· { $until }까지
}
answer-cancelled = 🗂️ 요청을 거뒀어요: { $service } `{ $revision }` → { $environment }. 바뀐 것은 없어요.
answer-moved = 🎟️ 순서를 바꿨어요: { $service } `{ $revision }` → { $environment } · 우선순위가 허락하는 만큼 { $place }번째로
answer-rescheduled = 🗓️ 시작 시각을 바꿨어요: { $service } `{ $revision }` → { $environment } · { $until ->
    [none] 바로 줄을 서요
   *[other] { $until }
}
answer-unlocked = 🔓 잠금을 풀었어요: { $scope }
answer-stolen = 🔒 잠금을 넘겨받았어요: { $scope }. { $by ->
    [nobody] 원래 주인에게 알렸어요.
   *[other] { $by }님에게 이유와 함께 알렸어요.
}
answer-frozen = 🧊 { $until }까지 배포를 금지했어요: { $scope }
answer-thawed = 🌤️ 배포 금지를 풀었어요: { $scope }
answer-out = 🌴 { $until }까지 { $by }님이 대신 승인해요. 잘 다녀오세요.
answer-back = 🍵 어서 오세요. 이제 다시 직접 승인해요.
answer-rollback-stops = ↩️ `{ $revision }`{ JOSA($revision, "을/를") } 멈추고 있어요. 모든 트래픽이 이전 버전으로 돌아가요.
answer-reloaded = 📖 카탈로그를 다시 읽었어요. 서비스 { $services }개, 배포 대상 { $targets }곳이에요.
answer-other = 했어요(`{ $code }`).
who-subaku = 수바쿠
who-aws = AWS
verdict-continue = 계속하기
verdict-stop = 멈추기

stands-requested = 승인을 기다리는 중
stands-scheduled = 정해 둔 시각을 기다리는 중
stands-queued = 차례를 기다리는 중
stands-deploying = 배포하는 중
stands-holding = 답을 기다리는 중
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
refused-too-late-to-cancel = 지금은 { $status }{ JOSA($status, "이라/라") } 요청으로는 거둘 수 없어요. 돌고 있다면 멈추기 버튼을 써 주세요.
refused-not-holding = 지금은 { $status }{ JOSA($status, "이라/라") } 답을 기다리고 있지 않아요.
refused-hold-answered = { $by }님이 먼저 답했어요: { $verdict }
refused-not-hold-approver = 여기에는 이 환경의 배포 담당자와 승인자만 답할 수 있어요.
refused-not-stop = 이 환경의 배포 담당자와 승인자만 멈출 수 있어요.
refused-nothing-to-stop = 멈출 것이 없어요(지금은 { $status }).
refused-stopped-before = { $by }님이 이미 멈췄어요. 되돌리고 있어요.
refused-revision-not-found = { $nearest ->
    [none] { $service }의 이미지에서 `{ $revision }`{ JOSA($revision, "을/를") } 찾지 못했어요.
   *[other] { $service }의 이미지에서 `{ $revision }`{ JOSA($revision, "을/를") } 찾지 못했어요. 혹시 { $nearest }인가요?
}
refused-registry-unavailable = 지금 { $service }의 레지스트리에 물어볼 수 없어서 그 리비전이 있는지 모르겠어요. 잠시 뒤에 다시 해 주세요.
refused-target-misconfigured = 아무것도 바꾸지 않았어요. 실제 상태가 카탈로그와 달라요. { $detail }
refused-driver-unbuilt = 이 버전은 아직 { $service }{ JOSA($service, "을/를") } 배포할 수 없어요(드라이버 `{ $driver }`{ JOSA($driver, "이/가") } 없어요).
refused-target-unreachable = 지금 그쪽에 물어볼 수 없어서 계획을 세우지 않았어요. 잠시 뒤에 다시 해 주세요. { $detail }
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
refused-train-unchanged = { $train }에는 { $environment }에 있는 것과 달라진 게 없어서 배포할 것이 없어요.
refused-train-apart = { $train }{ JOSA($train, "은/는") } 여러 서비스를 묶은 열차예요: { $known }. 이건 한 서비스씩 할 수 있어요. 되돌릴 때는 뒤 칸부터 해 주세요.
refused-person-unknown = 지금 슬랙이 답하지 않아 권한을 확인할 수 없어요. 다시 해 주세요.
refused-went-wrong = 요청을 살펴보다가 제 쪽에서 문제가 생겼어요. 기록은 남겼으니 다시 해 주세요.
refused-locked-by = { $by }님이 이미 잠갔어요: { $scope }{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
refused-not-locked = 풀 잠금이 없어요: { $scope }
refused-not-lock-owner = { $by }님의 잠금이에요: { $scope }. 그분이 풀거나, 이유를 적고 넘겨받을 수 있어요.
refused-lift-unconfirmed = { $by }님의 잠금이에요: { $scope }. 관리자로서 풀 수 있으니 이유를 적어 주세요.
refused-not-lock = 잠글 수 없어요: { $scope }. 서비스는 배포 담당자, 환경은 승인자, 전체는 관리자가 잠글 수 있어요.
refused-lock-is-yours = 이미 본인의 잠금이에요: { $scope }
refused-reason-missing = 이유를 적어 주세요: `{ $verb } … because …`. 다른 분들이 궁금해할 거예요.
refused-gate-closed = 아직 트래픽을 넘길 수 없어요. 통과하지 못한 게이트: { $gates }. 이유는 위 메시지에 있어요. 급하면 관리자가 그곳에서 예외로 진행할 수 있어요.
refused-freeze-backwards = 배포 금지 기간은 시작보다 뒤에, 그리고 앞으로의 시각에 끝나야 해요.
refused-not-frozen = 풀 수 있는 배포 금지 기간이 없어요: { $scope }. 설정에 적힌 것은 적힌 때에 끝나요.
refused-not-admin = 관리자만 할 수 있어요{ $admins ->
    [none] .
   *[other] : { $admins }
}
refused-not-full-member = { $by }님은 이 워크스페이스의 정회원이 아니라서 대신 승인할 수 없어요.
refused-delegate-to-oneself = 원래 직접 승인하고 계세요. 다른 분을 적어 주세요.
refused-time-past = { $time ->
    [none] 이미 지난 시각이에요.
   *[other] `{ $time }`{ JOSA($time, "은/는") } 이미 지났어요.
}
refused-bad-time = `{ $time }`{ JOSA($time, "을/를") } 시각으로 읽지 못했어요. `14:00`, `내일 14시`, `금요일 9:00`, `for 2h`처럼 적어 주세요.
refused-bad-place = `{ $place }`{ JOSA($place, "은/는") } 순서가 아니에요. 맨 앞은 `1`이에요.
refused-bad-person = `{ $person }`{ JOSA($person, "이/가") } 누구인지 모르겠어요. `@`로 불러 주세요.
refused-one-at-a-time = 한 번에 하나씩 부탁해요: { $names }
refused-scope-missing = 무엇인지 적어 주세요: `{ $verb } 서비스`, `{ $verb } 환경`, `{ $verb } everything`
refused-end-missing = 언제까지인지 적어 주세요: `{ $verb } … until friday`, `{ $verb } … for 2h`
refused-release-missing = 어느 릴리스인지 적어 주세요. ID는 `/platform-deploy status`에 나와요. 그다음 `{ $verb } ID …`
refused-not-out = 이미 직접 승인하고 계세요.
refused-nothing-to-withdraw = 승인한 적이 없어서 거둘 것도 없어요.
refused-too-late-to-withdraw = 지금은 { $status }{ JOSA($status, "이라/라") } 승인을 거둘 수 없어요. 돌고 있다면 멈추기 버튼을 써 주세요.
refused-too-late-to-batch = 둘 중 하나가 이미 시작했거나 끝나서 함께 내보낼 수 없어요.
refused-not-batchable = 이 둘은 함께 내보낼 수 없어요. 같은 대상에 나중에 한 요청만 먼저 한 요청을 대신할 수 있어요.
refused-too-late-to-schedule = 지금은 { $status }{ JOSA($status, "이라/라") } 시각을 바꿀 수 없어요.
refused-nothing-to-override = 이제 막고 있는 것이 없어요.
refused-nothing-to-clear = 비울 자리가 없어요(지금은 { $status }).
refused-not-move = 순서는 관리자와 이 환경의 승인자만 바꿀 수 있어요.
refused-not-queued = 줄을 서 있지 않아요(지금은 { $status }).
refused-person-not-found = 슬랙에서 { $by }님을 찾지 못해서 아무것도 바꾸지 않았어요.
refused-no-windows = `{ $target }`에는 다가오는 배포 가능 시간이 없어요. `in the next window` 없이 요청해 주세요.
refused-nothing-to-retry = 다시 요청할 것이 없어요. 진행 중이거나 이미 배포됐어요.
refused-retry-rollback = 롤백은 이렇게 다시 요청하지 않아요. 지금 상태를 보고 정하도록 `/rollback`을 써 주세요.
refused-nothing-to-promote = { $environment }에 올라가 있는 { $service }{ JOSA($service, "을/를") } 알지 못해서 다음 환경으로 올릴 것이 없어요.
refused-nothing-before-environment = { $environment }{ JOSA($environment, "은/는") } { $service }의 첫 환경이라 그 앞이 없어요.
refused-rollback-locked = { $by }님이 잠가 두었어요{ $reason ->
    [none] .
   *[other] : “{ $reason }”
} 그래도 롤백하려면 눌러 주세요.
refused-rolling-back-already = { $by ->
    [aws] AWS가 이미 되돌리고 있어요.
   *[other] { $by }님이 시작해서 이미 되돌리고 있어요.
}
refused-nothing-before = `{ $target }`에 전에 무엇이 있었는지 알지 못해서 되돌릴 것이 없어요.
refused-never-stood = `{ $revision }`{ JOSA($revision, "은/는") } 거기 있었던 적이 없어요{ $known ->
    [none] . 있었던 다른 것도 알지 못해요.
   *[other] . 있었던 것: { $known }
}
refused-catalogue-wrong = 카탈로그에 잘못된 곳이 { $count }군데 있어서 이전 것을 그대로 써요.
    { $problems }
refused-other = 그건 할 수 없어요(`{ $code }`).

## 잠금, 배포 금지, 카탈로그: 채널의 소식과 다이렉트 메시지

news-locked = 🔒 { $by }님이 잠갔어요: { $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }까지
}{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
news-stolen = 🔒 { $by }님이 { $owner }님의 잠금을 넘겨받았어요: { $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }까지
} · “{ $reason }”
news-lifted = 🔓 { $by }님이 { $span } 만에 잠금을 풀었어요: { $where }
news-lifted-for = 🔓 { $by }님이 { $owner }님의 잠금을 { $span } 만에 풀었어요: { $where } · “{ $reason }”
news-expired = 🔓 { $owner }님의 잠금이 { $span } 만에 끝났어요: { $where }
news-frozen = 🧊 { $by }님이 { $until }까지 배포를 금지했어요: { $where } · “{ $reason }”
news-frozen-later = 🧊 { $by }님이 배포 금지를 예고했어요: { $where } · { $start }부터 { $until }까지 · “{ $reason }”
news-thawed = 🌤️ 배포 금지 기간이 끝났어요: { $where }
news-thawed-early = 🌤️ { $by }님이 배포 금지를 일찍 풀었어요: { $where }
news-reloaded = 📖 { $by }님이 카탈로그를 다시 읽게 했어요. 서비스 { $services }개, 배포 대상 { $targets }곳이에요.
dm-asked = 🙋 { $by }님이 승인을 기다려요: { $service } `{ $revision }` → { $environment } { $link }
dm-ended = *{ $service }* `{ $revision }` → *{ $environment }*: { $headline } { $link }
dm-stand-in = 🪑 { $until }까지 { $by }님 대신 승인하게 됐어요.
dm-lock-nagged = 🔒 { $where } 잠금이 { $until }에 끝나요. 아직 필요한가요?
dm-lock-nagged-open = 🔒 { $where } 잠금에 끝나는 때가 없어서 다른 분들이 기다릴 수 있어요. 아직 필요한가요?
dm-lock-stolen = 🔒 { $by }님이 { $where } 잠금을 넘겨받았어요: “{ $reason }”
dm-lock-lifted = 🔓 { $by }님이 { $where } 잠금을 풀었어요{ $reason ->
    [none] .
   *[other] : “{ $reason }”
}
dm-lock-expired = 🔓 { $where } 잠금이 시간이 되어 풀렸어요.
admin-lock-orphaned = 🔒 이제 멤버가 아닌 { $owner }님의 잠금이 남아 있어요: { $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }까지
}. 관리자가 풀 수 있어요.

## Answers, forms and help

# 무언가를 저장하기 전에 하는 대답: 명령, 양식, 현황. 물어본 사람에게만 보입니다.

help = *Subaku는 서비스의 리비전을 환경에 올리고, 그 과정을 스레드에서 들려드려요.*
    🚀 *릴리스*
    • `/platform-deploy 서비스 태그 환경` 순서는 상관없어요. 뒤에 `at 14:00 tomorrow`, `in the next window`, `hotfix because …` 를 붙일 수 있어요. 명령만 입력하면 양식이 열려요
    • `promote 서비스` 앞 환경에 있는 것을 올려요 · `retry [서비스]` 다시 요청 · `cancel` 거둬들이기
    • `/rollback [서비스] [환경] [to 태그]` 되돌려요. 명령만 입력하면 무엇이 남아 있는지 보여드려요
    🔎 *물어보기*
    • `status` · `queue` · `why 서비스` · `who` · `schedule` · `history` · `locks` · `windows` · `freezes` · `diff SERVICE TAG` 뒤에 서비스나 환경을 적을 수 있어요
    🔒 *막아 두기*
    • `lock 서비스 [환경] for 2h because …` · `unlock 서비스` · `steal 서비스 because …`
    • `freeze 환경 until friday because …` · `freeze lift 환경`
    🧭 *그 밖에*
    • `queue move ID 1` · `schedule move ID to 15:00` · `out @이름 until friday` · `out back` · `reload` · `help`
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

form-start = 시작 시각
form-window = 배포 시간
form-next-window = 다음 배포 시간에 시작
form-hotfix = 먼저 나가야 하는 이유(긴급할 때만)
form-one-start = 시작 시각과 다음 배포 시간 가운데 하나만 골라 주세요.
dialog-reason = 이유
dialog-while = 얼마 동안
dialog-span = { $span }
dialog-reason-missing = 이유를 적어 주세요. 나중에 보는 사람에게 필요해요.
dialog-time-past = 이미 지난 시각이에요.
dialog-one-end = 기간과 끝나는 시각 가운데 하나만 골라 주세요.
dialog-scope = *{ $where }*
dialog-reject-title = 이유를 적어 거절
dialog-reject-submit = 거절하기
dialog-override-title = 예외로 진행
dialog-override-submit = 예외로 진행
dialog-clear-title = 자리 비우기
dialog-clear-submit = 비우기
dialog-lock-title = 잠그기
dialog-lock-submit = 잠그기
dialog-lock-time = 또는 언제까지
dialog-lift-title = 다른 사람의 잠금 풀기
dialog-lift-submit = 풀기
dialog-steal-title = 잠금 넘겨받기
dialog-steal-submit = 넘겨받기
dialog-move-title = 시작 시각 바꾸기
dialog-move-submit = 바꾸기
dialog-move-time = 시작 시각

revision-needs-service = 먼저 서비스를 골라 주세요
revision-registry-slow = 레지스트리가 느려요. 태그를 끝까지 입력해 주세요
revision-none-found = 레지스트리에 그런 이름이 없어요

scope-everything = 전체
scope-environment = { $environment } 전체
scope-service = 모든 환경의 { $service }
scope-target = { $environment }의 { $service }
release-named = { $service } `{ $revision }` → { $environment }

answer-more = …나머지는 생략했어요. 서비스나 환경을 함께 적으면 더 자세히 볼 수 있어요.
retry-nothing = 다시 요청할 만한 것이 없어요. 여기서 요청하신 릴리스는 모두 진행 중이거나 잘 끝났어요.
status-scheduled = :calendar: *시작 시각을 기다려요*
status-starts = { $at } 시작
status-missed = { $at }에 시작하지 못했어요
status-closed = :lock: *잠금과 배포 금지*
locks-title = *잠금: { $where }*
locks-none = 잠긴 곳이 없어요: { $where }.
locks-line = 🔒 *{ $where }* · { $by } · { $since }부터{ $until ->
    [none] , 풀 때까지
   *[other] { " " }{ $until }까지
}{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
locks-running = 🏃 진행 중인 릴리스가 잡고 있어요: { $release }
locks-lift = 잠금 풀기
locks-steal = 잠금 넘겨받기
freezes-title = *배포 금지 기간: { $where }*
freezes-none = 정해진 배포 금지 기간이 없어요: { $where }.
freezes-line = 🧊 *{ $where }* · { $start } – { $end }{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}{ $by ->
    [none] { " " }· 카탈로그
   *[other] { " " }· { $by }
}
freezes-lift = → 끝내기: `/platform-deploy freeze lift { $scope }`

who-title = *지금 누가 맡고 있나요: { $where }*
who-quiet = 지금은 아무도 배포하지 않아요: { $where }.
who-approved = 승인: { $people }
who-instead = { $by }({ $absent } 대신)
who-away = 🌴 { $until }까지 { $by } 대신 { $to }님이 승인해요.
history-title = *최근 릴리스: { $where }*
history-none = 아직 끝난 릴리스가 없어요: { $where }.
history-open = 🏃 진행 중
history-succeeded = ✅ 완료
history-failed = 🌧️ 실패
history-rolled-back = 🛟 되돌림
history-rejected = 🙅 거절됨
history-cancelled = 🗂️ 거둬들임
history-expired = ⌛ 시간이 지남
history-took = ⏱️ { $span }
schedule-title = *예약된 릴리스: { $where }*
schedule-none = 예약된 릴리스가 없어요: { $where }. 예: `/platform-deploy 서비스 태그 at 14:00`
schedule-waits = 📅 { $at } · { $release } · { $by } · `{ $id }`
schedule-undecided = 📝 { $at } · { $release } · { $by } · 아직 승인 전이에요 · `{ $id }`
schedule-missed = ⏰ { $at }에 시작하지 못했어요 · { $release } · { $by } · `{ $id }`
schedule-now = 지금 시작
schedule-move = 시간 바꾸기
queue-title = *차례를 기다리는 릴리스: { $where }*
queue-none = 기다리는 릴리스가 없어요: { $where }.
queue-live = 🏃 지금 진행 중: { $release }
queue-line = *{ $place }.* { $service } `{ $revision }` → { $environment } · { $by }{ $kind ->
    [rollback] { " " }· ↩️ 롤백
    [hotfix] { " " }· 🚑 긴급
   *[normal] { "" }
} · `{ $id }`
queue-expected = ⏳ { $likely }쯤 시작해요. 늦으면 { $latest }예요.
queue-first = 맨 앞으로
queue-up = 한 칸 앞으로
queue-down = 한 칸 뒤로
windows-title = *앞으로 2주 동안 배포할 수 있는 시간: { $where }* ({ $zone })
windows-of = *{ $environment }* · { $services }
windows-never = 🚪 2주 동안은 열리지 않아요.
windows-always = 🟢 언제나 열려 있어요.
windows-open = 🟢 지금 열려 있어요 · { $span }
windows-opens = • { $span }
windows-day = { $date }({ $weekday })
weekday-mon = 월
weekday-tue = 화
weekday-wed = 수
weekday-thu = 목
weekday-fri = 금
weekday-sat = 토
weekday-sun = 일
why-title = *무엇이 막고 있나요: { $where }*
why-quiet = 지금 진행 중인 릴리스가 없고, 막는 것도 없어요: { $where }. 서비스를 함께 적으면 새 요청이 무엇을 만날지 알려 드려요.
why-narrow = …더 있어요. 서비스를 하나 적어 주세요.
why-going = 🏃 막는 것 없이 진행되고 있어요.
why-next = 🎟️ 막는 것이 없어요. 곧 시작해요.
why-free = 🌤️ 새 요청({ $where })을 막는 것은 없어요.
why-new = 🙋 새 요청({ $where })은 이런 것을 만나요:
why-needs = 승인 { $count }건이 필요해요: { $whose }
why-as-above = 그리고 위에 적은 것도 함께 막고 있어요.

why-override = 예외로 진행
why-clear = 자리 비우기
why-approval = 📝 승인 { $count }건이 더 필요해요: { $whose }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }까지
}
why-schedule = 📅 { $until }에 시작하기로 했어요 · { $whose }
why-missed = ⏰ { $until }에 시작했어야 하지만 때를 놓쳤어요 · { $whose }
why-window = 🚪 지금은 배포 시간이 아니에요{ $until ->
    [none] . 다음 시간이 정해져 있지 않아요
   *[other] { " " }· { $until }에 열려요
}
why-freeze = 🧊 배포 금지 기간이에요 · { $until }까지{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}{ $whose ->
    [none] { "" }
   *[other] { " " }· { $whose }
}
why-lock = 🔒 { $whose }님이 잠갔어요: { $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }까지
}{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
why-after = 🪜 먼저 { $environment }에 충분히 있어야 해요{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }에 다 채워져요
}
why-gate = 🚦 { $said }
why-train = 🚃 `{ $carriage }`{ JOSA($carriage, "이/가") } 도착하면 시작해요
why-running = 🏃 `{ $revision }` 배포가 진행 중이에요 · { $whose }
why-hold = 🔬 사람의 답을 기다려요 · { $whose }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }까지
}
why-unseen = 🌫️ { $side }{ JOSA($side, "이/가") } 이 배포를 더는 알지 못해요{ $detail ->
    [none] { "" }
   *[other] : { $detail }
}
why-queue = 🎟️ { $whose ->
    [none] 앞에 { $count }건이 기다리고 있어요
   *[other] 차례를 기다려요({ $count }번째) · 맨 앞은 { $whose }
}
way-approval = → 스레드에서 승인할 수 있는 분께 부탁해 주세요.
way-schedule = → 요청한 사람이 지금 시작할 수 있어요: `/platform-deploy schedule`
way-missed = → 지금 시작하거나 거둬들여 주세요: `/platform-deploy schedule`
way-gate = → 게이트를 통과하면 저절로 이어져요. 급하면 관리자가 예외로 진행할 수 있어요: { $admins }
way-train = → 때가 되면 저절로 시작해요
way-window = → 때가 되면 저절로 시작해요. 급하면 관리자가 예외로 진행할 수 있어요: { $admins }
way-freeze = → 끝나면 저절로 시작해요. 급하면 관리자가 예외로 진행할 수 있어요: { $admins }
way-freeze-made = → 끝나면 저절로 시작해요. 급하면 관리자가 이 건만 예외로 진행하거나 배포 금지를 풀 수 있어요: { $admins } (`/platform-deploy freeze lift { $scope }`)
way-lock = → { $whose }님께 풀어 달라고 해 주세요(`/platform-deploy unlock { $scope }`). 급하면 이유를 적고 넘겨받을 수 있어요: `/platform-deploy steal { $scope } because …`
way-lock-own = → 직접 잠근 거예요. `/platform-deploy unlock { $scope }`{ JOSA($scope, "으로/로") } 풀 수 있어요.
way-soaking = → 그때가 되면 저절로 시작해요.
way-after = → 먼저 그곳에 배포하고 지켜봐 주세요{ $command ->
    [none] .
   *[other] : { $command }
}
way-running = → 끝나기를 기다리거나, 그 스레드에서 멈출 수 있어요.
way-hold = → 스레드에서 계속할지 멈출지 답해 주세요.
way-unseen = → { $side }에서 확인한 뒤 관리자가 이 자리를 비울 수 있어요: { $admins }
way-queue = → 순서 보기: `/platform-deploy queue`
out-away = 🌴 { $until }까지 { $to }님이 대신 승인해요. 돌아오시면 `/platform-deploy out back` 이라고 입력해 주세요.
out-instead = 🪑 { $until }까지 { $by }님 대신 승인하실 수 있어요.
out-here = 자리에 계신 것으로 되어 있어요. 대신 승인할 사람을 정하려면 `/platform-deploy out @이름 until friday` 처럼 입력해 주세요.

status-title = *지금 진행 중인 릴리스가 { $count }건 있어요.*
status-quiet = 아주 평온해요. 진행 중이거나 기다리는 릴리스가 없어요. :watermelon:
status-quiet-about = { $about }{ JOSA($about, "은/는") } 아주 평온해요. 진행 중이거나 기다리는 릴리스가 없어요. :watermelon:
status-unavailable = 저장소가 응답하지 않아 지금은 볼 수가 없어요. 잃어버린 것은 없으니 잠시 뒤에 다시 시도해 주세요.
status-holding = :raised_hand: *사람을 기다려요*
status-live = :rocket: *진행 중*
status-queued = :hourglass_flowing_sand: *차례를 기다려요*
status-requested = :memo: *승인을 기다려요*
status-state-holding = 사람의 답을 기다려요
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
cancel-button = 거둬들이기
cancel-nothing = 거둬들일 수 있는 요청이 없어요. 이미 진행 중인 릴리스는 그 스레드에서 멈출 수 있어요.

## 라이브 페이지

page-title = 수바쿠 · 라이브
page-board = 지금
page-history = 기록
page-skip = 본문으로 건너뛰기
page-language = 언어
page-loading = 잠시만 기다려 주세요
page-noscript = 이 페이지는 벌어지는 일을 실시간으로 보여 주기 때문에 JavaScript가 필요해요.
page-empty = 아직 아무것도 없어요
page-no-such-page = 그런 페이지는 없어요.
page-retry = 다시 시도
page-off = 여기서는 라이브 페이지가 꺼져 있어요(SUBAKU_PAGE=off).
page-no-token = 이 주소에 닿는 누구나 볼 수 있어서 라이브 페이지를 꺼 두었어요. SUBAKU_PAGE_TOKEN을 설정하면 켜져요.
page-login = 팀을 위한 페이지예요
page-login-text = 페이지 토큰을 입력해 주세요. 수바쿠를 운영하는 분이 알려 줄 거예요.
page-login-wrong = 토큰이 맞지 않아요. 다시 확인해 주세요.
page-token = 토큰
page-enter = 들어가기
page-under-way = 진행 중
page-waiting = 대기 중
page-stands = 지금 올라가 있는 것
page-ended = 최근에 끝난 것
page-nothing-under-way = 진행 중인 배포가 없어요.
page-nothing-waiting = 기다리는 배포가 없어요.
page-nothing-stands = 아직 배포 전
page-nothing-ended = 아직 끝난 배포가 없어요.
page-revision = 리비전
page-service = 서비스
page-environment = 환경
page-result = 결과
page-asked-by = 요청
page-all = 전체
page-when = 끝난 시각
page-took = 걸린 시간
page-no-release = 이 배포는 더 이상 남아 있지 않거나, 처음부터 없었어요.
page-rollback = 롤백
page-hotfix = 핫픽스
page-calm = 모두 평온해요
page-calm-text = 진행 중인 일이 없어요. 수박 한 조각 먹기 좋은 때예요.
page-asleep = 새근새근 자는 중
page-asleep-text = 한동안 할 일이 없었어요. 좋은 꿈만 남았어요.
page-live = 실시간
page-connecting = 연결하는 중
page-waking = 수바쿠가 일어나는 중
page-timeline = 지나온 길
page-facts = 배포 정보
page-why = 이유
page-blue = 블루
page-green = 그린
page-traffic = 그린 트래픽
page-traffic-unknown = 지금은 확인할 수 없음
page-digest = 이미지
page-replaces = 이전 리비전
page-approved-by = 승인
page-step-asked = 요청
page-step-approved = 승인
page-step-queued = 대기열에 들어감
page-step-due = 시작 예정
page-step-started = 출발
page-step-held = 그린 테스트 준비 완료
page-step-continued = 트래픽 전환 허용
page-step-stopped = 중지
page-step-expired = 제시간에 답이 없음
page-step-ended = 끝
page-now = 지금
page-skipped = 건너뜀
page-missed = 예정 시각을 놓침
page-open-hold = 사람의 답을 기다림
page-closed-window = 배포 시간대가 아님
page-closed-lock = 잠김
page-closed-freeze = 배포 금지
page-newest = 최근 100개
page-music = 음악
page-play = 재생
page-pause = 일시정지
page-volume = 음량
page-position = 재생 위치
page-piece = 달빛 수박씨
page-keys = 스페이스 키로 재생과 일시정지, 화살표 키로 5초씩 이동
page-status-requested = 승인 대기
page-status-scheduled = 예약됨
page-status-queued = 대기열
page-status-deploying = 준비 중
page-status-holding = 테스트 중
page-status-shifting = 전환 중
page-status-baking = 지켜보는 중
page-status-rolling-back = 되돌리는 중
page-status-succeeded = 완료
page-status-failed = 실패
page-status-rolled-back = 되돌림
page-status-rejected = 거절
page-status-cancelled = 취소
page-status-expired = 만료
page-tells-requested = 승인을 기다리고 있어요.
page-tells-scheduled = 승인됐고, 정해진 시간을 기다려요.
page-tells-queued = 번호표를 들고 차례를 기다려요.
page-tells-deploying = 그린을 준비하고 있어요. 사용자는 아직 블루에 있어요.
page-tells-holding = 그린이 테스트를 기다려요. 사람이 결정해요.
page-tells-shifting = 트래픽이 블루에서 그린으로 넘어가고 있어요.
page-tells-baking = 모든 트래픽이 그린에 있고, 지켜보는 중이에요.
page-tells-rolling-back = 이전 상태로 되돌리고 있어요.
page-tells-succeeded = 모든 트래픽이 그린에 있어요. 모두 고생 많았어요.
page-tells-failed = 배포가 끝까지 가지 못했어요.
page-tells-rolled-back = 이전 버전이 모든 트래픽을 받고 있어요. 이제 괜찮아요.
page-tells-rejected = 승인되지 않았어요.
page-tells-cancelled = 요청을 거두었어요.
page-tells-expired = 제시간에 결정되지 않았어요.
page-waits-aws-throttled = AWS가 천천히 하라고 함
page-waits-aws-unavailable = AWS에 연결되지 않음
page-waits-target-busy = 다른 배포가 진행 중
page-waits-misconfigured = AWS 설정이 카탈로그와 다름
page-waits-aws-refused = AWS가 조회를 거부함
page-waits-unseen = AWS에서 찾을 수 없음
page-waits-window = 배포 시간대를 기다림
page-waits-freeze = 배포 금지가 풀리기를 기다림
page-waits-lock = 잠금이 풀리기를 기다림
page-waits-gate = 게이트를 기다리는 중
page-waits-train = 앞 칸을 기다리는 중
page-waits-after = 다른 환경에서 먼저 확인해야 함
page-since = { $time }부터
page-by = { $by }님
page-until = { $time }까지
page-stale = { $time }부터 소식이 없어요. 지금 보이는 것은 지난 상태이고, 다시 연결하고 있어요.
page-waits-approval = 남은 승인: { $count } · { $by }
page-waits-place = { $place }번째 차례
page-waits-due = { $time } 시작
page-left = 약 { $span } 남음
page-overdue = 평소보다 { $span } 더 걸림
page-share = 그린 { $percent }%
page-more = 외 { $count }개
page-said = { $environment }의 { $service } { $revision }: { $status }
page-route = { $service } { $revision } → { $environment }
page-days = { $count }일
page-hours = { $count }시간
page-minutes = { $count }분
page-seconds = { $count }초

chat-strangers = 릴리스 이야기는 이 워크스페이스의 정식 멤버와만 나눌 수 있어요.
chat-partly = 말씀하신 것 중 일부만 알아들었어요. 나머지는 양식에서 채워 주세요.
chat-unsure = 제가 맞게 알아들었는지 확실하지 않아요.
chat-same = `{ $command }`{ JOSA($command, "을/를") } 입력하는 것과 같아요
chat-yes = 네, 해 주세요
chat-form = 양식에서 고치기
chat-no = 아니요
chat-puzzled = 미안해요, 무슨 말인지 알아듣지 못했어요. 이런 식으로 말해 주면 알아들어요.
chat-example-deploy = `{ $service } v2 { $environment }에 배포해줘`
chat-example-why = `{ $service } 왜 안 나가?`
chat-help = 할 수 있는 일을 모두 보려면 `도움말`이라고 해 주세요.
chat-taken-up = 👌 맡았어요: `{ $command }`
chat-declined = 알겠어요. 아무것도 하지 않았어요.
chat-act-deploy = { $hotfix ->
    [none] { "" }
   *[other] 핫픽스로 다른 것보다 먼저(“{ $hotfix }”){ " " }
}{ $when ->
    [none] { "" }
    [window] 다음 배포 가능 시간에{ " " }
   *[other] { $when }에{ " " }
}*{ $service }* `{ $revision }`{ JOSA($revision, "을/를") } { $environment }에 올릴까요?
chat-act-promote = { $environment ->
    [none] { $service }의 앞 환경에 있는 것을 마지막 환경에 올려 달라고 요청할까요?
   *[other] { $service }의 앞 환경에 있는 것을 { $environment }에 올려 달라고 요청할까요?
}
chat-act-retry = 릴리스 `{ $release }`{ JOSA($release, "을/를") } 다시 요청할까요?
chat-act-retry-newest = { $where }에서 마지막으로 요청했다가 나가지 못한 것을 다시 요청할까요?
chat-act-cancel = 요청 `{ $release }`{ JOSA($release, "을/를") } 거둘까요?
chat-act-move = 릴리스 `{ $release }`{ JOSA($release, "을/를") } 줄의 { $place }번째로 옮길까요?
chat-act-reschedule = 릴리스 `{ $release }`{ JOSA($release, "을/를") } { $when ->
    [none] 지금 시작할까요?
    [window] 다음 배포 가능 시간에 시작할까요?
   *[other] { $when }에 시작할까요?
}
chat-act-lock = { $where }{ JOSA($where, "을/를") } { $until ->
    [none] 직접 풀 때까지 잠글까요?
   *[other] { $until }까지 잠글까요?
}{ $reason ->
    [none] { "" }
   *[other] { " " }이유: “{ $reason }”
}
chat-act-unlock = { $where }의 잠금을 풀까요?
chat-act-steal = { $where }의 잠금을 넘겨받을까요? 이유: “{ $reason }” 잠근 사람에게 알려요.
chat-act-freeze = { $where }{ JOSA($where, "을/를") } { $start ->
    [none] 지금부터 { $end }까지 배포를 금지할까요?
   *[other] { $start }부터 { $end }까지 배포를 금지할까요?
} 이유: “{ $reason }”
chat-act-thaw = { $where }의 배포 금지를 풀까요?
chat-act-out = { $until }까지 { $to }님이 대신 승인하게 할까요?
chat-act-back = 이제부터 다시 직접 승인할까요?
chat-act-reload = 카탈로그를 다시 읽을까요?

home-waiting = 🙋 *결정을 기다려요*
home-waiting-none = 결정을 기다리는 것이 없어요.
home-live = 🏃 *지금 돌고 있어요*
home-live-none = 아주 평온해요. 돌고 있는 것이 없어요.
home-mine = 🍉 *내가 요청한 것*
home-mine-none = 진행 중인 내 요청이 없어요. `/platform-deploy`를 입력하면 양식이 열려요.
home-closed = 🔒 *잠금과 배포 금지*
home-closed-none = 잠겼거나 배포가 금지된 곳이 없어요.
home-windows = 🗓️ *배포할 수 있는 시간*
home-windows-none = 아직 환경이 없어요.
home-window-frozen = 🧊 *{ $environment }* · { $until }까지 배포 금지예요{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
home-window-open = 🟢 *{ $environment }* · { $until ->
    [none] 지금 배포할 수 있어요
   *[other] { $until }까지 배포할 수 있어요
}
home-window-shut = 🚪 *{ $environment }* · { $opens ->
    [none] 배포할 수 없어요
   *[other] { $opens }부터 배포할 수 있어요
}
home-preferences = 📬 *다이렉트 메시지로 받을 소식*
home-prefers-asked = 내가 승인할 수 있는 요청이 왔을 때
home-prefers-ended = 내 릴리스가 끝났을 때
home-here = 지금은 직접 승인해요. 자리를 비우나요? `/platform-deploy out @대신할사람 until friday`
home-away = 🌴 { $until }까지 { $to }님이 대신 승인해요.
home-back = 돌아왔어요
home-traffic = 트래픽의 { $percent }%가 새 버전에 있어요
home-unavailable = 🌫️ 기억(Redis)이 답하지 않아 지금은 볼 수 없어요. 돌던 것은 그대로 진행되고 잃어버리는 것은 없어요. 잠시 뒤에 이 탭을 다시 열어 주세요.

rollback-title = ↩️ *{ $service }* ({ $environment }): `{ $leaving }`에서 `{ $revision }`{ JOSA($revision, "으로/로") } 되돌리기
rollback-title-to = ↩️ *{ $service }* ({ $environment }): `{ $revision }`{ JOSA($revision, "으로/로") } 되돌리기
rollback-title-before = ↩️ *{ $service }* ({ $environment }): `{ $revision }`에서 이전 상태로 되돌리기
rollback-brought = { $by }님이 릴리스해서 { $since }에 나갔던 리비전이에요.
rollback-brought-unknown = 제가 아는 첫 릴리스 전에 있던 리비전이에요.
rollback-skipped = 바로 전 리비전은 `{ $revision }`인데, 레지스트리에 이미지가 없어서 건너뛰었어요.
rollback-how-stop = 진행 중인 배포를 멈추고, 모든 트래픽을 곧바로 이전 버전으로 되돌려요.
rollback-how-stop-first = { $by }님의 `{ $revision }`{ JOSA($revision, "이/가") } 배포되는 중이라 먼저 멈춰요. 그다음 이 리비전을 줄 맨 앞에서 새로 배포해요.
rollback-how-deploy = 이 리비전을 줄 맨 앞에서 새로 배포해요. 배포 가능 시간이 아니거나 배포 금지 기간이어도 진행돼요.
rollback-remains = 남아 있는 것: { $remains }
rollback-running = 블루로 아직 실행 중
rollback-image-there = 이미지 있음
rollback-image-gone = 이미지 없음
rollback-image-unknown = 이미지 알 수 없음
rollback-definition-there = 태스크 정의 있음
rollback-definition-gone = 태스크 정의 없음
rollback-definition-unknown = 태스크 정의 알 수 없음
rollback-needs-approval = 시작하기 전에 승인 { $count }건이 필요해요.
rollback-needs-none = 승인은 필요 없어요.
rollback-locked = 🔒 { $by }님이 { $where }{ JOSA($where, "을/를") } 잠갔어요{ $reason ->
    [none] .
   *[other] (“{ $reason }”).
} 계속하면 이번 롤백에만 잠금을 제쳐 두고, 스레드에 남겨요.
rollback-where = 서비스와 환경을 골라 주세요. 되돌릴 수 있는 리비전을 보여 드릴게요.
rollback-unavailable = 기억(Redis)이 답하지 않아 지금은 볼 수 없어요. 바뀐 것은 없어요. 잠시 뒤에 다시 해 주세요.
rollback-looking = ⏳ 무엇이 있었고 무엇이 남아 있는지 찾고 있어요…
rollback-confirm = 되돌리기
rollback-confirm-over = 잠금을 제치고 되돌리기
rollback-choose = 다른 리비전 고르기
rollback-begun = ↩️ 되돌리기 시작했어요. 진행 상황은 릴리스 스레드에서 알려 드려요.
rollback-form-title = 되돌리기
rollback-form-submit = 되돌리기
rollback-form-revision = 되돌릴 리비전
rollback-form-unopened = 양식을 열지 못했어요. 슬랙은 3초까지만 기다려 줘요. `/rollback`을 다시 입력해 주세요.
rollback-form-not-allowed = 이 환경의 배포 담당자와 승인자만 되돌릴 수 있어요.
rollback-form-place-gone = 이 서비스는 이 환경에 없어요. 다른 환경을 골라 주세요.
rollback-form-none-chosen = 여기에는 되돌릴 것이 없거나, 아직 찾는 중이에요. 먼저 리비전을 골라 주세요.

## 바뀌는 내용
diff-title = *바뀌는 내용*
diff-of = { $where }에 `{ $revision }`{ JOSA($revision, "을/를") } 배포하면
diff-line = • { $path }: { $change }
diff-none = 바뀌는 것이 없어요. 이미 `{ $live }`{ JOSA($live, "이/가") } 있어요
diff-nothing = { $where }에 기다리는 배포가 없어요. 리비전을 적으면 무엇이 바뀌는지 보여 드려요.
diff-dry = 미리 보기만 했어요. 아무것도 바꾸지 않았어요.
diff-unavailable = 지금은 비교할 수 없어요: { $error }
diff-failed = 이대로는 배포할 수 없어요: { $error }
button-diff = 무엇이 바뀌나요?

## 게이트가 하는 말
gate-unbuilt = `{ $kind }`: 이 버전에는 없는 게이트예요
gate-slow = `{ $kind }`: 제때 답하지 않았어요
gate-broken = `{ $kind }`: 확인하다 문제가 생겼어요. 자세한 내용은 제 로그에 있어요
gate-nowhere = `{ $kind }`: 어느 리전을 봐야 할지 설정에 없어요
gate-aws-silent = `{ $kind }`: AWS에 물어볼 수 없어요({ $error })
gate-http-well = 상태 확인: `{ $url }` 응답 { $status }
gate-http-other = 상태 확인: `{ $url }` 응답이 { $expected }가 아니라 { $status }예요
gate-http-lacks = 상태 확인: `{ $url }` 응답에 “{ $wanted }”{ JOSA($wanted, "이/가") } 없어요
gate-http-silent = 상태 확인: `{ $url }` 응답이 없어요({ $error })
gate-prometheus-well = Prometheus: { $value }, 정상이에요
gate-prometheus-high = Prometheus: { $value }, { $bound }보다 낮아야 해요
gate-prometheus-low = Prometheus: { $value }, { $bound }보다 높아야 해요
gate-prometheus-empty = Prometheus: 아직 데이터가 없어요
gate-prometheus-many = Prometheus: 값이 하나여야 하는데 { $count }개가 나와요
gate-prometheus-odd = Prometheus: 쿼리 결과가 숫자 하나가 아니에요
gate-prometheus-silent = Prometheus(`{ $url }`)에 물어볼 수 없어요({ $error })
gate-prometheus-refuses = Prometheus(`{ $url }`)에서 쿼리를 받아 주지 않아요: { $error }
gate-alarms-quiet = 알람 { $count }개 모두 조용해요
gate-alarms-ring = 알람이 울렸어요: { $names }
gate-alarms-missing = CloudWatch에 없는 알람이에요: { $names }
gate-scan-clean = `{ $repository }` 스캔: 걸리는 것이 없어요
gate-scan-warns = `{ $repository }` 스캔: { $found }, 배포를 막지는 않아요
gate-scan-blocks = `{ $repository }` 스캔: { $found }
gate-scan-runs = `{ $repository }` 스캔: 아직 끝나지 않았어요({ $status })
gate-scan-endless = `{ $repository }` 스캔: 너무 오래 걸려요({ $status })
gate-scan-none = `{ $repository }` 스캔: 결과가 없어요({ $status })
gate-scan-nothing = 스캔: 살펴볼 이미지가 없어요
gate-checks-passed = GitHub 체크 { $count }개 모두 통과했어요
gate-checks-run = GitHub 체크가 아직 끝나지 않았어요: { $names }
gate-checks-failed = GitHub 체크가 실패했어요: { $names }
gate-checks-endless = GitHub 체크가 너무 오래 걸려요: { $names }
gate-checks-none = GitHub 체크가 아직 시작되지 않았어요
gate-checks-no-source = GitHub 체크: 설정에 { $service }의 저장소가 없어요
gate-checks-no-commit = GitHub 체크: `{ $revision }`{ JOSA($revision, "이/가") } 어느 커밋에서 나왔는지 알 수 없어요
gate-checks-missing-commit = GitHub 체크: { $repository }에 그 커밋이 없어요
gate-checks-silent = GitHub 체크: GitHub에 물어볼 수 없어요({ $error })
gate-soak-done = { $environment }에 충분히 있었어요
gate-soak-runs = { $environment }에 { $minutes }분 더 있어야 해요
gate-soak-short = { $environment }에 있었지만 시간이 모자라요
gate-soak-never = { $environment }에 있었던 적이 없어요
gate-checklist-done = 체크리스트를 모두 확인했어요
gate-checklist-open = 체크리스트에 남은 항목이 있어요: { $items }

## 제안: 다음에 배포할 수 있는 것

offer-made = 📦 { $where }에 `{ $revision }`{ JOSA($revision, "을/를") } 배포할 수 있어요.{ $live ->
    [none] { "" }
   *[other] { " " }지금은 `{ $live }`{ JOSA($live, "이/가") } 떠 있어요.
}
offer-more-commits = … 커밋 { $count }개 더
offer-files = { $count ->
    [0] 바뀐 파일이 없어요
   *[other] 파일 { $count }개: { $files }
}{ $left ->
    [0] { "" }
   *[other] { " " }외 { $left }개
}{ $link ->
    [none] { "" }
   *[other] { " " }· { $link }
}
offer-compare = 바뀐 내용 모두 보기
offer-more-changes = … 설정 { $count }개 더
offer-taken = 📦 { $by }님이 `{ $revision }` 배포를 요청했어요: { $where }
offer-ignored = 📦 { $by }님이 `{ $revision }`{ JOSA($revision, "은/는") } 건너뛰기로 했어요: { $where } · 더 새로운 것이 나오면 다시 알려 드릴게요.
offer-overtaken = 📦 `{ $revision }` 제안은 거뒀어요: { $where }
button-offer-take = 배포 요청하기
button-offer-ignore = 이번엔 건너뛰기
refused-offer-gone = 이미 답이 나온 제안이거나, 더 새로운 제안으로 바뀌었어요. 지금 상태는 메시지에서 볼 수 있어요.
