"""Who said yes goes: a plan sets that aside for a promise, not for a minute, and never to and fro."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.dispatching.commands import offers
from app.dispatching.commands.cost import cost_of
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.reads.snapshot import territory_view
from app.kernel import unit_of_work
from app.registers.tables import Engineer
from app.requests.commands.intake.visits import open_next_visit
from app.requests.tables import Offer, ServiceRequest, Visit
from dispatch.assemble import assemble
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.travel import travel_times
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, InsertionSolver, Town

pytestmark = pytest.mark.any_database

FAR = 0.5
"""Degrees north: an hour and a half and more."""


class _Wayward(InsertionSolver):
    """Gives every visit to somebody else than who has it, where that is allowed."""

    def plan(self, problem: Problem, budget_s: float) -> Plan:
        del budget_s
        routes: dict[str, list[str]] = {engineer.id: [] for engineer in problem.engineers}
        for job in problem.jobs:
            others = [e.id for e in problem.engineers if e.id != job.current_engineer]
            mine = job.current_engineer if job.frozen or job.required_engineer else others[0]
            routes[mine or others[0]].append(job.id)
        given = {key: tuple(stops) for key, stops in routes.items()}
        return assemble(problem, given, travel_times(problem.travel))


def _replan(town: Town) -> None:
    plan_territory(replace(town.runtime, solver=_Wayward()), town.territory_id)


def _accepted(town: Town) -> tuple[UUID, UUID]:
    """A visit that somebody has said yes to, and who."""
    visit_id = town.report()
    engineer_id = place_visit(town.runtime, DISPATCHER, visit_id).engineer_id
    assert engineer_id
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)
    return visit_id, engineer_id


def _drop_far_away(town: Town, engineer_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, engineer_id).base_lat += FAR


def _stands(town: Town, visit_id: UUID) -> tuple[UUID | None, str]:
    visit = town.visit(visit_id)
    return visit.engineer_id, visit.state


@pytest.mark.parametrize("minutes", [0, 4, 6, 20])
def test_a_yes_is_not_set_aside_for_little(town: Town, clock: FakeClock, minutes: int) -> None:
    visit_id, engineer_id = _accepted(town)
    clock.advance(minutes=minutes)
    _replan(town)
    assert _stands(town, visit_id) == (engineer_id, "accepted")


@pytest.mark.parametrize(("minutes", "stays"), [(0, True), (4, True), (6, False)])
def test_a_yes_gives_way_to_a_promise_but_not_at_once(
    town: Town, clock: FakeClock, minutes: int, *, stays: bool
) -> None:
    visit_id, engineer_id = _accepted(town)
    _drop_far_away(town, engineer_id)
    clock.advance(minutes=minutes)
    _replan(town)
    assert (_stands(town, visit_id) == (engineer_id, "accepted")) is stays


def test_what_was_taken_from_who_said_yes_does_not_come_back(town: Town, clock: FakeClock) -> None:
    visit_id, first = _accepted(town)
    _drop_far_away(town, first)
    clock.advance(minutes=6)
    _replan(town)
    second, state = _stands(town, visit_id)
    assert (second != first, state) == (True, "offered")
    for _ in range(5):
        clock.advance(seconds=15)
        _replan(town)
        assert _stands(town, visit_id) == (second, "offered")
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.scalar(select(func.count(Offer.id))) == 2


def _offered(town: Town) -> tuple[UUID, UUID]:
    visit_id = town.report()
    engineer_id = place_visit(town.runtime, DISPATCHER, visit_id).engineer_id
    assert engineer_id
    assert town.visit(visit_id).state == "offered"
    return visit_id, engineer_id


def test_an_open_offer_is_not_withdrawn_for_little(town: Town, clock: FakeClock) -> None:
    visit_id, engineer_id = _offered(town)
    for seconds in (10, 11, 38):
        clock.advance(seconds=seconds)
        _replan(town)
        assert _stands(town, visit_id) == (engineer_id, "offered")


def test_an_open_offer_gives_way_to_a_promise(town: Town) -> None:
    visit_id, engineer_id = _offered(town)
    _drop_far_away(town, engineer_id)
    _replan(town)
    second, state = _stands(town, visit_id)
    assert (second != engineer_id, state) == (True, "offered")


def _returned_and_new(town: Town) -> tuple[UUID, UUID]:
    """A return visit whose promise was kept, offered to the only engineer, and a new request."""
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = False
    first = town.report(15)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, first)
        request = uow.get(ServiceRequest, visit.request_id)
        visit.state, request.on_site_at = "incomplete", uow.now
        returning = open_next_visit(uow, request).id
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(returning).state == "offered"
    return returning, town.report(12)


def test_a_return_visit_goes_after_an_open_promise_and_breaks_none(town: Town, clock: FakeClock) -> None:
    returning, new = _returned_and_new(town)
    clock.advance(minutes=20)
    plan_territory(town.runtime, town.territory_id)
    assert (town.visit(new).sequence, town.visit(returning).sequence) == (0, 1)
    assert (_stands(town, new)[1], _stands(town, returning)[1]) == ("offered", "planned")
    with unit_of_work(town.runtime, write=False) as uow:
        problem = territory_view(uow, town.territory_id).problem
        late = {str(town.engineers[0]): [str(new), str(returning)]}
        ages = replace(problem, now_s=problem.now_s + 5 * 3600)
        assert cost_of(ages, late).late_visits == 1


def test_a_new_call_silences_no_phone_that_rings_for_a_return_visit(town: Town, clock: FakeClock) -> None:
    """Whoever is asked may answer: a plan that is a little cheaper is no reason to take the offer back."""
    first = town.report()
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, first)
        request = uow.get(ServiceRequest, visit.request_id)
        visit.state, request.on_site_at = "incomplete", uow.now
        returning = open_next_visit(uow, request).id
    plan_territory(town.runtime, town.territory_id)
    holder, state = _stands(town, returning)
    assert state == "offered"
    for km in (1, 2):
        place_visit(town.runtime, DISPATCHER, town.report(km))
        for seconds in (0, 2, 20):
            clock.advance(seconds=seconds)
            _replan(town)
            assert _stands(town, returning) == (holder, "offered")


def test_nobody_is_put_off_for_a_return_visit_that_could_wait(town: Town) -> None:
    """Where nobody else comes in time the one who is asked for the return visit is needed."""
    _, new = _returned_and_new(town)
    with unit_of_work(town.runtime) as uow:
        uow.get(ServiceRequest, uow.get(Visit, new).request_id).due_at = uow.now + timedelta(minutes=30)
    placed = place_visit(town.runtime, DISPATCHER, new)
    assert placed.slack_s is not None
    assert placed.slack_s >= 0


def test_who_cannot_come_any_more_is_not_waited_for(town: Town) -> None:
    visit_id, engineer_id = _accepted(town)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, engineer_id).available = False
    _replan(town)
    assert town.visit(visit_id).engineer_id != engineer_id


def test_a_new_request_is_put_behind_what_was_accepted(town: Town, clock: FakeClock) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = False
    visit_id = town.report(15)
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, town.engineers[0], uow.now)
    clock.advance(minutes=6)
    nearer = town.report(1)
    place_visit(town.runtime, DISPATCHER, nearer)
    plan_territory(town.runtime, town.territory_id)
    assert _stands(town, visit_id) == (town.engineers[0], "accepted")
    with unit_of_work(town.runtime, write=False) as uow:
        due_at = uow.session.scalars(
            select(ServiceRequest.due_at).join(Visit).where(Visit.id == nearer)
        ).one()
    eta_at = town.visit(nearer).eta_at
    assert eta_at
    assert eta_at > due_at - timedelta(minutes=30)
