"""One line in the log when the database goes away, and one when it is back, however many find out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock

import structlog

log = structlog.get_logger(__name__)


@dataclass
class Outage:
    """Whether this process has the database; every transaction tells what it met."""

    _since: float | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def met(self, error: BaseException) -> None:
        """Note that the database is away; the first to find out writes the line."""
        with self._lock:
            begins, self._since = self._since is None, self._since or time.monotonic()
        if begins:
            log.error("database_away", says="stands still", error=type(error).__name__)

    def over(self) -> None:
        """Note that the database answered; the first after an outage writes the line."""
        if self._since is None:  # the usual case takes no lock
            return
        with self._lock:
            since, self._since = self._since, None
        if since is not None:
            log.warning("database_back", says="goes on again", away_s=round(time.monotonic() - since, 1))
