"""A day's JSON: read, refused by the field, and written as it was read."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dispatch.fields import SnapshotError
from dispatch.simulation.day import parse_day

DAY: dict[str, Any] = {
    "name": "tuesday",
    "promise_s": 3600,
    "travel": {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0},
    "service_factor": {"1": 1.3},
    "engineers": [
        {"id": "E1", "stars": 3, "skills": ["laptop"], "start": [39.9, 116.4], "shift": [0, 36000]},
    ],
    "requests": [
        {
            "id": "R1",
            "at_s": 60,
            "point": [39.91, 116.41],
            "skill": "laptop",
            "min_stars": 2,
            "expected_service_s": 1800,
            "service_s": 2000,
            "priority": 1,
        }
    ],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(DAY)
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place: Any = document
    for key in way:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return document


def test_day_is_written_as_it_was_read() -> None:
    assert parse_day(DAY).to_dict() == DAY


def test_what_is_optional_is_kept_too() -> None:
    document = DAY | {"spread": {"service": 0.3, "travel": 0.1}, "week_hour": 32}
    document["engineers"] = [DAY["engineers"][0] | {"breaks": [[600, 1200]]}]
    more = {"drive_factor": 1.2, "setting_out_s": 90, "promise_s": 7200, "district": "north"}
    document["requests"] = [DAY["requests"][0] | more]
    assert parse_day(document).to_dict() == document


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("promise_s", None, "promise_s"),
        ("engineers", [], "engineers"),
        ("engineers.0.shift", [10, 0], "engineers[0].shift"),
        ("engineers.0.shift", [10], "engineers[0].shift"),
        ("engineers.0.stars", 6, "engineers[0].stars"),
        ("requests.0.service_s", "long", "requests[0].service_s"),
        ("requests.0.service_s", float("nan"), "requests[0].service_s"),
        ("requests.0.drive_factor", 0, "requests[0].drive_factor"),
        ("requests", [DAY["requests"][0]] * 2, "requests[1].id"),
        ("travel.model", "teleport", "travel.model"),
        ("service_factor", {"9": 1}, "service_factor.9"),
        ("spread", {"service": -1}, "spread.service"),
        ("week_hour", 168, "week_hour"),
    ],
)
def test_field_that_cannot_be_used_is_named(path: str, value: Any, field: str) -> None:
    with pytest.raises(SnapshotError) as refused:
        parse_day(changed(path, value))
    assert refused.value.path == field
