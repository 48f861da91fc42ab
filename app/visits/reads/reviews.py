"""Messages from phones that a dispatcher has to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, exists, func, or_, select

from app.kernel import Principal, UnitOfWork, visibility
from app.phones.rules.claims import HELD_WHILE_PROMISED
from app.phones.tables import PhoneEvent
from app.registers.reads.register_names import CHARGE, PART, Line, bill_names
from app.registers.tables import Customer, Engineer, Site, Territory
from app.requests.reads.goes_on import is_open as request_is_open
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.message_facts import NO_FIGURES, Figures, figures_of
from checklists import Text

HELD_TOO_LONG = timedelta(minutes=10)
"""What a held message waits for should have come by now; perhaps it was lost with the phone."""

MOVES = ("accept", "decline", "depart", "arrive", "complete", "incomplete")
"""Kinds that move a visit; while the promise is open they can decide about it."""

EVIDENCE = ("answers", "photo", "part", "charge")

_ENDABLE = (VisitState.EN_ROUTE, VisitState.ON_SITE)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A message with who sent it, which request it is about, and how its visit stands now.

    `holder` has the visit now, `customer` is whose machine it is about; `others` are visits that its evidence
    may belong to, newest first, where they were asked for.  `called` is the part or charge that it is about.
    """

    event: PhoneEvent
    engineer: Engineer
    request: ServiceRequest | None
    visit: Visit | None = None
    holder: Engineer | None = None
    customer: str = ""
    time_zone: str = "UTC"
    figures: Figures = NO_FIGURES
    others: Sequence[tuple[Visit, str, str]] = ()
    called: Text | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.event.reviewed_at is None

    @property
    def endable(self) -> bool:
        """Whether the office could end the visit."""
        return self.visit is not None and self.visit.state in _ENDABLE

    @property
    def applicable(self) -> bool:
        """Whether its visit is still the sender's, without which no message acts."""
        return self.visit is None or self.visit.engineer_id == self.event.engineer_id

    @property
    def attachable(self) -> bool:
        """Whether it is evidence, which can belong to another visit."""
        return self.event.kind in EVIDENCE


def review_items(principal: Principal, now: datetime, *, is_open: bool | None = None) -> Select[Any]:
    """Return the query of the messages that need or needed a decision: the dangerous first, then the newest.

    Those are the messages that the state no longer allowed, and those held for longer than
    `HELD_TOO_LONG` (`HELD_WHILE_PROMISED` where they are dangerous); open ones have no decision yet.
    Dangerous is what could move a visit whose promise is open.
    """
    pressing = exists().where(
        Visit.id == PhoneEvent.visit_id,
        ServiceRequest.id == Visit.request_id,
        request_is_open(),
        ServiceRequest.on_site_at.is_(None),
    )
    moves = PhoneEvent.kind.in_(MOVES)
    too_long = or_(
        PhoneEvent.received_at <= now - HELD_TOO_LONG,
        and_(moves, PhoneEvent.received_at <= now - HELD_WHILE_PROMISED, pressing),
    )
    waiting = and_(PhoneEvent.status == "held", too_long)
    reviewed = PhoneEvent.reviewed_at.is_not(None)
    unreviewed = and_(or_(PhoneEvent.status == "needs_review", waiting), ~reviewed)
    shown = {True: unreviewed, False: reviewed, None: or_(unreviewed, reviewed)}[is_open]
    query = select(PhoneEvent).where(shown, visibility.rows(PhoneEvent, principal))
    rank = case((reviewed, 3), (and_(moves, pressing), 0), (moves, 1), else_=2)
    return query.order_by(rank, PhoneEvent.received_at.desc(), PhoneEvent.id.desc())


def open_count(uow: UnitOfWork) -> int:
    """Return how many messages wait for a decision."""
    waiting = review_items(uow.principal, uow.now, is_open=True).order_by(None).subquery()
    return int(uow.session.scalar(select(func.count()).select_from(waiting)) or 0)


def in_context(
    uow: UnitOfWork, events: Sequence[PhoneEvent], *, with_others: bool = False
) -> list[ReviewItem]:
    """Add to each message who sent it, what it is about and how that stands."""
    engineers = _engineers(uow, {event.engineer_id for event in events})
    asked = _visits({event.visit_id for event in events})
    rows: dict[UUID | None, Any] = {row[0].id: row for row in uow.session.execute(asked)}
    holders = _engineers(uow, {row[0].engineer_id for row in rows.values()} - {None})
    figures = figures_of(uow, events)
    called = bill_names(uow, {_line(event) for event in events if event.kind in (CHARGE, PART)})
    found = []
    for event in events:
        visit, request, customer, zone = rows.get(event.visit_id) or (None, None, "", "UTC")
        asked_for = with_others and event.kind in EVIDENCE and event.reviewed_at is None
        found.append(
            ReviewItem(
                event=event,
                engineer=engineers[event.engineer_id],
                request=request,
                visit=visit,
                holder=holders.get(visit.engineer_id) if visit else None,
                customer=customer,
                time_zone=zone,
                figures=figures[event.id],
                called=called.get(_line(event)),
                others=_others(uow, event, request) if asked_for else (),
            )
        )
    return found


def _line(event: PhoneEvent) -> Line:
    key = "kind" if event.kind == CHARGE else "part_code"
    return event.kind, str(event.body.get(key))


_MOST_OTHERS = 12


def _others(
    uow: UnitOfWork, event: PhoneEvent, request: ServiceRequest | None
) -> list[tuple[Visit, str, str]]:
    """The newest visits of the same engineer or request, with their request's code and customer."""
    mine = Visit.engineer_id == event.engineer_id
    same = Visit.request_id == request.id if request else mine
    rows = uow.session.execute(
        select(Visit, ServiceRequest.code, Customer.name)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .where(or_(mine, same), Visit.state.not_in((VisitState.CANCELLED, VisitState.CONFIRMED)))
        .order_by(Visit.created_at.desc(), Visit.id)
        .limit(_MOST_OTHERS)
    )
    return [(visit, code, customer) for visit, code, customer in rows]


def _visits(ids: set[UUID | None]) -> Select[Visit, ServiceRequest, str, str]:
    return (
        select(Visit, ServiceRequest, Customer.name, func.coalesce(Site.time_zone, Territory.time_zone))
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .where(Visit.id.in_(ids))
    )


def _engineers(uow: UnitOfWork, ids: set[Any]) -> dict[UUID | None, Engineer]:
    return {row.id: row for row in uow.session.scalars(select(Engineer).where(Engineer.id.in_(ids)))}
