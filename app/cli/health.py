"""`onehour health`: whether this machine's process of a kind is there, for supervisors without HTTP."""

from __future__ import annotations

import click

from app.cli.setup import means, with_settings
from app.kernel import processes_seen as processes
from app.kernel import unit_of_work
from app.kernel.metrics import here, process_name
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
        far = [one for one in found if abs(one.skew_s) > settings.clock_limit_s]
        if far:
            raise click.ClickException(
                f"The clock of {process_name(kind, host, far[0].pid)} is {far[0].skew_s:+.1f} s off the"
                " database's; it does no timed work."
            )
    named = ", ".join(process_name(kind, host, one.pid) for one in found)
    click.echo(f"Seen within the last minute: {named}.")
