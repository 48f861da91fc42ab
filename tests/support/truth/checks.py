"""What must hold of every promise at every step, whatever was played."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, unit_of_work
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.promise.tables import Alert
from app.requests.reads.outcomes import first_arrived, outcome_of
from app.requests.rules.promise import KEPT, Outcome
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.reviews import HELD_TOO_LONG, review_items
from tests.support.figures import OFFICE
from tests.support.truth.deeds import CLOSE, Deed
from tests.support.truth.handset import Sent
from tests.support.truth.world import World

MOVED = {"accept": "accepted", "depart": "en_route", "arrive": "on_site", "incomplete": "incomplete"}


def promises_are_true(world: World) -> None:
    """No lie that something is held against counts as kept, and no honest arrival is worse than it was."""
    with unit_of_work(world.runtime, write=False) as uow:
        for request in uow.session.scalars(select(ServiceRequest)):
            came_to, visit = outcome_of(request, uow.now), first_arrived(uow, request.id)
            if came_to in (Outcome.CANCELLED, Outcome.SOLVED_REMOTELY) or world.persons[request.id]:
                continue
            if visit is None or visit.arrival is None:
                assert came_to not in KEPT, (request.code, came_to)
                continue
            deed = world.deeds[visit.arrival["event_id"]]
            told = (request.code, came_to, visit.arrival_verdict, visit.arrival_findings, deed)
            if deed.honest:
                _honest(world, request, visit, deed, came_to, told)
            else:
                assert visit.on_site_at is not None
                found = deed.against(world.seen(), visit.on_site_at, request.due_at, visit.completed_at)
                assert not (found and came_to in KEPT), (found, told)


def _honest(
    world: World, request: ServiceRequest, visit: Visit, deed: Deed, came_to: Outcome, told: object
) -> None:
    if abs(deed.at - request.due_at) < CLOSE:
        return
    if deed.at > request.due_at:
        assert came_to not in KEPT, told
        return
    assert came_to is not Outcome.BROKEN, told
    if deed.is_supported(world.seen(), deed.at, request.due_at):
        assert came_to in KEPT, (visit.on_site_at, told)


def nothing_is_lost(world: World) -> None:
    """What was acknowledged is stored, and had its effect or stands before a person."""
    with unit_of_work(world.runtime, OFFICE, write=False) as uow:
        stored = {str(row.event_id): row for row in uow.session.scalars(select(PhoneEvent))}
        standing = set(uow.session.scalars(review_items(OFFICE, uow.now + HELD_TOO_LONG)))
        moved = _moves(uow)
        for phone in world.phones:
            for key, sent in phone.acknowledged.items():
                row = stored[key]
                assert row.status == sent["status"] or sent["status"] == "held" or row.reviewed_at, sent
                if row.status in ("needs_review", "held"):
                    assert row in standing, sent
                elif row.status == "applied":
                    assert _has_effect(row, sent, moved), (sent, row.flags)


def _moves(uow: UnitOfWork) -> set[tuple[UUID | None, str]]:
    told = select(Event.visit_id, Event.kind).where(Event.kind.startswith("visit."))
    return {(visit_id, kind.removeprefix("visit.")) for visit_id, kind in uow.session.execute(told)}


def _has_effect(row: PhoneEvent, sent: Sent, moved: set[tuple[UUID | None, str]]) -> bool:
    state = MOVED.get(sent["kind"])
    said_before = any(flag.startswith("already_") for flag in row.flags)
    at_the_gate = state == "on_site" and (row.visit_id, "incomplete") in moved
    return state is None or said_before or at_the_gate or (row.visit_id, state) in moved


def doubts_have_their_alert(world: World) -> None:
    """After the worker was there: a doubtful arrival has its alert open until somebody settled it."""
    with unit_of_work(world.runtime, write=False) as uow:
        rows = uow.session.scalars(select(Alert).where(Alert.rung == "arrival_doubtful"))
        alarmed = {row.request_id for row in rows if row.cleared_at is None}
        doubted = {
            row.id
            for row in uow.session.scalars(select(ServiceRequest))
            if row.arrival_doubtful_since is not None
        }
        unsettled = {
            row.id
            for row in uow.session.scalars(select(ServiceRequest))
            if outcome_of(row, uow.now) is Outcome.UNSETTLED
        }
    assert alarmed == doubted
    assert unsettled <= doubted
