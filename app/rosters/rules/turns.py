"""Who rests first: the breaks of a crew in two turns, so that about half of it can always be sent.  Pure.

Every second one, in the order of crews and then of numbers, rests when the others are back; before them
where the shift ends too early for that.  Where neither fits, all rest as the pattern says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.rosters.rules.patterns import Piece

TURNS = 2

Break = tuple[int, int]


def turns(people: Sequence[UUID], crews: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return whose breaks come in the first turn (0) and whose in the second; `people` are by number."""
    by_crew = sorted(people, key=lambda one: crews[one])
    return {one: n % TURNS for n, one in enumerate(by_crew)}


def in_turn(piece: Piece, turn: int) -> Piece:
    """Return the piece with its breaks as whoever has that turn takes them."""
    if not turn:
        return piece
    for way in (1, -1):
        moved = _moved(piece.breaks, way)
        if _fits(piece, moved):
            return replace(piece, breaks=tuple(moved))
    return piece


def _moved(breaks: Sequence[Break], way: int) -> list[Break]:
    """Put breaks later or earlier by their length; those that touch move as one."""
    runs: list[list[Break]] = []
    for one in breaks:
        if runs and runs[-1][-1][1] == one[0]:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        (begin + way * length, end + way * length)
        for run in runs
        for length in [run[-1][1] - run[0][0]]
        for begin, end in run
    ]


def _fits(piece: Piece, moved: Sequence[Break]) -> bool:
    """Whether they lie inside the shift, and nobody rests in both turns at once."""
    if any(begin < piece.begins or end > piece.ends for begin, end in moved):
        return False
    return not any(a < end and begin < b for a, b in piece.breaks for begin, end in moved)
