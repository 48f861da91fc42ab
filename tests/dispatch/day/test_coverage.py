"""Where idle engineers wait when it is known where requests come from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from dispatch.live import plan_present, plan_snapshot
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.travel.great_circle import great_circle_m
from dispatch.verify.check import verify
from tests.dispatch.builders import HERE, engineer, job, north, snapshot, snapshots

LAPTOP = {"skill": "laptop", "min_stars": 1, "expected_service_s": 1800}


def known(*districts: tuple[list[float], float], spread_km: float = 0.3) -> dict[str, Any]:
    there = [{"at": at, "spread_km": spread_km, "per_hour": [rate] * 24} for at, rate in districts]
    return {"kinds": [LAPTOP], "districts": there}


def moves_of(crew: list[dict[str, Any]], **facts: Any) -> dict[str, tuple[float, float]]:
    case = snapshot(crew, facts.pop("jobs", []), profile="day", **facts)
    plan = plan_snapshot(case, 1.0)
    assert not verify(parse_snapshot(case), Plan.from_dict(plan))
    assert plan_snapshot(case, 1.0)["moves"] == plan["moves"]
    return {move["engineer"]: tuple(move["to"]) for move in plan["moves"]}


def km(one: Any, other: Any) -> float:
    return great_circle_m(tuple(one), tuple(other)) / 1000


def crew_of(count: int, **facts: Any) -> list[dict[str, Any]]:
    return [engineer(f"E{n}", **facts) for n in range(count)]


def test_idle_engineers_wait_where_requests_come_from() -> None:
    moved = moves_of(crew_of(4), demand=known((north(12), 8.0)))
    assert len(moved) == 4
    assert max(km(to, north(12)) for to in moved.values()) < 1


def test_they_are_spread_over_the_city_as_its_requests_are() -> None:
    moved = moves_of(crew_of(6), demand=known((north(12), 8.0), (north(-12), 4.0)))
    up = [name for name, to in moved.items() if km(to, north(12)) < 1]
    down = [name for name, to in moved.items() if km(to, north(-12)) < 1]
    assert (len(up), len(down)) == (4, 2)


def test_nobody_moves_without_a_field_or_where_nothing_comes_or_nothing_is_expected() -> None:
    busy = known((north(12), 8.0))
    assert not moves_of(crew_of(4))
    assert not moves_of(crew_of(4), demand=known((north(12), 0.0)))
    assert not moves_of(crew_of(4), demand=busy, futures=0)
    assert not plan_present(snapshot(crew_of(4), [], demand=busy), 1.0)["moves"]
    assert not moves_of([], demand=busy)


def test_who_is_there_stays_and_a_city_without_centre_moves_nobody() -> None:
    assert not moves_of(crew_of(3, at=north(12)), demand=known((north(12), 8.0)))
    everywhere = known(*[(north(n), 1.0) for n in range(-12, 13, 2)], spread_km=6.0)
    assert not moves_of(crew_of(1, at=north(1)), demand=everywhere)


def test_few_requests_are_not_worth_the_drive() -> None:
    assert not moves_of(crew_of(1), demand=known((north(12), 0.2)))


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "working", "free_at_s": 600},
        {"free_at_s": 600},
        {"breaks": [[-60, 1800]]},
        {"available": False},
        {"max_jobs": 0},
        {"skills": ["printer"]},
        {"shift_end_s": 3000},
    ],
)
def test_only_those_move_who_have_nothing_to_do_and_could_serve_what_comes(facts: dict[str, Any]) -> None:
    crew = [engineer("able"), engineer("not", **facts)]
    assert set(moves_of(crew, demand=known((north(12), 8.0)))) == {"able"}


def test_who_has_a_request_drives_there_and_the_others_wait() -> None:
    moved = moves_of(crew_of(2), jobs=[job(point=north(1))], demand=known((north(12), 8.0)))
    assert len(moved) == 1


def test_who_is_on_the_way_there_goes_on() -> None:
    on_the_way = engineer("E0", at=north(6), status="travelling")
    demand = known((north(12), 8.0))
    assert km(moves_of([on_the_way], demand=demand)["E0"], north(12)) < 1


def test_they_wait_on_the_near_side_of_the_date_line() -> None:
    here = [0.0, 179.95]
    moved = moves_of(crew_of(2, at=here), demand=known(([0.0, -179.95], 8.0)))
    assert all(km(to, (0.0, -179.95)) < 2 for to in moved.values())
    assert len(moved) == 2


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_plans_with_moves_keep_every_rule_and_repeat(case: Any) -> None:
    asked = case | {"profile": "day", "futures": 1, "demand": known((HERE, 5.0), (north(15), 9.0))}
    plan = plan_snapshot(asked, 5, lambda: 0.0)
    assert not verify(parse_snapshot(asked), Plan.from_dict(plan))
    assert plan_snapshot(asked, 5, lambda: 0.0) == plan
