from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.fields import SnapshotError
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from tests.dispatch.builders import engineer, job, snapshot

MATRIX = {"model": "matrix", "points": [[0, 0], [0, 1]], "seconds": [[0, 5], [None, 0]]}


@pytest.mark.parametrize(
    ("path", "case"),
    [
        ("now_s", {"now_s": "noon"}),
        ("now_s", {"now_s": math.nan}),
        ("now_s", {"now_s": 1.5}),
        ("promise_s", {"promise_s": -1}),
        ("travel", {"travel": []}),
        ("travel.model", {"travel": {"model": "teleport"}}),
        ("travel.speed_kmh", {"travel": {"model": "great_circle", "circuity": 1.3}}),
        (
            "travel.speed_kmh.long",
            {"travel": {"model": "great_circle", "circuity": 1, "speed_kmh": {"short": 5}}},
        ),
        ("travel.url", {"travel": {"model": "osrm", "url": "file:///etc/passwd"}}),
        ("travel.seconds", {"travel": {**MATRIX, "seconds": [[0, 5]]}}),
        ("travel.seconds[1]", {"travel": {**MATRIX, "seconds": [[0, 5], [1]]}}),
        ("service_factor.6", {"service_factor": {"6": 1}}),
        ("service_factor.1", {"service_factor": {"1": math.inf}}),
        ("engineers", {"engineers": {}}),
        ("engineers[0]", {"engineers": ["E1"]}),
        ("engineers[1].id", {"engineers": [engineer(), engineer()]}),
        ("engineers[0].id", {"engineers": [engineer("")]}),
        ("engineers[0].stars", {"engineers": [engineer(stars=6)]}),
        ("engineers[0].stars", {"engineers": [engineer(stars=True)]}),
        ("engineers[0].at", {"engineers": [engineer(at=[1])]}),
        ("engineers[0].at[0]", {"engineers": [engineer(at=[91, 0])]}),
        ("engineers[0].skills[0]", {"engineers": [engineer(skills=[1])]}),
        ("engineers[0].status", {"engineers": [engineer(status="asleep")]}),
        ("engineers[0].available", {"engineers": [engineer(available=1)]}),
        ("engineers[0].breaks[0]", {"engineers": [engineer(breaks=[[5]])]}),
        ("engineers[0].breaks[0]", {"engineers": [engineer(breaks=[[5, 4]])]}),
        ("engineers[0].heading_to", {"engineers": [engineer(heading_to="J1")]}),
        ("engineers[0].heading_to", {"engineers": [engineer(status="travelling", heading_to="J9")]}),
        (
            "engineers[1].heading_to",
            {"engineers": [engineer(n, status="travelling", heading_to="J1") for n in ("E1", "E2")]},
        ),
        ("jobs[1].id", {"jobs": [job(), job()]}),
        ("jobs[0].priority", {"jobs": [job(priority=10**30)]}),
        ("jobs[0].frozen", {"jobs": [job(frozen=True)]}),
        ("jobs[0].current_engineer", {"jobs": [job(current_engineer="E9")]}),
        ("jobs[1].frozen", {"jobs": [job(n, frozen=True, current_engineer="E1") for n in ("J1", "J2")]}),
        ("routes[0].engineer", {"routes": [{"engineer": "E9", "stops": []}]}),
        ("routes[1].engineer", {"routes": [{"engineer": "E1", "stops": []}] * 2}),
        ("routes[0].stops[0].job", {"routes": [{"engineer": "E1", "stops": [{"job": "J9"}]}]}),
        ("routes[0].stops[1].job", {"routes": [{"engineer": "E1", "stops": [{"job": "J1"}] * 2}]}),
        ("profile", {"profile": "best"}),
    ],
)
def test_bad_snapshot_is_refused_by_the_name_of_the_field(path: Any, case: Any) -> None:
    with pytest.raises(SnapshotError) as fault:
        parse_snapshot({**snapshot([engineer()], [job()]), **case})
    assert fault.value.path == path


@pytest.mark.parametrize("field", ["now_s", "promise_s", "travel", "engineers", "jobs"])
def test_missing_field_is_named(field: Any) -> None:
    case = snapshot([engineer()], [job()])
    del case[field]
    with pytest.raises(SnapshotError, match=f"{field}: is missing"):
        parse_snapshot(case)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_any_junk_is_refused_or_named(junk: Any) -> None:
    with pytest.raises(SnapshotError):
        parse_snapshot(junk)


def test_error_survives_the_trip_between_processes() -> None:
    copied = copy.copy(SnapshotError("jobs[0].id", "is missing", "缺失"))
    assert (copied.path, copied.text) == ("jobs[0].id", ("is missing", "缺失"))


def test_plan_in_force_starts_with_the_frozen_job_and_includes_held_ones() -> None:
    jobs = [
        job("J1", current_engineer="E1", frozen=True),
        job("J2", current_engineer="E1"),
        job("J3"),
    ]
    case = snapshot([engineer()], jobs, routes=[{"engineer": "E1", "stops": [{"job": "J3"}]}])
    assert parse_snapshot(case).in_force == {"E1": ("J1", "J3", "J2")}


def test_plan_survives_json_and_back() -> None:
    data = {
        "routes": [{"engineer": "E1", "stops": [{"job": "J1", "arrive_s": 5, "depart_s": 9}]}],
        "unassigned": [{"job": "J2", "reasons": [{"engineer": None, "code": "no_time"}]}],
        "moves": [{"engineer": "E2", "to": [1.0, 2.0]}],
        "wake_s": 60,
        "long_waits": [{"job": "J2", "over_s": 90}],
        "bound": {"cost": 5, "gap": 0.1},
        "expected": {
            "futures": 4,
            "firsts": [
                {"engineer": "E1", "jobs": [{"job": "J1", "votes": 3}], "kept": 1, "near": [1.0, 2.0]}
            ],
        },
    }
    plan = Plan.from_dict(data)
    assert plan.to_dict() == data
    assert plan.assigned == {"J1": "E1"}
