"""What a provider is paid for a month, what a new version changes, and the clocks of disputes.  Pure.

The factor is of the work: parts are paid at the price that stands on the customer's bill.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

DRAFT, ISSUED = "draft", "issued"
STATES = (DRAFT, ISSUED)
ACCEPTED, REJECTED = "accepted", "rejected"
OUTCOMES = (ACCEPTED, REJECTED)
DISPUTE_DAYS = 30
"""A line can be disputed until so many calendar days after the statement was issued."""
ANSWER_DAYS = 10
"""So many calendar days after a dispute a manager has answered it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One visit; amounts in the smallest unit of the currency."""

    visit_id: UUID
    request_id: UUID
    request_code: str
    engineer_id: UUID
    engineer_name: str
    completed_at: datetime
    charges_cents: int
    parts_cents: int
    factor_percent: int
    corrected_why: str | None = None

    @property
    def settled_cents(self) -> int:
        """What is paid for it."""
        return settled(self.charges_cents, self.parts_cents, self.factor_percent)


def settled(charges_cents: int, parts_cents: int, factor_percent: int) -> int:
    """Return what is paid: the charges by the factor, halves rounded up, and the parts as they are."""
    return (charges_cents * factor_percent + 50) // 100 + parts_cents


def totals(lines: Iterable[Line]) -> dict[str, int]:
    """Return the sums of a statement."""
    found = list(lines)
    return {
        "visits": len(found),
        "charges_cents": sum(one.charges_cents for one in found),
        "parts_cents": sum(one.parts_cents for one in found),
        "settled_cents": sum(one.settled_cents for one in found),
    }


def with_corrections(worked_out: Sequence[Line], before: Iterable[Line]) -> list[Line]:
    """Return the lines as the bills have them, but those that a person corrected as he left them."""
    kept = {one.visit_id: one for one in before if one.corrected_why is not None}
    lines = {one.visit_id: one for one in worked_out} | kept
    return sorted(lines.values(), key=lambda one: (one.completed_at, one.request_code, one.visit_id))


def changes(before: Iterable[Line], now: Iterable[Line]) -> list[dict[str, Any]]:
    """Return which visits are paid otherwise than before; null where there was or is no line."""
    was = {one.visit_id: one for one in before}
    new = {one.visit_id: one for one in now}
    found = []
    for key in [*new, *(key for key in was if key not in new)]:
        old, one = was.get(key), new.get(key)
        if _paid(old) == _paid(one):
            continue
        known = one or old
        why = one.corrected_why if one and (old is None or one.corrected_why != old.corrected_why) else None
        found.append(
            {
                "visit_id": str(key),
                "code": known.request_code if known else "",
                "was": old.settled_cents if old else None,
                "now": one.settled_cents if one else None,
                "why": why or "",
            }
        )
    return found


def _paid(one: Line | None) -> tuple[int, int, int] | None:
    return None if one is None else (one.charges_cents, one.parts_cents, one.factor_percent)


def disputable_until(issued_on: date) -> date:
    """Return the last day on which a line can be disputed."""
    return issued_on + timedelta(days=DISPUTE_DAYS)


def answer_due(disputed_on: date) -> date:
    """Return the last day on which a dispute is to be answered."""
    return disputed_on + timedelta(days=ANSWER_DAYS)


def may_be_disputed(outcomes: Iterable[str | None]) -> bool:
    """Tell whether a visit's line can be disputed (again): not while one is open, nor after a rejection."""
    return all(outcome == ACCEPTED for outcome in outcomes)
