"""What follows from an arrival's times alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.arrivals.rules.arrival_facts import Evidence
from app.positions.rules.tracks import Place

DUE = datetime(2026, 3, 2, 10, tzinfo=UTC)
AFTER, BEFORE = timedelta(microseconds=1), timedelta(microseconds=-1)


@pytest.mark.parametrize(
    ("said", "received", "crosses"),
    [
        (timedelta(0), AFTER, True),
        (BEFORE, timedelta(0), False),
        (BEFORE, AFTER, True),
        (AFTER, AFTER, False),
        (BEFORE, BEFORE, False),
    ],
)
def test_only_a_late_receipt_of_a_word_in_time_crosses_the_due_moment(
    said: timedelta, received: timedelta, *, crosses: bool
) -> None:
    evidence = Evidence(Place((31.2, 121.5), 150.0), DUE, said_at=DUE + said, received_at=DUE + received)
    assert evidence.crosses_due is crosses
