"""What a new engineer begins with, who ends it, and where it waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.registers.commands import registry
from app.registers.commands.registry.newcomers import months_later
from app.registers.reads.stars_held import held_by
from app.registers.tables import Engineer, Territory
from app.stars.reads import newcomers
from tests.support import build
from tests.support.clock import FakeClock

pytestmark = pytest.mark.any_database


def _new(uow: UnitOfWork, area: Territory, **given: Any) -> Engineer:
    facts = {"number": f"N{uow.new_id()}"[:20], "name": "Xin", "territory_id": area.id}
    made: Engineer = registry.create(uow, "engineer", facts | {"base_lat": 31.2, "base_lon": 121.4} | given)
    return made


def _held(uow: UnitOfWork, one: Engineer) -> list[tuple[int, str, str]]:
    return [(row.stars, row.source, row.reason) for row in held_by(uow, one.id)]


def test_a_newcomer_begins_with_the_stars_of_the_setting(runtime: Runtime) -> None:
    runtime = replace(runtime, settings=replace(runtime.settings, provisional_stars=2, provisional_months=3))
    with unit_of_work(runtime) as uow:
        own, other = build.territory(uow), build.territory(uow, provisional_stars=1, provisional_months=1)
        first, second = _new(uow, own), _new(uow, other, stars=1)
        assert _held(uow, first) == [(2, "newcomer", "ONEHOUR_PROVISIONAL_STARS")]
        assert _held(uow, second) == [(1, "newcomer", f"{other.code}: provisional_stars")]
        ends = [one.stars_provisional_until for one in (first, second)]
        assert ends == [date(2026, 6, 2), date(2026, 4, 2)]
        with pytest.raises(Invalid) as typed:
            _new(uow, own, stars=5)
        assert list(typed.value.errors) == ["stars_reason"]
        known = _new(uow, own, stars=5, stars_reason="Certified by the maker.")
        assert known.stars_provisional_until is None
        assert _held(uow, known) == [(5, "hand", "Certified by the maker.")]


def test_provisional_stars_wait_for_a_person_and_end_with_a_reason(
    runtime: Runtime, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        key = _new(uow, build.territory(uow, provisional_months=1)).id
        assert newcomers.overdue(uow) == []
    clock.advance(days=33)
    with unit_of_work(runtime) as uow:
        assert [one.id for one, _ in newcomers.overdue(uow)] == [key]
        assert newcomers.standing(uow).count == 1
        one = uow.get(Engineer, key)
        registry.update(uow, "engineer", one, {"stars": 3, "stars_reason": ""})
        assert one.stars_provisional_until is not None
        registry.update(uow, "engineer", one, {"stars": 3, "stars_reason": "Two months beside Wang."})
        assert newcomers.overdue(uow) == []
        assert [source for _, source, _ in _held(uow, one)] == ["hand", "newcomer"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 12, 1), 12, (2027, 12, 1)),
        ((2027, 12, 31), 2, (2028, 2, 29)),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(day: Any, months: int, then: Any) -> None:
    assert months_later(date(*day), months) == date(*then)
