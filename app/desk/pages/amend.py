"""Amending a request, as a page of its own: whoever was slower sees what changed, and loses nothing typed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.pages.meanwhile import since
from app.desk.reads.amending import fault_choices, machines_at
from app.kernel import errors
from app.kernel.base import longest
from app.kernel.events import ABSENT
from app.kernel.phrases import Phrase
from app.requests.commands import amend
from app.requests.reads.history import newest_number
from app.requests.tables import ServiceRequest
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.form_values import one_by_one
from app.web.pages.forms import see, whole_number
from app.web.wording import say

TEXTS: Mapping[str, int] = {
    "contact_name": longest(ServiceRequest.contact_name),
    "contact_phone": 1000,
    "description": longest(ServiceRequest.description),
    "external_reference": longest(ServiceRequest.external_reference),
    "customer_wish": longest(ServiceRequest.customer_wish),
}


def form(request_id: UUID) -> str:
    """Show what stands on the request, to be amended."""
    return _page(request_id, kept.Typed())


def save(request_id: UUID) -> Response | str:
    """Write the changes down; a form that was refused comes back as it was typed."""
    try:
        with transaction() as uow:
            done, is_new = amend.amend(uow, request_id, _said(), whole_number("version"))
            _say_what_happened(done, is_new=is_new)
    except kept.REFUSALS as refused:
        flash(kept.why_not(refused), "bad")
        values = {name: text for name, text in request.form.items() if name != "csrf_token"}
        typed = kept.Typed(values, kept.wrong_fields(refused), refused=True)
        return make_response(_page(request_id, typed), refused.status)
    return see(url_for("pages.request_page", request_id=request_id))


def _say_what_happened(done: ServiceRequest, *, is_new: bool) -> None:
    said = (
        say(Phrase("Amended. The promise stays as it was given."))
        if is_new
        else say(Phrase("Nothing to change."))
    )
    flash(said, "good")
    if is_new and done.contact_phone_as_said and not done.contact_numbers:
        text = say(
            Phrase("No number could be read in “%(words)s”: messages go to the customer's own contact.")
        )
        flash(str(text) % {"words": done.contact_phone_as_said}, "bad")


def _changed() -> dict[str, str]:
    """Return the fields that were changed on the form: the others must not undo what somebody else wrote."""
    typed = {name: _plain(name) for name in (*TEXTS, "asset_id", "fault_code") if name in request.form}
    return {name: text for name, text in typed.items() if text != _plain(f"was_{name}")}


def _plain(name: str) -> str:
    return request.form.get(name, "").strip().replace("\r\n", "\n")


def _said() -> amend.Changes:
    """Read what was changed; all else stays.

    Raises:
        Invalid: a text is too long, or the machine is none.
    """
    values = _changed()
    wrong = {
        name: Phrase("must have at most %(most)s characters", most=most)
        for name, most in TEXTS.items()
        if len(values.get(name, "")) > most
    }
    if wrong:
        raise errors.Invalid(wrong)
    one_by_one(values.get("contact_phone", ""), "contact_phone")
    machine = _machine(values["asset_id"]) if "asset_id" in values else ABSENT
    texts = {name: values.get(name, ABSENT) for name in TEXTS}
    return amend.Changes(**texts, asset_id=machine, fault_code=values.get("fault_code") or ABSENT)


def _machine(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as bad:
        raise errors.Invalid({"asset_id": Phrase("is no machine in use at this site")}) from bad


def _page(request_id: UUID, typed: kept.Typed) -> str:
    with transaction(write=False) as uow:
        asked = uow.get(ServiceRequest, request_id)
        present, seen = _present(asked), whole_number("seen")
        return render_template(
            "amend.html",
            r=asked,
            t=typed,
            machines=machines_at(uow, asked.site_id),
            faults=fault_choices(uow),
            in_record=amend.was_on_site(uow, request_id),
            is_over=asked.state in amend.OVER,
            present=present,
            shown={**present, **_changed()} if typed.refused else present,
            limits=TEXTS,
            newest=newest_number(uow, request_id),
            meanwhile=since(uow, request_id, seen) if typed.refused and seen is not None else [],
        )


def _present(asked: ServiceRequest) -> dict[str, str]:
    texts = {name: getattr(asked, name) for name in TEXTS if name != "contact_phone"}
    return texts | {
        "contact_phone": asked.contact_phone_as_said or asked.contact_phone,
        "asset_id": str(asked.asset_id or ""),
        "fault_code": asked.fault_code,
    }


def register(site: Blueprint) -> None:
    """Add the address."""
    address = "/requests/<uuid:request_id>/amend"
    site.add_url_rule(address, "request_amend", form, methods=["GET"])
    site.add_url_rule(address, "request_amended", save, methods=["POST"])
