"""The previews of quarters as programs get them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.stars.reads.standings import Months
from app.stars.rules.grade import Grade


def quarters_shown(quarters: Sequence[tuple[int, int, Months, Grade]]) -> list[dict[str, Any]]:
    """Return each quarter with its months, points and stars."""
    return [
        {
            "year": year,
            "quarter": number,
            "first_month": str(months.first),
            "last_month": str(months.last),
            **{name: getattr(one, name) for name in ("total", "low", "high", "stars")},
        }
        for year, number, months, one in quarters
    ]
