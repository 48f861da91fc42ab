"""Asking for a repair by a form, which is read as the body of the API's intake is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.api.intake_bodies import ReportBody
from app.desk.reads.customer_file import CustomerFile, customer_file
from app.dispatching.commands.placement import place_visit
from app.hotline.reads.calls import faults
from app.hotline.reads.terms import Promised, promised
from app.kernel import UnitOfWork, errors
from app.kernel.base import longest
from app.kernel.phrases import Phrase
from app.kernel.telephone import read_phone_numbers
from app.mine.pages.under_way import UnderWay, refuse_unawares
from app.portal.reads.tracking import tracking
from app.registers.reads.hotlines import hotline_of_customer
from app.registers.tables import Site
from app.requests.commands.intake.receive import locate, receive
from app.requests.commands.intake.report import Report
from app.web.context import principal, runtime, transaction
from app.web.limits import public_write_limit
from app.web.pages import kept, once
from app.web.pages.form_kit import Form, Input
from app.web.pages.forms import see
from app.web.pages.i18n import named
from app.web.wording import say

LABELS: Mapping[str, Phrase] = {
    "about": Phrase("Which machine or place"),
    "fault_code": Phrase("What is wrong"),
    "description": Phrase("In your own words"),
    "contact.name": Phrase("Whom the engineer asks for"),
    "contact.phone": Phrase("Telephone there"),
    "site.name": Phrase("Name of the place"),
    "site.address": Phrase("Address"),
}
_STANDS_FOR = {
    "site_id": "about",
    "asset_id": "about",
    "customer_id": "about",
    "site": "site.address",
    "site.point": "site.address",
}
_SENT = {**LABELS, "site_id": LABELS["about"], "asset_id": LABELS["about"], "channel": LABELS["about"]}
SITE, ASSET, NEW = "site:", "asset:", "new"
_LONGEST = 5000
_LONGEST_NAME = longest(Site.name)


def repair() -> str:
    """Show the form; `?about=asset:…` opens it for a machine."""
    with transaction(write=False) as uow:
        return _page(uow, {"about": request.args.get("about", "")[:60]})


def ask() -> Response:
    """Take the report in, then look who comes."""
    values = {name: request.form.get(name, "")[:_LONGEST] for name in LABELS}
    try:
        report = _read(values)
        located = locate(runtime(), report)
        with transaction() as uow:
            once.reserve(uow)
            asked, visit = receive(uow, report, located)
            refuse_unawares(uow, report, asked)
            address = once.led_to(uow, url_for("pages.my_request", request_id=asked.id))
            said = Phrase("We have your report: %(code)s. Here you see who comes and when.", code=asked.code)
    except once.SentBefore as before:
        return see(before.address)
    except UnderWay as found:
        with transaction(write=False) as uow:
            return make_response(_page(uow, values, under_way_id=found.request_id), 422)
    except (errors.Invalid, errors.Conflict, errors.GeocodingFailed, errors.ClockWrong) as refused:
        with transaction(write=False) as uow:
            return make_response(_page(uow, values, refused), 422)
    place_visit(runtime(), principal(), visit.id)
    flash(say(said), "good")
    return see(address)


def _read(values: Mapping[str, str]) -> Report:
    about, sent = values["about"], dict(values)
    if about.startswith(ASSET):
        sent["asset_id"] = about.removeprefix(ASSET)
    elif about.startswith(SITE):
        sent["site_id"] = about.removeprefix(SITE)
    elif about != NEW:
        raise errors.Invalid({"about": Phrase("choose what it is about")})
    if about == NEW:
        if not sent["site.address"].strip():
            raise errors.Invalid({"site.address": Phrase("is missing: where shall we come?")})
        sent["site.name"] = sent["site.name"].strip() or sent["site.address"].strip()[:_LONGEST_NAME]
    else:
        sent["site.name"] = sent["site.address"] = ""
    _refuse_no_number(sent["contact.phone"])
    labels = {name: label for name, label in _SENT.items() if name != "about"}
    made: Report = Form(ReportBody(), labels, sent | {"channel": "portal"}).read()
    return replace(made, customer_id=principal().customer_id)


def _refuse_no_number(said: str) -> None:
    """Have a number corrected while the customer can; on the telephone words are written down as said."""
    if said.strip() and not read_phone_numbers(said, runtime().settings.default_region):
        raise errors.Invalid(
            {"contact.phone": Phrase("holds no telephone number; correct it, or leave it empty")}
        )


def _page(
    uow: UnitOfWork,
    values: Mapping[str, str],
    refused: errors.OneHourError | None = None,
    *,
    under_way_id: UUID | None = None,
) -> str:
    who = principal()
    if who.customer_id is None:
        raise errors.Forbidden
    file = customer_file(uow, who.customer_id)
    wrong: Mapping[str, list[str]] = {}
    if refused is not None:
        wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
    form = Form(ReportBody(), LABELS, values, wrong, stands_for=_STANDS_FOR)
    return render_template(
        "repair.html",
        form=form,
        inputs=_inputs(uow, form, file),
        file=file,
        hotline_number=hotline_of_customer(uow, who.customer_id),
        under_way=tracking(uow, under_way_id) if under_way_id else None,
        promise=_promise(uow, file),
        now=uow.now,
        once=_key(uow, refused),
    )


def _promise(uow: UnitOfWork, file: CustomerFile) -> Promised | None:
    """Return by when somebody comes for what is sent now, by the contract's hours; None without a place."""
    site = next((one.site for one in file.sites if one.site.active), None)
    return promised(uow, site) if site is not None else None


def _key(uow: UnitOfWork, refused: errors.OneHourError | None) -> str:
    """Keep the key of a form that was refused: what is sent again is the same report."""
    try:
        return once.key() if refused is not None else once.fresh(uow)
    except errors.Invalid:
        return once.fresh(uow)


def _inputs(uow: UnitOfWork, form: Form, file: CustomerFile) -> dict[str, Input]:
    kinds = [(row.code, named(row.name_en, row.name_zh)) for row in faults(uow)]
    places = _places(file)
    about: dict[str, Any] = {
        "kind": "choice",
        "required": True,
        "choices": places if len(places) == 1 else [("", ""), *places],  # nobody reports a machine unawares
    }
    return {
        **{path: form[path] for path in LABELS},
        "about": replace(form["about"], **about),
        "fault_code": replace(form["fault_code"], kind="choice", choices=[("", ""), *kinds]),
    }


def _places(file: CustomerFile) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for place in file.sites:
        if place.site.active:
            machines = [one.asset for one in place.assets if one.asset.active]
            found += [
                (f"{ASSET}{one.id}", f"{one.model} {one.serial_number} · {place.site.name}")
                for one in machines
            ]
            other = say(Phrase("Something else at %(site)s", site=place.site.name))
            found.append((f"{SITE}{place.site.id}", other))
    return [*found, (NEW, Phrase("At another place"))]


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/mine/repair", view_func=repair, methods=["GET"])
    site.add_url_rule("/mine/repair", "repair_ask", public_write_limit(ask), methods=["POST"])
