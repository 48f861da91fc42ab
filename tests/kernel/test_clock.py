"""Instants keep their microseconds on the way to a number and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from app.kernel import SimulatedClock
from app.kernel.clock import epoch_us, from_epoch_us
from app.kernel.tables import SimulatedClockRow

instants = st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware


@given(instants)
def test_every_instant_comes_back_to_the_microsecond(at: datetime) -> None:
    assert from_epoch_us(epoch_us(at)) == at


def test_the_offset_of_an_instant_does_not_matter() -> None:
    at = datetime(2026, 3, 2, 1, 0, 0, 271_828, tzinfo=UTC)
    assert epoch_us(at.astimezone(timezone(timedelta(hours=-3, minutes=-30)))) == epoch_us(at)


@pytest.mark.parametrize("micros", [0, 1, 271_828, 999_999])
def test_a_simulation_keeps_the_microseconds_it_is_told(micros: int) -> None:
    at = datetime(2026, 3, 2, 1, 0, 0, micros, tzinfo=UTC)
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        SimulatedClockRow.metadata.tables["simulated_clock"].create(connection)
        SimulatedClock.start(connection, at)
        assert SimulatedClock().read(connection) == at
        assert SimulatedClock.move(connection, at + timedelta(microseconds=1))
        assert SimulatedClock().read(connection) == at + timedelta(microseconds=1)
    engine.dispose()
