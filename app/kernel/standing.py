"""How a list of work stands: how much waits, since when, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """`oldest_at` is since when the first waits, `due_at` when the first is due, where it has a clock."""

    count: int
    oldest_at: datetime | None = None
    due_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Tell whether something should be done by now."""
        return self.due_at is not None and self.due_at < now
