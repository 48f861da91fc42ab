"""What the figures of grades cost over two years of a company of 300: making them, the year, every page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from app.demo.server import Installation
from app.kernel.database import make_engine
from app.stars.tables import StarContribution
from tests.bench.desk import sign_in
from tests.bench.measure import timed
from tests.faults.processes import descendants

YEARS, ENGINEERS = 2, 300
TODAY = datetime.now(UTC).date()
YEAR = f"from={TODAY - timedelta(days=365)}&to={TODAY - timedelta(days=1)}"
PAGE_MS = {"postgresql": 1000.0, "sqlite": 3000.0}
YEAR_S, MEMORY_MB = 60.0, 1000.0
CALLS = 3

PAGES = (
    ("engineers side by side", "/stars"),
    ("engineers over the year", "/stars?span=year"),
    ("one engineer", "/stars/engineers/{engineer}"),
    ("one service provider", "/stars/providers/{provider}"),
    ("visits behind an engineer's figure", "/stars/engineers/{engineer}/visits?measure=no_repeat"),
    ("visits behind a provider's figure", "/stars/providers/{provider}/visits?measure=customer_score"),
    ("visits left out", "/stars/providers/{provider}/visits?measure=first_time_fix&shown=left_out"),
    ("proposed grade", "/stars/engineers/{engineer}/grade"),
    ("declarations", "/stars/declarations"),
    ("scorecard of an engineer", "/scorecards/engineer?id={engineer}&than=year"),
    ("scorecard of a provider", "/scorecards/provider?id={provider}&than=year"),
    ("scorecard of a kind of fault", "/scorecards/fault?id=network_down&than=year"),
    ("scorecard of a territory", "/scorecards/territory?id={territory}&than=year"),
    ("visits behind a territory's figure", "/scorecards/territory/visits?id={territory}&measure=no_repeat"),
    ("complaints by customer", "/scorecards/complaints?by=all"),
    ("report of a year by engineer", "/reports?by=engineer&{year}"),
    ("report of a year by territory", "/reports?by=territory&{year}"),
    ("report of a year by customer", "/reports?by=customer&{year}"),
    ("report of a year by fault", "/reports?by=fault&{year}"),
    ("report of a year by month", "/reports?by=month&{year}"),
    ("waits of a year by engineer", "/reports?topic=waits&by=engineer&{year}"),
    ("first repairs of a year by fault", "/reports?topic=&by=fault&{year}"),
    ("ratings of a year by engineer", "/reports?topic=ratings&by=engineer&{year}"),
    ("workload of a year", "/reports?topic=workload&{year}"),
    ("manager's overview", "/overview"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """What a command took."""

    seconds: float
    memory_mb: float
    said: str


def make(environment: Mapping[str, str], engineers: int, share: float) -> dict[str, Any]:
    """Make the years in an empty database; returns what that took."""
    asked = [f"--years={YEARS}", f"--engineers={engineers}", f"--share={share}", f"--until={TODAY}"]
    return _taken("the years made", ran(["fill", *asked], environment), None)


def work_out(environment: Mapping[str, str]) -> dict[str, Any]:
    """Work the years out; returns what that took."""
    began, last = TODAY - timedelta(days=365 * YEARS), TODAY - timedelta(days=1)
    worked = ran(["stars", "facts", f"--from={began:%Y-%m}", f"--to={last:%Y-%m}"], environment)
    return _taken("the years worked out", worked, YEAR_S)


def _taken(what: str, made: Made, limit_s: float | None) -> dict[str, Any]:
    return {
        "what": what,
        "seconds": made.seconds,
        "limit_s": limit_s,
        "memory_mb": made.memory_mb,
        "load": round(os.getloadavg()[0], 1),
    }


def measure(
    where: Installation, insert: Callable[[int], object], calls: int, kind: str
) -> list[dict[str, Any]]:
    """Time each page between two halves of the yardstick."""
    engineer, provider, territory = _busiest(where.database_url)
    named = {"engineer": engineer, "provider": provider, "territory": territory, "year": YEAR}
    found = []
    with httpx.Client(base_url=where.url, timeout=300) as browser:
        sign_in(browser, where)
        for name, address in PAGES:
            opened = address.format(**named)
            before = timed("bare insert", insert, 10)
            row: dict[str, Any] = {"page": name, "limit_ms": PAGE_MS[kind]}
            try:
                times = timed(name, lambda _, at=opened: browser.get(at).raise_for_status(), calls, warm=1)  # type: ignore[misc]
                row |= {"median_ms": round(times.median_ms, 1), "p95_ms": round(times.p95_ms, 1)}
            except (httpx.TransportError, httpx.HTTPStatusError) as failed:  # the other figures count still
                row["failed"] = str(failed).splitlines()[0]
            after = timed("bare insert", insert, 10)
            found.append(row | {"bare_median_ms": round((before.median_ms + after.median_ms) / 2, 2)})
    return found


def within(figures: Mapping[str, Any]) -> bool:
    """Whether every page came in time, and the commands kept their limits."""
    return all("failed" not in row and row["p95_ms"] <= row["limit_ms"] for row in figures["pages"]) and all(
        row["seconds"] <= (row["limit_s"] or row["seconds"]) and row["memory_mb"] <= MEMORY_MB
        for row in figures["made"]
    )


def tell(console: Console, database: str, figures: Mapping[str, Any]) -> None:
    """Print the figures beside the machine's yardstick."""
    for row in figures["made"]:
        limit = f" (limit {row['limit_s']:g} s)" if row["limit_s"] else ""
        console.print(
            f"{database}: {row['what']} in {row['seconds']:.1f} s{limit}, "
            f"at most {row['memory_mb']:.0f} MB (limit {MEMORY_MB:g} MB); "
            f"load {row['load']:g} on {os.cpu_count()} cores"
        )
    table = Table("page", "limit ms", "median ms", "p95 ms", "bare insert ms", title=f"on {database}")
    for row in figures["pages"]:
        told = [row["failed"], ""] if "failed" in row else [str(row["median_ms"]), str(row["p95_ms"])]
        table.add_row(row["page"], f"{row['limit_ms']:g}", *told, str(row["bare_median_ms"]))
    console.print(table)


def ran(arguments: list[str], environment: Mapping[str, str]) -> Made:
    """Run a command of the application; its memory is that of all its processes together."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        most, over = [0.0], Event()
        watch = Thread(target=_watch, args=(running.pid, most, over))
        watch.start()
        said = running.communicate()[0]
        over.set()
        watch.join()
    if running.returncode:
        raise RuntimeError(f"onehour {arguments[0]} ended with status {running.returncode}")
    return Made(round(time.perf_counter() - began, 1), round(most[0]), said)


def _watch(pid: int, most: list[float], over: Event) -> None:
    while not over.wait(0.2):
        most[0] = max(most[0], sum(map(_memory_mb, [pid, *descendants(pid)])))


def _memory_mb(pid: int) -> float:
    """What a process holds; what it shares with others counts in part."""
    with suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def _busiest(url: str) -> tuple[str, str, str]:
    """Return the engineer, the provider and the territory with the most visits."""
    engine = make_engine(url)
    found = []
    with engine.connect() as connection:
        for name in ("engineer_id", "provider_id", "territory_id"):
            column = getattr(StarContribution, name)
            most = select(column).where(column.is_not(None)).group_by(column).order_by(func.count().desc())
            found.append(str(connection.scalar(most.limit(1))))
    engine.dispose()
    return found[0], found[1], found[2]
