"""The rubric: which measures make a grade, how much each weighs, and what else a grade depends on.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.stars.rules.measured import Measure


class Graded(StrEnum):
    """Whom a rubric grades; it is the rubric's key as well."""

    ENGINEER = "engineer"
    PROVIDER = "provider"


class Side(StrEnum):
    """What lines are added up to: two sides of an engineer's grade, four of a provider's."""

    TECHNICAL = "technical"
    SERVICE = "service"
    CAPABILITY = "capability"
    DELIVERY = "delivery"
    CUSTOMERS = "customers"
    COMPLIANCE = "compliance"


class ProviderMeasure(StrEnum):
    """What is measured of a provider alone; shares lie between 0 and 1."""

    CERTIFIED_STAFF = "certified_staff"
    HOURS_COVERED = "hours_covered"
    PARTS_AT_HAND = "parts_at_hand"
    HOTLINE_ANSWERED = "hotline_answered"
    FORGED_RECORDS = "forged_records"
    """How many records were proven to be forged."""


class Direction(StrEnum):
    """Which values are better."""

    HIGHER = "higher"
    LOWER = "lower"


class VetoKind(StrEnum):
    """What no figure makes good (一票否决)."""

    FORGED_ARRIVAL = "forged_arrival"
    FORGED_EVIDENCE = "forged_evidence"
    """A photo or a signature."""
    PRIVATE_CHARGING = "private_charging"
    EXTORTED_PRAISE = "extorted_praise"
    DATA_LEAK = "data_leak"
    SAFETY = "safety"


class BonusKind(StrEnum):
    """What earns points on top."""

    ARTICLE = "article"
    COMMENDATION = "commendation"
    MENTORING = "mentoring"


SIDES: Mapping[Graded, Sequence[Side]] = {
    Graded.ENGINEER: (Side.TECHNICAL, Side.SERVICE),
    Graded.PROVIDER: (Side.CAPABILITY, Side.DELIVERY, Side.CUSTOMERS, Side.COMPLIANCE),
}
COUNTED = frozenset({ProviderMeasure.FORGED_RECORDS})
"""Measures that are numbers of cases: each case costs points."""

LOWER_IS_BETTER = frozenset[str]({Measure.TIME_AGAINST_EXPECTED, Measure.COMPLAINTS_UPHELD, *COUNTED})
_RANGES: Mapping[str, tuple[float, float]] = {
    Measure.TIME_AGAINST_EXPECTED: (0.1, 10.0),
    Measure.CUSTOMER_SCORE: (1.0, 5.0),
    Measure.COMPLAINTS_UPHELD: (0.0, 100.0),
    ProviderMeasure.FORGED_RECORDS: (0.0, 1000.0),
}
_FEW_WILL_DO = frozenset[str]({Measure.THEORY, Measure.PRACTICE, Measure.TRAINING_VALID, *ProviderMeasure})
LEAST_CASES = 10
"""Two visits, however they went, are no figure of anybody's work."""
FULL = 100.0


def measures_of(graded: Graded) -> Sequence[str]:
    """Return what the lines of a rubric can be about."""
    return (*Measure, *ProviderMeasure) if graded is Graded.PROVIDER else tuple(Measure)


def range_of(measure: str) -> tuple[float, float]:
    """Return the least and the greatest value of a measure."""
    return _RANGES.get(measure, (0.0, 1.0))


def direction_of(measure: str) -> Direction:
    """Return which values of a measure are better."""
    return Direction.LOWER if measure in LOWER_IS_BETTER else Direction.HIGHER


def least_cases_of(measure: str) -> int:
    """Return how many cases a line about a measure needs where its rubric says nothing of it."""
    return 1 if measure in _FEW_WILL_DO else LEAST_CASES


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One line: no points at `floor` and beyond, the whole `weight` from `target` on, a line between.

    Of a measure that counts cases, each case costs `each` points instead, and there is no floor or target.
    With fewer than `cases` cases there is too little data for the line, as if there were none.
    """

    measure: str
    side: Side
    weight: float
    direction: Direction
    floor: float = 0.0
    target: float = 0.0
    each: float = 0.0
    cases: int = 1


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points on top for each case of a kind."""

    kind: BonusKind
    points: float


@dataclass(frozen=True, slots=True)
class Veto:
    """What limits a grade to `most_stars`, whatever the points."""

    kind: VetoKind
    most_stars: int


@dataclass(frozen=True, slots=True)
class Cut:
    """From how many points on how many stars are held."""

    stars: int
    points: float


@dataclass(frozen=True, slots=True)
class FiveStars:
    """What five stars need besides the points: visits, every quarter's points, the interval's lower end."""

    visits: int
    quarter: float
    low: float


@dataclass(frozen=True, slots=True)
class Suspension:
    """After how many quarters in a row under how many points a suspension is proposed."""

    below: float
    quarters: int


@dataclass(frozen=True, slots=True)
class Rubric:
    """One version.

    provisional_below: with data for less weight than this the grade is provisional.  bonus_most: what all
    bonuses together can add.  cuts: the highest first; under the last there is one star.  cap: which share
    of all graded may hold five stars; None is off.  suspension: None where none is proposed.
    """

    key: Graded
    version: int
    lines: tuple[RubricLine, ...]
    cuts: tuple[Cut, ...]
    five_stars: FiveStars
    provisional_below: float
    bonus_most: float = 0.0
    bonuses: tuple[Bonus, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    cap: float | None = None
    suspension: Suspension | None = None

    def of(self, side: Side) -> tuple[RubricLine, ...]:
        """Return the lines of a side."""
        return tuple(line for line in self.lines if line.side is side)
