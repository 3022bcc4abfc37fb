"""What somebody asked for, typed, said or pressed, is carried out here: kept, answered, asked back, or refused."""

from __future__ import annotations

from bot.domain import gate
from bot.domain.asks import Act, Ambiguous, Ask, Cancel, Deploy, Look, Mistake, Retry, RollBack
from bot.domain.commands import AskAgain
from bot.domain.release import Release, Status
from bot.domain.scope import Scope
from bot.errors import StoreUnavailable
from handlers import modals, questions, rollback
from handlers.acts import command_of
from handlers.front import Ack, Body, Call, Front, refused, words
from handlers.rights import barred

UNBUILT = frozenset({"report"})
FAR_BACK = 50  # releases of each target that are looked through for one to ask for again


async def carry_out(front: Front, ack: Ack, body: Body, call: Call, ask: Ask) -> None:
    """Do what was asked: an act is kept before the ack, a question answered after it.

    `ack` may be given a text, which only this person is to see. `body` holds a `trigger_id` where a form can be opened.
    """
    match ask:
        case Mistake(code, facts):
            await front.answer(ack, call, refused(code, facts))
        case Look(question) if question in UNBUILT:
            await front.answer(ack, call, refused("not_built", {"verb": question}))
        case Look():
            await ack()
            front.after(call, questions.tell(front, call, ask))
        case Ambiguous():
            await ack()
            front.after(call, modals.open_form(front, call, str(body.get("trigger_id")), ask))
        case Deploy(service, environment, revision, when, hotfix) if _is_ticked(front, ask):
            await ack()
            part = Ambiguous(service, environment, revision, when, hotfix)
            front.after(call, modals.open_form(front, call, str(body.get("trigger_id")), part))
        case RollBack():
            await rollback.open(front, ack, body, call, ask)
        case _:
            await _do(front, ack, call, ask)


def _is_ticked(front: Front, ask: Deploy) -> bool:
    """Whether a gate wants points ticked, which can't be done by typing."""
    return bool(gate.points(front.catalogue().target(ask.service, ask.environment)))


async def _do(front: Front, ack: Ack, call: Call, act: Act) -> None:
    command, person = command_of(call, act), front.people.cached(call.user)
    refusal = barred(person, command, front.catalogue()) if person and command else None
    if refusal:
        await front.answer(ack, call, refused(refusal.code, refusal.facts))
    elif command:
        await front.keep(ack, call, command)
    else:
        await ack()
        front.after(call, _ask_back(front, call, act))


async def _ask_back(front: Front, call: Call, act: Act) -> None:
    """What can't be told without looking: which release is meant."""
    match act:
        case Cancel(_, scope):
            await questions.tell_cancellable(front, call, scope)
        case Retry(_, scope):
            await _retry_newest(front, call, scope)


async def _retry_newest(front: Front, call: Call, scope: Scope) -> None:
    try:
        found = await front.queries.histories(scope, FAR_BACK)
    except StoreUnavailable:
        await front.tell(call, refused("nothing_kept"))
        return
    newest = next((one for one in found if _is_mine(one, call.user)), None)
    if newest is None:
        await front.tell(call, words("retry-nothing"))
    elif not await front.take(call, call.make(AskAgain, release=newest.id)):
        await front.tell(call, refused("nothing_kept"))


def _is_mine(release: Release, user: str) -> bool:
    return release.requester == user and release.status is not Status.SUCCEEDED and not release.is_rollback
