"""`onehour stars freeze` and its kind: the year of grades from the command line, as a named account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from app.accounts.commands import accounts
from app.cli.setup import means, with_settings
from app.grading.commands.approving import close_calibration
from app.grading.commands.freeze import freeze
from app.grading.commands.notice import publish, start_notice
from app.grading.pages.words import STATES
from app.grading.reads.progress import progress
from app.kernel import Role, Runtime, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid, NotFound, OneHourError
from app.kernel.principal import Principal
from app.settings import Settings

_WHO = frozenset({Role.MANAGER, Role.ADMIN})


def of_a_year(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the year, who acts, and the settings."""
    year = click.option("--year", type=click.IntRange(2000, 2199), required=True, help="Such as 2026.")
    who = click.option("--as", "login", required=True, metavar="LOGIN", help="The account that acts.")
    return year(who(with_settings(command)))


def acting(runtime: Runtime, login: str, roles: frozenset[Role] = _WHO) -> Principal:
    """Return who acts, a manager or administrator; the rules are the same as on the pages.

    Raises:
        click.UsageError: there is no such account, it is closed, or of another role.
    """
    with unit_of_work(runtime, write=False) as uow:
        try:
            found = accounts.acting(uow, accounts.user_by_login(uow, login).id)
        except NotFound as unknown:
            raise click.UsageError(f"There is no account {login}.") from unknown
    if found is None or found.role not in roles:
        meant = "engineer or service provider" if Role.ENGINEER in roles else "manager or administrator"
        raise click.UsageError(f"{login} is no {meant} who may sign in.")
    return found


def refused(error: OneHourError, whom: str = "") -> click.ClickException:
    """Return the refusal as the command line says it, with the fields that are wrong."""
    told = str(error.detail)
    if isinstance(error, Invalid):
        told = "; ".join(f"{field} {', '.join(map(str, said))}" for field, said in error.errors.items())
    return click.ClickException(": ".join(filter(None, (whom, told))))


def _do(settings: Settings, login: str, act: Callable[[UnitOfWork], str]) -> None:
    with means(settings) as runtime:
        who = acting(runtime, login)
        try:
            with unit_of_work(runtime, who) as uow:
                told = act(uow)
        except OneHourError as error:
            raise refused(error) from error
    click.echo(told)


@click.command("freeze")
@of_a_year
def freeze_year(settings: Settings, year: int, login: str) -> None:
    """Freeze what the figures propose for a year that is over; what is frozen stays."""
    _do(settings, login, lambda uow: f"{freeze(uow, year)} proposals frozen.")


@click.command("close-calibration")
@of_a_year
def close_year(settings: Settings, year: int, login: str) -> None:
    """Close the calibration: all that are scored go to a second person."""
    _do(settings, login, lambda uow: f"{close_calibration(uow, year)} grades wait for a second manager.")


@click.command("notice")
@of_a_year
def notice_year(settings: Settings, year: int, login: str) -> None:
    """Begin the public notice of all that are approved."""
    _do(settings, login, lambda uow: f"{start_notice(uow, year)} grades are in notice from today on.")


@click.command("publish")
@click.option("--effective-on", type=click.DateTime(["%Y-%m-%d"]), help="Today if left out.")
@of_a_year
def publish_year(settings: Settings, year: int, login: str, effective_on: datetime | None) -> None:
    """Publish all whose notice and appeals have run out."""

    def act(uow: UnitOfWork) -> str:
        found = publish(uow, year, effective_on.date() if effective_on else None)
        return f"{len(found.rows)} grades published; {found.waiting} wait."

    _do(settings, login, act)


@click.command("progress")
@of_a_year
def show_progress(settings: Settings, year: int, login: str) -> None:
    """Say how far a year has come, by team and state."""

    def act(uow: UnitOfWork) -> str:
        found = progress(uow, year)
        lines = [f"{year}: {STATES[found.state].id}, {found.done:.0%}, {found.open_appeals} open appeals."]
        for team in found.teams:
            states = ", ".join(f"{STATES[state].id} {count}" for state, count in sorted(team.states.items()))
            lines.append(f"  {team.team or 'no team'}: {states}")
        return "\n".join(lines)

    _do(settings, login, act)


COMMANDS = (freeze_year, close_year, notice_year, publish_year, show_progress)
