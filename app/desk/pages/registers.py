"""The files of an engineer and of a customer: what the register says, with what happened."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from app.desk.pages import flags
from app.desk.reads import archive
from app.desk.reads import customer_file as customers_files
from app.desk.reads import engineer_file as engineers_files
from app.promise.pages import words
from app.registers.reads.doubles import doubles_of
from app.web.context import principal, transaction
from app.web.pages.forms import see
from app.web.policy import DISPATCH, LOCATING, OFFICE


def engineer(engineer_id: UUID) -> str:
    """Show one engineer: what is held, when on duty, what was done."""
    with transaction(write=False) as uow:
        return render_template(
            "engineer.html",
            file=engineers_files.engineer_file(uow, engineer_id),
            flags=flags,
            locating=principal().role in LOCATING,
            now=uow.now,
            words=words,
        )


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
            may_act=who.role in DISPATCH,
            zone=customers_files.DEFAULT_ZONE,
            now=uow.now,
            words=words,
            office=office,
        )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/engineers/<uuid:engineer_id>", view_func=engineer)
    site.add_url_rule("/customers/<uuid:customer_id>", view_func=customer)
