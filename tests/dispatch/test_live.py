from __future__ import annotations

import itertools
import json
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings

from dispatch.assemble import insertion_plan
from dispatch.fields import SnapshotError
from dispatch.instant import whole_instant as instant
from dispatch.live import plan_snapshot
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.verify.check import verify
from tests.dispatch.builders import engineer, job, north, snapshot, snapshots


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_any_valid_snapshot_gets_a_plan_that_the_checker_accepts(case: Any) -> None:
    plan = plan_snapshot(case, 0.05)
    assert verify(parse_snapshot(case), Plan.from_dict(json.loads(json.dumps(plan)))) == []


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_insertion_alone_gives_a_plan_that_the_checker_accepts(case: Any) -> None:
    problem = parse_snapshot(case)
    assert verify(problem, insertion_plan(problem)) == []


def test_same_snapshot_gives_the_same_plan() -> None:
    crew = [engineer(f"E{n}", at=north(n)) for n in range(6)]
    case = snapshot(crew, [job(f"J{n}", point=north(n / 2)) for n in range(14)])
    assert plan_snapshot(case, 1) == plan_snapshot(case, 1)


def test_plan_is_made_by_insertion_when_a_solver_fails() -> None:
    case = snapshot([engineer()], [job()])
    with mock.patch.object(instant, "pack", side_effect=RuntimeError("no solver")):
        assert plan_snapshot(case, 1)["routes"][0]["stops"][0]["job"] == "J1"


def test_large_crew_is_planned_group_by_group_until_time_is_up() -> None:
    crew = [engineer(f"E{n}", at=north(n % 40)) for n in range(160)]
    case = snapshot(crew, [job(f"J{n}", point=north(n % 37)) for n in range(90)], profile="snapshot")
    ticks = itertools.count()
    plan = plan_snapshot(case, 9, timer=lambda: float(next(ticks)))
    assert verify(parse_snapshot(case), Plan.from_dict(plan)) == []
    assert plan["unassigned"] == []


def test_engineer_on_the_way_stays_on_the_way_when_nothing_is_gained() -> None:
    crew = [engineer("E1", status="travelling", heading_to="J1"), engineer("E2", at=north(0.1))]
    case = snapshot(crew, [job("J1", point=north(1))])
    assert [route["engineer"] for route in plan_snapshot(case, 1)["routes"]] == ["E1"]


def test_engineer_is_turned_round_when_it_saves_a_promise() -> None:
    crew = [
        engineer("E1", status="travelling", heading_to="J1"),
        engineer("E2", at=north(12), stars=1),
    ]
    jobs = [job("J1", point=north(5), due_at_s=2400), job("J2", point=north(0.5), due_at_s=300)]
    routes = {
        r["engineer"]: [s["job"] for s in r["stops"]]
        for r in plan_snapshot(snapshot(crew, jobs), 1)["routes"]
    }
    assert routes == {"E1": ["J2"], "E2": ["J1"]}


def test_longest_waiting_request_goes_before_a_new_promise() -> None:
    crew = [engineer(f"E{n}", status="working") for n in range(1)]
    jobs = [job("old", requested_at_s=-24000, due_at_s=-20400), job("new", point=north(1), due_at_s=1000)]
    case = snapshot(crew, jobs, profile="day")
    assert plan_snapshot(case, 1)["routes"][0]["stops"][0]["job"] == "old"


def test_invalid_snapshot_is_refused_by_field_name() -> None:
    with pytest.raises(SnapshotError, match=r"jobs\[0\]\.due_at_s"):
        plan_snapshot(snapshot([], [job(due_at_s=float("nan"))]), 1)
