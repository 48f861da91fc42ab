"""`onehour serve`: sets up what is missing, then serves with gunicorn."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from app.cli.alone import check_address, the_only_one
from app.cli.first_steps import check_schema, set_up_once, settle_clock
from app.cli.server import Server
from app.cli.setup import means, setting, with_settings
from app.settings import Settings, value_of
from app.shell import migrate
from app.shell.runtime import works_apart


class Instant(click.ParamType[datetime]):
    """An aware ISO 8601 instant."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it, or fail with what is wrong."""
        try:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail("is not an instant such as 2026-03-02T08:00:00+08:00", param, ctx)
        if at.tzinfo is None:
            self.fail("needs an offset such as +08:00 or Z", param, ctx)
        return at


@click.command()
@setting("--host", help="Address to listen on.  [default: 127.0.0.1]")
@setting("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8000]")
@setting("--public-url", help="Address that links to customers start with.")
@setting(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    help="Web processes, on PostgreSQL with a worker apart.",
)
@setting(
    "--threads", type=click.IntRange(1, 256), default=16, show_default=True, help="Threads of a web process."
)
@setting(
    "--seed/--no-seed",
    default=None,
    help="Whether an empty database gets a demonstration city.  [default: only where nobody but this machine"
    " can reach the server, and the worker is embedded]",
)
@setting(
    "--admin-password",
    default=lambda: value_of("ONEHOUR_ADMIN_PASSWORD"),
    help="Password of the first administrator; where it is left out, the demonstration city gets one with a"
    " drawn password, and otherwise no account is made.",
)
@setting("--simulated/--real-time", default=False, help="Time moves by POST /sim/v1/advance alone.")
@setting("--sim-start", type=Instant(), help="Where a new simulated clock starts; now when left out.")
@with_settings
def serve(
    settings: Settings,
    *,
    workers: int,
    threads: int,
    seed: bool | None,
    admin_password: str | None,
    sim_start: datetime | None,
    **options: Any,
) -> None:
    """Serve the pages and the APIs; sets up what is missing.

    Makes the data folder, the database and its tables, and reference data; with --admin-password an
    administrator; and in an empty installation that nobody else can reach a demonstration city: its accounts'
    password is public, its administrator's is drawn and shown once.  With --seed it is made anywhere, and
    each account gets a password of its own, shown once.  Elsewhere no account is made: add the first by
    `onehour user add`.  Nothing that is there is changed.

    With ONEHOUR_EMBEDDED_WORKER=false on PostgreSQL it is one of several processes: due work is left to
    `onehour worker`, and the tables must be there already, made once by `onehour db upgrade`.
    """
    settings = _with(settings, options)
    if sim_start is not None and not settings.simulated:
        raise click.UsageError("--sim-start is for --simulated only")
    check_address(settings.host, settings.port)
    with ExitStack() as held:
        notice, alone = _prepared(settings, held, seed, admin_password, sim_start)
        # Connections and the solving child must not be inherited by the processes that serve.
        Server(settings, notice, workers=1 if alone else workers, threads=threads).run()


def _prepared(
    settings: Settings,
    held: ExitStack,
    seed: bool | None,  # noqa: FBT001 - click gives it
    admin_password: str | None,
    sim_start: datetime | None,
) -> tuple[list[str], bool]:
    """Set up what is missing; returns the lines to print, and whether one process serves alone."""
    with means(settings, adapt=False) as runtime:
        held.enter_context(the_only_one(runtime))
        apart = works_apart(settings, runtime.engine)
        if apart:
            check_schema(runtime)
        else:
            migrate.upgrade(settings.database_url)
        settle_clock(runtime, sim_start)
        with_city = (settings.on_loopback and not apart) if seed is None else seed
        notice = set_up_once(runtime, admin_password, with_city=with_city)
        alone = settings.embedded_worker or runtime.engine.dialect.name == "sqlite"
    return notice, alone


def _with(settings: Settings, options: dict[str, Any]) -> Settings:
    """Return the settings with the command's own options; the public address follows host and port."""
    given = {name: value for name, value in options.items() if value is not None}
    named = "" if settings.public_url == f"http://{settings.host}:{settings.port}" else settings.public_url
    return replace(settings, **{"public_url": named, **given}).completed()
