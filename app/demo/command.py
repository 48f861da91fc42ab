"""The `demo` command: a city's day on a server and a database of its own."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click
import httpx
from filelock import FileLock, Timeout
from rich.console import Console

from app.demo.choices import Options, chosen_day, chosen_trips, planning_of
from app.demo.client import Door, Http, Refused, Traffic, Unreachable
from app.demo.day import days_after
from app.demo.errors import DemoError
from app.demo.loading import NEEDS_ITS_OWN, Loader, Login, sign_in
from app.demo.play import Play
from app.demo.progress import Display, working
from app.demo.report import GREAT_CIRCLE, DayReport
from app.demo.saying import Watch, conclude, say_how_to_look, show_link, show_logins
from app.demo.server import ADMIN_LOGIN, Installation, Server, ended_like_ctrl_c, free_port
from app.demo.telling import Effort, make_report
from app.demo.trips import Trips
from app.demo.world import Day
from app.settings import TRAVEL_MODELS

FOLDER = "demo"
COMING_DAYS = 7
"""For so many days there are shifts and calls after the one that was played."""

AROUND_THE_CLOCK = 0.4
"""The share of a day's load that its crew bears when it works in turns, day and night."""

_CALL_TIMEOUT_S = 120.0


@click.command()
@click.option(
    "--hours", type=click.FloatRange(0.25, 24), default=5, show_default=True, help="How long calls come in."
)
@click.option(
    "--engineers", type=click.IntRange(1, 400), default=12, show_default=True, help="Size of the crew."
)
@click.option(
    "--load",
    type=click.FloatRange(0.05, 2),
    default=0.9,
    show_default=True,
    help="Share of the crew's time that work and driving take.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another day.")
@click.option(
    "--city", type=click.Path(path_type=Path), help="An OpenStreetMap extract (.osm.pbf) to play in."
)
@click.option("--day", type=click.Path(path_type=Path), help="A day as JSON: crew and requests.")
@click.option("--osrm", metavar="URL", help="A road engine (OSRM): drives then take what its roads take.")
@click.option(
    "--planning",
    type=click.Choice(TRAVEL_MODELS),
    help="What the application plans drives with.  [default: osrm with --osrm, else great_circle]",
)
@click.option(
    "--expecting/--no-expecting",
    default=True,
    show_default=True,
    help="Whether planning reckons with requests that may come.",
)
@click.option("--database-url", help="An empty database to use; by default a fresh one in the data folder.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var"),
    show_default=True,
    envvar="ONEHOUR_DATA_DIR",
    show_envvar=True,
    help="The installation's data folder; the demonstration keeps to `demo` in it.",
)
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures there as JSON."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port of the server; 0 picks a free one."
)
@click.option("--keep", is_flag=True, help="Leave the server running afterwards, to look around in.")
@click.pass_context
def demo(context: click.Context, /, **chosen: Any) -> None:
    """Play a city's whole day on the real application, over HTTP alone.

    Customers call, the engine dispatches, engineers work through their visits on the phone, some of them out
    of reach and a few untruly, customers confirm and rate, the dispatcher settles doubtful arrivals.  The
    table at the end says how many promises were kept and what proves it.  The exit status is 1 if a request
    was left without an end, a lie was not found out, or the figures are not those that the players saw.
    """
    console, options = Console(), Options(**chosen)
    try:
        report = play(options, console)
    except (DemoError, Refused) as trouble:
        Console(stderr=True).print(
            f"[red]The demonstration failed.[/red] {trouble}", highlight=False, markup=True
        )
        context.exit(1)
    except KeyboardInterrupt:
        console.print("\nStopped.")
        context.exit(130)
    context.exit(0 if report.is_sound else 1)


def play(options: Options, console: Console) -> DayReport:
    """Play the day that `options` describe, print its table, and return the figures.

    Raises:
        DemoError: it cannot be played.
    """
    day = chosen_day(options)
    trips, planned_with = chosen_trips(options, day), planning_of(options)
    started, traffic = time.monotonic(), Traffic()
    with (
        ended_like_ctrl_c(),
        installation(options) as where,
        Server(where, day.starts_at) as server,
        httpx.Client(base_url=where.url, timeout=_CALL_TIMEOUT_S) as client,
    ):
        server.wait_until_ready()
        console.print(
            f"[bold]{day.city.name}[/bold]: {len(day.calls)} requests, {len(day.city.crew)} engineers"
        )
        if options.osrm:
            console.print(f"Drives by the roads of {options.osrm}, planned with {planned_with}")
        http = Http(client, traffic, time.sleep, random.Random(secrets.randbits(64)))
        try:
            admin = first_door(http, where)
            party, loader = staged(day, http, admin, options.seed, console, trips)
            show_logins(where, loader.loaded.logins, console)
            with Display(day, console) as display:
                party.run(Watch(party, where, display, console).show)
            effort = Effort(dict(traffic.calls), traffic.repeats, time.monotonic() - started)
            report = make_report(admin, day, party, effort)
        except Unreachable as lost:
            raise DemoError(f"{lost}. The server's last words:\n{server.last_words()}") from lost
        report = replace(
            report, roads=options.osrm or GREAT_CIRCLE, planning=planned_with, expecting=options.expecting
        )
        conclude(report, options, where, console)
        if options.keep:
            keep_running(options, day, where, loader, party, console)
        else:
            say_how_to_look(options, where, console)
    return report


def staged(
    day: Day, http: Http, admin: Door, seed: int, console: Console, trips: Trips
) -> tuple[Play, Loader]:
    """Load the city, and return its day ready to be played."""
    loader = Loader(http, admin, day)
    with working(console, "Loading the city"):
        loader.load()
    party = Play(day, http, admin, loader, seed, trips=trips)
    loader.visitors()
    return party, loader


def first_door(http: Http, where: Installation) -> Door:
    """Sign in as the administrator that the server has just made.

    Raises:
        DemoError: it made none, because the database has one.
    """
    try:
        return sign_in(http, Login("admin", ADMIN_LOGIN, where.admin_password))
    except Refused as refusal:
        if refusal.status != HTTPStatus.UNAUTHORIZED:
            raise
        raise DemoError(f"The database is not empty: it has accounts. {NEEDS_ITS_OWN}") from refusal


@contextmanager
def installation(options: Options) -> Iterator[Installation]:
    """Give the demonstration a folder of its own, and a fresh database in it unless one was named.

    Raises:
        DemoError: another demonstration is using the folder.
    """
    data_dir = options.data_dir / FOLDER
    data_dir.mkdir(parents=True, exist_ok=True)
    alone = FileLock(data_dir / "demo.lock")
    try:
        alone.acquire(timeout=0)
    except Timeout as busy:
        raise DemoError(f"Another demonstration is running in {data_dir}.") from busy
    try:
        yield Installation(
            data_dir,
            options.database_url or fresh_database(data_dir),
            free_port(options.port),
            osrm_url=(options.osrm or "") if planning_of(options) == "osrm" else "",
            expects=options.expecting,
        )
    finally:
        alone.release()


def fresh_database(data_dir: Path) -> str:
    """Forget the last demonstration's database and return the URL of a new one."""
    path = (data_dir / "onehour.db").resolve()
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)
    return f"sqlite:///{path}"


def keep_running(
    options: Options, day: Day, where: Installation, loader: Loader, party: Play, console: Console
) -> None:
    """Let life go on as fast as the wall's clock until Ctrl-C, with people on duty day and night."""
    loader.coming_days(party.now, COMING_DAYS)
    console.print("\nLife goes on now, a second a second, day and night. Ctrl-C ends it.")
    show_logins(where, loader.loaded.logins, console)
    if party.book.cases:
        show_link(where, list(party.book.cases.values())[-1], console)
    days = days_after(day, COMING_DAYS, options.load * AROUND_THE_CLOCK, options.seed + 1)
    with suppress(KeyboardInterrupt):
        party.go_on(days, time.monotonic, time.sleep)
