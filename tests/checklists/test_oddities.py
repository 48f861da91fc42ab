from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checklists import SignerRole
from checklists.oddities import InkFacts, PhotoFacts, VisitFacts, oddities
from tests.checklists.test_likeness import ink, moved

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PHOTO = PhotoFacts("a" * 64, NINE + timedelta(minutes=5), NINE, is_whole=True, look="00ff00ff00ff00ff")
CUSTOMER = InkFacts(SignerRole.CUSTOMER, "Han Meimei", ink(1))
ENGINEER = InkFacts(SignerRole.ENGINEER, "Li Lei", ink(2))
HONEST = VisitFacts(
    began_at=NINE,
    on_site_at=NINE + timedelta(minutes=10),
    ended_at=NINE + timedelta(minutes=40),
    engineer_name="Li Lei",
    photos=[PHOTO],
    other_photos=[replace(PHOTO, sha256="b" * 64, look="ff00ff00ff00ff00", visit="R1-1")],
    inks=[CUSTOMER, ENGINEER],
    other_inks=[replace(CUSTOMER, strokes=ink(3), visit="R1-1")],
)


def codes(facts: VisitFacts, now: datetime = NINE + 2 * DAY) -> list[str]:
    return [odd.code for odd in oddities(facts, now)]


@pytest.mark.parametrize(
    ("gap", "said"), [(timedelta(hours=3), "3.0 h"), (4 * DAY, "4 days"), (979 * 365.25 * DAY, "979 years")]
)
def test_photos_time_is_compared_with_what_exists_and_said_in_sane_units(gap: timedelta, said: str) -> None:
    late = replace(HONEST, photos=[replace(PHOTO, taken_at=NINE + timedelta(minutes=40) + gap)])
    [odd] = oddities(late, NINE + 3000 * 365 * DAY)
    assert odd.text.en == f"photo {'a' * 12}… was taken {said} after the visit ended"
    open_still = replace(late, ended_at=None)
    assert all("ended" not in odd.text.en for odd in oddities(open_still, NINE))


def test_honest_visit_has_nothing_odd() -> None:
    assert codes(HONEST) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"photos": [replace(PHOTO, is_whole=False)]}, "photo_without_bytes"),
        ({"other_photos": [replace(PHOTO, visit="R1-1")]}, "same_photo"),
        (
            {"other_photos": [replace(PHOTO, sha256="b" * 64, look="00ff00ff00ff00fe", visit="R1-1")]},
            "similar_photo",
        ),
        ({"photos": [replace(PHOTO, taken_at=NINE - timedelta(minutes=61))]}, "photo_time"),
        ({"photos": [replace(PHOTO, taken_at=NINE + timedelta(minutes=101))]}, "photo_time"),
        ({"ended_at": None, "photos": [replace(PHOTO, taken_at=NINE + 9 * DAY)]}, "photo_time"),
        ({"before": ["a" * 64], "after": ["a" * 64]}, "one_photo_for_two"),
        ({"inks": [CUSTOMER, replace(ENGINEER, strokes=moved(ink(1), by=9, wide=2, high=2))]}, "same_ink"),
        ({"other_inks": [replace(CUSTOMER, strokes=moved(ink(1), by=4), visit="R1-1")]}, "same_ink"),
        ({"inks": [replace(CUSTOMER, name=" LI  lei ")]}, "same_name"),
        ({"ended_at": NINE + timedelta(minutes=11)}, "short_visit"),
    ],
)
def test_each_thing_that_looks_made_up_is_told(change: dict[str, Any], code: str) -> None:
    [odd] = oddities(replace(HONEST, **change), NINE + 2 * DAY)
    assert odd.code == code
    assert odd.text.en != odd.text.zh_cn


def test_bytes_have_a_day_to_come() -> None:
    waiting = replace(HONEST, photos=[replace(PHOTO, is_whole=False)])
    assert codes(waiting, NINE + DAY - timedelta(seconds=1)) == []
    assert codes(waiting, NINE + DAY) == ["photo_without_bytes"]


def test_visit_that_goes_on_is_compared_with_now() -> None:
    assert codes(replace(HONEST, ended_at=None), NINE + timedelta(minutes=20)) == []


def test_same_thing_is_told_once() -> None:
    twice = [replace(PHOTO, visit="R1-1"), replace(PHOTO, visit="R1-1")]
    assert codes(replace(HONEST, other_photos=twice)) == ["same_photo"]
