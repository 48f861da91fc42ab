"""Reads out of an address which scorecards are asked for and over which months; a link repeats the view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from app.kernel import UnitOfWork
from app.scorecards.reads.subjects import ScorecardSubject, subject
from app.scorecards.rules.figures import MonthSpan, Than
from app.scorecards.rules.kinds import MOST_BESIDE, ScorecardKind
from app.stars.pages.comparison import newest_month
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure
from app.stars.rules.months import LONGEST_SPAN, Month, month_of, read_month
from app.web.pages import lists

MONTHS_AT_FIRST = 12


@dataclass(frozen=True, slots=True)
class AskedCards:
    """Some of a kind side by side over a span; one alone may be compared with another span."""

    kind: ScorecardKind
    subjects: Sequence[ScorecardSubject]
    span: MonthSpan
    than: Than | None
    measure: Measure

    @property
    def address(self) -> dict[str, Any]:
        """Return what stands in the address of the view, for `url_for`."""
        found: dict[str, Any] = {"kind": str(self.kind), "id": [one.key for one in self.subjects]}
        found |= {"from": str(self.span.first), "to": str(self.span.last), "measure": str(self.measure)}
        return found | ({"than": str(self.than)} if self.than else {})


def read(uow: UnitOfWork, kind: str) -> AskedCards:
    """Read what is asked for; what cannot be read is as if not given, since people edit addresses.

    Raises:
        NotFound: one of those asked for is none, or the caller does not answer for it.
    """
    keys = list(dict.fromkeys(key.strip() for key in request.args.getlist("id") if key.strip()))
    found = [subject(uow, ScorecardKind(kind), key) for key in keys[:MOST_BESIDE]]
    than = lists.one_of("than", list(Than))
    measure = lists.one_of("measure", [*MEASURED_AT_VISITS]) or MEASURED_AT_VISITS[0]
    alone = len(found) == 1
    return AskedCards(
        ScorecardKind(kind),
        found,
        read_span(uow, request.args),
        Than(than) if than and alone else None,
        Measure(measure),
    )


def read_span(uow: UnitOfWork, said: Mapping[str, str]) -> MonthSpan:
    """Read the months; the twelve that end with the newest worked out where nothing is said."""
    newest = newest_month(uow)
    until = read_month(newest.month) if newest else None
    last = read_month(said.get("to", "")) or until or month_of(uow.now, "UTC")
    first = read_month(said.get("from", "")) or last.later(1 - MONTHS_AT_FIRST)
    return limited(first, last)


def limited(first: Month, last: Month) -> MonthSpan:
    """Return the span, the right way round and no longer than is shown at once."""
    first, last = min(first, last), max(first, last)
    return MonthSpan(max(first, last.later(1 - LONGEST_SPAN)), last)
