"""The figures of the day: told by the application, and checked against what the players saw."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from statistics import fmean
from typing import Any

from app.demo.case import Case, Casebook
from app.demo.client import Door
from app.demo.play import Play
from app.demo.world import Day

OUTCOMES = ("kept_proven", "kept_by_office", "kept_plausible", "unsettled", "solved_remotely")
_TOLERANCE_MIN = 1 / 60
GREAT_CIRCLE = "great_circle"


@dataclass(frozen=True, slots=True)
class Effort:
    """What the day took: HTTP calls by route, how many were repeats, and seconds by the wall clock."""

    calls: dict[str, int]
    repeats: int
    wall_s: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from the request to the first engineer's arrival; None where nobody arrived anywhere."""

    mean: float | None
    p95: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """One day in figures; `unfinished` are the codes of requests that reached no end.

    `disagreements` are figures of the application that the players saw differently; there must be none.
    Cancelled requests count neither as kept nor as broken; `cancelled_late` of them were called off after
    the promise had been broken.  `outcomes` tells kept apart by what proves it, and what is neither.
    `roads` are what drives really took: great circles, or the road engine at this address; `planning` is the
    travel model that the application planned with.
    """

    day: str
    engineers: int
    requests: int
    cancelled: int
    cancelled_late: int
    kept: int
    broken: int
    outcomes: dict[str, int]
    wait_min: Waits
    breaches_by_stage: dict[str, int]
    visits_by_star: dict[int, int]
    first_time_fix_pct: float | None
    unfinished: list[str]
    happened: dict[str, int]
    calls: dict[str, int]
    repeated_calls: int
    wall_s: float
    simulated_h: float
    disagreements: list[str] = field(default_factory=list)
    roads: str = GREAT_CIRCLE
    planning: str = GREAT_CIRCLE

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


def make_report(admin: Door, day: Day, party: Play, effort: Effort) -> Report:
    """Ask the application for the day's figures and check them."""
    told = admin.get("/api/v1/reports/promises")
    unfinished = admin.every("/api/v1/service-requests", {"open": "true"})
    report = Report(
        day=day.name,
        engineers=len(day.city.crew),
        requests=told["requests"],
        cancelled=told["cancelled"],
        cancelled_late=told["cancelled_late"],
        kept=told["kept"],
        broken=told["broken"],
        outcomes={name: told[name] for name in OUTCOMES},
        wait_min=Waits(**{name: told["wait_min"][name] for name in ("mean", "p95", "longest")}),
        breaches_by_stage=dict(told["breaches_by_stage"]),
        visits_by_star={int(stars): count for stars, count in told["visits_by_star"].items()},
        first_time_fix_pct=told["first_time_fix_pct"],
        unfinished=sorted(row["code"] for row in unfinished),
        happened=party.happened,
        calls=dict(sorted(effort.calls.items())),
        repeated_calls=effort.repeats,
        wall_s=round(effort.wall_s, 1),
        simulated_h=round((party.now - day.starts_at).total_seconds() / 3600, 2),
    )
    return replace(report, disagreements=cross_check(report, told["not_ended"], party.book, party.now))


def cross_check(report: Report, not_ended: int, book: Casebook, now: datetime) -> list[str]:
    """Compare what the application says with what the players saw; name every figure that differs."""
    cases = list(book.cases.values())
    arrived = [case for case in cases if case.state != "cancelled" and case.on_site_at]
    waits_min = [_wait_min(case) for case in arrived]
    pairs: dict[str, tuple[object, object]] = {
        "requests": (report.requests, len(cases)),
        "not ended": (not_ended, len(report.unfinished)),
        "cancelled": (report.cancelled, sum(case.state == "cancelled" for case in cases)),
        "kept or unsettled": (
            report.kept + report.outcomes["unsettled"],
            sum(case.kept is True for case in arrived),
        ),
        "kept": (report.kept, sum(count for name, count in report.outcomes.items() if name[:4] == "kept")),
        "broken": (report.broken, sum(_is_broken(case, now) for case in cases)),
        "visits by star": ({k: v for k, v in report.visits_by_star.items() if v}, _visits_by_star(cases)),
        "mean wait": (report.wait_min.mean, fmean(waits_min) if waits_min else None),
        "longest wait": (report.wait_min.longest, max(waits_min, default=None)),
    }
    return [
        f"{name}: told {told}, seen {seen}" for name, (told, seen) in pairs.items() if not _same(told, seen)
    ]


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
