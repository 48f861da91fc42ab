"""A clock that stands still until a test moves it, on no whole second: real ones never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

MONDAY_MORNING = datetime(2026, 3, 2, 1, 0, 0, 271_828, tzinfo=UTC)
"""Nine o'clock and a bit on a working Monday in Shanghai."""

MACHINE_ZONE = "America/St_Johns"
"""The zone of the process that runs the suite: behind UTC, off the hour, and no customer's."""


class FakeClock:
    """Satisfies ``app.kernel.Clock``; every transaction sees the same instant until ``advance``."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self.now = now

    def read(self, connection: Connection) -> datetime:
        """Return the instant, whatever the database."""
        del connection
        return self.now

    def advance(self, **duration: float) -> datetime:
        """Move forward by a ``timedelta``'s arguments and return the new instant."""
        self.now += timedelta(**duration)
        return self.now
