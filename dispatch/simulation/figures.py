"""What a day came to in figures, in all and by stars, district and hour."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import groupby
from typing import Any, Final, TypeVar

from dispatch.simulation.day import Day
from dispatch.simulation.outcome import End, EngineerOutcome, PlayedDay, RequestOutcome

HOUR_S: Final = 3600
OTHER_DISTRICT: Final = "-"
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the day's requests: how many, and how many of them were kept."""

    requests: int
    kept: int

    @property
    def kept_pct(self) -> float | None:
        """Promises kept in per cent; None where there was none to keep."""
        return 100 * self.kept / self.requests if self.requests else None

    def reaches(self, target_pct: float) -> bool:
        """Whether so many per cent were kept; of none, all were."""
        return self.kept_pct is None or self.kept_pct >= target_pct

    def __add__(self, other: Group) -> Group:
        return Group(self.requests + other.requests, self.kept + other.kept)


@dataclass(frozen=True, slots=True)
class StarGroup:
    """The engineers of one grade: heads, visits, and work and driving in per cent of their time on duty.

    Overtime counts, so that the two may come to more than 100.
    """

    engineers: int
    visits: int
    working_pct: float
    driving_pct: float


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day.  A request nobody reached is late and waits until the last shift ends.

    promise_cost: every promise broken counts one, and one more for each hour that somebody came late.
    p95_wait_min: nearest rank.  turned_round: first stops given up on the way.  utilisation_pct: driving and
    work within time on duty.  below_stars: visits by fewer stars than asked for, which only happens where
    the minimum was taken off.  by_min_stars: by the stars a request demands; by_stars: by the engineers' own.
    """

    requests: int
    kept: int
    late: int
    unreached: int
    kept_pct: float
    promise_cost: float
    late_min: float
    mean_wait_min: float
    p95_wait_min: float
    max_wait_min: float
    drive_min_per_visit: float
    turned_round: int
    utilisation_pct: float
    overtime_min: float
    decisions: int
    refused_orders: int
    below_stars: int = 0
    by_min_stars: Mapping[int, Group] = field(default_factory=dict)
    by_district: Mapping[str, Group] = field(default_factory=dict)
    by_hour: Mapping[int, Group] = field(default_factory=dict)
    by_stars: Mapping[int, StarGroup] = field(default_factory=dict)

    def numbers(self) -> dict[str, float]:
        """The plain figures by name, without the groups."""
        return {name: float(getattr(self, name)) for name in NUMBERS}

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return asdict(self)


NUMBERS: Final = tuple(one.name for one in fields(DayFigures) if not one.name.startswith("by_"))
"""Names of the plain figures."""


def figures_of(outcome: PlayedDay) -> DayFigures:
    """Measure a day."""
    end_s, requests = outcome.day.end_s, outcome.requests
    waits_s = sorted(one.wait_s(end_s) for one in requests)
    late_s = sum(max(0, one.wait_s(end_s) - one.promise_s) for one in requests)
    kept = sum(one.end is End.KEPT for one in requests)
    unreached = sum(one.end is End.UNREACHED for one in requests)
    crew = outcome.engineers
    return DayFigures(
        requests=len(requests),
        kept=kept,
        late=len(requests) - kept,
        unreached=unreached,
        kept_pct=100 * kept / len(requests) if requests else 100.0,
        promise_cost=len(requests) - kept + late_s / HOUR_S,
        late_min=late_s / 60,
        mean_wait_min=sum(waits_s) / len(waits_s) / 60 if waits_s else 0.0,
        p95_wait_min=nearest_rank(waits_s, 0.95) / 60,
        max_wait_min=max(waits_s, default=0) / 60,
        drive_min_per_visit=sum(e.driven_s for e in crew) / 60 / max(1, len(requests) - unreached),
        turned_round=sum(e.turned_round for e in crew),
        utilisation_pct=_share(sum(_busy_s(e) for e in crew), crew),
        overtime_min=sum(e.overtime_s for e in crew) / 60,
        decisions=outcome.decisions,
        refused_orders=len(outcome.refused),
        below_stars=_below_stars(outcome),
        by_min_stars=_grouped(requests, lambda one: one.request.min_stars),
        by_district=_grouped(requests, lambda one: one.request.district or OTHER_DISTRICT),
        by_hour=_grouped(requests, lambda one: hour_of(outcome.day, one.request.at_s)),
        by_stars=_by_stars(crew),
    )


def _below_stars(outcome: PlayedDay) -> int:
    stars = {one.member.id: one.member.stars for one in outcome.engineers}
    asked = ((one.engineer, one.request.asked_stars or one.request.min_stars) for one in outcome.requests)
    return sum(key is not None and stars[key] < least for key, least in asked)


def nearest_rank(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed; 0 of none."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def hour_of(day: Day, at_s: int) -> int:
    """Hour of the day, 0 to 23, where the day has a place in the week, else hours since its origin."""
    hours = at_s // HOUR_S
    return hours if day.week_hour is None else (day.week_hour + hours) % 24


def summed(groups: Iterable[Mapping[_Key, Group]]) -> dict[_Key, Group]:
    """The groups of several days, added up by key."""
    total: dict[_Key, Group] = {}
    for day in groups:
        for key, group in day.items():
            total[key] = total.get(key, Group(0, 0)) + group
    return total


def _grouped(requests: Iterable[RequestOutcome], key: Callable[[RequestOutcome], Any]) -> dict[Any, Group]:
    ordered = sorted(requests, key=key)
    found = {}
    for name, members in groupby(ordered, key=key):
        ends = [one.end for one in members]
        found[name] = Group(len(ends), sum(end is End.KEPT for end in ends))
    return found


def _by_stars(crew: Sequence[EngineerOutcome]) -> dict[int, StarGroup]:
    found = {}
    for stars in sorted({one.member.stars for one in crew}):
        these = [one for one in crew if one.member.stars == stars]
        found[stars] = StarGroup(
            engineers=len(these),
            visits=sum(one.visits for one in these),
            working_pct=_share(sum(one.worked_s for one in these), these),
            driving_pct=_share(sum(one.driven_s for one in these), these),
        )
    return found


def _busy_s(one: EngineerOutcome) -> int:
    return one.driven_s + one.worked_s - one.overtime_s


def _share(seconds: float, crew: Sequence[EngineerOutcome]) -> float:
    on_duty_s = sum(one.member.on_duty_s for one in crew)
    return 100 * seconds / on_duty_s if on_duty_s else 0.0
