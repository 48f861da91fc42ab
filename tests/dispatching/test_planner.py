"""The planner: snapshot, solve, verify, apply; whoever acted meanwhile wins."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.dispatching.commands import offers, overrides, planner
from app.dispatching.commands.apply import Slot, apply_plan, place
from app.dispatching.commands.pinned import with_pins
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import BUSY, PERIOD, WAITING, PlanRefused, PlanRun, plan_territory
from app.dispatching.reads.plan import LongWaitRow, long_waits
from app.dispatching.reads.snapshot import territory_view
from app.dispatching.reads.waiting import waiting
from app.dispatching.tables import LearnedTimes
from app.kernel import timers, unit_of_work
from app.kernel.tables import Event, Timer
from app.registers.tables import Engineer, Shift, Site
from app.requests.commands.moves import move_visit
from app.requests.events.visits import VisitEnRoute
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit, VisitExclusion
from dispatch.assemble import insertion_plan
from dispatch.model.plan import LongWait, Move, Plan
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from tests.dispatch.builders import engineer, job, snapshot
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import CENTRE, DISPATCHER, InsertionSolver, Town, add_engineer


def _plan(town: Town) -> PlanRun:
    return plan_territory(town.runtime, town.territory_id)


class _Meddling(InsertionSolver):
    """Lets something happen while the plan is being made."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        super().__init__()
        self._meddle = meddle

    def plan(self, problem: Problem, budget_s: float) -> Plan:
        plan = super().plan(problem, budget_s)
        self._meddle()
        return plan


class _Broken(InsertionSolver):
    """Answers with a plan that drops every job."""

    def plan(self, problem: Problem, budget_s: float) -> Plan:
        del problem, budget_s
        return Plan()


class _Overloaded(InsertionSolver):
    """Says of every job that it waits beyond the cap, whatever is done."""

    def plan(self, problem: Problem, budget_s: float) -> Plan:
        waits = tuple(LongWait(job.id, 60 * n) for n, job in enumerate(problem.jobs, 1))
        return replace(super().plan(problem, budget_s), long_waits=waits)


class _Foreseeing(InsertionSolver):
    """Sends everybody without a route to the town's centre, and counts how often it was asked."""

    asked = 0

    def plan(self, problem: Problem, budget_s: float) -> Plan:
        type(self).asked += 1
        plan = super().plan(problem, budget_s)
        busy = {route.engineer for route in plan.routes if route.stops}
        return replace(plan, moves=tuple(Move(e.id, CENTRE) for e in problem.engineers if e.id not in busy))


def _accept(town: Town, visit_id: UUID, engineer_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, engineer_id, uow.now)


def _set(town: Town, kind: type[Visit | Engineer], key: UUID, **values: object) -> None:
    with unit_of_work(town.runtime) as uow:
        row = uow.get(kind, key)
        for name, value in values.items():
            setattr(row, name, value)


def test_every_open_visit_is_assigned_and_each_engineer_asked_once(town: Town) -> None:
    visits = [town.report(km) for km in (0, 1, 2, 3)]
    run = _plan(town)
    assert run.applied is not None
    assert (run.applied.assigned, run.applied.offered) == (4, 2)
    stored = [town.visit(key) for key in visits]
    assert sorted(v.state for v in stored) == ["offered", "offered", "planned", "planned"]
    assert all(v.sequence == 0 for v in stored if v.state == "offered")


def test_planner_keeps_where_those_wait_best_who_have_nothing_to_do(town: Town) -> None:
    """Without open visits the engine is asked only where it is known what may come."""
    _Foreseeing.asked = 0
    foreseeing = replace(town.runtime, solver=_Foreseeing())
    plan_territory(foreseeing, town.territory_id)
    assert _Foreseeing.asked == 0
    with unit_of_work(town.runtime) as uow:
        field = {"kinds": [{"skill": "laptop", "min_stars": 1, "expected_service_s": 1800}], "districts": []}
        uow.session.add(
            LearnedTimes(
                territory_id=town.territory_id,
                learned_at=uow.now,
                basis={},
                drives=0,
                services=0,
                demand=field,
            )
        )
    run = plan_territory(foreseeing, town.territory_id)
    assert _Foreseeing.asked == 1
    assert run.again_at is not None
    assert run.again_at <= MONDAY_MORNING + WAITING
    with unit_of_work(town.runtime, write=False) as uow:
        names = {uow.get(Engineer, key).name for key in town.engineers}
        told = waiting(uow, [town.territory_id])
        assert {row.engineer for row in told} == names
        assert {row.near for row in told} == {uow.get(Site, town.site_id).name}
    town.report()
    plan_territory(foreseeing, town.territory_id)
    with unit_of_work(town.runtime, write=False) as uow:
        assert len(waiting(uow)) == len(names) - 1


def test_who_gets_what_is_pinned_waits_nowhere() -> None:
    """The engine leaves it over, since it ends after the shift; it is given back, and the move is not."""
    crew = [engineer("E1", shift_end_s=1500), engineer("E2")]
    problem = parse_snapshot(snapshot(crew, [job(required_engineer="E1")], profile="day", overtime_s=0))
    left = insertion_plan(problem)
    assert [item.job for item in left.unassigned] == ["J1"]
    kept = with_pins(problem, replace(left, moves=(Move("E1", CENTRE), Move("E2", CENTRE))))
    assert [route.engineer for route in kept.routes if route.stops] == ["E1"]
    assert [move.engineer for move in kept.moves] == ["E2"]


def test_who_waits_beyond_the_cap_is_kept_with_the_plan_until_the_visit_is_over(town: Town) -> None:
    first, second = sorted((town.report(), town.report(1)))
    overloaded = replace(town.runtime, solver=_Overloaded())
    plan_territory(overloaded, town.territory_id)
    assert [(wait.visit_id, wait.over_s) for wait in _long_waits(town)] == [(second, 120), (first, 60)]
    _set(town, Visit, second, state=VisitState.ON_SITE)
    assert [wait.visit_id for wait in _long_waits(town)] == [first]
    _plan(town)
    assert _long_waits(town) == []


def _long_waits(town: Town) -> list[LongWaitRow]:
    with unit_of_work(town.runtime, write=False) as uow:
        assert long_waits(uow) == long_waits(uow, town.territory_id)
        assert long_waits(uow, town.site_id) == []
        return long_waits(uow)


def test_planning_again_changes_nothing(town: Town) -> None:
    visits = [town.report(km) for km in (0, 1, 2)]
    _plan(town)
    before = [town.visit(key).version for key in visits]
    run = _plan(town)
    assert run.applied is not None
    assert (run.applied.assigned, run.applied.offered) == (0, 0)
    assert [town.visit(key).version for key in visits] == before


def test_a_sick_engineers_visits_go_to_others_and_the_offer_is_withdrawn(town: Town) -> None:
    visit_id = town.report()
    engineer_id = place_visit(town.runtime, DISPATCHER, visit_id).engineer_id
    assert engineer_id is not None
    _accept(town, visit_id, engineer_id)
    _set(town, Engineer, engineer_id, available=False)
    _plan(town)
    visit = town.visit(visit_id)
    assert visit.state == VisitState.OFFERED
    assert visit.engineer_id not in (None, engineer_id)
    assert visit.accepted_at is None


def test_an_offer_is_withdrawn_where_another_engineer_is_better_now(town: Town) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    _set(town, Visit, visit_id, pinned_engineer_id=town.engineers[1])
    _plan(town)
    assert town.visit(visit_id).engineer_id == town.engineers[1]
    assert [offer.engineer_id for offer in town.pending_offers()] == [town.engineers[1]]


def test_what_moved_while_the_plan_was_made_is_left_alone_and_planned_again(town: Town) -> None:
    visit_id = town.report()
    meddling = _Meddling(lambda: _set(town, Visit, visit_id, pinned_engineer_id=town.engineers[1]))
    with unit_of_work(town.runtime) as uow:
        timers.disarm(uow, "plan", str(town.territory_id))
    run = plan_territory(replace(town.runtime, solver=meddling), town.territory_id)
    assert run.applied is not None
    assert (run.applied.assigned, run.applied.skipped) == (0, 1)
    assert town.visit(visit_id).engineer_id is None
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.get(Timer, ("plan", str(town.territory_id))) is not None


def test_an_engineer_who_left_while_the_plan_was_made_gets_nothing(town: Town) -> None:
    visit_id = town.report()
    meddling = _Meddling(lambda: _set(town, Engineer, town.engineers[0], available=False))
    run = plan_territory(replace(town.runtime, solver=meddling), town.territory_id)
    assert run.applied is not None
    assert run.applied.skipped == 1
    assert town.visit(visit_id).engineer_id is None


def test_a_plan_that_breaks_a_rule_is_replaced_by_insertion(town: Town) -> None:
    visit_id = town.report()
    plan_territory(replace(town.runtime, solver=_Broken()), town.territory_id)
    assert town.visit(visit_id).state == VisitState.OFFERED


def test_nothing_is_applied_where_no_plan_keeps_the_rules(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit_id = town.report()
    monkeypatch.setattr(planner, "insertion_plan", lambda _problem: Plan())
    with pytest.raises(PlanRefused) as refused:
        plan_territory(replace(town.runtime, solver=_Broken()), town.territory_id)
    assert refused.value.violations[0]["code"] == "dropped"
    assert town.visit(visit_id).engineer_id is None


def test_one_planner_per_territory_at_a_time(town: Town) -> None:
    visit_id = town.report()
    with town.runtime.exclusive(f"plan:{town.territory_id}"):
        run = _plan(town)
    assert run == PlanRun(None, MONDAY_MORNING + BUSY)
    assert town.visit(visit_id).engineer_id is None


def test_a_quiet_territory_is_looked_at_again_when_a_shift_changes(town: Town) -> None:
    assert _plan(town).again_at == MONDAY_MORNING + timedelta(hours=12)
    with unit_of_work(town.runtime) as uow:
        add_engineer(uow, town, 3, starts_in=timedelta(hours=5))
    assert _plan(town).again_at == MONDAY_MORNING + timedelta(hours=3)


def test_open_visits_are_looked_at_again_within_minutes(town: Town) -> None:
    town.report()
    assert _plan(town).again_at == MONDAY_MORNING + PERIOD


def test_a_territory_without_shifts_sleeps(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        for shift in uow.session.scalars(select(Shift)):
            uow.session.delete(shift)
    assert _plan(town).again_at is None


def test_whoever_let_an_offer_lapse_is_asked_again_when_nobody_else_is_left(
    town: Town, clock: FakeClock
) -> None:
    _set(town, Engineer, town.engineers[1], available=False)
    visit_id = town.report()
    _plan(town)
    clock.advance(seconds=180)
    with unit_of_work(town.runtime) as uow:
        offers.expire(uow, town.pending_offers()[0].id)
    _plan(town)
    visit = town.visit(visit_id)
    assert (visit.engineer_id, [r["code"] for r in visit.unassigned_reasons or []]) == (
        None,
        ["expired", "off_duty"],
    )
    _plan(town)
    assert town.visit(visit_id).engineer_id == town.engineers[0]


def test_whoever_let_one_offer_lapse_is_asked_once_more_before_a_promise_breaks(
    town: Town, clock: FakeClock
) -> None:
    """The only other one comes late: the first is asked a second time, and not a third."""
    _set(town, Engineer, town.engineers[1], available=False)
    with unit_of_work(town.runtime) as uow:
        far = add_engineer(uow, town, 60)
    visit_id = town.report()
    for _ in range(2):
        _plan(town)
        _plan(town)
        (offer,) = town.pending_offers()
        assert offer.engineer_id == town.engineers[0]
        clock.advance(seconds=180)
        with unit_of_work(town.runtime) as uow:
            offers.expire(uow, offer.id)
            uow.get(Engineer, town.engineers[0]).phone_silent_since = None
    _plan(town)
    _plan(town)
    visit = town.visit(visit_id)
    assert visit.eta_at is not None
    late = visit.eta_at > MONDAY_MORNING + timedelta(hours=1)
    assert (visit.state, visit.engineer_id, late) == ("offered", far, True)


def test_whoever_said_no_is_not_asked_again(town: Town) -> None:
    _set(town, Engineer, town.engineers[1], available=False)
    visit_id = town.report()
    _plan(town)
    with unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, town.engineers[0], "")
    _plan(town)
    _plan(town)
    assert town.visit(visit_id).engineer_id is None
    with unit_of_work(town.runtime, write=False) as uow:
        assert len(uow.session.scalars(select(VisitExclusion)).all()) == 1


def test_a_visit_that_waits_for_its_window_is_offered_in_time_for_answer_and_drive(
    town: Town, clock: FakeClock
) -> None:
    visit_id = town.report()
    _set(town, Visit, visit_id, not_before_at=MONDAY_MORNING + timedelta(hours=3))
    run = _plan(town)
    visit = town.visit(visit_id)
    # The engine counts whole seconds, and none before the window opens.
    begins = (MONDAY_MORNING + timedelta(hours=3, seconds=1)).replace(microsecond=0)
    assert (visit.state, visit.eta_at) == ("planned", begins)
    assert run.applied is not None
    drive_and_answer = timedelta(seconds=157 + 300)
    assert run.applied.again_at == begins - drive_and_answer
    clock.now = run.applied.again_at
    _plan(town)
    assert town.visit(visit_id).state == VisitState.OFFERED


def test_an_accepted_visit_goes_back_when_another_comes_first(town: Town) -> None:
    _set(town, Engineer, town.engineers[1], available=False)
    slow, urgent = town.report(), town.report()
    _plan(town)
    first, other = sorted((slow, urgent), key=lambda key: town.visit(key).sequence or 0)
    _accept(town, first, town.engineers[0])
    with unit_of_work(town.runtime) as uow:
        view = territory_view(uow, town.territory_id)
        plan = InsertionSolver().plan(view.problem, 0)
        stops = plan.routes[0].stops
        turned = replace(plan, routes=(replace(plan.routes[0], stops=tuple(reversed(stops))),))
        apply_plan(uow, view, turned)
    assert (town.visit(first).state, town.visit(first).sequence) == ("planned", 1)
    assert (town.visit(other).state, town.visit(other).sequence) == ("offered", 0)


def test_a_yes_is_waited_for_though_the_visit_stands_behind_another_now(town: Town) -> None:
    first, second = town.report(0), town.report(1)
    _set(town, Engineer, town.engineers[1], available=False)
    _plan(town)
    waiting = next(key for key in (first, second) if town.visit(key).state == VisitState.PLANNED)
    asked = first if waiting == second else second
    asked_at = town.visit(asked).asked_at
    assert asked_at is not None
    # It was offered to somebody once, and stands behind another visit now.
    _set(town, Visit, waiting, asked_at=asked_at, sequence=7)
    _plan(town)
    visit = town.visit(waiting)
    assert (visit.state, visit.engineer_id, visit.asked_at) == (
        VisitState.PLANNED,
        town.engineers[0],
        asked_at,
    )


def test_a_pinned_visit_stays_with_its_engineer_though_it_ends_after_his_shift(
    town: Town, clock: FakeClock
) -> None:
    mine = town.report()
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.assign(uow, mine, town.engineers[0])
    assert town.visit(mine).engineer_id == town.engineers[0]
    clock.advance(hours=11, minutes=50)
    _plan(town)
    assert town.visit(mine).engineer_id == town.engineers[0]
    assert town.visit(mine).unassigned_reasons is None
    _set(town, Engineer, town.engineers[0], available=False)
    _plan(town)
    assert town.visit(mine).engineer_id is None


@pytest.mark.parametrize("state", ["accepted", "en_route"])
def test_the_planner_turns_nobody_round_who_goes_to_a_pinned_visit(town: Town, state: str) -> None:
    pinned = town.report(km=15)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.assign(uow, pinned, town.engineers[0])
    _plan(town)
    _accept(town, pinned, town.engineers[0])
    if state == "en_route":
        with unit_of_work(town.runtime) as uow:
            visit = uow.get(Visit, pinned)
            move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))
            visit.departed_at = uow.now
    _set(town, Engineer, town.engineers[1], available=False)
    for _ in range(3):
        place_visit(town.runtime, DISPATCHER, town.report(km=1))
    with unit_of_work(town.runtime) as uow:
        uow.session.execute(update(ServiceRequest).values(priority=3))
        uow.get(ServiceRequest, uow.get(Visit, pinned).request_id).priority = 1
    _plan(town)
    visit = town.visit(pinned)
    assert (visit.state, visit.engineer_id, visit.sequence) == (state, town.engineers[0], 0)


def test_the_history_names_who_was_called_back_for_whom(town: Town) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    _accept(town, visit_id, town.engineers[0])
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))
        place(uow, visit, Slot(town.engineers[1], 0, uow.now + timedelta(minutes=9)))
    with unit_of_work(town.runtime, write=False) as uow:
        body = uow.session.scalars(select(Event.body).where(Event.kind == "visit.planned").order_by(Event.id))
        told = json.loads(body.all()[-1])
    assert (told["was"], told["engineer_id"], told["to_engineer_id"]) == (
        "en_route",
        str(town.engineers[0]),
        str(town.engineers[1]),
    )
