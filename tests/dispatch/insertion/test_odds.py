from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.insertion.best_fit import rank_candidates
from dispatch.insertion.odds import chance_in_time
from dispatch.model.problem import Problem, Spread
from dispatch.model.snapshot import parse_snapshot
from tests.dispatch.builders import engineer, job, north, snapshot


def asked(due_s: int, *, behind: bool = False) -> Problem:
    jobs = [job("asked", point=north(3), due_at_s=due_s)]
    if behind:
        jobs.append(job("before", point=north(1), due_at_s=9000, current_engineer="a", state="accepted"))
    problem = parse_snapshot(snapshot([engineer("a")], jobs))
    return replace(problem, profile="day", spread=Spread(service=0.6, travel=0.3))


def chance(problem: Problem) -> float:
    found = chance_in_time(problem, "asked", rank_candidates(problem, "asked")[0])
    assert found is not None
    return found


def test_more_time_is_more_chance() -> None:
    chances = [chance(asked(due_s)) for due_s in (60, 400, 500, 3600)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05
    assert chances[-1] > 0.95


def test_half_where_the_expected_arrival_is_the_due_time() -> None:
    problem = asked(3600)
    arrive_s = rank_candidates(problem, "asked")[0].arrive_s
    assert arrive_s is not None
    due = replace(problem.jobs[0], due_at_s=arrive_s)
    assert chance(replace(problem, jobs=(due,))) == pytest.approx(0.5, abs=0.01)


def test_work_before_it_makes_it_less_sure() -> None:
    problem = asked(3000, behind=True)
    second = next(one for one in rank_candidates(problem, "asked") if one.feasible)._replace(position=1)
    first = second._replace(position=0)
    late = chance_in_time(problem, "asked", second)
    soon = chance_in_time(problem, "asked", first)
    assert late is not None
    assert soon is not None
    assert late < soon - 0.05


def test_who_cannot_come_has_no_chance_to_name() -> None:
    problem = parse_snapshot(snapshot([engineer("a", available=False)], [job("asked")]))
    assert chance_in_time(problem, "asked", rank_candidates(problem, "asked")[0]) is None
