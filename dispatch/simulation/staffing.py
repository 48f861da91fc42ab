"""How many engineers keep the promise: the smallest crew of which that can be said with confidence.

The share of promises kept grows with the crew where crews are nested, so the search brackets the answer and
halves the bracket.  Few days find the neighbourhood, all days decide; every size meets the same days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from dispatch.simulation.figures import Group
from dispatch.simulation.intervals import CONFIDENCE, Interval, mean_interval, share_interval

Keep = Callable[[int, int], Sequence[Group]]
"""(crew size, days) → requests and promises kept on each of the first so many days."""

TARGETS: Final = (95.0, 98.0, 99.0)
_SCOUTING_SHARE: Final = 4
_FEWEST_SCOUTS: Final = 2
_FIRST_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class CrewFigures:
    """What a crew of `size` keeps, in per cent."""

    size: int
    kept_pct: Interval

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"engineers": self.size, "kept_pct": self.kept_pct.to_dict()}


@dataclass(frozen=True, slots=True)
class Answer:
    """For one target: `engineers` is the smallest crew whose whole interval lies at or above it.

    None where even the largest crew tried does not.  `one_fewer` is the crew just below, which does not.
    `too_few` is the largest crew tried of which the whole interval lies below the target: between the two the
    days that were played do not decide.  `good_days` of `days` reached the target, with Wilson's interval.
    """

    target_pct: float
    engineers: int | None
    kept_pct: Interval | None
    one_fewer: CrewFigures | None
    too_few: int | None
    good_days: int
    days: int

    @property
    def good_days_interval(self) -> tuple[float, float]:
        """The share of days that reach the target, 0 to 1."""
        return share_interval(self.good_days, self.days)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        low, high = self.good_days_interval
        return {
            "target_pct": self.target_pct,
            "engineers": self.engineers,
            "kept_pct": None if self.kept_pct is None else self.kept_pct.to_dict(),
            "one_fewer": None if self.one_fewer is None else self.one_fewer.to_dict(),
            "too_few": self.too_few,
            "good_days": self.good_days,
            "days": self.days,
            "good_days_pct": {"low": 100 * low, "high": 100 * high},
        }


@dataclass(frozen=True, slots=True)
class Staffing:
    """The answers, and every crew size that all days were played with."""

    answers: Sequence[Answer]
    tried: Sequence[CrewFigures]
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "confidence": self.confidence,
            "answers": [answer.to_dict() for answer in self.answers],
            "tried": [crew.to_dict() for crew in self.tried],
        }


def find_staffing(
    keep: Keep,
    days: int,
    targets: Sequence[float] = TARGETS,
    *,
    guess: int,
    most: int,
    confidence: float = CONFIDENCE,
) -> Staffing:
    """Find the smallest crew from 1 to `most` for each target in per cent.

    Raises ValueError for fewer than two days: one tells no spread.
    """
    if days < _FEWEST_SCOUTS:
        raise ValueError("at least two days")
    trials = _Trials(keep, days, confidence)
    answers = []
    near = min(max(1, guess), most)
    for target in sorted(targets):
        scouted = smallest(partial(trials.seems_enough, target), near, most, max(1, near // _FIRST_STEPS))
        near = scouted or most
        found = smallest(partial(trials.is_enough, target), near, most, 1)
        near = found or most
        answers.append(trials.answer(target, found, most))
    return Staffing(answers, trials.tried(), confidence)


def kept_interval(days: Sequence[Group], confidence: float = CONFIDENCE) -> Interval:
    """Promises kept a day in per cent, with an interval within 0 to 100.

    Student's interval over the days, widened to Wilson's over the requests where that reaches further: days
    on which everything was kept do not vary, and yet do not prove that nothing is ever late.
    """
    total = sum(days, Group(0, 0))
    found = mean_interval([100.0 if one.kept_pct is None else one.kept_pct for one in days], confidence)
    if found.low is None or found.high is None or not total.requests:
        return found
    low, high = (100 * bound for bound in share_interval(total.kept, total.requests, confidence))
    return replace(found, low=max(0.0, min(found.low, low)), high=min(100.0, max(found.high, high)))


def smallest(enough: Callable[[int], bool], start: int, most: int, step: int) -> int | None:
    """The smallest n in 1…most with `enough(n)`, which once true stays true; None where none is.

    Doubles its steps away from `start` until the answer is bracketed, then halves (Bentley and Yao, 1976).
    """
    low, high = 0, most + 1  # low is not enough, high is: both by convention until found
    at = start
    while low + 1 < high:
        if enough(at):
            high = at
        else:
            low = at
        if low > 0 and high <= most:
            at = (low + high) // 2
        else:
            at = min(most, low + step) if low > 0 else max(1, high - step)
            step *= 2
    return high if high <= most else None


class _Trials:
    """Crew sizes played so far; a size is played once for few days and once for all."""

    def __init__(self, keep: Keep, days: int, confidence: float) -> None:
        self._keep, self._days, self._confidence = keep, days, confidence
        self._scouts = max(_FEWEST_SCOUTS, days // _SCOUTING_SHARE)
        self._kept: dict[tuple[int, int], Sequence[Group]] = {}

    def seems_enough(self, target: float, size: int) -> bool:
        """Whether the mean of few days reaches the target."""
        return self._interval(size, self._scouts).mean >= target

    def is_enough(self, target: float, size: int) -> bool:
        """Whether the interval over all days lies at or above the target."""
        low = self._interval(size).low
        return low is not None and low >= target

    def tried(self) -> list[CrewFigures]:
        """All sizes that all days were played with, in order."""
        sizes = sorted(size for size, days in self._kept if days == self._days)
        return [CrewFigures(size, self._interval(size)) for size in sizes]

    def answer(self, target: float, found: int | None, most: int) -> Answer:
        """Put together what is known about one target."""
        shown = most if found is None else found
        kept = self._played(shown, self._days)
        below = [
            crew for crew in self.tried() if crew.kept_pct.high is not None and crew.kept_pct.high < target
        ]
        fewer = None if found is None or found == 1 else CrewFigures(found - 1, self._interval(found - 1))
        return Answer(
            target_pct=target,
            engineers=found,
            kept_pct=self._interval(shown),
            one_fewer=fewer,
            too_few=max((crew.size for crew in below), default=None),
            good_days=sum(one.reaches(target) for one in kept),
            days=len(kept),
        )

    def _interval(self, size: int, days: int | None = None) -> Interval:
        return kept_interval(self._played(size, days or self._days), self._confidence)

    def _played(self, size: int, days: int) -> Sequence[Group]:
        if (size, days) not in self._kept:
            self._kept[size, days] = self._keep(size, days)
        return self._kept[size, days]
