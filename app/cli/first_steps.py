"""What `serve` does before it serves: the clock, reference data, the first accounts, the notice."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy import func, select

from app.accounts.commands import passwords
from app.accounts.tables import User
from app.cli import seed
from app.kernel import Role, Runtime, SimulatedClock, SystemClock, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.tables import SimulatedClockRow
from app.settings import Settings
from app.shell import migrate
from app.shell.command_line import FIRST_ACCOUNT, here, typed_here


def settle_clock(runtime: Runtime, sim_start: datetime | None) -> None:
    """Start the simulated clock, and keep simulations and real installations apart.

    Raises:
        click.ClickException: the database is of the other kind.
    """
    with runtime.session(write=True) as session, session.begin():
        started = session.get(SimulatedClockRow, 1) is not None
        if not runtime.settings.simulated:
            if started:
                raise click.ClickException("This database is a simulation's; go on with it by --simulated.")
            return
        if not started and session.scalar(select(func.count()).select_from(User)):
            raise click.ClickException("This database is a real installation's; simulate on another one.")
        # No transaction has an instant before the clock runs, so a start left open is the machine's time.
        connection = session.connection()
        SimulatedClock.start(connection, sim_start or SystemClock().read(connection))


def check_schema(runtime: Runtime) -> None:
    """Let one of several processes start only on the tables that its code was written for.

    Raises:
        click.ClickException: the database is at another revision.
    """
    found, wanted = migrate.current(runtime.engine), migrate.head()
    if found != wanted:
        raise click.ClickException(
            f"The database is at revision {found or 'base'} and {wanted} is needed;"
            f" run `onehour db upgrade{here(runtime.settings)}`."
        )


def set_up_once(runtime: Runtime, admin_password: str | None, *, with_city: bool) -> list[str]:
    """Do `set_up`, unless another process that starts at the same time is doing it."""
    with runtime.exclusive("set up") as alone:
        if alone:
            return set_up(runtime, admin_password, with_city=with_city)
    return _notice(runtime.settings, [], [], peopled=True)


def set_up(runtime: Runtime, admin_password: str | None, *, with_city: bool) -> list[str]:
    """Add what is missing and return the lines to print once the server listens.

    Without the city and without a password no account is made: whoever installs adds the first one.
    """
    with unit_of_work(runtime) as uow:
        seed.reference(uow)
        made = seed.city(uow) if with_city else []
        wants_admin = with_city or admin_password is not None
        admin = _administrator(uow, admin_password) if wants_admin else None
        logins = _demonstration_logins(uow)
        peopled = uow.session.scalar(select(func.count()).select_from(User))
    drawn = [login for login in [admin if admin_password is None else None, *made] if login is not None]
    shown = [login for login in drawn if login.password != seed.CITY_PASSWORD]
    return _notice(runtime.settings, shown, logins, peopled=bool(peopled))


def _administrator(uow: UnitOfWork, password: str | None) -> seed.Login | None:
    """Make the first administrator.

    Raises:
        click.UsageError: the password that was given is none that may be had.
    """
    try:
        return seed.administrator(uow, password)
    except Invalid as bad:
        why = "; ".join(str(text) for texts in bad.errors.values() for text in texts)
        raise click.UsageError(f"--admin-password (ONEHOUR_ADMIN_PASSWORD) {why}.") from bad


def _demonstration_logins(uow: UnitOfWork) -> list[str]:
    """Return the logins that have the published password; none once the installer has changed it."""
    kept = uow.session.scalar(select(User.password_hash).where(User.login == "dispatcher", User.active))
    if not passwords.fits(kept, seed.CITY_PASSWORD):
        return []
    return ["dispatcher", "manager", "provider", "customer", "e1001 (an engineer)"]


def _notice(settings: Settings, drawn: list[seed.Login], logins: list[str], *, peopled: bool) -> list[str]:
    lines = [
        f"OneHour     {settings.public_url}",
        f"API         {settings.public_url}/api/docs",
    ]
    for made in drawn:
        title = "Admin" if made.role == Role.ADMIN else "Account"
        lines.append(f"{title:<12}{made.login} / {made.password}  (drawn now, shown this once)")
    if logins and settings.on_loopback:
        lines.append(f"Try it as   {', '.join(logins)}; the password is {seed.CITY_PASSWORD}")
    elif logins:
        lines.append("WARNING     Accounts have the published password, which opens nothing at this address:")
        lines.append(f"            {', '.join(logins)}")
        lines.append(f"            Give them others: onehour user password LOGIN{here(settings)}")
    if not peopled:
        lines.append(f"No account  Add the first: {typed_here(settings, FIRST_ACCOUNT)}")
    return lines
