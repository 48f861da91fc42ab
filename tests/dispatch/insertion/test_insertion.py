from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings

from dispatch.insertion.best_fit import insert, rank_candidates
from dispatch.model.eligibility import eligible, refusals
from dispatch.model.objective import pair_cost, pair_costs, score, weights_for
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import timed_routes
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, north, snapshot, snapshots


def best_by_trying_everything(problem: Any, job_id: Any) -> Any:
    """Each engineer's least cost over all gaps by scoring whole plans, or None; overtime comes last."""
    costs: dict[str, Any] = {}
    for overtime in (False, True):
        costs = {e.id: least_cost(problem, job_id, e, overtime=overtime) for e in problem.engineers}
        if any(cost is not None for cost in costs.values()):
            break
    return costs


def least_cost(problem: Any, job_id: Any, engineer: Any, *, overtime: bool) -> Any:
    times, weights = travel_times(problem.travel), weights_for(problem)
    without = {key: [j for j in stops if j != job_id] for key, stops in problem.in_force.items()}
    stops = without[engineer.id]
    if refusals(engineer, problem.job(job_id), problem.now_s) or len(stops) >= problem.most_stops(engineer):
        return None
    fixed = problem.fixed_first.get(engineer.id)
    old = timed_routes(problem, times, [(engineer, [problem.job(j) for j in stops])])[0]
    costs = []
    for gap in range(len(stops) + 1):
        route = [*stops[:gap], job_id, *stops[gap:]]
        visits = timed_routes(problem, times, [(engineer, [problem.job(j) for j in route])])[0]
        last, over = visits[-1].depart_s, engineer.shift_end_s + problem.overtime_s
        sets_out = visits[0].arrive_s - visits[0].drive_s
        bound = route == [job_id] and job_id in (fixed, engineer.heading_to)
        late = overtime and len(route) == 1 and sets_out < engineer.shift_end_s and last <= over
        in_time = last <= engineer.shift_end_s or bound or late or (old and last <= old[-1].depart_s)
        if in_time and (fixed is None or fixed not in route or route[0] == fixed):
            costs.append(score(problem, {**without, engineer.id: route}, times, weights).total)
    planned = score(problem, without, times, weights).total
    left = weights.late * problem.job(job_id).priority + weights.late_s * (
        problem.now_s + weights.unserved_s - problem.job(job_id).due_at_s
    )
    return min(costs) - planned + (left if left_is_late(problem, job_id, weights) else 0) if costs else None


def left_is_late(problem: Any, job_id: Any, weights: Any) -> Any:
    return problem.now_s + weights.unserved_s > problem.job(job_id).due_at_s


@settings(max_examples=60, deadline=None)
@given(snapshots(most_engineers=3, most_jobs=5))
def test_insertion_is_as_good_as_trying_every_gap(case: Any) -> None:
    problem = parse_snapshot(case)
    for wanted in problem.jobs[:2]:
        found = {c.engineer: c.cost for c in rank_candidates(problem, wanted.id)}
        assert found == best_by_trying_everything(problem, wanted.id)


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_eligibility_table_equals_the_refusals_one_by_one(case: Any) -> None:
    problem = parse_snapshot(case)
    weights = weights_for(problem)
    table, costs = eligible(problem), pair_costs(problem, weights)
    for n, crew in enumerate(problem.engineers):
        for k, work in enumerate(problem.jobs):
            assert table[n, k] == (not refusals(crew, work, problem.now_s))
            assert costs[n, k] == pair_cost(crew, work, weights)


def test_displaced_visit_shows_its_delay() -> None:
    crew = [engineer()]
    jobs = [job("J1", point=north(10), due_at_s=1700), job("J2", due_at_s=60, priority=3)]
    case = snapshot(crew, jobs, routes=[{"engineer": "E1", "stops": [{"job": "J1"}]}])
    best = rank_candidates(parse_snapshot(case), "J2")[0]
    assert (best.position, best.slack_s) == (0, 60)
    assert best.to_dict()["knock_on"] == [{"job": "J1", "delay_s": 1800, "late_s": 1661}]
    assert insert(parse_snapshot(case), "J2") == {"E1": ("J2", "J1")}


def test_refused_engineers_come_last_with_all_their_reasons() -> None:
    crew = [
        engineer("E1", stars=1, skills=["printer"], available=False, shift_end_s=0, max_jobs=0),
        engineer("E2"),
    ]
    wanted = job(min_stars=3, excluded_engineers=["E1"], required_engineer="E2", provider=None)
    best, refused = rank_candidates(parse_snapshot(snapshot(crew, [wanted])), "J1")
    assert best.engineer == "E2"
    assert [r["code"] for r in refused.to_dict()["refusals"]] == [
        "off_duty", "missing_skill", "too_few_stars", "shift_over", "route_full", "excluded",
        "pinned_elsewhere",
    ]  # fmt: skip
    assert refused.to_dict()["refusals"][2] == {
        "engineer": "E1",
        "code": "too_few_stars",
        "has": 1,
        "needs": 3,
    }


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"provider": "P"}, "other_provider"), ({"frozen": True, "current_engineer": "E2"}, "frozen_elsewhere")],
)
def test_job_bound_elsewhere_is_refused(facts: Any, code: Any) -> None:
    crew = [engineer("E1"), engineer("E2", provider="P")]
    ranked = rank_candidates(parse_snapshot(snapshot(crew, [job(**facts)])), "J1")
    assert {r.code for c in ranked if c.engineer == "E1" for r in c.refusals} == {code}


def test_job_nobody_can_serve_leaves_the_plan_as_it_is() -> None:
    problem = parse_snapshot(snapshot([engineer(shift_end_s=60)], [job()], overtime_s=0))
    assert insert(problem, "J1") == {"E1": ()}
    assert rank_candidates(problem, "J1")[0].refusals[0].needs == 1800


def test_overtime_is_asked_only_if_nobody_is_done_within_the_shift() -> None:
    crew = [engineer("E1", shift_end_s=60), engineer("E2", at=north(20), shift_end_s=1500)]
    tired = parse_snapshot(snapshot(crew, [job()], overtime_s=1740))
    assert [c.engineer for c in rank_candidates(tired, "J1") if c.feasible] == ["E1"]
    crew.append(engineer("E3", at=north(9)))
    fresh = parse_snapshot(snapshot(crew, [job()], overtime_s=1740))
    assert [c.engineer for c in rank_candidates(fresh, "J1") if c.feasible] == ["E3"]


def test_web_modules_do_not_import_the_solvers() -> None:
    names = ("insertion.best_fit", "model.snapshot", "model.eligibility", "process.solver", "verify.check")
    modules = ", ".join(["dispatch", *(f"dispatch.{name}" for name in names)])
    code = f"import sys, {modules}; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
