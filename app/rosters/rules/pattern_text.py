"""A pattern as people write it: one line for each day of the cycle.

    08:00-20:00 (12:00-12:30)
    20:00-08:00
    rest
    18:00-08:00 on call 20

Times of day with breaks in brackets; several shifts of a day are separated by commas; `on call` is followed
by the minutes until on the road.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.rules.roster import ShiftKind

_CLOCK = r"((?:[01]?\d|2[0-4]):[0-5]\d)"
_SPAN = rf"{_CLOCK}\s*[-–—~至到]\s*{_CLOCK}"
_SHIFT = re.compile(
    rf"{_SPAN}\s*(?:[(（]\s*(?P<breaks>[^)）]*)[)）])?"
    r"\s*(?:(?:on[ -]?call|待命|值班)\s*(?P<minutes>\d{1,3}))?",
    re.IGNORECASE,
)
_BREAK = re.compile(_SPAN)
_REST = re.compile(r"-|–|—|rest|off|休息?|", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;，；、\s]*")


def read_days(text: str, field: str) -> list[list[dict[str, Any]]]:
    """Read the days of a pattern.

    Raises:
        Invalid: names the line.
    """
    return [_day(line.strip(), n, field) for n, line in enumerate(text.strip().splitlines(), 1)]


def _day(line: str, number: int, field: str) -> list[dict[str, Any]]:
    if _REST.fullmatch(line):
        return []
    if _BETWEEN.fullmatch(_SHIFT.sub("", line)) is None:
        raise Invalid(
            {field: Phrase("line %(n)s is no day such as 08:00-20:00 (12:00-12:30), or rest", n=number)}
        )
    return [_shift(found) for found in _SHIFT.finditer(line)]


def _shift(found: re.Match[str]) -> dict[str, Any]:
    minutes = found["minutes"]
    return {
        "begins": _padded(found[1]),
        "ends": _padded(found[2]),
        "kind": (ShiftKind.ON_CALL if minutes else ShiftKind.DUTY).value,
        "setout_s": 60 * int(minutes or 0),
        "breaks": [[_padded(a), _padded(b)] for a, b in _BREAK.findall(found["breaks"] or "")],
    }


def _padded(clock: str) -> str:
    return clock.rjust(5, "0")


def write_days(days: Iterable[Sequence[Mapping[str, Any]]]) -> str:
    """Write the days of a pattern as `read_days` reads them."""
    return "\n".join(", ".join(map(_written, day)) or "-" for day in days)


def _written(piece: Mapping[str, Any]) -> str:
    breaks = ", ".join("-".join(span) for span in piece.get("breaks") or ())
    call = f" on call {piece['setout_s'] // 60}" if piece.get("kind") == ShiftKind.ON_CALL else ""
    return f"{piece['begins']}-{piece['ends']}{f' ({breaks})' if breaks else ''}{call}"
