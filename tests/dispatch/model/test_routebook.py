from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.insertion.best_fit import rank_candidates
from dispatch.model.objective import route_score, weights_for
from dispatch.model.routebook import RouteBook
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import timed_routes
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, north, snapshot, snapshots


def timed_alone(problem: Any, engineer_id: str, stops: Any) -> Any:
    """The stops of one route as the scalar clock times them."""
    route = (problem.engineer(engineer_id), [problem.job(stop) for stop in stops])
    return timed_routes(problem, travel_times(problem.travel), [route])[0]


@settings(max_examples=60, deadline=None)
@given(snapshots(most_engineers=3, most_jobs=6), st.sampled_from([{}, {"service": 0.4, "travel": 0.3}]))
def test_book_times_and_prices_routes_as_the_objective_does(case: Any, spread: Any) -> None:
    problem = parse_snapshot({**case, "spread": spread})
    book = RouteBook(problem, problem.in_force)
    arrivals = []
    for row, crew in enumerate(problem.engineers):
        visits = timed_alone(problem, crew.id, problem.in_force[crew.id])
        arrivals += [visit.arrive_s for visit in visits]
        cost = route_score(problem, crew, visits, weights_for(problem)).total
        assert book.nodes.cost[book.ends[row]] == cost
        assert book.nodes.free[book.ends[row]] == (visits[-1].depart_s if visits else problem.ready_s(crew))
    assert book.arrive.tolist() == arrivals


@settings(max_examples=60, deadline=None)
@given(snapshots(most_engineers=3, most_jobs=6))
def test_candidates_times_and_knock_on_are_those_of_the_route_walked_anew(case: Any) -> None:
    problem = parse_snapshot(case)
    for wanted in problem.jobs[:2]:
        for best in rank_candidates(problem, wanted.id):
            if best.position is None:
                continue
            without = [stop for stop in problem.in_force[best.engineer] if stop != wanted.id]
            stops = [*without[: best.position], wanted.id, *without[best.position :]]
            old = {v.job.id: v for v in timed_alone(problem, best.engineer, without)}
            new = {v.job.id: v for v in timed_alone(problem, best.engineer, stops)}
            mine = new.pop(wanted.id)
            assert (best.arrive_s, best.depart_s) == (mine.arrive_s, mine.depart_s)
            assert best.slack_s == wanted.due_at_s - mine.arrive_s
            assert [(k.job, k.delay_s, k.late_s) for k in best.knock_on] == [
                (key, visit.arrive_s - old[key].arrive_s, past_due(visit) - past_due(old[key]))
                for key, visit in new.items()
                if visit.arrive_s > old[key].arrive_s
            ]


def past_due(visit: Any) -> int:
    late_s: int = visit.arrive_s - visit.job.due_at_s
    return max(0, late_s)


@settings(max_examples=30, deadline=None)
@given(snapshots())
def test_one_book_answers_every_question_as_a_fresh_one_does(case: Any) -> None:
    problem = parse_snapshot(case)
    book = RouteBook(problem, problem.in_force)
    for wanted in problem.jobs:
        assert rank_candidates(problem, wanted.id, book=book) == rank_candidates(problem, wanted.id)


def test_long_route_is_tried_in_every_gap() -> None:
    jobs = [job(f"J{n:02}", point=north(n), due_at_s=100_000) for n in range(30)]
    stops = [{"job": item["id"]} for item in jobs if item["id"] != "J17"]
    case = snapshot([engineer(shift_end_s=200_000)], jobs, routes=[{"engineer": "E1", "stops": stops}])
    best = rank_candidates(parse_snapshot(case), "J17")[0]
    assert (best.position, len(best.knock_on)) == (17, 12)


@pytest.mark.parametrize("profile", ["snapshot", "day"])
def test_driver_under_way_is_asked_without_the_break_but_others_after_it(profile: str) -> None:
    rest = [[60, 1800], [1900, 2000]]
    crew = [
        engineer("E1", status="travelling", heading_to="J1", breaks=rest),
        engineer("E2", breaks=rest),
    ]
    case = snapshot(crew, [job(point=north(1), current_engineer="E1")], profile=profile)
    found = {best.engineer: best.arrive_s for best in rank_candidates(parse_snapshot(case), "J1")}
    assert found == {"E1": 157, "E2": 2157}
