"""Answers to alerts, as forms, and a manager's correction of what is derived of a promise."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.arrivals.commands import arrivals
from app.desk.pages.contact import reason
from app.desk.pages.price_words import price
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.promise.commands import alerts, applying, corrections
from app.promise.errors import RescueStale
from app.promise.pages import words
from app.promise.reads.alerts import alert_in_context
from app.promise.rules.attribution import CORRECTABLE
from app.promise.tables import Alert
from app.registers.reads.people import engineer_names
from app.registers.tables import Site, Territory
from app.requests.reads.places import request_of_visit
from app.requests.tables import ServiceRequest, Visit
from app.web.context import principal, runtime, transaction
from app.web.pages import kept
from app.web.pages.forms import local_address, local_instant, see, whole_number
from app.web.wording import say


def acknowledge(alert_id: UUID) -> Response:
    """Take an alert on."""
    try:
        with transaction() as uow:
            alerts.acknowledge(uow, alert_id, reason())
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("You have it on. It repeats no more.")), "good")
    return _back(alert_id)


def rescue(alert_id: UUID) -> Response:
    """Send who was chosen and nobody else; where that does not hold any more, lead to a choice anew."""
    try:
        with transaction() as uow:
            done = applying.apply(uow, alert_id, _chosen())
    except RescueStale:
        if not _has_it_already(alert_id):
            return see(_choose_again(alert_id))
    except errors.Conflict as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("Done. %(cost)s", cost=price(done.override.cost))), "good")
    return _back(alert_id)


def _chosen() -> UUID | None:
    """Whom the pressed button named."""
    try:
        return UUID(request.form.get("engineer_id", ""))
    except ValueError:
        return None


def _has_it_already(alert_id: UUID) -> bool:
    """Tell, and say so, whether who was chosen has the visit by now: a button is easily pressed twice."""
    chosen = _chosen()
    with transaction(write=False) as uow:
        one = alert_in_context(uow, alert_id)
    if one.holder is None or one.holder.id != chosen:
        return False
    flash(say(Phrase("%(name)s has the visit.", name=one.holder.name)), "good")
    return True


def _choose_again(alert_id: UUID) -> str:
    """Note what does not hold any more, prepare anew, and return where a fresh choice is made.

    The next best never stands where the failed button stood: a second press would send somebody else.
    """
    chosen = _chosen()
    with transaction(write=False) as uow:
        kept = uow.get(Alert, alert_id).rescue
        held_by = UUID(kept["held_by"]) if kept and kept["held_by"] else None
    applying.renew(runtime(), principal(), alert_id)
    back = local_address(request.form.get("next"), "")
    return url_for("pages.alert_changed", alert_id=alert_id, chosen=chosen, was=held_by, next=back or None)


def changed(alert_id: UUID) -> str:
    """Show what changed since a button was pressed, and who could be sent now."""
    with transaction(write=False) as uow:
        one = alert_in_context(uow, alert_id)
        visit = uow.get(Visit, one.alert.visit_id) if one.alert.visit_id else None
        names = engineer_names(uow)
        return render_template(
            "alert_changed.html",
            one=one,
            visit=visit,
            chosen=names.get(request.args.get("chosen", "")),
            was=names.get(request.args.get("was", "")),
            back=local_address(request.args.get("next"), url_for("pages.work_list", name="alerts")),
            now=uow.now,
            words=words,
        )


def confirm_arrival(visit_id: UUID) -> Response:
    """Confirm an arrival for the customer."""
    with transaction(write=False) as uow:
        request_id = request_of_visit(uow, visit_id)
    try:
        with transaction() as uow:
            arrivals.confirm_arrival(uow, visit_id, reason())
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("The arrival is confirmed.")), "good")
    return see(url_for("pages.request_page", request_id=request_id))


def correct(request_id: UUID) -> Response:
    """Set a milestone or the stage to blame right."""
    try:
        with transaction() as uow:
            changes = _changes(uow, request_id)
            corrections.correct(uow, request_id, changes, reason(), whole_number("seen"))
    except errors.VersionConflict as refused:
        told = Phrase(
            "Somebody corrected it meanwhile: see above what stands now, and send yours if it holds."
        )
        kept.keep(refused, said=say(told))
    except errors.Invalid as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("Corrected. What was recorded stays in the history.")), "good")
    return see(url_for("pages.request_page", request_id=request_id))


def _changes(uow: UnitOfWork, request_id: UUID) -> dict[str, datetime | str | None]:
    """Read the one thing that the form sets right; times are the site's local time."""
    what, stage = request.form.get("what", ""), request.form.get("stage", "")
    if what == "stage":
        return {"stage": stage or None}
    if what not in CORRECTABLE:
        return {}
    return {what: _local(uow, request_id, what)}


def _local(uow: UnitOfWork, request_id: UUID, what: str) -> datetime | None:
    text = request.form.get("at", "").strip()
    if not text:
        return None
    asked = uow.get(ServiceRequest, request_id)
    zone = uow.get(Site, asked.site_id).time_zone or uow.get(Territory, asked.territory_id).time_zone
    return local_instant(text, zone, what)


def _back(alert_id: UUID) -> Response:
    with transaction(write=False) as uow:
        request_id = alert_in_context(uow, alert_id).alert.request_id
    at_request = request_id and url_for("pages.request_page", request_id=request_id)
    here = at_request or url_for("pages.work_list", name="alerts")
    return see(local_address(request.form.get("next"), here))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/alerts/<uuid:alert_id>"
    site.add_url_rule(f"{one}/acknowledge", "alert_acknowledge", acknowledge, methods=["POST"])
    site.add_url_rule(f"{one}/rescue", "alert_rescue", rescue, methods=["POST"])
    site.add_url_rule(f"{one}/changed", "alert_changed", changed)
    site.add_url_rule(
        "/visits/<uuid:visit_id>/confirm-arrival", "visit_confirm_arrival", confirm_arrival, methods=["POST"]
    )
    site.add_url_rule("/requests/<uuid:request_id>/corrections", "request_correct", correct, methods=["POST"])
