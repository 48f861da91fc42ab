"""Parts of the page of a call, asked for while somebody types."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.hotline.pages import view, words
from app.hotline.pages.bodies import Sent, sent
from app.hotline.reads.search import search
from app.hotline.reads.terms import sentence
from app.kernel import errors
from app.registers.reads.customers import zone_of_customer
from app.registers.reads.doubles import doubles_of_new
from app.web.context import transaction
from app.web.pages.form_kit import read_point

LONGEST = 200


def found() -> str:
    """Who may be meant."""
    asked = request.args.get("q", "")[:LONGEST]
    with transaction(write=False) as uow:
        return render_template("parts/hotline_found.html", found=search(uow, asked), asked=asked)


def faults() -> str:
    """Which fault may be meant."""
    with transaction(write=False) as uow:
        return render_template("parts/hotline_faults.html", **view.faults(uow, sent("UTC")))


def quote() -> str:
    """What can be promised; blank where there is too little to say anything."""
    with transaction(write=False) as uow:
        said = sent("UTC")
        said = Sent(said.values, zone_of_customer(uow, said.customer_id))
        told, why = None, ""
        try:
            hour = said.appointment_at()
            told = sentence(uow, said.place(), said.values.get("fault_code", ""), hour)
        except errors.Invalid as refused:
            found = refused.errors.get("site.point", []) if _has_place(said) else []
            why = next(iter([*found, *refused.errors.get("appointment_at", [])]), "")
        return render_template("parts/hotline_quote.html", why=why, **view.quoted(told, uow))


def _has_place(said: Sent) -> bool:
    return bool(said.values.get("site.point") and said.values.get("fault_code"))


def doubles() -> str:
    """Who is likely the customer about to be recorded."""
    values = request.args
    try:
        point = read_point(values["site.point"], "site.point") if values.get("site.point") else None
    except errors.Invalid:
        point = None
    name = values.get("customer.name") or values.get("contact.name", "")
    with transaction(write=False) as uow:
        alike = doubles_of_new(
            uow,
            name[:LONGEST],
            values.get("contact.phone", "")[:LONGEST],
            values.get("site.address", "")[:LONGEST],
            (point["lat"], point["lon"]) if point else None,
        )
        return render_template("parts/hotline_doubles.html", doubles=alike, words=words)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/hotline/search", "hotline_search", found)
    site.add_url_rule("/hotline/faults", "hotline_faults", faults)
    site.add_url_rule("/hotline/quote", "hotline_quote", quote)
    site.add_url_rule("/hotline/doubles", "hotline_doubles", doubles)
