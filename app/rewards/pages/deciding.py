"""One reward or penalty, with what stands behind it, and the forms by which it is decided and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.tables import Engineer, Territory
from app.rewards.api.rewards import RewardAnswer, RewardDecided, RewardObjection
from app.rewards.commands import deciding
from app.rewards.pages import words
from app.rewards.reads import rewards as reads
from app.rewards.rules.states import DECIDED, RewardDecision, RewardState
from app.rewards.tables import RewardProposal
from app.web.context import principal, runtime, transaction
from app.web.pages import drafted, kept, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.policy import MANAGEMENT
from app.web.wording import say

DECIDE: Labels = {
    "decision": Phrase("Decision"),
    "amount": Phrase("Amount (of a change)"),
    "reason": Phrase("Reason (unless accepted)"),
}
OBJECT: Labels = {"words": Phrase("What you object to, and why")}
ANSWER: Labels = {"words": Phrase("Answer"), "amount": Phrase("New amount (empty: stays as it is)")}
Typed = Mapping[str, str]
Wrong = Mapping[str, Sequence[str]]


def reward(reward_id: UUID) -> str:
    """Show one."""
    with transaction(write=False) as uow:
        return _page(uow, reward_id)


def decide_reward(reward_id: UUID) -> Response:
    """Decide."""

    def act(uow: UnitOfWork, form: Form) -> None:
        said = form.read()
        decision = RewardDecision(said["decision"])
        deciding.decide(uow, reward_id, decision, said["reason"], said["amount"], drafted.seen())

    return _acted(reward_id, DECIDE, act, Phrase("Decided; the person is told."))


def object_to_reward(reward_id: UUID) -> Response:
    """Object."""

    def act(uow: UnitOfWork, form: Form) -> None:
        deciding.object_to(uow, reward_id, form.read()["words"])

    return _acted(reward_id, OBJECT, act, Phrase("Your objection goes to another manager."))


def answer_reward(reward_id: UUID) -> Response:
    """Answer an objection."""

    def act(uow: UnitOfWork, form: Form) -> None:
        said = form.read()
        deciding.answer(uow, reward_id, said["words"], said["amount"], drafted.seen())

    return _acted(reward_id, ANSWER, act, Phrase("Answered; the person is told."))


def _acted(key: UUID, labels: Labels, act: Callable[[UnitOfWork, Form], None], told: Phrase) -> Response:
    typed = {name: request.form.get(name, "") for name in labels}
    address = url_for("pages.reward", reward_id=key)
    try:
        with transaction() as uow:
            once.reserve(uow)
            act(uow, _form(labels, typed))
            once.led_to(uow, address)
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict, errors.Forbidden) as refused:
        wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
        with transaction(write=False) as uow:
            return make_response(_page(uow, key, typed, wrong), refused.status)
    flash(say(told), "good")
    return see(address)


def _form(labels: Labels, typed: Typed, wrong: Wrong | None = None) -> Form:
    schema = {id(DECIDE): RewardDecided, id(OBJECT): RewardObjection}.get(id(labels), RewardAnswer)
    choices = {"decision": [(str(key), say(text)) for key, text in words.DECISIONS.items()]}
    return Form(schema(), labels, typed, wrong or {}, choices=choices)


def _act_open(row: RewardProposal) -> tuple[str, Labels] | None:
    """Return what the reader may do next, by the last part of its address."""
    who = principal()
    mine = who.engineer_id == row.engineer_id
    if mine and row.state in DECIDED and row.objected_at is None:
        return "object", OBJECT
    if mine or who.role not in MANAGEMENT:
        return None
    if row.state == RewardState.PROPOSED:
        return "decide", DECIDE
    waits = row.objected_at is not None and row.answered_at is None
    return ("answer", ANSWER) if waits and row.decided_by != who.user_id else None


def _page(uow: UnitOfWork, key: UUID, typed: Typed | None = None, wrong: Wrong | None = None) -> str:
    row = reads.reward_of(uow, key)
    engineer = uow.get(Engineer, row.engineer_id)
    act = _act_open(row)
    labels = act[1] if act else {}
    return render_template(
        "reward.html",
        row=row,
        engineer=engineer,
        visits=reads.visits_of(uow, row),
        act=act[0] if act else "",
        form=_form(labels, typed or {}, wrong),
        office=principal().role in MANAGEMENT,
        once=once.fresh(uow),
        words=words,
        currency=runtime().settings.currency,
        zone=uow.get(Territory, engineer.territory_id).time_zone,
        now=uow.now,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    at = "/rewards/<uuid:reward_id>"
    site.add_url_rule(at, view_func=reward)
    site.add_url_rule(f"{at}/decide", view_func=decide_reward, methods=["POST"])
    site.add_url_rule(f"{at}/object", view_func=object_to_reward, methods=["POST"])
    site.add_url_rule(f"{at}/answer", view_func=answer_reward, methods=["POST"])
