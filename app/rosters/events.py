"""What happens to rosters at one stroke; each shift's own row tells of itself besides."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import NOT_SHOWN, OFFICE, DomainEvent
from app.kernel.phrases import Phrase
from app.registers.events import row_events

OF_ROWS = row_events("roster_pattern", "created", "changed", "deleted", family=Phrase("Patterns of shifts"))


@dataclass(frozen=True, kw_only=True)
class RosterWritten(DomainEvent):
    """A week was copied or a pattern applied; how many shifts it made, and how many gave way."""

    kind = "roster.written"
    called = Phrase("Roster written")
    family = Phrase("Rosters")
    audience = OFFICE
    sentence = NOT_SHOWN

    how: str
    first_on: str
    last_on: str
    made: int
    removed: int


@dataclass(frozen=True, kw_only=True)
class RosterUndone(DomainEvent):
    """What was done to a roster at one stroke was taken back."""

    kind = "roster.undone"
    called = Phrase("Change of the roster taken back")
    audience = OFFICE
    sentence = NOT_SHOWN

    how: str
