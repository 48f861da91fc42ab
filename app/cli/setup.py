"""What the subcommands share: options, settings, logging, and the means of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import inspect, select
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from app.cli.logs import configure_logging
from app.kernel import Runtime, SimulatedClock
from app.kernel.tables import SimulatedClockRow
from app.settings import Settings, from_environ
from app.shell.command_line import here
from app.shell.runtime import build_runtime

Command = TypeVar("Command", bound=Callable[..., Any])


def setting(*names: str, **kwargs: Any) -> Callable[[Command], Command]:
    """Return an option that is also the variable `ONEHOUR_…`, and says so in its help."""
    variable = "ONEHOUR_" + names[0].partition("/")[0].lstrip("-").replace("-", "_").upper()
    return click.option(*names, envvar=variable, show_envvar=True, **kwargs)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--database-url`, `--data-dir` and `--log-level`, and the settings they make."""

    @setting("--database-url", help="SQLAlchemy address; SQLite in the data folder when left out.")
    @setting("--data-dir", type=click.Path(path_type=Path), help="Folder for the database and the secret.")
    @setting("--log-level", type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"], case_sensitive=False))
    @wraps(command)
    def wrapper(
        *args: Any, database_url: str | None, data_dir: Path | None, log_level: str | None, **kwargs: Any
    ) -> Any:
        settings = from_environ(database_url=database_url, data_dir=data_dir, log_level=log_level).completed()
        configure_logging(settings)
        return command(*args, settings=settings, **kwargs)

    return wrapper


@contextmanager
def means(settings: Settings, *, adapt: bool = True, statement_s: float = 0.0) -> Iterator[Runtime]:
    """Yield the means of this process and give them back.

    A command's statements may take as long as they do, or `statement_s` seconds.

    With `adapt` a simulation's database makes the process act at the simulation's instant.

    Raises:
        click.ClickException: the database cannot be reached, or has no tables.
    """
    runtime = build_runtime(replace(settings, db_statement_timeout_s=statement_s))
    try:
        yield _in_its_own_time(runtime) if adapt else runtime
    except OperationalError as lost:
        if "no such table" in str(lost.orig):
            raise _without_tables(settings) from lost
        raise click.ClickException(why_lost(str(lost.orig))) from lost
    except ProgrammingError as bad:
        raise _without_tables(settings) from bad
    except IntegrityError:
        raise
    except DatabaseError as bad:  # refuses writes, or is no database at all
        raise click.ClickException(why_lost(str(bad.orig))) from bad
    finally:
        runtime.close()


def _in_its_own_time(runtime: Runtime) -> Runtime:
    """Let a command on a simulation's database act at the simulation's instant, without being told."""
    if runtime.settings.simulated or not inspect(runtime.engine).has_table("simulated_clock"):
        return runtime
    with runtime.session(write=False) as session:
        # The id alone: a database of an earlier revision has not all of the row's columns.
        if session.scalar(select(SimulatedClockRow.id)) is None:
            return runtime
    settings = replace(runtime.settings, simulated=True)
    return replace(runtime, settings=settings, clock=SimulatedClock(), reference=None)


def why_lost(text: str) -> str:
    """Return a sentence for people of what the driver says; the present database is meant."""
    if "readonly database" in text:
        return "The database may only be read; this command has to write to it and to its folder."
    if "not a database" in text:
        return "The file is not a database of SQLite."
    if "unable to open" in text:
        return "The database's file cannot be opened: see whether its folder is there and may be written to."
    if "read-only transaction" in text:
        return "The database takes no writes now (a standby, or set to read only)."
    return f"The database cannot be reached: {text.strip()}"


def _without_tables(settings: Settings) -> click.ClickException:
    return click.ClickException(
        f"The database has no tables of this release; run `onehour db upgrade{here(settings)}` first."
    )
