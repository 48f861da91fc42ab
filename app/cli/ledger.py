"""`onehour ledger`: checking and sealing the chains of events."""

from __future__ import annotations

import click

from app.cli.setup import means, with_settings
from app.queries import ledger as chains
from app.runtime import unit_of_work
from app.services import ledger as events
from app.settings import Settings


@click.group()
def ledger() -> None:
    """Check the chains of events, or seal them."""


@ledger.command()
@with_settings
def verify(settings: Settings) -> None:
    """Walk every chain and every seal; the exit status is 1 where anything was altered."""
    with means(settings) as runtime, unit_of_work(runtime, write=False) as uow:
        report = chains.verify(uow)
    for fault in report.faults:
        click.echo(f"{fault.where}: {fault.what}", err=True)
    summary = f"{report.events} events in {report.streams} chains, {report.seals} seals: "
    click.echo(summary + ("intact." if report.intact else f"{len(report.faults)} faults."))
    if not report.intact:
        raise SystemExit(1)


@ledger.command()
@with_settings
def seal(settings: Settings) -> None:
    """Seal the heads that moved since the last seal."""
    with means(settings) as runtime, unit_of_work(runtime) as uow:
        made = events.seal(uow)
        click.echo(f"Seal {made.number}: {made.root}" if made else "Nothing moved since the last seal.")
