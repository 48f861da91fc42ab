"""Nobody is planned to arrive before a window opens, whichever solver plans."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.assemble import insertion_plan
from dispatch.insertion.best_fit import rank_candidates
from dispatch.live import plan_snapshot
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.verify.check import verify
from tests.dispatch.builders import engineer, job, north, snapshot

OPENS_S = 7200
WINDOWS = st.lists(st.tuples(st.integers(0, 10), st.none() | st.integers(1, 14_400)), min_size=1, max_size=6)


def _arrivals(plan: Plan) -> dict[str, int]:
    return {stop.job: stop.arrive_s for route in plan.routes for stop in route.stops}


def _waiting(**facts: Any) -> dict[str, Any]:
    return job("W", point=north(2), window_start_s=OPENS_S, due_at_s=OPENS_S + 3600, **facts)


@pytest.mark.parametrize("profile", ["snapshot", "day"])
def test_an_idle_engineer_waits_for_the_opening(profile: str) -> None:
    plan = Plan.from_dict(plan_snapshot(snapshot([engineer()], [_waiting()], profile=profile), 0.2))
    assert _arrivals(plan) == {"W": OPENS_S}


@pytest.mark.parametrize("profile", ["snapshot", "day"])
def test_the_time_until_the_opening_is_used(profile: str) -> None:
    asked = snapshot([engineer()], [_waiting(), job("J", point=north(1))], profile=profile)
    plan = Plan.from_dict(plan_snapshot(asked, 0.2))
    assert _arrivals(plan)["J"] < 3600
    assert _arrivals(plan)["W"] == OPENS_S


def test_one_who_is_on_his_way_is_not_expected_before_the_opening() -> None:
    crew = engineer(status="travelling", heading_to="W")
    asked = snapshot([crew], [_waiting(current_engineer="E1", state="en_route", frozen=True)])
    plan = Plan.from_dict(plan_snapshot(asked, 0.2))
    assert _arrivals(plan) == {"W": OPENS_S}
    (candidate,) = rank_candidates(parse_snapshot(asked), "W")
    assert candidate.arrive_s == OPENS_S


@settings(max_examples=25)
@given(WINDOWS, st.integers(1, 3), st.sampled_from(["snapshot", "day"]))
def test_every_plan_keeps_every_window(jobs: list[tuple[int, int | None]], crew: int, profile: str) -> None:
    asked = snapshot(
        [engineer(f"E{n}", at=north(n)) for n in range(crew)],
        [
            job(f"J{n}", point=north(km), window_start_s=opens, due_at_s=3600 + (opens or 0))
            for n, (km, opens) in enumerate(jobs)
        ],
        profile=profile,
    )
    problem = parse_snapshot(asked)
    for plan in (Plan.from_dict(plan_snapshot(asked, 0.05)), insertion_plan(problem)):
        assert verify(problem, plan) == []
        arrivals = _arrivals(plan)
        assert all(
            arrivals[f"J{n}"] >= (opens or 0) for n, (_, opens) in enumerate(jobs) if f"J{n}" in arrivals
        )
