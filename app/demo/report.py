"""The figures of the day: told by the application, and checked against what the players saw."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from statistics import fmean
from typing import Any

from app.demo.case import KEPT_BY, Case, Casebook, Lie
from app.demo.moments import Moment

SETTLEMENTS = ("arrived", "not_arrived")
OUTCOMES = ("kept_proven", "kept_by_office", "kept_plausible", "unsettled", "solved_remotely")
_TOLERANCE_MIN = 1 / 60
GREAT_CIRCLE = "great_circle"


@dataclass(frozen=True, slots=True)
class DayWaits:
    """Minutes from the request to the first engineer's arrival; None where nobody arrived anywhere."""

    mean: float | None
    p95: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class DayReport:
    """One day in figures; `unfinished` are the codes of requests that reached no end.

    `disagreements` are figures of the application that the players saw differently; there must be none.
    Cancelled requests count neither as kept nor as broken; `cancelled_late` of them were called off after
    the promise had been broken.  `outcomes` tells kept apart by what proves it, and what is neither.
    `doubtful` are the arrivals that were an alert for what they were worth; `settled` is what the office made
    of them, by its word.  `moments` are what there is to look at.
    `roads` are what drives really took: great circles, or the road engine at this address; `planning` is the
    travel model that the application planned with, `expecting` whether it reckoned with requests that may
    come.
    """

    day: str
    engineers: int
    requests: int
    cancelled: int
    cancelled_late: int
    kept: int
    broken: int
    outcomes: dict[str, int]
    doubtful: int
    settled: dict[str, int]
    wait_min: DayWaits
    breaches_by_stage: dict[str, int]
    visits_by_star: dict[int, int]
    first_time_fix_pct: float | None
    unfinished: list[str]
    happened: dict[str, int]
    calls: dict[str, int]
    repeated_calls: int
    wall_s: float
    simulated_h: float
    moments: list[Moment] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    roads: str = GREAT_CIRCLE
    planning: str = GREAT_CIRCLE
    expecting: bool = True

    @property
    def is_sound(self) -> bool:
        """Whether every request came to an end, and the figures can be trusted."""
        return not self.unfinished and not self.disagreements

    @property
    def kept_pct(self) -> float | None:
        """Promises kept in per cent of those that were due; None where none was."""
        due = self.kept + self.broken
        return round(100 * self.kept / due, 1) if due else None

    def to_json(self) -> str:
        """Return the report as JSON."""
        shown: dict[str, Any] = asdict(self) | {
            "kept_pct": self.kept_pct,
            "calls_total": sum(self.calls.values()),
            "is_sound": self.is_sound,
        }
        return json.dumps(shown, ensure_ascii=False, indent=2, sort_keys=True)


def cross_check(report: DayReport, not_ended: int, book: Casebook, now: datetime) -> list[str]:
    """Compare what the application says with what the players saw; name every figure that differs."""
    cases = list(book.cases.values())
    arrived = [case for case in cases if case.state != "cancelled" and case.on_site_at]
    came_to = Counter(case.kept_as for case in arrived)
    waits_min = [_wait_min(case) for case in arrived]
    pairs: dict[str, tuple[object, object]] = {
        "requests": (report.requests, len(cases)),
        "not ended": (not_ended, len(report.unfinished)),
        "cancelled": (report.cancelled, sum(case.state == "cancelled" for case in cases)),
        "kept": (report.kept, sum(count for name, count in report.outcomes.items() if name[:4] == "kept")),
        **{name.replace("_", " "): (report.outcomes[name], came_to[name]) for name in KEPT_BY.values()},
        **{
            f"settled as {name.replace('_', ' ')}": (report.settled[name], book.settled[name])
            for name in SETTLEMENTS
        },
        "lies that nobody found out": (0, sum(_stands(lie, book) for lie in book.lies)),
        "broken": (report.broken, sum(_is_broken(case, now) for case in cases)),
        "visits by star": ({k: v for k, v in report.visits_by_star.items() if v}, _visits_by_star(cases)),
        "mean wait": (report.wait_min.mean, fmean(waits_min) if waits_min else None),
        "longest wait": (report.wait_min.longest, max(waits_min, default=None)),
    }
    return [
        f"{name}: told {told}, seen {seen}" for name, (told, seen) in pairs.items() if not _same(told, seen)
    ]


def _stands(lie: Lie, book: Casebook) -> bool:
    return not lie.found_out and book[lie.request_id].state != "cancelled"


def _wait_min(case: Case) -> float:
    return (case.on_site_at - case.requested_at).total_seconds() / 60 if case.on_site_at else 0.0


def _is_broken(case: Case, now: datetime) -> bool:
    """Tell whether somebody came late, or nobody has come and it is late by now."""
    return case.state != "cancelled" and (case.on_site_at or now) > case.due_at


def _visits_by_star(cases: Sequence[Case]) -> dict[int, int]:
    return dict(Counter(visit.stars for case in cases for visit in case.visits))


def _same(told: object, seen: object) -> bool:
    if isinstance(told, float) and isinstance(seen, float):
        return abs(told - seen) <= _TOLERANCE_MIN
    return told == seen
