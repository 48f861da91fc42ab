"""Which rungs stand, and when they fall due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.promise.rules.clearing import Cleared, why_cleared
from app.promise.rules.ladder import Facts, Ladder, Rung, is_eta_late, steps

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
ASKED = Facts(due_at=TEN + timedelta(hours=1), promise_s=3600, received_at=TEN)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def due(now: datetime = TEN, ladder: Ladder | None = None, **changes: Any) -> dict[Rung, float]:
    """Rung → minutes after ten at which it falls due."""
    found = steps(replace(ASKED, **changes), ladder or Ladder(), now)
    return {step.rung: (step.due_at - TEN) / minutes(1) for step in found}


def test_rungs_come_in_the_order_in_which_they_fall_due() -> None:
    assert list(due().items()) == [(Rung.UNASSIGNED, 2), (Rung.BREACHED, 60)]


@pytest.mark.parametrize(
    ("facts", "rung", "at"),
    [
        ({"visit_state": "planned", "lost_engineer_at": TEN + minutes(20)}, Rung.UNASSIGNED, 22),
        (
            {"visit_state": "offered", "has_engineer": True, "asked_at": TEN + minutes(1)},
            Rung.NOT_ACCEPTED,
            6,
        ),
        (
            {"visit_state": "planned", "has_engineer": True, "assigned_at": TEN + minutes(2)},
            Rung.NOT_ACCEPTED,
            35,
        ),
        (
            {"visit_state": "planned", "has_engineer": True, "assigned_at": TEN + minutes(40)},
            Rung.NOT_ACCEPTED,
            45,
        ),
        ({"visit_state": "accepted", "has_engineer": True, "accepted_at": TEN}, Rung.NOT_DEPARTED, 10),
        ({"visit_state": "en_route", "has_engineer": True, "departed_at": TEN}, Rung.POSITION_STALE, 5),
        ({"has_engineer": True, "eta_at": TEN + minutes(61)}, Rung.ETA_PAST_DUE, 0),
    ],
)
def test_rung_counts_from_the_step_before(facts: dict[str, Any], rung: Rung, at: float) -> None:
    assert due(**facts)[rung] == at


def test_last_position_counts_and_not_one_from_before_the_departure() -> None:
    under_way = {"visit_state": "en_route", "has_engineer": True, "departed_at": TEN + minutes(9)}
    assert due(position_at=TEN, **under_way)[Rung.POSITION_STALE] == 14
    assert due(position_at=TEN + minutes(12), **under_way)[Rung.POSITION_STALE] == 17


def test_who_was_asked_owes_no_answer_once_the_visit_counts_as_nobodys() -> None:
    lapsed = {
        "visit_state": "planned",
        "asked_at": TEN,
        "silent_since": TEN + minutes(6),
        "lost_engineer_at": TEN + minutes(6),
    }
    handed_on = {Rung.NOT_ACCEPTED, Rung.PHONE_SILENT}
    assert handed_on < set(due(TEN + minutes(7), **lapsed))
    assert handed_on.isdisjoint(due(TEN + minutes(8), **lapsed))
    assert due(TEN + minutes(8), **lapsed)[Rung.UNASSIGNED] == 8
    assert handed_on < set(due(TEN + minutes(8), has_engineer=True, **lapsed))


def test_promise_for_tomorrow_alarms_nobody_tonight() -> None:
    tomorrow = TEN + timedelta(hours=12)
    found = due(due_at=tomorrow + timedelta(hours=1))
    assert found[Rung.UNASSIGNED] == (tomorrow - TEN) / minutes(1) + 2


def test_settings_move_every_rung() -> None:
    slow = Ladder(unassigned=minutes(7), breached=minutes(3))
    assert due(ladder=slow) == {Rung.UNASSIGNED: 7, Rung.BREACHED: 63}


def test_arrival_settles_everything_but_a_breach() -> None:
    assert due(arrived_at=TEN + minutes(60)) == {}
    assert due(arrived_at=TEN + minutes(61)) == {Rung.BREACHED: 60}
    assert due(over=True) == {}


def test_doubtful_arrival_settles_nothing_and_breaks_nothing() -> None:
    doubted = {"arrived_at": TEN + minutes(50), "doubtful_since": TEN + minutes(50), "visit_state": "on_site"}
    assert due(now=TEN + minutes(90), **doubted) == {Rung.ARRIVAL_DOUBTFUL: 50}
    assert due(now=TEN + minutes(90), over=True, **doubted) == {Rung.ARRIVAL_DOUBTFUL: 50}
    late = doubted | {"arrived_at": TEN + minutes(61)}
    assert due(now=TEN + minutes(90), **late) == {Rung.ARRIVAL_DOUBTFUL: 50, Rung.BREACHED: 60}
    denied = doubted | {"arrived_at": None, "doubtful_since": None, "visit_state": "planned"}
    assert due(now=TEN + minutes(90), **denied)[Rung.BREACHED] == 60


def test_wrong_codes_alert_at_once() -> None:
    tried = {"visit_state": "en_route", "has_engineer": True, "codes_wrong_since": TEN + minutes(40)}
    assert due(**tried)[Rung.CODES_WRONG] == 40


def test_late_eta_is_no_news_once_the_promise_is_broken() -> None:
    late = {"has_engineer": True, "eta_at": TEN + minutes(80)}
    assert Rung.ETA_PAST_DUE in due(now=TEN + minutes(59), **late)
    assert Rung.ETA_PAST_DUE not in due(now=TEN + minutes(60), **late)


def test_eta_that_was_late_needs_a_minute_to_spare() -> None:
    near = replace(ASKED, has_engineer=True, eta_at=ASKED.due_at - timedelta(seconds=30))
    assert not is_eta_late(near)
    assert is_eta_late(replace(near, eta_late_since=TEN))
    assert not is_eta_late(replace(near, eta_late_since=TEN, eta_at=ASKED.due_at - minutes(1)))


@pytest.mark.parametrize(
    ("rung", "facts", "why"),
    [
        (Rung.UNASSIGNED, {"has_engineer": True}, Cleared.ASSIGNED),
        (Rung.NOT_ACCEPTED, {"visit_state": "accepted"}, Cleared.ACCEPTED),
        (Rung.NOT_ACCEPTED, {"visit_state": "en_route"}, Cleared.DEPARTED),
        (Rung.NOT_DEPARTED, {"visit_state": "en_route"}, Cleared.DEPARTED),
        (Rung.NOT_DEPARTED, {"visit_state": "planned"}, Cleared.TAKEN_BACK),
        (Rung.POSITION_STALE, {"visit_state": "en_route"}, Cleared.HEARD_FROM),
        (Rung.ETA_PAST_DUE, {"has_engineer": True, "eta_at": TEN}, Cleared.ETA_IN_TIME),
        (Rung.ETA_PAST_DUE, {"has_engineer": False}, Cleared.TAKEN_BACK),
        (Rung.ARRIVAL_DOUBTFUL, {"arrived_at": TEN}, Cleared.SETTLED),
        (Rung.ARRIVAL_DOUBTFUL, {"visit_state": "planned"}, Cleared.SETTLED),
        (Rung.ARRIVAL_DOUBTFUL, {"over": True}, Cleared.OVER),
        (Rung.CODES_WRONG, {"arrived_at": TEN}, Cleared.CONFIRMED),
        (Rung.NOT_DEPARTED, {"arrived_at": TEN, "doubtful_since": TEN}, Cleared.ARRIVED),
        (Rung.BREACHED, {"arrived_at": TEN}, Cleared.ARRIVED),
        (Rung.BREACHED, {"over": True}, Cleared.OVER),
    ],
)
def test_cleared_rung_says_why(rung: Rung, facts: dict[str, Any], why: Cleared) -> None:
    assert why_cleared(rung, replace(ASKED, **facts)) is why


def test_sixty_minutes_across_the_change_to_summer_time_are_sixty_minutes() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 1, 30, tzinfo=berlin).astimezone(UTC)
    asked = replace(ASKED, received_at=before, due_at=before + timedelta(hours=1))
    breach = steps(asked, Ladder(), before)[-1].due_at
    assert breach.astimezone(berlin).strftime("%H:%M") == "03:30"


@pytest.mark.parametrize("arrived", [{"arrived_at": TEN}, {"over": True}])
def test_promise_is_settled_by_an_arrival_or_an_end_and_nothing_that_is_open(
    arrived: dict[str, Any],
) -> None:
    assert not ASKED.settled
    assert replace(ASKED, **arrived).settled
    assert not replace(ASKED, doubtful_since=TEN, **arrived).settled
    assert not replace(ASKED, visit_state="on_site", has_engineer=True, gone_since=TEN, **arrived).settled
