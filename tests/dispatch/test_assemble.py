from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from dispatch import assemble as module
from dispatch.assemble import assemble, insertion_plan, reasons
from dispatch.model.snapshot import parse_snapshot
from dispatch.travel import travel_times
from dispatch.verify.check import verify
from tests.dispatch.builders import engineer, job, north, snapshot, snapshots


@settings(max_examples=40, deadline=None)
@given(snapshots())
def test_jobs_in_no_route_are_reported_with_their_own_reasons(case: Any) -> None:
    problem = parse_snapshot(case)
    left = assemble(problem, {}, travel_times(problem.travel)).unassigned
    assert [item.job for item in left] == [job.id for job in problem.jobs]
    assert [item.reasons for item in left] == [reasons(problem, job) for job in problem.jobs]


@settings(max_examples=40, deadline=None)
@given(snapshots())
def test_plan_by_appending_keeps_every_rule(case: Any) -> None:
    problem = parse_snapshot(case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FULL_INSERTION", -1)
        patch.setattr(module, "AT_ONCE", 2)
        assert verify(problem, insertion_plan(problem)) == []


def test_appended_jobs_go_to_whoever_reaches_them_first(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "FULL_INSERTION", 0)
    crew = [engineer("E1"), engineer("E2", at=north(10)), engineer("E3", at=north(9), max_jobs=0)]
    jobs = [job("J1", point=north(9)), job("J2"), job("J3", point=north(8)), job("J4", skill="server")]
    plan = insertion_plan(parse_snapshot(snapshot(crew, jobs)))
    found = {route.engineer: [stop.job for stop in route.stops] for route in plan.routes}
    assert found == {"E1": ["J2"], "E2": ["J1", "J3"]}
    assert [item.job for item in plan.unassigned] == ["J4"]


def test_stop_that_would_end_after_the_shift_is_dropped_but_not_a_drive_under_way() -> None:
    crew = [engineer(status="travelling", heading_to="J1", shift_end_s=1000)]
    jobs = [job("J1", current_engineer="E1"), job("J2", current_engineer="E1")]
    plan = insertion_plan(parse_snapshot(snapshot(crew, jobs)))
    assert [stop.job for stop in plan.routes[0].stops] == ["J1"]
    assert plan.unassigned[0].reasons[0]["code"] == "no_time"
