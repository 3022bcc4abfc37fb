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
