from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dispatch.horizon.plan import HorizonPlan
from dispatch.horizon.process import Effort, plan_horizon
from dispatch.horizon.reading import parse_horizon
from dispatch.horizon.verify import verify_horizon
from tests.dispatch.horizon.horizons import depot, engineer, horizon, shift, visit


def facts() -> dict[str, Any]:
    """One engineer, three visits, of which the last needs what only the depot has."""
    crew = [
        engineer(shifts=[shift(0, 4400, breaks=[[4350, 4360]])], stars=2, provider="P", parts={"disk": 1}),
        engineer("E2", shifts=[shift(0, 1)]),
    ]
    work = [
        visit("A", 2, windows=[[0, 1000]], parts={"disk": 1}),
        visit("B", 4, windows=[[0, 1900]], parts={"disk": 1}),
        visit("C", 6, tools=["ladder"]),
    ]
    return horizon(crew, work, depots=[depot(3)])


def good() -> dict[str, Any]:
    return plan_horizon(facts(), Effort(seconds=0)).to_dict()


def found(plan: dict[str, Any], **changes: Any) -> set[str]:
    problem = parse_horizon({**facts(), **changes})
    return {violation.code for violation in verify_horizon(problem, HorizonPlan.from_dict(plan))}


def stops(plan: dict[str, Any]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = plan["routes"][0]["stops"]
    return listed


def crew(**changes: Any) -> list[dict[str, Any]]:
    return [{**facts()["engineers"][0], **changes}, facts()["engineers"][1]]


def work(**changes: Any) -> list[dict[str, Any]]:
    return [{**facts()["visits"][0], **changes}, *facts()["visits"][1:]]


def test_plan_of_the_search_breaks_nothing() -> None:
    assert [stop.get("depot") or stop["visit"] for stop in stops(good())] == ["A", "D", "B", "C"]
    assert found(good()) == set()


def test_visit_that_is_dropped_or_planned_twice_or_unknown_is_found() -> None:
    plan = good()
    plan["unassigned"] = [{"visit": "A", "reasons": [{"code": "no_time"}]}, {"visit": "X", "reasons": []}]
    assert {"planned_twice", "unknown_visit", "no_reason"} <= found(plan)
    plan = good()
    plan["routes"] = []
    assert found(plan) == {"dropped"}


def test_route_of_a_shift_that_is_unknown_or_has_two_or_is_somebody_elses_is_found() -> None:
    plan = good()
    plan["routes"].append(plan["routes"][0])
    assert "two_routes" in found(plan)
    plan = good()
    plan["routes"][0]["shift"] = "X"
    assert "unknown_shift" in found(plan)
    plan = good()
    plan["routes"][0]["engineer"] = "E2"
    assert "wrong_engineer" in found(plan)
    plan = good()
    stops(plan)[0]["visit"] = "X"
    assert "unknown_stop" in found(plan)


@pytest.mark.parametrize(
    ("stop", "changes", "code"),
    [
        (0, {"arrive_s": 199}, "too_early"),
        (2, {"start_s": 900, "arrive_s": 1000}, "too_early"),
        (0, {"start_s": 1001, "depart_s": 1601}, "outside_window"),
        (3, {"depart_s": 3000}, "wrong_service"),
        (3, {"start_s": 4355, "depart_s": 4955}, "during_break"),
    ],
)
def test_time_that_cannot_be_is_found(stop: int, changes: dict[str, int], code: str) -> None:
    plan = good()
    stops(plan)[stop].update(changes)
    assert code in found(plan)


def test_end_of_the_shift_that_is_too_early_or_too_late_is_found() -> None:
    plan = good()
    plan["routes"][0]["end_s"] -= 1
    assert "too_early" in found(plan)
    plan = good()
    plan["routes"][0]["end_s"] = 4401
    assert found(plan) == {"shift_over"}


@pytest.mark.parametrize(
    ("facts_of_a", "code"),
    [
        ({"skills": ["server"]}, "missing_skill"),
        ({"min_stars": 3}, "too_few_stars"),
        ({"excluded_engineers": ["E1"]}, "excluded"),
        ({"required_engineer": "E2"}, "pinned_elsewhere"),
        ({"provider": "Q"}, "other_provider"),
        ({"tools": ["ladder"]}, "missing_tool"),
        ({"parts": {"disk": 2}}, "missing_part"),
    ],
)
def test_visit_that_the_engineer_may_not_serve_is_found(facts_of_a: dict[str, Any], code: str) -> None:
    assert found(good(), visits=work(**facts_of_a)) == {code}


def test_restocking_twice_or_at_a_depot_of_others_is_found() -> None:
    plan = good()
    stops(plan).insert(2, dict(stops(plan)[1]))
    assert "two_restockings" in found(plan)
    assert "wrong_depot" in found(good(), engineers=crew(depots=[]))


def test_too_many_visits_are_found() -> None:
    short = {**facts()["engineers"][0]["shifts"][0], "max_visits": 2}
    assert found(good(), engineers=crew(shifts=[short])) == {"route_full"}


@pytest.mark.parametrize("term", ["unserved", "overtime", "drive", "stars", "preference"])
def test_cost_that_is_stated_wrongly_is_found(term: str) -> None:
    plan = HorizonPlan.from_dict(good())
    wrong = replace(plan, cost=replace(plan.cost, **{term: 7}))
    assert {v.code for v in verify_horizon(parse_horizon(facts()), wrong)} == {"wrong_cost"}
