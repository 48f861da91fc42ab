from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dispatch.benchmarks.instances import Shape, instant
from dispatch.benchmarks.peers import ENTRIES, PeerSolver, Routes, chosen
from dispatch.benchmarks.peers.model import build
from dispatch.benchmarks.played import at_every_event, without_the_driven
from dispatch.benchmarks.scoring import complete, judge
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.travel import travel_times
from dispatch.verify.check import verify
from tests.dispatch.builders import engineer, job, north, snapshot

each_installed = pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.installed], ids=lambda entry: entry.key
)


@each_installed
def test_solver_answers_with_a_plan_that_keeps_every_rule(entry: PeerSolver) -> None:
    problem = parse_snapshot(instant(Shape(6, 14), 4))
    routes = complete(problem, entry.load().solve(problem, 0.2))
    assert judge(problem, routes).faults == ()


@each_installed
def test_solver_keeps_the_one_promise_that_a_detour_would_break(entry: PeerSolver) -> None:
    jobs = [job("urgent", point=north(6), due_at_s=1200), job("calm", point=north(-6), due_at_s=7200)]
    problem = parse_snapshot(snapshot([engineer()], jobs, profile="snapshot"))
    routes = complete(problem, entry.load().solve(problem, 0.2))
    assert routes == {"E1": ["urgent", "calm"]}


@each_installed
def test_solver_gives_no_job_to_somebody_unqualified(entry: PeerSolver) -> None:
    crew = [engineer("near", stars=2), engineer("far", stars=4, at=north(10))]
    problem = parse_snapshot(
        snapshot(crew, [job(min_stars=4), job("J2", skill="server")], profile="snapshot")
    )
    routes = entry.load().solve(problem, 0.2)
    assert {who: stops for who, stops in routes.items() if stops} == {"far": ["J1"]}


@each_installed
def test_solver_allows_for_a_slow_grade(entry: PeerSolver) -> None:
    jobs = [job("A", due_at_s=600), job("B", point=north(1), due_at_s=2500)]
    problem = parse_snapshot(snapshot([engineer(stars=1)], jobs, profile="snapshot"))  # 1800 s take 2340 s
    routes = complete(problem, entry.load().solve(problem, 0.2))
    assert judge(problem, routes).late == 0
    late = replace(problem, jobs=(problem.jobs[0], replace(problem.jobs[1], due_at_s=2480)))
    assert judge(late, complete(late, entry.load().solve(late, 0.2))).late == 1


@each_installed
def test_solver_has_nothing_to_say_of_nothing(entry: PeerSolver) -> None:
    for crew, jobs in ([engineer()], []), ([], [job()]):
        problem = parse_snapshot(snapshot(crew, jobs, profile="snapshot"))
        assert not any(entry.load().solve(problem, 0.1).values())


def test_model_leaves_out_what_nobody_can_reach_in_time() -> None:
    jobs = [job("near", point=north(1)), job("far", point=north(40)), job("lost", due_at_s=-1)]
    model = build(parse_snapshot(snapshot([engineer()], jobs)))
    assert model.jobs.tolist() == [0]
    assert model.drive[:, model.end].tolist() == [0, 0, 0]


def test_model_refuses_what_peers_are_not_told() -> None:
    with pytest.raises(ValueError, match="E1 has breaks"):
        build(parse_snapshot(snapshot([engineer(breaks=[[0, 60]])], [job()])))


def test_model_charges_service_before_the_next_drive() -> None:
    model = build(parse_snapshot(snapshot([engineer(stars=1)], [job(), job("J2", point=north(1))])))
    assert (np.diff(model.transit(1) - model.drive, axis=1) == 0).all()
    assert (model.transit(1) - model.drive)[:, 0].tolist() == [0, 2340, 2340, 0]


def test_solvers_are_chosen_by_name_and_ours_is_always_there() -> None:
    assert [entry.key for entry in chosen(["greedy"])] == ["ours", "greedy"]
    with pytest.raises(ValueError, match="no solver 'gurobi'"):
        chosen(["gurobi"])


def test_missing_library_is_not_installed() -> None:
    assert not PeerSolver("greedy", "nobody's", "a_library_that_nobody_wrote").installed


class Nobody:
    def solve(self, problem: Problem, budget_s: float) -> Routes:
        return {}


def test_engineer_on_the_way_counts_from_when_the_visit_will_be_done() -> None:
    driving = engineer(status="travelling", heading_to="J1")
    problem = parse_snapshot(snapshot([driving], [job(point=north(1)), job("J2", point=north(2))]))
    rest = without_the_driven(problem)
    assert [one.id for one in rest.jobs] == ["J2"]
    drive_s = int(travel_times(problem.travel).pairs([driving["at"]], [problem.jobs[0].point])[0])
    assert (rest.engineers[0].free_at_s, rest.engineers[0].at) == (drive_s + 1800, problem.jobs[0].point)


def test_peer_at_every_event_turns_nobody_round() -> None:
    driving = engineer(status="travelling", heading_to="J1")
    day = snapshot([driving, engineer("E2")], [job(point=north(9)), job("J2", point=north(1)), job("J3")])
    plan = Plan.from_dict(at_every_event(Nobody())(day, 0.1))
    assert {route.engineer: route.stops[0].job for route in plan.routes}["E1"] == "J1"
    assert verify(parse_snapshot(day), plan) == []
