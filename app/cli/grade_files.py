"""`onehour stars preview` and `scores`: proposals as a file, and the scores that a manager put into it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

import click

from app.cli.grades import acting, of_a_year, refused
from app.cli.setup import means
from app.grading.commands.freeze import everybody
from app.grading.commands.scoring import Scores, score
from app.grading.reads.progress import names_of, progress
from app.grading.reads.proposals import facts_of_year
from app.grading.rules.decision import decided, most, proposed
from app.kernel import UnitOfWork, unit_of_work
from app.kernel.errors import OneHourError
from app.settings import Settings

COLUMNS = ("number", "name", "side", "of", "proposed", "points", "reason", "total", "stars")
"""Of the file: a line for each side of each person; `points` and `reason` are the manager's."""

Lines = list[dict[str, str]]


@click.command("preview")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="A CSV file; else it is shown."
)
@of_a_year
def preview(settings: Settings, year: int, login: str, output: Path | None) -> None:
    """Write what the figures propose, one line for each side of each person: the file that `scores` takes."""
    with means(settings) as runtime:
        who = acting(runtime, login)
        with unit_of_work(runtime, who, write=False) as uow:
            lines = list(_proposals(uow, year))
    # A table calculation needs the mark to read Chinese names; a screen would show it.
    file = output.open("w", encoding="utf-8-sig", newline="") if output else nullcontext(sys.stdout)
    with file as to:
        writer = csv.DictWriter(to, COLUMNS)
        writer.writeheader()
        writer.writerows(lines)


def _proposals(uow: UnitOfWork, year: int) -> Iterator[dict[str, Any]]:
    lines = progress(uow, year).lines
    found = [(one.staff_number, one.name, one.row.facts, one.row.scores) for one in lines]
    everyone = found or _not_frozen(uow, year)
    for number, name, facts, scores in sorted(everyone, key=itemgetter(0, 1)):
        own = proposed(facts)
        told = decided(facts, scores or own, {}, [], None)
        for side, of in most(facts).items():
            points = (scores or own)[side]
            values = (number, name, side, of, own[side], points, "", told.total, told.stars)
            yield dict(zip(COLUMNS, values, strict=True))


def _not_frozen(uow: UnitOfWork, year: int) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """The proposals as the figures stand now, of whom the caller answers for."""
    names = names_of(uow)
    for subject, key in everybody(uow):
        facts = facts_of_year(uow, subject, key, year)
        if any(most(facts).values()):
            name, number = names[key]
            yield number, name, facts, {}


@click.command("scores")
@click.argument("file", type=click.File("r", "utf-8-sig"))
@of_a_year
def scores_of_year(settings: Settings, year: int, login: str, file: TextIO) -> None:
    """Take the scores of a file that `preview` wrote and a manager filled in: all of it, or nothing."""
    lines = _read(file)
    with means(settings) as runtime:
        who = acting(runtime, login)
        with unit_of_work(runtime, who) as uow:
            rows = {one.staff_number or one.name: one.row.id for one in progress(uow, year).lines}
            count = 0
            for whom, several in groupby(lines, key=lambda line: line["number"] or line["name"]):
                if whom not in rows:
                    raise click.ClickException(f"{whom} has no frozen grade of {year} that you answer for.")
                try:
                    score(uow, rows[whom], _scores(whom, list(several)))
                except OneHourError as error:
                    raise refused(error, whom) from error
                count += 1
    click.echo(f"{count} scored.")


def _read(file: TextIO) -> Lines:
    reader = csv.DictReader(file)
    lacking = [name for name in ("number", "name", "side", "points") if name not in (reader.fieldnames or ())]
    if lacking:
        raise click.UsageError(f"The file has no column {', '.join(lacking)}.")
    return sorted((dict(line) for line in reader), key=itemgetter("number", "name"))


def _scores(whom: str, lines: Lines) -> Scores:
    points: dict[str, float] = {}
    for line in lines:
        try:
            points[line["side"]] = float(line["points"])
        except (TypeError, ValueError) as wrong:
            raise click.ClickException(f"{whom}: {line['side']}: {line['points']!r} is no number.") from wrong
    reasons = {line["side"]: told for line in lines if (told := (line.get("reason") or "").strip())}
    return Scores(points, reasons)


COMMANDS = (preview, scores_of_year)
