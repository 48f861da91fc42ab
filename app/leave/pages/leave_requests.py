"""Leave by form: asked for and withdrawn by the engineer, decided by whoever answers for him."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import Role, UnitOfWork, errors
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.leave.api.leave_requests import NewLeaveRequest, RefusingLeave, own_engineer
from app.leave.commands.asking import LeaveWish, ask, withdraw
from app.leave.commands.deciding import approve, refuse
from app.leave.pages import words
from app.leave.reads.leave_requests import (
    decided,
    leave_file,
    own_leaves,
    own_requests,
    waiting,
    zone_of_engineer,
)
from app.leave.rules.asking import is_withdrawable
from app.promise.pages.words import VISIT_STATES
from app.rosters.reads.losing import seen_key
from app.web.context import principal, transaction
from app.web.pages import kept, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.wording import say

LABELS: Labels = {
    "reason": Phrase("Kind"),
    "starts_at": Phrase("From"),
    "ends_at": Phrase("Until"),
    "note": Phrase("Note"),
}
WHY: Labels = {"why": Phrase("Why it is refused")}
Wrong = Mapping[str, Sequence[str]]


def leave_requests() -> str:
    """Show what waits for the caller, and what was decided."""
    with transaction(write=False) as uow:
        return render_template(
            "leave_requests.html", waiting=waiting(uow), decided=decided(uow), words=words, now=uow.now
        )


def my_leave() -> str:
    """Show an engineer his leave, and a form to ask for more."""
    with transaction(write=False) as uow:
        return _mine(uow, {"reason": "annual"})


def ask_for_leave() -> Response:
    """Ask."""
    typed = {name: request.form.get(name, "") for name in LABELS}

    def work(uow: UnitOfWork) -> str:
        zone = zone_of_engineer(uow, own_engineer())
        said = Form(NewLeaveRequest(), LABELS, typed, zone=zone).read()
        ask(uow, own_engineer(), LeaveWish(**said))
        return url_for("pages.my_leave")

    return _done(
        work, Phrase("Asked for; your manager decides."), lambda uow, wrong: _mine(uow, typed, wrong)
    )


def leave_request_page(leave_request_id: UUID) -> str:
    """Show one, with what it would mean."""
    with transaction(write=False) as uow:
        return _one(uow, leave_request_id)


def approve_leave(leave_request_id: UUID) -> Response:
    """Approve it; the form carries which visits its sender saw."""

    def work(uow: UnitOfWork) -> str:
        approve(uow, leave_request_id, request.form.get("seen", ""))
        return url_for("pages.leave_requests")

    return _done(
        work,
        Phrase("Approved; the roster and the planner know it."),
        lambda uow, wrong: _one(uow, leave_request_id, wrong=wrong),
    )


def refuse_leave(leave_request_id: UUID) -> Response:
    """Refuse it."""
    typed = {"why": request.form.get("why", "")}

    def work(uow: UnitOfWork) -> str:
        refuse(uow, leave_request_id, Form(RefusingLeave(), WHY, typed).read()["why"])
        return url_for("pages.leave_requests")

    return _done(work, Phrase("Refused."), lambda uow, wrong: _one(uow, leave_request_id, typed, wrong=wrong))


def withdraw_leave(leave_request_id: UUID) -> Response:
    """Take it back."""

    def work(uow: UnitOfWork) -> str:
        withdraw(uow, leave_request_id, own_engineer())
        return url_for("pages.my_leave")

    return _done(work, Phrase("Withdrawn."), lambda uow, wrong: _one(uow, leave_request_id, wrong=wrong))


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
    zone = zone_of_engineer(uow, engineer_id)
    reasons = [(str(key), say(text)) for key, text in words.REASONS.items()]
    return render_template(
        "my_leave.html",
        form=Form(NewLeaveRequest(), LABELS, typed, wrong or {}, zone, choices={"reason": reasons}),
        asked=own_requests(uow, engineer_id),
        leaves=own_leaves(uow, engineer_id),
        zone=zone,
        once=once.fresh(uow),
        words=words,
        now=uow.now,
    )


def _one(
    uow: UnitOfWork, key: UUID, typed: Mapping[str, str] | None = None, *, wrong: Wrong | None = None
) -> str:
    file = leave_file(uow, key)
    row = file.line.request
    role = principal().role
    return render_template(
        "leave_request.html",
        file=file,
        row=row,
        zone=file.line.zone,
        day=local_date(row.starts_at, file.line.zone),
        decides=role in {Role.MANAGER, Role.ADMIN},
        own=role is Role.ENGINEER,
        takes_back=role is Role.ENGINEER and is_withdrawable(row.state, row.starts_at, uow.now),
        form=Form(RefusingLeave(), WHY, typed or {}, wrong or {}),
        seen=seen_key(file.losing),
        states=VISIT_STATES,
        words=words,
        once=once.fresh(uow),
        now=uow.now,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/leave-requests/<uuid:leave_request_id>"
    site.add_url_rule("/leave-requests", view_func=leave_requests)
    site.add_url_rule("/mine/leave", view_func=my_leave)
    site.add_url_rule("/mine/leave", view_func=ask_for_leave, methods=["POST"])
    site.add_url_rule(one, view_func=leave_request_page)
    site.add_url_rule(f"{one}/approve", view_func=approve_leave, methods=["POST"])
    site.add_url_rule(f"{one}/refuse", view_func=refuse_leave, methods=["POST"])
    site.add_url_rule(f"{one}/withdraw", view_func=withdraw_leave, methods=["POST"])
