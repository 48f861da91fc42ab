"""What the application tells of the day, asked through its API when the day is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.demo.client import Door
from app.demo.moments import moments
from app.demo.play import Play
from app.demo.players.doubts import RUNG
from app.demo.report import OUTCOMES, SETTLEMENTS, DayReport, DayWaits, cross_check
from app.demo.world import Day

_FIRST = "0-0"
"""The cursor before the first event."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What the day took: HTTP calls by route, how many were repeats, and seconds by the wall clock."""

    calls: dict[str, int]
    repeats: int
    wall_s: float


def make_report(admin: Door, day: Day, party: Play, effort: Effort) -> DayReport:
    """Ask the application for the day's figures and check them."""
    told = admin.get("/api/v1/reports/promises")
    unfinished = admin.every("/api/v1/service-requests", {"open": "true"})
    alerts = admin.every("/api/v1/alerts")
    doubted = [alert for alert in alerts if alert["rung"] == RUNG]
    report = DayReport(
        day=day.name,
        engineers=len(day.city.crew),
        requests=told["requests"],
        cancelled=told["cancelled"],
        cancelled_late=told["cancelled_late"],
        kept=told["kept"],
        broken=told["broken"],
        outcomes={name: told[name] for name in OUTCOMES},
        doubtful=len(doubted),
        settled=_settled(admin, {alert["request_id"] for alert in doubted}),
        wait_min=DayWaits(**{name: told["wait_min"][name] for name in ("mean", "p95", "longest")}),
        breaches_by_stage=dict(told["breaches_by_stage"]),
        visits_by_star={int(stars): count for stars, count in told["visits_by_star"].items()},
        first_time_fix_pct=told["first_time_fix_pct"],
        unfinished=sorted(row["code"] for row in unfinished),
        happened=party.happened,
        calls=dict(sorted(effort.calls.items())),
        repeated_calls=effort.repeats,
        wall_s=round(effort.wall_s, 1),
        moments=moments(admin, day, party.book, alerts),
        simulated_h=round((party.now - day.starts_at).total_seconds() / 3600, 2),
    )
    return replace(report, disagreements=cross_check(report, told["not_ended"], party.book, party.now))


def _settled(admin: Door, request_ids: Iterable[str]) -> dict[str, int]:
    """Count what the ledger tells of these requests: which arrivals a person settled, and how."""
    counted = Counter(
        event["data"]["decision"]
        for request_id in request_ids
        for event in _events(admin, request_id)
        if event["kind"] == "arrival.settled"
    )
    return {name: counted[name] for name in SETTLEMENTS}


def _events(admin: Door, request_id: str) -> Iterator[dict[str, Any]]:
    cursor, more = _FIRST, True
    while more:
        page = admin.get("/api/v1/events", {"request_id": request_id, "after": cursor})
        yield from page["events"]
        cursor, more = page["cursor"], page["more"]
