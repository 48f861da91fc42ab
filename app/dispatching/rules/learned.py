"""What closed visits teach of each grade: how long its work takes, how often it is done at once.  Pure.

Service time is modelled as expected seconds × a factor of the grade × a factor of the kind of fault.  Each
factor is a mean of ratios (seconds on site ÷ expected), shrunk to its default by empirical Bayes (Efron and
Morris 1975; Morris 1983): value = default + B (mean − default), B = τ²/(τ² + v), where v is the mean's own
variance and τ², how far grades truly lie from their defaults, is estimated from all of them by moments.
Visits of one engineer resemble each other, so v counts engineers as well as visits (one-way random effects;
Searle, Casella and McCulloch 1992): v = σ_b² Σw² + σ_w²/n, w being the engineers' shares of the visits.  A
grade held by one engineer thus says little, however much he works.

First-time fix is a share with a beta prior about the share of all grades, worth as many visits as the spread
of the grades suggests (method of moments; Casella 1985), `FEWEST_PRIOR` at least.  Visits are not evened out
for their work here (that is `app.stars`): the planner asks what to expect of whom it sends to such work.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from dispatch.model.stars import MAX_STARS, MIN_STARS, SERVICE_FACTOR

Key = TypeVar("Key", int, str)

FEWEST_OF_FAULT = 30
"""Visits of a kind of fault below which nothing of its own is learned."""

FEWEST_PRIOR, MOST_PRIOR = 20.0, 2000.0
"""How many visits the share of all grades is worth at least, and at most."""

LEAST_RATIO, MOST_RATIO = 0.1, 5.0
"""Ratios beyond are a forgotten phone or a wrong expectation, and are taken for these."""

LEAST_TAU2 = 0.02**2
"""Grades differ from their defaults by two hundredths at least: with visits enough, the visits win."""

Z80 = 1.2816


class LearnedMeasure(StrEnum):
    """What is learned."""

    TIME = "time"
    FIX = "fix"


@dataclass(frozen=True, slots=True)
class Seen:
    """One closed visit: the stars held then, time on site ÷ expected and whether it was done at once.

    Either is None where the visit does not say.
    """

    at: datetime
    engineer_id: UUID
    stars: int
    fault_code: str
    ratio: float | None
    fixed: bool | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned of a grade (`fault_code` blank) or a kind of fault (`stars` 0)."""

    measure: LearnedMeasure
    stars: int
    fault_code: str
    visits: int
    engineers: int
    raw: float
    value: float
    low: float
    high: float
    default: float
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class _Group:
    """Figures of one grade or fault, by engineer."""

    figures: Mapping[UUID, Sequence[float]]
    ats: Sequence[datetime]

    @property
    def n(self) -> int:
        return sum(map(len, self.figures.values()))

    @property
    def mean(self) -> float:
        return math.fsum(x for one in self.figures.values() for x in one) / self.n

    @property
    def concentration(self) -> float:
        """Σw²: 1 where one engineer made all visits."""
        return math.fsum((len(one) / self.n) ** 2 for one in self.figures.values())


def lessons(seen: Sequence[Seen]) -> list[Lesson]:
    """Return what the visits teach, in a fixed order."""
    return [*_times(seen), *_fixes(seen)]


def _times(seen: Sequence[Seen]) -> list[Lesson]:
    timed = [one for one in seen if one.ratio is not None]
    by_star = _grouped((one.stars, one, _bounded(one.ratio)) for one in timed)
    of_stars = _shrunk(by_star, SERVICE_FACTOR)
    factor = {stars: told.value for stars, told in of_stars.items()}
    by_fault = _grouped((one.fault_code, one, _bounded(one.ratio) / factor[one.stars]) for one in timed)
    many = {key: group for key, group in by_fault.items() if group.n >= FEWEST_OF_FAULT}
    of_faults = _shrunk(many, dict.fromkeys(many, 1.0))
    return [
        *(
            _lesson(LearnedMeasure.TIME, stars, "", by_star[stars], of_stars[stars])
            for stars in sorted(of_stars)
        ),
        *(_lesson(LearnedMeasure.TIME, 0, key, many[key], of_faults[key]) for key in sorted(of_faults)),
    ]


def _fixes(seen: Sequence[Seen]) -> list[Lesson]:
    told = [one for one in seen if one.fixed is not None]
    if not told:
        return []
    groups = _grouped((one.stars, one, float(bool(one.fixed))) for one in told)
    # One of either beside what was seen: three visits that were done at once do not prove that all are.
    overall = (1 + math.fsum(float(bool(one.fixed)) for one in told)) / (2 + len(told))
    prior = _prior_visits(groups.values(), overall)
    return [
        _lesson(LearnedMeasure.FIX, stars, "", groups[stars], _beta(groups[stars], overall, prior))
        for stars in sorted(groups)
    ]


@dataclass(frozen=True, slots=True)
class _Told:
    default: float
    value: float
    low: float
    high: float


def _shrunk(groups: Mapping[Key, _Group], defaults: Mapping[Key, float]) -> dict[Key, _Told]:
    within, between = _components(groups.values())
    errors = {key: between * one.concentration + within / one.n for key, one in groups.items()}
    tau2 = _tau2([(one.mean - defaults[key], errors[key]) for key, one in groups.items()])
    found = {}
    for key, one in groups.items():
        kept = tau2 / (tau2 + errors[key]) if errors[key] > 0 else 1.0
        value = defaults[key] + kept * (one.mean - defaults[key])
        half = Z80 * math.sqrt(kept * errors[key])
        found[key] = _Told(defaults[key], value, max(LEAST_RATIO, value - half), value + half)
    return found


def _components(groups: Collection[_Group]) -> tuple[float, float]:
    """Return the variance within engineers, and that between engineers of a group, by moments.

    Where no engineer made two visits the first is that of ratios in general, 0.25.
    """
    inside = freedom = 0.0
    for one in groups:
        for figures in one.figures.values():
            mean = math.fsum(figures) / len(figures)
            inside += math.fsum((x - mean) ** 2 for x in figures)
            freedom += len(figures) - 1
    within = inside / freedom if freedom else 0.25
    outside = spare = scale = 0.0
    for one in groups:
        sizes = [len(figures) for figures in one.figures.values()]
        means = [math.fsum(figures) / len(figures) for figures in one.figures.values()]
        outside += math.fsum(n * (m - one.mean) ** 2 for n, m in zip(sizes, means, strict=True))
        spare += len(sizes) - 1
        scale += one.n - math.fsum(n * n for n in sizes) / one.n
    between = max(0.0, (outside - spare * within) / scale) if scale else within / 10
    return within, between


def _tau2(apart: Sequence[tuple[float, float]]) -> float:
    """Return how far the groups truly lie from their defaults, squared, by weighted moments."""
    if not apart:
        return LEAST_TAU2
    weights = [1 / (LEAST_TAU2 + error) for _, error in apart]
    told = math.fsum(w * (d * d - error) for w, (d, error) in zip(weights, apart, strict=True))
    return max(LEAST_TAU2, told / math.fsum(weights))


def _prior_visits(groups: Collection[_Group], overall: float) -> float:
    noise = overall * (1 - overall)
    if noise <= 0 or len(groups) == 1:
        return FEWEST_PRIOR
    spread = math.fsum(one.n * (one.mean - overall) ** 2 - noise for one in groups)
    spread /= math.fsum(one.n for one in groups)
    return min(MOST_PRIOR, max(FEWEST_PRIOR, noise / spread - 1)) if spread > 0 else MOST_PRIOR


def _beta(group: _Group, overall: float, prior: float) -> _Told:
    weight = group.n + prior
    value = (group.mean * group.n + overall * prior) / weight
    half = Z80 * math.sqrt(value * (1 - value) / weight)
    return _Told(overall, value, max(0.0, value - half), min(1.0, value + half))


def _grouped(told: Iterable[tuple[Key, Seen, float]]) -> dict[Key, _Group]:
    figures: dict[Key, dict[UUID, list[float]]] = defaultdict(lambda: defaultdict(list))
    ats: dict[Key, list[datetime]] = defaultdict(list)
    for key, one, figure in told:
        figures[key][one.engineer_id].append(figure)
        ats[key].append(one.at)
    return {key: _Group(dict(by), ats[key]) for key, by in figures.items()}


def _bounded(ratio: float | None) -> float:
    return min(MOST_RATIO, max(LEAST_RATIO, ratio or 0.0))


def _lesson(
    measure: LearnedMeasure, stars: int | str, fault: int | str, group: _Group, told: _Told
) -> Lesson:
    return Lesson(
        measure=measure,
        stars=int(stars),
        fault_code=str(fault),
        visits=group.n,
        engineers=len(group.figures),
        raw=round(group.mean, 6),
        value=round(told.value, 6),
        low=round(told.low, 6),
        high=round(told.high, 6),
        default=round(told.default, 6),
        first_at=min(group.ats),
        last_at=max(group.ats),
    )


def stars_then(
    changes: Sequence[tuple[datetime, int]], now: int, *, since_made: bool, at: datetime
) -> int | None:
    """Return the stars held at an instant, by the grade's `changes` in order and the grade `now`.

    `since_made`: the first change is what the engineer was put on record with.  None where it is not known:
    before the first change of a grade whose beginning was not noted.
    """
    if not changes:
        return now
    held = [stars for when, stars in changes if when <= at]
    if held:
        return held[-1]
    return changes[0][1] if since_made else None


@dataclass(frozen=True)
class StarFactors:
    """What the planner reckons with: a factor of expected service by grade, and one by kind of fault."""

    by_stars: Mapping[int, float]
    by_fault: Mapping[str, float]
    fix_by_stars: Mapping[int, float]

    def expected_s(self, expected_s: int, fault_code: str) -> int:
        """Return the seconds that are expected of a kind of fault, whoever comes."""
        return max(1, round(expected_s * self.by_fault.get(fault_code, 1.0)))

    def service_s(self, expected_s: int, fault_code: str, stars: int) -> int:
        """Return the seconds that are expected of an engineer of so many stars."""
        return math.ceil(self.expected_s(expected_s, fault_code) * self.by_stars.get(stars, 1.0))


AS_GIVEN = StarFactors(SERVICE_FACTOR, {}, {})
"""Nothing is learned: the engine's defaults."""


def factors_of(lessons: Iterable[Lesson]) -> StarFactors:
    """Return what the planner reckons with; a grade that nothing was learned of keeps its default."""
    told = list(lessons)
    times = [one for one in told if one.measure == LearnedMeasure.TIME]
    fixes = [one for one in told if one.measure == LearnedMeasure.FIX]
    by_stars = dict(SERVICE_FACTOR) | {one.stars: one.value for one in times if not one.fault_code}
    return StarFactors(
        {stars: by_stars[stars] for stars in range(MIN_STARS, MAX_STARS + 1)},
        {one.fault_code: one.value for one in times if one.fault_code},
        {one.stars: one.value for one in fixes},
    )
