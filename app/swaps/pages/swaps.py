"""Swaps by form: offered, answered and withdrawn by the two, decided by whoever answers for one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import Role, UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.leave.api.leave_requests import RefusingLeave, own_engineer
from app.promise.pages.words import VISIT_STATES
from app.rosters.reads.losing import seen_key
from app.swaps.api.shift_swaps import NewShiftSwap
from app.swaps.commands.answering import accept, decline
from app.swaps.commands.deciding import approve, refuse
from app.swaps.commands.offering import SwapWish, offer, withdraw
from app.swaps.pages import words
from app.swaps.reads.choices import Choices, choices_of
from app.swaps.reads.duties import Duty
from app.swaps.reads.looks import look_at
from app.swaps.reads.swaps import answers_for_one, over, own_swaps, swap_of, waiting
from app.swaps.rules.swapping import OPEN, SwapState
from app.swaps.tables import ShiftSwap
from app.web.context import principal, transaction
from app.web.pages import kept, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.wording import say

LABELS: Labels = {
    "shift_id": Phrase("Which shift"),
    "to_engineer_id": Phrase("To which colleague"),
    "wanted_shift_id": Phrase("For which of his shifts"),
    "note": Phrase("Note"),
}
WHY: Labels = {"why": Phrase("Why it is refused")}
Wrong = Mapping[str, Sequence[str]]
Answer = Callable[[UnitOfWork, UUID, UUID], ShiftSwap]


def my_swaps() -> str:
    """Show an engineer his swaps, and a form to offer a shift."""
    typed = {name: request.args.get(name, "") for name in LABELS}
    with transaction(write=False) as uow:
        return _mine(uow, typed)


def offer_shift() -> Response:
    """Offer a shift."""
    typed = {name: request.form.get(name, "") for name in LABELS}

    def work(uow: UnitOfWork) -> str:
        offer(uow, own_engineer(), SwapWish(**Form(NewShiftSwap(), LABELS, typed).read()))
        return url_for("pages.my_swaps")

    return _done(
        work, Phrase("Offered; your colleague answers."), lambda uow, wrong: _mine(uow, typed, wrong)
    )


def shift_swaps() -> str:
    """Show what waits for the caller, and what is over or waits for a colleague."""
    with transaction(write=False) as uow:
        return render_template(
            "shift_swaps.html", waiting=waiting(uow), over=over(uow), words=words, now=uow.now
        )


def shift_swap_page(shift_swap_id: UUID) -> str:
    """Show one, with what it would mean."""
    with transaction(write=False) as uow:
        return _one(uow, shift_swap_id)


def _answering(do: Answer, said: Phrase) -> Callable[[UUID], Response]:
    def view(shift_swap_id: UUID) -> Response:
        def work(uow: UnitOfWork) -> str:
            do(uow, shift_swap_id, own_engineer())
            return url_for("pages.my_swaps")

        return _done(work, said, lambda uow, wrong: _one(uow, shift_swap_id, wrong=wrong))

    return view


def approve_swap(shift_swap_id: UUID) -> Response:
    """Approve it; the form carries which visits its sender saw."""

    def work(uow: UnitOfWork) -> str:
        approve(uow, shift_swap_id, request.form.get("seen", ""))
        return url_for("pages.shift_swaps")

    said = Phrase("Swapped; the roster and the planner know it.")
    return _done(work, said, lambda uow, wrong: _one(uow, shift_swap_id, wrong=wrong))


def refuse_swap(shift_swap_id: UUID) -> Response:
    """Refuse it."""
    typed = {"why": request.form.get("why", "")}

    def work(uow: UnitOfWork) -> str:
        refuse(uow, shift_swap_id, Form(RefusingLeave(), WHY, typed).read()["why"])
        return url_for("pages.shift_swaps")

    return _done(work, Phrase("Refused."), lambda uow, wrong: _one(uow, shift_swap_id, typed, wrong=wrong))


def _done(
    work: Callable[[UnitOfWork], str], said: Phrase, again: Callable[[UnitOfWork, Wrong], str]
) -> Response:
    try:
        with transaction() as uow:
            once.reserve(uow)
            address = once.led_to(uow, work(uow))
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
        with transaction(write=False) as uow:
            return make_response(again(uow, wrong), refused.status)
    flash(say(said), "good")
    return see(address)


def _mine(uow: UnitOfWork, typed: Mapping[str, str], wrong: Wrong | None = None) -> str:
    engineer_id = own_engineer()
    found = choices_of(uow, engineer_id)
    return render_template(
        "my_swaps.html",
        form=Form(
            NewShiftSwap(), LABELS, typed, wrong or {}, found.zone, choices=_offered(uow, found, typed)
        ),
        can_offer=bool(found.shifts and found.colleagues),
        chosen=typed["to_engineer_id"],
        found=own_swaps(uow, engineer_id),
        own_id=engineer_id,
        open_states=OPEN,
        zone=found.zone,
        once=once.fresh(uow),
        words=words,
        now=uow.now,
    )


def _offered(
    uow: UnitOfWork, found: Choices, typed: Mapping[str, str]
) -> dict[str, Sequence[tuple[str, str]]]:
    def named(duties: Sequence[Duty]) -> list[tuple[str, str]]:
        return [
            (
                str(one.shift_id),
                f"{words.between(*one.span, found.zone, uow.now)} · {say(words.KINDS[one.kind])}",
            )
            for one in duties
        ]

    theirs = [one.shifts for one in found.colleagues if str(one.engineer_id) == typed["to_engineer_id"]]
    return {
        "shift_id": named(found.shifts),
        "to_engineer_id": [(str(one.engineer_id), f"{one.name} {one.number}") for one in found.colleagues],
        "wanted_shift_id": named(theirs[0]) if theirs else [],
    }


def _one(
    uow: UnitOfWork, key: UUID, typed: Mapping[str, str] | None = None, *, wrong: Wrong | None = None
) -> str:
    swap = swap_of(uow, key)
    look = look_at(uow, swap)
    who = principal()
    return render_template(
        "shift_swap.html",
        look=look,
        swap=swap,
        zone=look.line.zone,
        decides=who.role in {Role.MANAGER, Role.ADMIN}
        and swap.state == SwapState.ACCEPTED
        and answers_for_one(uow, swap),
        manages=who.role in {Role.MANAGER, Role.ADMIN},
        own=who.role is Role.ENGINEER,
        answers=swap.state == SwapState.OFFERED and swap.to_engineer_id == who.engineer_id,
        takes_back=swap.state in OPEN and swap.from_engineer_id == who.engineer_id,
        form=Form(RefusingLeave(), WHY, typed or {}, wrong or {}),
        seen=seen_key(look.losing),
        visit_states=VISIT_STATES,
        words=words,
        once=once.fresh(uow),
        now=uow.now,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/shift-swaps/<uuid:shift_swap_id>"
    site.add_url_rule("/shift-swaps", view_func=shift_swaps)
    site.add_url_rule("/mine/swaps", view_func=my_swaps)
    site.add_url_rule("/mine/swaps", view_func=offer_shift, methods=["POST"])
    site.add_url_rule(one, view_func=shift_swap_page)
    answers: tuple[tuple[str, Answer, Phrase], ...] = (
        ("accept", accept, Phrase("Accepted.")),
        ("decline", decline, Phrase("Declined.")),
        ("withdraw", withdraw, Phrase("Withdrawn.")),
    )
    for verb, do, said in answers:
        site.add_url_rule(f"{one}/{verb}", f"{verb}_swap", _answering(do, said), methods=["POST"])
    site.add_url_rule(f"{one}/approve", view_func=approve_swap, methods=["POST"])
    site.add_url_rule(f"{one}/refuse", view_func=refuse_swap, methods=["POST"])
