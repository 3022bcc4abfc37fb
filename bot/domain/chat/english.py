"""English as people write it to a bot."""

from __future__ import annotations

import re

from bot.domain.chat.lexicon import Lexicon, spaced, words

ENGLISH = Lexicon(
    locale="en",
    spaced=True,
    bare=True,
    intents={
        "why": spaced("""why, how come, stuck, what~block*, whats~block*, what~holding, whats holding,
            what~stopping, whats stopping, what~in the way, whats in the way, what~waiting for,
            whats~waiting for"""),
        "unlock": spaced("""unlock, remove the lock, lift the lock, release the lock, take~lock off,
            take off the lock"""),
        "locks": spaced("locks, locked, any lock, is there a lock, who~lock, the lock on"),
        "out": spaced("out of office, who is out, whos out, who is away, on vacation, delegat*, stand in"),
        "who": spaced("who, whos, whose"),
        "lock": spaced("lock, block"),
        "rollback": spaced("""rollback, roll back, roll~back, revert, go back, put~back, back to, undo, restore,
            switch back"""),
        "cancel": spaced("cancel, withdraw, call off, abort, stop"),
        "retry": spaced("retry, try again, try~again, rerun, once more"),
        "promote": spaced("promote"),
        "freezes": spaced("freeze, freezes, frozen"),
        "history": spaced("""history, last deploy*, last release*, recent deploy*, recent release*, recently,
            past deploy*, past release*, was deployed, were deployed, was released, got deployed, what happened,
            last week"""),
        "windows": spaced("""window, windows, when can, when may, when could, can i deploy, can we deploy,
            can i release, may i deploy, may we deploy, ok to deploy, okay to deploy, allowed to deploy,
            safe to deploy"""),
        "schedule": spaced("schedule, schedules, scheduled, planned, upcoming"),
        "queue": spaced("""queue, queued, queues, in line, is waiting, whats waiting, are waiting, pending,
            whose turn"""),
        "diff": spaced("diff, difference, what changes, would change, will change, what changed, whats new in"),
        "report": spaced("report, dora, metrics, statistics, how often"),
        "status": spaced("""status, the deploy, a deploy, this deploy, that deploy, my deploy, our deploy,
            deploys, the release, this release, that release, how is, hows, how are, going on, state of,
            progress, how far, done yet, is done, is it done, finished, is running, whats running, running,
            is live, whats live, is deployed, is~deployed, whats deployed, whats on, what is on, what is in,
            whats in, which version, what version, is~out yet, is~live"""),
        "deploy": spaced(
            "deploy, redeploy, ship, release, roll out, roll~out, rollout, launch, publish, go live, dploy"
        ),
        "put": spaced("put, push, bring, send, get, move, install, upgrade, update, take, make~live"),
        "help": spaced("""help, what can you do, commands, how do i, how do you, how does, how to, usage, hello,
            hi, hey, thanks, thank you, thx, good morning, good evening, cheers"""),
    },
    asks=(),
    polite=spaced("""can you, could you, would you mind, would you, will you, please, pls, plz, i want you to,
        i want to, i would like to, i would like you to, id like to, id like you to, we want to, we need to,
        i need to, i need you to, if you can, if possible, when you can, when you have time, if you dont mind,
        you"""),
    harmless=spaced("no problem, the version before, the one before"),
    doubts=spaced("""dont, do not, not, never, no, wont, cant, cannot, shouldnt, wouldnt, couldnt, isnt, didnt,
        hasnt, havent, doesnt, without, unless, if, should, shall, would, could, can, might, may, maybe,
        perhaps, whether, when, once, after, before, wait, hold off, instead, rather, avoid, what, whats, how,
        which, where, i, im, we, were, they, he, she, did, does, do, was, has, have, had, been, will, going,
        gonna, forget, already, almost, about to, imagine, suppose, pretend, joking, kidding, nobody, anyone,
        someone, is it, is there, is this, is that, are we, are you, are they, are there, except, but, until,
        till"""),
    everything=spaced("everything, all services, all of it, all environments, all"),
    next_window=spaced("in the next window, next window, when the window opens"),
    later=spaced("""today, tomorrow, tonight, later, soon, noon, midnight, next week, this week, morning,
        afternoon, evening, mon, monday, tue, tuesday, wed, wednesday, thu, thursday, fri, friday, sat,
        saturday, sun, sunday, at"""),
    until="until",
    spans=re.compile(r"\d+(?:\.\d+)? ?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|[hmdw])\b|\b(?:an hour|a day)\b"),
    environments={
        "production": ("production", "prod", "prd"),
        "staging": ("staging", "stage", "stg"),
        "development": ("development", "develop", "dev"),
        "testing": ("testing", "test", "qa"),
    },
    fillers=frozenset(words("the to on in for with and now it version tag release of env environment")),
)
# words that are no mistyped name of a service
COMMON = frozenset(
    words("""
    about again ahead also anyone anything april asap august back bad because been before blocked blocking branch
    broken bug build cool could crash crashed customers december deploy deployed deploying deployment does don done
    down environment error errors evening every everyone everything failed failing fails february fine folks friday
    from give going good great guys have help here hotfix hour hours image incident into isn january july june just
    know latest let like lock locked look main make many march master minute minutes monday more morning much must
    need newest next nice none nothing november october okay only other outage please promote push queue quick
    quickly ready really release right roll rollback running same saturday september server service services ship
    should show slow some something soon start status stop sunday sure take team tell thank thanks that their them
    then there these they thing this those thursday time today tomorrow tonight tuesday under until update urgent
    users version very wait want wednesday week what when where which while will window with work would yesterday
    your
    """)
)
