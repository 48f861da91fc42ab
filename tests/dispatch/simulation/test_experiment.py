"""Experiments: the same answer from any number of processes, and arms compared day by day."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dispatch.simulation.change import CrewChange, UnknownEngineer, crew_of, enlarged
from dispatch.simulation.experiment import Arm, Means, PlayFailed, Scenario, play_all
from dispatch.simulation.figures import Group, figures_of, nearest_rank
from dispatch.simulation.generator import Terms
from dispatch.simulation.policies import UnknownPolicy, load_policy
from dispatch.simulation.report import make_report
from dispatch.simulation.series import city_series
from dispatch.simulation.world import World
from tests.dispatch.simulation.worlds import HOUR, day, member, plan, request

ARMS = [
    Arm("nearest", "nearest"),
    Arm("oldest_first", "oldest_first"),
    Arm("one more", "nearest", CrewChange(added=1)),
]


def scenarios(days: int = 2, seeds: int = 2) -> list[Scenario]:
    return [
        one
        for seed in range(seeds)
        for one in city_series(seed, Terms(hours=3), engineers=4, load=1.0).scenarios(days, 4)
    ]


def drives_nobody(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    del snapshot, budget_s
    return {}


def sends_the_wrong_one(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    del budget_s
    return plan((snapshot["engineers"][0]["id"], ["nothing of that name"]))


def breaks_down(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
    del budget_s
    raise RuntimeError(f"no plan at {snapshot['now_s']}")


def test_processes_change_nothing_about_the_answer() -> None:
    told: list[tuple[int, int]] = []
    alone = play_all(scenarios(), ARMS, Means())
    beside = play_all(scenarios(), ARMS, Means(processes=3), lambda done, of: told.append((done, of)))
    assert make_report(alone, ARMS).to_dict() == make_report(beside, ARMS).to_dict()
    assert told == [(n, 12) for n in range(1, 13)]


def test_live_policy_decides_alike_in_any_process() -> None:
    series = city_series(1, Terms(hours=1), engineers=3, load=1.0)
    some, arms = list(series.scenarios(2, 3)), [Arm("live", "live")]
    alone, beside = (play_all(some, arms, Means(60, processes=n)) for n in (1, 2))
    assert alone == beside
    assert all(one.figures.refused_orders == 0 for one in alone)


def test_arms_meet_the_same_requests() -> None:
    played = play_all(scenarios(days=1), ARMS, Means())
    assert [one.arm for one in played] == [arm.name for arm in ARMS] * 2
    for n in range(0, len(played), 3):
        assert len({one.figures.requests for one in played[n : n + 3]}) == 1


def test_policy_of_ones_own_is_named_by_module_and_function() -> None:
    own = f"{__name__}:drives_nobody"
    (one,) = play_all(scenarios(1, 1), [Arm("own", own)], Means())
    assert one.figures.unreached == one.figures.requests > 0


@pytest.mark.parametrize("name", ["latest", "no.such.module:plan", f"{__name__}:nothing", f"{__name__}:HOUR"])
def test_policy_that_there_is_not_is_told_before_anything_is_played(name: str) -> None:
    with pytest.raises(UnknownPolicy) as unknown:
        play_all(scenarios(), [Arm("x", name)], Means(), lambda done, of: pytest.fail(f"{done} of {of}"))
    assert unknown.value.name == name


@pytest.mark.parametrize("processes", [1, 2])
def test_policy_that_breaks_down_is_told_with_the_day(processes: int) -> None:
    arms = [Arm("own", f"{__name__}:breaks_down")]
    with pytest.raises(PlayFailed, match="RuntimeError: no plan at 0") as failed:
        play_all(scenarios(), arms, Means(processes=processes))
    assert (failed.value.arm, failed.value.day[0]) == ("own", "s")


def test_refused_orders_are_counted_by_their_code() -> None:
    arms = [Arm("own", f"{__name__}:sends_the_wrong_one")]
    report = make_report(play_all(scenarios(1, 1), arms, Means()), arms)
    (summary,) = report.summaries
    assert summary.refused == {"not_open": round(summary.figures["decisions"].mean)}


def test_comparison_is_of_the_same_days_and_over_cities_of_their_means() -> None:
    played = play_all(scenarios(days=2, seeds=3), ARMS, Means())
    report = make_report(played, ARMS)
    assert (report.days, report.blocks, report.repeats) == (6, 3, 3)
    by_hand = []
    for block in range(3):
        kept = {
            arm.name: [one.figures.kept_pct for one in played if (one.arm, one.block) == (arm.name, block)]
            for arm in ARMS
        }
        by_hand.append(sum(kept["oldest_first"]) / 2 - sum(kept["nearest"]) / 2)
    found = report.comparisons[0]
    assert (found.arm, found.baseline) == ("oldest_first", "nearest")
    assert found.figures["kept_pct"].mean == pytest.approx(sum(by_hand) / 3)
    assert json.loads(json.dumps(report.to_dict()))["comparisons"][0]["figures"]["kept_pct"]["n"] == 3
    assert len(list(report.rows())) == 18


def test_figures_of_a_day_by_hand() -> None:
    asked = [
        request("R1", 0, 30, district="north"),
        request("R2", 0, 60, district="south", min_stars=2),
        request("R3", 300, 50, skill="server", district="south"),
    ]
    found = figures_of(World(day([member()], asked, week_hour=8), load_policy("nearest")).play())
    # R1: there after 30 min, done after 50; R2: 30 min further on, so 80 min after it was made; R3: never
    assert (found.requests, found.kept, found.late, found.unreached) == (3, 1, 2, 1)
    assert found.late_min == 20 + (5 * 60 - 60)
    assert found.promise_cost == pytest.approx(2 + found.late_min / 60)
    assert found.mean_wait_min == pytest.approx((30 + 80 + 300) / 3)
    assert (found.p95_wait_min, found.max_wait_min) == (300, 300)
    assert found.drive_min_per_visit == 30
    assert found.utilisation_pct == pytest.approx(100 * (60 + 40) / 600)
    assert found.by_district == {"north": Group(1, 1), "south": Group(2, 0)}
    assert found.by_min_stars == {1: Group(2, 1), 2: Group(1, 0)}
    assert found.by_hour == {8: Group(2, 1), 13: Group(1, 0)}
    assert found.by_stars[3].visits == 2
    assert found.by_stars[3].working_pct == pytest.approx(100 * 40 / 600)


def test_overtime_is_no_use_of_time_on_duty() -> None:
    one = day([member(shift=(0, HOUR))], [request(minute=50, service_s=HOUR)])
    found = figures_of(World(one, load_policy("nearest")).play())
    assert (found.overtime_min, found.utilisation_pct) == (50, 100)


def test_nearest_rank_is_the_smallest_that_enough_do_not_exceed() -> None:
    assert [nearest_rank([1, 2, 3, 4], share) for share in (0.25, 0.26, 0.95, 1)] == [1, 2, 4, 4]
    assert nearest_rank([], 0.95) == 0


def test_oldest_first_waits_for_a_busy_neighbour_where_nearest_sends_from_afar() -> None:
    crew = [member("near", 10), member("far", 59)]
    asked = [request("R1", 0, 10), request("R2", 15, 11)]
    arrivals = {}
    for name in ("nearest", "oldest_first"):
        outcome = World(day(crew, asked), load_policy(name)).play()
        arrivals[name] = [(one.engineer, one.on_site_s) for one in outcome.requests]
    assert arrivals["nearest"][1] == ("far", 15 * 60 + 48 * 60)
    assert arrivals["oldest_first"][1] == ("near", 20 * 60 + 60)


def test_change_leaves_out_adds_and_promises() -> None:
    crew = [member("E1"), member("E2", stars=5)]
    changed = CrewChange(("E1",), 2, 1800).apply(day(crew, [request()]), seed=4)
    ids = [one.id for one in changed.engineers]
    assert ids[0] == "E2"
    assert [name.partition("+")[2] for name in ids[1:]] == ["1", "2"]
    assert changed.promise_s == 1800
    with pytest.raises(UnknownEngineer):
        CrewChange(without=("E9",)).apply(day(crew, []))
    with pytest.raises(ValueError, match="nobody"):
        enlarged([], 1, 0)


def test_crew_of_any_size_is_like_the_company_and_holds_every_smaller_one() -> None:
    company = [member(f"E{n}", stars=1 + n % 5) for n in range(10)]
    sizes = [crew_of(company, size, seed=3) for size in (4, 10, 14)]
    assert sizes[0] == sizes[2][:4]
    assert {one.id for one in sizes[1]} == {one.id for one in company}
    assert len({one.id for one in sizes[2]}) == 14
