"""All that the office asks about one engineer: what is held, when on duty, what was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from app.desk.reads import archive
from app.kernel import UnitOfWork, visibility
from app.phones.tables import PhoneEvent
from app.registers.reads import registry
from app.registers.reads.shifts import presences
from app.registers.rules.roster import Presence
from app.registers.tables import Depot, Engineer, Provider, Shift, Territory
from app.requests.reads.outcomes import Tally, outcome_of, tally
from app.requests.reads.who_came import answerable_engineer
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.reviews import ReviewItem, in_context

MAX_VISITED = 50
MAX_MESSAGES, MAX_MESSAGES_READ = 20, 500
SHIFTS_AHEAD = timedelta(days=7)
FIGURES_OVER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class EngineerFile:
    """The file; `visited` newest first, and `messages` of his phone that were refused, flagged or held.

    `promises` counts what those of the last 90 days came to that are his: kept by his arrival, or broken
    while he had the visit and met by somebody's arrival since; `appointments` the same of appointments.
    `declined_after_yes` and `off_on_the_way` count, in as many days, visits that he gave back after his yes,
    and how often he went off duty on the way.
    """

    engineer: Engineer
    territory: Territory
    provider: Provider | None
    depot: Depot | None
    shifts: Sequence[Presence]
    visited: list[archive.Line]
    promises: Tally
    appointments: Tally
    messages: Sequence[ReviewItem]
    declined_after_yes: int
    off_on_the_way: int


def engineer_file(uow: UnitOfWork, engineer_id: UUID) -> EngineerFile:
    """Return the file, with shifts that are running or begin within a week, and the last fifty requests.

    Raises:
        NotFound: there is no such engineer, or it is somebody else's.
    """
    engineer: Engineer = registry.one(uow, registry.REGISTERS["engineer"], engineer_id)
    mine = select(Visit.request_id).where(
        Visit.engineer_id == engineer_id, visibility.rows(Visit, uow.principal)
    )
    newest = (
        select(ServiceRequest)
        .where(ServiceRequest.id.in_(mine))
        .order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id.desc())
    )
    promises, appointments = _figures(uow, engineer_id)
    return EngineerFile(
        engineer=engineer,
        territory=uow.get(Territory, engineer.territory_id),
        provider=uow.get(Provider, engineer.provider_id) if engineer.provider_id else None,
        depot=uow.get(Depot, engineer.depot_id) if engineer.depot_id else None,
        shifts=_shifts(uow, engineer_id),
        visited=archive.lines(uow, uow.session.scalars(newest.limit(MAX_VISITED)).all()),
        promises=promises,
        appointments=appointments,
        messages=_messages(uow, engineer_id),
        declined_after_yes=_flagged(uow, engineer_id, "decline", "declined_after_yes"),
        off_on_the_way=_flagged(uow, engineer_id, "availability", "off_on_the_way"),
    )


def _shifts(uow: UnitOfWork, engineer_id: UUID) -> Sequence[Presence]:
    ahead = (
        Shift.engineer_id == engineer_id,
        Shift.ends_at > uow.now,
        Shift.starts_at < uow.now + SHIFTS_AHEAD,
    )
    return presences(uow, *ahead).get(engineer_id, [])


def _messages(uow: UnitOfWork, engineer_id: UUID) -> list[ReviewItem]:
    """The newest messages about which there was something to say; for whoever may see them."""
    rows = uow.session.scalars(
        select(PhoneEvent)
        .where(PhoneEvent.engineer_id == engineer_id, visibility.rows(PhoneEvent, uow.principal))
        .where(PhoneEvent.received_at >= uow.now - FIGURES_OVER)
        .order_by(PhoneEvent.received_at.desc(), PhoneEvent.id.desc())
        .limit(MAX_MESSAGES_READ)
    )
    told = [row for row in rows if row.status != "applied" or row.flags]
    return in_context(uow, told[:MAX_MESSAGES])


def _flagged(uow: UnitOfWork, engineer_id: UUID, kind: str, flag: str) -> int:
    """How many messages of a kind were accepted with this remark."""
    rows = uow.session.scalars(
        select(PhoneEvent.flags).where(
            PhoneEvent.engineer_id == engineer_id,
            PhoneEvent.kind == kind,
            PhoneEvent.received_at >= uow.now - FIGURES_OVER,
        )
    )
    return sum(flag in (flags or ()) for flags in rows)


def _figures(uow: UnitOfWork, engineer_id: UUID) -> tuple[Tally, Tally]:
    """Count the promises that somebody came to and this engineer answers for."""
    came = and_(Visit.engineer_id == engineer_id, Visit.on_site_at.is_not(None))
    mine = select(Visit.request_id).where(or_(came, Visit.due_engineer_id == engineer_id))
    is_his = or_(ServiceRequest.id.in_(mine), ServiceRequest.arrival_engineer_id == engineer_id)
    since = func.coalesce(ServiceRequest.on_site_at, ServiceRequest.requested_at) >= uow.now - FIGURES_OVER
    rows = uow.session.scalars(select(ServiceRequest).where(is_his, since)).all()
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    of_them = select(Visit).where(Visit.request_id.in_([row.id for row in rows])).order_by(Visit.ordinal)
    for visit in uow.session.scalars(of_them):
        visits[visit.request_id].append(visit)
    first = [row for row in rows if answerable_engineer(row, visits[row.id]) == engineer_id]
    hour = tally(outcome_of(row, uow.now) for row in first if row.first_due_at is None)
    return hour, tally(outcome_of(row, uow.now) for row in first if row.first_due_at is not None)
