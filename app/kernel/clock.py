"""Where the time comes from: the machine, or in a simulation one row that all processes share."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_READ = text("SELECT epoch_us FROM simulated_clock WHERE id = 1")
_SET = text("UPDATE simulated_clock SET epoch_us = :us WHERE id = 1 AND epoch_us <= :us")
_START = text("INSERT INTO simulated_clock (id, epoch_us) VALUES (1, :us)")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def epoch_us(at: datetime) -> int:
    """Return the microseconds since 1970 of an aware instant; a float would lose some of them."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def from_epoch_us(micros: int) -> datetime:
    """Return the aware UTC instant so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=micros)


def machine_s() -> float:
    """Return the machine's seconds since 1970, for libraries that go by real time in a simulation too."""
    return time.time()


class Clock(Protocol):
    """Tells the one instant of a transaction."""

    def read(self, connection: Connection) -> datetime:
        """Return the aware UTC instant that holds for the transaction on `connection`."""


class SystemClock:
    """The machine's time."""

    def read(self, connection: Connection) -> datetime:  # noqa: ARG002 - the seam's signature
        """Return the machine's time."""
        return datetime.now(UTC)


class SimulatedClock:
    """A row in the database: every process sees the same instant, and it moves only when told to."""

    def read(self, connection: Connection) -> datetime:
        """Return the row's instant.

        Raises:
            RuntimeError: the simulation was never started.
        """
        micros = connection.execute(_READ).scalar_one_or_none()
        if micros is None:
            raise RuntimeError("the simulated clock has not been started")
        return from_epoch_us(micros)

    @staticmethod
    def start(connection: Connection, at: datetime) -> None:
        """Make the row if there is none yet."""
        if connection.execute(_READ).scalar_one_or_none() is None:
            connection.execute(_START, {"us": epoch_us(at)})

    @staticmethod
    def move(connection: Connection, to: datetime) -> bool:
        """Move forward to `to`; False where the clock is past it already."""
        moved = connection.execute(_SET, {"us": epoch_us(to)})
        return bool(moved.rowcount)
