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
