"""Ending a visit in the office, as a form: on the request's page, and beside a message of a phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.desk.pages.reviews import why_not
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.tables import Site, Territory
from app.requests.commands.locks import check_visit_version, locked_visit
from app.requests.reads.places import request_of_visit
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands import reviews
from app.visits.commands.field.unfinished import Reason
from app.visits.commands.office_endings import Ending, Said, end_visit
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import local_address, local_instant, see, whole_number
from app.web.wording import say

MAX_REASON = 300
_FORM_MINUTE = timedelta(minutes=1)


def end(visit_id: UUID) -> Response:
    """End the visit, and settle the message that it is about where one is named."""
    with transaction(write=False) as uow:
        request_id = request_of_visit(uow, visit_id)
    try:
        with transaction() as uow:
            check_visit_version(locked_visit(uow, visit_id)[0], whole_number("version"))
            said = _said(uow, visit_id)
            if item_id := request.form.get("review_item_id"):
                reviews.resolve(uow, UUID(item_id), said.why, reviews.ReviewOutcome.ENDED)
            end_visit(uow, visit_id, said)
    except errors.Invalid as refused:
        kept.keep(refused)
    except errors.Conflict as refused:
        kept.keep(refused, said=why_not(refused))
    else:
        flash(
            say(Phrase("The visit is ended. It says everywhere that the office ended it, and why.")), "good"
        )
    here = url_for("pages.request_page", request_id=request_id)
    return see(local_address(request.form.get("next"), here))


def _said(uow: UnitOfWork, visit_id: UUID) -> Said:
    form = request.form
    why, ending, reason = form.get("why", "").strip(), form.get("ending", ""), form.get("reason", "")
    if ending not in set(Ending):
        raise errors.Invalid({"ending": Phrase("Say how the visit ended")})
    if not 0 < len(why) <= MAX_REASON:
        raise errors.Invalid({"why": Phrase("Say why the office ends it")})
    if ending == Ending.INCOMPLETE and reason not in set(Reason):
        raise errors.Invalid({"reason": Phrase("Say why the work was not done")})
    visit = uow.get(Visit, visit_id)
    zone = _zone(uow, visit)
    arrived_at = _local("arrived_at", zone, visit.departed_at)
    return Said(
        Ending(ending),
        why,
        Reason(reason) if ending == Ending.INCOMPLETE else None,
        arrived_at,
        _local("ended_at", zone, arrived_at or visit.on_site_at),
    )


def _zone(uow: UnitOfWork, visit: Visit) -> ZoneInfo:
    asked = uow.get(ServiceRequest, visit.request_id)
    own = uow.get(Site, asked.site_id).time_zone
    return ZoneInfo(own or uow.get(Territory, asked.territory_id).time_zone)


def _local(name: str, zone: ZoneInfo, not_before: datetime | None) -> datetime | None:
    """Read the site's local time; forms know minutes alone, so the minute of the step before is after it."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    moment = local_instant(text, zone.key, name)
    if not_before is not None and timedelta(0) < not_before - moment < _FORM_MINUTE:
        return not_before
    return moment


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/visits/<uuid:visit_id>/end", "visit_end", end, methods=["POST"])
