"""What the office and the customers do while phones report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.arrivals.commands import arrivals
from app.arrivals.commands.settlements import settle
from app.dispatching.commands import overrides
from app.kernel import Principal, UnitOfWork, unit_of_work
from app.phones.tables import PhoneEvent
from app.portal.commands import portal
from app.promise.commands.corrections import correct
from app.requests.commands.appointments import agree
from app.requests.commands.cancel import cancel_request
from app.requests.commands.remote import How, solve_remotely
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import Decision
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands import reviews
from app.visits.commands.field.unfinished import Reason
from app.visits.commands.office_endings import Ending, Said, end_visit
from tests.support.truth.world import DISPATCHER, World

Change = Callable[[UnitOfWork, Visit, ServiceRequest], Any]


def _corrected(minutes: int | None) -> Change:
    def change(uow: UnitOfWork, _: Visit, request: ServiceRequest) -> None:
        at: datetime | None = None
        if minutes is not None:
            at = request.requested_at + timedelta(minutes=minutes)
        correct(uow, request.id, {"on_site_at": at}, "the gate's camera")

    return change


def _ended(ending: Ending) -> Change:
    reason = Reason.OTHER if ending is Ending.INCOMPLETE else None
    return lambda uow, visit, _: end_visit(uow, visit.id, Said(ending, "his phone is lost", reason))


PERSON: dict[str, Change] = {
    "corrected in time": _corrected(20),
    "corrected to late": _corrected(90),
    "correction undone": _corrected(None),
    "settled as arrived": lambda uow, visit, _: settle(uow, visit.id, Decision.ARRIVED, "rang him"),
    "settled as not arrived": lambda uow, visit, _: settle(uow, visit.id, Decision.NOT_ARRIVED, "rang him"),
    "confirmed by the hotline": lambda uow, visit, _: arrivals.confirm_arrival(uow, visit.id, "called"),
}
"""What a person says of an arrival: afterwards his word stands beside the evidence."""

VERBS: dict[str, Change] = PERSON | {
    "confirmed by the customer": lambda uow, _, request: portal.confirm_arrival(uow, request.id),
    "cancelled": lambda uow, _, request: cancel_request(uow, request.id, "works again"),
    "solved": lambda uow, _, request: solve_remotely(uow, request.id, How.TELEPHONE, "a loose cable"),
    "appointment": lambda uow, _, request: agree(
        uow, request.id, request.due_at + timedelta(hours=1), "Zhao Min"
    ),
    "completed in the office": _ended(Ending.COMPLETED),
    "incomplete in the office": _ended(Ending.INCOMPLETE),
    "taken back": lambda uow, visit, _: overrides.unassign(uow, visit.id),
}


def decide(world: World, visit_id: UUID, verb: str, by: Principal) -> None:
    """Have somebody decide something about a visit; a customer says only what is so."""
    visit = world.visit(visit_id)
    if verb == "confirmed by the customer" and not _is_there(world, visit):
        return
    change, request_id = VERBS[verb], visit.request_id
    done = world.act(by, lambda uow: change(uow, visit, uow.get(ServiceRequest, request_id)))
    if done and verb in PERSON:
        world.persons[request_id].add(verb)
    elif done and visit.arrival and verb == "confirmed by the customer":
        world.deeds[visit.arrival["event_id"]].customer = True


def _is_there(world: World, visit: Visit) -> bool:
    holder = world.holder(visit)
    there = holder is not None and world.ground.is_at(holder, world.site_m(visit))
    return there and visit.state == VisitState.ON_SITE


def review(world: World, *, newest: bool, applies: bool) -> None:
    """Have the dispatcher decide about a message that needs it: the newest or the oldest."""
    with unit_of_work(world.runtime, write=False) as uow:
        waiting = select(PhoneEvent).where(
            PhoneEvent.status.in_(("needs_review", "held")), PhoneEvent.reviewed_at.is_(None)
        )
        order = PhoneEvent.id.desc() if newest else PhoneEvent.id
        event = uow.session.scalars(waiting.order_by(order).limit(1)).first()
        request_id = uow.get(Visit, event.visit_id).request_id if event and event.visit_id else None
    if event is None:
        return
    what = reviews.apply if applies else reviews.resolve
    if world.act(DISPATCHER, lambda uow: what(uow, event.id, "rang him")) and applies and request_id:
        world.persons[request_id].add("reviewed")
