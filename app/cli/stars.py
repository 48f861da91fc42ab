"""`onehour stars`: the facts of grades worked out from the command line."""

from __future__ import annotations

import gc
import os
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext

import click

from app.cli import grade_files, grades, grades_of_people
from app.cli.setup import means, with_settings
from app.cli.stars_worth import worth
from app.kernel import unit_of_work
from app.settings import Settings
from app.stars.commands.facts import work_out
from app.stars.commands.standings import compare_months, spans_kept
from app.stars.commands.timers import may_have_changed
from app.stars.reads.standings import Months
from app.stars.rules.months import LONGEST_SPAN, Month, months_between, read_month

_SELDOM = (100_000, 20, 100)
"""After so many new objects, and so many looks at the younger ones, the collector looks."""


class MonthWritten(click.ParamType[Month]):
    """A month such as 2026-01."""

    name = "month"

    def convert(self, value: str | Month, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        """Read it."""
        month = value if isinstance(value, Month) else read_month(value)
        return month or self.fail(f"{value!r} is no month such as 2026-01.", param, ctx)


@click.group()
def stars() -> None:
    """Work out what engineers and service providers are graded by, and take a year through its cycle."""


stars.add_command(worth)


@stars.command()
@click.option("--from", "first", type=MonthWritten(), required=True, help="First month, such as 2026-01.")
@click.option("--to", "last", type=MonthWritten(), help="Last month; the first alone when left out.")
@click.option("--processes", type=click.IntRange(1, 16), default=2, show_default=True, help="At a time.")
@with_settings
def facts(settings: Settings, first: Month, last: Month | None, processes: int) -> None:
    """Work the facts of these months out anew, and what everybody comes to over all of them.

    So are their quarters, the years of theirs that are over, and what the pages show now.  It can be
    repeated: the same ledger gives the same figures.  A running installation does the current and the last
    months by itself every night.
    """
    months = months_between(first, last or first)
    if not 0 < len(months) <= LONGEST_SPAN:
        raise click.UsageError(f"These are no months, or more than {LONGEST_SPAN}.")
    with means(settings) as runtime, unit_of_work(runtime, write=False) as uow:
        if months[-1] > (this := may_have_changed(uow)[1]):
            raise click.UsageError(f"{months[-1]} lies ahead; this month is {this}.")
    # The processes share the cores already: threads within each would only wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(max_workers=processes, mp_context=_context(), initializer=_begin) as pool:
        for month, visits in zip(months, pool.map(_work_out, repeat(settings), months), strict=True):
            click.echo(f"{month}: {visits} visits.")
        asked = Months(months[0], months[-1])
        shares = _shared(asked, {asked, *spans_kept(months, this)}, processes)
        count, *_ = pool.map(_compare, repeat(settings), shares)
    click.echo(f"{count} figures of engineers and service providers over {months[0]} to {months[-1]}.")


def _context() -> BaseContext:
    """Return how processes begin: from one that has read the program once, where the system can."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "app.capabilities"])
    return context


def _begin() -> None:
    """Look for what is lost less often: of months of rows nearly all is kept until they are written."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)


def _work_out(settings: Settings, month: Month) -> int:
    """Work one month out in a process of its own."""
    with means(settings) as runtime:
        return work_out(runtime, month)


def _shared(asked: Months, spans: Collection[Months], processes: int) -> list[list[Months]]:
    """Share the spans out, the longest first; what was asked for is the first of all."""
    shares: list[list[Months]] = [[] for _ in range(min(processes, len(spans)))]
    for span in sorted(spans, key=lambda one: (one != asked, -len(one.keys), one)):
        min(shares, key=lambda share: sum(len(one.keys) for one in share)).append(span)
    return shares


def _compare(settings: Settings, spans: Sequence[Months]) -> int:
    """Work out in a process of its own what everybody comes to; returns the count of the first span."""
    with means(settings) as runtime:
        return compare_months(runtime, *spans)


for _command in (*grades.COMMANDS, *grade_files.COMMANDS, *grades_of_people.COMMANDS):
    stars.add_command(_command)
