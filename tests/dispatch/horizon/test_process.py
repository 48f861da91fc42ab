from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dispatch.fields import SnapshotError
from dispatch.horizon.plan import HorizonPlan
from dispatch.horizon.process import Effort, plan_horizon
from dispatch.horizon.reading import parse_horizon
from dispatch.horizon.verify import verify_horizon
from tests.dispatch.horizon.horizons import DAY, depot, engineer, horizon, shift, visit

ALONE = Effort(seconds=0)


def planned(facts: dict[str, Any], effort: Effort = ALONE, **options: Any) -> HorizonPlan:
    plan = plan_horizon(facts, effort, **options)
    assert verify_horizon(parse_horizon(facts), plan) == []
    assert HorizonPlan.from_dict(plan.to_dict()) == plan
    return plan


def codes(plan: HorizonPlan) -> list[str]:
    return [reason["code"] for item in plan.unassigned for reason in item.reasons]


def child(tmp_path: Path, program: str) -> list[str]:
    path = tmp_path / "child.py"
    path.write_text("import json, sys\ntask = json.loads(sys.stdin.readline())\n" + program, "utf-8")
    return [sys.executable, str(path)]


TELL = "print(json.dumps({'cost': 1, 'plan': %s, 'steps': 1, 'routes': []}), flush=True)\n"


def busy() -> dict[str, Any]:
    crew = [engineer("E1", 0), engineer("E2", 30)]
    return horizon(crew, [visit(f"V{n}", (7 * n) % 30, windows=[[0, 6000]]) for n in range(7)])


def test_children_find_the_same_plan_every_time_and_none_worse_than_insertion() -> None:
    effort = Effort(iterations=8, processes=2, seed=3)
    plans = [planned(busy(), effort) for _ in range(2)]
    assert plans[0] == plans[1]
    assert plans[0].cost.total <= planned(busy()).cost.total


def test_child_that_dies_changes_nothing(tmp_path: Path) -> None:
    assert planned(busy(), Effort(5), command=child(tmp_path, "sys.exit(3)")) == planned(busy())


def test_child_that_cannot_be_started_changes_nothing() -> None:
    assert planned(busy(), Effort(5), command=["/nowhere/python"]) == planned(busy())


def test_child_that_talks_nonsense_changes_nothing(tmp_path: Path) -> None:
    for nonsense in ("{'7': [0]}", "{'0': [99]}", "{'0': ['V1']}", "{'x': []}"):
        command = child(tmp_path, TELL % nonsense)
        assert planned(busy(), Effort(5), command=command) == planned(busy())


def overfull() -> dict[str, Any]:
    """Time for one of two visits; insertion serves the nearer, which is worth less."""
    return horizon([engineer(shifts=[shift(0, 1400)])], [visit("low", 3), visit("high", 4, priority=5)])


def test_better_plan_of_a_child_is_taken(tmp_path: Path) -> None:
    assert planned(overfull()).visits == {"E1/1": ("low",)}
    plan = planned(overfull(), Effort(30, processes=1), command=child(tmp_path, TELL % "{'0': [1]}"))
    assert plan.visits == {"E1/1": ("high",)}
    assert [item.visit for item in plan.unassigned] == ["low"]
    assert codes(plan) == ["no_time"]


def test_child_that_hangs_is_killed_and_what_it_told_before_is_kept(tmp_path: Path) -> None:
    readings = count()  # at the start, for the child's task, waiting for it to tell; then the time is up
    program = TELL % "{'0': [1]}" + "while True: pass\n"

    def timer() -> float:
        return 0.0 if next(readings) < 3 else 1000.0

    plan = planned(overfull(), Effort(300, processes=1), command=child(tmp_path, program), timer=timer)
    assert plan.visits == {"E1/1": ("high",)}


def test_process_that_is_slow_keeps_no_other_waiting_by_the_clock(tmp_path: Path) -> None:
    readings = count()  # at the start, for each child's task, for each of its words; then the time is up
    program = "numb = task['number'] == 0\n" + TELL % "{}" + "if numb: sys.stdin.read()\n"
    program += TELL % "{}" + "assert json.loads(sys.stdin.readline())['routes'] == []\n" + TELL % "{'0': [1]}"

    def timer() -> float:
        return 0.0 if next(readings) < 8 else 1000.0

    plan = planned(overfull(), Effort(20), command=child(tmp_path, program), timer=timer)
    assert plan.visits == {"E1/1": ("high",)}


def test_windows_reach_over_midnight_and_into_the_next_days() -> None:
    night = shift(DAY - 7200, DAY + 7200, id="night")
    day = shift(3 * DAY + 28_800, 3 * DAY + 61_200, id="day")
    work = [visit("N", 5, windows=[[DAY - 600, DAY + 600]]), visit("D", 5, windows=[[3 * DAY, 4 * DAY]])]
    plan = planned(horizon([engineer(shifts=[night, day])], work))
    assert plan.visits == {"night": ("N",), "day": ("D",)}


def test_second_window_is_used_when_the_first_is_missed() -> None:
    work = [visit("A", 5, windows=[[500, 500]]), visit("B", 6, windows=[[0, 600], [5000, 5100]])]
    plan = planned(horizon([engineer()], work))
    assert [stop.start_s for stop in plan.routes[0].stops] == [500, 5000]


def test_neither_driving_nor_work_overlaps_a_break() -> None:
    crew = [engineer(shifts=[shift(breaks=[[250, 400], [950, 2000]])])]
    (stop,) = planned(horizon(crew, [visit("V", 3)])).routes[0].stops
    assert (stop.arrive_s, stop.start_s, stop.depart_s) == (700, 2000, 2600)


def test_overtime_is_used_up_to_its_limit_and_priced() -> None:
    def plan(overtime_s: int) -> HorizonPlan:
        crew = [engineer(shifts=[shift(0, 1000, overtime_s=overtime_s)])]
        return planned(horizon(crew, [visit("V", 4)], weights={"overtime_s": 5}))

    assert plan(400).cost.overtime == 5 * 400
    assert codes(plan(399)) == ["out_of_reach"]


def test_van_is_restocked_on_the_way_when_parts_or_tools_run_out() -> None:
    crew = [engineer(parts={"disk": 1})]
    work = [visit(f"V{n}", 2 + n, parts={"disk": 1}) for n in range(2)] + [visit("T", 6, tools=["ladder"])]
    plan = planned(horizon(crew, work, depots=[depot(5, service_s=50)]))
    assert sum(stop.depot == "D" for stop in plan.routes[0].stops) == 1
    assert plan.cost.drive == 1200


def test_engineer_who_does_not_return_drives_one_way() -> None:
    crew = [engineer(shifts=[shift(returns=False)])]
    assert planned(horizon(crew, [visit("V", 4)])).cost.drive == 400


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"skills": ["server"]}, "missing_skill"),
        ({"min_stars": 4}, "too_few_stars"),
        ({"excluded_engineers": ["E1"]}, "excluded"),
        ({"provider": "other"}, "other_provider"),
        ({"windows": [[20_000, 30_000]]}, "no_window"),
        ({"tools": ["ladder"]}, "missing_tool"),
        ({"parts": {"disk": 2}}, "missing_part"),
        ({"windows": [[0, 100]]}, "out_of_reach"),
    ],
)
def test_visit_that_nobody_may_serve_is_reported_with_the_reason(facts: dict[str, Any], code: str) -> None:
    plan = planned(horizon([engineer()], [visit("V", 30, **facts)]))
    assert codes(plan) == [code]
    assert plan.cost.unserved == 360_000


def test_visit_without_any_shift_is_reported_too() -> None:
    assert codes(planned(horizon([], [visit("V", 3)]))) == ["off_duty"]
    assert codes(planned(horizon([engineer(shifts=[])], [visit("V", 3)]))) == ["off_duty"]


def test_preferred_engineer_is_worth_a_detour_and_a_scarce_star_is_kept() -> None:
    crew = [engineer("E1", 10, stars=4), engineer("E2", 12, stars=2)]
    assert planned(horizon(crew, [visit("V", 11, min_stars=2)])).visits == {"E2/1": ("V",)}
    liked = [visit("V", 10, preferred_engineers=["E2"])]
    assert planned(horizon(crew, liked)).visits == {"E2/1": ("V",)}


def test_invalid_horizon_is_refused_before_anything_is_started() -> None:
    with pytest.raises(SnapshotError, match=r"visits\[0\]\.service_s: is missing"):
        plan_horizon({**horizon([], []), "visits": [{"id": "V", "point": [0, 0]}]})
