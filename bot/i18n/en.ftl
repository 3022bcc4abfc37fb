### What Subaku says in a release's thread, and why it won't do something. Short, warm, honest; no cheering over a failure.

## The live message

live-title = *{ $service }* `{ $revision }` → *{ $environment }*
live-title-rollback = ↩️ Rollback · *{ $service }* `{ $revision }` → *{ $environment }*
live-title-hotfix = 🚑 Hotfix · *{ $service }* `{ $revision }` → *{ $environment }*
live-title-train = 🚃 *{ $service }* `{ $revision }` → *{ $environment }*
live-text = { $service } { $revision } → { $environment }: { $headline }

live-requested = 🙋 Waiting for an approval
live-requested-more = 🙋 Waiting for approvals: { $given } of { $required }
live-scheduled = 🗓️ It starts { $due }, in { $span }
live-missed = ⏰ It was to start { $due }, and I wasn't there to start it; { $requester } decides
live-queued = 🎟️ In line; it starts when its turn comes
live-queued-next = 🎟️ Next in line
live-queued-place = 🎟️ In line, at place { $place }
live-held-window = 🚪 It waits for the next deploy window
live-held-freeze = 🧊 It waits until the freeze is over
live-held-lock = 🔒 It waits for a lock to be lifted
live-held-gate = 🚦 A gate is not open yet
live-held-train = 🚃 It waits for the carriage before it
live-held-after = 🪜 It has to stand elsewhere first
live-deploying = 📦 Setting up green; users are still on blue
live-deploying-plain = 📦 { $side } is putting it in place
live-holding = 🔬 Green is ready to be tested; a person decides by { $until }
live-holding-plain = 🔬 It waits for an answer; a person decides by { $until }
live-holding-continue = 👌 { $by } lets the traffic go over; { $side } is being told
live-holding-stop = ✋ { $by } said stop; { $side } is being told
live-holding-expired = ⌛ Nobody answered in time, so I'm stopping it
live-shifting = 🚦 Traffic is going over to green
live-shifting-plain = 🚦 It takes over, step by step
live-baking = 🌤️ All traffic is on green; watching that it stays well
live-baking-plain = 🌤️ It is in place; watching that it stays well
live-rolling-back = ↩️ Going back to what was there before
live-stopping = ✋ { $by } stopped it; { $side } is being told
live-succeeded = 🎉 It's live: all traffic is on green
live-succeeded-plain = 🎉 It's live
live-succeeded-back = 🛟 It's back: all traffic is on it again
live-failed = 🌧️ It did not go through
live-rolled-back = 🛟 Taken back: what was there before has all the traffic
live-rejected = 🙅 { $by } said no
live-cancelled = 🗂️ { $by } took the request back
live-batched = 🧺 { $carrier } goes in its place
live-expired = ⌛ Nobody decided in time
live-train-going = 🚃 On its way: { $arrived } of { $count } carriages { $arrived ->
    [one] has
   *[other] have
} arrived
live-train-arrived = 🎉 The whole train has arrived
live-train-turning = ↩️ A carriage did not make it; what had arrived is being taken back
live-train-back = 🛟 Taken back: everything stands as it stood before
live-train-stranded = 🌧️ It did not make it, and not all of it was taken back: each line below says what stands
live-carriage = 🚃 { $train }, carriage { $place } of { $count }
train-line = { $mark } *{ $service }* · { $state }
train-back-under-way = is being taken back
train-back-done = was taken back
train-back-failed = was not taken back
train-left-out = { $service } stays: nothing of it has changed
train-unsure = { $service } comes along: I couldn't tell what has changed

live-traffic = { $bar }  *{ $percent }%* on green
live-traffic-plain = { $bar }  *{ $percent }%* on the new revision
live-since = ⏱️ { $span } · since { $start }
live-took = ⏱️ { $span } · { $start } – { $end }
live-left = about { $span } more
live-due = 🗓️ To start { $due }, in { $span }
live-expected = ⏳ Starts between { $likely } and { $latest }, if it goes as usual
live-expected-about = ⏳ Starts about { $likely }, if it goes as usual
live-hotfix-why = Goes before others: “{ $reason }”
live-earlier = 🧺 `{ $revision }` by { $by } waits here too; this one could go in place of both
live-thread = thread
live-asked = Asked by { $by } · { $at }
live-approved = Approved by { $by }
live-again = asked for once more
in-place-of = { $by } (in place of { $other })
live-digest = image `{ $digest }`
live-commit = commit `{ $digest }`
live-replaces = replaces `{ $revision }`
live-reference = { $side } `{ $reference }`
live-expires = open until { $until }
live-ticked = ☑️ { $item }
live-tag-moved = 🏷️ `{ $tag }` means another image by now (`{ $digest }`); what was approved is what runs
live-aside = 🔓 { $by } set the { $barrier ->
    [window] deploy window
    [freeze] freeze
    [gate] gate
    [lock] lock
   *[after] wait for another environment
} aside: “{ $reason }”
live-aside-may = Admins can set it aside, saying why
live-aside-rollback = 🔓 { $by } goes over a lock with this rollback
live-elsewhere = See it there
live-gate = { $mark } { $said }{ $link }
button-log = Show the log
log-title = The last lines
log-none = There are no log lines of it any more.
live-detail = { $detail }

## What it waits for

waits-aws-throttled = ⏳ { $side } asks me to slow down; I'm trying again
waits-aws-unavailable = ⏳ { $side } can't be reached right now; I'm trying again. What runs there goes on
waits-aws-refused = ⏳ { $side } won't let me look at this deployment; what runs there goes on
waits-target-busy = ⏳ A deployment that isn't mine runs here; I'm waiting for it to end
waits-misconfigured = ⏳ { $side } holds something else than the catalogue says; I'm waiting for it to be put right
waits-unseen = 🌫️ { $side } answers, and doesn't know this deployment any more
waits-unseen-way = What runs there can't be told from here: an admin looks at { $side }, then lets go of the target
waits-window = 🚪 The deploy window is closed
waits-freeze = 🧊 Deploying is frozen
waits-lock = 🔒 Somebody else has locked this
waits-gate = 🚦 A gate does not let it pass
waits-train = 🚃 The carriage before it is still on its way
waits-after = 🪜 The revision has to stand elsewhere first

## Buttons

button-approve = Approve
button-reject = Reject
button-reject-why = Reject, saying why
button-withdraw = Withdraw my approval
button-now = Start now
button-retry = Ask again
button-batch = One for both
button-lock-offer = Lock it
button-lock-lift-why = Lift it, saying why
button-lock-extend = Keep it 2 h longer
button-lock-end-later = Let it end in 2 h
button-rollback-over = Roll back all the same
button-cancel = Take back
button-continue = Let traffic go over
button-continue-plain = Let it go on
button-hold-stop = Stop here
button-stop = Stop and take back
confirm-back = Not yet
confirm-cancel = Take the request back?
confirm-cancel-text = Nothing has started yet, so nothing changes for users.
confirm-now = Start it now?
confirm-now-text = It goes into the line at once instead of waiting for its time.
confirm-retry = Ask for it again?
confirm-retry-text = The same revision; approvals are asked for anew where they are needed.
confirm-batch = One release for both?
confirm-batch-text = The earlier request ends, and this one takes its place in line.
confirm-hold-stop = Stop at green?
confirm-hold-stop-plain = Stop here?
confirm-hold-stop-text = Users stay on what they have now. Green goes away.
confirm-hold-stop-text-plain = What was there before stays.
confirm-stop = Stop this deployment?
confirm-stop-text = { $side } takes all traffic back to what was there before.
confirm-continue = Let the traffic go over?
confirm-continue-plain = Let it go on?
confirm-continue-text = From now on users come to green.
confirm-continue-text-plain = From here it goes on by itself.

## Stages

stage-before-install = Before setting up
stage-install = Set up green
stage-after-install = After setting up
stage-allow-test-traffic = Send test traffic to green
stage-after-allow-test-traffic = Test green
stage-before-allow-traffic = Before traffic goes over
stage-allow-traffic = Traffic goes over
stage-after-allow-traffic = After traffic went over
stage-application-stop = Stop the old one
stage-download-bundle = Fetch the bundle
stage-application-start = Start the application
stage-validate-service = See whether it works
stage-before-block-traffic = Before traffic is held back
stage-block-traffic = Hold traffic back
stage-after-block-traffic = After traffic was held back
stage-instances = Instances
stage-pipeline-stage = Stage
stage-pipeline-action = Action
stage-pipeline-approval = Manual approval
stage-build-submitted = Build handed in
stage-build-queued = Build in the queue
stage-build-provisioning = Set up the build machine
stage-build-download-source = Fetch the source
stage-build-install = Install tools
stage-build-pre-build = Before the build
stage-build-build = Build
stage-build-post-build = After the build
stage-build-upload-artifacts = Upload what was built
stage-build-finalizing = Clean up
stage-update-code = Update the code
stage-publish-version = Publish the version
stage-weight = Share of the traffic
stage-reconcile-service = Settle what was there
stage-pre-scale-up = Before green starts
stage-scale-up = Start the new tasks
stage-post-scale-up = After green started
stage-test-traffic-shift = Send test traffic to green
stage-post-test-traffic-shift = Test green
stage-production-traffic-shift = Traffic goes over
stage-post-production-traffic-shift = After traffic went over
stage-bake-time = Bake: blue stands by
stage-clean-up = Stop the old tasks
stage-sync = Sync
stage-wait-for-sync = Wait for Argo CD's own sync
stage-become-healthy = Become healthy
stage-approval = Approval
stage-schedule = Until its time
stage-queue = In line
stage-total = In all
table-stage = Stage
table-took = Took
table-ended = Ended
stage-left = { $left } left
stage-not-visible = can't be seen right now

## Why

cause-health-check = the health check failed
cause-task-cannot-start = a task could not start
cause-gate = a gate failed while I kept watch
cause-unhealthy = what runs there says that it is not healthy
cause-step-failed = one of its steps failed
cause-alarm = an alarm went off
cause-hook-failed = a hook said no
cause-hook-timed-out = a hook was not answered in time
cause-hold-rejected = a person stopped it while testing
cause-hold-expired = nobody answered while green waited
cause-hold-expired-plain = nobody answered while it waited
cause-stopped-here = a person stopped it
cause-stopped-elsewhere = it was stopped outside of Subaku
cause-timed-out = it took longer than it may
cause-refused = { $side } refused to start it
cause-misconfigured = { $side } holds something else than the catalogue says
cause-lost = { $side } didn't know it any more, and an admin let go of the target
cause-other = { $side } gave no reason that I know
why-line = { $cause }
why-line-detail = { $cause }: { $detail }

## What is known of a deployment (`advice-CODE`)

advice-pipeline-other-commit = ⚠️ This run carries the commit `{ $detail }`, not the approved one. Look at what started it before you let it go on.
advice-pipeline-superseded = ⏩ A newer run (`{ $detail }`) took its place in the pipeline. Nothing to mend; release again if you want this one after all.
advice-pipeline-changed = 🛠️ Somebody changed the pipeline while this ran, so CodePipeline gave it up. Release again with the pipeline as it is now.
advice-pipeline-stopping = ⏳ It stops as soon as the step under way is done, so that nothing is cut in the middle.
advice-pipeline-no-way-back = 🧭 The pipeline has no earlier success to go back to. Release a commit that is known to work.
advice-ec2-two-target-groups = 🔀 The traffic will never go over like this: the deployment group has several target groups (`{ $detail }`) where one belongs. Stop this release, leave only the one behind the listener in the deployment group, and release again.
advice-ec2-traffic-slow = 🐢 The traffic has been going over for more than ten minutes (`{ $detail }`). See in the target group whether the new instances pass its health checks: the path, the port and the security group are what it usually is.
advice-ec2-flapping = 🩺 Auto Scaling ends instances while they warm up, because it believes the load balancer's health checks: `{ $detail }`. Set the group's health check type to EC2, or give it a longer grace period, and release again.
advice-ec2-pending-wait = ⏳ In `Pending:Wait`: { $detail }. That is normal now: CodeDeploy's lifecycle hook holds instances back until the bundle is on them.
advice-ec2-pending-wait-left = 🧹 Still in `Pending:Wait` although nothing is being deployed: { $detail }. CodeDeploy's lifecycle hook was left over. Complete it with `aws autoscaling complete-lifecycle-action` (result CONTINUE), and delete the hook if the deployment group doesn't name that Auto Scaling group any more.
advice-ec2-group-replaced = 🌱 The original Auto Scaling group is gone, and that is as it should be: CodeDeploy goes on with its copy `{ $detail }`, and so do I. Dashboards, alarms and scripts that name the old one should follow.
advice-lambda-image = 🔑 Lambda can't use the image (`{ $detail }`). See whether it is still in its repository, and whether the repository's policy lets Lambda (`lambda.amazonaws.com`) have `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer`. Then release again.
advice-lambda-network = 🌐 There are no network addresses left for the function (`{ $detail }`). Make room in the subnets of its VPC, raise the limit of network interfaces, or give it other subnets. Then release again.
advice-lambda-moved = 👋 Somebody else moved the alias: `{ $detail }`. I leave it as it is; release again once they are done.
advice-circuit-breaker = 🔌 ECS's circuit breaker ended it ({ $detail } tasks failed) and put back what stood before. Mend what kept the tasks from running, and release again.
advice-rollback-failed = 🚨 ECS could not put back what stood before: `{ $detail }`. Look at the service in ECS now; a release of a revision that is known to work sets it right.
advice-image-not-found = 🔎 The tag or digest isn't in the repository any more: `{ $detail }`. Push the image again, or release another revision.
advice-image-not-allowed = 🔒 The registry didn't let ECS read the image: `{ $detail }`. Give the task's execution role the right to pull it, or the login of the registry.
advice-image-platform = 🧩 The image was built for another kind of processor: `{ $detail }`. Build it for the platform of the tasks (such as linux/amd64), and release again.
advice-image-unreachable = 📡 The tasks can't reach the registry: `{ $detail }`. See whether their subnets have a way out (a NAT gateway or VPC endpoints), and what their security group lets through.
advice-image-not-pulled = 📦 ECS can't pull the image: `{ $detail }`.
advice-secret-not-read = 🗝️ A secret or parameter can't be read before the task starts: `{ $detail }`. See whether it exists, and whether the task's execution role may read it.
advice-out-of-memory = 🧠 A container needs more memory than the task gives it: `{ $detail }`. Raise the memory in the task definition, or see what grew.
advice-no-capacity = 🪑 ECS finds no place for the new tasks: `{ $detail }`. It goes on trying. Add capacity or subnets in other zones, or stop this release and try later.
advice-container-exited = 💥 The container ends by itself soon after it starts: `{ $detail }`. Its log tells why; often a setting or a database isn't there.
advice-health-check = 🩺 The new tasks run, but don't pass their health checks: `{ $detail }`. See whether the path and the port answer, and whether the grace period is long enough for the application to warm up.
advice-review-elsewhere = 👀 GitHub wants a review that I may not give ({ $detail }). One of them opens the run and answers it there; I go on by myself afterwards.
advice-run-not-undone = 🧩 GitHub undoes nothing of what this run has done. If you aren't sure how far it came, roll back.
advice-run-other-commit = ⚠️ This run works with the commit `{ $detail }`, not the approved one: the workflow isn't told which to take, and takes its branch's newest. Hand the commit over as an input (`{"{sha}"}`), and check it out by that.
advice-workflow-changed = ⚠️ The workflow's file isn't the approved one any more (`{ $detail }`): somebody pushed to its branch in between. Look at what changed before you trust this run.
advice-sync-not-undone = 🧩 Argo CD leaves what it has already applied as it is. If you aren't sure how far it came, roll back.
advice-app-suspended = ⏸️ Argo CD says `Suspended`: a rollout or a job in it is paused, and waits for somebody to resume it there.
advice-app-missing = 🔎 Argo CD doesn't see all of the resources in the cluster (`Missing`). If that doesn't pass in a minute, look at the application's events.
advice-drift = 🧭 Not as git has it: { $detail }. Somebody changed it in the cluster, or something in there changes it by itself. Sync again to put it right, or write the change into git.
advice-unknown-status = 🤔 { $side } says `{ $detail }`, a word that I don't know. I change nothing and keep looking; see there what it means.

## Replies in the thread

said-asked = { $approvers }: { $requester } would like to put { $service } `{ $revision }` into { $environment }. Approve or reject it in the message above, until { $until } please.
said-asked-rollback = { $approvers }: { $requester } would like to take { $service } in { $environment } back to `{ $revision }`. Approve or reject it in the message above, until { $until } please.
said-asked-hotfix = { $approvers }: a hotfix. { $requester } would like to put { $service } `{ $revision }` into { $environment } before others: “{ $reason }” Approve or reject it in the message above, until { $until } please.
said-approved-all = ✅ { $by } approved. That's all it needs.
said-approved-last = ✅ { $by } approved. That's all it needs; it takes its place in line.
said-approved-more = ✅ { $by } approved. { $missing ->
    [one] One more is needed.
   *[other] { $missing } more are needed.
}
said-voided = ✋ What would run is no longer what was approved: { $changed } changed. Please look again and decide anew in the message above.
said-voided-asking = ✋ { $approvers }: what would run is no longer what was approved: { $changed } changed. Please look again and decide anew in the message above.
said-started = 🏃 Off we go: { $service } `{ $revision }` is on its way to { $environment }. { $side } runs it as `{ $reference }`.
said-withdrawn = 💭 { $by } took the approval back. { $missing ->
    [0] It still has all that it needs.
    [one] One more is needed.
   *[other] { $missing } more are needed.
}
said-approval-reminded = 🍵 { $approvers }: the request of { $requester } still waits for a decision, until { $until }.
said-lapsed = ⌛ { $approvers }: the approvals are a week old and no longer count. Please look again and decide anew in the message above.
said-rule-asking = 📜 { $approvers }: the rule for approvals has changed here. Please decide in the message above.
said-rule = 📜 The rule for approvals has changed here. Nobody needs to do anything.
said-scheduled = 🗓️ It is set to start { $due }.
said-scheduled-soon = 🗓️ { $by } lets it start as soon as it can.
said-missed = ⏰ { $requester }: this was to start { $due }, and I wasn't there to start it. Start it now or take it back in the message above; without an answer I close it after a day.
said-tag-moved = 🏷️ `{ $tag }` means another image by now (`{ $digest }`). What was approved runs all the same: `{ $pinned }`.
said-batched = 🧺 { $by } lets { $carrier } go in place of this one. This request ends here.
said-carries = 🧺 { $by } lets this one go in place of { $revision } as well.
said-unseen = 🌫️ { $admins }: { $side } answers, and doesn't know this deployment any more. Please look at what runs there; then let go of the target in the message above, so that others can go on.
said-held = ✋ It can't start yet. { $hindrance }
said-hold = 🔬 { $people }: green is ready to be tested. Have a look, then let the traffic go over or stop here. If nobody answers by { $until }, I stop it and users stay where they are.
said-hold-plain = 🔬 { $people }: it waits for you. Have a look, then let it go on or stop here. If nobody answers by { $until }, I stop it and everything stays as it is.
said-hold-done = 🔬 Green was ready to be tested.
said-hold-done-plain = 🔬 It waited for an answer here.
said-reminded = 🍵 { $people }: green is still waiting for an answer, until { $until }. Without one I stop it.
said-reminded-plain = 🍵 { $people }: it is still waiting for an answer, until { $until }. Without one I stop it.
said-continued = 👌 { $by } looked and lets the traffic go over.
said-continued-plain = 👌 { $by } looked and lets it go on.
said-hold-stopped = ✋ { $by } stopped it here. Users stay on what they have.
said-hold-expired = ⌛ Nobody answered in time, so I stopped it. Users stay on what they have.
said-stopping = ✋ { $by } stopped this deployment. { $side } takes it back.
said-baking = 👀 All traffic is on `{ $revision }`. I keep watching until { $until }.
said-gate = { $said }
said-shifting = 🚦 Traffic is going over: from blue to green.
said-shifting-plain = 🚦 It takes over from what was there before.
said-rolling-back = ↩️ Going back to what was there before: { $why }.
said-succeeded = 🎉 { $service } `{ $revision }` is live in { $environment }. It took { $span }. Well done, everybody!
said-succeeded-back = 🛟 { $service } `{ $revision }` is back in { $environment }. It took { $span }.
said-carriage = 🚃 *{ $service }* · { $text }
said-carriage-arrived = ✅ `{ $revision }` is live in { $environment }. It took { $span }. Now the next one.
said-train-arrived = 🎉 The whole of { $train } `{ $revision }` is live in { $environment }. Well done, everybody!
said-carriage-called-off = 🗂️ Its train ended before its turn. Nothing was changed.
said-way-back-called-off = 🗂️ Something newer stands here by now, so I leave it as it is.
said-taking-back = ↩️ Another carriage of its train did not make it, so I'm taking this one back to `{ $revision }`.
said-carriage-stuck = 🌧️ I can't take this one back yet, and keep trying: { $detail }
said-lock-offer = Shall I keep everybody else from deploying { $service } to { $environment } until it is clear what happened?
said-failed = 🌧️ { $service } `{ $revision }` did not go through: { $why }.
said-rolled-back = 🛟 Taken back, and safe: what was there before has all the traffic. Why: { $why }.
said-rejected = 🙅 { $by } said no to this one.
said-rejected-reason = 🙅 { $by } said no to this one: “{ $reason }”
said-cancelled = 🗂️ { $by } took the request back. Nothing was changed.
said-expired = ⌛ Nobody decided in time, so I closed the request. Ask again whenever it suits you.
said-memory-away = 🌫️ I can't reach my memory (Redis) at the moment. What runs at AWS goes on; nothing is lost.
said-memory-back = 🌤️ My memory is back. I'm going on from where I was.

part-image = the image behind the tag
part-task-definition = the task definition
part-commit = the commit behind the name
part-bundle = the bundle in S3
part-tag = the tag
part-pipeline = the pipeline
part-function = the function's configuration
part-target = the target's settings
part-carriage = what { $service } brings along
part-gates = the checks

## Answers that one person sees

answer-requested = 🍉 Your request is up: { $service } `{ $revision }` → { $environment }. { $link }
answer-requested-later = 🍉 Your request is up; once approved, it starts { $due }: { $service } `{ $revision }` → { $environment }. { $link }
answer-requested-queued = 🍉 It needs no approval and is in line: { $service } `{ $revision }` → { $environment }. { $link }
answer-requested-scheduled = 🍉 It needs no approval and starts { $due }: { $service } `{ $revision }` → { $environment }. { $link }
answer-link = Follow it here
answer-locked = 🔒 You have locked { $scope }{ $until ->
    [none] . It stays so until you lift it.
   *[other] , until { $until }.
}
answer-cancelled = 🗂️ Taken back: { $service } `{ $revision }` → { $environment }. Nothing was changed.
answer-moved = 🎟️ { $service } `{ $revision }` → { $environment } has another place in line: { $place } as far as its priority allows.
answer-rescheduled = 🗓️ { $service } `{ $revision }` → { $environment } { $until ->
    [none] goes into line at once.
   *[other] starts { $until }.
}
answer-unlocked = 🔓 The lock is lifted: { $scope }.
answer-stolen = 🔒 The lock is yours now: { $scope }. { $by ->
    [nobody] The owner hears of it.
   *[other] { $by } hears of it, with your reason.
}
answer-frozen = 🧊 Frozen until { $until }: { $scope }.
answer-thawed = 🌤️ The freeze is over: { $scope }.
answer-out = 🌴 { $by } approves for you until { $until }. Have a good time.
answer-back = 🍵 Good to have you back. You approve for yourself again.
answer-rollback-stops = ↩️ I'm stopping `{ $revision }`: all traffic goes back to what was there before.
answer-reloaded = 📖 The catalogue is read anew: { $services ->
    [one] one service
   *[other] { $services } services
}, { $targets ->
    [one] one target
   *[other] { $targets } targets
}.
answer-other = Done (`{ $code }`).
who-subaku = Subaku
who-aws = AWS
verdict-continue = to go on
verdict-stop = to stop

stands-requested = waits for approval
stands-scheduled = waits for its time
stands-queued = is in line
stands-deploying = is being deployed
stands-holding = waits for an answer
stands-shifting = is going over
stands-baking = is being watched
stands-rolling-back = is going back
stands-succeeded = went through
stands-failed = failed
stands-rolled-back = was taken back
stands-rejected = was rejected
stands-cancelled = was taken back
stands-expired = expired

## Why not (`refused-CODE`)

refused-release-gone = I can't find that release any more. Ask for it anew with `/platform-deploy`.
refused-already-decided = { $by ->
    [nobody] This one { $status } already.
   *[other] This one { $status } already; { $by } was first.
}
refused-not-approver = Only the approvers of this environment can decide on this one{ $approvers ->
    [none] .
   *[other] : { $approvers }.
}
refused-own-approval = A second pair of eyes is needed here: somebody else than the requester approves.
refused-plan-changed = What would run has changed since that button was drawn. Please look at the message again and decide anew.
refused-approved-before = You approved this one already; thank you.
refused-not-deployer = You can't ask for releases here yet. An admin can add you to the deployers.
refused-not-cancel = Only the requester, an approver or an admin can take this request back.
refused-too-late-to-cancel = This one { $status }, so it can't be taken back as a request. If it's live, use Stop.
refused-not-holding = This one { $status }; it isn't waiting for an answer.
refused-hold-answered = { $by } answered before you: { $verdict }.
refused-not-hold-approver = Only deployers and approvers of this environment can answer here.
refused-not-stop = Only deployers and approvers of this environment can stop this one.
refused-nothing-to-stop = There is nothing to stop: this one { $status }.
refused-stopped-before = { $by } stopped it already; it is being taken back.
refused-revision-not-found = { $nearest ->
    [none] I can't find `{ $revision }` among the images of { $service }.
   *[other] I can't find `{ $revision }` among the images of { $service }. Did you mean { $nearest }?
}
refused-registry-unavailable = The registry of { $service } can't be asked right now, so I can't tell whether that revision is there. Please try again in a moment.
refused-target-misconfigured = Nothing was changed: what is there is something else than the catalogue says. { $detail }
refused-driver-unbuilt = This version can't deploy { $service } yet: it has no driver `{ $driver }`.
refused-target-unreachable = The other side can't be asked right now, so I didn't plan anything. Please try again in a moment. { $detail }
refused-channel-unreachable = I can't write into { $channel }, where this release belongs. Please invite me there (`/invite`). The release itself goes on without its thread.
refused-service-unknown = { $nearest ->
    [none] I don't know a service called `{ $service }`.
   *[other] I don't know a service called `{ $service }`. Did you mean { $nearest }?
}
refused-environment-unknown = I don't know an environment called `{ $environment }`. There is { $known }.
refused-bad-revision = `{ $revision }` can't be the name of a revision. Letters, digits and `. _ -` are fine, up to 128 of them.
refused-unknown-verb = { $nearest ->
    [none] I don't know `{ $verb }`. Try `/platform-deploy help`.
   *[other] I don't know `{ $verb }`. Did you mean { $nearest }?
}
refused-nothing-kept = My memory (Redis) doesn't answer, so nothing was kept. Please try again in a moment.
refused-catalogue-changed = `{ $target }` is no longer in the catalogue, so nothing was done.
refused-not-built = `{ $verb }` is planned, but this version can't do it yet.
refused-train-unchanged = Nothing of { $train } has changed since what stands in { $environment }, so there is nothing to release.
refused-train-apart = { $train } is a train of { $known }. This goes one service at a time. To go back, begin with the last one.
refused-person-unknown = Slack doesn't tell me who you are at the moment, so I can't check what you may do. Please try again.
refused-went-wrong = Something went wrong on my side while I looked at this. It is in my log; please try again.
refused-locked-by = { $by } has locked this already: { $scope }{ $reason ->
    [none] .
   *[other] . “{ $reason }”
}
refused-not-locked = There is no lock to lift: { $scope }.
refused-not-lock-owner = This lock is { $by }'s: { $scope }. They lift it, or you take it over with a reason.
refused-lift-unconfirmed = This lock is { $by }'s: { $scope }. As an admin you can lift it; please say why.
refused-not-lock = You can't lock { $scope }. Deployers lock a service, approvers an environment, admins everything.
refused-lock-is-yours = This lock is yours already: { $scope }.
refused-reason-missing = Please say why: `{ $verb } … because …`. The others will want to know.
refused-gate-closed = The traffic can’t go over yet: { $gates } does not pass. The message above says why; in a hurry an admin can set the gate aside there.
refused-freeze-backwards = A freeze has to end after it begins, and not in the past.
refused-not-frozen = There is no freeze to lift: { $scope }. Those in the configuration end where they are written.
refused-not-admin = Only an admin can do this{ $admins ->
    [none] .
   *[other] : { $admins }.
}
refused-not-full-member = { $by } isn't a full member of this workspace, and can't approve for anybody.
refused-delegate-to-oneself = You approve for yourself anyway. Name somebody else.
refused-time-past = { $time ->
    [none] That time has gone by.
   *[other] `{ $time }` has gone by.
}
refused-bad-time = I can't read `{ $time }` as a time. Try `14:00`, `tomorrow 14:00`, `friday 9:00` or `for 2h`.
refused-bad-place = `{ $place }` is no place in a line. The first one is `1`.
refused-bad-person = I don't know who `{ $person }` is. Mention them with `@`.
refused-one-at-a-time = One at a time, please: { $names }.
refused-scope-missing = Say what it is about: `{ $verb } SERVICE`, `{ $verb } ENVIRONMENT` or `{ $verb } everything`.
refused-end-missing = Say until when: `{ $verb } … until friday` or `{ $verb } … for 2h`.
refused-release-missing = Say which release: its id is shown by `/platform-deploy status`. Then `{ $verb } ID …`.
refused-not-out = You approve for yourself already.
refused-nothing-to-withdraw = You haven't approved this one, so there is nothing to take back.
refused-too-late-to-withdraw = Too late to take the approval back: this one { $status }. If it's live, use Stop.
refused-too-late-to-batch = Too late: one of the two has started or ended already.
refused-not-batchable = These two can't go together: a later request can only take the place of an earlier one for the same target.
refused-too-late-to-schedule = Too late for another time: this one { $status }.
refused-nothing-to-override = There is nothing to set aside any more.
refused-nothing-to-clear = There is nothing to let go of: this one { $status }, and AWS knows it.
refused-not-move = Only an admin or an approver of this environment can change the order.
refused-not-queued = This one isn't in line: it { $status }.
refused-person-not-found = I can't find { $by } in Slack, so nothing was changed.
refused-no-windows = No deploy window is in sight for `{ $target }`. Ask for it without `in the next window`.
refused-nothing-to-retry = There is nothing to ask for again: it is under way, or it went through.
refused-retry-rollback = A rollback isn't asked for again like this. Use `/rollback`: it looks at what stands there now.
refused-nothing-to-promote = Nothing of { $service } stands in { $environment } that I know of, so there is nothing to promote.
refused-nothing-before-environment = { $environment } is the first environment of { $service }: nothing comes before it.
refused-rollback-locked = { $by } has locked this{ $reason ->
    [none] .
   *[other] : “{ $reason }”
} A rollback can go over the lock, if you say so.
refused-rolling-back-already = { $by ->
    [aws] It is on its way back already; AWS began it.
   *[other] It is on its way back already; { $by } began it.
}
refused-nothing-before = I know of nothing that stood on `{ $target }` before, so there is nothing to go back to.
refused-never-stood = `{ $revision }` never stood there{ $known ->
    [none] , and I know of nothing else that did.
   *[other] . What did: { $known }
}
refused-catalogue-wrong = The catalogue has { $count ->
    [one] a mistake
   *[other] { $count } mistakes
}, so the one before stays in force.
    { $problems }
refused-other = I can't do that (`{ $code }`).

## Locks, freezes and the catalogue: news in a channel, and direct messages

news-locked = 🔒 { $by } locked { $where }{ $until ->
    [none] { "" }
   *[other] { " " }until { $until }
}{ $reason ->
    [none] .
   *[other] : “{ $reason }”
}
news-stolen = 🔒 { $by } took over the lock of { $owner }: { $where }{ $until ->
    [none] { "" }
   *[other] , until { $until }
}. “{ $reason }”
news-lifted = 🔓 { $by } lifted the lock after { $span }: { $where }.
news-lifted-for = 🔓 { $by } lifted the lock of { $owner } after { $span }: { $where }. “{ $reason }”
news-expired = 🔓 The lock of { $owner } has come to its end after { $span }: { $where }.
news-frozen = 🧊 { $by } froze { $where } until { $until }: “{ $reason }”
news-frozen-later = 🧊 { $by } announces a freeze: { $where }, from { $start } until { $until }. “{ $reason }”
news-thawed = 🌤️ The freeze is over: { $where }.
news-thawed-early = 🌤️ { $by } ended the freeze early: { $where }.
news-reloaded = 📖 { $by } had the catalogue read anew: { $services ->
    [one] one service
   *[other] { $services } services
}, { $targets ->
    [one] one target
   *[other] { $targets } targets
}.
dm-asked = 🙋 { $by } asks for an approval that you can give: { $service } `{ $revision }` → { $environment } { $link }
dm-ended = *{ $service }* `{ $revision }` → *{ $environment }*: { $headline } { $link }
dm-stand-in = 🪑 You approve in place of { $by } until { $until }.
dm-lock-nagged = 🔒 Your lock on { $where } ends { $until }. Is it still needed?
dm-lock-nagged-open = 🔒 Your lock on { $where } has no end, and others wait for it. Is it still needed?
dm-lock-stolen = 🔒 { $by } took over your lock on { $where }: “{ $reason }”
dm-lock-lifted = 🔓 { $by } lifted your lock on { $where }{ $reason ->
    [none] .
   *[other] : “{ $reason }”
}
dm-lock-expired = 🔓 Your lock on { $where } has come to its end.
admin-lock-orphaned = 🔒 { $owner } isn't a member any more and left a lock behind: { $where }{ $until ->
    [none] { "" }
   *[other] , until { $until }
}. An admin can lift it.

## Answers, forms and help

# What Subaku answers before anything is kept: commands, forms, status. Shown to one reader alone.

help = *Subaku brings a revision of a service to an environment, and tells the story in a thread.*
    🚀 *Release*
    • `/platform-deploy SERVICE TAG ENVIRONMENT` in any order, then perhaps `at 14:00 tomorrow`, `in the next window`, or `hotfix because …`; alone it opens a form
    • `promote SERVICE` what stands in the environment before · `retry [SERVICE]` once more · `cancel` take back
    • `/rollback [SERVICE] [ENVIRONMENT] [to TAG]` go back; without words it shows what there is
    🔎 *Ask*
    • `status` · `queue` · `why SERVICE` · `who` · `schedule` · `history` · `locks` · `windows` · `freezes` · `diff SERVICE TAG`, each with a service or an environment if you like
    🔒 *Keep others out*
    • `lock SERVICE [ENVIRONMENT] for 2h because …` · `unlock SERVICE` · `steal SERVICE because …`
    • `freeze ENVIRONMENT until friday because …` · `freeze lift ENVIRONMENT`
    🧭 *And*
    • `queue move ID 1` · `schedule move ID to 15:00` · `out @somebody until friday` · `out back` · `reload` · `help`
command-unknown = I don't know the command `{ $command }`. `/platform-deploy help` shows what I can do.
something-went-wrong = Something went wrong on my side, and it is in my log. Please try again; if it goes wrong again, tell whoever looks after Subaku.
button-unknown = This button is from another version and no longer does anything. `/platform-deploy status` shows where things stand.
button-unreadable = I can't tell which release this button belongs to, so I did nothing. Please press the one in the release's own thread.

form-title = Ask for a release
form-submit = Ask
form-close = Close
form-choose = Choose
form-choose-revision = Type a tag or a digest
form-service = Service
form-environment = Environment
form-revision = Revision
form-checklist = Before you ask
form-service-gone = This service isn't in the catalogue any more. Choose another one.
form-environment-gone = { $service } doesn't stand in this environment. Choose another one.
form-unopened = The form didn't open: Slack allows three seconds for it. Please type `/platform-deploy` once more.
form-nothing-kept = My memory doesn't answer right now. Nothing was kept: please send it again in a moment.
form-not-deployer = You may not ask for releases here. Ask someone in the deployers' group.
form-bad-revision = “{ $revision }” is no tag or digest. A tag has letters, digits and . _ - only.

form-start = Start at
form-window = Deploy window
form-next-window = Start in the next window
form-hotfix = Why it goes before others (hotfix)
form-one-start = Choose a time or the next window, not both.
dialog-reason = Reason
dialog-while = For how long
dialog-span = { $span }
dialog-reason-missing = Say why, please: those who read it later need it.
dialog-time-past = This time has gone by.
dialog-one-end = Choose how long or until when, not both.
dialog-scope = *{ $where }*
dialog-reject-title = Reject with a reason
dialog-reject-submit = Reject
dialog-override-title = Set it aside
dialog-override-submit = Set it aside
dialog-clear-title = Let go of the target
dialog-clear-submit = Let go
dialog-lock-title = Lock
dialog-lock-submit = Lock
dialog-lock-time = Or until when
dialog-lift-title = Lift somebody's lock
dialog-lift-submit = Lift
dialog-steal-title = Take over a lock
dialog-steal-submit = Take over
dialog-move-title = Another time
dialog-move-submit = Change
dialog-move-time = Start at

revision-needs-service = Choose a service first
revision-registry-slow = The registry is slow: type the whole tag
revision-none-found = Nothing by this name in the registry

scope-everything = everything
scope-environment = everything in { $environment }
scope-service = { $service } everywhere
scope-target = { $service } in { $environment }
release-named = { $service } `{ $revision }` → { $environment }

answer-more = …and more. Name a service or an environment to see it all.
retry-nothing = There is nothing to ask for again: what you asked for here is under way or went through.
status-scheduled = :calendar: *Waits for its time*
status-starts = starts { $at }
status-missed = its time went by: { $at }
status-closed = :lock: *Locked and frozen*
locks-title = *Locks: { $where }*
locks-none = Nothing is locked: { $where }.
locks-line = 🔒 *{ $where }* · { $by } · since { $since }, until { $until ->
    [none] somebody lifts it
   *[other] { $until }
}{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
locks-running = 🏃 Held by a running release: { $release }
locks-lift = Lift the lock
locks-steal = Take it over
freezes-title = *Freezes: { $where }*
freezes-none = Nothing is frozen, now or later: { $where }.
freezes-line = 🧊 *{ $where }* · { $start } – { $end }{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}{ $by ->
    [none] { " " }· from the catalogue
   *[other] { " " }· { $by }
}
freezes-lift = → To end it: `/platform-deploy freeze lift { $scope }`

who-title = *Who is on what: { $where }*
who-quiet = Nobody deploys anything right now: { $where }.
who-approved = approved by { $people }
who-instead = { $by } for { $absent }
who-away = 🌴 { $to } approves for { $by } until { $until }.
history-title = *What ended lately: { $where }*
history-none = Nothing has ended yet: { $where }.
history-open = 🏃 under way
history-succeeded = ✅ went through
history-failed = 🌧️ failed
history-rolled-back = 🛟 rolled back
history-rejected = 🙅 rejected
history-cancelled = 🗂️ taken back
history-expired = ⌛ expired
history-took = ⏱️ { $span }
schedule-title = *Scheduled: { $where }*
schedule-none = Nothing is scheduled: { $where }. For example: `/platform-deploy SERVICE TAG at 14:00`
schedule-waits = 📅 { $at } · { $release } · { $by } · `{ $id }`
schedule-undecided = 📝 { $at } · { $release } · { $by } · not approved yet · `{ $id }`
schedule-missed = ⏰ its time went by: { $at } · { $release } · { $by } · `{ $id }`
schedule-now = Start now
schedule-move = Another time
queue-title = *In line: { $where }*
queue-none = Nobody is in line: { $where }.
queue-live = 🏃 Running now: { $release }
queue-line = *{ $place }.* { $service } `{ $revision }` → { $environment } · { $by }{ $kind ->
    [rollback] { " " }· ↩️ rollback
    [hotfix] { " " }· 🚑 hotfix
   *[normal] { "" }
} · `{ $id }`
queue-expected = ⏳ starts about { $likely }, by { $latest } if things go slowly
queue-first = To the front
queue-up = One up
queue-down = One down
windows-title = *When deploying is allowed in the next two weeks: { $where }* ({ $zone })
windows-of = *{ $environment }* · { $services }
windows-never = 🚪 Closed for these two weeks.
windows-always = 🟢 Open all the time.
windows-open = 🟢 open now · { $span }
windows-opens = • { $span }
windows-day = { $weekday } { $date }
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun
why-title = *What stands in the way: { $where }*
why-quiet = Nothing is under way, so nothing stands in the way: { $where }. Name a service to see what a new request would meet.
why-narrow = …and more. Name one service, please.
why-going = 🏃 Nothing is in its way: it is going on.
why-next = 🎟️ Nothing is in its way: it starts any moment.
why-free = 🌤️ Nothing is in the way of *a new request*: { $where }.
why-new = 🙋 *A new request* would meet this: { $where }.
why-needs = { $count ->
    [one] It needs an approval
   *[other] It needs { $count } approvals
} from { $whose }.
why-as-above = …and what is named above holds it too.

why-override = Set it aside
why-clear = Let go of it
why-approval = 📝 { $count ->
    [one] An approval is missing
   *[other] { $count } approvals are missing
}: { $whose }{ $until ->
    [none] { "" }
   *[other] , until { $until }
}
why-schedule = 📅 It starts at { $until }, as { $whose } asked
why-missed = ⏰ It was to start at { $until } and that time went by · { $whose }
why-window = 🚪 It is outside the deploy windows{ $until ->
    [none] , and no other one is in sight
   *[other] ; the next one opens { $until }
}
why-freeze = 🧊 Deploying is frozen until { $until }{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}{ $whose ->
    [none] { "" }
   *[other] { " " }· { $whose }
}
why-lock = 🔒 { $whose } has locked { $where }{ $until ->
    [none] { "" }
   *[other] { " " }until { $until }
}{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
why-after = 🪜 This revision must have stood in { $environment } first{ $until ->
    [none] { "" }
   *[other] ; it has by { $until }
}
why-gate = 🚦 { $said }
why-train = 🚃 It starts once `{ $carriage }` has arrived
why-running = 🏃 `{ $revision }` is being deployed here · { $whose }
why-hold = 🔬 It waits for an answer · { $whose }{ $until ->
    [none] { "" }
   *[other] , until { $until }
}
why-unseen = 🌫️ { $side } doesn't know this deployment any more{ $detail ->
    [none] { "" }
   *[other] : { $detail }
}
why-queue = 🎟️ { $whose ->
    [none] In line here: { $count }
   *[other] It is number { $count } in line; the first is from { $whose }
}
way-approval = → Ask somebody who may approve, in its thread.
way-schedule = → Who asked for it may start it now: `/platform-deploy schedule`
way-missed = → Start it now or take it back: `/platform-deploy schedule`
way-gate = → It goes on by itself once the gate passes. In a hurry, an admin can set the gate aside: { $admins }
way-train = → It starts by itself then
way-window = → It starts by itself then. In a hurry, an admin can set the window aside: { $admins }
way-freeze = → It starts by itself afterwards. In a hurry, an admin can set the freeze aside: { $admins }
way-freeze-made = → It starts by itself afterwards. In a hurry, an admin can set it aside for this one, or end it: { $admins } (`/platform-deploy freeze lift { $scope }`)
way-lock = → Ask { $whose } to lift it (`/platform-deploy unlock { $scope }`), or take it over with a reason: `/platform-deploy steal { $scope } because …`
way-lock-own = → It is yours: `/platform-deploy unlock { $scope }` lifts it.
way-soaking = → It starts by itself then.
way-after = → Deploy it there first and let it stand{ $command ->
    [none] .
   *[other] : { $command }
}
way-running = → Wait for its end, or stop it in its thread.
way-hold = → Answer in its thread: go on, or stop.
way-unseen = → Look at { $side }; then an admin can let go of this place: { $admins }
way-queue = → See the line: `/platform-deploy queue`
out-away = 🌴 { $to } approves for you until { $until }. When you are back: `/platform-deploy out back`
out-instead = 🪑 You approve for { $by } until { $until }.
out-here = You approve for yourself. To name somebody else for a while: `/platform-deploy out @somebody until friday`

status-title = { $count ->
    [one] *One release is under way.*
   *[other] *{ $count } releases are under way.*
}
status-quiet = All is calm: nothing is running, nothing is waiting. :watermelon:
status-quiet-about = All is calm at { $about }: nothing is running, nothing is waiting. :watermelon:
status-unavailable = I can't look right now, because my memory doesn't answer. Nothing is lost: please try again in a moment.
status-holding = :raised_hand: *Waits for someone*
status-live = :rocket: *Running*
status-queued = :hourglass_flowing_sand: *In the queue*
status-requested = :memo: *Waits for approval*
status-state-holding = waits for an answer
status-state-deploying = deploying
status-state-shifting = traffic goes over
status-state-baking = being watched
status-state-rolling-back = being taken back
status-state-queued = waits for its turn
status-state-requested = not decided yet
status-line = • { $service } `{ $revision }` → { $environment } · { $state } · { $by }
status-line-linked = • { $service } `{ $revision }` → { $environment } · { $state } · { $by } · { $thread }
status-thread = thread
status-more = …and { $count } more.

cancel-which = Which one shall I take back?
cancel-button = Take back
cancel-nothing = There is nothing that you could take back: nothing of yours is waiting. What already runs is stopped in its thread.

## The live page

page-title = Subaku · live
page-board = Now
page-history = History
page-skip = Skip to the content
page-language = Language
page-loading = Just a moment
page-noscript = This page shows what happens as it happens, and needs JavaScript for that.
page-empty = Nothing here yet
page-no-such-page = There is no such page.
page-retry = Try again
page-off = The live page is turned off here (SUBAKU_PAGE=off).
page-no-token = The live page is off here, because anybody who reaches this address could read it. Set SUBAKU_PAGE_TOKEN to turn it on.
page-login = This page is for the team
page-login-text = Enter the page's token. Whoever runs Subaku can tell you.
page-login-wrong = That isn't the token. Please look at it again.
page-token = Token
page-enter = Come in
page-under-way = Under way
page-waiting = Waiting
page-stands = What stands where
page-ended = Ended lately
page-nothing-under-way = Nothing is running.
page-nothing-waiting = Nothing is waiting.
page-nothing-stands = not brought here yet
page-nothing-ended = Nothing has ended here yet.
page-revision = Revision
page-service = Service
page-environment = Environment
page-result = Result
page-asked-by = Asked by
page-all = All
page-when = Ended
page-took = Took
page-no-release = This release isn't kept any more, or never was.
page-rollback = Rollback
page-hotfix = Hotfix
page-calm = All is calm
page-calm-text = Nothing is on its way. A good moment for a slice of melon.
page-asleep = Fast asleep
page-asleep-text = Nothing to do for a while. Only good dreams are left.
page-live = Live
page-connecting = Connecting
page-waking = Subaku is waking up
page-timeline = What happened
page-facts = About it
page-why = Why
page-blue = blue
page-green = green
page-traffic = Traffic on green
page-traffic-unknown = can't be seen right now
page-digest = Image
page-replaces = Replaces
page-approved-by = Approved by
page-step-asked = Asked
page-step-approved = Approved
page-step-queued = In line
page-step-due = To start at
page-step-started = Off it went
page-step-held = Green ready to be tested
page-step-continued = Let the traffic go over
page-step-stopped = Stopped
page-step-expired = Nobody answered in time
page-step-ended = Ended
page-now = now
page-skipped = skipped
page-missed = its time was missed
page-open-hold = waits for a person
page-closed-window = closed by its window
page-closed-lock = locked
page-closed-freeze = frozen
page-newest = the newest 100
page-music = Music
page-play = Play
page-pause = Pause
page-volume = Volume
page-position = Position
page-piece = Seeds in the Moonlight
page-keys = Space plays and pauses, the arrow keys go 5 seconds back and forth
page-status-requested = Waits for approval
page-status-scheduled = Scheduled
page-status-queued = In line
page-status-deploying = Setting up
page-status-holding = Being tested
page-status-shifting = Going over
page-status-baking = Being watched
page-status-rolling-back = Going back
page-status-succeeded = Succeeded
page-status-failed = Failed
page-status-rolled-back = Taken back
page-status-rejected = Rejected
page-status-cancelled = Withdrawn
page-status-expired = Expired
page-tells-requested = Somebody is asked for a yes.
page-tells-scheduled = Approved, and waiting for its time.
page-tells-queued = Ticket in hand, next in line.
page-tells-deploying = Green is being set up. Users are still on blue.
page-tells-holding = Green is ready to be tested. A person decides.
page-tells-shifting = Traffic is going over from blue to green.
page-tells-baking = All traffic is on green, and it is watched.
page-tells-rolling-back = Going back to what was there before.
page-tells-succeeded = All traffic is on green. Well done.
page-tells-failed = It did not go through.
page-tells-rolled-back = What was there before has all the traffic. Everything is safe.
page-tells-rejected = Somebody said no.
page-tells-cancelled = The request was taken back.
page-tells-expired = Nobody decided in time.
page-waits-aws-throttled = AWS asks to slow down
page-waits-aws-unavailable = AWS can't be reached
page-waits-target-busy = another deployment runs there
page-waits-misconfigured = AWS holds something else than the catalogue
page-waits-aws-refused = AWS won't show it
page-waits-unseen = AWS doesn't know it
page-waits-window = waits for its window
page-waits-freeze = waits for the freeze to end
page-waits-lock = waits for a lock
page-waits-gate = waits for a gate
page-waits-train = waits for the carriage before it
page-waits-after = must stand elsewhere first
page-since = since { $time }
page-by = by { $by }
page-until = until { $time }
page-stale = Not heard anything since { $time }. What you see is old; trying again.
page-waits-approval = approvals missing: { $count } · { $by }
page-waits-place = place { $place } in line
page-waits-due = starts at { $time }
page-left = about { $span } left
page-overdue = { $span } longer than usual
page-share = { $percent }% on green
page-more = and { $count } more
page-said = { $service } { $revision }, { $environment }: { $status }
page-route = { $service } { $revision } → { $environment }
page-days = { $count }d
page-hours = { $count }h
page-minutes = { $count }m
page-seconds = { $count }s

chat-strangers = I talk about releases with full members of this workspace only.
chat-partly = I understood a part of that. The form asks for the rest.
chat-unsure = I'm not sure that I got you right:
chat-same = The same as typing `{ $command }`
chat-yes = Yes, do it
chat-form = Change it in the form
chat-no = No
chat-puzzled = I didn't get that, sorry. I read sentences like these:
chat-example-deploy = `deploy { $service } v2 to { $environment }`
chat-example-why = `why is { $service } stuck?`
chat-help = Say `help` to see all I can do.
chat-taken-up = 👌 Taken up: `{ $command }`
chat-declined = All right: nothing was done.
chat-act-deploy = Put *{ $service }* `{ $revision }` into *{ $environment }*{ $when ->
    [none] { "" }
    [window] { " " }in the next window
   *[other] { " " }at { $when }
}{ $hotfix ->
    [none] ?
   *[other] { " " }before all others, as a hotfix: “{ $hotfix }”?
}
chat-act-promote = { $environment ->
    [none] Ask for what stands before the last environment of *{ $service }*?
   *[other] Put what stands in the environment before into *{ $environment }*, for *{ $service }*?
}
chat-act-retry = Ask once more for the release `{ $release }`?
chat-act-retry-newest = Ask once more for what you last asked for and didn't go through: *{ $where }*?
chat-act-cancel = Take the request `{ $release }` back?
chat-act-move = Move the release `{ $release }` to place { $place } in its queue?
chat-act-reschedule = Start the release `{ $release }` { $when ->
    [none] now?
    [window] in the next window?
   *[other] at { $when }?
}
chat-act-lock = Lock *{ $where }*{ $until ->
    [none] , until you lift it
   *[other] { " " }until { $until }
}{ $reason ->
    [none] ?
   *[other] : “{ $reason }”?
}
chat-act-unlock = Lift the lock on *{ $where }*?
chat-act-steal = Take over the lock on *{ $where }*: “{ $reason }”? Its owner is told.
chat-act-freeze = Freeze *{ $where }* { $start ->
    [none] from now on until { $end }
   *[other] from { $start } until { $end }
}: “{ $reason }”?
chat-act-thaw = End the freeze on *{ $where }*?
chat-act-out = { $to } approves in your place until { $until }?
chat-act-back = Approve for yourself again from now on?
chat-act-reload = Read the catalogue again?

home-waiting = 🙋 *Waiting for you*
home-waiting-none = Nothing waits for you.
home-live = 🏃 *Running now*
home-live-none = All is calm: nothing is running.
home-mine = 🍉 *Yours, under way*
home-mine-none = Nothing of yours is under way. `/platform-deploy` opens the form.
home-closed = 🔒 *Locked and frozen*
home-closed-none = Nothing is locked or frozen.
home-windows = 🗓️ *When deploying is allowed*
home-windows-none = There are no environments yet.
home-window-frozen = 🧊 *{ $environment }* is frozen until { $until }{ $reason ->
    [none] { "" }
   *[other] { " " }· “{ $reason }”
}
home-window-open = 🟢 *{ $environment }* is open{ $until ->
    [none] { "" }
   *[other] { " " }until { $until }
}
home-window-shut = 🚪 *{ $environment }* is closed{ $opens ->
    [none] { "" }
   *[other] { " " }and opens { $opens }
}
home-preferences = 📬 *What I tell you directly*
home-prefers-asked = When I could approve something
home-prefers-ended = When my own release ends
home-here = You approve for yourself. Going away? `/platform-deploy out @somebody until friday`
home-away = 🌴 { $to } approves in your place until { $until }.
home-back = I'm back
home-traffic = { $percent }% of the traffic is on the new revision
home-unavailable = 🌫️ I can't look right now, because my memory (Redis) doesn't answer. What runs goes on, and nothing is lost. Please open this tab again in a moment.

rollback-title = ↩️ *{ $service }* in *{ $environment }*: from `{ $leaving }` back to `{ $revision }`
rollback-title-to = ↩️ *{ $service }* in *{ $environment }*: back to `{ $revision }`
rollback-title-before = ↩️ *{ $service }* in *{ $environment }*: from `{ $revision }` back to what was there before
rollback-brought = { $by } released it; it came in { $since }.
rollback-brought-unknown = It stood there before the first release that I know of.
rollback-skipped = `{ $revision }` would be nearer, but its image is gone from the registry.
rollback-how-stop = I stop the deployment that is under way; what was there before has all the traffic again at once.
rollback-how-stop-first = `{ $revision }` by { $by } is on its way there: I stop that first. Then this revision is deployed anew, before all that waits in line.
rollback-how-deploy = This revision is deployed anew, before all that waits in line. Windows and freezes don't hold it up.
rollback-remains = What is left of it: { $remains }
rollback-running = still runs as blue
rollback-image-there = image there
rollback-image-gone = image gone
rollback-image-unknown = image: can't be told
rollback-definition-there = task definition there
rollback-definition-gone = task definition gone
rollback-definition-unknown = task definition: can't be told
rollback-needs-approval = { $count ->
    [one] It needs one approval before it starts.
   *[other] It needs { $count } approvals before it starts.
}
rollback-needs-none = It needs no approval.
rollback-locked = 🔒 { $by } holds a lock on { $where }{ $reason ->
    [none] .
   *[other] : “{ $reason }”.
} Going on sets it aside for this rollback, and the thread says so.
rollback-where = Choose the service and the environment; then I show what you can go back to.
rollback-unavailable = I can't look right now, because my memory (Redis) doesn't answer. Nothing was changed. Please try again in a moment.
rollback-looking = ⏳ Looking up what stood there and what of it is left…
rollback-confirm = Roll back
rollback-confirm-over = Roll back in spite of the lock
rollback-choose = Choose another revision
rollback-begun = ↩️ I'm on it. The release's thread tells how it goes.
rollback-form-title = Roll back
rollback-form-submit = Roll back
rollback-form-revision = Back to
rollback-form-unopened = The form didn't open: Slack allows three seconds for it. Please type `/rollback` once more.
rollback-form-not-allowed = Deployers and approvers of this environment can roll back here.
rollback-form-place-gone = This service doesn't stand in this environment. Choose another one.
rollback-form-none-chosen = There is nothing to go back to here, or I'm still looking it up. Choose a revision first.

## What would change
diff-title = *What would change*
diff-of = { $where }, with `{ $revision }`
diff-line = • { $path }: { $change }
diff-none = Nothing: `{ $live }` is what stands there already
diff-nothing = Nothing waits for { $where }. Name a revision to see what it would change.
diff-dry = A dry run: nothing was written.
diff-unavailable = It couldn't be compared just now: { $error }
diff-failed = It can't be released as it is: { $error }
button-diff = What changes?

## What gates say
gate-unbuilt = `{ $kind }`: this version has no such gate
gate-slow = `{ $kind }`: it didn't answer in time
gate-broken = `{ $kind }`: it broke; my log has what happened
gate-nowhere = `{ $kind }`: nothing says in which region to look
gate-aws-silent = `{ $kind }`: AWS couldn't be asked ({ $error })
gate-http-well = Probe: `{ $url }` answers { $status }
gate-http-other = Probe: `{ $url }` answers { $status } instead of { $expected }
gate-http-lacks = Probe: `{ $url }` answers without “{ $wanted }”
gate-http-silent = Probe: `{ $url }` doesn't answer ({ $error })
gate-prometheus-well = Prometheus: { $value }, as it should be
gate-prometheus-high = Prometheus: { $value }; it should be below { $bound }
gate-prometheus-low = Prometheus: { $value }; it should be above { $bound }
gate-prometheus-empty = Prometheus: no data yet
gate-prometheus-many = Prometheus: the query gives { $count } values, and one is needed
gate-prometheus-odd = Prometheus: what the query gives isn't a single number
gate-prometheus-silent = Prometheus at `{ $url }` couldn't be asked ({ $error })
gate-prometheus-refuses = Prometheus at `{ $url }` doesn't take the query: { $error }
gate-alarms-quiet = Alarms: { $count ->
    [one] the one is quiet
   *[other] all { $count } are quiet
}
gate-alarms-ring = Alarms: { $names } went off
gate-alarms-missing = Alarms: CloudWatch doesn't know { $names }
gate-scan-clean = Scan of `{ $repository }`: nothing that matters
gate-scan-warns = Scan of `{ $repository }`: { $found }; that doesn't block
gate-scan-blocks = Scan of `{ $repository }`: { $found }
gate-scan-runs = Scan of `{ $repository }`: not finished yet ({ $status })
gate-scan-endless = Scan of `{ $repository }`: it takes too long ({ $status })
gate-scan-none = Scan of `{ $repository }`: there is no result ({ $status })
gate-scan-nothing = Scan: there is no image to look at
gate-checks-passed = Checks on GitHub: { $count ->
    [one] the one has passed
   *[other] all { $count } have passed
}
gate-checks-run = Checks on GitHub: { $names } not finished yet
gate-checks-failed = Checks on GitHub: { $names }
gate-checks-endless = Checks on GitHub: { $names } took too long
gate-checks-none = Checks on GitHub: none has begun yet
gate-checks-no-source = Checks on GitHub: the catalogue names no repository of { $service }
gate-checks-no-commit = Checks on GitHub: nothing tells from which commit `{ $revision }` was built
gate-checks-missing-commit = Checks on GitHub: the commit isn't in { $repository }
gate-checks-silent = Checks on GitHub: GitHub couldn't be asked ({ $error })
gate-soak-done = It has stood in { $environment } long enough
gate-soak-runs = It has to stand in { $environment } for another { $minutes ->
    [one] minute
   *[other] { $minutes } minutes
}
gate-soak-short = It stood in { $environment }, but not long enough
gate-soak-never = It has never stood in { $environment }
gate-checklist-done = Checklist: all done
gate-checklist-open = Checklist: still open: { $items }

## Offers: what could be released next

offer-made = 📦 `{ $revision }` is ready for { $where }{ $live ->
    [none] .
   *[other] , where `{ $live }` stands now.
}
offer-more-commits = … and { $count ->
    [one] 1 more commit
   *[other] { $count } more commits
}
offer-files = { $count ->
    [0] No files changed
    [one] 1 file: { $files }
   *[other] { $count } files: { $files }
}{ $left ->
    [0] { "" }
   *[other] { " " }and { $left } more
}{ $link ->
    [none] { "" }
   *[other] { " " }· { $link }
}
offer-compare = all changes
offer-more-changes = … and { $count ->
    [one] 1 more setting
   *[other] { $count } more settings
}
offer-taken = 📦 { $by } asked for `{ $revision }`: { $where }.
offer-ignored = 📦 { $by } lets `{ $revision }` pass: { $where }. The next one is shown again.
offer-overtaken = 📦 `{ $revision }` is no longer on offer: { $where }.
button-offer-take = Ask for it
button-offer-ignore = Not this one
refused-offer-gone = This offer was answered already, or a newer one has taken its place. The message shows how it stands now.
