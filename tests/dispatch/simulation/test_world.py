"""The world by hand: when things happen, what is revealed, what is refused."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.fields import SnapshotError
from dispatch.simulation.baselines import nearest, oldest_first
from dispatch.simulation.orders import OrderRefusal
from dispatch.simulation.outcome import End, PlayedDay
from dispatch.simulation.world import Policy, World
from tests.dispatch.simulation.worlds import HOUR, STREETS, at, day, member, plan, request


def watched(policy: Policy) -> tuple[Policy, list[dict[str, Any]]]:
    """The policy, and the snapshots it will have seen."""
    seen: list[dict[str, Any]] = []

    def watching(snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
        seen.append(snapshot)
        return policy(snapshot, budget_s)

    return watching, seen


def scripted(*plans: dict[str, Any]) -> Policy:
    """A policy that gives these plans one after another, and nothing to do afterwards."""
    left = iter(plans)
    return lambda _snapshot, _budget_s: next(left, plan())


def visit(outcome: PlayedDay, name: str = "R1") -> tuple[str | None, int | None, int | None]:
    found = next(one for one in outcome.requests if one.request.id == name)
    return found.engineer, found.on_site_s, found.done_s


def test_engineer_drives_works_and_is_free_again() -> None:
    outcome = World(day([member()], [request(at_min=5, minute=10)]), nearest).play()
    assert visit(outcome) == ("E1", 15 * 60, 35 * 60)
    (engineer,) = outcome.engineers
    assert (engineer.driven_s, engineer.worked_s, engineer.visits) == (600, 1200, 1)


def test_real_times_are_the_days_not_the_expected_ones() -> None:
    slow = request(service_s=3001, drive_factor=1.5)
    outcome = World(day([member(stars=1)], [slow], service_factor={1: 1.3}), nearest).play()
    assert visit(outcome) == ("E1", 900, 900 + 3902)


def test_policy_sees_neither_the_future_nor_what_work_really_takes() -> None:
    policy, seen = watched(nearest)
    World(day([member()], [request(), request("R2", 60, 20, service_s=9)]), policy).play()
    assert [[job["id"] for job in one["jobs"]] for one in seen] == [["R1"], [], ["R2"], []]
    assert all("service_s" not in job and "drive_factor" not in job for one in seen for job in one["jobs"])


def test_policy_is_asked_once_an_instant_after_all_that_happens_in_it() -> None:
    policy, seen = watched(nearest)
    outcome = World(
        day([member(), member("E2", 30)], [request("R1", 1), request("R2", 1, 25)]), policy
    ).play()
    assert [one["now_s"] for one in seen] == [0, 60, 60 + 300 + 1200, 60 + 600 + 1200]
    assert outcome.decisions == 4


def test_engineer_at_work_is_free_when_the_work_is_expected_to_end() -> None:
    policy, seen = watched(nearest)
    World(day([member()], [request(service_s=7200), request("R2", 20), request("R3", 40)]), policy).play()
    assert [(one["now_s"], one["engineers"][0]["free_at_s"]) for one in seen[1:3]] == [
        (1200, 1800),
        (2400, 2400),
    ]
    assert seen[1]["engineers"][0]["status"] == "working"


def test_engineer_who_is_turned_round_starts_from_where_the_drive_broke_off() -> None:
    both = day([member()], [request("R1", 0, 30), request("R2", 15, 0)], via=[15])
    outcome = World(both, scripted(plan(("E1", ["R1"])), plan(("E1", ["R2"])), plan(("E1", ["R1"])))).play()
    assert visit(outcome, "R2") == ("E1", 1800, 3000)
    assert visit(outcome, "R1") == ("E1", 3000 + 1800, 3000 + 1800 + 1200)
    assert (outcome.engineers[0].turned_round, outcome.engineers[0].driven_s) == (1, 900 + 900 + 1800)


def test_heading_is_kept_by_naming_it_and_given_up_by_not() -> None:
    two = day([member()], [request("R1", 0, 30), request("R2", 10, 0)])
    kept = World(two, scripted(plan(("E1", ["R1"])), plan(("E1", ["R1", "R2"])), plan(("E1", ["R2"])))).play()
    assert kept.engineers[0].turned_round == 0
    given_up = World(two, scripted(plan(("E1", ["R1"])), plan())).play()
    assert given_up.engineers[0].turned_round == 1
    assert [one.end for one in given_up.requests] == [End.UNREACHED, End.UNREACHED]


def test_whoever_is_sent_sets_out_as_late_as_the_day_says() -> None:
    slow = request("R1", 0, 30, setting_out_s=300)
    assert visit(World(day([member()], [slow]), nearest).play()) == ("E1", 300 + 1800, 300 + 1800 + 1200)
    called_back = day([member()], [slow, request("R2", 2, 10)])
    outcome = World(called_back, scripted(plan(("E1", ["R1"])), plan(("E1", ["R2"])))).play()
    assert visit(outcome, "R2") == ("E1", 120 + 600, 120 + 600 + 1200)
    assert (outcome.engineers[0].turned_round, outcome.engineers[0].driven_s) == (0, 600)


def test_move_is_followed_and_its_end_is_told() -> None:
    moved = {"moves": [{"engineer": "E1", "to": list(at(20))}]}
    policy, seen = watched(scripted(moved))
    outcome = World(day([member()], [], via=[20]), policy).play()
    assert [one["now_s"] for one in seen] == [0, 1200]
    assert seen[1]["engineers"][0]["at"] == list(at(20))
    assert (outcome.engineers[0].driven_s, outcome.engineers[0].turned_round) == (1200, 0)


def test_policy_is_woken_when_it_asked_to_be() -> None:
    policy, seen = watched(scripted(plan(wake_s=100), plan(wake_s=100), plan(wake_s=50)))
    World(day([member()], []), policy).play()
    assert [one["now_s"] for one in seen] == [0, 100]


def test_nobody_sets_out_after_the_shift_and_whoever_works_finishes() -> None:
    late = day([member(shift=(0, HOUR))], [request("R1", 45, 10), request("R2", 50, 11)])
    outcome = World(late, nearest).play()
    assert visit(outcome, "R1") == ("E1", 55 * 60, 75 * 60)
    assert visit(outcome, "R2") == (None, None, None)
    assert outcome.engineers[0].overtime_s == 15 * 60


def test_request_nobody_reached_waits_until_the_last_shift_ends() -> None:
    outcome = World(day([member(skills=frozenset())], [request(at_min=60)]), nearest).play()
    (one,) = outcome.requests
    assert (one.end, one.wait_s(outcome.day.end_s)) == (End.UNREACHED, 9 * HOUR)


def test_promise_is_kept_when_the_engineer_arrives_on_the_hour() -> None:
    on_the_hour, late = request("R1", 0, 60), request("R2", 0, 61)
    outcome = World(day([member(), member("E2")], [on_the_hour, late]), nearest).play()
    assert [one.end for one in outcome.requests] == [End.KEPT, End.LATE]


def test_request_with_a_promise_of_its_own_is_judged_by_it() -> None:
    outcome = World(day([member()], [request(minute=30, promise_s=1799)]), nearest).play()
    assert [one.end for one in outcome.requests] == [End.LATE]


def test_visit_that_would_run_into_a_break_begins_after_it() -> None:
    rests = member(breaks=((1500, 3000),))
    outcome = World(day([rests], [request()]), nearest).play()
    assert visit(outcome) == ("E1", 3600, 4800)
    assert rests.on_duty_s == 10 * HOUR - 1500


@pytest.mark.parametrize(
    ("orders", "refusal"),
    [
        (plan(("E9", ["R1"])), OrderRefusal(0, "off_duty", "E9")),
        (plan(("E3", ["R1"])), OrderRefusal(0, "off_duty", "E3")),
        (plan(("E1", ["R1"]), ("E1", ["R2"])), OrderRefusal(0, "two_routes", "E1")),
        (plan(("E1", ["R9"])), OrderRefusal(0, "not_open", "E1", "R9")),
        (plan(("E1", ["R3"])), OrderRefusal(0, "not_open", "E1", "R3")),
        (plan(("E1", ["R1"]), ("E2", ["R1"])), OrderRefusal(0, "planned_twice", "E2", "R1")),
        (plan(("E1", ["R1", "R1"])), OrderRefusal(0, "planned_twice", "E1", "R1")),
        (plan(("E2", ["R2"])), OrderRefusal(0, "missing_skill", "E2", "R2")),
        (plan(("E2", ["R4"])), OrderRefusal(0, "too_few_stars", "E2", "R4")),
        ({"moves": [{"engineer": "E3", "to": [0, 0]}]}, OrderRefusal(0, "off_duty", "E3")),
    ],
)
def test_order_against_the_rules_is_refused_and_the_day_goes_on(
    orders: dict[str, Any], refusal: OrderRefusal
) -> None:
    crew = [
        member(skills=frozenset({"desktop", "server"})),
        member("E2"),
        member("E3", shift=(HOUR, 2 * HOUR)),
    ]
    asked = [
        request(),
        request("R2", skill="server"),
        request("R3", 60),
        request("R4", min_stars=4),
    ]
    outcome = World(day(crew, asked), scripted(orders)).play()
    assert outcome.refused == [refusal]


def test_nobody_is_sent_out_after_the_shift_on_the_way_to_somebody_else() -> None:
    two = day([member(shift=(0, HOUR)), member("E2", 90)], [request("R1", 50, 30), request("R2", 65, 0)])
    turned = scripted(plan(), plan(("E1", ["R1"])), plan(("E1", ["R2"])))
    outcome = World(two, turned).play()
    assert outcome.refused == [OrderRefusal(65 * 60, "shift_over", "E1", "R2")]
    assert visit(outcome, "R1")[0] == "E1"


def test_request_taken_from_a_refused_engineer_is_driven_to_by_one_only() -> None:
    two = day([member(), member("E2", 30)], [request("R1", 0, 20), request("R2", 1, 0, skill="server")])
    outcome = World(two, scripted(plan(("E1", ["R1"])), plan(("E1", ["R2"]), ("E2", ["R1"])))).play()
    assert visit(outcome, "R1")[0] == "E2"
    assert [engineer.turned_round for engineer in outcome.engineers] == [1, 0]


def test_answer_that_is_no_plan_is_told_by_its_field() -> None:
    broken = {"routes": [{"engineer": "E1", "stops": [{}]}]}
    with pytest.raises(SnapshotError, match=r"routes\[0\].stops\[0\].job"):
        World(day([member()], [request()]), scripted(broken)).play()


days = st.builds(
    day,
    st.lists(st.integers(0, 60), min_size=1, max_size=4).map(
        lambda minutes: [
            member(f"E{n}", minute, stars=1 + n, shift=(n * 600, n * 600 + 4 * HOUR))
            for n, minute in enumerate(minutes)
        ]
    ),
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 60), st.integers(1, 4), st.integers(0, 9000)),
        max_size=12,
    ).map(
        lambda rows: [
            request(f"R{n}", made, minute, min_stars=stars, service_s=service_s)
            for n, (made, minute, stars, service_s) in enumerate(rows)
        ]
    ),
    travel=st.just(STREETS),
)


@settings(max_examples=40)
@given(days, st.sampled_from([nearest, oldest_first]))
def test_every_request_ends_in_exactly_one_way_and_no_time_is_lost(played: Any, policy: Policy) -> None:
    outcome = World(played, policy).play()
    assert [one.request for one in outcome.requests] == list(played.requests)
    served = [one for one in outcome.requests if one.end is not End.UNREACHED]
    assert all(one.on_site_s is not None and one.done_s is not None for one in served)
    assert sum(engineer.visits for engineer in outcome.engineers) == len(served)
    on_site_s = sum((one.done_s or 0) - (one.on_site_s or 0) for one in served)
    assert sum(engineer.worked_s for engineer in outcome.engineers) == on_site_s
    for engineer in outcome.engineers:
        spans = sorted((o.on_site_s or 0, o.done_s or 0) for o in served if o.engineer == engineer.member.id)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        length_s = engineer.member.shift[1] - engineer.member.shift[0] + engineer.overtime_s
        assert engineer.driven_s + engineer.worked_s <= length_s
    assert outcome.refused == []
