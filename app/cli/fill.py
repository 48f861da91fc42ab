"""`onehour fill`: years of a company in an empty installation, for trying out figures and their speed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import click

from app.cli.setup import means, with_settings
from app.cli.years.company import is_empty
from app.cli.years.filling import Plan, fill
from app.kernel import unit_of_work
from app.settings import Settings
from app.shell.migrate import upgrade


@click.command("fill")
@click.option("--years", type=click.FloatRange(0.05, 10), default=2, show_default=True, help="How many.")
@click.option(
    "--engineers", type=click.IntRange(1, 1000), default=300, show_default=True, help="How many are employed."
)
@click.option(
    "--share",
    type=click.FloatRange(0.001, 1),
    default=1,
    show_default=True,
    help="Which part of their work: 0.1 for a tenth.",
)
@click.option("--city", default="beijing", show_default=True, help="The city that they work in.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other years.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="When they end, at midnight UTC; today.")
@with_settings
def fill_(
    settings: Settings,
    years: float,
    engineers: int,
    share: float,
    city: str,
    seed: int,
    until: datetime | None,
) -> None:
    """Write a company's years into an installation that has no territory yet; nothing else may run on it.

    Requests, visits, ratings, complaints and all their events are those that the commands write, without
    pictures; the same seed and end give the same rows on both databases.
    """
    began = time.monotonic()
    upgrade(settings.database_url)
    with means(settings) as runtime:
        with unit_of_work(runtime, write=False) as uow:
            if not is_empty(uow):
                raise click.ClickException("There is a territory already: fill an empty installation.")
            today = uow.now.replace(hour=0, minute=0, second=0, microsecond=0)
        end = until.replace(tzinfo=UTC) if until else today
        if end - years * timedelta(days=365) < datetime(2000, 1, 1, tzinfo=UTC) or end > today:
            raise click.UsageError("The years must lie between 2000 and today.")
        made = fill(runtime, Plan(years, engineers, end, seed, share, city), click.echo)
    click.echo(f"{made.requests} requests with {made.visits} visits in {time.monotonic() - began:.0f} s.")
