"""What closed visits teach of grades: few say little, many what is so; the planner reckons with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from app.dispatching.commands.learning_stars import learn_stars
from app.dispatching.reads.learned import star_factors, star_lessons
from app.dispatching.reads.snapshot import territory_view
from app.dispatching.rules.learned import Lesson, Seen, factors_of, lessons, stars_then
from app.kernel import unit_of_work
from app.registers.commands import registry
from app.registers.tables import Engineer
from app.requests.tables import Visit
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.stars import SERVICE_FACTOR
from dispatch.model.writing import snapshot_of
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town

START = datetime(2026, 3, 2, tzinfo=UTC)


def _seen(truth: dict[int, float], engineers: int, visits: int, spread: float = 0.05) -> list[Seen]:
    rng = Random(7)
    made = []
    for stars, factor in truth.items():
        for n in range(engineers):
            own = factor + rng.gauss(0, spread)
            for k in range(visits):
                ratio = own * rng.lognormvariate(-0.045, 0.3)
                key = UUID(int=100 * stars + n)
                made.append(Seen(START + timedelta(hours=k), key, stars, "f", ratio, rng.random() < 0.8))
    return made


def _of(found: Sequence[Lesson], stars: int, measure: str = "time") -> Lesson:
    return next(one for one in found if one.stars == stars and one.measure == measure and not one.fault_code)


@pytest.mark.any_database
def test_many_visits_of_many_engineers_win_over_the_default() -> None:
    truth = {2: 1.6, 3: 1.0, 5: 0.6}
    found = lessons(_seen(truth, engineers=20, visits=40))
    for stars, factor in truth.items():
        one = _of(found, stars)
        assert one.value == pytest.approx(factor, abs=0.06)
        assert one.low < factor < one.high
        assert (one.visits, one.engineers, one.default) == (800, 20, SERVICE_FACTOR[stars])
    assert _of(found, 3, "fix").value == pytest.approx(0.8, abs=0.03)


@pytest.mark.any_database
def test_few_visits_and_a_single_engineer_say_little() -> None:
    few = [*_seen({3: 1.0, 4: 0.9}, 20, 40), *_seen({5: 1.6}, 1, 3)]
    assert abs(_of(lessons(few), 5).value - SERVICE_FACTOR[5]) < abs(
        _of(lessons(few), 5).raw - SERVICE_FACTOR[5]
    )
    assert lessons([]) == []
    alone = _of(lessons(_seen({3: 1.0}, 1, 1)), 3, "fix")
    assert alone.high - alone.low > 0.1
    assert factors_of([]).by_stars == SERVICE_FACTOR


@pytest.mark.any_database
def test_a_kind_of_fault_that_takes_longer_for_all_has_a_factor_of_its_own_where_there_are_enough() -> None:
    usual = _seen(dict(SERVICE_FACTOR), 10, 20)
    slow = [replace(one, fault_code="slow", ratio=2 * (one.ratio or 0)) for one in usual]
    rare = [replace(one, fault_code="rare") for one in usual[:29]]
    factors = factors_of(lessons([*usual, *slow, *rare]))
    assert "rare" not in factors.by_fault
    assert factors.by_fault["slow"] / factors.by_fault["f"] == pytest.approx(2.0, abs=0.15)
    assert factors.expected_s(1000, "rare") == 1000


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("changes", "noted", "day", "expected"),
    [
        ([], "changed", 5, 4),
        ([(1, 2), (10, 4)], "made", 5, 2),
        ([(1, 2), (10, 4)], "made", 0, 2),
        ([(1, 2), (10, 4)], "made", 12, 4),
        ([(10, 4)], "changed", 5, None),
    ],
)
def test_the_stars_of_a_visit_are_those_held_then(
    changes: list[tuple[int, int]], noted: str, day: int, expected: int | None
) -> None:
    told = [(START + timedelta(days=when), stars) for when, stars in changes]
    assert stars_then(told, 4, since_made=noted == "made", at=START + timedelta(days=day)) == expected


def _done(town: Town, visit_id: UUID, minutes: int) -> None:
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        visit.state, visit.engineer_id = "completed", town.engineers[0]
        visit.on_site_at, visit.completed_at = uow.now - timedelta(minutes=minutes), uow.now


def test_the_planner_reckons_with_what_was_learned_and_the_snapshot_carries_it(
    town: Town, clock: FakeClock
) -> None:
    for _ in range(40):
        _done(town, town.report(), 60)  # twice the half hour that is expected
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        why = {"stars": 5, "stars_reason": "Examined"}
        registry.update(uow, "engineer", uow.get(Engineer, town.engineers[0]), why)
    learn_stars(town.runtime)
    with unit_of_work(town.runtime, write=False) as uow:
        # Before its first change nobody noted the grade, so that nothing was learned of it.
        assert star_lessons(uow) == []
    clock.now += timedelta(hours=2)
    for _ in range(40):
        _done(town, town.report(), 60)
    learn_stars(town.runtime)
    visit_id = town.report()
    with unit_of_work(town.runtime, write=False) as uow:
        factors = star_factors(uow)
        assert factors.by_stars[5] > SERVICE_FACTOR[5]
        assert factors.by_stars[3] == SERVICE_FACTOR[3]
        problem = territory_view(uow, town.territory_id).problem
        assert problem.service_factor == factors.by_stars
        assert problem.job(str(visit_id)).expected_service_s == factors.expected_s(1800, "no_boot")
        assert parse_snapshot(snapshot_of(problem)) == problem
    still = replace(town.runtime, settings=replace(town.runtime.settings, planner_learns_stars=False))
    with unit_of_work(still, write=False) as uow:
        assert territory_view(uow, town.territory_id).problem.service_factor == SERVICE_FACTOR
