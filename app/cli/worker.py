"""`onehour worker`: planning and due work apart from the web processes."""

from __future__ import annotations

import signal
from threading import Event

import click

from app.cli.setup import means, with_settings
from app.settings import Settings
from app.shell.worker.scheduler import WorkerRefused, run_worker

LONG = 10
"""How many times as long as a call's a worker's statement may take."""


@click.command()
@with_settings
def worker(settings: Settings) -> None:
    """Plan and do due work until interrupted.

    For installations whose web processes have ONEHOUR_EMBEDDED_WORKER=false.  Any number may run: work
    is claimed in the database.  Told to stop, it takes nothing new, finishes what it has in hand, and
    gives back what takes longer than 20 seconds.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Lessons and seals read the work of months; plans and timers are done long before.
    with means(settings, statement_s=LONG * settings.db_statement_timeout_s) as runtime:
        try:
            run_worker(runtime, stop)
        except WorkerRefused as refused:
            raise click.ClickException(str(refused)) from refused
        click.echo("The worker has stopped.", err=True)
