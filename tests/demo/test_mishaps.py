from __future__ import annotations

import random

import pytest

from app.demo.habits import PATIENT, Habits
from app.demo.mishaps import LONG_DRIVE_S, Mishap, Mishaps


@pytest.mark.parametrize("seed", range(8))
def test_day_of_some_size_has_each_mishap_and_few_of_them(seed: int) -> None:
    mishaps = Mishaps(Habits(), random.Random(seed))
    day = [mishaps.next(LONG_DRIVE_S) for _ in range(60)]
    assert set(day[:11]) == {None}
    assert 1 <= day.count(Mishap.BREAKDOWN) <= 2
    assert 1 <= day.count(Mishap.SILENT) <= 2


def test_nothing_happens_on_a_short_drive_or_to_patient_people() -> None:
    assert Mishaps(Habits(breaks_down=1.0), random.Random(1)).next(LONG_DRIVE_S - 1.0) is None
    patient = Mishaps(PATIENT, random.Random(1))
    assert {patient.next(LONG_DRIVE_S) for _ in range(50)} == {None}
