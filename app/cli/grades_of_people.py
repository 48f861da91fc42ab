"""`onehour stars approve`, `appeal` and `answer`: what others than the scorer say, as named accounts."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import click
from sqlalchemy import select

from app.cli.grades import acting, of_a_year, refused
from app.cli.setup import means
from app.grading.commands import appeals
from app.grading.commands.approving import approve
from app.grading.reads.grades import answered_for, has_part_in, is_about
from app.grading.reads.progress import progress
from app.grading.rules.states import GradeState
from app.grading.tables import GradeOfYear
from app.kernel import Role, UnitOfWork, unit_of_work
from app.kernel.errors import OneHourError
from app.settings import Settings


@click.command("approve")
@click.option("--of", "whom", metavar="NUMBER", help="One person's alone; a provider by its name.")
@of_a_year
def approve_year(settings: Settings, year: int, login: str, whom: str | None) -> None:
    """Approve, as a second manager, what others scored; what you had a part in waits for another."""
    with means(settings) as runtime:
        who = acting(runtime, login)
        with unit_of_work(runtime, who) as uow:
            waiting = select(GradeOfYear.id).where(
                GradeOfYear.year == year,
                GradeOfYear.state == GradeState.CALIBRATED,
                answered_for(uow, who),
                ~is_about(who),
            )
            if whom is not None:
                waiting = waiting.where(GradeOfYear.id == _row_of(uow, year, whom))
            others = waiting if whom is not None else waiting.where(~has_part_in(who.user_id))
            keys = uow.session.scalars(others.order_by(GradeOfYear.id)).all()
            left = len(uow.session.scalars(waiting).all()) - len(keys)
            try:
                for key in keys:
                    approve(uow, key)
            except OneHourError as error:
                raise refused(error, whom or "") from error
    click.echo(f"{len(keys)} grades approved; {left} wait for somebody else.")


@click.command("appeal")
@click.option("--words", required=True, help="What is to be looked at again.")
@of_a_year
def appeal_year(settings: Settings, year: int, login: str, words: str) -> None:
    """Appeal, as the engineer or service provider whom a grade is about."""
    with means(settings) as runtime:
        who = acting(runtime, login, frozenset({Role.ENGINEER, Role.PROVIDER}))
        with unit_of_work(runtime, who) as uow:
            found = select(GradeOfYear.id).where(GradeOfYear.year == year, is_about(who))
            key = uow.session.scalars(found.order_by(GradeOfYear.number.desc())).first()
            if key is None:
                raise click.ClickException(f"There is no grade of {year} about {login}.")
            try:
                made = appeals.appeal(uow, key, words)
            except OneHourError as error:
                raise refused(error) from error
            due = made.answer_due_on
    click.echo(f"Appealed; it is answered by {due}.")


@click.command("answer")
@click.option("--of", "whom", required=True, metavar="NUMBER", help="Whose appeal; a provider by its name.")
@click.option("--uphold/--reject", required=True, help="Whether the scores change.")
@click.option("--words", required=True, help="The answer in writing.")
@click.option("--points", multiple=True, metavar="SIDE=POINTS", help="Other scores, where it is upheld.")
@of_a_year
def answer_year(
    settings: Settings, year: int, login: str, whom: str, words: str, points: tuple[str, ...], *, uphold: bool
) -> None:
    """Answer an appeal, as somebody who had no part in the grade."""
    changed = _changed(points)
    outcome = appeals.UPHELD if uphold else appeals.REJECTED
    with means(settings) as runtime:
        who = acting(runtime, login)
        with unit_of_work(runtime, who) as uow:
            try:
                appeals.answer(uow, _row_of(uow, year, whom), outcome, words, changed)
            except OneHourError as error:
                raise refused(error, whom) from error
    click.echo("Upheld: it waits for a second manager." if uphold else "Rejected, with the answer.")


def _changed(points: tuple[str, ...]) -> Mapping[str, float]:
    try:
        return {side: float(told) for side, told in (one.split("=", 1) for one in points)}
    except ValueError as wrong:
        raise click.UsageError("--points takes a side and a number, such as technical=40.") from wrong


def _row_of(uow: UnitOfWork, year: int, whom: str) -> UUID:
    for one in progress(uow, year).lines:
        if whom in (one.staff_number, one.name):
            return one.row.id
    raise click.ClickException(f"{whom} has no grade of {year} that you answer for.")


COMMANDS = (approve_year, appeal_year, answer_year)
