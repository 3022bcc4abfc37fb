### リリースのスレッドでスバクが話すことばと、できないときの理由。短く、あたたかく、正直に。失敗に感嘆符は使わない。

## ライブメッセージ

live-title = *{ $service }* `{ $revision }` → *{ $environment }*
live-text = { $service } { $revision } → { $environment }:{ $headline }

live-requested = 🙋 承認を待っています
live-requested-more = 🙋 承認を待っています({ $required }件中{ $given }件)
live-queued = 🎟️ 承認済みです。順番が来たら始まります
live-deploying = 📦 グリーンを準備しています。利用者はまだブルーです
live-holding = 🔬 グリーンをテストできます。{ $until }までに人が判断します
live-holding-continue = 👌 { $by }さんがトラフィックの切り替えを認めました。AWSに伝えています
live-holding-stop = ✋ { $by }さんが中止しました。AWSに伝えています
live-holding-expired = ⌛ 時間内に回答がなかったので、中止しています
live-shifting = 🚦 トラフィックをグリーンへ切り替えています
live-baking = 🌤️ 全トラフィックがグリーンです。様子を見守っています
live-rolling-back = ↩️ もとのバージョンへ戻しています
live-stopping = ✋ { $by }さんが中止しました。AWSに伝えています
live-succeeded = 🎉 リリースできました。全トラフィックがグリーンです
live-failed = 🌧️ リリースできませんでした
live-rolled-back = 🛟 もとに戻しました。全トラフィックが以前のバージョンです
live-rejected = 🙅 { $by }さんが却下しました
live-cancelled = 🗂️ { $by }さんが申請を取り下げました
live-expired = ⌛ 時間内に判断がありませんでした

live-traffic = { $bar }  グリーン *{ $percent }%*
live-since = ⏱️ { $span } · { $start }から
live-took = ⏱️ { $span } · { $start }〜{ $end }
live-asked = 申請 { $by } · { $at }
live-approved = 承認 { $by }
live-digest = イメージ `{ $digest }`
live-replaces = 現在 `{ $revision }`
live-reference = AWS `{ $reference }`
live-expires = 期限 { $until }
live-unchecked = ⚠️ 設定されていますが、このバージョンではまだ確認しません: { $checks }
live-detail = { $detail }

## 待っているもの

waits-aws-throttled = ⏳ AWSから間隔を空けるよう求められました。もう一度試しています
waits-aws-unavailable = ⏳ いまAWSにつながりません。もう一度試しています。AWSで動いているものはそのまま進みます
waits-aws-refused = ⏳ AWSがこのデプロイの確認を許可してくれません。AWSで動いているものはそのまま進みます
waits-target-busy = ⏳ スバク以外が始めたデプロイが動いています。終わるのを待っています
waits-misconfigured = ⏳ AWSの状態がカタログと違います。直るのを待っています

## ボタン

button-approve = 承認する
button-reject = 却下する
button-cancel = 取り下げる
button-continue = トラフィックを切り替える
button-hold-stop = ここで止める
button-stop = 止めて戻す
confirm-back = まだやめておく
confirm-cancel = 申請を取り下げますか
confirm-cancel-text = まだ何も始まっていないので、利用者への影響はありません。
confirm-hold-stop = ここで止めますか
confirm-hold-stop-text = 利用者は今のバージョンのままです。グリーンは片づけられます。
confirm-stop = このデプロイを止めますか
confirm-stop-text = AWSが全トラフィックを以前のバージョンへ戻します。
confirm-continue = トラフィックを切り替えますか
confirm-continue-text = ここから利用者がグリーンへ移ります。

## 段階

stage-before-install = 準備前の処理
stage-install = グリーンの準備
stage-after-install = 準備後の処理
stage-allow-test-traffic = テストトラフィックの接続
stage-after-allow-test-traffic = グリーンのテスト
stage-before-allow-traffic = 切り替え前の処理
stage-allow-traffic = トラフィックの切り替え
stage-after-allow-traffic = 切り替え後の処理
stage-approval = 承認
stage-queue = 順番待ち
stage-total = 合計
table-stage = 段階
table-took = 所要時間
table-ended = 終了
stage-not-visible = いまは確認できません

## 理由

cause-health-check = ヘルスチェックに失敗しました
cause-task-cannot-start = タスクが起動できませんでした
cause-alarm = アラームが鳴りました
cause-hook-failed = フックが失敗を返しました
cause-hook-timed-out = フックへの回答が間に合いませんでした
cause-hold-rejected = テスト中に人が止めました
cause-hold-expired = グリーンが待つ間に回答がありませんでした
cause-stopped-here = 人が止めました
cause-stopped-elsewhere = スバクの外で止められました
cause-timed-out = 決められた時間を超えました
cause-refused = AWSが開始を受け付けませんでした
cause-misconfigured = AWSの状態がカタログと違います
cause-other = AWSから理由がわかる返事はありませんでした
why-line = { $cause }
why-line-detail = { $cause }: { $detail }

## スレッドの返信

said-asked = { $approvers } { $requester }さんが{ $service } `{ $revision }` を{ $environment }へ出したいそうです。{ $until }までに、上のメッセージで承認か却下をお願いします。
said-approved-last = ✅ { $by }さんが承認しました。必要な承認がそろったので、順番に並びます。
said-approved-more = ✅ { $by }さんが承認しました。あと{ $missing }件必要です。
said-voided = ✋ 承認された内容と、実際に動くものが変わりました(変わったもの: { $changed })。もう一度確認して、上のメッセージで判断をお願いします。
said-voided-asking = ✋ { $approvers } 承認された内容と、実際に動くものが変わりました(変わったもの: { $changed })。もう一度確認して、上のメッセージで判断をお願いします。
said-started = 🏃 いってきます。{ $service } `{ $revision }` が{ $environment }へ向かいます。AWSでは `{ $reference }` として動いています。
said-hold = 🔬 { $people } グリーンをテストできます。確認して、トラフィックを切り替えるか、ここで止めるかを選んでください。{ $until }までに回答がなければ中止します。利用者は今のままです。
said-hold-done = 🔬 グリーンをテストできる状態でした。
said-reminded = 🍵 { $people } グリーンがまだ回答を待っています。期限は{ $until }です。それまでに回答がなければ中止します。
said-continued = 👌 { $by }さんが確認し、トラフィックの切り替えを認めました。
said-hold-stopped = ✋ { $by }さんがここで止めました。利用者は今のバージョンのままです。
said-hold-expired = ⌛ 時間内に回答がなかったので中止しました。利用者は今のバージョンのままです。
said-stopping = ✋ { $by }さんがこのデプロイを止めました。AWSがもとに戻します。
said-shifting = 🚦 トラフィックをブルーからグリーンへ切り替えています。
said-rolling-back = ↩️ もとのバージョンへ戻しています。理由: { $why }
said-succeeded = 🎉 { $service } `{ $revision }` が{ $environment }で動きはじめました。かかった時間は{ $span }です。みなさん、おつかれさまでした!
said-failed = 🌧️ { $service } `{ $revision }` はリリースできませんでした。理由: { $why }
said-rolled-back = 🛟 もとに戻しました。もう大丈夫です。全トラフィックが以前のバージョンです。理由: { $why }
said-rejected = 🙅 { $by }さんがこの申請を却下しました。
said-rejected-reason = 🙅 { $by }さんがこの申請を却下しました:「{ $reason }」
said-cancelled = 🗂️ { $by }さんが申請を取り下げました。何も変わっていません。
said-expired = ⌛ 時間内に判断がなかったので、申請を閉じました。都合のよいときにもう一度どうぞ。
said-memory-away = 🌫️ いま記憶(Redis)につながりません。AWSで動いているものはそのまま進みます。失われるものはありません。
said-memory-back = 🌤️ 記憶が戻りました。続きから進めます。

part-image = タグが指すイメージ
part-task-definition = タスク定義
part-target = デプロイ先の設定
part-gates = 確認項目

check-window = デプロイできる時間帯
check-freeze = 凍結期間
check-after = 先に{ $environment }で過ごすこと

## 一人にだけ見える返事

answer-requested = 🍉 申請を出しました: { $service } `{ $revision }` → { $environment } { $link }
answer-requested-queued = 🍉 承認は不要なので、順番に並びました: { $service } `{ $revision }` → { $environment } { $link }
answer-link = スレッドを見る
who-subaku = スバク
who-aws = AWS
verdict-continue = 続ける
verdict-stop = 止める

stands-requested = 承認待ち
stands-queued = 順番待ち
stands-deploying = デプロイ中
stands-holding = グリーンで待機中
stands-shifting = 切り替え中
stands-baking = 見守り中
stands-rolling-back = もとに戻している途中
stands-succeeded = リリース済み
stands-failed = 失敗
stands-rolled-back = もとに戻した状態
stands-rejected = 却下済み
stands-cancelled = 取り下げ済み
stands-expired = 期限切れ

## できない理由(`refused-コード`)

refused-release-gone = そのリリースはもう見つかりません。`/platform-deploy` でもう一度申請してください。
refused-already-decided = { $by ->
    [nobody] これはもう判断されています(いまは{ $status })。
   *[other] これはもう{ $by }さんが判断しています(いまは{ $status })。
}
refused-not-approver = この申請を判断できるのは、この環境の承認者だけです{ $approvers ->
    [none] 。
   *[other] : { $approvers }
}
refused-own-approval = ここではもう一人の目が必要です。申請した人以外の承認をお待ちください。
refused-plan-changed = そのボタンが出てから、動かす内容が変わりました。メッセージをもう一度確認して判断してください。
refused-approved-before = これはもう承認していただいています。ありがとうございます。
refused-not-deployer = まだここではリリースを申請できません。管理者がデプロイ担当に追加できます。
refused-not-cancel = この申請を取り下げられるのは、申請した人、承認者、管理者だけです。
refused-too-late-to-cancel = いまは{ $status }なので、申請としては取り下げられません。動いている場合は停止ボタンを使ってください。
refused-not-holding = いまは{ $status }で、回答を待っていません。
refused-hold-answered = { $by }さんが先に回答しました:{ $verdict }
refused-not-hold-approver = ここで回答できるのは、この環境のデプロイ担当と承認者だけです。
refused-not-stop = これを止められるのは、この環境のデプロイ担当と承認者だけです。
refused-nothing-to-stop = 止めるものがありません(いまは{ $status })。
refused-stopped-before = もう{ $by }さんが止めました。AWSがもとに戻しています。
refused-revision-not-found = { $nearest ->
    [none] { $service }のイメージに `{ $revision }` が見つかりません。
   *[other] { $service }のイメージに `{ $revision }` が見つかりません。もしかして { $nearest } ですか。
}
refused-registry-unavailable = いま{ $service }のレジストリに問い合わせできないので、そのリビジョンがあるかわかりません。少し待ってからもう一度お願いします。
refused-target-misconfigured = 何も変更していません。AWSの状態がカタログと違います。{ $detail }
refused-driver-unbuilt = このバージョンではまだ{ $service }をデプロイできません(ドライバー `{ $driver }` がありません)。
refused-target-unreachable = いまAWSに問い合わせできないので、計画を立てていません。少し待ってからもう一度お願いします。{ $detail }
refused-channel-unreachable = このリリースを伝える{ $channel }に書き込めません。`/invite` で招待してください。リリース自体はスレッドなしで進みます。
refused-service-unknown = { $nearest ->
    [none] `{ $service }` というサービスを知りません。
   *[other] `{ $service }` というサービスを知りません。もしかして { $nearest } ですか。
}
refused-environment-unknown = `{ $environment }` という環境を知りません。あるのは { $known } です。
refused-bad-revision = `{ $revision }` はリビジョン名として使えません。英数字と `. _ -` を128文字まで使えます。
refused-unknown-verb = { $nearest ->
    [none] `{ $verb }` がわかりません。`/platform-deploy help` をお試しください。
   *[other] `{ $verb }` がわかりません。もしかして { $nearest } ですか。
}
refused-nothing-kept = 記憶(Redis)が応えないので、何も残していません。少し待ってからもう一度お願いします。
refused-catalogue-changed = `{ $target }` はもうカタログにないので、何もしていません。
refused-not-built = `{ $verb }` は予定していますが、このバージョンではまだできません。
refused-person-unknown = いまSlackに問い合わせできず、あなたの権限を確認できません。もう一度お願いします。
refused-went-wrong = 確認の途中で、こちらに問題が起きました。記録は残しました。もう一度お願いします。
refused-other = それはできません(`{ $code }`)。

## Answers, forms and help

# 何かを保存する前の返事：コマンド、フォーム、状況。尋ねた人だけに見えます。

help = *Subakuはサービスのリビジョンを環境に届け、その様子をスレッドでお伝えします。*
    • `/platform-deploy サービス タグ 環境` リリースを依頼します。順番は自由です。例：`/platform-deploy demo-backend v2`
    • `/platform-deploy` だけならフォームが開きます
    • `/platform-deploy status [サービス]` いま進んでいるリリースを表示します
    • `/platform-deploy cancel` まだ始まっていない依頼を取り下げます
    • `/platform-deploy help` この案内を表示します
command-unknown = `{ $command }` というコマンドは分かりません。`/platform-deploy help` でできることをご覧ください。
something-went-wrong = こちらで問題が起きました。ログには残してあります。もう一度お試しください。それでもだめなら、Subakuの担当者にお知らせください。
button-unknown = 別のバージョンのボタンなので、もう動きません。`/platform-deploy status` でいまの状況をご確認ください。
button-unreadable = どのリリースのボタンか分からないため、何もしませんでした。リリースのスレッドにあるボタンを押してください。

form-title = リリースの依頼
form-submit = 依頼する
form-close = 閉じる
form-choose = 選んでください
form-choose-revision = タグかダイジェストを入力してください
form-service = サービス
form-environment = 環境
form-revision = リビジョン
form-checklist = 依頼する前の確認
form-service-gone = このサービスはもうカタログにありません。別のサービスを選んでください。
form-environment-gone = { $service }はこの環境にはありません。別の環境を選んでください。
form-unopened = フォームを開けませんでした。Slackが待つのは3秒までです。もう一度 `/platform-deploy` と入力してください。
form-nothing-kept = いま保存先が応答しません。何も保存されていませんので、少し待ってからもう一度送ってください。
form-not-deployer = ここではリリースを依頼する権限がありません。デプロイ担当のグループに頼んでください。
form-bad-revision = 「{ $revision }」はタグでもダイジェストでもありません。タグに使えるのは英字、数字と . _ - だけです。

revision-needs-service = 先にサービスを選んでください
revision-registry-slow = レジストリの応答が遅れています。タグを最後まで入力してください
revision-none-found = レジストリにその名前はありません

status-title = *いま{ $count }件のリリースが進んでいます。*
status-quiet = とても穏やかです。進行中のものも、待っているものもありません。:watermelon:
status-quiet-about = { $about }はとても穏やかです。進行中のものも、待っているものもありません。:watermelon:
status-unavailable = 保存先が応答しないため、いまは確認できません。何も失われていません。少し待ってからもう一度お試しください。
status-holding = :raised_hand: *人を待っています*
status-live = :rocket: *進行中*
status-queued = :hourglass_flowing_sand: *順番待ち*
status-requested = :memo: *承認待ち*
status-state-holding = グリーンを試せます
status-state-deploying = デプロイ中
status-state-shifting = トラフィックを切り替え中
status-state-baking = 見守り中
status-state-rolling-back = 元に戻しています
status-state-queued = 待機中
status-state-requested = まだ決まっていません
status-line = • { $service } `{ $revision }` → { $environment } · { $state } · { $by }
status-line-linked = • { $service } `{ $revision }` → { $environment } · { $state } · { $by } · { $thread }
status-thread = スレッド
status-more = …ほかに{ $count }件あります。

cancel-which = どの依頼を取り下げますか？
cancel-line = { $service } `{ $revision }` → { $environment }
cancel-button = 取り下げる
cancel-nothing = 取り下げられる依頼はありません。すでに進んでいるリリースは、そのスレッドで止められます。
