from __future__ import annotations

from typing import Any

import pytest

from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.verify.check import verify
from tests.dispatch.builders import engineer, job, north, snapshot


def plan(*stops: Any, crew: Any = "E1", **rest: Any) -> Any:
    route = {"engineer": crew, "stops": [{"job": j, "arrive_s": a, "depart_s": d} for j, a, d in stops]}
    return {"routes": [route] if stops else [], "unassigned": [], **rest}


def codes(case: Any, made: Any) -> Any:
    return [v.to_dict()["code"] for v in verify(parse_snapshot(case), Plan.from_dict(made))]


GOOD = plan(("J1", 0, 1800))


@pytest.mark.parametrize(
    ("expected", "crew", "work", "made"),
    [
        ([], {}, {}, GOOD),
        (["dropped"], {}, {}, plan()),
        (
            ["planned_twice"],
            {},
            {},
            {**GOOD, "unassigned": [{"job": "J1", "reasons": [{"code": "no_time"}]}]},
        ),
        (["no_reason"], {}, {}, plan(unassigned=[{"job": "J1", "reasons": []}])),
        (["unknown_job"], {}, {}, {**GOOD, "unassigned": [{"job": "J9", "reasons": [{"code": "no_time"}]}]}),
        (["unknown_job"], {}, {}, plan(("J1", 0, 1800), ("J9", 1800, 1900))),
        (
            ["unknown_engineer", "dropped"],
            {},
            {},
            plan(("J2", 0, 1), crew="E9") | {"routes": [{"engineer": "E9", "stops": []}]},
        ),
        (["two_routes"], {}, {}, {**GOOD, "routes": [*GOOD["routes"], {"engineer": "E1", "stops": []}]}),
        (["off_duty"], {"available": False}, {}, GOOD),
        (["missing_skill"], {"skills": []}, {}, GOOD),
        (["too_few_stars"], {}, {"min_stars": 4}, GOOD),
        (["excluded"], {}, {"excluded_engineers": ["E1"]}, GOOD),
        (["pinned_elsewhere"], {}, {"required_engineer": "E2"}, GOOD),
        (["frozen_elsewhere", "frozen_moved"], {}, {"frozen": True, "current_engineer": "E2"}, GOOD),
        (["other_provider"], {}, {"provider": "P"}, GOOD),
        (["route_full"], {"max_jobs": 0}, {}, GOOD),
        (["too_early"], {}, {"point": north(1)}, GOOD),
        (["before_window"], {}, {"window_start_s": 5}, GOOD),
        (["wrong_service"], {}, {}, plan(("J1", 0, 1799))),
        (["during_break"], {"breaks": [[60, 120]]}, {}, GOOD),
        (["shift_over"], {"shift_end_s": 1799}, {}, GOOD),
        ([], {"shift_end_s": 9, "status": "travelling", "heading_to": "J1"}, {}, GOOD),
        (["move_of_busy"], {}, {}, {**GOOD, "moves": [{"engineer": "E1", "to": [0, 0]}]}),
        (["unknown_engineer"], {}, {}, {**GOOD, "moves": [{"engineer": "E9", "to": [0, 0]}]}),
    ],
)
def test_broken_rule_is_named(expected: Any, crew: Any, work: Any, made: Any) -> None:
    case = snapshot([engineer(**crew), engineer("E2", available=False)], [job(**work)], overtime_s=0)
    assert codes(case, made) == expected
