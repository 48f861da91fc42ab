from __future__ import annotations

import itertools
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dispatch.instant import crew
from dispatch.instant import whole_instant as instant
from dispatch.instant.crew import expected_columns, pack_crew, prove
from dispatch.instant.sweeps import ON_TIME
from dispatch.model.budget import Budget
from dispatch.model.tables import NONE
from dispatch.solve.bounds import least_cost
from dispatch.solve.columns import Columns, Reach, enumerate_columns
from dispatch.solve.dives import Dive, Diver
from dispatch.solve.market import Market
from dispatch.solve.pool import Pool, joined, priced
from dispatch.solve.routes import cost_of
from tests.dispatch.instants import UNLIMITED, city, ground_of, optimum

NOTHING = np.zeros(0, dtype=np.int64)


def listed(engineers: int, jobs: int, seed: int) -> tuple[Columns, Any, Any]:
    """All columns of a town in order of engineers, what each is worth, and what each job is."""
    ground = ground_of(city(engineers, jobs, seed))
    columns = joined([enumerate_columns(ground.whole, ON_TIME)])
    prices = ground.worth(3600)
    return columns, np.append(prices, 0)[columns.stops].sum(axis=1) - columns.cost, prices


def pool_of(engineers: int, jobs: int, seed: int) -> Pool:
    columns, _, prices = listed(engineers, jobs, seed)
    return priced(columns, engineers, prices, UNLIMITED)


def assert_packing(pool: Pool, chosen: Any) -> None:
    engineers, stops = pool.columns.engineer[chosen], pool.columns.stops[chosen]
    assert len(set(engineers.tolist())) == len(chosen)
    assert len(set(stops[stops != NONE].tolist())) == int((stops != NONE).sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_packing_is_worth_more_than_engineers_choose_at_any_price(seed: int) -> None:
    columns, worth, prices = listed(6, 16, seed)
    market, best = Market(columns, worth, 6, 16), optimum(columns, worth)
    for share in (0.0, 0.3, 0.8):
        bound, taken = market.choose(share * prices)
        assert bound >= best
        assert len(set(columns.engineer[taken].tolist())) == len(taken)
        assert market.most(share * prices).sum() == pytest.approx(bound - share * prices.sum())


def test_what_is_served_counts_every_engineer_who_comes() -> None:
    columns = Columns(np.array([0, 1]), np.array([[2, 0], [2, NONE]]), np.array([1, 1]))
    market = Market(columns, np.array([9, 9]), 2, 3)
    assert market.choose(np.zeros(3))[1].tolist() == [0, 1]
    assert market.served(np.array([0, 1])).tolist() == [1, 0, 2]


def test_prices_rise_until_two_who_want_one_job_agree() -> None:
    columns = Columns(np.array([0, 1]), np.array([[0], [0]]), np.array([0, 0]))
    walk = Market(columns, np.array([90, 60]), 2, 1).walk(np.zeros(1), np.array([90.0]), [0.05] * 200)
    assert 60 <= walk.best[0] <= 90
    assert walk.share[0] > walk.share[1]


@pytest.mark.parametrize("seed", range(4))
def test_dives_reach_nearly_what_cp_sat_proves_best(seed: int) -> None:
    columns, worth, _ = listed(12, 32, seed)
    pool = pool_of(12, 32, seed)
    diver, chosen = Diver(pool), NOTHING
    for lot in range(6):
        found = diver.dive(Dive(chosen, lot), UNLIMITED)
        assert diver.worth(found) >= diver.worth(chosen)
        assert_packing(pool, found)
        chosen = found
    assert diver.worth(chosen) >= 0.99 * optimum(columns, worth)


def test_dive_without_time_is_still_a_packing_and_leaves_nothing_that_fits() -> None:
    pool = pool_of(12, 32, 5)
    ended = Budget(time.perf_counter, -np.inf)
    chosen = Diver(pool).dive(Dive(NOTHING, 0), ended)
    assert_packing(pool, chosen)
    used = set(pool.columns.stops[chosen].ravel().tolist()) - {NONE}
    busy = set(pool.columns.engineer[chosen].tolist())
    for n in range(len(pool.columns)):
        assert int(pool.columns.engineer[n]) in busy or used & set(pool.columns.route(n))


def test_crew_packed_as_one_is_better_than_in_groups() -> None:
    ground, worth = ground_of(city(40, 110)), ground_of(city(40, 110)).worth(3600)
    budget = Budget(time.perf_counter, 0.0, iterations=3)
    plan, same = (pack_crew(ground, worth, budget, seed=1, processes=count) for count in (1, 2))
    assert plan is not None
    assert plan == same
    groups = instant.sweep(ground, budget, seed=1, processes=1, sizes=(10,))
    served = instant.all_served(ground, plan.routes, budget, seed=1, processes=1, size=40)
    assert plan.bound is not None
    assert plan.bound < cost_of(ground.whole, served) < cost_of(ground.whole, groups)
    tables = ground.whole
    for row, route in enumerate(plan.routes):
        clock, place = int(tables.ready[row]), None
        for job in route:
            clock += int(tables.first[row, job] if place is None else tables.between[place, job])
            assert clock <= tables.due[job]
            clock, place = clock + int(tables.service[row, job]), job


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bound_of_a_large_crew_is_below_what_a_small_one_is_proved_to_need(seed: int) -> None:
    ground = ground_of(city(20, 50, seed))
    worth = ground.worth(3600)
    best = instant.solve(ground, UNLIMITED)
    packed = pack_crew(ground, worth, Budget(time.perf_counter, 0.0, iterations=3), seed=1, processes=1)
    assert packed is not None
    for bound in (packed.bound, prove(ground, worth, UNLIMITED, 1)):
        assert bound is not None
        assert best.bound is not None
        assert 0.98 * best.bound < bound <= best.bound + 1


def test_nothing_is_proved_where_routes_in_time_are_missing() -> None:
    tables = ground_of(city(8, 30)).whole
    jobs = np.zeros(30)
    for reach, complete in (
        (ON_TIME, True),
        (replace(ON_TIME, nearest=30), True),
        (replace(ON_TIME, nearest=29), False),
        (replace(ON_TIME, width=3), False),
        (replace(ON_TIME, depth=1), False),
    ):
        columns = enumerate_columns(tables, reach)
        assert columns.complete is complete
        assert (least_cost(tables, columns, tables.left_out, jobs, UNLIMITED) is not None) is complete
        assert joined([columns, columns]).complete is complete
        assert not columns.only(np.arange(1)).complete


def test_bound_is_left_out_where_listing_would_take_too_much_of_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground = ground_of(city(20, 50))
    assert prove(ground, ground.worth(3600), Budget(lambda: 0.0, 0.01), 1) is None
    monkeypatch.setattr(crew, "MOST_COMPLETE", 10)
    assert prove(ground, ground.worth(3600), UNLIMITED, 1) is None


def test_crew_is_not_listed_when_time_or_memory_do_not_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    ground = ground_of(city(20, 50))
    worth = ground.worth(3600)
    ended = Budget(lambda: 0.0, 0.0)
    assert pack_crew(ground, worth, ended, seed=1, processes=1) is None
    monkeypatch.setattr(crew, "MOST_COLUMNS", 10)
    monkeypatch.setattr(crew, "MOST_COMPLETE", 10)
    assert pack_crew(ground, worth, UNLIMITED, seed=1, processes=1) is None


def test_crew_is_left_to_groups_when_listing_takes_longer_than_foreseen() -> None:
    ground = ground_of(city(20, 50))
    ticks = itertools.chain([0.0] * 4, itertools.count(100, 100))
    budget = Budget(lambda: float(next(ticks)), 50.0)
    assert pack_crew(ground, ground.worth(3600), budget, seed=1, processes=1) is None


def test_columns_are_foreseen_within_a_factor_of_two_of_their_orders() -> None:
    tables = ground_of(city(30, 60)).whole
    clocks = tables.ready[:, None] + tables.first
    orders = sum(
        int(clocks[n, a] + tables.service[n, a] + tables.between[a, b] <= tables.due[b])
        for n in range(30)
        for a, b in itertools.permutations(range(60), 2)
        if tables.may[n, a] and tables.may[n, b] and clocks[n, a] <= tables.due[a]
    )
    assert orders / 2 <= expected_columns(tables, ON_TIME) <= orders * 2


def test_only_the_nearest_jobs_come_first_when_so_asked() -> None:
    tables = ground_of(city(4, 40)).whole
    some = enumerate_columns(tables, Reach(nearest=3))
    alone = enumerate_columns(tables, ON_TIME)
    assert len(some) < len(alone)
    in_shift = tables.ready[:, None] + tables.first + tables.service <= tables.shift_end[:, None]
    for row in range(4):
        drives = tables.first[row, tables.may[row] & in_shift[row]]
        first = tables.first[row, some.stops[some.engineer == row, 0]]
        assert first.max() <= np.sort(drives)[2]


def test_columns_of_some_rows_are_those_of_the_whole() -> None:
    tables = ground_of(city(6, 20)).whole
    rows = np.array([1, 4])
    part, whole = enumerate_columns(tables.rows(rows), ON_TIME), enumerate_columns(tables, ON_TIME)
    mine = whole.only(np.isin(whole.engineer, rows))
    assert sorted(map(part.route, range(len(part)))) == sorted(map(mine.route, range(len(mine))))
