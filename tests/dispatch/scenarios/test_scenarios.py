"""Drawn futures, their plans and their vote, beside brute force and on odd snapshots."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from dispatch.day.lookahead import prices
from dispatch.day.patience import patience
from dispatch.day.policy import decide
from dispatch.day.shortlist import Shortlist, extend, start
from dispatch.fields import SnapshotError
from dispatch.live import plan_snapshot
from dispatch.model.budget import Budget
from dispatch.model.demand import Kind
from dispatch.model.objective import (
    AHEAD,
    EXPECTING,
    PRESSING,
    PROFILES,
    SETTLED,
    expects,
    weights_for,
)
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.tables import NONE, Tables, build_tables
from dispatch.model.writing import snapshot_of
from dispatch.scenarios.draw import draw
from dispatch.scenarios.futures import CERTAINTY, futures
from dispatch.scenarios.learning import Made, learn_demand_field
from dispatch.scenarios.planning import first_stops
from dispatch.scenarios.source import HORIZON_S, QUIET_S
from dispatch.scenarios.vote import LARGEST, Votes, affordable, elected
from dispatch.scenarios.walk import walked
from dispatch.scenarios.worth import future_prices
from dispatch.travel import travel_times
from dispatch.travel.great_circle import great_circle_m
from dispatch.verify.check import verify
from tests.dispatch.builders import HERE, engineer, job, north, snapshot, snapshots

SERVER = {"skill": "server", "min_stars": 2, "expected_service_s": 2400}


def field(at: list[float], per_hour: float = 40.0, **facts: Any) -> dict[str, Any]:
    district = {"at": at, "spread_km": 0.1, "per_hour": [per_hour] * 24}
    return {"kinds": [{**SERVER, **facts}], "districts": [district]}


def busy(**facts: Any) -> dict[str, Any]:
    crew = [engineer(f"E{n}", at=north(n), stars=1 + n % 5) for n in range(6)]
    jobs = [job(f"J{n}", point=north(0.7 * n), due_at_s=1200 + 300 * n) for n in range(7)]
    return snapshot(crew, jobs, profile="day", **facts)


def tables_of(case: dict[str, Any]) -> Tables:
    problem = parse_snapshot(case)
    return build_tables(problem, weights_for(problem), travel_times(problem.travel))


def turned_over(case: dict[str, Any]) -> dict[str, Any]:
    return case | {"engineers": case["engineers"][::-1], "jobs": case["jobs"][::-1]}


def test_same_snapshot_draws_the_same_futures_in_any_order() -> None:
    one, other = (draw(parse_snapshot(case), 5) for case in (busy(), turned_over(busy())))
    assert one.real.any()
    for name in ("at_s", "point", "real"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert [one.kinds[k] for k in one.kind[one.real]] == [other.kinds[k] for k in other.kind[other.real]]
    later = draw(parse_snapshot(busy(now_s=1)), 5)
    assert one.real.shape != later.real.shape or not np.array_equal(one.point, later.point)


def test_crew_and_open_work_say_how_many_come_and_where() -> None:
    drawn = draw(parse_snapshot(busy()), 400)
    mean_factor = np.mean([1.3, 1, 1, 1, 0.8, 1.3])
    assert drawn.real.sum(axis=1).mean() == pytest.approx(6 * HORIZON_S / (780 + 1800 * mean_factor), rel=0.1)
    assert ((drawn.at_s > 0) & (drawn.at_s <= HORIZON_S))[drawn.real].all()
    away = [great_circle_m((lat, lon), (HERE[0], HERE[1])) for lat, lon in drawn.point[drawn.real].tolist()]
    assert max(away) < 12_000
    assert set(drawn.kinds) == {Kind("laptop", 1, 1800)}


def test_nothing_is_expected_when_the_day_ends_or_nobody_works() -> None:
    ending = busy()
    for one in ending["engineers"]:
        one["shift_end_s"] = QUIET_S
    off = busy()
    for one in off["engineers"]:
        one["available"] = False
    for case in (
        ending,
        off,
        snapshot([engineer()], [], profile="day"),
        snapshot([], [job()], profile="day"),
    ):
        assert not draw(parse_snapshot(case), 3).real.any()


def test_field_says_where_when_and_what() -> None:
    there = north(9)
    known = field(there) | {"midnight_s": -1800}
    known["districts"][0]["per_hour"] = [0.0] + [60.0] + [0.0] * 22
    drawn = draw(parse_snapshot(busy(demand=known)), 300)
    assert drawn.real.sum(axis=1).mean() == pytest.approx(15, rel=0.15) or drawn.real.any()
    assert (drawn.at_s[drawn.real] >= 1800).all()  # the hour with requests begins then
    for lat, lon in drawn.point[drawn.real].tolist():
        assert great_circle_m((lat, lon), (there[0], there[1])) < 1_000
    assert set(drawn.kinds) == {Kind("server", 2, 2400)}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kinds": []}, "demand.kinds"),
        ({"kinds": [{**SERVER, "share": -1}]}, "demand.kinds[0].share"),
        ({"districts": [{"at": HERE, "per_hour": [1] * 23}]}, "demand.districts[0].per_hour"),
        ({"districts": [{"at": HERE, "per_hour": [1] * 24, "shares": [0]}]}, "demand.districts[0].shares"),
        ({"by_weekday": [1] * 6}, "demand.by_weekday"),
        ({"by_weekday": [1, 1, -1, 1, 1, 1, 1]}, "demand.by_weekday[2]"),
        ({"weekday": 7}, "demand.weekday"),
        ({"districts": [{"at": HERE, "per_hour": [1] * 23 + [True]}]}, "demand.districts[0].per_hour[23]"),
        ({"districts": [{"at": HERE, "per_hour": [math.nan] * 24}]}, "demand.districts[0].per_hour[0]"),
        ({"districts": [{"at": HERE, "per_hour": [1] + [math.nan] * 23}]}, "demand.districts[0].per_hour[1]"),
        ({"districts": [{"at": [99, 0], "per_hour": [1] * 24}]}, "demand.districts[0].at[0]"),
    ],
)
def test_field_that_is_none_is_refused_by_name(change: dict[str, Any], path: str) -> None:
    with pytest.raises(SnapshotError) as refused:
        parse_snapshot(busy(demand=field(HERE) | change))
    assert refused.value.path == path


def test_field_survives_writing() -> None:
    known = field(north(2))
    known["districts"].append({"at": HERE, "per_hour": [0.5] * 24, "shares": [2]})
    problem = parse_snapshot(busy(demand=known, futures=3))
    assert parse_snapshot(snapshot_of(problem)) == problem


def test_tables_of_futures_are_those_of_a_problem_with_the_drawn_requests() -> None:
    case = busy()
    tables = tables_of(case)
    drawn = draw(tables.problem, 2)
    ahead, m = futures(tables, drawn), len(tables.jobs)
    for f in range(2):
        extra = [
            job(
                f"F{n}", point=drawn.point[f, n].tolist(), due_at_s=int(drawn.at_s[f, n]) + 3600,
                window_start_s=int(drawn.at_s[f, n]), skill=drawn.kinds[drawn.kind[f, n]].skill,
                min_stars=drawn.kinds[drawn.kind[f, n]].min_stars,
                expected_service_s=drawn.kinds[drawn.kind[f, n]].expected_service_s,
            )
            for n in range(drawn.real.shape[1])
        ]  # fmt: skip
        whole = tables_of(case | {"jobs": case["jobs"] + extra})
        mine = slice(f * 6, f * 6 + 6)
        for name in ("first", "service", "pair"):
            assert np.array_equal(getattr(ahead, name)[mine], getattr(whole, name))
        for name in ("due", "opens", "priority"):
            assert np.array_equal(getattr(ahead, name)[f * 6, 0], getattr(whole, name))
        real = np.append(np.ones(m, bool), drawn.real[f])
        assert np.array_equal(ahead.may[mine], whole.may & real)
        steps = ahead.steps.reshape(2, ahead.width, ahead.width)[f]
        assert np.array_equal(steps, whole.between)
        assert ahead.share[f * 6, 0, m:].tolist() == (CERTAINTY * drawn.real[f]).tolist()


def test_first_stops_of_least_loss_are_nearly_the_best_that_trying_everything_finds() -> None:
    crew = [engineer(f"E{n}", at=north(3 * n)) for n in range(3)]
    jobs = [job(f"J{n}", point=north(2.5 * n), due_at_s=1500 + 300 * n) for n in range(4)]
    tables = tables_of(snapshot(crew, jobs, profile="day", demand=field(HERE, 0.0)))
    ahead = futures(tables, draw(parse_snapshot(snapshot(crew, jobs, profile="day")), 4))
    charged = prices(tables, AHEAD, PRESSING, patience(tables))
    worth = future_prices(ahead, charged, AHEAD)
    told = first_stops(ahead, worth, np.zeros(5))
    loss, singles = told.loss.reshape(4, 3, 4), extend(ahead, start(ahead), worth).every()
    value = singles.value.reshape(4, 3, -1)[:, :, :4]
    assert (told.loss >= 0).all()
    for row, best in enumerate(told.best.tolist()):
        assert best == NONE or best >= 4 or told.loss[row, best] == 0
    everything = list(itertools.permutations(range(4), 3))
    for f in range(4):
        least = min(_sum(loss[f], picks) for picks in everything)
        chosen = next(picks for picks in everything if _sum(loss[f], picks) == least)
        assert _sum(value[f], chosen) >= 0.9 * max(_sum(value[f], picks) for picks in everything)


def test_futures_of_a_large_crew_send_each_job_one_engineer() -> None:
    tables = tables_of(busy())
    ahead = futures(tables, draw(tables.problem, 3))
    worth = future_prices(ahead, prices(tables, AHEAD, PRESSING, patience(tables)), AHEAD)
    told = first_stops(ahead, worth, np.zeros(8), match=True)
    for f in range(3):
        first = [stop for stop in told.best.reshape(3, 6)[f].tolist() if stop != NONE]
        assert len(first) == len(set(first)) == 6
    given = np.nonzero((told.best >= 0) & (told.best < 7))[0]
    assert np.isfinite(told.loss).sum() == len(given)
    assert (told.loss[given, told.best[given]] == 0).all()


def _sum(of: Any, picks: Any) -> float:
    return float(sum(of[row, pick] for row, pick in enumerate(picks)))


def test_walked_prices_bound_the_best_packing_closely() -> None:
    """By weak duality any prices bound the best packing from above; good ones do it closely."""
    rng = np.random.default_rng(1)
    value = rng.uniform(20_000, 80_000, (10, 6))  # two futures of five engineers and six jobs
    stops = np.broadcast_to(np.arange(6)[None, :, None], (10, 6, 1))
    routes = Shortlist(value, stops, np.zeros((10, 6), int), np.zeros((10, 6)), np.zeros((10, 6)))
    price = walked(routes, np.zeros((2, 7)), 60)
    assert (price >= 0).all()
    assert (price[:, -1] == 0).all()
    for f, mine in enumerate((value[:5], value[5:])):
        best = max(_sum(mine, picks) for picks in itertools.permutations(range(6), 5))
        told = price[f].sum() + np.maximum(0, mine - price[f, :-1]).max(axis=1).sum()
        assert best <= told <= 1.02 * best


@pytest.mark.parametrize("seed", range(8))
def test_vote_takes_the_assignment_of_most_votes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tables = tables_of(busy())
    jobs = rng.integers(0, 4, (6, 7))
    votes = Votes(4, jobs, np.zeros(6, np.int64), np.zeros((6, 2)), jobs.astype(float))
    routes = elected(tables, [[] for _ in range(6)], votes)
    most = max(
        sum(jobs[row, pick] for row, pick in enumerate(picks))
        for picks in itertools.permutations(range(7), 6)
    )
    assert sum(jobs[row, route[0]] for row, route in enumerate(routes) if route) == most
    assert max(Counter(stop for route in routes for stop in route).values()) == 1


def test_one_who_works_is_left_alone_and_loses_what_is_given_to_another() -> None:
    case = busy()
    case["engineers"][0] |= {"status": "working", "free_at_s": 900}
    jobs = np.eye(6, 7, 0, int)[[0, 0, 2, 3, 4, 5]]
    votes = Votes(1, jobs, np.zeros(6, np.int64), np.zeros((6, 2)), jobs.astype(float))
    routes = elected(tables_of(case), [[0, 1], *[[] for _ in range(5)]], votes)
    assert routes == [[1], [0], [2], [3], [4], [5]]


def test_engineer_is_kept_for_the_request_that_is_expected_near() -> None:
    crew = [engineer("near", skills=["laptop", "server"]), engineer("plain", at=north(2.0))]
    jobs = [job("laptop", point=north(0.9), due_at_s=2400), job("other", point=north(30))]
    known = field(HERE, 8.0, min_stars=1)
    plan = plan_snapshot(snapshot(crew, jobs, profile="day", demand=known, futures=12), 5)
    told = {first["engineer"]: first for first in plan["expected"]["firsts"]}
    assert plan["expected"]["futures"] == 12
    assert told["near"]["kept"] > 6
    assert great_circle_m(tuple(told["near"]["near"]), (HERE[0], HERE[1])) < 1_000


def test_expecting_can_be_switched_off_and_adapts_to_the_budget() -> None:
    tables = tables_of(busy())
    assert affordable(tables, _budget(10)) > affordable(tables, _budget(0.015)) == 0
    assert affordable(tables_of(busy(futures=0)), _budget(10)) == 0
    assert affordable(tables_of(busy(futures=2)), _budget(10)) == 2
    assert plan_snapshot(busy(futures=0), 1)["expected"] is None
    crowd = snapshot([engineer(f"E{n}") for n in range(500)], [job(f"J{n}") for n in range(201)])
    assert LARGEST < 500 * 201
    assert affordable(tables_of(crowd | {"profile": "day"}), _budget(60)) == 0


def test_spent_budget_leaves_the_plan_without_futures() -> None:
    tables = tables_of(busy())
    spent = Budget(lambda: 1.0, 0.0, None, 10.0)
    assert decide(tables, spent).votes is None
    quiet = tables_of(busy(demand=field(HERE, 0.0)))
    assert decide(tables, spent).routes == decide(quiet, _budget(10)).routes


def test_driving_and_promises_are_dearer_only_for_a_crew_that_expects_and_is_settled_by_prices() -> None:
    crowd = snapshot([engineer(f"E{n}") for n in range(SETTLED + 1)], [job()], profile="day")
    assert expects(parse_snapshot(busy()))
    assert not expects(parse_snapshot(busy(futures=0)))
    assert not expects(parse_snapshot(crowd))
    assert tables_of(busy(futures=0)).weights == tables_of(crowd).weights == PROFILES["day"]
    assert tables_of(busy()).weights.late > PROFILES["day"].late
    assert EXPECTING.time * EXPECTING.service == AHEAD.time * AHEAD.service


def _budget(seconds: float) -> Budget:
    return Budget(lambda: 0.0, seconds, None, seconds)


@settings(max_examples=80, deadline=None)
@given(snapshots())
def test_plans_with_futures_keep_every_rule_and_repeat(case: Any) -> None:
    asked = case | {"profile": "day", "futures": 3}
    plan = plan_snapshot(asked, 5, lambda: 0.0)
    assert not verify(parse_snapshot(asked), Plan.from_dict(plan))
    assert plan_snapshot(asked, 5, lambda: 0.0) == plan


def test_field_is_learned_by_district_and_hour() -> None:
    office, home = (39.9, 116.4), (39.9, 116.6)
    kinds = {office: Kind("printer", 1, 1750), home: Kind("laptop", 2, 3100)}
    made = [Made(office, 9, kinds[office])] * 300 + [Made(home, 19, kinds[home])] * 200
    known = learn_demand_field(made, range(10))
    assert known is not None
    first, second = known.districts
    assert (first.at, second.at) == (office, home)
    assert first.per_hour[9] > 25
    assert first.per_hour[19] < 5
    assert second.per_hour[19] > 15
    assert second.per_hour[9] < 5
    assert sum(first.per_hour) + sum(second.per_hour) == pytest.approx(50, rel=0.01)
    assert known.kinds == (Kind("laptop", 2, 3120), Kind("printer", 1, 1740))
    assert known.shares == (200, 300)
    assert first.shares == (16, 324)
    assert second.shares == (216, 24)
    assert learn_demand_field(made[:20], range(10)) is None


def test_field_tells_every_kind_however_rare_and_how_long_services_take() -> None:
    rng = np.random.default_rng(4)
    asked = [
        Kind(f"skill{n % 6}", 1 + n % 4, int(seconds))
        for n, seconds in enumerate(rng.lognormal(7.5, 0.35, 900))
    ]
    asked += [Kind("rare", 5, 4000, "sub")] * 2
    known = learn_demand_field([Made((39.9, 116.4), 9, kind) for kind in asked], range(7))
    assert known is not None
    for skill, stars in {(kind.skill, kind.min_stars) for kind in asked}:
        same = {n for n, kind in enumerate(known.kinds) if (kind.skill, kind.min_stars) == (skill, stars)}
        made = [k.expected_service_s for k in asked if (k.skill, k.min_stars) == (skill, stars)]
        assert sum(known.shares[n] for n in same) == len(made)
        told = sum(known.shares[n] * known.kinds[n].expected_service_s for n in same) / len(made)
        assert told == pytest.approx(np.mean(made), abs=60)
    assert Kind("rare", 5, 4020, "sub") in known.kinds
    assert known.districts[0].shares is None


def test_field_knows_weekdays_and_which_day_it_is() -> None:
    made = [
        Made((39.9, 116.4), 9, Kind("laptop", 1, 1800), day)
        for day in range(28)
        for _ in range(10 if day % 7 == 6 else 100)
    ]
    known = learn_demand_field(made, range(28))
    assert known is not None
    assert sum(known.districts[0].per_hour) == pytest.approx(610 / 7, rel=0.01)
    assert known.by_weekday[0] == pytest.approx(100 / (610 / 7), rel=0.05)
    assert known.by_weekday[6] == pytest.approx(10 / (610 / 7), abs=0.12)
    today = replace(known, midnight_s=-9 * 3600, weekday=6)
    assert today.busy(0) == known.by_weekday[6]
    assert today.busy(16 * 3600) == known.by_weekday[0]  # after midnight it is Monday
    few = tuple(replace(one, per_hour=tuple(n / 20 for n in one.per_hour)) for one in today.districts)
    counts = [
        draw(
            parse_snapshot(busy(demand=replace(today, weekday=day, districts=few).to_dict())), 200
        ).real.sum()
        for day in (6, 0)
    ]
    assert counts[0] < 0.5 * counts[1]
