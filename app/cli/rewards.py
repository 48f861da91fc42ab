"""`onehour rewards`: what the rules propose for a month, from the command line."""

from __future__ import annotations

import click

from app.cli.setup import means, with_settings
from app.cli.stars import MonthWritten
from app.kernel import unit_of_work
from app.rewards.commands.proposing import propose
from app.settings import Settings
from app.stars.rules.months import Month


@click.command()
@click.option("--month", type=MonthWritten(), required=True, help="A month that is over, such as 2026-01.")
@with_settings
def rewards(settings: Settings, month: Month) -> None:
    """Propose rewards and penalties of a month by the rules in force; people decide.

    It can be repeated: what somebody decided stays, what nobody decided follows the facts as they stand.  A
    running installation does it by itself on the third of each month.
    """
    with means(settings) as runtime, unit_of_work(runtime) as uow:
        made = propose(uow, month)
    click.echo(f"{made} new proposals for {month}.")
