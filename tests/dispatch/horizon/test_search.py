from __future__ import annotations

import random
from functools import partial
from typing import Any

import pytest

from dispatch.horizon.assemble import assemble
from dispatch.horizon.generation import Generation
from dispatch.horizon.model import build_model
from dispatch.horizon.offers import OfferMemory
from dispatch.horizon.reading import parse_horizon
from dispatch.horizon.routes import RouteMemory
from dispatch.horizon.search import Search
from dispatch.horizon.verify import verify_horizon
from tests.dispatch.horizon.horizons import cheapest, depot, engineer, horizon, shift, visit


def some_horizon(seed: int, visits: int = 5) -> dict[str, Any]:
    """A horizon with everything: windows, two shifts, breaks, overtime, tools, parts, a depot."""
    rng = random.Random(seed)
    crew = []
    for n in range(2):
        shifts = [shift(0, 4500, overtime_s=rng.choice([0, 900]), breaks=[[2000, 2300]] if n else [])]
        if n == 0:
            shifts.append(shift(20_000, 24_000, max_visits=2))
        skills = ["laptop", *(["server"] if rng.random() < 0.6 else [])]
        facts = {"stars": rng.randint(1, 3), "tools": ["ladder"] if n else [], "parts": {"disk": n + 1}}
        crew.append(engineer(f"E{n}", rng.randrange(20), shifts=shifts, skills=skills, **facts))
    work = []
    for n in range(visits):
        opens_s = rng.randrange(0, 3000)
        windows = rng.choice([[], [[opens_s, opens_s + 1200]], [[opens_s, opens_s + 400], [20_000, 23_000]]])
        needs: dict[str, Any] = {"priority": rng.choice([1, 1, 3])}
        needs |= {"tools": rng.choice([[], [], ["ladder"]]), "parts": rng.choice([{}, {"disk": 1}])}
        skills = rng.choice([["laptop"], ["laptop"], ["server"]])
        work.append(visit(f"V{n}", rng.randrange(20), windows=windows, skills=skills, **needs))
    return horizon(
        crew, work, depots=[depot(10, service_s=100)], weights={"overtime_s": 3, "unserved": 50_000}
    )


@pytest.mark.parametrize("seed", range(12))
def test_search_finds_the_plan_that_brute_force_finds(seed: int) -> None:
    model = build_model(parse_horizon(some_horizon(seed)))
    search = Search(model, 1)
    for n in range(80):
        search.step(n / 80)
    assert search.best.cost == cheapest(model)


@pytest.mark.parametrize("seed", range(8))
def test_every_plan_of_a_search_passes_the_checker_with_its_cost(seed: int) -> None:
    facts = parse_horizon(some_horizon(seed, visits=9))
    model = build_model(facts)
    search = Search(model, seed)
    for n in range(30):
        search.step(n / 30)
        plan = assemble(model, search.current.visits())
        assert verify_horizon(facts, plan) == []
        assert plan.cost.total == search.current.cost


@pytest.mark.parametrize("seed", range(10))
def test_offer_is_what_the_longer_route_costs_more(seed: int) -> None:
    facts = some_horizon(seed, visits=7)
    for person in facts["engineers"]:
        for span in person["shifts"]:
            span["breaks"] = []  # beside a break the end of the day is only estimated
    model = build_model(parse_horizon(facts))
    memory = RouteMemory(model)
    search, offers = Search(model, seed), OfferMemory(model, memory)
    for route in search.best.routes:
        offer = offers.of(route)
        for n in set(range(model.visits)) - set(route.visits):
            tried = [memory.route(route.shift, (*route.visits[:k], n, *route.visits[k:])) for k in range(9)]
            costs = [longer.cost for longer in tried if longer is not None]
            if offer.cost[n] < float("inf"):
                at = int(offer.position[n])
                longer = memory.route(route.shift, (*route.visits[:at], n, *route.visits[at:]))
                assert longer is not None
                assert longer.cost - route.cost <= offer.cost[n]
            elif route.depot_at is None:
                assert costs == []


@pytest.mark.parametrize("seed", range(4))
def test_columns_and_their_choice_never_make_a_plan_worse_and_find_the_best_of_a_small_horizon(
    seed: int,
) -> None:
    model = build_model(parse_horizon(some_horizon(seed)))
    search = Search(model, 1)
    generation = Generation(model, search.memory, search.pool, 1)
    for _ in range(3):
        for found in generation.cycle(lambda: search.best, 10.0):
            if found is not None:
                search.adopt(found)
    assert search.best.cost == cheapest(model)


def test_plan_that_is_generated_serves_no_visit_twice() -> None:
    plans = []
    for seed in range(12):
        model = build_model(parse_horizon(some_horizon(seed, visits=12)))
        search = Search(model, 1)
        generation = Generation(model, search.memory, search.pool, 1)
        cycle = generation.cycle(partial(getattr, search, "best"), 1e6)
        plans += [plan for plan in cycle if plan is not None]
    served = [[visit for visits in plan.values() for visit in visits] for plan in plans]
    assert plans
    assert all(len(visits) == len(set(visits)) for visits in served)


def test_same_seed_takes_the_same_steps() -> None:
    costs = []
    for _ in range(2):
        search = Search(build_model(parse_horizon(some_horizon(3, visits=9))), 7)
        costs.append([search.step(n / 40) or search.current.cost for n in range(40)])
    assert costs[0] == costs[1]


def test_plan_is_never_worse_than_the_one_to_start_from() -> None:
    model = build_model(parse_horizon(some_horizon(5, visits=9)))
    first = Search(model, 1)
    for n in range(60):
        first.step(n / 60)
    second = Search(model, 2)
    second.adopt(first.best.visits())
    assert second.best.cost <= first.best.cost


def test_nothing_to_do_costs_nothing() -> None:
    for facts in (horizon([], []), horizon([engineer()], [])):
        search = Search(build_model(parse_horizon(facts)), 1)
        search.step(0.5)
        assert search.best.cost == 0


def test_nobody_at_work_leaves_every_visit_out() -> None:
    search = Search(build_model(parse_horizon(horizon([], [visit("V1", 3)]))), 1)
    search.step(0.5)
    assert search.best.absent == (0,)
