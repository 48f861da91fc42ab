"""`./run bench`: what the application costs.

`api` stands beside a bare Flask endpoint with one insert; `anonymous` measures what a stranger's requests
cost the processor, `desk` what pages cost in a company of years, and `stars` what the figures of grades do
over two of them; these three end with status 1 where one is over the limit.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Barrier, Lock
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from uuid_utils.compat import uuid7

from app.cli.seed import CITY_PASSWORD
from app.demo.server import ADMIN_LOGIN, HOST, Installation, free_port
from app.shell import migrate
from tests.bench import anonymous, bare, desk, stars
from tests.bench.homecoming import Field, homecoming
from tests.bench.measure import Times, paced, timed
from tests.bench.streams import Screens
from tests.faults.processes import Fleet, Part
from tests.support.databases import PostgresDatabases
from tests.support.postgres import postgres_server

WEB_PROCESSES = 2
STREAMS = 200
RATE_PER_S = 20.0
BATCH = 10
CALLS = 60
STRANGERS_CALLS = 8


@dataclass(frozen=True, slots=True)
class Bench:
    """Signed-in clients of a running installation, and of the yardstick beside it."""

    desk: httpx.Client
    phone: httpx.Client
    yardstick: httpx.Client
    stream: str
    sites: list[dict[str, Any]]
    where: Installation


def main(arguments: list[str]) -> int:
    """Measure, and print a table; tells the exit status."""
    options = _options(arguments)
    console = Console(highlight=False)
    if options.what == "anonymous":
        figures = anonymous.measure(options.database or "sqlite", options.calls or STRANGERS_CALLS)
        within = anonymous.tell(console, figures)
    elif options.what == "desk":
        figures = _desk(options)
        within = all(desk.within(rows) for rows in figures.values())
        for database, rows in figures.items():
            desk.tell(console, database, rows)
    elif options.what == "stars":
        figures = _stars(options)
        within = all(map(stars.within, figures.values()))
    else:
        figures, within = _beside_the_yardstick(options), True
        _tell(console, figures)
    if options.report:
        options.report.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return 0 if within else 1


def _desk(options: argparse.Namespace) -> dict[str, Any]:
    """Measure on the database that was named, else on both."""
    found: dict[str, Any] = {}
    for database in (options.database,) if options.database else ("sqlite", "postgresql"):
        with _installation(database) as bench:
            _report(bench, 0)  # the request that is copied
            found[database] = desk.measure(bench.where, lambda _, bench=bench: _insert(bench), options)  # type: ignore[misc]
    return found


def _stars(options: argparse.Namespace) -> dict[str, Any]:
    """Measure on the database that was named, else on both: filled side by side, then one by itself."""
    databases = (options.database,) if options.database else ("postgresql", "sqlite")
    filled, alone = Barrier(len(databases)), Lock()

    def one(database: str) -> dict[str, Any]:
        made: list[dict[str, Any]] = []

        def prepare(environment: dict[str, str]) -> None:
            try:
                made.append(stars.make(environment, options.engineers, options.share))
            except BaseException:
                filled.abort()  # the other one need not be measured
                raise
            filled.wait()
            stack.enter_context(alone)
            made.append(stars.work_out(environment))

        with ExitStack() as stack, _installation(database, prepare) as bench:
            insert = partial(_inserted, bench)
            pages = stars.measure(bench.where, insert, options.calls or stars.CALLS, database)
            stars.tell(Console(highlight=False), database, {"made": made, "pages": pages})
        return {"made": made, "pages": pages}

    with ThreadPoolExecutor(len(databases)) as pool:
        return dict(zip(databases, pool.map(one, databases), strict=True))


def _inserted(bench: Bench, _number: int) -> None:
    _insert(bench)


def _beside_the_yardstick(options: argparse.Namespace) -> dict[str, Any]:
    database, calls = options.database or "postgresql", options.calls or CALLS
    with _installation(database) as bench:
        rows = _ratios(bench, calls)
        crowd = _crowd(bench, options.seconds)
        phones = homecoming(Field(bench.desk, bench.sites, partial(_report, bench)))
    return {"database": database, "ratios": rows, "crowd": crowd, "homecoming": phones}


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("what", choices=["api", "anonymous", "desk", "stars"])
    parser.add_argument("--database", choices=["postgresql", "sqlite"])
    parser.add_argument("--calls", type=int, help="how many calls of each kind")
    parser.add_argument("--seconds", type=float, default=20, help="how long the crowd stays")
    parser.add_argument("--customers", type=int, help="how many the desk searches among")
    parser.add_argument("--requests", type=int, help="how many its lists are of")
    parser.add_argument("--engineers", type=int, default=stars.ENGINEERS, help="of how many the years are")
    parser.add_argument("--share", type=float, default=1, help="which part of their work is made")
    parser.add_argument("--report", type=Path, help="write the figures there as JSON")
    return parser.parse_args(arguments)


@contextmanager
def _installation(kind: str, prepare: Callable[[dict[str, str]], object] | None = None) -> Iterator[Bench]:
    """Start one; `prepare` fills its database before, which then has no engineer's phone."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onehour-bench-")))
        url = f"sqlite:///{folder / 'onehour.db'}"
        if kind == "postgresql":
            url = stack.enter_context(PostgresDatabases(stack.enter_context(postgres_server())).empty())
            migrate.upgrade(url)  # one of several processes does not make the tables by itself
        where = Installation(folder, url, free_port(0))
        ports = {"stream": free_port(0), "bare": free_port(0)}
        environment = where.environment(os.environ) | {
            "ONEHOUR_EMBEDDED_WORKER": str(kind == "sqlite").lower(),
            # Twice as many: a server notices only at the next heartbeat that a screen has gone.
            "ONEHOUR_STREAM_CAP": str(2 * STREAMS + 10),
            "ONEHOUR_STREAMS_PER_ACCOUNT": str(2 * STREAMS + 10),
            bare.URL_VARIABLE: url,
            bare.PORT_VARIABLE: str(ports["bare"]),
            bare.WORKERS_VARIABLE: str(1 if kind == "sqlite" else WEB_PROCESSES),
        }
        if prepare is not None:
            prepare(environment)
        fleet = Fleet(_parts(kind, where, ports), environment, folder / "logs")
        stack.enter_context(fleet)
        yield _bench(kind, where, ports, with_phone=prepare is None)


def _parts(kind: str, where: Installation, ports: dict[str, int]) -> list[Part]:
    serve = ["-m", "app.cli", "serve", "--host", HOST, "--port", str(where.port)]
    yardstick = Part("bare", ["-m", "tests.bench.bare"], probe=f"http://{HOST}:{ports['bare']}/readyz")
    if kind == "sqlite":
        return [Part("server", serve, probe=f"{where.url}/readyz"), yardstick]
    stream = ["-m", "app.cli", "stream", "--stream-host", HOST, "--stream-port", str(ports["stream"])]
    return [
        Part("web", [*serve, "--seed", "--workers", str(WEB_PROCESSES)], probe=f"{where.url}/readyz"),
        Part("stream", stream, probe=f"http://{HOST}:{ports['stream']}/readyz"),
        Part("worker", ["-m", "app.cli", "worker"]),
        yardstick,
    ]


def _bench(kind: str, where: Installation, ports: dict[str, int], *, with_phone: bool) -> Bench:
    desk = _signed_in(where, ADMIN_LOGIN, where.admin_password)
    sites = desk.get("/api/v1/sites").raise_for_status().json()
    at = where.url if kind == "sqlite" else f"http://{HOST}:{ports['stream']}"
    return Bench(
        desk=desk,
        phone=_signed_in(where, "e1001", CITY_PASSWORD) if with_phone else desk,
        yardstick=httpx.Client(base_url=f"http://{HOST}:{ports['bare']}", timeout=30),
        stream=f"{at}/api/v1/events/stream",
        sites=sites,
        where=where,
    )


def _signed_in(where: Installation, login: str, password: str) -> httpx.Client:
    client = httpx.Client(base_url=where.url, timeout=30)
    body = {"login": login, "password": password, "label": "bench"}
    token = client.post("/api/v1/auth/tokens", json=body).raise_for_status().json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def _ratios(bench: Bench, calls: int) -> list[dict[str, Any]]:
    """Each kind of call between two halves of the yardstick, so that a machine that slows down is seen."""
    kinds: list[tuple[str, Callable[[int], object]]] = [
        ("intake with assignment", lambda number: _report(bench, number)),
        ("itinerary", lambda _: bench.phone.get("/mobile/v1/itinerary").raise_for_status()),
        (f"sync of {BATCH} messages", lambda _: _sync(bench)),
    ]
    found = []
    for name, call in kinds:
        before = timed("bare insert", lambda _: _insert(bench), calls)
        times = timed(name, call, calls)
        after = timed("bare insert", lambda _: _insert(bench), calls)
        found.append(_row(times, (before.median_ms + after.median_ms) / 2))
    yardstick = timed("bare insert", lambda _: _insert(bench), calls)
    found.append(_row(_fan_out(bench, calls), yardstick.median_ms))
    return found


def _row(times: Times, bare_ms: float) -> dict[str, Any]:
    return {
        "call": times.name,
        "median_ms": round(times.median_ms, 1),
        "p95_ms": round(times.p95_ms, 1),
        "bare_median_ms": round(bare_ms, 2),
        "ratio": round(times.median_ms / bare_ms, 1),
    }


def _insert(bench: Bench) -> None:
    bench.yardstick.post("/rows", json={"text": secrets.token_hex(40)}).raise_for_status()


def _report(bench: Bench, number: int) -> Any:
    body = {
        "site_id": bench.sites[number % len(bench.sites)]["id"],
        "fault_code": "desktop_no_boot",
        "contact": {"name": "Li", "phone": "+8613800138000"},
        "channel": "phone",
    }
    return bench.desk.post("/api/v1/service-requests", json=body).raise_for_status().json()


def _sync(bench: Bench) -> None:
    events = []
    for _ in range(BATCH):
        at = _now()
        spot = {"lat": 39.9, "lon": 116.4, "accuracy_m": 10, "at": at}
        events.append(
            {"event_id": str(uuid7()), "kind": "positions", "device_at": at, "body": {"positions": [spot]}}
        )
    body = {"sent_at": _now(), "events": events}
    bench.phone.post("/mobile/v1/sync", json=body).raise_for_status()


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _fan_out(bench: Bench, calls: int) -> Times:
    """Seconds from asking for a request until the last of all screens has its first event."""
    headers = {"Authorization": bench.desk.headers["Authorization"]}
    with Screens(bench.stream, headers, STREAMS) as screens:
        screens.wait_until_open()
        reports = [partial(_report, bench, number) for number in range(max(5, calls // 4))]
        seconds = [screens.after(report) for report in reports]
    return Times(f"stream fan-out to {STREAMS}", sorted(seconds))


def _crowd(bench: Bench, for_s: float) -> dict[str, Any]:
    """The application's promise: so many streams and so many calls a second at once."""
    headers = {"Authorization": bench.desk.headers["Authorization"]}

    def call(number: int) -> object:
        if number % 10 == 0:
            return _report(bench, number)
        if number % 10 == 1:
            return bench.desk.get("/api/v1/service-requests", params={"open": "true"}).raise_for_status()
        return bench.phone.get("/mobile/v1/itinerary").raise_for_status()

    with Screens(bench.stream, headers, STREAMS) as screens:
        screens.wait_until_open()
        times = paced("crowd", call, RATE_PER_S, for_s)
        lag = screens.slowest_s()
    return {
        "streams": STREAMS,
        "calls_per_s": RATE_PER_S,
        "calls": len(times.seconds),
        "median_ms": round(times.median_ms, 1),
        "p95_ms": round(times.p95_ms, 1),
        "slowest_screen_s": round(lag, 3),
    }


def _tell(console: Console, figures: dict[str, Any]) -> None:
    table = Table("call", "median ms", "p95 ms", "bare ms", "ratio", title=f"on {figures['database']}")
    for row in figures["ratios"]:
        table.add_row(
            *(str(row[name]) for name in ("call", "median_ms", "p95_ms", "bare_median_ms", "ratio"))
        )
    console.print(table)
    crowd = figures["crowd"]
    console.print(
        f"{crowd['streams']} streams and {crowd['calls_per_s']:g} calls/s: median {crowd['median_ms']} ms, "
        f"p95 {crowd['p95_ms']} ms; every event reached every screen within {crowd['slowest_screen_s']} s "
        "of its record"
    )
    phones = figures["homecoming"]
    console.print(
        f"{phones['phones']} phones back from two hours offline: {phones['messages']} messages and "
        f"{phones['photos']} photos in {phones['seconds']} s, each applied, no step twice"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
