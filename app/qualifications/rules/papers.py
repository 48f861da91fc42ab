"""Whether somebody's papers let him use a skill on a day, and when their end is told.  Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.model.problem import BarCode

WARNED = timedelta(days=60)
"""So long before a certificate ends its holder and his manager are told."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, the first and the last included; None has no end."""

    begins: date
    ends: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether the day lies within."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class CarryingKind:
    """A kind of certificate that carries the skill; `required`: without one it is not used."""

    key: Hashable
    required: bool


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A certificate of a kind."""

    kind: Hashable
    span: Span


Why = tuple[BarCode, date | None]
"""A refusal's code, and the day since or until when; None has none."""


def why_not(
    day: date, kinds: Iterable[CarryingKind], held: Sequence[HeldPaper], suspended: Iterable[Span]
) -> Why | None:
    """Return why a skill may not be used that day: suspended, else expired, else missing; None if it may.

    Of each kind that carries the skill the newest certificate counts.  One that has run out bars even where
    the kind is not required: somebody found that the skill is to be certified, and it no longer is.  One that
    begins later is as if there were none.
    """
    if now := [span for span in suspended if span.holds_on(day)]:
        ends = [span.ends for span in now]
        return "skill_suspended", None if None in ends else max(filter(None, ends))
    missing = False
    for kind in kinds:
        own = [paper.span for paper in held if paper.kind == kind.key]
        if any(span.holds_on(day) for span in own):
            continue
        if over := [span.ends for span in own if span.ends is not None and span.ends < day]:
            return "certificate_expired", max(over)
        missing = missing or kind.required
    return ("certificate_missing", None) if missing else None


def is_to_be_told(ends: date | None, today: date) -> bool:
    """Tell whether the end of a certificate is near enough, or past."""
    return ends is not None and ends <= today + WARNED
