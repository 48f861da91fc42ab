"""`onehour ledger`: checking and sealing the chains of events, and erasing what they say of people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from app.cli.setup import means, with_settings
from app.kernel import erasing, unit_of_work
from app.kernel import ledger as events
from app.kernel import ledger_check as chains
from app.kernel.errors import NotFound
from app.kernel.events_of_ledger import WHY_ERASED
from app.operations.commands.restore import settle_restored
from app.settings import Settings

_MOST = 2**63 - 1


@click.group()
def ledger() -> None:
    """Check the chains of events, seal them, or erase what they say of people."""


@ledger.command()
@with_settings
def verify(settings: Settings) -> None:
    """Walk every chain and every seal; the exit status is 1 where anything was altered.

    Without a named database it checks the installation's own and that of the last demonstration.
    """
    found = databases(settings)
    reports = [_checked(replace(settings, database_url=url), name_it=len(found) > 1) for url in found]
    if not all(report.intact for report in reports):
        raise SystemExit(1)


def databases(settings: Settings) -> list[str]:
    """Return the database that was named, or those in the data folder that hold anything."""
    own = settings.data_dir / "onehour.db"
    if settings.database_url != _sqlite(own):
        return [settings.database_url]
    kept = [path for path in (own, settings.data_dir / "demo" / own.name) if _is_filled(path)]
    return [_sqlite(path) for path in kept] or [settings.database_url]


def _sqlite(path: Path) -> str:
    return f"sqlite:///{path.resolve()}"


def _is_filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _checked(settings: Settings, *, name_it: bool) -> chains.LedgerReport:
    with means(settings) as runtime, unit_of_work(runtime, write=False) as uow:
        report = chains.verify(uow)
    if name_it:
        click.echo(settings.database_url)
    for fault in report.faults:
        click.echo(f"{fault.where}: {fault.what}", err=True)
    summary = f"{report.events} events in {report.streams} chains, {report.seals} seals: "
    click.echo(summary + ("intact." if report.intact else f"{len(report.faults)} faults."))
    return report


@ledger.command()
@with_settings
def seal(settings: Settings) -> None:
    """Seal the heads that moved since the last seal."""
    with means(settings) as runtime, unit_of_work(runtime) as uow:
        made = events.seal(uow)
        click.echo(f"Seal {made.number}: {made.root}" if made else "Nothing moved since the last seal.")


@ledger.command()
@with_settings
def restored(settings: Settings) -> None:
    """Make the ledger readable on after a dump was restored into another PostgreSQL cluster.

    Run it once, before anything else runs on the restored database.  Where the events are this cluster's
    own it changes nothing.
    """
    with means(settings) as runtime, unit_of_work(runtime) as uow:
        moved = settle_restored(uow)
        click.echo(f"{moved} events settled." if moved else "The events are this database's own.")


@ledger.command()
@with_settings
@click.argument("event_ids", metavar="EVENT_ID...", nargs=-1, required=True, type=click.IntRange(1, _MOST))
@click.option("--reason", required=True, type=click.Choice(list(WHY_ERASED)), help="Why; this is kept.")
def erase(settings: Settings, event_ids: tuple[int, ...], reason: str) -> None:
    """Erase what these events say of people, for good; their chains verify as before.

    An EVENT_ID is the number behind the dash of an event's id in the feed.  An event that was written
    before personal data stood beside the chain keeps what it says: its chain could not be verified without.
    """
    try:
        with means(settings) as runtime, unit_of_work(runtime) as uow:
            gone = erasing.erase(uow, event_ids, reason)
    except NotFound as unknown:
        raise click.ClickException(str(unknown)) from unknown
    click.echo(f"{len(gone)} events erased.")
    if kept := sorted({*event_ids} - gone):
        click.echo(f"Nothing to erase in {', '.join(map(str, kept))}.", err=True)
