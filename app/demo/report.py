"""The figures of the day: told by the application, and checked against what the players saw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from app.demo.case import Case, Casebook
from app.demo.client import Door
from app.demo.errors import DemoError
from app.demo.play import Play
from app.demo.world import Day

_TOLERANCE_S = 1.0
ENDED = frozenset({"resolved", "followed_up", "closed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Effort:
    """What the day took: HTTP calls by route, how many were repeats, and seconds by the wall clock."""

    calls: dict[str, int]
    repeats: int
    wall_s: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from the request to the engineer's arrival."""

    mean: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class Report:
    """One day in figures; `unfinished` are the codes of requests that reached no end."""

    day: str
    engineers: int
    requests: int
    cancelled: int
    kept: int
    broken: int
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

    @property
    def is_complete(self) -> bool:
        """Whether every request came to an end."""
        return not self.unfinished

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
            "is_complete": self.is_complete,
        }
        return json.dumps(shown, ensure_ascii=False, indent=2, sort_keys=True)


def make_report(admin: Door, day: Day, party: Play, effort: Effort) -> Report:
    """Ask the application for the day's figures and check them.

    Raises:
        DemoError: the application's figures are not those that the players saw.
    """
    told = admin.get("/api/v1/reports/promises")
    rows = admin.every("/api/v1/service-requests")
    report = Report(
        day=day.name,
        engineers=len(day.city.crew),
        requests=told["requests"],
        cancelled=told["cancelled"],
        kept=told["kept"],
        broken=told["broken"],
        wait_min=Waits(**{name: told["wait_min"][name] for name in ("mean", "p95", "longest")}),
        breaches_by_stage=dict(told["breaches_by_stage"]),
        visits_by_star={int(stars): count for stars, count in told["visits_by_star"].items()},
        first_time_fix_pct=told["first_time_fix_pct"],
        unfinished=sorted(row["code"] for row in rows if row["state"] not in ENDED),
        happened=party.happened,
        calls=dict(sorted(effort.calls.items())),
        repeated_calls=effort.repeats,
        wall_s=round(effort.wall_s, 1),
        simulated_h=round((party.now - day.starts_at).total_seconds() / 3600, 2),
    )
    cross_check(report, rows, party.book)
    return report


def cross_check(report: Report, rows: list[Mapping[str, Any]], book: Casebook) -> None:
    """Compare what the application says with what the players saw.

    Raises:
        DemoError: they disagree; the message names every figure.
    """
    cases = list(book.cases.values())
    arrived = [case for case in cases if case.state != "cancelled" and case.on_site_at]
    waits_s = [_wait_s(case) for case in arrived]
    by_star: dict[int, int] = {}
    for case in cases:
        for visit in case.visits:
            by_star[visit.stars] = by_star.get(visit.stars, 0) + 1
    pairs = {
        "requests": (report.requests, len(cases)),
        "requests listed": (len({row["id"] for row in rows}), len(cases)),
        "cancelled": (report.cancelled, sum(case.state == "cancelled" for case in cases)),
        "kept": (report.kept, sum(case.kept is True for case in arrived)),
        "broken": (report.broken, sum(case.kept is False for case in arrived)),
        "visits by star": ({k: v for k, v in report.visits_by_star.items() if v}, by_star),
        "mean wait": (report.wait_min.mean * 60, fmean(waits_s) if waits_s else 0.0),
        "longest wait": (report.wait_min.longest * 60, max(waits_s, default=0.0)),
    }
    wrong = [
        f"{name}: told {told}, seen {seen}" for name, (told, seen) in pairs.items() if not _same(told, seen)
    ]
    if wrong:
        raise DemoError("The application's figures are not what the players saw. " + "; ".join(wrong))


def _wait_s(case: Case) -> float:
    return (case.on_site_at - case.requested_at).total_seconds() if case.on_site_at else 0.0


def _same(told: object, seen: object) -> bool:
    if isinstance(told, float) and isinstance(seen, float):
        return abs(told - seen) <= _TOLERANCE_S
    return told == seen
