"""When who has a visit is expected, against which a rescue is told to be sooner or later."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app.promise.reads.rescue_views import expected_at, gain_s, still_helps
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit
from tests.support.clock import MONDAY_MORNING as NOW

MINUTE = timedelta(minutes=1)


def held(state: VisitState, minutes: int) -> Visit:
    return Visit(engineer_id=uuid4(), state=state, eta_at=NOW + minutes * MINUTE)


@pytest.mark.parametrize("state", [VisitState.PLANNED, VisitState.OFFERED, VisitState.ACCEPTED])
def test_nobody_knows_when_one_comes_who_has_not_set_out_by_the_time_he_was_due(state: VisitState) -> None:
    visit = held(state, -5)
    assert expected_at(visit, NOW) is None
    assert gain_s(NOW + 29 * MINUTE, visit, NOW) is None
    assert still_helps(NOW + 29 * MINUTE, "eta_past_due", visit, NOW)


def test_one_on_the_way_is_expected_at_any_moment() -> None:
    visit = held(VisitState.EN_ROUTE, -5)
    assert expected_at(visit, NOW) == NOW
    assert gain_s(NOW + MINUTE, visit, NOW) == -60
    assert not still_helps(NOW + MINUTE, "eta_past_due", visit, NOW)


def test_a_time_to_come_is_the_time_expected() -> None:
    visit = held(VisitState.ACCEPTED, 10)
    assert expected_at(visit, NOW) == NOW + 10 * MINUTE
    assert gain_s(NOW + 4 * MINUTE, visit, NOW) == 360
    assert expected_at(Visit(eta_at=NOW + MINUTE), NOW) is None
