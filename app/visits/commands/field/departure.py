"""Leaving for a visit, which nobody does without the five ones (五个一)."""

from __future__ import annotations

from sqlalchemy import select

from app.dispatching.commands.late_yes import first_given_at
from app.dispatching.commands.visit_times import pull_steps_to
from app.kernel import ledger
from app.kernel.events import ABSENT
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.positions.reads.whereabouts import seen_at
from app.registers.tables import Engineer
from app.requests.commands.moves import move_request, move_visit, request_stream
from app.requests.events.requests import RequestInProgress
from app.requests.events.visits import VisitEnRoute
from app.requests.rules.lifecycle import RequestState, VisitState, may_advance
from app.requests.tables import Visit
from app.visits.commands.field.context import TooEarly, TooLate, VisitMessage
from app.visits.commands.field.refused import refusals_of
from app.visits.commands.field.states import UNACCEPTED
from app.visits.errors import FiveOnesMissing
from app.visits.events.phone import FlagWithdrawn, MessageFlagged
from app.visits.reads.departure_gate import lacking_at_departure

MISSING = "five_ones_missing"
_AGAIN = "already_departed"


def depart(message: VisitMessage) -> None:
    """Set out; said again it changes nothing.  Offline without the whole set, it is applied and flagged.

    What counts is what was checked off at the departure.  One that was refused for the set online, and is
    still without it, goes before the dispatcher.

    Raises:
        FiveOnesMissing: the phone is online and the set is not checked off, also where the acceptance that
            the departure waits for has not come.
    """
    visit, uow = message.visit, message.uow
    if visit.engineer_id == message.engineer_id and visit.state in (VisitState.EN_ROUTE, VisitState.ON_SITE):
        message.flag(_AGAIN)
        return
    lacking = lacking_at_departure(uow, visit, message.request, message.event)
    try:
        message.demand({VisitState.ACCEPTED}, UNACCEPTED)
    except TooEarly:
        _refuse_online(message, lacking)
        raise
    _refuse_online(message, lacking)
    if lacking:
        _flag(message)
    if _is_elsewhere(message):
        message.flag("another_visit_open")
    _date_back_yes(message)
    visit.departed_at = max(message.at, visit.accepted_at or message.at)
    # Where drives begin is what their times can be learned from.
    origin = seen_at(uow, uow.get(Engineer, message.engineer_id), visit.departed_at)
    departed_from = {"lat": origin[0], "lon": origin[1]} if origin else ABSENT
    move_visit(uow, visit, VisitEnRoute(departed_at=visit.departed_at, departed_from=departed_from))
    message.touch()
    if may_advance(message.request.state, RequestState.IN_PROGRESS):
        move_request(uow, message.request, RequestInProgress())


def _date_back_yes(message: VisitMessage) -> None:
    """Let a yes that was asked for only after the departure had come give way to it: leaving was the yes.

    Not to before he could say it.  A yes that came before or with the departure stays what it was.
    """
    visit = message.visit
    if visit.accepted_at is None or visit.accepted_at < message.event.received_at:
        return
    could_at = first_given_at(message.uow, visit.id, message.engineer_id)
    pull_steps_to(message.uow, visit, max(message.at, could_at or message.at))


def judge_gate_again(message: VisitMessage) -> None:
    """Judge departures anew by answers that came since: what was true then is not a matter of delivery."""
    departures = message.uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.visit_id == message.visit.id,
            PhoneEvent.engineer_id == message.engineer_id,
            PhoneEvent.kind == Kind.DEPART,
            PhoneEvent.status == Status.APPLIED,
        )
    )
    for departure in [event for event in departures if _AGAIN not in event.flags]:
        lacking = lacking_at_departure(message.uow, message.visit, message.request, departure)
        if bool(lacking) != (MISSING in departure.flags):
            _set_right(message, departure, lacking)


def _set_right(message: VisitMessage, departure: PhoneEvent, lacking: list[str]) -> None:
    kept = [flag for flag in departure.flags if flag != MISSING]
    departure.flags = [*kept, MISSING] if lacking else kept
    said = (MessageFlagged if lacking else FlagWithdrawn)(
        visit_id=departure.visit_id,
        engineer_id=departure.engineer_id,
        event_id=departure.event_id,
        message=departure.kind,
        flags=[MISSING],
    )
    ledger.record(message.uow, request_stream(message.request.id), said)


def _refuse_online(message: VisitMessage, lacking: list[str]) -> None:
    if lacking and not message.lenient:
        raise FiveOnesMissing(lacking)


def _flag(message: VisitMessage) -> None:
    if not message.approved and refusals_of(message):
        raise TooLate("refused_before")
    message.flag(MISSING)


def _is_elsewhere(message: VisitMessage) -> bool:
    others = select(Visit.id).where(
        Visit.engineer_id == message.engineer_id,
        Visit.id != message.visit.id,
        Visit.state.in_((VisitState.EN_ROUTE, VisitState.ON_SITE)),
    )
    return message.uow.session.scalars(others.limit(1)).first() is not None
