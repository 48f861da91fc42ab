"""Complaints for managers: those without a verdict first, and each with what was found of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.hotline.api.complaints import GiveVerdict, decision_of
from app.hotline.commands.verdicts import decide
from app.hotline.pages import words
from app.hotline.reads import calls, complaints
from app.hotline.reads.counting import may_be_about, why_it_counts_nowhere
from app.hotline.rules.verdicts import AboutWhom, settle_by
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import UnitOfWork
from app.kernel.base import longest
from app.kernel.errors import OneHourError
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.web.context import transaction
from app.web.pages import kept, lists, once
from app.web.pages.form_kit import Form
from app.web.pages.forms import see
from app.web.wording import say

MAX_REASON = longest(ComplaintVerdict.reason)
SHOWN: Mapping[str, bool | None] = {"open": False, "decided": True, "all": None}
LABELS = {name: Phrase(name) for name in GiveVerdict().load_fields}
_IDS = {AboutWhom.ENGINEER: "engineer_id", AboutWhom.PROVIDER: "provider_id", AboutWhom.OFFICE: "user_id"}


def complaints_list() -> str:
    """Show one page of them."""
    show = lists.one_of("show", list(SHOWN)) or "open"
    with transaction(write=False) as uow:
        query = complaints.complaints(uow, decided=SHOWN[show])
        page = page_of(uow, query, lists.page_number(), lists.PAGE_SIZE)
        return render_template("complaints.html", page=page, shown=show, **_around(uow, page.rows))


def complaint(call_id: UUID) -> str:
    """Show one with all verdicts, and the form of another."""
    with transaction(write=False) as uow:
        call = complaints.complaint(uow, call_id)
        engineers, providers, office = complaints.others(uow)
        return render_template(
            "complaint.html",
            one=call,
            came=complaints.who_came(uow, call),
            engineers=engineers,
            providers=providers,
            office=office,
            asked=may_be_about(uow, call),
            max_reason=MAX_REASON,
            once=once.fresh(uow),
            **_around(uow, [call]),
        )


def give_verdict(call_id: UUID) -> Response:
    """Give a verdict; what cannot be is said beside the form, which keeps what was typed."""
    back = url_for("pages.complaint", call_id=call_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            body = Form(GiveVerdict(), LABELS, _typed()).read()
            decide(uow, call_id, decision_of(body), body["seen"])
            once.led_to(uow, back)
    except once.SentBefore:
        pass
    except OneHourError as refused:
        if not isinstance(refused, kept.REFUSALS) and refused.status not in (403, 404):
            raise
        kept.keep(refused)
        return see(back)
    flash(say(Phrase("The verdict is written down.")), "good")
    return see(back)


def _typed() -> dict[str, str]:
    """Return what the form says; its one choice of whom it is about names both the kind and the id."""
    values = {name: request.form.get(name, "") for name in ("verdict", "reason", "seen", "request_id")}
    about, _, key = request.form.get("about", "").partition(":")
    values["about"] = about
    return values | ({_IDS[AboutWhom(about)]: key} if about in tuple(AboutWhom) else {})


def _around(uow: UnitOfWork, rows: Sequence[Call]) -> dict[str, Any]:
    given = complaints.verdicts(uow, rows)
    stand = [(one, given[one.id][-1]) for one in rows if given[one.id]]
    return {
        "given": given,
        "counts_nowhere": {one.id: why_it_counts_nowhere(uow, one, verdict) for one, verdict in stand},
        "about": complaints.names(uow, [one for verdicts in given.values() for one in verdicts]),
        "names": calls.names(uow, rows),
        "customers": calls.customers(uow, rows),
        "settle_by": settle_by,
        "zone": zone_of_customer(uow, None),
        "now": uow.now,
        "words": words,
    }


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/complaints", "complaints", complaints_list)
    site.add_url_rule("/complaints/<uuid:call_id>", "complaint", complaint)
    site.add_url_rule("/complaints/<uuid:call_id>/verdicts", "give_verdict", give_verdict, methods=["POST"])
