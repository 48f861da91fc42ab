"""One arrival: its evidence in words and as a drawing, and the form that settles it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.arrivals.commands.settlements import MAX_REASON, settle
from app.arrivals.reads.arrival_page import ArrivalShown, arrival_shown, zone_of_visit
from app.desk.pages import findings
from app.desk.pages.track_drawing import draw
from app.kernel import errors
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.requests.rules.promise import ArrivalVerdict, Decision
from app.web.context import principal, transaction
from app.web.pages import kept
from app.web.pages.forms import local_instant, see
from app.web.pages.i18n import second_time
from app.web.policy import MANAGEMENT
from app.web.wording import say

_CERTAIN = (ArrivalVerdict.PROVEN, ArrivalVerdict.BY_OFFICE)


def arrival_page(visit_id: UUID) -> str:
    """Show the arrival of a visit."""
    with transaction(write=False) as uow:
        shown = arrival_shown(uow, visit_id, _whose(request.args.get("engineer_id", "")))
        drawing = None
        if shown.evidence is not None:
            drawing = draw(
                shown.evidence,
                lambda at: second_time(at, shown.time_zone),
                findings.distance,
                say(Phrase("The track around the arrival")),
            )
        return render_template(
            "arrival.html",
            a=shown,
            said=findings.said(shown.visit.arrival_findings or []),
            drawing=drawing,
            who_confirmed=_who_confirmed(shown),
            may_settle=_may_settle(shown),
            words=words,
            findings=findings,
        )


def _who_confirmed(shown: ArrivalShown) -> str:
    event = shown.confirmed
    if event is None:
        return ""
    if event.actor.startswith("engineer"):  # it was the customer's word all the same
        return say(Phrase("by the customer's code, entered on the engineer's phone"))
    return words.who(event.actor, str(event.data.get("link_maker") or ""), shown.people)


def settle_arrival(visit_id: UUID) -> Response:
    """Settle it, and say why."""
    try:
        with transaction() as uow:
            at = _local(zone_of_visit(uow, visit_id))
            settle(uow, visit_id, _decision(), _reason(), at, _whose(request.form.get("engineer_id", "")))
    except (errors.Conflict, errors.Invalid, errors.Forbidden) as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("The arrival is settled. What was recorded stays here.")), "good")
    return see(url_for("pages.arrival_page", visit_id=visit_id, engineer_id=request.form.get("engineer_id")))


def _whose(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as bad:
        raise errors.Invalid({"engineer_id": Phrase("must be an engineer's id")}) from bad


def _may_settle(shown: ArrivalShown) -> bool:
    """Whether the command would take this reader's word; it decides by itself."""
    visit, manages = shown.visit, principal().role in MANAGEMENT
    if visit.on_site_at is None or shown.is_gone:
        return manages and shown.is_gone
    taken = visit.arrival_settled is not None or shown.request.arrival_by_person
    return manages or not (taken or visit.arrival_verdict in _CERTAIN)


def _decision() -> Decision:
    try:
        return Decision(request.form.get("verdict", ""))
    except ValueError as bad:
        raise errors.Invalid({"verdict": Phrase("says nothing to settle")}) from bad


def _reason() -> str:
    text = request.form.get("reason", "").strip()
    if not 0 < len(text) <= MAX_REASON:
        raise errors.Invalid({"reason": Phrase("must say why")})
    return text


def _local(zone: str) -> datetime | None:
    text = request.form.get("on_site_at", "").strip()
    if not text or _decision() is Decision.NOT_ARRIVED:
        return None
    return local_instant(text, zone, "on_site_at")


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/visits/<uuid:visit_id>/arrival", view_func=arrival_page)
    site.add_url_rule(
        "/visits/<uuid:visit_id>/settle-arrival",
        "visit_settle_arrival",
        settle_arrival,
        methods=["POST"],
    )
