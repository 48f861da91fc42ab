"""What the desk's pages cost in a company of years: searching among 200,000 customers, a million requests."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
from rich.console import Console
from rich.table import Table

from app.demo.server import ADMIN_LOGIN, Installation
from tests.bench.anonymous import Meter
from tests.bench.filling import fill
from tests.bench.measure import timed

CUSTOMERS, REQUESTS = 200_000, 1_000_000
CALLS = 30
TYPE_AHEAD_MS, LIST_MS = 100.0, 300.0

PAGES = (
    ("type-ahead by name", "/hotline/search?q=客户 Company {number:08d}", TYPE_AHEAD_MS),
    ("type-ahead by telephone", "/hotline/search?q=139{number:08d}", TYPE_AHEAD_MS),
    ("type-ahead by digits amid a telephone", "/hotline/search?q=%2B86 139 {digits:04d}", TYPE_AHEAD_MS),
    ("type-ahead by part of a name", "/hotline/search?q=any {part:06d}", TYPE_AHEAD_MS),
    ("type-ahead by part of an address", "/hotline/search?q=层{number:08d}", TYPE_AHEAD_MS),
    ("type-ahead by one Chinese sign", "/hotline/search?q=店", TYPE_AHEAD_MS),
    ("type-ahead by two letters", "/hotline/search?q=ny", TYPE_AHEAD_MS),
    ("type-ahead by a serial's end", "/hotline/search?q={serial:04X}", TYPE_AHEAD_MS),
    ("type-ahead by what nobody has", "/hotline/search?q=zq{number:08d}", TYPE_AHEAD_MS),
    ("list of requests", "/requests", LIST_MS),
    ("list of requests, halfway down", "/requests?after={middle}", LIST_MS),
    ("list of requests by when they are due", "/requests?sort=due_at", LIST_MS),
    ("list of closed requests", "/requests?state=closed", LIST_MS),
    ("list of requests by a customer's number", "/requests?q={number:08d}", LIST_MS),
    ("list of requests by what was said", "/requests?q=在转{digits:04d}", LIST_MS),
    ("today's board", "/board", LIST_MS),
    ("lists to work through", "/work", LIST_MS),
    ("list of customers", "/customers", LIST_MS),
    ("list of customers by part of a name", "/customers?q=any {part:06d}", LIST_MS),
    ("list of machines by a serial's end", "/assets?q={serial:04X}", LIST_MS),
    ("report of 30 days by engineer", "/reports?by=engineer", None),
    ("report of 30 days by customer", "/reports?by=customer", None),
    ("waits of 30 days by day", "/reports?topic=waits&by=day", None),
    ("manager's overview", "/overview", None),
)
"""What is opened, and how many milliseconds its 95th percentile may take; None: no limit is set."""


def measure(where: Installation, insert: Callable[[int], object], options: Any) -> list[dict[str, Any]]:
    """Fill the installation and time each page between two halves of the yardstick."""
    fill(where.database_url, options.customers or CUSTOMERS, options.requests or REQUESTS)
    calls = options.calls or CALLS
    found: list[dict[str, Any]] = []
    meter = Meter(os.getpid())
    with httpx.Client(base_url=where.url, timeout=300) as browser:
        sign_in(browser, where)
        for name, address, limit in PAGES:
            opened = _opened(browser, address, options.customers or CUSTOMERS)
            row: dict[str, Any] = {"page": name, "limit_ms": limit}
            try:
                found.append(row | _timed(name, opened, insert, calls, meter))
            except (httpx.TransportError, httpx.HTTPStatusError) as failed:  # the other figures count still
                found.append(row | {"failed": str(failed).splitlines()[0]})
    return found


def _timed(
    name: str, opened: Callable[[int], object], insert: Callable[[int], object], calls: int, meter: Meter
) -> dict[str, float]:
    before = timed("bare insert", insert, calls)
    opened(0)
    computed_s = meter.of_children_s()
    times = timed(name, opened, calls, warm=1)
    computed_s = meter.of_children_s() - computed_s
    after = timed("bare insert", insert, calls)
    bare_ms = (before.median_ms + after.median_ms) / 2
    return {
        "median_ms": round(times.median_ms, 1),
        "p95_ms": round(times.p95_ms, 1),
        "processor_ms": round(1000 * computed_s / (calls + 1), 1),
        "bare_median_ms": round(bare_ms, 2),
        "ratio": round(times.median_ms / bare_ms, 1),
    }


def within(rows: list[dict[str, Any]]) -> bool:
    """Whether every page came, and those with a limit kept it."""
    return all("failed" not in row and row["p95_ms"] <= (row["limit_ms"] or math.inf) for row in rows)


def tell(console: Console, database: str, rows: list[dict[str, Any]]) -> None:
    """Print the figures beside the machine's yardstick.

    A shared machine makes calls wait: there it tells more what the application computed for each.
    """
    table = Table(
        *("page", "limit ms", "median ms", "p95 ms", "processor ms", "bare insert ms", "ratio"),
        title=f"on {database}",
    )
    for row in rows:
        table.add_row(*("–" if value is None else str(value) for value in row.values()))
    console.print(table)


def _opened(browser: httpx.Client, address: str, customers: int) -> Callable[[int], object]:
    def opened(n: int) -> object:
        number = 1 + n * 7919 % customers
        serial = number * 7919 % 16**4
        part, digits = number % 10**6, number // 10**4
        middle = UUID(int=customers * 2 + number)  # ids are numbers here, the newest the smallest
        said = address.format(number=number, part=part, digits=digits, serial=serial, middle=middle)
        return browser.get(said).raise_for_status()

    return opened


def sign_in(browser: httpx.Client, where: Installation) -> None:
    """Sign the administrator in as a browser does."""
    page = browser.get("/login").raise_for_status().text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    fields = {"csrf_token": token[1] if token else "", "login": ADMIN_LOGIN, "password": where.admin_password}
    answer = browser.post("/login", data=fields)
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"signing in was answered {answer.status_code}")
