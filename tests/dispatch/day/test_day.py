"""The rules of the running day on cases small enough to know the answer."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest

from dispatch.day.lookahead import prices
from dispatch.day.matching import likely, matched
from dispatch.day.patience import CAP, oldest_first, patience
from dispatch.day.pricing import nothing, proven, settle
from dispatch.day.scarcity import backlog
from dispatch.day.shortlist import NEVER, Shortlist, extend, start
from dispatch.fields import SnapshotError
from dispatch.live import plan_snapshot
from dispatch.model.objective import AHEAD, PRESSING, weights_for
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.tables import NONE, Tables, build_tables
from dispatch.solve.closing import last_visits
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, north, snapshot


def tables_of(case: dict[str, Any]) -> Tables:
    problem = parse_snapshot(case)
    return build_tables(problem, weights_for(problem), travel_times(problem.travel))


def first_stops(case: dict[str, Any]) -> dict[str, str]:
    return {r["engineer"]: r["stops"][0]["job"] for r in plan_snapshot(case, 1)["routes"]}


def exhaustive(routes: Shortlist) -> float:
    """Value of the best packing, every choice of every engineer tried."""
    jobs = routes.stops.max() + 1
    options = [[-1, *np.nonzero(row > NEVER)[0].tolist()] for row in routes.value]
    best = 0.0
    for picks in itertools.product(*options):
        used = [s for n, p in enumerate(picks) if p >= 0 for s in routes.stops[n, p].tolist() if s < jobs]
        if len(used) == len(set(used)):
            best = max(best, sum(routes.value[n, p] for n, p in enumerate(picks) if p >= 0))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_packing_of_a_small_crew_is_the_best_of_all_and_bounded(seed: int) -> None:
    rng = np.random.default_rng(seed)
    stops = rng.permuted(np.broadcast_to(np.arange(6), (4, 7, 6)), axis=2)[:, :, :2]
    routes = Shortlist(rng.uniform(1, 100, (4, 7)), stops, *[np.zeros((4, 7))] * 3)
    packing = proven(routes, settle(routes, nothing(4, 6)), nodes=100_000)
    best = exhaustive(routes)
    used = [s for n, p in enumerate(packing.chosen) if p >= 0 for s in stops[n, p].tolist()]
    assert len(used) == len(set(used))
    assert packing.value == pytest.approx(
        sum(routes.value[n, p] for n, p in enumerate(packing.chosen) if p >= 0)
    )
    assert packing.value == pytest.approx(best)
    assert packing.bound >= best - 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_single_stops_are_matched_at_the_most_value(seed: int) -> None:
    rng = np.random.default_rng(seed)
    stops = np.broadcast_to(np.arange(4)[:, None], (5, 4, 1))
    value = np.where(rng.random((5, 4)) < 0.3, NEVER, rng.integers(-20, 100, (5, 4)).astype(float))
    packing = matched(value, np.full(5, NONE))
    assert packing.value == exhaustive(Shortlist(value, stops, *[np.zeros((5, 4))] * 3))
    rows = np.nonzero(packing.chosen >= 0)[0]
    assert packing.value == value[rows, packing.chosen[rows]].sum()
    assert len(set(packing.chosen[rows])) == len(rows)


def city(engineers: int, jobs: int, seed: int) -> dict[str, Any]:
    """A running day's city of 20 by 20 km, with stars and skills; most of the crew is still at work."""
    rng = random.Random(seed)
    skills = ["laptop", "printer", "server"]
    crew, work = [], []
    for n in range(engineers):
        spot = [39.8 + 0.18 * rng.random(), 116.3 + 0.23 * rng.random()]
        facts = {"stars": rng.randint(1, 5), "skills": rng.sample(skills, rng.randint(1, 3))}
        free_at = {"status": "working", "free_at_s": rng.randrange(2400)} if rng.random() < 0.7 else {}
        crew.append(engineer(f"E{n}", at=spot, **facts, **free_at))
    for n in range(jobs):
        spot = [39.8 + 0.18 * rng.random(), 116.3 + 0.23 * rng.random()]
        facts = {"skill": rng.choice(skills), "min_stars": rng.choice([1, 1, 2, 3])}
        work.append(job(f"J{n}", point=spot, expected_service_s=rng.choice([1200, 2400, 3600]), **facts))
    return snapshot(crew, work, profile="day")


def test_likely_pairs_are_enough_to_match_a_large_crew(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = tables_of(city(200, 180, 3))
    singles = extend(tables, start(tables), prices(tables, AHEAD, PRESSING, patience(tables))).every()
    few = likely(singles.value, tables.heading)
    assert few.sum() < 0.8 * (singles.value > 0).sum()
    packing = matched(singles.value, tables.heading)
    monkeypatch.setattr("dispatch.day.matching.OF_JOB", 200)
    assert packing.value >= 0.999 * matched(singles.value, tables.heading).value


def test_drive_under_way_is_always_a_likely_pair() -> None:
    value = np.tile(np.arange(100.0, 0.0, -1.0), (30, 1))
    heading = np.full(30, NONE)
    assert not likely(value - np.arange(30)[:, None] / 100, heading)[29, 98]
    heading[29] = 98
    assert likely(value - np.arange(30)[:, None] / 100, heading)[29, 98]


def set_out(case: dict[str, Any], first: dict[str, str]) -> int:
    """Have whoever is free drive to the first stop; returns how many were turned round."""
    turned = 0
    for one in case["engineers"]:
        goal = first.get(one["id"])
        turned += one["heading_to"] not in (None, goal)
        if one["free_at_s"] <= case["now_s"]:
            one |= {"status": "travelling" if goal else "idle", "heading_to": goal}
    return turned


@pytest.mark.parametrize("seed", range(2))
def test_new_requests_turn_hardly_anybody_of_a_large_crew_round(seed: int) -> None:
    case = city(150, 90, seed)
    coming = [case["jobs"].pop() for _ in range(6)]
    turned = set_out(case, first_stops(case))
    for one in coming:
        case["jobs"].append(one)
        case["now_s"] += 60
        turned += set_out(case, first_stops(case))
    assert sum(one["status"] == "travelling" for one in case["engineers"]) > 20
    assert turned <= 1


def test_open_work_is_spread_away_from_whoever_alone_can_do_some_of_it() -> None:
    crew = [engineer("all", skills=["laptop", "server"]), engineer("laptops")]
    jobs = [*(job(f"S{n}", skill="server") for n in range(2)), *(job(f"L{n}") for n in range(2))]
    work = backlog(tables_of(snapshot(crew, jobs, profile="day")))
    assert work.jobs.sum() == pytest.approx(4)
    assert work.jobs[0] == pytest.approx(2, abs=0.2)  # the servers, and hardly a laptop
    assert work.wait_s[0] >= work.wait_s[2]


def test_rare_skill_is_kept_for_the_request_that_needs_it() -> None:
    crew = [engineer("rare", skills=["laptop", "server"]), engineer("plain", at=north(1))]
    due = {"due_at_s": 1500}  # too soon for a second stop
    jobs = [job("laptop", point=north(0.3), **due), job("server", skill="server", point=north(0.6), **due)]
    assert first_stops(snapshot(crew, jobs, profile="day")) == {"rare": "server", "plain": "laptop"}


def test_shorter_of_two_lost_requests_goes_first() -> None:
    lost: dict[str, Any] = {"requested_at_s": -7200, "due_at_s": -3600}
    jobs = [job("long", expected_service_s=5400, **lost), job("short", expected_service_s=900, **lost)]
    assert first_stops(snapshot([engineer()], jobs, profile="day")) == {"E1": "short"}


def test_long_services_lose_their_rank_as_the_shift_runs_out() -> None:
    lost: dict[str, Any] = {"requested_at_s": -7200, "due_at_s": -3600}
    jobs = [job(f"J{n}", expected_service_s=3600, **lost) for n in range(3)]

    def share(shift_end_s: int) -> float:
        tables = tables_of(snapshot([engineer(shift_end_s=shift_end_s)], jobs, profile="day"))
        return float(prices(tables, AHEAD, PRESSING, patience(tables)).service[0])

    assert share(36000) == AHEAD.service
    assert share(9000) < 0 < share(22000) < AHEAD.service


def test_oldest_first_is_played_as_by_hand() -> None:
    crew = [engineer("E1"), engineer("E2", status="travelling", heading_to="C")]
    jobs = [
        job("A", requested_at_s=-30, point=north(2)),
        job("B", requested_at_s=-20, point=north(2)),
        job("C", requested_at_s=-10, point=north(1)),
    ]
    tables = tables_of(snapshot(crew, jobs, profile="snapshot"))
    drive, service = 156, 1800
    reached = oldest_first(tables)
    assert reached[2] == pytest.approx(drive, abs=2)
    assert reached[0] == pytest.approx(2 * drive, abs=2)
    assert reached[1] == pytest.approx(2 * drive + service, abs=3)  # E1 is on the spot before E2 gets there


def test_request_beyond_the_cap_is_reported_with_its_excess() -> None:
    ages = {"old": -3600 * CAP - 500, "young": -60}
    jobs = [job(name, requested_at_s=at, due_at_s=at + 3600, point=north(1)) for name, at in ages.items()]
    plan = plan_snapshot(snapshot([engineer()], jobs, profile="day"), 1)
    assert [wait["job"] for wait in plan["long_waits"]] == ["old"]
    assert plan["long_waits"][0]["over_s"] == pytest.approx(500 + 156, abs=2)


def test_nothing_is_reported_where_the_cap_can_be_held() -> None:
    case = snapshot([engineer()], [job(requested_at_s=-7200, due_at_s=-3600)], profile="day")
    assert plan_snapshot(case, 1)["long_waits"] == []


def test_last_visit_is_begun_within_the_shift_where_overtime_is_not_ruled_out() -> None:
    crew, jobs = [engineer(shift_end_s=1500)], [job(point=north(1))]
    assert first_stops(snapshot(crew, jobs, profile="day")) == {"E1": "J1"}
    assert first_stops(snapshot(crew, jobs, profile="day", overtime_s=0)) == {}
    assert first_stops(snapshot(crew, jobs, profile="day", overtime_s=400)) == {}


def test_nobody_goes_home_while_a_colleague_has_stops_to_come() -> None:
    crew = [engineer(f"E{n}", shift_end_s=6000) for n in range(2)]
    jobs = [job("A", point=north(5)), job("B", point=north(5))]
    assert set(first_stops(snapshot(crew, jobs, profile="day"))) == {"E0", "E1"}
    tables = tables_of(snapshot(crew, jobs, profile="day"))
    assert last_visits(tables, [[0, 1], []]) == [[0], [1]]
    tables = tables_of(snapshot([{**e, "shift_end_s": 9000} for e in crew], jobs, profile="day"))
    assert last_visits(tables, [[0, 1], []]) == [[0, 1], []]


def test_learned_spread_of_services_makes_a_second_stop_a_longer_shot() -> None:
    jobs = [job("A"), job("B", due_at_s=3000)]

    def second_stop(sigma: float) -> float:
        tables = tables_of(snapshot([engineer()], jobs, profile="day", spread={"service": sigma}))
        charged = prices(tables, AHEAD, PRESSING, patience(tables))
        grown = extend(tables, extend(tables, start(tables), charged).every(), charged).every()
        return float(grown.value[0, 1])  # A, then B

    assert second_stop(0.6) < second_stop(0.1)


@pytest.mark.parametrize("spread", [{"service": -1}, {"travel": "wide"}, {"service": float("nan")}, []])
def test_spread_that_makes_no_sense_is_refused_by_name(spread: Any) -> None:
    with pytest.raises(SnapshotError, match="spread"):
        parse_snapshot(snapshot([], [], spread=spread))


def play(policy: Any, seed: int) -> int:
    """Longest wait of a small overloaded day; services take what was expected."""
    rng = random.Random(seed)
    crew = [engineer(f"E{n}", at=north(rng.uniform(-4, 4)), shift_end_s=10**6) for n in range(3)]
    coming = sorted(rng.randrange(0, 14400) for _ in range(30))
    jobs = {
        f"J{n}": job(f"J{n}", point=north(rng.uniform(-6, 6)), requested_at_s=at, due_at_s=at + 3600)
        | {"expected_service_s": rng.choice([900, 1800, 3600])}
        for n, at in enumerate(coming)
    }
    waits: dict[str, int] = {}
    free = {e["id"]: 0 for e in crew}
    for now in sorted({*coming, *range(0, 60000, 300)}):
        open_jobs = [j for name, j in jobs.items() if j["requested_at_s"] <= now and name not in waits]
        if not open_jobs or min(free.values()) > now:
            continue
        seen = [
            {**e, "free_at_s": max(now, free_s), "status": "idle" if free_s <= now else "working"}
            for e, free_s in zip(crew, free.values(), strict=True)
        ]
        plan = policy(snapshot(seen, open_jobs, now_s=now, profile="day", spread={"service": 0.0}))
        for route in plan["routes"]:
            stop = route["stops"][0]
            if free[route["engineer"]] <= now:
                waits[stop["job"]] = stop["arrive_s"] - jobs[stop["job"]]["requested_at_s"]
                free[route["engineer"]] = stop["depart_s"]
                next(e for e in crew if e["id"] == route["engineer"])["at"] = jobs[stop["job"]]["point"]
    assert len(waits) == len(jobs)
    return max(waits.values())


def serve_oldest(case: dict[str, Any]) -> dict[str, Any]:
    """One queue: the oldest request to whoever is free."""
    idle = [e["id"] for e in case["engineers"] if e["status"] == "idle"]
    queue = sorted(case["jobs"], key=lambda j: j["requested_at_s"])[: len(idle)]
    pinned = [{**j, "required_engineer": name} for j, name in zip(queue, idle, strict=False)]
    return plan_snapshot({**case, "jobs": pinned}, 1)


@pytest.mark.parametrize("seed", range(6))
def test_cap_is_held_on_days_where_oldest_first_holds_it(seed: int) -> None:
    cap_s = CAP * 3600
    assert play(serve_oldest, seed) <= cap_s
    assert play(lambda case: plan_snapshot(case, 1), seed) <= cap_s
