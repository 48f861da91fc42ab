"""`onehour db`: the schema."""

from __future__ import annotations

import click

from app import migrate
from app.cli.setup import means, with_settings
from app.settings import Settings


@click.group()
def db() -> None:
    """Bring the database's schema up or down."""


@db.command()
@click.argument("revision", default="head")
@with_settings
def upgrade(settings: Settings, revision: str) -> None:
    """Bring the schema to REVISION (the newest when left out); running it again changes nothing."""
    with means(settings, adapt=False) as runtime:
        migrate.upgrade(settings.database_url, revision)
        click.echo(f"The database is at revision {migrate.current(runtime.engine)}.")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_settings
def downgrade(settings: Settings, revision: str, *, yes: bool) -> None:
    """Take the schema back to REVISION; `base` removes every table with all that is in it."""
    if not yes:
        click.confirm(f"Data that revision {revision} has no place for will be lost. Go on?", abort=True)
    with means(settings, adapt=False) as runtime:
        migrate.downgrade(settings.database_url, revision)
        click.echo(f"The database is at revision {migrate.current(runtime.engine) or 'base'}.")


@db.command()
@with_settings
def current(settings: Settings) -> None:
    """Print the revision that the database is at, and the newest one."""
    with means(settings, adapt=False) as runtime:
        click.echo(f"at {migrate.current(runtime.engine) or 'base'}, newest {migrate.head()}")
