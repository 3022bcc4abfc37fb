### リリースのスレッドでスバクが話すことばと、できないときの理由。短く、あたたかく、正直に。失敗に感嘆符は使わない。

## ライブメッセージ

live-title = *{ $service }* `{ $revision }` → *{ $environment }*
live-title-rollback = ↩️ ロールバック · *{ $service }* `{ $revision }` → *{ $environment }*
live-title-hotfix = 🚑 ホットフィックス · *{ $service }* `{ $revision }` → *{ $environment }*
live-title-train = 🚃 *{ $service }* `{ $revision }` → *{ $environment }*
live-text = { $service } { $revision } → { $environment }：{ $headline }

live-requested = 🙋 承認を待っています
live-requested-more = 🙋 承認を待っています（{ $required }件中{ $given }件）
live-scheduled = 🗓️ { $due }に始まります（{ $span }後）
live-missed = ⏰ { $due }に始まるはずでしたが、時刻を過ぎました。{ $requester }さんが判断してください
live-queued = 🎟️ 順番が来たら始まります
live-queued-next = 🎟️ 次が順番です
live-queued-place = 🎟️ { $place }番目に待っています
live-held-window = 🚪 デプロイできる時間帯を待っています
live-held-freeze = 🧊 デプロイ停止期間が終わるのを待っています
live-held-lock = 🔒 ロックが解除されるのを待っています
live-held-gate = 🚦 ゲートが開くのを待っています
live-held-train = 🚃 前の車両の到着を待っています
live-held-after = 🪜 先に別の環境で動いている必要があります
live-deploying = 📦 グリーンを準備しています。利用者はまだブルーです
live-deploying-plain = 📦 { $side }で進めています
live-holding = 🔬 グリーンをテストできます。{ $until }までに人が判断します
live-holding-plain = 🔬 返事を待っています。{ $until }までに人が判断します
live-holding-continue = 👌 { $by }さんがトラフィックの切り替えを認めました。{ $side }に伝えています
live-holding-stop = ✋ { $by }さんが中止しました。{ $side }に伝えています
live-holding-expired = ⌛ 時間内に回答がなかったので、中止しています
live-shifting = 🚦 トラフィックをグリーンへ切り替えています
live-shifting-plain = 🚦 少しずつ切り替わっています
live-baking = 🌤️ 全トラフィックがグリーンです。様子を見守っています
live-baking-plain = 🌤️ 入れ替わりました。様子を見守っています
live-rolling-back = ↩️ もとのバージョンへ戻しています
live-stopping = ✋ { $by }さんが中止しました。{ $side }に伝えています
live-succeeded = 🎉 リリースできました。全トラフィックがグリーンです
live-succeeded-plain = 🎉 リリースできました
live-succeeded-back = 🛟 もとに戻りました。全トラフィックがまたこのバージョンです
live-failed = 🌧️ リリースできませんでした
live-rolled-back = 🛟 もとに戻しました。全トラフィックが以前のバージョンです
live-rejected = 🙅 { $by }さんが却下しました
live-cancelled = 🗂️ { $by }さんが依頼を取り下げました
live-batched = 🧺 代わりに{ $carrier }が出ます
live-expired = ⌛ 時間内に判断がありませんでした
live-train-going = 🚃 走っています。{ $count }両のうち{ $arrived }両が到着しました
live-train-arrived = 🎉 全車両が到着しました
live-train-turning = ↩️ 到着できない車両があったので、着いていたものをもとに戻しています
live-train-back = 🛟 もとに戻しました。すべて以前のバージョンです
live-train-stranded = 🌧️ 到着できず、もとに戻っていない車両もあります。下の各車両を見てください
live-carriage = 🚃 { $train }の{ $count }両のうち{ $place }両目
train-line = { $mark } *{ $service }* · { $state }
train-back-under-way = もとに戻している途中
train-back-done = もとに戻した状態
train-back-failed = もとに戻していない状態
train-left-out = { $service }：変更がないのでそのままです
train-unsure = { $service }：変更の有無がわからないので一緒に出ます

live-traffic = { $bar }  グリーン *{ $percent }%*
live-traffic-plain = { $bar }  新しいバージョン *{ $percent }%*
live-since = ⏱️ { $span } · { $start }から
live-took = ⏱️ { $span } · { $start }〜{ $end }
live-left = あと{ $span }ほど
live-due = 🗓️ { $due }に始める予定です（{ $span }後）
live-expected = ⏳ いつもどおりなら{ $likely }から{ $latest }の間に始まります
live-expected-about = ⏳ いつもどおりなら{ $likely }ごろに始まります
live-hotfix-why = 先に出す理由：「{ $reason }」
live-earlier = 🧺 { $by }さんの `{ $revision }` もここで待っています。このリリースひとつにまとめられます
live-thread = スレッド
live-asked = 依頼 { $by } · { $at }
live-approved = 承認 { $by }
live-again = 再依頼
in-place-of = { $by }({ $other }の代理)
live-digest = イメージ `{ $digest }`
live-commit = コミット `{ $digest }`
live-replaces = 現在 `{ $revision }`
live-reference = { $side } `{ $reference }`
live-expires = 期限 { $until }
live-ticked = ☑️ { $item }
live-tag-moved = 🏷️ `{ $tag }` はいま別のイメージ（`{ $digest }`）を指しています。動くのは承認された内容のままです
live-aside = 🔓 { $by }さんが{ $barrier ->
    [window] デプロイできる時間帯の外でも
    [freeze] デプロイ停止期間でも
    [gate] ゲートを通過しなくても
    [lock] ロック中でも
   *[after] 先の環境を経なくても
}進めるようにしました：「{ $reason }」
live-aside-may = 急ぐときは、管理者が理由を添えて例外として進められます
live-aside-rollback = 🔓 { $by }さんがロック中でもロールバックを進めます
live-elsewhere = あちらで見る
live-gate = { $mark } { $said }{ $link }
button-log = ログを見る
log-title = 最後の数行
log-none = ログはもう残っていません。
live-detail = { $detail }

## 待っているもの

waits-aws-throttled = ⏳ { $side }から間隔を空けるよう求められました。もう一度試しています
waits-aws-unavailable = ⏳ いま{ $side }につながりません。もう一度試しています。{ $side }で動いているものはそのまま進みます
waits-aws-refused = ⏳ { $side }がこのデプロイの確認を許可してくれません。{ $side }で動いているものはそのまま進みます
waits-target-busy = ⏳ スバク以外が始めたデプロイが動いています。終わるのを待っています
waits-misconfigured = ⏳ { $side }の状態がカタログと違います。直るのを待っています
waits-unseen = 🌫️ { $side }は応答しますが、このデプロイが見当たりません
waits-unseen-way = いま何が動いているか、ここからはわかりません。管理者が{ $side }を確かめてから、この場所を空けてください
waits-window = 🚪 いまはデプロイできる時間帯ではありません
waits-freeze = 🧊 デプロイ停止期間です
waits-lock = 🔒 ほかの人がロックしています
waits-gate = 🚦 まだ通過していないゲートがあります
waits-train = 🚃 前の車両がまだ走っています
waits-after = 🪜 このリビジョンが先に別の環境で動いている必要があります

## ボタン

button-approve = 承認する
button-reject = 却下する
button-reject-why = 理由を添えて却下
button-withdraw = 自分の承認を取り消す
button-now = いま始める
button-retry = もう一度依頼する
button-batch = ひとつにまとめる
button-lock-offer = ロックする
button-lock-lift-why = 理由を添えて解除
button-lock-extend = あと2時間続ける
button-lock-end-later = 2時間後に解除する
button-rollback-over = それでもロールバックする
button-cancel = 取り下げる
button-continue = トラフィックを切り替える
button-continue-plain = 先へ進める
button-hold-stop = ここで止める
button-stop = 止めて戻す
confirm-back = まだやめておく
confirm-cancel = 依頼を取り下げますか
confirm-cancel-text = まだ何も始まっていないので、利用者への影響はありません。
confirm-now = いま始めますか
confirm-now-text = 決めた時刻を待たずに、すぐ順番に並びます。
confirm-retry = もう一度依頼しますか
confirm-retry-text = 同じリビジョンです。承認が必要なところでは、もう一度承認をもらいます。
confirm-batch = ひとつにまとめますか
confirm-batch-text = 先の依頼は終わり、このリリースがその順番を引き継ぎます。
confirm-hold-stop = ここで止めますか
confirm-hold-stop-plain = ここで止めますか
confirm-hold-stop-text = 利用者は今のバージョンのままです。グリーンは片づけられます。
confirm-hold-stop-text-plain = 以前のものがそのまま残ります。
confirm-stop = このデプロイを止めますか
confirm-stop-text = { $side }が全トラフィックを以前のバージョンへ戻します。
confirm-continue = トラフィックを切り替えますか
confirm-continue-plain = 先へ進めますか
confirm-continue-text = ここから利用者がグリーンへ移ります。
confirm-continue-text-plain = ここからは自動で進みます。

## 段階

stage-before-install = 準備前の処理
stage-install = グリーンの準備
stage-after-install = 準備後の処理
stage-allow-test-traffic = テストトラフィックの接続
stage-after-allow-test-traffic = グリーンのテスト
stage-before-allow-traffic = 切り替え前の処理
stage-allow-traffic = トラフィックの切り替え
stage-after-allow-traffic = 切り替え後の処理
stage-application-stop = 以前のアプリを停止
stage-download-bundle = バンドルの取得
stage-application-start = アプリの起動
stage-validate-service = 動作確認
stage-before-block-traffic = トラフィック遮断前の処理
stage-block-traffic = トラフィックの遮断
stage-after-block-traffic = トラフィック遮断後の処理
stage-instances = インスタンス
stage-pipeline-stage = ステージ
stage-pipeline-action = アクション
stage-pipeline-approval = 手動承認
stage-build-submitted = ビルドの受付
stage-build-queued = ビルドの順番待ち
stage-build-provisioning = ビルド環境の準備
stage-build-download-source = ソースの取得
stage-build-install = ツールのインストール
stage-build-pre-build = ビルド前の準備
stage-build-build = ビルド
stage-build-post-build = ビルド後の処理
stage-build-upload-artifacts = 成果物のアップロード
stage-build-finalizing = 後片付け
stage-update-code = コードの更新
stage-publish-version = バージョンの発行
stage-weight = トラフィックの割合
stage-reconcile-service = 以前の状態の整理
stage-pre-scale-up = グリーン起動前
stage-scale-up = 新しいタスクの起動
stage-post-scale-up = グリーン起動後
stage-test-traffic-shift = テストトラフィックの接続
stage-post-test-traffic-shift = グリーンのテスト
stage-production-traffic-shift = トラフィックの切り替え
stage-post-production-traffic-shift = 切り替え後の処理
stage-bake-time = 見守り（ブルーは待機）
stage-clean-up = 以前のタスクの停止
stage-sync = 同期
stage-wait-for-sync = Argo CDの同期を待つ
stage-become-healthy = 正常になるのを待つ
stage-approval = 承認
stage-schedule = 予約時刻待ち
stage-queue = 順番待ち
stage-total = 合計
table-stage = 段階
table-took = 所要時間
table-ended = 終了
stage-left = 残り{ $left }
stage-not-visible = いまは確認できません

## 理由

cause-health-check = ヘルスチェックに失敗しました
cause-task-cannot-start = タスクが起動できませんでした
cause-gate = 見守っている間にゲートが異常を見つけました
cause-unhealthy = 動いている側が正常ではないと伝えています
cause-step-failed = 途中の段階が一つ失敗しました
cause-alarm = アラームが鳴りました
cause-hook-failed = フックが失敗を返しました
cause-hook-timed-out = フックへの回答が間に合いませんでした
cause-hold-rejected = テスト中に人が止めました
cause-hold-expired = グリーンが待つ間に回答がありませんでした
cause-hold-expired-plain = 待っている間に回答がありませんでした
cause-stopped-here = 人が止めました
cause-stopped-elsewhere = スバクの外で止められました
cause-timed-out = 決められた時間を超えました
cause-refused = { $side }が開始を受け付けませんでした
cause-misconfigured = { $side }の状態がカタログと違います
cause-lost = { $side }に見当たらなくなり、管理者が場所を空けました
cause-other = { $side }から理由がわかる返事はありませんでした
why-line = { $cause }
why-line-detail = { $cause }：{ $detail }

## デプロイについて知られていること（`advice-CODE`）

advice-pipeline-other-commit = ⚠️ この実行が運んでいるのは承認されたコミットではなく `{ $detail }` です。先へ進める前に、何がこの実行を始めたのか確かめてください。
advice-pipeline-superseded = ⏩ より新しい実行（`{ $detail }`）がパイプラインで先に進みました。直すものはありません。それでもこのコミットを出したいときは、もう一度リリースしてください。
advice-pipeline-changed = 🛠️ 実行中にパイプラインが変更されたため、CodePipelineが実行を取りやめました。いまのパイプラインでもう一度リリースしてください。
advice-pipeline-stopping = ⏳ 途中で切れてしまわないよう、いまのステップが終わりしだい止まります。
advice-pipeline-no-way-back = 🧭 このパイプラインには、戻れる成功の記録がありません。動作を確かめてあるコミットをリリースしてください。
advice-ec2-two-target-groups = 🔀 このままではトラフィックの切り替えが終わりません。デプロイグループに入れるターゲットグループは1つですが、複数（`{ $detail }`）入っています。このリリースを止め、リスナーにつながる1つだけを残してから、もう一度リリースしてください。
advice-ec2-traffic-slow = 🐢 トラフィックの切り替えが始まってから10分を超えました（`{ $detail }`）。新しいインスタンスがターゲットグループのヘルスチェックに通っているか確かめてください。たいていはパス、ポート、セキュリティグループのどれかが原因です。
advice-ec2-flapping = 🩺 まだ起動の途中なのに、Auto Scalingがロードバランサーのヘルスチェックを信じてインスタンスを終了させています: `{ $detail }`。グループのヘルスチェックタイプをEC2にするか、猶予期間を延ばしてから、もう一度リリースしてください。
advice-ec2-pending-wait = ⏳ `Pending:Wait` の状態です: { $detail }。今は正常です。バンドルが入るまで、CodeDeployのライフサイクルフックがインスタンスを待たせています。
advice-ec2-pending-wait-left = 🧹 デプロイは終わったのに `Pending:Wait` のままです: { $detail }。CodeDeployのライフサイクルフックが残っています。`aws autoscaling complete-lifecycle-action`（結果はCONTINUE）で完了させ、デプロイグループがもう使っていないAuto Scalingグループなら、フックを削除してください。
advice-ec2-group-replaced = 🌱 元のAuto Scalingグループはなくなりましたが、これは正常です。CodeDeployは複製した `{ $detail }` で続けていて、わたしもそちらを追います。古い名前を使っているダッシュボード、アラーム、スクリプトも合わせて直してください。
advice-lambda-image = 🔑 Lambdaがイメージを使えません（`{ $detail }`）。イメージがリポジトリに残っているか、リポジトリのポリシーがLambda（`lambda.amazonaws.com`）に`ecr:BatchGetImage`と`ecr:GetDownloadUrlForLayer`を許しているかを確かめて、もう一度リリースしてください。
advice-lambda-network = 🌐 関数に割り当てるネットワークのアドレスが足りません（`{ $detail }`）。VPCのサブネットに空きを作るか、ネットワークインターフェイスの上限を上げるか、別のサブネットを指定して、もう一度リリースしてください。
advice-lambda-moved = 👋 ほかの誰かがエイリアスを動かしました: `{ $detail }`。そのままにしておきます。そちらが済んだら、もう一度リリースしてください。
advice-circuit-breaker = 🔌 ECSのデプロイサーキットブレーカーが働き（失敗したタスク: { $detail }）、以前のものに戻しました。タスクが動けなかった原因を直してから、もう一度リリースしてください。
advice-rollback-failed = 🚨 ECSが以前のものに戻せませんでした: `{ $detail }`。いますぐECSでサービスを確かめてください。動作を確かめてあるリビジョンをリリースすれば元に戻せます。
advice-image-not-found = 🔎 タグまたはダイジェストがリポジトリにありません: `{ $detail }`。イメージをもう一度プッシュするか、別のリビジョンをリリースしてください。
advice-image-not-allowed = 🔒 レジストリがECSにイメージを読ませてくれません: `{ $detail }`。タスク実行ロールに取得の権限を与えるか、レジストリのログイン情報を設定してください。
advice-image-platform = 🧩 別の種類のプロセッサー向けにビルドされたイメージです: `{ $detail }`。タスクのプラットフォーム（linux/amd64など）に合わせてビルドし、もう一度リリースしてください。
advice-image-unreachable = 📡 タスクからレジストリに届きません: `{ $detail }`。サブネットに外への経路（NATゲートウェイやVPCエンドポイント）があるか、セキュリティグループが遮っていないか確かめてください。
advice-image-not-pulled = 📦 ECSがイメージを取得できません: `{ $detail }`。
advice-secret-not-read = 🗝️ タスクの起動前にシークレットやパラメータを読めませんでした: `{ $detail }`。値があるか、タスク実行ロールに読む権限があるか確かめてください。
advice-out-of-memory = 🧠 コンテナがタスクに割り当てられた以上のメモリを使っています: `{ $detail }`。タスク定義のメモリを増やすか、何が増えたのか調べてください。
advice-no-capacity = 🪑 新しいタスクの置き場所が見つかりません: `{ $detail }`。ECSは試し続けています。キャパシティや別のゾーンのサブネットを足すか、このリリースを止めて後でやり直してください。
advice-container-exited = 💥 コンテナが起動してすぐに自分で終了しています: `{ $detail }`。理由はログにあります。設定やデータベースが足りないことが多いです。
advice-health-check = 🩺 新しいタスクは動いていますが、ヘルスチェックに通りません: `{ $detail }`。パスとポートが応答するか、アプリの準備に足りる猶予期間があるか確かめてください。
advice-review-elsewhere = 👀 GitHubが、わたしにはできないレビューを待っています（{ $detail }）。レビュアーのどなたかがGitHubで答えてくだされば、続きはわたしが見守ります。
advice-run-not-undone = 🧩 この実行がすでに行ったことを、GitHubは元に戻しません。どこまで進んだか確かでなければ、ロールバックしてください。
advice-run-other-commit = ⚠️ この実行が使っているのは承認されたコミットではなく `{ $detail }` です。どれを使うかワークフローに渡されていないため、ブランチの最新が使われます。コミットを入力（`{"{sha}"}`）で渡し、それでチェックアウトしてください。
advice-workflow-changed = ⚠️ ワークフローのファイルが、承認されたときから変わっています（`{ $detail }`）。その間に誰かがブランチにプッシュしました。この実行を信頼する前に、何が変わったのか確かめてください。
advice-sync-not-undone = 🧩 Argo CDがすでに適用したものは、そのまま残っています。どこまで進んだか確かでなければ、ロールバックしてください。
advice-app-suspended = ⏸️ Argo CDの状態は `Suspended` です。中のロールアウトかジョブが一時停止していて、再開されるのを待っています。
advice-app-missing = 🔎 クラスターにあるはずのリソースの一部が、Argo CDから見えていません（`Missing`）。1分たっても変わらなければ、アプリケーションのイベントを確かめてください。
advice-drift = 🧭 gitと違っているもの: { $detail }。だれかがクラスターで直接変えたか、クラスターの中の何かが変えています。もう一度同期してそろえるか、変更をgitに書いてください。
advice-unknown-status = 🤔 { $side }から、わたしの知らない状態が返ってきました: `{ $detail }`。何も変えずに見守り続けます。意味はそちらで確かめてください。

## スレッドの返信

said-asked = { $approvers }：{ $requester }さんが{ $service } `{ $revision }` を{ $environment }へ出したいそうです。{ $until }までに、上のメッセージで承認か却下をお願いします。
said-asked-rollback = { $approvers }：{ $requester }さんが{ $environment }の{ $service }を `{ $revision }` に戻したいそうです。{ $until }までに、上のメッセージで承認か却下をお願いします。
said-asked-hotfix = { $approvers } ホットフィックスです。{ $requester }さんが{ $service } `{ $revision }` を{ $environment }へ先に出したいそうです：「{ $reason }」{ $until }までに、上のメッセージで承認か却下をお願いします。
said-approved-all = ✅ { $by }さんが承認しました。必要な承認がそろいました。
said-approved-last = ✅ { $by }さんが承認しました。必要な承認がそろったので、順番に並びます。
said-approved-more = ✅ { $by }さんが承認しました。あと{ $missing }件必要です。
said-voided = ✋ 承認された内容と、実際に動くものが変わりました（変わったもの：{ $changed }）。もう一度確認して、上のメッセージで判断をお願いします。
said-voided-asking = ✋ { $approvers } 承認された内容と、実際に動くものが変わりました（変わったもの：{ $changed }）。もう一度確認して、上のメッセージで判断をお願いします。
said-started = 🏃 いってきます。{ $service } `{ $revision }` が{ $environment }へ向かいます。{ $side }では `{ $reference }` として動いています。
said-withdrawn = 💭 { $by }さんが承認を取り消しました。{ $missing ->
    [0] それでも必要な承認はそろっています。
   *[other] あと{ $missing }件必要です。
}
said-approval-reminded = 🍵 { $approvers }：{ $requester }さんの依頼がまだ判断を待っています。期限は{ $until }です。
said-lapsed = ⌛ { $approvers } 承認から一週間が過ぎ、無効になりました。もう一度確認して、上のメッセージで判断をお願いします。
said-rule-asking = 📜 { $approvers } 承認のルールが変わりました。上のメッセージで判断をお願いします。
said-rule = 📜 承認のルールが変わりました。特にすることはありません。
said-scheduled = 🗓️ { $due }に始めることになりました。
said-scheduled-soon = 🗓️ { $by }さんが、できるだけ早く始めるようにしました。
said-missed = ⏰ { $requester }さん、{ $due }に始まるはずでしたが、その時刻に始められませんでした。上のメッセージで、いま始めるか取り下げるかを選んでください。一日のあいだ回答がなければ閉じます。
said-tag-moved = 🏷️ `{ $tag }` はいま別のイメージ（`{ $digest }`）を指しています。動くのは承認された `{ $pinned }` です。
said-batched = 🧺 { $by }さんが、この依頼の代わりに{ $carrier }を出すことにしました。この依頼はここで終わります。
said-carries = 🧺 { $by }さんが、{ $revision }の依頼もこのリリースにまとめることにしました。
said-unseen = 🌫️ { $admins } { $side }は応答しますが、このデプロイが見当たりません。いま何が動いているかを確かめてから、次のリリースが進めるように、上のメッセージでこの場所を空けてください。
said-held = ✋ まだ始められません。{ $hindrance }
said-hold = 🔬 { $people } グリーンをテストできます。確認して、トラフィックを切り替えるか、ここで止めるかを選んでください。{ $until }までに回答がなければ中止します。利用者は今のままです。
said-hold-plain = 🔬 { $people } 返事を待っています。確認して、先へ進めるか、ここで止めるかを選んでください。{ $until }までに回答がなければ中止します。今のものはそのままです。
said-hold-done = 🔬 グリーンをテストできる状態でした。
said-hold-done-plain = 🔬 ここで返事を待っていました。
said-reminded = 🍵 { $people } グリーンがまだ回答を待っています。期限は{ $until }です。それまでに回答がなければ中止します。
said-reminded-plain = 🍵 { $people } まだ回答を待っています。期限は{ $until }です。それまでに回答がなければ中止します。
said-continued = 👌 { $by }さんが確認し、トラフィックの切り替えを認めました。
said-continued-plain = 👌 { $by }さんが確認し、先へ進めました。
said-hold-stopped = ✋ { $by }さんがここで止めました。利用者は今のバージョンのままです。
said-hold-expired = ⌛ 時間内に回答がなかったので中止しました。利用者は今のバージョンのままです。
said-stopping = ✋ { $by }さんがこのデプロイを止めました。{ $side }がもとに戻します。
said-baking = 👀 トラフィックはすべて `{ $revision }` に移りました。{ $until }まで見守ります。
said-gate = { $said }
said-shifting = 🚦 トラフィックをブルーからグリーンへ切り替えています。
said-shifting-plain = 🚦 以前のものから新しいバージョンへ切り替わっています。
said-rolling-back = ↩️ もとのバージョンへ戻しています。理由：{ $why }
said-succeeded = 🎉 { $service } `{ $revision }` が{ $environment }で動きはじめました。かかった時間は{ $span }です。みなさん、おつかれさまでした！
said-succeeded-back = 🛟 { $environment }の{ $service }が `{ $revision }` に戻りました。かかった時間は{ $span }です。
said-carriage = 🚃 *{ $service }* · { $text }
said-carriage-arrived = ✅ `{ $revision }` が{ $environment }で動きはじめました。かかった時間は{ $span }です。次の車両の番です。
said-train-arrived = 🎉 { $train } `{ $revision }` の全車両が{ $environment }で動きはじめました。みなさん、おつかれさまでした！
said-carriage-called-off = 🗂️ 列車が先に止まったので、この車両は出発しません。何も変わっていません。
said-way-back-called-off = 🗂️ もう新しいバージョンが動いているので、戻さずそのままにします。
said-taking-back = ↩️ 同じ列車に到着できない車両があったので、この車両を `{ $revision }` に戻します。
said-carriage-stuck = 🌧️ この車両はまだもとに戻せていません。引き続き試します：{ $detail }
said-lock-offer = 原因がわかるまで、{ $environment }の{ $service }をロックしておきますか。
said-failed = 🌧️ { $service } `{ $revision }` はリリースできませんでした。理由：{ $why }
said-rolled-back = 🛟 もとに戻しました。もう大丈夫です。全トラフィックが以前のバージョンです。理由：{ $why }
said-rejected = 🙅 { $by }さんがこの依頼を却下しました。
said-rejected-reason = 🙅 { $by }さんがこの依頼を却下しました：「{ $reason }」
said-cancelled = 🗂️ { $by }さんが依頼を取り下げました。何も変わっていません。
said-expired = ⌛ 時間内に判断がなかったので、依頼を閉じました。都合のよいときにもう一度どうぞ。
said-memory-away = 🌫️ いま記憶（Redis）につながりません。AWSで動いているものはそのまま進みます。失われるものはありません。
said-memory-back = 🌤️ 記憶が戻りました。続きから進めます。

part-image = タグが指すイメージ
part-task-definition = タスク定義
part-commit = 名前が指すコミット
part-bundle = S3のバンドル
part-tag = タグ
part-pipeline = パイプライン
part-function = 関数の設定
part-target = デプロイ先の設定
part-carriage = { $service }の車両が運ぶもの
part-gates = 確認項目

## 一人にだけ見える返事

answer-requested = 🍉 依頼を出しました：{ $service } `{ $revision }` → { $environment } { $link }
answer-requested-later = 🍉 依頼を出しました。承認されれば{ $due }に始まります：{ $service } `{ $revision }` → { $environment } { $link }
answer-requested-queued = 🍉 承認は不要なので、順番に並びました：{ $service } `{ $revision }` → { $environment } { $link }
answer-requested-scheduled = 🍉 承認は不要なので、{ $due }に始まります：{ $service } `{ $revision }` → { $environment } { $link }
answer-link = スレッドを見る
answer-locked = 🔒 ロックしました：{ $scope }{ $until ->
    [none] 。解除するまでそのままです。
   *[other] { " " }· { $until }まで
}
answer-cancelled = 🗂️ 依頼を取り下げました：{ $service } `{ $revision }` → { $environment }。何も変わっていません。
answer-moved = 🎟️ 順番を変えました：{ $service } `{ $revision }` → { $environment } · 優先度の範囲で{ $place }番目
answer-rescheduled = 🗓️ 開始時刻を変えました：{ $service } `{ $revision }` → { $environment } · { $until ->
    [none] すぐに並びます
   *[other] { $until }
}
answer-unlocked = 🔓 ロックを解除しました：{ $scope }
answer-stolen = 🔒 ロックを引き継ぎました：{ $scope }。{ $by ->
    [nobody] もとの持ち主に伝えます。
   *[other] { $by }さんに理由とともに伝えます。
}
answer-frozen = 🧊 { $until }までデプロイを停止しました：{ $scope }
answer-thawed = 🌤️ デプロイの停止を解除しました：{ $scope }
answer-out = 🌴 { $until }まで{ $by }さんが代わりに承認します。いってらっしゃい。
answer-back = 🍵 おかえりなさい。またご自身で承認できます。
answer-rollback-stops = ↩️ `{ $revision }` を止めています。全トラフィックが以前のバージョンに戻ります。
answer-reloaded = 📖 カタログを読み直しました。サービス{ $services }件、デプロイ先{ $targets }件です。
answer-other = できました（`{ $code }`）。
who-subaku = スバク
who-aws = AWS
verdict-continue = 続ける
verdict-stop = 止める

stands-requested = 承認待ち
stands-scheduled = 開始時刻待ち
stands-queued = 順番待ち
stands-deploying = デプロイ中
stands-holding = 返事を待機中
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

refused-release-gone = そのリリースはもう見つかりません。`/platform-deploy` でもう一度依頼してください。
refused-already-decided = { $by ->
    [nobody] これはもう判断されています（いまは{ $status }）。
   *[other] これはもう{ $by }さんが判断しています（いまは{ $status }）。
}
refused-not-approver = この依頼を判断できるのは、この環境の承認者だけです{ $approvers ->
    [none] 。
   *[other] ：{ $approvers }
}
refused-own-approval = ここではもう一人の目が必要です。依頼した人以外の承認をお待ちください。
refused-plan-changed = そのボタンが出てから、動かす内容が変わりました。メッセージをもう一度確認して判断してください。
refused-approved-before = これはもう承認していただいています。ありがとうございます。
refused-not-deployer = まだここではリリースを依頼できません。管理者がデプロイ担当に追加できます。
refused-not-cancel = この依頼を取り下げられるのは、依頼した人、承認者、管理者だけです。
refused-too-late-to-cancel = いまは{ $status }なので、依頼としては取り下げられません。動いている場合は停止ボタンを使ってください。
refused-not-holding = いまは{ $status }で、回答を待っていません。
refused-hold-answered = { $by }さんが先に回答しました：{ $verdict }
refused-not-hold-approver = ここで回答できるのは、この環境のデプロイ担当と承認者だけです。
refused-not-stop = これを止められるのは、この環境のデプロイ担当と承認者だけです。
refused-nothing-to-stop = 止めるものがありません（いまは{ $status }）。
refused-stopped-before = もう{ $by }さんが止めました。もとに戻しています。
refused-revision-not-found = { $nearest ->
    [none] { $service }のイメージに `{ $revision }` が見つかりません。
   *[other] { $service }のイメージに `{ $revision }` が見つかりません。もしかして { $nearest } ですか。
}
refused-registry-unavailable = いま{ $service }のレジストリに問い合わせできないので、そのリビジョンがあるかわかりません。少し待ってからもう一度お願いします。
refused-target-misconfigured = 何も変更していません。実際の状態がカタログと違います。{ $detail }
refused-driver-unbuilt = このバージョンではまだ{ $service }をデプロイできません（ドライバー `{ $driver }` がありません）。
refused-target-unreachable = いま相手に問い合わせできないので、計画を立てていません。少し待ってからもう一度お願いします。{ $detail }
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
refused-nothing-kept = 記憶（Redis）が応えないので、何も残していません。少し待ってからもう一度お願いします。
refused-catalogue-changed = `{ $target }` はもうカタログにないので、何もしていません。
refused-not-built = `{ $verb }` は予定していますが、このバージョンではまだできません。
refused-train-unchanged = { $train }には、{ $environment }にあるものから変わったところがないので、リリースするものがありません。
refused-train-apart = { $train }は複数のサービスをつないだ列車です：{ $known }。これは一つずつ依頼してください。もとに戻すときは後ろの車両からです。
refused-person-unknown = いまSlackに問い合わせできず、あなたの権限を確認できません。もう一度お願いします。
refused-went-wrong = 確認の途中で、こちらに問題が起きました。記録は残しました。もう一度お願いします。
refused-locked-by = もう{ $by }さんがロックしています：{ $scope }{ $reason ->
    [none] { "" }
   *[other] 「{ $reason }」
}
refused-not-locked = 解除するロックがありません：{ $scope }
refused-not-lock-owner = { $by }さんのロックです：{ $scope }。本人が解除するか、理由を添えて引き継いでください。
refused-lift-unconfirmed = { $by }さんのロックです：{ $scope }。管理者として解除できますので、理由を書いてください。
refused-not-lock = ロックできません：{ $scope }。サービスはデプロイ担当、環境は承認者、全体は管理者がロックできます。
refused-lock-is-yours = もうご自身のロックです：{ $scope }
refused-reason-missing = 理由を書いてください：`{ $verb } … because …`。ほかの人が知りたいところです。
refused-gate-closed = まだトラフィックを切り替えられません。通過していないゲート：{ $gates }。理由は上のメッセージにあります。急ぐときは管理者がそこで例外として進められます。
refused-freeze-backwards = デプロイ停止期間は、開始より後の、これからの時刻に終わる必要があります。
refused-not-frozen = 解除できるデプロイ停止期間がありません：{ $scope }。設定に書かれたものは、書かれた時刻に終わります。
refused-not-admin = これができるのは管理者だけです{ $admins ->
    [none] 。
   *[other] ：{ $admins }
}
refused-not-full-member = { $by }さんはこのワークスペースの正式なメンバーではないので、代わりに承認できません。
refused-delegate-to-oneself = もともとご自身で承認できます。ほかの人を指定してください。
refused-time-past = { $time ->
    [none] その時刻はもう過ぎています。
   *[other] `{ $time }` はもう過ぎています。
}
refused-bad-time = `{ $time }` を時刻として読めませんでした。`14:00`、`明日14時`、`金曜 9:00`、`for 2h` のように書いてください。
refused-bad-place = `{ $place }` は順番ではありません。先頭は `1` です。
refused-bad-person = `{ $person }` がどなたかわかりません。`@` で呼んでください。
refused-one-at-a-time = 一度に一つずつお願いします：{ $names }
refused-scope-missing = 対象を書いてください：`{ $verb } サービス`、`{ $verb } 環境`、`{ $verb } everything`
refused-end-missing = いつまでかを書いてください：`{ $verb } … until friday`、`{ $verb } … for 2h`
refused-release-missing = どのリリースかを書いてください。IDは `/platform-deploy status` で見られます。そのあと `{ $verb } ID …`
refused-not-out = もうご自身で承認するようになっています。
refused-nothing-to-withdraw = 承認していないので、取り消すものがありません。
refused-too-late-to-withdraw = いまは{ $status }なので、承認を取り消せません。動いている場合は停止ボタンを使ってください。
refused-too-late-to-batch = どちらかがもう始まったか終わったので、まとめられません。
refused-not-batchable = この二つはまとめられません。同じデプロイ先への後の依頼だけが、先の依頼の代わりになれます。
refused-too-late-to-schedule = いまは{ $status }なので、時刻を変えられません。
refused-nothing-to-override = もう妨げているものはありません。
refused-nothing-to-clear = 空ける場所がありません（いまは{ $status }）。
refused-not-move = 順番を変えられるのは、管理者とこの環境の承認者だけです。
refused-not-queued = 順番待ちではありません（いまは{ $status }）。
refused-person-not-found = Slackで{ $by }さんが見つからないので、何も変えていません。
refused-no-windows = `{ $target }` には、この先デプロイできる時間帯がありません。`in the next window` なしで依頼してください。
refused-nothing-to-retry = もう一度依頼するものがありません。進行中か、もうリリースされています。
refused-retry-rollback = ロールバックはこの方法では依頼し直しません。いまの状態を見て決められるように `/rollback` を使ってください。
refused-nothing-to-promote = { $environment }で動いている{ $service }を知らないので、次へ進めるものがありません。
refused-nothing-before-environment = { $environment }は{ $service }の最初の環境なので、その前がありません。
refused-rollback-locked = { $by }さんがロックしています{ $reason ->
    [none] 。
   *[other] ：「{ $reason }」
}それでもロールバックする場合は押してください。
refused-rolling-back-already = { $by ->
    [aws] もうAWSがもとに戻しています。
   *[other] もう{ $by }さんがもとに戻しはじめています。
}
refused-nothing-before = `{ $target }` に以前何があったかを知らないので、戻すものがありません。
refused-never-stood = `{ $revision }` はそこで動いていたことがありません{ $known ->
    [none] 。ほかに動いていたものも知りません。
   *[other] 。動いていたもの：{ $known }
}
refused-catalogue-wrong = カタログに誤りが{ $count }件あるので、前のものをそのまま使います。
    { $problems }
refused-other = それはできません（`{ $code }`）。

## ロック、デプロイ停止、カタログ：チャンネルの知らせとダイレクトメッセージ

news-locked = 🔒 { $by }さんがロックしました：{ $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }まで
}{ $reason ->
    [none] { "" }
   *[other] 「{ $reason }」
}
news-stolen = 🔒 { $by }さんが{ $owner }さんのロックを引き継ぎました：{ $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }まで
}「{ $reason }」
news-lifted = 🔓 { $by }さんがロックを解除しました（{ $span }間）：{ $where }
news-lifted-for = 🔓 { $by }さんが{ $owner }さんのロックを解除しました（{ $span }間）：{ $where }「{ $reason }」
news-expired = 🔓 { $owner }さんのロックは時間になったので終わりました（{ $span }間）：{ $where }
news-frozen = 🧊 { $by }さんが{ $until }までデプロイを停止しました：{ $where }「{ $reason }」
news-frozen-later = 🧊 { $by }さんがデプロイの停止を予告しました：{ $where } · { $start }から{ $until }まで「{ $reason }」
news-thawed = 🌤️ デプロイ停止期間が終わりました：{ $where }
news-thawed-early = 🌤️ { $by }さんがデプロイの停止を早めに解除しました：{ $where }
news-reloaded = 📖 { $by }さんがカタログを読み直しました。サービス{ $services }件、デプロイ先{ $targets }件です。
dm-asked = 🙋 { $by }さんが承認を待っています：{ $service } `{ $revision }` → { $environment } { $link }
dm-ended = *{ $service }* `{ $revision }` → *{ $environment }*: { $headline } { $link }
dm-stand-in = 🪑 { $until }まで、{ $by }さんの代わりに承認することになりました。
dm-lock-nagged = 🔒 { $where }のロックは{ $until }に終わります。まだ必要ですか。
dm-lock-nagged-open = 🔒 { $where }のロックには終わりがなく、ほかの人が待つことになります。まだ必要ですか。
dm-lock-stolen = 🔒 { $by }さんが{ $where }のロックを引き継ぎました：「{ $reason }」
dm-lock-lifted = 🔓 { $by }さんが{ $where }のロックを解除しました{ $reason ->
    [none] 。
   *[other] ：「{ $reason }」
}
dm-lock-expired = 🔓 { $where }のロックは時間になったので解除されました。
admin-lock-orphaned = 🔒 メンバーではなくなった{ $owner }さんのロックが残っています：{ $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }まで
}。管理者が解除できます。

## Answers, forms and help

# 何かを保存する前の返事：コマンド、フォーム、状況。尋ねた人だけに見えます。

help = *Subakuはサービスのリビジョンを環境に届け、その様子をスレッドでお伝えします。*
    🚀 *リリース*
    • `/platform-deploy サービス タグ 環境` 順番は自由です。後ろに `at 14:00 tomorrow`、`in the next window`、`hotfix because …` を添えられます。コマンドだけならフォームが開きます
    • `promote サービス` 前の環境にあるものを進めます · `retry [サービス]` もう一度依頼 · `cancel` 取り下げ
    • `/rollback [サービス] [環境] [to タグ]` もとに戻します。コマンドだけなら、戻せるものを表示します
    🔎 *たずねる*
    • `status` · `queue` · `why サービス` · `who` · `schedule` · `history` · `locks` · `windows` · `freezes` · `diff SERVICE TAG` 後ろにサービスや環境を書けます
    🔒 *止めておく*
    • `lock サービス [環境] for 2h because …` · `unlock サービス` · `steal サービス because …`
    • `freeze 環境 until friday because …` · `freeze lift 環境`
    🧭 *そのほか*
    • `queue move ID 1` · `schedule move ID to 15:00` · `out @名前 until friday` · `out back` · `reload` · `help`
command-unknown = `{ $command }` というコマンドはわかりません。`/platform-deploy help` でできることをご覧ください。
something-went-wrong = こちらで問題が起きました。ログには残してあります。もう一度お試しください。それでもだめなら、Subakuの担当者にお知らせください。
button-unknown = 別のバージョンのボタンなので、もう動きません。`/platform-deploy status` でいまの状況をご確認ください。
button-unreadable = どのリリースのボタンかわからないため、何もしませんでした。リリースのスレッドにあるボタンを押してください。

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

form-start = 開始時刻
form-window = デプロイできる時間
form-next-window = 次にデプロイできる時間に始める
form-hotfix = 先に出す理由（緊急のときだけ）
form-one-start = 開始時刻か、次にデプロイできる時間か、どちらか一つを選んでください。
dialog-reason = 理由
dialog-while = どのくらいの間
dialog-span = { $span }
dialog-reason-missing = 理由を書いてください。あとで読む人のために必要です。
dialog-time-past = もう過ぎた時刻です。
dialog-one-end = 期間か、終わる時刻か、どちらか一つを選んでください。
dialog-scope = *{ $where }*
dialog-reject-title = 理由を添えて却下
dialog-reject-submit = 却下する
dialog-override-title = 例外として進める
dialog-override-submit = 例外として進める
dialog-clear-title = 場所を空ける
dialog-clear-submit = 空ける
dialog-lock-title = ロックする
dialog-lock-submit = ロックする
dialog-lock-time = または、いつまで
dialog-lift-title = ほかの人のロックを解除
dialog-lift-submit = 解除する
dialog-steal-title = ロックを引き継ぐ
dialog-steal-submit = 引き継ぐ
dialog-move-title = 開始時刻を変える
dialog-move-submit = 変える
dialog-move-time = 開始時刻

revision-needs-service = 先にサービスを選んでください
revision-registry-slow = レジストリの応答が遅れています。タグを最後まで入力してください
revision-none-found = レジストリにその名前はありません

scope-everything = すべて
scope-environment = { $environment }全体
scope-service = すべての環境の{ $service }
scope-target = { $environment }の{ $service }
release-named = { $service } `{ $revision }` → { $environment }

answer-more = …残りは省きました。サービスや環境を添えると、詳しくお見せできます。
retry-nothing = もう一度依頼できるものはありません。ここで依頼されたリリースは、進行中か、無事に終わっています。
status-scheduled = :calendar: *開始時刻を待っています*
status-starts = { $at }に開始
status-missed = { $at }に始められませんでした
status-closed = :lock: *ロックとデプロイ停止*
locks-title = *ロック：{ $where }*
locks-none = ロックされている場所はありません：{ $where }。
locks-line = 🔒 *{ $where }* · { $by } · { $since }から{ $until ->
    [none] 解除されるまで
   *[other] { $until }まで
}{ $reason ->
    [none] { "" }
   *[other] { " " }·「{ $reason }」
}
locks-running = 🏃 進行中のリリースが押さえています：{ $release }
locks-lift = ロックを解除
locks-steal = ロックを引き継ぐ
freezes-title = *デプロイ停止期間：{ $where }*
freezes-none = デプロイ停止期間はありません：{ $where }。
freezes-line = 🧊 *{ $where }* · { $start } – { $end }{ $reason ->
    [none] { "" }
   *[other] { " " }·「{ $reason }」
}{ $by ->
    [none] { " " }· カタログ
   *[other] { " " }· { $by }
}
freezes-lift = → 終わらせる：`/platform-deploy freeze lift { $scope }`

who-title = *いま誰が担当しているか：{ $where }*
who-quiet = いまは誰もデプロイしていません：{ $where }。
who-approved = 承認：{ $people }
who-instead = { $by }（{ $absent }の代理）
who-away = 🌴 { $until }まで、{ $by }の代わりに{ $to }が承認します。
history-title = *最近のリリース：{ $where }*
history-none = 終わったリリースはまだありません：{ $where }。
history-open = 🏃 進行中
history-succeeded = ✅ 完了
history-failed = 🌧️ 失敗
history-rolled-back = 🛟 もとに戻しました
history-rejected = 🙅 却下
history-cancelled = 🗂️ 取り下げ
history-expired = ⌛ 期限切れ
history-took = ⏱️ { $span }
schedule-title = *予約されたリリース：{ $where }*
schedule-none = 予約されたリリースはありません：{ $where }。例：`/platform-deploy サービス タグ at 14:00`
schedule-waits = 📅 { $at } · { $release } · { $by } · `{ $id }`
schedule-undecided = 📝 { $at } · { $release } · { $by } · まだ承認されていません · `{ $id }`
schedule-missed = ⏰ { $at }に始められませんでした · { $release } · { $by } · `{ $id }`
schedule-now = いま始める
schedule-move = 時刻を変える
queue-title = *順番を待つリリース：{ $where }*
queue-none = 順番を待つリリースはありません：{ $where }。
queue-live = 🏃 いま進行中：{ $release }
queue-line = *{ $place }.* { $service } `{ $revision }` → { $environment } · { $by }{ $kind ->
    [rollback] { " " }· ↩️ ロールバック
    [hotfix] { " " }· 🚑 緊急
   *[normal] { "" }
} · `{ $id }`
queue-expected = ⏳ { $likely }ごろ始まります。遅くとも{ $latest }の見込みです。
queue-first = 先頭へ
queue-up = 一つ前へ
queue-down = 一つ後へ
windows-title = *これから2週間のデプロイできる時間：{ $where }（{ $zone }）*
windows-of = *{ $environment }* · { $services }
windows-never = 🚪 この2週間は開きません。
windows-always = 🟢 いつでもデプロイできます。
windows-open = 🟢 いま開いています · { $span }
windows-opens = • { $span }
windows-day = { $date }（{ $weekday }）
weekday-mon = 月
weekday-tue = 火
weekday-wed = 水
weekday-thu = 木
weekday-fri = 金
weekday-sat = 土
weekday-sun = 日
why-title = *何が妨げているか：{ $where }*
why-quiet = 進行中のリリースはなく、妨げるものもありません：{ $where }。サービスを添えると、新しい依頼が何に当たるかをお伝えします。
why-narrow = …ほかにもあります。サービスを一つ指定してください。
why-going = 🏃 何にも妨げられずに進んでいます。
why-next = 🎟️ 妨げるものはありません。まもなく始まります。
why-free = 🌤️ 新しい依頼（{ $where }）を妨げるものはありません。
why-new = 🙋 新しい依頼（{ $where }）はこれらに当たります：
why-needs = 承認が{ $count }件必要です：{ $whose }
why-as-above = ほかに、上に書いたものも妨げています。

why-override = 例外として進める
why-clear = 場所を空ける
why-approval = 📝 あと{ $count }件の承認が必要です：{ $whose }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }まで
}
why-schedule = 📅 { $until }に始める予定です · { $whose }
why-missed = ⏰ { $until }に始まるはずでしたが、時刻を過ぎました · { $whose }
why-window = 🚪 いまはデプロイできる時間ではありません{ $until ->
    [none] 。次の時間は決まっていません
   *[other] { " " }· { $until }に開きます
}
why-freeze = 🧊 デプロイ停止期間です · { $until }まで{ $reason ->
    [none] { "" }
   *[other] { " " }·「{ $reason }」
}{ $whose ->
    [none] { "" }
   *[other] { " " }· { $whose }
}
why-lock = 🔒 { $whose }さんがロックしています：{ $where }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }まで
}{ $reason ->
    [none] { "" }
   *[other] { " " }·「{ $reason }」
}
why-after = 🪜 先に{ $environment }で十分な時間動いている必要があります{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }に満たします
}
why-gate = 🚦 { $said }
why-train = 🚃 `{ $carriage }` が着いたら始まります
why-running = 🏃 `{ $revision }` のデプロイが進行中です · { $whose }
why-hold = 🔬 人の返事を待っています · { $whose }{ $until ->
    [none] { "" }
   *[other] { " " }· { $until }まで
}
why-unseen = 🌫️ { $side }にこのデプロイが見当たりません{ $detail ->
    [none] { "" }
   *[other] ：{ $detail }
}
why-queue = 🎟️ { $whose ->
    [none] 順番を待つリリースが{ $count }件あります
   *[other] 順番を待っています（{ $count }番目）· 先頭は{ $whose }
}
way-approval = → 承認できる方に、スレッドでお願いしてください。
way-schedule = → 依頼した人がいま始められます：`/platform-deploy schedule`
way-missed = → いま始めるか、取り下げてください：`/platform-deploy schedule`
way-gate = → ゲートを通過すれば自動で進みます。急ぐときは管理者が例外として進められます：{ $admins }
way-train = → そのときが来れば自動で始まります
way-window = → 時間になれば自動で始まります。急ぐときは管理者が例外として進められます：{ $admins }
way-freeze = → 終われば自動で始まります。急ぐときは管理者が例外として進められます：{ $admins }
way-freeze-made = → 終われば自動で始まります。急ぐときは管理者がこの件だけ例外にするか、デプロイ停止を解除できます：{ $admins }（`/platform-deploy freeze lift { $scope }`）
way-lock = → { $whose }さんに解除を頼んでください（`/platform-deploy unlock { $scope }`）。急ぐときは理由を添えて引き継げます：`/platform-deploy steal { $scope } because …`
way-lock-own = → ご自身のロックです。`/platform-deploy unlock { $scope }` で解除できます。
way-soaking = → そのときになれば自動で始まります。
way-after = → 先にそこへデプロイして様子を見てください{ $command ->
    [none] 。
   *[other] ：{ $command }
}
way-running = → 終わるのを待つか、そのスレッドで止められます。
way-hold = → スレッドで、続けるか止めるかを答えてください。
way-unseen = → { $side }で確かめたうえで、管理者がこの場所を空けられます：{ $admins }
way-queue = → 順番を見る：`/platform-deploy queue`
out-away = 🌴 { $until }まで{ $to }が代わりに承認します。戻られたら `/platform-deploy out back` と入力してください。
out-instead = 🪑 { $until }まで{ $by }の代わりに承認できます。
out-here = ご本人が承認することになっています。代理を決めるには `/platform-deploy out @名前 until friday` のように入力してください。

status-title = *いま{ $count }件のリリースが進んでいます。*
status-quiet = とても穏やかです。進行中のものも、待っているものもありません。:watermelon:
status-quiet-about = { $about }はとても穏やかです。進行中のものも、待っているものもありません。:watermelon:
status-unavailable = 保存先が応答しないため、いまは確認できません。何も失われていません。少し待ってからもう一度お試しください。
status-holding = :raised_hand: *人を待っています*
status-live = :rocket: *進行中*
status-queued = :hourglass_flowing_sand: *順番待ち*
status-requested = :memo: *承認待ち*
status-state-holding = 人の返事を待っています
status-state-deploying = デプロイ中
status-state-shifting = トラフィックを切り替え中
status-state-baking = 見守り中
status-state-rolling-back = もとに戻しています
status-state-queued = 待機中
status-state-requested = まだ決まっていません
status-line = • { $service } `{ $revision }` → { $environment } · { $state } · { $by }
status-line-linked = • { $service } `{ $revision }` → { $environment } · { $state } · { $by } · { $thread }
status-thread = スレッド
status-more = …ほかに{ $count }件あります。

cancel-which = どの依頼を取り下げますか？
cancel-button = 取り下げる
cancel-nothing = 取り下げられる依頼はありません。すでに進んでいるリリースは、そのスレッドで止められます。

## ライブページ

page-title = スバク · ライブ
page-board = いま
page-history = 履歴
page-skip = 本文へ進む
page-language = 言語
page-loading = 少しお待ちください
page-noscript = このページはできごとをそのまま映すため、JavaScriptが必要です。
page-empty = まだ何もありません
page-no-such-page = そのページはありません。
page-retry = もう一度
page-off = ここではライブページを止めています（SUBAKU_PAGE=off）。
page-no-token = このアドレスに届く人なら誰でも読めてしまうため、ライブページは止めてあります。SUBAKU_PAGE_TOKENを設定すると使えます。
page-login = チームのためのページです
page-login-text = ページのトークンを入れてください。スバクを動かしている人に聞けばわかります。
page-login-wrong = トークンが違うようです。もう一度お確かめください。
page-token = トークン
page-enter = 入る
page-under-way = 進行中
page-waiting = 待ち
page-stands = いま動いているもの
page-ended = 最近終わったもの
page-nothing-under-way = 動いているデプロイはありません。
page-nothing-waiting = 待っているデプロイはありません。
page-nothing-stands = まだ届けていません
page-nothing-ended = 終わったデプロイはまだありません。
page-revision = リビジョン
page-service = サービス
page-environment = 環境
page-result = 結果
page-asked-by = 依頼
page-all = すべて
page-when = 終わった時刻
page-took = かかった時間
page-no-release = このデプロイはもう残っていないか、はじめからありません。
page-rollback = ロールバック
page-hotfix = ホットフィックス
page-calm = すべて穏やかです
page-calm-text = いま動いているものはありません。スイカをひと切れ、いかがでしょう。
page-asleep = すやすや眠っています
page-asleep-text = しばらく用事がありません。残っているのはいい夢だけです。
page-live = ライブ
page-connecting = つないでいます
page-waking = スバクが起きるところです
page-timeline = これまでのこと
page-facts = くわしく
page-why = 理由
page-blue = ブルー
page-green = グリーン
page-traffic = グリーンの割合
page-traffic-unknown = いまは見えません
page-digest = イメージ
page-replaces = 入れ替えるもの
page-approved-by = 承認
page-step-asked = 依頼
page-step-approved = 承認
page-step-queued = 列に並ぶ
page-step-due = 開始予定
page-step-started = 出発
page-step-held = グリーンの確認待ち
page-step-continued = 切り替えを許可
page-step-stopped = 停止
page-step-expired = 時間内に返事なし
page-step-ended = 終了
page-now = いま
page-skipped = 省略
page-missed = 予定の時刻を過ぎました
page-open-hold = 人の返事を待っています
page-closed-window = 時間帯の外
page-closed-lock = ロック中
page-closed-freeze = デプロイ停止中
page-newest = 新しい100件
page-music = 音楽
page-play = 再生
page-pause = 一時停止
page-volume = 音量
page-position = 再生位置
page-piece = 月あかりの種
page-keys = スペースで再生と一時停止、矢印キーで5秒ずつ移動
page-status-requested = 承認待ち
page-status-scheduled = 予約ずみ
page-status-queued = 順番待ち
page-status-deploying = 準備中
page-status-holding = 確認中
page-status-shifting = 切り替え中
page-status-baking = 見守り中
page-status-rolling-back = 戻しています
page-status-succeeded = 完了
page-status-failed = 失敗
page-status-rolled-back = もとに戻しました
page-status-rejected = 却下
page-status-cancelled = 取り下げ
page-status-expired = 期限切れ
page-tells-requested = 承認を待っています。
page-tells-scheduled = 承認ずみで、時刻を待っています。
page-tells-queued = 番号札を手に、順番を待っています。
page-tells-deploying = グリーンを準備しています。利用者はまだブルーにいます。
page-tells-holding = グリーンの確認を待っています。決めるのは人です。
page-tells-shifting = トラフィックがブルーからグリーンへ移っています。
page-tells-baking = すべてグリーンに移り、見守っています。
page-tells-rolling-back = 前の状態へ戻しています。
page-tells-succeeded = すべてグリーンに移りました。おつかれさまでした。
page-tells-failed = 最後まで届きませんでした。
page-tells-rolled-back = 前の版がすべて受け持っています。もう安心です。
page-tells-rejected = 承認されませんでした。
page-tells-cancelled = 依頼は取り下げられました。
page-tells-expired = 時間内に決まりませんでした。
page-waits-aws-throttled = AWSが速度を抑えるよう求めています
page-waits-aws-unavailable = AWSにつながりません
page-waits-target-busy = 別のデプロイが動いています
page-waits-misconfigured = AWSの設定がカタログと違います
page-waits-aws-refused = AWSが見せてくれません
page-waits-unseen = AWSに見あたりません
page-waits-window = 時間帯を待っています
page-waits-freeze = デプロイ停止の終わりを待っています
page-waits-lock = ロックが外れるのを待っています
page-waits-gate = ゲートを待っています
page-waits-train = 前の車両を待っています
page-waits-after = 先に別の環境で動かす必要があります
page-since = { $time }から
page-by = { $by }さん
page-until = { $time }まで
page-stale = { $time }から便りがありません。いま見えるのは古い状態です。つなぎ直しています。
page-waits-approval = 残りの承認：{ $count } · { $by }
page-waits-place = 順番 { $place }番
page-waits-due = { $time } 開始
page-left = あと約{ $span }
page-overdue = いつもより{ $span }長い
page-share = グリーン { $percent }%
page-more = ほか{ $count }件
page-said = { $environment }の{ $service } { $revision }：{ $status }
page-route = { $service } { $revision } → { $environment }
page-days = { $count }日
page-hours = { $count }時間
page-minutes = { $count }分
page-seconds = { $count }秒

chat-strangers = リリースの話は、このワークスペースの正式なメンバーの方とだけできます。
chat-partly = 一部だけわかりました。残りはフォームで教えてください。
chat-unsure = 正しく受け取れたか、自信がありません。
chat-same = `{ $command }` と入力するのと同じです
chat-yes = はい、お願いします
chat-form = フォームで直す
chat-no = いいえ
chat-puzzled = すみません、うまく受け取れませんでした。たとえば次のように話しかけてください。
chat-example-deploy = `{ $service } v2を{ $environment }にデプロイして`
chat-example-why = `{ $service }はなぜ止まっているの？`
chat-help = できることをすべて見るには「ヘルプ」と話しかけてください。
chat-taken-up = 👌 承りました：`{ $command }`
chat-declined = わかりました。何もしていません。
chat-act-deploy = { $hotfix ->
    [none] { "" }
   *[other] ホットフィックスとしてほかより先に（「{ $hotfix }」）、
}{ $when ->
    [none] { "" }
    [window] 次のデプロイ時間帯に、
   *[other] { $when } に、
}*{ $service }* `{ $revision }` を *{ $environment }* に届けますか。
chat-act-promote = { $environment ->
    [none] *{ $service }* の手前の環境にあるものを、最後の環境に届けるよう依頼しますか。
   *[other] *{ $service }* の手前の環境にあるものを、*{ $environment }* に届けるよう依頼しますか。
}
chat-act-retry = リリース `{ $release }` をもう一度依頼しますか。
chat-act-retry-newest = *{ $where }* で最後に依頼して届かなかったものを、もう一度依頼しますか。
chat-act-cancel = 依頼 `{ $release }` を取り下げますか。
chat-act-move = リリース `{ $release }` を列の{ $place }番目に移しますか。
chat-act-reschedule = リリース `{ $release }` を{ $when ->
    [none] いま始めますか。
    [window] 次のデプロイ時間帯に始めますか。
   *[other] { " " }{ $when } に始めますか。
}
chat-act-lock = *{ $where }* を{ $until ->
    [none] 自分で解除するまでロックしますか。
   *[other] { " " }{ $until } までロックしますか。
}{ $reason ->
    [none] { "" }
   *[other] 理由：「{ $reason }」
}
chat-act-unlock = *{ $where }* のロックを解除しますか。
chat-act-steal = *{ $where }* のロックを引き継ぎますか。理由：「{ $reason }」持ち主には知らせます。
chat-act-freeze = *{ $where }* を{ $start ->
    [none] いまから { $end } までデプロイを停止しますか。
   *[other] { " " }{ $start } から { $end } までデプロイを停止しますか。
}理由：「{ $reason }」
chat-act-thaw = *{ $where }* のデプロイ停止を解除しますか。
chat-act-out = { $until } まで、{ $to }さんが代わりに承認するようにしますか。
chat-act-back = これからはまた自分で承認しますか。
chat-act-reload = カタログを読み直しますか。

home-waiting = 🙋 *あなたを待っています*
home-waiting-none = あなたを待っているものはありません。
home-live = 🏃 *いま進んでいるもの*
home-live-none = とても穏やかです。進んでいるものはありません。
home-mine = 🍉 *あなたの依頼*
home-mine-none = 進行中のあなたの依頼はありません。`/platform-deploy` でフォームが開きます。
home-closed = 🔒 *ロックとデプロイ停止*
home-closed-none = ロックもデプロイ停止もありません。
home-windows = 🗓️ *デプロイできる時間*
home-windows-none = まだ環境がありません。
home-window-frozen = 🧊 *{ $environment }* は { $until } までデプロイ停止中です{ $reason ->
    [none] { "" }
   *[other] { " " }·「{ $reason }」
}
home-window-open = 🟢 *{ $environment }* は{ $until ->
    [none] いまデプロイできます
   *[other] { " " }{ $until } までデプロイできます
}
home-window-shut = 🚪 *{ $environment }* は{ $opens ->
    [none] デプロイできません
   *[other] { " " }{ $opens } からデプロイできます
}
home-preferences = 📬 *ダイレクトメッセージで受け取る知らせ*
home-prefers-asked = 自分が承認できる依頼が来たとき
home-prefers-ended = 自分のリリースが終わったとき
home-here = いまは自分で承認しています。留守にしますか。`/platform-deploy out @代わりの人 until friday`
home-away = 🌴 { $until } まで、{ $to }さんが代わりに承認します。
home-back = 戻りました
home-traffic = トラフィックの{ $percent }%が新しいバージョンにあります
home-unavailable = 🌫️ 記憶（Redis）が応えないので、いまは確認できません。動いているものはそのまま進み、何も失われません。少し待ってからこのタブをもう一度開いてください。

rollback-title = ↩️ *{ $environment }* の *{ $service }*：`{ $leaving }` から `{ $revision }` に戻します
rollback-title-to = ↩️ *{ $environment }* の *{ $service }*：`{ $revision }` に戻します
rollback-title-before = ↩️ *{ $environment }* の *{ $service }*：`{ $revision }` から以前の状態に戻します
rollback-brought = { $by }さんがリリースし、{ $since } に届いたリビジョンです。
rollback-brought-unknown = わたしの知る最初のリリースより前にあったリビジョンです。
rollback-skipped = ひとつ前は `{ $revision }` ですが、レジストリにイメージがないので飛ばしました。
rollback-how-stop = 進行中のデプロイを止め、すべてのトラフィックをすぐに以前のバージョンへ戻します。
rollback-how-stop-first = { $by }さんの `{ $revision }` がデプロイ中なので、まずそれを止めます。そのあと、このリビジョンを列の先頭で改めてデプロイします。
rollback-how-deploy = このリビジョンを列の先頭で改めてデプロイします。デプロイ時間帯の外でも、デプロイ停止期間でも進みます。
rollback-remains = 残っているもの：{ $remains }
rollback-running = ブルーとして稼働中
rollback-image-there = イメージあり
rollback-image-gone = イメージなし
rollback-image-unknown = イメージは確認できません
rollback-definition-there = タスク定義あり
rollback-definition-gone = タスク定義なし
rollback-definition-unknown = タスク定義は確認できません
rollback-needs-approval = 始める前に{ $count }件の承認が必要です。
rollback-needs-none = 承認は要りません。
rollback-locked = 🔒 { $by }さんが{ $where }をロックしています{ $reason ->
    [none] 。
   *[other] （「{ $reason }」）。
}続けると、このロールバックに限ってロックを外し、そのことをスレッドに残します。
rollback-where = サービスと環境を選んでください。戻せるリビジョンをお見せします。
rollback-unavailable = 記憶（Redis）が応えないので、いまは確認できません。何も変わっていません。少し待ってからもう一度お願いします。
rollback-looking = ⏳ 何があったか、何が残っているかを調べています…
rollback-confirm = 戻す
rollback-confirm-over = ロックがあっても戻す
rollback-choose = ほかのリビジョンを選ぶ
rollback-begun = ↩️ 取りかかりました。様子はリリースのスレッドでお伝えします。
rollback-form-title = ロールバック
rollback-form-submit = 戻す
rollback-form-revision = 戻す先
rollback-form-unopened = フォームを開けませんでした。Slackが待つのは3秒までです。もう一度 `/rollback` と入力してください。
rollback-form-not-allowed = ここで戻せるのは、この環境のデプロイ担当者と承認者だけです。
rollback-form-place-gone = このサービスはこの環境にありません。別の環境を選んでください。
rollback-form-none-chosen = ここには戻す先がないか、まだ調べている途中です。先にリビジョンを選んでください。

## 変わる内容
diff-title = *変わる内容*
diff-of = { $where }に `{ $revision }` をリリースすると
diff-line = • { $path }：{ $change }
diff-none = 変わるものはありません。すでに `{ $live }` が動いています
diff-nothing = { $where }を待っているリリースはありません。リビジョンを書くと、何が変わるかを表示します。
diff-dry = 確認しただけで、何も書き込んでいません。
diff-unavailable = いまは比べられません：{ $error }
diff-failed = このままではリリースできません：{ $error }
button-diff = 何が変わりますか？

## ゲートのことば
gate-unbuilt = `{ $kind }`：このバージョンにはないゲートです
gate-slow = `{ $kind }`：時間内に答えがありませんでした
gate-broken = `{ $kind }`：確認中に問題が起きました。詳しくは私のログにあります
gate-nowhere = `{ $kind }`：どのリージョンを見るかが設定にありません
gate-aws-silent = `{ $kind }`：AWSに確認できません（{ $error }）
gate-http-well = 死活確認：`{ $url }` の応答は{ $status }
gate-http-other = 死活確認：`{ $url }` の応答が{ $expected }ではなく{ $status }です
gate-http-lacks = 死活確認：`{ $url }` の応答に「{ $wanted }」がありません
gate-http-silent = 死活確認：`{ $url }` が応答しません（{ $error }）
gate-prometheus-well = Prometheus：{ $value }、正常です
gate-prometheus-high = Prometheus：{ $value }、{ $bound }より低くなければなりません
gate-prometheus-low = Prometheus：{ $value }、{ $bound }より高くなければなりません
gate-prometheus-empty = Prometheus：まだデータがありません
gate-prometheus-many = Prometheus：値は一つのはずですが、{ $count }個返ってきます
gate-prometheus-odd = Prometheus：クエリの結果が一つの数値ではありません
gate-prometheus-silent = Prometheus（`{ $url }`）に確認できません（{ $error }）
gate-prometheus-refuses = Prometheus（`{ $url }`）がクエリを受け付けません：{ $error }
gate-alarms-quiet = アラーム{ $count }件はすべて静かです
gate-alarms-ring = アラームが鳴りました：{ $names }
gate-alarms-missing = CloudWatchにないアラームです：{ $names }
gate-scan-clean = `{ $repository }` のスキャン：問題は見つかりませんでした
gate-scan-warns = `{ $repository }` のスキャン：{ $found }。デプロイは止めません
gate-scan-blocks = `{ $repository }` のスキャン：{ $found }
gate-scan-runs = `{ $repository }` のスキャン：まだ終わっていません（{ $status }）
gate-scan-endless = `{ $repository }` のスキャン：時間がかかりすぎています（{ $status }）
gate-scan-none = `{ $repository }` のスキャン：結果がありません（{ $status }）
gate-scan-nothing = スキャン：確認するイメージがありません
gate-checks-passed = GitHubのチェック{ $count }件はすべて通りました
gate-checks-run = GitHubのチェックがまだ終わっていません：{ $names }
gate-checks-failed = GitHubのチェックが失敗しました：{ $names }
gate-checks-endless = GitHubのチェックに時間がかかりすぎています：{ $names }
gate-checks-none = GitHubのチェックはまだ始まっていません
gate-checks-no-source = GitHubのチェック：{ $service }のリポジトリが設定にありません
gate-checks-no-commit = GitHubのチェック：`{ $revision }` がどのコミットから作られたか分かりません
gate-checks-missing-commit = GitHubのチェック：そのコミットは{ $repository }にありません
gate-checks-silent = GitHubのチェック：GitHubに確認できません（{ $error }）
gate-soak-done = { $environment }で十分な時間動いていました
gate-soak-runs = { $environment }であと{ $minutes }分動いている必要があります
gate-soak-short = { $environment }で動いていましたが、時間が足りません
gate-soak-never = { $environment }で動いていたことがありません
gate-checklist-done = チェックリストはすべて確認済みです
gate-checklist-open = チェックリストに残りがあります：{ $items }

## 提案：次にリリースできるもの

offer-made = 📦 { $where }に `{ $revision }` をリリースできます。{ $live ->
    [none] { "" }
   *[other] いま動いているのは `{ $live }` です。
}
offer-more-commits = … ほかにコミット{ $count }件
offer-files = { $count ->
    [0] 変わったファイルはありません
   *[other] ファイル{ $count }件：{ $files }
}{ $left ->
    [0] { "" }
   *[other] { " " }ほか{ $left }件
}{ $link ->
    [none] { "" }
   *[other] { " " }· { $link }
}
offer-compare = 変更をすべて見る
offer-more-changes = … ほかに設定{ $count }件
offer-taken = 📦 { $by }さんが `{ $revision }` のリリースを依頼しました：{ $where }
offer-ignored = 📦 { $by }さんが `{ $revision }` を見送りました：{ $where }。次に新しいものが出たら、またお知らせします。
offer-overtaken = 📦 `{ $revision }` の提案は取り下げました：{ $where }
button-offer-take = リリースを依頼する
button-offer-ignore = 今回は見送る
refused-offer-gone = この提案はすでに回答済みか、新しい提案に替わっています。いまの状況はメッセージをご覧ください。
