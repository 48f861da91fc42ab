"""`./run faults`: a day on real processes that are killed all the time.  Status 1: something was lost."""

from __future__ import annotations

import argparse
import os
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from app.demo.city import generated_city
from app.demo.client import Door, Http, Traffic
from app.demo.command import first_door
from app.demo.day import generated_day
from app.demo.habits import Habits
from app.demo.loading import Loader
from app.demo.play import Play
from app.demo.server import HOST, Installation
from app.demo.telling import Effort, make_report
from app.demo.world import Day
from app.kernel import Runtime, feed, unit_of_work
from app.settings import Settings
from app.shell.runtime import build_runtime
from tests.faults import shapes
from tests.faults.chaos import Chaos
from tests.faults.findings import Proof
from tests.faults.followers import Received, Screen, partner
from tests.faults.journal import Journal
from tests.faults.network import Line
from tests.faults.processes import Fleet, Part
from tests.faults.proof import prove
from tests.support.databases import PostgresDatabases
from tests.support.postgres import postgres_server

CALLS_PER_REQUEST = 30
"""About so many HTTP calls belong to a request, all in all; it spreads the kills over the day."""

QUIET = timedelta(hours=2)
"""So long after the day everything that was put off has been done."""

LOAD = 1.0
"""As much as the crew can do, so that some visits run into danger and alerts are raised."""

UNTRUE = Habits(arrives_offline=0.25, lies=0.2, tricks=0.15)
"""So many arrive in a basement, claim it from elsewhere, or tell another time, that short days have all."""

SETTLE_S = 60.0
_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a day, and how many kills."""

    engineers: int
    hours: float
    kills: int


WHOLE = {"postgresql": Size(12, 4, 110), "sqlite": Size(8, 3, 40)}
SHORT = {"postgresql": Size(5, 1.5, 8), "sqlite": Size(4, 1.5, 4)}


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that one run has: addresses, a day, who listens, and what is killed."""

    kind: str
    size: Size
    seed: int
    day: Day
    where: Installation
    parts: list[Part]
    stream: str
    environment: dict[str, str]


def main(arguments: list[str]) -> int:
    """Play and prove each kind of database; tells the exit status."""
    options = _options(arguments)
    console = Console(highlight=False)
    kinds = ["postgresql", "sqlite"] if options.database == "both" else [options.database]
    sound = True
    for kind in kinds:
        size = (SHORT if options.short else WHOLE)[kind]
        if options.kills is not None:
            size = replace(size, kills=options.kills)
        with _stage(kind, size, options.seed) as stage:
            sound &= _run(stage, console)
    return 0 if sound else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a small day with few kills")
    parser.add_argument("--database", choices=["postgresql", "sqlite", "both"], default="both")
    parser.add_argument("--kills", type=int, help="how many kills on each database")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


@contextmanager
def _stage(kind: str, size: Size, seed: int) -> Iterator[Stage]:
    city = generated_city(size.engineers, size.hours, seed)
    day = generated_day(city, size.hours, LOAD, seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onehour-faults-")))
        url = f"sqlite:///{folder / 'onehour.db'}"
        if kind == "postgresql":
            url = stack.enter_context(PostgresDatabases(stack.enter_context(postgres_server())).empty())
        where = shapes.installation(folder, url)
        port = shapes.free_stream_port()
        alone = kind == "sqlite"
        parts = (
            shapes.embedded(where, day.starts_at) if alone else shapes.production(where, day.starts_at, port)
        )
        yield Stage(
            kind=kind,
            size=size,
            seed=seed,
            day=day,
            where=where,
            parts=parts,
            stream=f"{where.url if alone else f'http://{HOST}:{port}'}/api/v1/events/stream",
            environment=where.environment(os.environ)
            | {
                "ONEHOUR_SIMULATED": "true",
                "ONEHOUR_EMBEDDED_WORKER": str(alone).lower(),
                "ONEHOUR_WEBHOOK_ALLOW": HOST,
                "ONEHOUR_WEBHOOK_HTTP": "true",
            },
        )


def _run(stage: Stage, console: Console) -> bool:
    rng, journal, began = random.Random(stage.seed), Journal(), time.monotonic()
    console.print(
        f"[bold]{stage.kind}[/bold]: {len(stage.day.calls)} requests, {stage.size.engineers} engineers, "
        f"{stage.size.kills} kills to come"
    )
    fleet = Fleet(stage.parts, stage.environment, stage.where.data_dir / "logs")
    line = Line(httpx.HTTPTransport(), random.Random(stage.seed + 1), journal.hear)
    with fleet, partner(random.Random(stage.seed + 2)) as (address, received):
        client = httpx.Client(base_url=stage.where.url, timeout=_TIMEOUT_S, transport=line)
        keys = random.Random(secrets.randbits(64))
        http = Http(client, Traffic(), lambda _: fleet.wait_until_ready(), keys)
        admin = first_door(http, stage.where)
        loader = Loader(http, admin, stage.day)
        loader.load()
        _subscribe(admin, address)
        screen = Screen(stage.stream, dict(admin.headers))
        screen.start()
        every = max(1.0, len(stage.day.calls) * CALLS_PER_REQUEST / stage.size.kills)
        chaos = Chaos(
            fleet, shapes.targets(fleet, stage.parts), lambda: journal.calls, stage.size.kills, every, rng
        )
        play = Play(stage.day, http, admin, loader, stage.seed, UNTRUE)
        chaos.start()
        play.run()
        chaos.stop()
        proof = _proved(stage, admin, play, journal, received, screen)
        _weigh(proof, stage, chaos, play, admin)
    _tell(console, stage, proof, chaos, line, time.monotonic() - began)
    return not proof.faults


def _subscribe(admin: Door, address: str) -> None:
    body: dict[str, Any] = {"name": "partner", "channel": "webhook", "url": address, "kinds": ["visit.*"]}
    admin.post("/api/v1/subscriptions", body)


def _proved(
    stage: Stage, admin: Door, play: Play, journal: Journal, received: Received, screen: Screen
) -> Proof:
    """Let everything that was put off happen, wait until the screen has it all, then count."""
    runtime = build_runtime(
        Settings(
            data_dir=stage.where.data_dir, database_url=stage.where.database_url, simulated=True
        ).completed()
    )
    try:
        last = _settled(runtime, admin, play)
        waited = time.monotonic() + SETTLE_S
        while not screen.has(last) and time.monotonic() < waited:
            time.sleep(0.1)
        screen.stop()
        return prove(runtime, journal, received, screen.ids, play.book)
    finally:
        runtime.close()


def _settled(runtime: Runtime, admin: Door, play: Play) -> str:
    """Let simulated time run on until retries and leases are over; return the last event's place."""
    admin.post("/sim/v1/advance", {"to": (play.now + QUIET).isoformat()})
    with unit_of_work(runtime, write=False) as uow:
        return str(feed.newest(uow))


def _weigh(proof: Proof, stage: Stage, chaos: Chaos, play: Play, admin: Door) -> None:
    told = make_report(admin, stage.day, play, Effort({}, 0, 0.0))
    proof.count("promises kept", told.kept)
    for name, number in told.settled.items():
        proof.count(f"arrivals settled as {name.replace('_', ' ')}", number)
    if chaos.killed.total() < stage.size.kills:
        proof.faults.append(f"the day was over after {chaos.killed.total()} of {stage.size.kills} kills")
    if not (any(lie.manner.is_lie for lie in play.book.lies) and play.book.offline_arrivals):
        proof.faults.append("the day had no liar, or nobody in a basement")
    proof.faults += told.disagreements


def _tell(console: Console, stage: Stage, proof: Proof, chaos: Chaos, line: Line, wall_s: float) -> None:
    table = Table("what", "count", title=f"{stage.kind}, {wall_s:.0f} s")
    for name, times in sorted(chaos.killed.items()):
        table.add_row(f"killed: {name}", str(times))
    for name, times in vars(line.damage).items():
        table.add_row(f"line: {name.replace('_', ' ')}", str(times))
    for name, number in proof.counts.items():
        table.add_row(name, str(number))
    console.print(table)
    for fault in proof.faults:
        console.print(f"[red]WRONG[/red] {fault}")
    if not proof.faults:
        console.print("[green]Nothing was lost, nothing was done twice.[/green]")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
