"""The office's word on charges that wait for it, as a form."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.requests.reads.places import request_of_visit
from app.visits.commands import charges
from app.visits.tables import HeldCharge
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import local_address, see
from app.web.wording import say


def decide(charge_id: UUID) -> Response:
    """Approve or refuse a charge that waits."""
    with transaction(write=False) as uow:
        request_id = request_of_visit(uow, uow.get(HeldCharge, charge_id).visit_id)
    approved = request.form.get("decision") == "approve"
    act = charges.approve if approved else charges.refuse
    try:
        with transaction() as uow:
            act(uow, charge_id, request.form.get("reason", ""))
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        done = (
            say(Phrase("Approved. It is on the bill."))
            if approved
            else say(Phrase("Refused. The bill stays."))
        )
        flash(done, "good")
    here = url_for("pages.request_page", request_id=request_id)
    return see(local_address(request.form.get("next"), here))


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/charges/<uuid:charge_id>", "charge_decide", decide, methods=["POST"])
