"""Ending a visit without the work done, and planning the return visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.instants import refuse_unreadable
from app.kernel.phrases import Phrase
from app.registers.tables import Skill
from app.requests.commands.intake.visits import open_next_visit
from app.requests.commands.moves import move_visit, request_stream
from app.requests.events.visits import VisitIncomplete
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.minimum import StarsBy
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field.arrival import arrive_where_it_is, ask_for_place
from app.visits.commands.field.codes import confirm
from app.visits.commands.field.context import TooLate, VisitMessage
from app.visits.commands.field.states import NOT_ARRIVED, NOT_DEPARTED
from app.visits.events.visits import ReturnAsked
from dispatch.model.stars import MAX_STARS, MIN_STARS

FARTHEST = timedelta(days=90)
MAX_NOTE = 240
SAME_TIME = timedelta(seconds=5)
"""Two calls' times on their way may make what came later look so much earlier."""


class Reason(StrEnum):
    """Why a visit ended without the work done."""

    NO_ACCESS = "no_access"
    PART_MISSING = "part_missing"
    NEEDS_SPECIALIST = "needs_specialist"
    CUSTOMER_ABSENT = "customer_absent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Return:
    """What the return visit needs; None where it needs nothing else than this one did."""

    not_before_at: datetime | None = None
    skill_code: str | None = None
    min_stars: int | None = None


def end_incomplete(message: VisitMessage) -> None:
    """End the visit with its reason and put a return visit before the planner.

    On the way it ends at the gate: nobody let the engineer in.  A position there, or a code, is an arrival
    like any other; without one, which is asked for once, the promise stays open, and the return visit has it.
    Skill and stars asked for become those of the request; the promise that was given stays as it is.

    Raises:
        Invalid: the reason, the note or a wish for the return visit is not valid.
        OutsideGeofence, NoUsefulPosition, ArrivalCodeWrong, ArrivalCodeLocked: as for an arrival.
    """
    reason, note = _reason(message), message.text("note", MAX_NOTE, optional=True)
    wishes = _wishes(message)
    visit = message.visit
    if _is_at_the_gate(message, reason):
        message.demand({VisitState.ON_SITE, VisitState.EN_ROUTE}, NOT_DEPARTED)
    else:
        message.demand({VisitState.ON_SITE}, NOT_ARRIVED)
    _refuse_stale(message)
    told: dict[str, Any] = {}
    if visit.state == VisitState.EN_ROUTE and not _is_placed(message):
        ask_for_place(message)
        told = {"ended_at": max(message.at, visit.departed_at or message.at)}
    elif visit.state == VisitState.EN_ROUTE:
        if arrive_where_it_is(message):
            confirm(message)
        told = {"on_site_at": visit.on_site_at, "arrival": dict(visit.arrival or {})}
    visit.end_reason = f"{reason}: {note}" if note else str(reason)
    visit.completed_at = max(message.at, visit.on_site_at or visit.departed_at or message.at)
    move_visit(message.uow, visit, VisitIncomplete(reason=reason, note=note, **told))
    message.touch()
    plan_return(message.uow, message.request, message.visit, wishes)


def _is_at_the_gate(message: VisitMessage, reason: Reason) -> bool:
    """Whether it may end a visit before the arrival; what is missing inside is found out after it."""
    return reason not in (Reason.PART_MISSING, Reason.NEEDS_SPECIALIST) or _is_placed(message)


def _is_placed(message: VisitMessage) -> bool:
    return bool(message.body.get("position") or message.body.get("code"))


def _refuse_stale(message: VisitMessage) -> None:
    """Refuse an ending that is dated before the visit's latest step: it was about an earlier state."""
    visit = message.visit
    since = visit.on_site_at if visit.state == VisitState.ON_SITE else visit.departed_at
    if not message.approved and since is not None and message.at < since - SAME_TIME:
        raise TooLate("visit_moved_on")


def plan_return(uow: UnitOfWork, request: ServiceRequest, ended: Visit, wishes: Return) -> None:
    """Put the return visit of one that ended before the planner."""
    if wishes.skill_code:
        request.skill_code = wishes.skill_code
    if wishes.min_stars and wishes.min_stars > request.min_stars:
        request.min_stars, request.min_stars_by = wishes.min_stars, StarsBy.REQUEST
    request.updated_at = uow.now
    made = open_next_visit(uow, request, not_before_at=wishes.not_before_at)
    ledger.record(
        uow,
        request_stream(request.id),
        ReturnAsked(
            visit_id=made.id,
            return_of=ended.id,
            skill_code=wishes.skill_code,
            min_stars=wishes.min_stars,
        ),
    )


def _reason(message: VisitMessage) -> Reason:
    reason = message.text("reason", 40)
    if reason not in {member.value for member in Reason}:
        raise Invalid({"reason": Phrase("must be one of %(choices)s", choices=", ".join(Reason))})
    return Reason(reason)


def _wishes(message: VisitMessage) -> Return:
    body = message.body
    after = datetime.fromisoformat(body["return_after"]) if body.get("return_after") else None
    if after is not None:
        refuse_unreadable("return_after", after)
    if after is not None and after > message.event.received_at + FARTHEST:
        raise Invalid({"return_after": Phrase("is over 90 days away")})
    skill_code = message.text("skill_code", 40, optional=True) or None
    if skill_code is not None and not _is_skill(message, skill_code):
        raise Invalid({"skill_code": Phrase("is no known skill")})
    stars = body.get("min_stars")
    if stars is not None and (
        isinstance(stars, bool) or not isinstance(stars, int) or not MIN_STARS <= stars <= MAX_STARS
    ):
        raise Invalid(
            {
                "min_stars": Phrase(
                    "must be a whole number from %(least)s to %(most)s", least=MIN_STARS, most=MAX_STARS
                )
            }
        )
    return Return(after, skill_code, stars)


def _is_skill(message: VisitMessage, code: str) -> bool:
    return message.uow.session.scalars(select(Skill.id).where(Skill.code == code)).first() is not None
