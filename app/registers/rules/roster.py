"""Shifts as one presence: those of an engineer that touch are planned as one.

A roster is often written in pieces (21:00 – 06:46, 06:46 – 15:00); the engineer is there all the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

TOUCHING = timedelta(minutes=1)
"""Shifts that are no further apart touch: many rosters end at 21:59 what begins at 22:00."""

Breaks = tuple[tuple[datetime, datetime], ...]


class ShiftKind(StrEnum):
    """Whether an engineer waits for work on duty, or at home for a call."""

    DUTY = "duty"
    ON_CALL = "on_call"


class LeaveReason(StrEnum):
    """Why an engineer is away."""

    ANNUAL = "annual"
    SICK = "sick"
    TRAINING = "training"
    PERSONAL = "personal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Presence:
    """A span in which an engineer may be sent; on call, he sets out `setout_s` seconds after a call."""

    starts_at: datetime
    ends_at: datetime
    breaks: Breaks = ()
    kind: ShiftKind = ShiftKind.DUTY
    setout_s: int = 0

    @property
    def on_call(self) -> bool:
        """Whether the engineer waits at home."""
        return self.kind is ShiftKind.ON_CALL


def merged(shifts: Iterable[Presence]) -> list[Presence]:
    """Join shifts of one kind that touch or overlap, in order of time; the longest time to set out holds."""
    open_spans: dict[ShiftKind, Presence] = {}
    found: list[Presence] = []
    for shift in sorted(shifts, key=lambda one: (one.starts_at, one.ends_at)):
        last = open_spans.get(shift.kind)
        if last is not None and shift.starts_at <= last.ends_at + TOUCHING:
            open_spans[shift.kind] = _joined(last, shift)
            continue
        if last is not None:
            found.append(last)
        open_spans[shift.kind] = shift
    return sorted([*found, *open_spans.values()], key=lambda one: (one.starts_at, one.ends_at))


def without(shift: Presence, leaves: Iterable[tuple[datetime, datetime]]) -> list[Presence]:
    """Return what is left of a shift when the engineer's leaves are taken out of it, in order of time."""
    left = [(shift.starts_at, shift.ends_at)]
    for begins, ends in leaves:
        pieces = [piece for a, b in left for piece in ((a, min(b, begins)), (max(a, ends), b))]
        left = [(a, b) for a, b in pieces if a < b]
    return [_piece(shift, a, b) for a, b in sorted(left)]


def _piece(shift: Presence, starts_at: datetime, ends_at: datetime) -> Presence:
    inside = [(max(a, starts_at), min(b, ends_at)) for a, b in shift.breaks]
    breaks = tuple((a, b) for a, b in inside if a < b)
    return replace(shift, starts_at=starts_at, ends_at=ends_at, breaks=breaks)


def presence_at(shifts: Iterable[Presence], now: datetime, lookahead: timedelta) -> Presence | None:
    """The presence under way, else the one that begins within `lookahead`; duty before on call.

    It lasts as long as the engineer may be sent: one who is on call after duty finishes then what he began.
    """
    spans = merged(shifts)
    to_come = [one for one in spans if one.ends_at > now and one.starts_at <= now + lookahead]
    if not to_come:
        return None
    chosen = min(to_come, key=lambda one: (one.starts_at > now, one.on_call, one.starts_at))
    return _extended(chosen, spans)


def _joined(one: Presence, other: Presence) -> Presence:
    return replace(
        one,
        ends_at=max(one.ends_at, other.ends_at),
        breaks=_in_order([*one.breaks, *other.breaks]),
        setout_s=max(one.setout_s, other.setout_s),
    )


def _extended(chosen: Presence, spans: Sequence[Presence]) -> Presence:
    for span in spans:
        if chosen.starts_at <= span.starts_at <= chosen.ends_at + TOUCHING and span.ends_at > chosen.ends_at:
            breaks = _in_order([*chosen.breaks, *span.breaks])
            chosen = replace(chosen, ends_at=span.ends_at, breaks=breaks)
    return chosen


def _in_order(breaks: Sequence[tuple[datetime, datetime]]) -> Breaks:
    """Breaks one after another; those that overlap are one."""
    found: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(breaks):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return tuple(found)
