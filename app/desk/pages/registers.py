"""The files of an engineer and of a customer: what the register says, with what happened."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.commands import engineer_sessions
from app.desk.pages import flags
from app.desk.reads import archive
from app.desk.reads import customer_file as customers_files
from app.desk.reads import engineer_file as engineers_files
from app.kernel.phrases import Phrase
from app.phones.reads.engineers_phones import phones_of
from app.promise.pages import words
from app.registers.pages.viewing import related_by
from app.registers.reads.customers import zone_of_customer
from app.registers.reads.doubles import doubles_of
from app.web.context import principal, transaction
from app.web.pages.forms import see
from app.web.policy import DISPATCH, LOCATING, OFFICE
from app.web.wording import say


def engineer(engineer_id: UUID) -> str:
    """Show one engineer: what is held, when on duty, what was done."""
    office = principal().role in OFFICE
    with transaction(write=False) as uow:
        return render_template(
            "engineer.html",
            file=engineers_files.engineer_file(uow, engineer_id),
            flags=flags,
            locating=principal().role in LOCATING,
            phones=phones_of(uow, engineer_id) if office else [],
            sessions=engineer_sessions.sessions_of(uow, engineer_id) if office else [],
            may_end=office,
            now=uow.now,
            words=words,
        )


def end_session(engineer_id: UUID, token_id: UUID) -> Response:
    """Sign an engineer out in one place; a second press changes nothing."""
    with transaction() as uow:
        engineer_sessions.end(uow, engineer_id, token_id)
    flash(say(Phrase("Signed out there. That phone or browser opens nothing any more.")), "good")
    return see(url_for("pages.engineer", engineer_id=engineer_id) + "#panel-phones")


def customer(customer_id: UUID) -> str | Response:
    """Show one customer's file; who was merged is shown as the one who stayed."""
    who = principal()
    with transaction(write=False) as uow:
        file = customers_files.customer_file(uow, customer_id)
        if file.customer.id != customer_id:
            return see(url_for("pages.customer", customer_id=file.customer.id))
        office = who.role in OFFICE
        return render_template(
            "customer.html",
            file=file,
            open_lines=archive.lines(uow, [one.request for one in file.open_requests]),
            ended_lines=archive.lines(uow, [one.request for one in file.history]),
            doubles=doubles_of(uow, file.customer) if office else [],
            named_people=related_by(uow, "customer", file.customer, "named_engineer") if office else None,
            may_act=who.role in DISPATCH,
            zone=zone_of_customer(uow, file.customer.id),
            now=uow.now,
            words=words,
            office=office,
        )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/engineers/<uuid:engineer_id>", view_func=engineer)
    end = "/engineers/<uuid:engineer_id>/sessions/<uuid:token_id>/end"
    site.add_url_rule(end, "engineer_session_end", end_session, methods=["POST"])
    site.add_url_rule("/customers/<uuid:customer_id>", view_func=customer)
