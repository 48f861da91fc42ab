"""The office's word on charges that wait for it, as a form."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.requests.reads.places import request_of_visit
from app.visits.commands import charges
from app.visits.commands.field.held import State
from app.visits.errors import ChargeDecided
from app.visits.tables import HeldCharge
from app.web.context import transaction
from app.web.pages import kept, quicker
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
    except ChargeDecided as before:
        if (decided := _decided_before(charge_id, approved=approved)) is not None:
            return decided
        kept.keep(before)
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        done = (
            say(Phrase("Approved. It is on the bill."))
            if approved
            else say(Phrase("Refused. The bill stays."))
        )
        flash(done, "good")
    return see(_back(request_id))


def _back(request_id: UUID) -> str:
    return local_address(request.form.get("next"), url_for("pages.request_page", request_id=request_id))


def _decided_before(charge_id: UUID, *, approved: bool) -> Response | None:
    """Show what somebody decided meanwhile beside the own word; None where the phone spoke anew."""
    with transaction(write=False) as uow:
        row = uow.get(HeldCharge, charge_id)
        back = _back(request_of_visit(uow, row.visit_id))
        same = row.state == (State.APPROVED if approved else State.REFUSED)
        mine = row.decided_by == (uow.principal.name or uow.principal.key)
    if row.state not in {State.APPROVED, State.REFUSED}:
        return None
    typed = request.form.get("reason", "").strip()
    if same and mine and row.reason == typed:
        flash(say(Phrase("It is decided already.")), "good")
        return see(back)
    name = row.decided_by or "–"
    said = (
        Phrase("%(name)s has approved this charge; it is on the bill.", name=name)
        if row.state == State.APPROVED
        else Phrase("%(name)s has refused this charge; it is on no bill.", name=name)
    )
    verb = Phrase("Approve") if approved else Phrase("Refuse")
    return quicker.answer(said, row.reason or "", f"{say(verb)}{say(Phrase(': '))}{typed}", back)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/charges/<uuid:charge_id>", "charge_decide", decide, methods=["POST"])
