"""Leaving for a visit, which nobody does without the five ones (五个一)."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import FiveOnesMissing
from app.models import Engineer, Visit
from app.queries.evidence import answers_of, checklists_of
from app.queries.whereabouts import seen_at
from app.services.field.context import VisitMessage
from app.services.field.states import UNACCEPTED
from app.services.moves import move_request, move_visit
from checklists import Phase, missing
from dispatch.lifecycle import RequestState, VisitState, may_advance


def depart(message: VisitMessage) -> None:
    """Set out; said again it changes nothing.  Offline without the whole set, it is applied and flagged.

    Raises:
        FiveOnesMissing: the phone is online and the set is not checked off.
    """
    visit, uow = message.visit, message.uow
    if visit.engineer_id == message.engineer_id and visit.state in (VisitState.EN_ROUTE, VisitState.ON_SITE):
        message.flag("already_departed")
        return
    message.demand({VisitState.ACCEPTED}, UNACCEPTED)
    lacking = _lacking(message)
    if lacking and not message.lenient:
        raise FiveOnesMissing(lacking)
    if lacking:
        message.flag("five_ones_missing")
    if _is_elsewhere(message):
        message.flag("another_visit_open")
    visit.departed_at = max(message.at, visit.accepted_at or message.at)
    # Where drives begin is what their times can be learned from.
    origin = seen_at(uow, uow.get(Engineer, message.engineer_id), visit.departed_at)
    told = {"departed_from": {"lat": origin[0], "lon": origin[1]}} if origin else {}
    move_visit(uow, visit, VisitState.EN_ROUTE, departed_at=visit.departed_at, **told)
    message.touch()
    if may_advance(message.request.state, RequestState.IN_PROGRESS):
        move_request(uow, message.request, RequestState.IN_PROGRESS)


def _lacking(message: VisitMessage) -> list[str]:
    templates = checklists_of(message.uow, message.visit, message.request)
    answers = answers_of(message.uow, message.visit.id).answers()
    return [entry.item for entry in missing(templates, answers, Phase.DEPART)]


def _is_elsewhere(message: VisitMessage) -> bool:
    others = select(Visit.id).where(
        Visit.engineer_id == message.engineer_id,
        Visit.id != message.visit.id,
        Visit.state.in_((VisitState.EN_ROUTE, VisitState.ON_SITE)),
    )
    return message.uow.session.scalars(others.limit(1)).first() is not None
