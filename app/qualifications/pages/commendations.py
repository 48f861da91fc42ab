"""Praise of engineers: the list, entering it by a form, one with its withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.local_dates import local_date
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.qualifications.api.commendations import CommendationSaid, CommendationWithdrawal
from app.qualifications.commands.commendations import NewCommendation, commend, withdraw
from app.qualifications.pages import words
from app.qualifications.reads import commendations as reads
from app.qualifications.reads.answering import answers_for, require_answerable
from app.qualifications.rules.praise import PraiseSource
from app.registers.reads import finding
from app.registers.reads.territories import zone_of_engineer
from app.registers.tables import Engineer, Territory
from app.web.context import principal, transaction
from app.web.pages import kept, lists, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.pages.i18n import local_day
from app.web.policy import MANAGEMENT
from app.web.wording import say

LABELS: Labels = {
    "source": Phrase("Source"),
    "praised_by": Phrase("Praised by"),
    "received_on": Phrase("Received on"),
    "visit_id": Phrase("About the visit"),
    "reason": Phrase("For what"),
}
WITHDRAW_LABELS: Labels = {"reason": Phrase("Why it is withdrawn")}
Wrong = Mapping[str, Sequence[str]]
Typed = Mapping[str, str]


def commendations() -> str:
    """Show all that the caller may see."""
    with transaction(write=False) as uow:
        page = page_of(uow, reads.commendations(uow), lists.page_number(), lists.PAGE_SIZE)
        people = finding.rows_of(uow, "engineer", {row.engineer_id for row in page.rows})
        return render_template("commendations.html", page=page, people=people, words=words)


def new_commendation(engineer_id: UUID) -> str:
    """Show an empty form."""
    with transaction(write=False) as uow:
        today = local_date(uow.now, zone_of_engineer(uow, engineer_id))
        return _new(uow, engineer_id, {"received_on": today.isoformat()})


def add_commendation(engineer_id: UUID) -> Response:
    """Enter it."""
    typed = {name: request.form.get(name, "") for name in LABELS}
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = _form(uow, require_answerable(uow, engineer_id), typed).read()
            said["source"] = PraiseSource(said["source"])
            row = commend(uow, NewCommendation(engineer_id=engineer_id, **said))
            address = once.led_to(uow, url_for("pages.commendation", commendation_id=row.id))
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict, errors.Forbidden) as refused:
        with transaction(write=False) as uow:
            return make_response(_new(uow, engineer_id, typed, _wrong(refused)), refused.status)
    flash(say(Phrase("Entered.")), "good")
    return see(address)


def commendation(commendation_id: UUID) -> str:
    """Show one; whoever answers for the engineer withdraws it there."""
    with transaction(write=False) as uow:
        return _one(uow, commendation_id, {})


def withdraw_commendation(commendation_id: UUID) -> Response:
    """Withdraw it."""
    typed = {"reason": request.form.get("reason", "")}
    address = url_for("pages.commendation", commendation_id=commendation_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = Form(CommendationWithdrawal(), WITHDRAW_LABELS, typed).read()
            withdraw(uow, commendation_id, said["reason"])
            once.led_to(uow, address)
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict, errors.Forbidden) as refused:
        with transaction(write=False) as uow:
            return make_response(_one(uow, commendation_id, typed, _wrong(refused)), refused.status)
    flash(say(Phrase("Withdrawn.")), "good")
    return see(address)


def _wrong(refused: errors.OneHourError) -> Wrong:
    return refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}


def _form(uow: UnitOfWork, engineer: Engineer, typed: Typed, wrong: Wrong | None = None) -> Form:
    zone = uow.get(Territory, engineer.territory_id).time_zone
    visits = [
        (str(key), f"{code} · {local_day(at, zone)}") for key, code, at in reads.recent_visits(uow, engineer)
    ]
    sources = [(str(key), say(text)) for key, text in words.PRAISE_SOURCES.items()]
    schema = CommendationSaid(exclude=("engineer_id",))
    return Form(schema, LABELS, typed, wrong or {}, choices={"visit_id": visits, "source": sources})


def _new(uow: UnitOfWork, engineer_id: UUID, typed: Typed, wrong: Wrong | None = None) -> str:
    engineer = require_answerable(uow, engineer_id)
    form = _form(uow, engineer, typed, wrong)
    return render_template("commendation_form.html", engineer=engineer, form=form, once=once.fresh(uow))


def _one(uow: UnitOfWork, key: UUID, typed: Typed, wrong: Wrong | None = None) -> str:
    row, who = reads.commendation_of(uow, key), principal()
    may = who.role in MANAGEMENT and who.engineer_id != row.engineer_id and answers_for(uow, row.engineer_id)
    return render_template(
        "commendation.html",
        row=row,
        engineer=uow.get(Engineer, row.engineer_id),
        about=reads.request_praised(uow, row),
        may_withdraw=may and row.withdrawn_at is None,
        form=Form(CommendationWithdrawal(), WITHDRAW_LABELS, typed, wrong or {}),
        once=once.fresh(uow),
        words=words,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    of = "/qualifications/engineers/<uuid:engineer_id>/commendations"
    one = "/qualifications/commendations/<uuid:commendation_id>"
    site.add_url_rule("/qualifications/commendations", view_func=commendations)
    site.add_url_rule(f"{of}/new", view_func=new_commendation)
    site.add_url_rule(of, view_func=add_commendation, methods=["POST"])
    site.add_url_rule(one, view_func=commendation)
    site.add_url_rule(f"{one}/withdraw", view_func=withdraw_commendation, methods=["POST"])
