"""How far this process's clock is from the database's, by which all processes of an installation agree.

A process whose clock is wrong writes false breaches and leaves timers where nobody finds them.  So each
compares at its start, at every heartbeat, and whenever its clock has jumped between two looks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import text

from app.kernel.clock import Clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

WARN_S = 5.0
"""Machines that ask a time server are within a fraction of a second."""

_POSTGRESQL = text("SELECT clock_timestamp()")
_SQLITE = text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")

log = structlog.get_logger(__name__)


class DatabaseClock:
    """The time of the machine that the database runs on."""

    def read(self, connection: Connection) -> datetime:
        """Return the present instant; on PostgreSQL not the transaction's, which stands still."""
        if connection.dialect.name == "postgresql":
            told: datetime = connection.execute(_POSTGRESQL).scalar_one()
            return told.astimezone(UTC)
        return datetime.fromisoformat(connection.execute(_SQLITE).scalar_one()).replace(tzinfo=UTC)


@dataclass
class Drift:
    """The skew of `clock` against `reference` as it was last measured, in seconds; positive is ahead."""

    clock: Clock
    reference: Clock
    limit_s: float
    monotonic: Callable[[], float] = time.monotonic
    skew_s: float = 0.0
    _seen: tuple[datetime, float] | None = field(default=None, repr=False)
    _told: str = field(default="right", repr=False)

    @property
    def is_off(self) -> bool:
        """Whether somebody should set this machine's clock."""
        return abs(self.skew_s) > WARN_S

    @property
    def is_far(self) -> bool:
        """Whether this process must leave all timed work to others."""
        return abs(self.skew_s) > self.limit_s

    def agreed(self, now: datetime) -> datetime:
        """Return the database's instant for one of this process's."""
        return now - timedelta(seconds=self.skew_s)

    def measure(self, connection: Connection) -> float:
        """Compare both clocks, less the time that asking took."""
        before = self.clock.read(connection)
        agreed = self.reference.read(connection)
        after = self.clock.read(connection)
        ahead, behind = (before - agreed).total_seconds(), (agreed - after).total_seconds()
        self.skew_s = ahead if ahead > 0 else -max(behind, 0.0)
        self._seen = after, self.monotonic()
        self._tell()
        return self.skew_s

    def trusts(self, now: datetime, connection: Connection) -> bool:
        """Tell whether timed work may be done at `now`; compares anew where the clock jumped since."""
        if self.reference is not self.clock and self._jumped(now):
            self.measure(connection)
        return not self.is_far

    def _jumped(self, now: datetime) -> bool:
        if self._seen is None:
            return True
        at, counter_s = self._seen
        went_s = (now - at).total_seconds()
        return abs(went_s - (self.monotonic() - counter_s)) > WARN_S

    def _tell(self) -> None:
        level = "far" if self.is_far else "off" if self.is_off else "right"
        if level != self._told:
            tell = {"far": log.error, "off": log.warning, "right": log.info}[level]
            tell("clock_" + level, skew_s=round(self.skew_s, 3), limit_s=self.limit_s)
        self._told = level
