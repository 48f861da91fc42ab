"""What the demonstration prints: how the day goes, who may sign in where, and what there was to see."""

from __future__ import annotations

import shlex

from rich.console import Console

from app.demo.case import Case
from app.demo.choices import Options
from app.demo.loading import Login
from app.demo.play import Glimpse, Play
from app.demo.progress import Display
from app.demo.report import DayReport
from app.demo.server import ADMIN_LOGIN, Installation
from app.demo.table import draw, draw_moments


class Watch:
    """Shows how the day goes, and the address that the first customer was sent."""

    def __init__(self, party: Play, where: Installation, display: Display, console: Console) -> None:
        self._party, self._where, self._display, self._console = party, where, display, console
        self._is_told = False

    def show(self, glimpse: Glimpse) -> None:
        """Draw where the day stands."""
        cases = self._party.book.cases
        if cases and not self._is_told:
            self._is_told = True
            show_link(self._where, next(iter(cases.values())), self._console)
        self._display.show(glimpse)


def conclude(report: DayReport, options: Options, where: Installation, console: Console) -> None:
    """Print the table and what there is to look at, write the report, and say how to check the ledger."""
    console.print(draw(report))
    if report.moments:
        console.print("[bold]Worth a look[/bold]")
        console.print(draw_moments(report, where.url), soft_wrap=True, highlight=False)
    if options.report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(report.to_json() + "\n", "utf-8")
        console.print(f"Report written to {options.report}")
    # A database that somebody named may carry a password in its address.
    address = "the same address" if options.database_url else shlex.quote(where.database_url)
    console.print(
        f"Check the ledger: ./run onehour ledger verify --database-url {address}",
        soft_wrap=True,
        highlight=False,
    )


def show_logins(where: Installation, logins: list[Login], console: Console) -> None:
    """Say how to get in: one account of each role."""
    console.print(f"\nFollow it on [bold]{where.url}[/bold] (API: {where.url}/api/docs)")
    first = {login.role: login for login in reversed(logins)}
    for login in (Login("admin", ADMIN_LOGIN, where.admin_password), *first.values()):
        console.print(f"  {login.role:<11} {login.login:<11} {login.password}", highlight=False)
    console.print()


def show_link(where: Installation, case: Case, console: Console) -> None:
    """Show the address that a customer was sent."""
    link = f"{where.url}/t/{case.tracking_token}"
    console.print(f"A customer's link: {link}", soft_wrap=True, highlight=False)


def say_how_to_look(options: Options, where: Installation, console: Console) -> None:
    """Say how to have the server back, which ends with the demonstration."""
    folder = shlex.quote(str(where.data_dir))
    database = "" if options.database_url is None else " --database-url THE_SAME_ADDRESS"
    console.print(
        f"These pages are there while the server runs (--keep). To start it again, with the logins above:\n"
        f"  ./run serve --simulated --port {where.port} --data-dir {folder}{database}",
        soft_wrap=True,
        highlight=False,
    )
