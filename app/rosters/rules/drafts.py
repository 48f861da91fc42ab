"""Shifts that are about to be made: pieces of a pattern on a day, or those of one week on another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.kernel.local_dates import local_date
from app.registers.rules.roster import ShiftKind
from app.rosters.rules.local_days import instant, local_minute
from app.rosters.rules.patterns import Piece


class Written(Protocol):
    """A shift as its row has it."""

    engineer_id: UUID
    starts_at: datetime
    ends_at: datetime
    kind: str
    setout_s: int
    breaks: list[Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A shift that is to be made."""

    engineer_id: UUID
    starts_at: datetime
    ends_at: datetime
    kind: ShiftKind = ShiftKind.DUTY
    setout_s: int = 0
    breaks: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """What the register of shifts takes."""
        return {
            "engineer_id": self.engineer_id,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "kind": self.kind.value,
            "setout_s": self.setout_s,
            "breaks": [list(one) for one in self.breaks],
        }

    def overlaps(self, begin: datetime, end: datetime) -> bool:
        """Whether it and a span have a moment in common."""
        return self.starts_at < end and self.ends_at > begin


def drafted(engineer_id: UUID, on: date, piece: Piece, zone: str) -> Draft | None:
    """A piece on a day, by the clocks of `zone`; None where they skip all of it."""
    begin, end = instant(on, piece.begins, zone), instant(on, piece.ends, zone)
    if end <= begin:
        return None
    breaks = ((instant(on, a, zone), instant(on, b, zone)) for a, b in piece.breaks)
    return Draft(
        engineer_id, begin, end, piece.kind, piece.setout_s, tuple((a, b) for a, b in breaks if a < b)
    )


def piece_of(shift: Written, day: date, zone: str) -> Piece:
    """A written shift as the clocks show it, in minutes after the midnight of `day`."""
    breaks = (tuple(datetime.fromisoformat(edge) for edge in span) for span in shift.breaks)
    return Piece(
        local_minute(shift.starts_at, day, zone),
        local_minute(shift.ends_at, day, zone),
        ShiftKind(shift.kind),
        shift.setout_s,
        tuple((local_minute(a, day, zone), local_minute(b, day, zone)) for a, b in breaks),
    )


def copied(duties: Iterable[Sequence[Written]], days: Iterable[tuple[date, date]], zone: str) -> list[Draft]:
    """Copies of duties, each from its own day to those that `days` pairs it with."""
    onto: dict[date, list[date]] = {}
    for source, target in days:
        onto.setdefault(source, []).append(target)
    made = []
    for duty in duties:
        day = local_date(duty[0].starts_at, zone)
        for target in onto.get(day, ()):
            made += [drafted(one.engineer_id, target, piece_of(one, day, zone), zone) for one in duty]
    return [one for one in made if one is not None]
