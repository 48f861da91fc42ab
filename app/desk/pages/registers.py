"""The office's registers for people: engineers and customers, as lists and one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from app.desk.pages import flags
from app.desk.reads import archive
from app.desk.reads import customer_file as customers_files
from app.desk.reads import engineer_file as engineers_files
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.registers.reads import registry as registers
from app.registers.reads.doubles import doubles_of
from app.registers.reads.territories import active_territories
from app.teams.pages import beginning
from app.web.context import principal, transaction
from app.web.pages import lists
from app.web.pages.forms import see
from app.web.pages.lists import Head, Listing
from app.web.policy import DISPATCH, LOCATING, OFFICE

ENGINEER_HEADS = (
    Head("number", Phrase("Number"), sortable=True),
    Head("name", Phrase("Name"), sortable=True),
    Head("stars", Phrase("Stars"), sortable=True),
    Head("skills", Phrase("Skills")),
    Head("territory", Phrase("Territory")),
    Head("phone", Phrase("Telephone")),
    Head("active", Phrase("On record")),
)
CUSTOMER_HEADS = (
    Head("name", Phrase("Name"), sortable=True),
    Head("phone", Phrase("Telephone")),
    Head("email", Phrase("E-mail")),
    Head("special_needs", Phrase("Special needs")),
    Head("created_at", Phrase("Customer since"), sortable=True),
)
GRADES = ("5", "4", "3", "2", "1")


def engineers() -> str | Response:
    """Show one page of the engineers that the caller may see."""
    asked = {
        "q": lists.text(),
        "stars": lists.one_of("stars", GRADES),
        "territory_id": beginning.shown("territory_id"),
    }
    with transaction(write=False) as uow:
        led = beginning.led_to_own(uow, "pages.engineers", "territory_id")
    if led:
        return led
    return _list("engineer", "engineers.html", ENGINEER_HEADS, asked)


def customers() -> str:
    """Show one page of the customers."""
    return _list("customer", "customers.html", CUSTOMER_HEADS, {"q": lists.text()})


def _list(name: str, template: str, heads: tuple[Head, ...], asked: dict[str, str]) -> str:
    register = registers.REGISTERS[name]
    shown = {key: value for key, value in asked.items() if value}
    who = principal()
    sort = lists.order(heads, register.sortable[0])
    wanted: dict[str, Any] = shown | {"sort": sort}
    if grade := shown.get("stars"):
        wanted["stars"] = int(grade)
    with transaction(write=False) as uow:
        ids = beginning.chosen(uow, "territory_id") if wanted.pop("territory_id", "") else ()
        query = registers.listing(who, register, wanted)
        if ids:
            query = query.where(register.model.territory_id.in_(ids))
        page = page_of(uow, query, lists.page_number(), lists.PAGE_SIZE)
        return render_template(
            template,
            listing=Listing(f"pages.{name}s", heads, page, sort, shown),
            now=uow.now,
            territories=beginning.choices(uow, active_territories(uow)) if who.role in OFFICE else [],
            several=shown.get("territory_id") == beginning.MINE,
            grades=[(grade, grade) for grade in GRADES],
        )


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
    site.add_url_rule("/engineers", view_func=engineers)
    site.add_url_rule("/engineers/<uuid:engineer_id>", view_func=engineer)
    site.add_url_rule("/customers", view_func=customers)
    site.add_url_rule("/customers/<uuid:customer_id>", view_func=customer)
