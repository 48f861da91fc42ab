"""`onehour health`: whether this machine's process of a kind is there, for supervisors without HTTP."""

from __future__ import annotations

import click

from app.cli.setup import means, with_settings
from app.queries import processes
from app.runtime import unit_of_work
from app.runtime.figures import here
from app.settings import Settings

ANSWER_S = 3.0


@click.command()
@click.argument("kind", type=click.Choice(["web", "stream", "worker", "embedded"]))
@with_settings
def health(settings: Settings, kind: str) -> None:
    """Succeed when a process of KIND on this machine has reached the database within the last minute."""
    host, _ = here()
    with means(settings, statement_s=ANSWER_S) as runtime, unit_of_work(runtime, write=False) as uow:
        runtime.drift.measure(uow.session.connection())
        found = processes.of_host(uow, kind, host)
        if not found:
            raise click.ClickException(f"No {kind} process of {host} has been seen within the last minute.")
        far = [one.skew_s for one in found if abs(one.skew_s) > settings.clock_limit_s]
        if far:
            raise click.ClickException(
                f"The clock of {host} is {far[0]:+.1f} s off the database's; no timed work is done there."
            )
    click.echo(f"A {kind} process of {host} is there.")
