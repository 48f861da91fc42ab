from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from app.demo.habits import PATIENT, Habits
from app.demo.manners import LIE_FROM_M, TRICK_FROM_M, Manner, Manners

FAR, NEAR = float(TRICK_FROM_M), LIE_FROM_M - 1.0


@pytest.mark.parametrize("seed", range(8))
def test_day_of_some_size_has_liars_and_basements_and_few_of_them(seed: int) -> None:
    manners = Manners(Habits(), random.Random(seed))
    day = [manners.next(FAR) for _ in range(10)]
    assert any(one.is_lie for one in day)
    assert any(one.is_offline for one in day)
    more = Counter([manners.next(FAR) for _ in range(1000)])
    assert 6 <= more[Manner.ELSEWHERE] + more[Manner.MADE_UP] <= 10
    tricks = [more[one] for one in (Manner.DATED_BACK, Manner.SENT_AGAIN, Manner.SET_BACK)]
    assert 8 <= sum(tricks) <= 12
    assert 10 <= more[Manner.BASEMENT_BLIND] <= 20
    assert max(tricks) - min(tricks) <= 1
    assert more[Manner.PLAIN] > 800
    assert set(more) == set(Manner)


def test_nobody_lies_from_round_the_corner() -> None:
    manners = Manners(replace(PATIENT, lies=1.0), random.Random(1))
    assert [manners.next(NEAR) for _ in range(3)] == [Manner.PLAIN] * 3
    assert manners.next(FAR, tempted=False) is Manner.PLAIN
    assert manners.next(FAR) is Manner.ELSEWHERE


def test_patient_people_come_as_they_say() -> None:
    manners = Manners(PATIENT, random.Random(1))
    assert {manners.next(FAR) for _ in range(50)} == {Manner.PLAIN}


def test_tricks_are_dealt_in_turn_and_not_for_a_short_way() -> None:
    manners = Manners(replace(PATIENT, tricks=1.0), random.Random(1))
    assert manners.next(NEAR) is Manner.PLAIN
    assert manners.next(FAR, tempted=False) is Manner.PLAIN
    assert [manners.next(TRICK_FROM_M - 1.0) for _ in range(2)] == [Manner.SENT_AGAIN, Manner.SET_BACK]
    assert [manners.next(FAR) for _ in range(3)] == [Manner.DATED_BACK, Manner.SENT_AGAIN, Manner.SET_BACK]
