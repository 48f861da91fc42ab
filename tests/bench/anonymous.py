"""`./run bench anonymous`: what a request of a stranger costs the server's processor.

Processor time of all the server's processes (on PostgreSQL without the database's own), not waiting: a
slower disk or network changes nothing.
"""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from app.accounts.commands import passwords
from app.demo.server import ADMIN_LOGIN, HOST, Installation, free_port
from app.shell import migrate
from tests.bench.attacks import COUNTER, HASHES, Attack, addresses, made_to_cost, on_the_wire, public
from tests.faults.processes import Fleet, Part, descendants
from tests.support.databases import PostgresDatabases
from tests.support.postgres import postgres_server

LIMIT_MS = 50.0
"""More than this nothing costs that is asked anonymously, password hashing aside."""

ROUNDS = 3
SETTLE_S = 0.03
_WARM = 2
_HUNG_UP = (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor for one request, and how it was answered."""

    name: str
    ms: float
    status: str


@dataclass(frozen=True, slots=True)
class Meter:
    """Processor time of a process and all it started."""

    pid: int

    def now_s(self) -> float:
        """Seconds that they have computed."""
        return _computed_s(self.pid) + self.of_children_s()

    def of_children_s(self) -> float:
        """Seconds that those it started have computed."""
        return sum(map(_computed_s, descendants(self.pid)))


def measure(database: str, calls: int) -> dict[str, Any]:
    """Ask for every address and send everything that was made to cost; the figures, the dearest first."""
    with _server(database) as (where, meter):
        idle = _idle(meter)
        attacks = _attacks(where)
        with httpx.Client(base_url=where.url, timeout=120, trust_env=False) as client:
            costs = [_cost(client, meter, one, calls, idle) for one in attacks]
    aside = _hash_ms()
    costs = [Cost(c.name, c.ms - aside, c.status) if c.name == HASHES else c for c in costs]
    rows = sorted(costs, key=lambda cost: -cost.ms)
    return {
        "database": database,
        "limit_ms": LIMIT_MS,
        "hashing_ms": round(aside, 1),
        "rows": [{"address": c.name, "ms": round(c.ms, 1), "status": c.status} for c in rows],
    }


def tell(console: Console, figures: dict[str, Any]) -> bool:
    """Print the table; tells whether everything is within the limit."""
    refusals = {one.name for one in addresses() if not public(one.name)}
    table = Table(
        "address", "answer", "CPU ms per request", "yardstick ms", title=f"on {figures['database']}"
    )
    rows: Sequence[dict[str, Any]] = figures["rows"]
    shown = [row for row in rows if row["address"] not in refusals or row["ms"] > LIMIT_MS]
    for row in shown:
        ms = f"[red]{row['ms']}[/red]" if row["ms"] > LIMIT_MS else str(row["ms"])
        table.add_row(row["address"], row["status"], ms, f"{LIMIT_MS:g}")
    rest = [row["ms"] for row in rows if row["address"] in refusals]
    if rest:
        name = f"the dearest of {len(rest)} addresses that are refused without a key"
        table.add_row(name, "401, 403", str(max(rest)), f"{LIMIT_MS:g}")
    console.print(table)
    dear = sum(row["ms"] > LIMIT_MS for row in rows)
    console.print(f"Hashing a password, which sign-in has aside: {figures['hashing_ms']} ms.")
    console.print(f"{dear} of {len(rows)} over {LIMIT_MS:g} ms." if dear else "Nothing is over the limit.")
    return not dear


@contextmanager
def _server(kind: str) -> Iterator[tuple[Installation, Meter]]:
    """One web process with the demonstration city; nothing else computes in it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onehour-bench-")))
        url = f"sqlite:///{folder / 'onehour.db'}"
        if kind == "postgresql":
            url = stack.enter_context(PostgresDatabases(stack.enter_context(postgres_server())).empty())
            migrate.upgrade(url)
        where = Installation(folder, url, free_port(0))
        serve = [
            "-m",
            "app.cli",
            "serve",
            "--host",
            HOST,
            "--port",
            str(where.port),
            "--seed",
            "--workers",
            "1",
        ]
        part = Part("server", serve, probe=f"{where.url}/readyz")
        environment = where.environment(os.environ) | {"ONEHOUR_EMBEDDED_WORKER": "false"}
        fleet = stack.enter_context(Fleet([part], environment, folder / "logs"))
        yield where, Meter(fleet.pid_of(part))


def _attacks(where: Installation) -> list[Attack]:
    with httpx.Client(base_url=where.url, timeout=30, trust_env=False) as client:
        body = {"login": ADMIN_LOGIN, "password": where.admin_password, "label": "bench"}
        token = client.post("/api/v1/auth/tokens", json=body).raise_for_status().json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        engineer = client.get("/api/v1/engineers", headers=headers).raise_for_status().json()[0]["id"]
    return [*made_to_cost(engineer, "/static/js/live.js"), *on_the_wire(), *addresses()]


def _cost(client: httpx.Client, meter: Meter, one: Attack, calls: int, idle: float) -> Cost:
    """The median of a few rounds: what the process does besides falls into one of them."""
    status = ""
    for _ in range(_WARM):
        _send(client, one)
    rounds = []
    for _ in range(ROUNDS):
        began_s, computed_s = time.monotonic(), meter.now_s()
        for _ in range(calls):
            status = _send(client, one)
        time.sleep(SETTLE_S)  # what is done after the answer belongs to it
        computed_s = meter.now_s() - computed_s - idle * (time.monotonic() - began_s)
        rounds.append(1000 * computed_s / calls)
    return Cost(one.name, max(0.0, median(rounds)), status)


def _send(client: httpx.Client, one: Attack) -> str:
    if one.wire:
        return _send_pieces(client.base_url, one)
    body = one.body.replace(COUNTER.encode(), b"%d" % time.monotonic_ns())
    try:
        answer = client.request(one.method, one.path, headers=list(one.headers), content=body or None)
    except _HUNG_UP:
        return "hung up"
    return str(answer.status_code)


def _send_pieces(url: httpx.URL, one: Attack) -> str:
    with socket.create_connection((url.host, url.port or 80), timeout=60) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for at in range(0, len(one.wire), one.piece):
                sock.sendall(one.wire[at : at + one.piece])
            return sock.recv(12).decode()[9:] or "hung up"
        except OSError:
            return "hung up"


def _idle(meter: Meter) -> float:
    """Seconds of processor that a second takes when nobody asks."""
    time.sleep(2)  # what was asked before ends, so that it is not counted here
    before = meter.now_s()
    time.sleep(3)  # the time over which the idle process is measured
    return (meter.now_s() - before) / 3


def _computed_s(pid: int) -> float:
    """The clock of another process's processor time (Linux)."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:  # it has ended meanwhile
        return 0.0


def _hash_ms() -> float:
    passwords.fits(None, "nobody")
    before = time.process_time()
    for _ in range(3):
        passwords.fits(None, "nobody")
    return 1000 * (time.process_time() - before) / 3
