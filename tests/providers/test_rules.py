"""The rules of providers: what is paid, what changes, what a grade proposes, and whose word stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.providers.rules.abilities import Ability, abilities_on
from app.providers.rules.consequences import in_force, is_weak, parsed, shipped
from app.providers.rules.day import is_office_word
from app.providers.rules.statements import (
    Line,
    answer_due,
    changes,
    disputable_until,
    may_be_disputed,
    settled,
    totals,
    with_corrections,
)

DAY = date(2026, 3, 1)


def line(number: int, charges: int = 10_000, parts: int = 5_000, **given: object) -> Line:
    made = Line(
        *(UUID(int=number), UUID(int=100 + number), f"R{number}", UUID(int=9), "Wang"),
        datetime(2026, 3, number, tzinfo=UTC),
        *(charges, parts, 95),
    )
    return replace(made, **given)


def test_the_factor_is_of_the_work_and_parts_are_paid_as_they_are() -> None:
    assert settled(10_000, 5_000, 95) == 14_500
    assert settled(10, 0, 95) == 10  # 9.5 of the smallest unit
    assert totals([line(1), line(2, 0, 0)]) == {
        "visits": 2,
        "charges_cents": 10_000,
        "parts_cents": 5_000,
        "settled_cents": 14_500,
    }


def test_a_new_version_says_what_it_changes_and_nothing_else() -> None:
    corrected = line(1, charges=20_000, corrected_why="Two machines.")
    found = changes([line(1), line(2), line(3)], [corrected, line(3), line(4)])
    assert [(one["code"], one["was"], one["now"], one["why"]) for one in found] == [
        ("R1", 14_500, 24_000, "Two machines."),
        ("R4", None, 14_500, ""),
        ("R2", 14_500, None, ""),
    ]
    assert changes([line(1)], [line(1)]) == []


def test_working_a_month_out_again_keeps_what_a_person_corrected() -> None:
    corrected = line(1, charges=20_000, corrected_why="Two machines.")
    assert with_corrections([line(2), line(1)], [corrected, line(3)]) == [corrected, line(2)]


def test_a_line_is_disputed_again_only_after_it_was_corrected() -> None:
    assert may_be_disputed([])
    assert may_be_disputed(["accepted"])
    assert not may_be_disputed(["accepted", None])
    assert not may_be_disputed(["rejected"])
    assert (disputable_until(DAY), answer_due(DAY)) == (date(2026, 3, 31), date(2026, 3, 11))


@pytest.mark.parametrize(
    ("points", "factor", "share"),
    [(100, 105, 120), (95, 105, 120), (94.9, 103, 110), (60, 95, 80), (0, 90, 60)],
)
def test_the_points_of_a_grade_propose_factor_and_share(points: float, factor: int, share: int) -> None:
    band = shipped().at(points)
    assert (band.factor_percent, band.share_percent) == (factor, share)


def test_a_table_that_leaves_points_out_is_refused() -> None:
    with pytest.raises(ValueError, match="0 points"):
        parsed("version = 1\n[[bands]]\npoints = 60\nfactor_percent = 90\nshare_percent = 80\n")


@dataclass(frozen=True)
class Made:
    effective_on: date
    name: str


def test_the_newest_decision_holds_from_its_own_day_on() -> None:
    made = [Made(DAY, "a"), Made(DAY + timedelta(days=9), "later"), Made(DAY, "b")]
    assert in_force(made, DAY - timedelta(days=1)) is None
    assert in_force(made, DAY) == made[2]
    assert in_force(made, DAY + timedelta(days=9)) == made[1]


def test_only_whole_runs_of_weak_quarters_propose_a_suspension() -> None:
    assert is_weak([80, 59, 59.9], 60, 2)
    assert not is_weak([59, 60], 60, 2)
    assert not is_weak([59], 60, 2)


def test_an_ability_counts_for_a_year_and_the_newest_alone() -> None:
    known = [Ability("hours_covered", 90, DAY), Ability("hours_covered", 70, DAY + timedelta(days=5))]
    assert abilities_on(known, DAY) == {"hours_covered": 0.9}
    assert abilities_on(known, DAY + timedelta(days=5)) == {"hours_covered": 0.7}
    assert abilities_on(known, DAY + timedelta(days=400)) == {}


@pytest.mark.parametrize(
    ("excluded_for", "pinned_by", "stands"),
    [
        (None, None, False),
        ("declined", "provider:1", False),
        ("expired", None, False),
        ("dispatcher", None, True),
        ("taken_back", None, True),
        (None, "dispatcher:1", True),
        (None, "", True),
    ],
)
def test_a_provider_does_not_overrule_the_office(
    excluded_for: str | None,
    pinned_by: str | None,
    stands: bool,  # noqa: FBT001 - what pytest hands over
) -> None:
    assert is_office_word(excluded_for, pinned_by) is stands
