from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from app.demo.city import generated_city
from app.demo.day import generated_day
from app.demo.day_file import as_document, parse_day, read_day
from app.demo.errors import DayInvalid, DemoError
from app.demo.roads import distance_m
from app.demo.world import ContractTerms

DOCUMENT: dict[str, Any] = {
    "name": "e1-l85-s1",
    "promise_s": 3600,
    "travel": {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0},
    "service_factor": {"1": 1.3, "5": 0.8},
    "engineers": [
        {"id": "E1", "stars": 4, "skills": ["printer"], "start": [39.9, 116.4], "shift": [0, 7200]}
    ],
    "requests": [
        {
            "id": "R2",
            "at_s": 900,
            "point": [39.92, 116.41],
            "skill": "printer",
            "min_stars": 2,
            "expected_service_s": 1800,
            "service_s": 2000,
            "priority": 3,
        },
        {
            "id": "R1",
            "at_s": 60,
            "point": [39.95, 116.38],
            "skill": "telescope",
            "min_stars": 1,
            "expected_service_s": 600,
            "service_s": 500,
        },
    ],
}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return DOCUMENT with the value at `path` (dots and numbers) replaced; None takes it out."""
    document = copy.deepcopy(DOCUMENT)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    spot: Any = document
    for part in parents:
        spot = spot[part]
    if value is None:
        del spot[last]
    else:
        spot[last] = value
    return document


def test_day_holds_crew_and_calls_in_order_of_time() -> None:
    day = parse_day(DOCUMENT, seed=1)
    assert [call.id for call in day.calls] == ["R1", "R2"]
    assert day.city.crew[0].skills == ("printer",)
    assert day.city.crew[0].shift_s == (0, 7200)
    assert day.city.roads.noise == 0
    assert day.service_factor == {1: 1.3, 2: 1.0, 3: 1.0, 4: 1.0, 5: 0.8}


def test_every_call_has_a_site_where_it_happens_and_a_fault_of_its_skill() -> None:
    day = parse_day(DOCUMENT, seed=1)
    skills = {fault.code: fault.skill for fault in day.city.faults}
    for call, row in zip(day.calls, reversed(DOCUMENT["requests"]), strict=True):
        assert day.city.places[call.place].point == tuple(row["point"])
        assert skills[call.fault] == row["skill"]


def test_priority_becomes_a_contract() -> None:
    day = parse_day(DOCUMENT, seed=1)
    first, second = (day.city.clients[day.city.places[call.place].client].terms for call in day.calls)
    assert first is None
    assert second == ContractTerms(min_stars=1, priority=3)


def test_fault_never_asks_for_more_stars_than_the_day_does() -> None:
    assert all(fault.min_stars == 1 for fault in parse_day(DOCUMENT, seed=1).city.faults)


def test_territory_covers_the_crew_and_the_calls() -> None:
    city = parse_day(DOCUMENT, seed=1).city
    assert all(distance_m(city.centre, place.point) < city.radius_m for place in city.places)
    assert distance_m(city.centre, city.crew[0].base) < city.radius_m


def test_generated_day_survives_being_written_down() -> None:
    day = generated_day(generated_city(4, 2, seed=1), 2, 0.8, seed=1)
    read = parse_day(json.loads(json.dumps(as_document(day))), seed=1)
    assert as_document(read) == as_document(day)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("promise_s", None, "promise_s"),
        ("promise_s", "an hour", "promise_s"),
        ("promise_s", True, "promise_s"),
        ("travel", None, "travel"),
        ("travel", {"model": "matrix", "points": [], "seconds": []}, "travel.model"),
        ("travel.speed_kmh", 0, "travel.speed_kmh"),
        ("service_factor", {"5": 99}, "service_factor.5"),
        ("engineers", [], "engineers"),
        ("engineers.0.stars", 6, "engineers[0].stars"),
        ("engineers.0.skills", "printer", "engineers[0].skills"),
        ("engineers.0.skills", ["Laser Printer"], "engineers[0].skills"),
        ("engineers.0.start", [39.9], "engineers[0].start"),
        ("engineers.0.shift", [7200, 0], "engineers[0].shift"),
        ("requests", {}, "requests"),
        ("requests.1.point", [139.9, 16.4], "requests[1].point[0]"),
        ("requests.1.point", ["a", 16.4], "requests[1].point[0]"),
        ("requests.1.at_s", -1, "requests[1].at_s"),
        ("requests.1.at_s", 1.5, "requests[1].at_s"),
        ("requests.1.skill", " ", "requests[1].skill"),
        ("requests.0.priority", 4, "requests[0].priority"),
        ("requests.0", 7, "requests[0]"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(path: str, value: object, named: str) -> None:
    with pytest.raises(DayInvalid) as refusal:
        parse_day(changed(path, value), seed=1)
    assert refusal.value.path == named


def test_document_must_be_an_object() -> None:
    with pytest.raises(DayInvalid, match="must be an object"):
        parse_day([1], seed=1)


def test_file_that_is_missing_or_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="cannot be read"):
        read_day(tmp_path / "none.json", seed=1)
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(DayInvalid, match="not JSON"):
        read_day(tmp_path / "bad.json", seed=1)


def test_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "day.json").write_text(json.dumps(DOCUMENT))
    assert read_day(tmp_path / "day.json", seed=1) == parse_day(DOCUMENT, seed=1)
