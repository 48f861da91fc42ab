"""`onehour db`: the schema."""

from __future__ import annotations

import click

from app.cli.setup import means, with_settings
from app.settings import Settings
from app.shell import migrate


@click.group()
def db() -> None:
    """Bring the database's schema up or down."""


@db.command()
@click.argument("revision", default="head")
@with_settings
def upgrade(settings: Settings, revision: str) -> None:
    """Bring the schema to REVISION (the newest when left out); running it again changes nothing."""
    if revision == "base":
        raise click.UsageError(
            "Nothing is brought up to base; to remove every table: onehour db downgrade base"
        )
    with means(settings, adapt=False) as runtime:
        found = migrate.current(runtime.engine)
        if _way(revision, found) < 0:
            click.echo(
                f"The database is at revision {found}, which is later than {revision}: nothing was done. "
                f"To take it back: onehour db downgrade {revision}"
            )
            return
        migrate.upgrade(settings.database_url, revision)
        click.echo(f"The database is at revision {migrate.current(runtime.engine)}.")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_settings
def downgrade(settings: Settings, revision: str, *, yes: bool) -> None:
    """Take the schema back to REVISION; `base` removes every table of OneHour with all that is in it.

    It asks before it does, because whatever the older schema has no place for is lost for good.
    """
    with means(settings, adapt=False) as runtime:
        found = migrate.current(runtime.engine)
        if _way(revision, found) >= 0:
            click.echo(
                f"The database is at revision {found or 'base'}, not later than {revision}: nothing was done."
            )
            return
        if not yes:
            click.confirm(f"Data that revision {revision} has no place for will be lost. Go on?", abort=True)
        migrate.downgrade(settings.database_url, revision)
        click.echo(f"The database is at revision {migrate.current(runtime.engine) or 'base'}.")


def _way(revision: str, found: str | None) -> int:
    way = migrate.position(revision, found)
    if way is None:
        if migrate.position(revision, None) is None:
            raise click.UsageError(f"There is no revision {revision}; the newest is {migrate.head()}.")
        raise click.ClickException(
            f"The database is at revision {found}, which this release does not know; use the newer one."
        )
    return way


@db.command()
@with_settings
def current(settings: Settings) -> None:
    """Print the revision that the database is at, and the newest one."""
    with means(settings, adapt=False) as runtime:
        click.echo(f"at {migrate.current(runtime.engine) or 'base'}, newest {migrate.head()}")
