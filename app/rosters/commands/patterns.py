"""Rules of the company's own patterns."""

from __future__ import annotations

import re
from typing import Any

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.rules.roster import ShiftKind
from app.rosters.rules.local_days import DAY_MINUTES
from app.rosters.rules.patterns import LONGEST_CYCLE, Day, Piece, days_of_json
from app.rosters.tables import RosterPattern

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def prepare_pattern(_uow: UnitOfWork, values: dict[str, Any], row: RosterPattern | None) -> dict[str, str]:
    """Pieces are times of day, breaks lie inside, and no piece overlaps another, the next day's included."""
    days = values.get("days", row.days if row else [])
    crews = values.get("crews", row.crews if row else 1)
    errors = {
        f"days.{n}.{k}.{name}": text
        for n, day in enumerate(days)
        for k, piece in enumerate(day)
        for name, text in _wrong(piece).items()
    }
    if errors:
        return errors
    if not 1 <= len(days) <= LONGEST_CYCLE:
        return {"days": Phrase("must be one to %(most)s days", most=LONGEST_CYCLE)}
    if len(days) % crews:
        return {"crews": Phrase("must divide the number of days")}
    if values.get("weekly", row.weekly if row else False) and len(days) % 7:
        return {"days": Phrase("must be whole weeks where the cycle begins on a Monday")}
    return _overlaps(days_of_json(days))


def _wrong(piece: dict[str, Any]) -> dict[str, str]:
    clocks = {name: str(piece.get(name, "")) for name in ("begins", "ends")}
    clocks |= {
        f"breaks.{n}.{k}": str(edge)
        for n, one in enumerate(piece.get("breaks") or ())
        for k, edge in enumerate(one)
    }
    wrong: dict[str, str] = {
        name: Phrase("is no time of day such as 08:30")
        for name, clock in clocks.items()
        if not _CLOCK.fullmatch(clock)
    }
    on_call, setout_s = piece.get("kind") == ShiftKind.ON_CALL, piece.get("setout_s")
    if on_call and not setout_s:
        wrong["setout_s"] = Phrase("is needed of a shift on call")
    if setout_s and not on_call:
        wrong["setout_s"] = Phrase("fits a shift on call alone")
    return wrong


def _overlaps(days: tuple[Day, ...]) -> dict[str, str]:
    spans: list[tuple[int, int, int, Piece]] = [
        (n * DAY_MINUTES + one.begins, n * DAY_MINUTES + one.ends, n % len(days), one)
        for n, day in enumerate((*days, *days))
        for one in sorted(day, key=lambda one: one.begins)
    ]
    until = 0
    for begins, ends, n, piece in spans:
        if begins < until:
            return {f"days.{n}": Phrase("overlaps another shift of the cycle")}
        if any(not piece.begins <= a < b <= piece.ends for a, b in piece.breaks):
            return {f"days.{n}": Phrase("has a break outside of its shift")}
        until = ends
    return {}
