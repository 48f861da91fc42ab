"""Which events are told to whom: the notices to the customer and to the engineer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.tables import Event
from app.outbox.tables import Channel
from app.requests.rules.lifecycle import VisitState

Body = Mapping[str, Any]
Test = Callable[[UnitOfWork, Event, Body], bool]

OWN_DOING = frozenset({"declined", "expired", "another visit comes first", "appointment"})
"""Why a visit left an engineer of his own accord, only for a moment, or with words of its own."""

ENGAGING = tuple(f"visit.{state}" for state in (VisitState.OFFERED, VisitState.ACCEPTED, VisitState.EN_ROUTE))


def always(_uow: UnitOfWork, _event: Event, _body: Body) -> bool:
    """Tell it every time."""
    return True


def _late(_uow: UnitOfWork, _event: Event, body: Body) -> bool:
    return body.get("rung") == "eta_past_due"


def _remotely(_uow: UnitOfWork, _event: Event, body: Body) -> bool:
    return bool(body.get("solved_remotely"))


def _taken_away(_uow: UnitOfWork, _event: Event, body: Body) -> bool:
    return bool(body.get("engineer_id")) and body.get("was") is not None and body.get("why") not in OWN_DOING


def _was_his(uow: UnitOfWork, event: Event, body: Body) -> bool:
    """Whether the engineer of a cancelled visit knew of it."""
    before = select(Event.kind).where(
        Event.stream == event.stream,
        Event.number < event.number,
        Event.visit_id == event.visit_id,
        Event.kind.in_((*ENGAGING, "visit.planned")),
    )
    last = uow.session.scalars(before.order_by(Event.number.desc()).limit(1)).first()
    return bool(body.get("engineer_id")) and last in ENGAGING


@dataclass(frozen=True, slots=True)
class Cause:
    """One notice: what it is about and how long it is of use.

    template: the text.  urgent: quiet hours do not hold it.  useful: after that it is better left unsaid.
    when: what else must hold.  at_most_every: how long the same is not said again about one request.
    """

    template: str
    useful: timedelta
    urgent: bool = True
    when: Test = always
    at_most_every: timedelta | None = None


HOUR, DAY = timedelta(hours=1), timedelta(days=1)

CUSTOMER: Mapping[str, Cause] = {
    "request.promised": Cause("request_promised", 6 * HOUR),
    "visit.en_route": Cause("on_the_way", HOUR),
    "visit.on_site": Cause("arrived", HOUR),
    "visit.completed": Cause("completed", 3 * DAY, urgent=False),
    "visit.incomplete": Cause("return_visit", DAY, urgent=False),
    "alert.raised": Cause("delayed", HOUR, when=_late, at_most_every=HOUR / 2),
    "request.cancelled": Cause("cancelled", DAY),
    "request.resolved": Cause("solved_remotely", DAY, urgent=False, when=_remotely),
    "request.appointment": Cause("appointment", DAY),
    "enquiry.answered": Cause("enquiry_answer", 3 * DAY, urgent=False),
    "tracking_link.sent": Cause("tracking_link", 6 * HOUR),
}

ENGINEER: Mapping[str, Cause] = {
    "visit.offered": Cause("offer", timedelta(minutes=10)),
    "visit.planned": Cause("taken_away", 2 * HOUR, when=_taken_away),
    "visit.cancelled": Cause("visit_cancelled", 2 * HOUR, when=_was_his),
    "request.appointment": Cause("put_off", 2 * HOUR),
}

NOTICES: Mapping[Channel, Mapping[str, Cause]] = {
    Channel.CUSTOMERS: CUSTOMER,
    Channel.ENGINEERS: ENGINEER,
}

URGENT_TO_STAFF = ("alert.", "rescue.", "phone.needs_review", "enquiry.overdue", "subscription.paused")
USEFUL_TO_STAFF = 12 * HOUR
