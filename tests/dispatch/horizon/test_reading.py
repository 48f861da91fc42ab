from __future__ import annotations

import math
from typing import Any

import pytest

from dispatch.fields import SnapshotError
from dispatch.horizon.reading import parse_horizon
from tests.dispatch.horizon.horizons import at, depot, engineer, horizon, line, shift, visit


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        (horizon([engineer(), engineer()], []), "engineers[1].id"),
        (horizon([], [visit("V", 1), visit("V", 2)]), "visits[1].id"),
        (horizon([engineer(shifts=[shift(5, 4)])], []), "engineers[0].shifts[0].end_s"),
        (
            horizon([engineer(shifts=[shift(0, 10, overtime_s=5), shift(14, 20)])], []),
            "engineers[0].shifts[1].start_s",
        ),
        (
            horizon([engineer(shifts=[shift(0, 1, id="x"), shift(2, 3, id="x")])], []),
            "engineers[0].shifts[1].id",
        ),
        (horizon([engineer(shifts=[shift(end=at(1), returns=False)])], []), "engineers[0].shifts[0].end"),
        (horizon([engineer(depots=["D"])], []), "engineers[0].depots[0]"),
        (horizon([engineer(parts={"disk": -1})], []), "engineers[0].parts.disk"),
        (horizon([engineer(stars=6)], []), "engineers[0].stars"),
        (horizon([], [visit("V", 1, windows=[[5, 4]])]), "visits[0].windows[0]"),
        (horizon([], [visit("V", 1, windows=[[1, 2, 3]])]), "visits[0].windows[0]"),
        (horizon([], [visit("V", 1, service_s=math.nan)]), "visits[0].service_s"),
        (horizon([], [visit("V", 1, crew=2)]), "visits[0].crew"),
        (horizon([], [visit("V", 1), visit("W", 1, after=["V"])]), "visits[1].after"),
        (horizon([], [visit("V", 1, required_engineer="E9")]), "visits[0].required_engineer"),
        (horizon([], [], depots=[depot(1), depot(2)]), "depots[1].id"),
        (horizon([], [], weights={"speed": 1}), "weights.speed"),
        (horizon([], [], service_factor={"6": 1.0}), "service_factor.6"),
        (horizon([], [], routes=[{"shift": "S", "stops": []}]), "routes[0].shift"),
        (
            horizon([engineer()], [], routes=[{"shift": "E1/1", "stops": [{"visit": "V"}]}]),
            "routes[0].stops[0].visit",
        ),
    ],
)
def test_what_cannot_be_used_is_named(facts: dict[str, Any], path: str) -> None:
    with pytest.raises(SnapshotError) as fault:
        parse_horizon(facts)
    assert fault.value.path == path


def test_crew_of_one_and_an_empty_list_of_dependencies_are_nothing_special() -> None:
    facts = parse_horizon(horizon([], [visit("V", 1, crew=1, after=[])]))
    assert facts.visits[0].id == "V"


def test_windows_and_breaks_that_touch_are_one() -> None:
    facts = parse_horizon(horizon([], [visit("V", 1, windows=[[5, 9], [0, 5], [20, 30]])]))
    assert facts.visits[0].windows == ((0, 9), (20, 30))


def test_shifts_are_numbered_where_they_have_no_name() -> None:
    facts = parse_horizon(horizon([engineer(shifts=[shift(0, 1), shift(5, 6, id="late")])], []))
    assert [one.id for one in facts.shifts] == ["E1/1", "late"]


def test_service_takes_longer_by_the_grade() -> None:
    facts = parse_horizon(
        {"travel": line(), "engineers": [engineer(stars=1)], "visits": [visit("V", 1)]}
        | {"service_factor": {"1": 1.2501}}
    )
    assert facts.service_s(facts.technicians[0], facts.visits[0]) == 751
