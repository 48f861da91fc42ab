"""No arrival is planned before the promise's hour begins; whoever comes earlier is in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.dispatching.commands import offers
from app.dispatching.commands.placement import NextStep, Status, place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.reads.snapshot import territory_view
from app.kernel import unit_of_work
from app.portal.reads import tracking
from app.promise.reads.attribution import attribution
from app.registers.commands.registry import create
from app.registers.tables import Engineer
from app.requests.commands.moves import move_visit
from app.requests.events.visits import VisitEnRoute, VisitOnSite
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import KEPT
from app.requests.tables import Visit
from app.visits.reads.itinerary import itinerary
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import DISPATCHER, Town, add_contract

NOON = MONDAY_MORNING.replace(microsecond=0) + timedelta(hours=3)
ANSWER = timedelta(seconds=300)


def _closed_until_noon(town: Town) -> UUID:
    add_contract(town.runtime, town, coverage={"mon": [["12:00", "18:00"]]})
    return town.report()


def _tracked(town: Town, visit_id: UUID) -> tracking.Tracking:
    with unit_of_work(town.runtime, write=False) as uow:
        return tracking.tracking(uow, uow.get(Visit, visit_id).request_id)


def test_an_engineer_is_found_at_once_but_asked_only_when_he_has_to_answer(
    town: Town, clock: FakeClock
) -> None:
    visit_id = _closed_until_noon(town)
    placed = place_visit(town.runtime, DISPATCHER, visit_id)
    assert (placed.status, placed.next) == (Status.ASSIGNED, NextStep.OFFERED_LATER)
    assert placed.eta_at == NOON
    run = plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).state == VisitState.PLANNED
    assert run.applied is not None
    assert run.applied.again_at is not None
    assert timedelta() < NOON - ANSWER - run.applied.again_at < timedelta(minutes=5)  # the drive
    clock.now = run.applied.again_at - timedelta(seconds=1)
    plan_territory(town.runtime, town.territory_id)
    assert town.pending_offers() == []
    clock.advance(seconds=1)
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).state == VisitState.OFFERED
    assert town.visit(visit_id).eta_at == NOON


def test_the_customer_reads_from_when_on_and_no_eta_before_somebody_said_yes(
    town: Town, clock: FakeClock
) -> None:
    visit_id = _closed_until_noon(town)
    place_visit(town.runtime, DISPATCHER, visit_id)
    seen = _tracked(town, visit_id)
    assert (seen.opens_at, seen.eta_at, seen.engineer) == (NOON, None, None)
    clock.now = NOON - timedelta(minutes=7)
    plan_territory(town.runtime, town.territory_id)
    with unit_of_work(town.runtime) as uow:
        engineer_id = uow.get(Visit, visit_id).engineer_id
        assert engineer_id
        assert itinerary(uow, engineer_id).stops[0].not_before_at == NOON
        offers.accept(uow, visit_id, engineer_id, uow.now)
    seen = _tracked(town, visit_id)
    assert (seen.opens_at, seen.eta_at) == (None, NOON)


def test_whoever_comes_before_the_opening_keeps_the_promise_and_nobody_is_blamed(
    town: Town, clock: FakeClock
) -> None:
    visit_id = _closed_until_noon(town)
    place_visit(town.runtime, DISPATCHER, visit_id)
    clock.now = NOON - timedelta(minutes=20)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        assert visit.engineer_id
        offers.accept(uow, visit_id, visit.engineer_id, uow.now)
        move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))
        visit.departed_at = uow.now
    clock.advance(minutes=10)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        move_visit(uow, visit, VisitOnSite(on_site_at=uow.now))
        request = uow.get(type(visit).request.property.mapper.class_, visit.request_id)
        visit.on_site_at = request.on_site_at = uow.now
    with unit_of_work(town.runtime, write=False) as uow:
        request = uow.get(type(request), request.id)
        assert outcome_of(request, NOON) in KEPT
        told = attribution(uow, request)
        assert told.milestones.requested_at == NOON
        assert told.blamed(uow.now) is None


def test_with_nobody_on_duty_yet_the_dispatcher_is_not_told_of_an_alarm(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        for key in town.engineers:
            uow.get(Engineer, key).available = False
    placed = place_visit(town.runtime, DISPATCHER, _closed_until_noon(town))
    assert (placed.status, placed.next) == (Status.NONE, NextStep.PLANNER_RETRIES)


def test_inside_its_hour_a_job_has_no_window(town: Town) -> None:
    town.report()
    with unit_of_work(town.runtime, write=False) as uow:
        (job,) = territory_view(uow, town.territory_id).problem.jobs
    assert job.window_start_s is None


def test_a_day_closed_by_the_office_moves_the_opening(town: Town) -> None:
    contract_id = add_contract(town.runtime, town, coverage={"mon": [["08:00", "18:00"]]})
    with unit_of_work(town.runtime) as uow:
        create(
            uow,
            "calendar_day",
            {
                "contract_id": contract_id,
                "date": MONDAY_MORNING.date(),
                "kind": "closed",
                "note": "stocktaking",
            },
        )
    visit_id = town.report()
    assert _tracked(town, visit_id).opens_at == NOON + timedelta(days=7, hours=-4)
