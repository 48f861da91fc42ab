"""`onehour health`: whether this machine's process of a kind is there, for supervisors without HTTP."""

from __future__ import annotations

import click

from app.cli.setup import means, with_settings
from app.queries import processes
from app.runtime import unit_of_work
from app.runtime.figures import here
from app.settings import Settings


@click.command()
@click.argument("kind", type=click.Choice(["web", "stream", "worker", "embedded"]))
@with_settings
def health(settings: Settings, kind: str) -> None:
    """Succeed when a process of KIND on this machine has reached the database within the last minute."""
    host, _ = here()
    with means(settings) as runtime, unit_of_work(runtime, write=False) as uow:
        if not processes.is_present(uow, kind, host):
            raise click.ClickException(f"No {kind} process of {host} has been seen within the last minute.")
    click.echo(f"A {kind} process of {host} is there.")
