from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from app.demo.scene import Scene

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    return Scene(EIGHT, tick_s=1)


def test_what_is_due_happens_in_order_and_the_rest_waits(scene: Scene) -> None:
    told: list[str] = []
    scene.after(20, lambda: told.append("second"))
    scene.after(10, lambda: told.append("first"))
    scene.after(30, lambda: told.append("third"))
    scene.move_to(EIGHT + timedelta(seconds=20))
    assert scene.act() == 2
    assert told == ["first", "second"]
    assert scene.next_at == EIGHT + timedelta(seconds=30)


def test_happenings_of_one_instant_come_in_the_order_in_which_they_were_planned(scene: Scene) -> None:
    told: list[int] = []
    for number in range(5):
        scene.after(1, partial(told.append, number))
    scene.move_to(EIGHT + timedelta(seconds=1))
    scene.act()
    assert told == list(range(5))


def test_one_happening_may_bring_about_another_at_once(scene: Scene) -> None:
    told: list[str] = []
    scene.after(0, lambda: scene.after(0, lambda: told.append("consequence")))
    assert scene.act() == 2
    assert told == ["consequence"]


def test_past_cannot_be_planned_and_time_does_not_run_backwards(scene: Scene) -> None:
    scene.at(EIGHT - timedelta(hours=1), lambda: None)
    assert scene.next_at == EIGHT
    scene.move_to(EIGHT - timedelta(hours=1))
    assert scene.now == EIGHT


def test_time_is_told_in_ticks_and_nothing_happens_early(scene: Scene) -> None:
    scene.after(0.2, lambda: None)
    assert scene.next_at == EIGHT + timedelta(seconds=1)
    coarse = Scene(EIGHT, tick_s=10)
    coarse.after(31, lambda: None)
    assert coarse.next_at == EIGHT + timedelta(seconds=40)


def test_empty_scene_expects_nothing(scene: Scene) -> None:
    assert scene.next_at is None
    assert scene.act() == 0
