### What Subaku says in a release's thread, and why it won't do something. Short, warm, honest; no cheering over a failure.

## The live message

live-title = *{ $service }* `{ $revision }` → *{ $environment }*
live-text = { $service } { $revision } → { $environment }: { $headline }

live-requested = 🙋 Waiting for an approval
live-requested-more = 🙋 Waiting for approvals: { $given } of { $required }
live-queued = 🎟️ Approved and in line; it starts when its turn comes
live-deploying = 📦 Setting up green; users are still on blue
live-holding = 🔬 Green is ready to be tested; a person decides by { $until }
live-holding-continue = 👌 { $by } lets the traffic go over; AWS is being told
live-holding-stop = ✋ { $by } said stop; AWS is being told
live-holding-expired = ⌛ Nobody answered in time, so I'm stopping it
live-shifting = 🚦 Traffic is going over to green
live-baking = 🌤️ All traffic is on green; watching that it stays well
live-rolling-back = ↩️ Going back to what was there before
live-stopping = ✋ { $by } stopped it; AWS is being told
live-succeeded = 🎉 It's live: all traffic is on green
live-failed = 🌧️ It did not go through
live-rolled-back = 🛟 Taken back: what was there before has all the traffic
live-rejected = 🙅 { $by } said no
live-cancelled = 🗂️ { $by } took the request back
live-expired = ⌛ Nobody decided in time

live-traffic = { $bar }  *{ $percent }%* on green
live-since = ⏱️ { $span } · since { $start }
live-took = ⏱️ { $span } · { $start } – { $end }
live-asked = Asked by { $by } · { $at }
live-approved = Approved by { $by }
live-digest = image `{ $digest }`
live-replaces = replaces `{ $revision }`
live-reference = AWS `{ $reference }`
live-expires = open until { $until }
live-unchecked = ⚠️ Configured, but this version does not check it yet: { $checks }
live-detail = { $detail }

## What it waits for

waits-aws-throttled = ⏳ AWS asks me to slow down; I'm trying again
waits-aws-unavailable = ⏳ AWS can't be reached right now; I'm trying again. What runs there goes on
waits-aws-refused = ⏳ AWS won't let me look at this deployment; what runs there goes on
waits-target-busy = ⏳ A deployment that isn't mine runs here; I'm waiting for it to end
waits-misconfigured = ⏳ AWS holds something else than the catalogue says; I'm waiting for it to be put right

## Buttons

button-approve = Approve
button-reject = Reject
button-cancel = Take back
button-continue = Let traffic go over
button-hold-stop = Stop here
button-stop = Stop and take back
confirm-back = Not yet
confirm-cancel = Take the request back?
confirm-cancel-text = Nothing has started yet, so nothing changes for users.
confirm-hold-stop = Stop at green?
confirm-hold-stop-text = Users stay on what they have now. Green goes away.
confirm-stop = Stop this deployment?
confirm-stop-text = AWS takes all traffic back to what was there before.
confirm-continue = Let the traffic go over?
confirm-continue-text = From now on users come to green.

## Stages

stage-before-install = Before setting up
stage-install = Set up green
stage-after-install = After setting up
stage-allow-test-traffic = Send test traffic to green
stage-after-allow-test-traffic = Test green
stage-before-allow-traffic = Before traffic goes over
stage-allow-traffic = Traffic goes over
stage-after-allow-traffic = After traffic went over
stage-approval = Approval
stage-queue = In line
stage-total = In all
table-stage = Stage
table-took = Took
table-ended = Ended
stage-not-visible = can't be seen right now

## Why

cause-health-check = the health check failed
cause-task-cannot-start = a task could not start
cause-alarm = an alarm went off
cause-hook-failed = a hook said no
cause-hook-timed-out = a hook was not answered in time
cause-hold-rejected = a person stopped it while testing
cause-hold-expired = nobody answered while green waited
cause-stopped-here = a person stopped it
cause-stopped-elsewhere = it was stopped outside of Subaku
cause-timed-out = it took longer than it may
cause-refused = AWS refused to start it
cause-misconfigured = AWS holds something else than the catalogue says
cause-other = AWS gave no reason that I know
why-line = { $cause }
why-line-detail = { $cause }: { $detail }

## Replies in the thread

said-asked = { $approvers }: { $requester } would like to put { $service } `{ $revision }` into { $environment }. Approve or reject it in the message above, until { $until } please.
said-approved-last = ✅ { $by } approved. That's all it needs; it takes its place in line.
said-approved-more = ✅ { $by } approved. { $missing ->
    [one] One more is needed.
   *[other] { $missing } more are needed.
}
said-voided = ✋ What would run is no longer what was approved: { $changed } changed. Please look again and decide anew in the message above.
said-voided-asking = ✋ { $approvers }: what would run is no longer what was approved: { $changed } changed. Please look again and decide anew in the message above.
said-started = 🏃 Off we go: { $service } `{ $revision }` is on its way to { $environment }. AWS runs it as `{ $reference }`.
said-hold = 🔬 { $people }: green is ready to be tested. Have a look, then let the traffic go over or stop here. If nobody answers by { $until }, I stop it and users stay where they are.
said-hold-done = 🔬 Green was ready to be tested.
said-reminded = 🍵 { $people }: green is still waiting for an answer, until { $until }. Without one I stop it.
said-continued = 👌 { $by } looked and lets the traffic go over.
said-hold-stopped = ✋ { $by } stopped it here. Users stay on what they have.
said-hold-expired = ⌛ Nobody answered in time, so I stopped it. Users stay on what they have.
said-stopping = ✋ { $by } stopped this deployment. AWS takes it back.
said-shifting = 🚦 Traffic is going over: from blue to green.
said-rolling-back = ↩️ Going back to what was there before: { $why }.
said-succeeded = 🎉 { $service } `{ $revision }` is live in { $environment }. It took { $span }. Well done, everybody!
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
part-target = the target's settings
part-gates = the checks

check-window = deploy windows
check-freeze = freezes
check-after = a stay in { $environment } first

## Answers that one person sees

answer-requested = 🍉 Your request is up: { $service } `{ $revision }` → { $environment }. { $link }
answer-requested-queued = 🍉 It needs no approval and is in line: { $service } `{ $revision }` → { $environment }. { $link }
answer-link = Follow it here
who-subaku = Subaku
who-aws = AWS
verdict-continue = to go on
verdict-stop = to stop

stands-requested = waits for approval
stands-queued = is in line
stands-deploying = is being deployed
stands-holding = waits at green
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
refused-stopped-before = { $by } stopped it already; AWS is taking it back.
refused-revision-not-found = { $nearest ->
    [none] I can't find `{ $revision }` among the images of { $service }.
   *[other] I can't find `{ $revision }` among the images of { $service }. Did you mean { $nearest }?
}
refused-registry-unavailable = The registry of { $service } can't be asked right now, so I can't tell whether that revision is there. Please try again in a moment.
refused-target-misconfigured = Nothing was changed: AWS holds something else than the catalogue says. { $detail }
refused-driver-unbuilt = This version can't deploy { $service } yet: it has no driver `{ $driver }`.
refused-target-unreachable = AWS can't be asked right now, so I didn't plan anything. Please try again in a moment. { $detail }
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
refused-person-unknown = Slack doesn't tell me who you are at the moment, so I can't check what you may do. Please try again.
refused-went-wrong = Something went wrong on my side while I looked at this. It is in my log; please try again.
refused-other = I can't do that (`{ $code }`).

## Answers, forms and help

# What Subaku answers before anything is kept: commands, forms, status. Shown to one reader alone.

help = *Subaku brings a revision of a service to an environment, and tells the story in a thread.*
    • `/platform-deploy SERVICE TAG ENVIRONMENT` asks for a release; the words may come in any order, for example `/platform-deploy demo-backend v2`
    • `/platform-deploy` alone opens a form
    • `/platform-deploy status [SERVICE]` shows what is under way
    • `/platform-deploy cancel` takes back what hasn't started
    • `/platform-deploy help` shows this
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

revision-needs-service = Choose a service first
revision-registry-slow = The registry is slow: type the whole tag
revision-none-found = Nothing by this name in the registry

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
status-state-holding = green is ready to be tested
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
cancel-line = { $service } `{ $revision }` → { $environment }
cancel-button = Take back
cancel-nothing = There is nothing that you could take back: nothing of yours is waiting. What already runs is stopped in its thread.
