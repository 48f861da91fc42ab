from __future__ import annotations

import random
from typing import Any

import pytest

from dispatch.assemble import insertion_plan
from dispatch.horizon.mix import Mixed, mix
from dispatch.horizon.plan import HorizonPlan
from dispatch.horizon.process import Effort, plan_horizon
from dispatch.horizon.reading import parse_horizon
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.verify.check import verify
from tests.dispatch.horizon.horizons import PLACES, at, depot, engineer, horizon, line, shift, visit


def by_insertion(snapshot: dict[str, Any]) -> dict[str, Any]:
    return insertion_plan(parse_snapshot(snapshot)).to_dict()


def on_duty(name: str = "E1", place: int = 0, **facts: Any) -> dict[str, Any]:
    base = {"id": name, "stars": 3, "skills": ["laptop"], "at": at(place), "free_at_s": 0}
    return {**base, "shift_end_s": 10_000, "status": "idle", "heading_to": None, **facts}


def urgent(name: str, place: int, due_at_s: int = 3600, **facts: Any) -> dict[str, Any]:
    base = {"id": name, "point": at(place), "skill": "laptop", "min_stars": 1, "requested_at_s": 0}
    return {**base, "due_at_s": due_at_s, "expected_service_s": 600, "priority": 1, **facts}


def snapshot(engineers: list[dict[str, Any]], jobs: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    base = {"now_s": 0, "promise_s": 3600, "travel": line(), "profile": "snapshot"}
    return {**base, "engineers": engineers, "jobs": jobs, **facts}


def mixed(instant: dict[str, Any], facts: dict[str, Any], **options: Any) -> Mixed:
    plan = plan_horizon(facts, Effort(seconds=0))
    both = mix(instant, parse_horizon(facts), plan, by_insertion, **options)
    assert verify(parse_snapshot(both.snapshot), both.plan) == []
    return both


def order(both: Mixed, name: str = "E1") -> list[str]:
    return [stop.job for route in both.plan.routes if route.engineer == name for stop in route.stops]


def arrivals(plan: Plan) -> dict[str, int]:
    return {stop.job: stop.arrive_s for route in plan.routes for stop in route.stops}


@pytest.mark.parametrize("seed", range(25))
def test_no_promise_is_broken_and_no_late_job_is_later_for_a_planned_visit(seed: int) -> None:
    rng = random.Random(seed)
    jobs = [
        urgent(f"J{n}", rng.randrange(PLACES), rng.randrange(500, 5000)) for n in range(rng.randint(1, 6))
    ]
    crew = [on_duty(f"E{n}", 10 * n, skills=["laptop"]) for n in range(3)]
    work = [visit(f"V{n}", rng.randrange(PLACES), windows=[[0, rng.randrange(1000, 9000)]]) for n in range(6)]
    facts = horizon([engineer(f"E{n}", 10 * n) for n in range(3)], work)
    instant = snapshot(crew, jobs)
    alone, both = arrivals(insertion_plan(parse_snapshot(instant))), arrivals(mixed(instant, facts).plan)
    for job in jobs:
        assert (job["id"] in both) == (job["id"] in alone)
        if job["id"] in alone:
            assert both[job["id"]] <= max(job["due_at_s"], alone[job["id"]])


def test_planned_visit_on_the_way_to_a_promise_is_served_first_if_there_is_time() -> None:
    facts = horizon([engineer()], [visit("V", 5)])
    assert order(mixed(snapshot([on_duty()], [urgent("J", 10, 1600)]), facts)) == ["V", "J"]
    assert order(mixed(snapshot([on_duty()], [urgent("J", 10, 1599)]), facts)) == ["J", "V"]


def test_planned_visit_that_does_not_fit_is_reported() -> None:
    facts = horizon([engineer()], [visit("V", 5, windows=[[0, 600]])])
    both = mixed(snapshot([on_duty()], [urgent("J", 20, 2000)]), facts)
    assert order(both) == ["J"]
    assert [item.job for item in both.plan.unassigned] == ["V"]


def test_engineer_on_the_way_to_planned_work_turns_round_for_a_promise() -> None:
    facts = horizon([engineer()], [visit("V", 15)])
    crew = [on_duty(status="travelling", heading_to="V")]
    assert order(mixed(snapshot(crew, [urgent("J", 5, 700)]), facts)) == ["J", "V"]
    assert order(mixed(snapshot(crew, []), facts)) == ["V"]


def test_reserve_keeps_engineers_at_hand_who_have_nothing_urgent() -> None:
    facts = horizon([engineer("E1"), engineer("E2", 9)], [visit("V", 1), visit("W", 8)])
    crew = [on_duty("E1"), on_duty("E2", 9)]
    assert len(mixed(snapshot(crew, []), facts, reserve=0).plan.routes) == 2
    assert len(mixed(snapshot(crew, []), facts, reserve=1).plan.routes) == 1
    assert len(mixed(snapshot(crew, []), facts, reserve=2).plan.routes) == 0


def test_restocking_comes_before_what_depends_on_it() -> None:
    facts = horizon([engineer()], [visit("V", 5, tools=["ladder"])], depots=[depot(3)])
    both = mixed(snapshot([on_duty()], [urgent("J", 4, 500)]), facts)
    assert order(both) in (["D@E1/1", "J", "V"], ["J", "D@E1/1", "V"])
    closed = horizon([engineer()], [visit("V", 5, tools=["ladder"])], depots=[depot(3, windows=[[0, 300]])])
    assert order(mixed(snapshot([on_duty()], [urgent("J", 10, 1000)]), closed)) == ["D@E1/1", "J", "V"]
    late = snapshot([on_duty(place=20)], [])
    assert order(mixed(late, closed)) == []


def test_what_is_done_or_belongs_to_another_day_stays_away() -> None:
    shifts = [shift(0, 9000), shift(90_000, 99_000)]
    today = {"windows": [[0, 9000]]}
    work = [visit("V", 5, **today), visit("W", 6, **today), visit("T", 5, windows=[[90_000, 99_000]])]
    facts = horizon([engineer(shifts=shifts)], work)
    both = mixed(snapshot([on_duty()], []), facts, done=frozenset({"V"}))
    assert order(both) == ["W"]
    assert [job["id"] for job in both.snapshot["jobs"]] == ["W"]


def test_plan_without_planned_visits_is_the_urgent_plan() -> None:
    instant = snapshot([on_duty()], [urgent("J", 3)])
    empty = HorizonPlan.from_dict(plan_horizon(horizon([], []), Effort(seconds=0)).to_dict())
    both = mix(instant, parse_horizon(horizon([], [])), empty, by_insertion)
    assert both.plan.routes == Plan.from_dict(by_insertion(instant)).routes
