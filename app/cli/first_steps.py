"""What `serve` does before it serves: the clock, reference data, the first accounts, the notice."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

import click
from sqlalchemy import func, select

from app import migrate
from app.errors import NotAuthenticated
from app.models import SimulatedClockRow, User
from app.runtime import Runtime, SimulatedClock, SystemClock, UnitOfWork, unit_of_work
from app.services import accounts, seed
from app.settings import Settings


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
            f"The database is at revision {found or 'base'} and {wanted} is needed; run `onehour db upgrade`."
        )


def set_up_once(runtime: Runtime, admin_password: str | None, *, with_city: bool) -> list[str]:
    """Do `set_up`, unless another process that starts at the same time is doing it."""
    with runtime.exclusive("set up") as alone:
        if alone:
            return set_up(runtime, admin_password, with_city=with_city)
    return _notice(runtime.settings, None, [], peopled=True)


def set_up(runtime: Runtime, admin_password: str | None, *, with_city: bool) -> list[str]:
    """Add what is missing and return the lines to print once the server listens.

    Without the city and without a password no account is made: whoever installs adds the first one.
    """
    with unit_of_work(runtime) as uow:
        seed.reference(uow)
        if with_city:
            seed.city(uow)
        wants_admin = with_city or admin_password is not None
        admin = seed.administrator(uow, admin_password) if wants_admin else None
        logins = _demonstration_logins(uow)
        peopled = uow.session.scalar(select(func.count()).select_from(User))
    return _notice(runtime.settings, admin if admin_password is None else None, logins, peopled=bool(peopled))


def _demonstration_logins(uow: UnitOfWork) -> list[str]:
    """Return the logins that the published password opens; none once the installer has changed it."""
    try:
        accounts.sign_in(uow, "dispatcher", seed.CITY_PASSWORD)
    except NotAuthenticated:
        return []
    return ["dispatcher", "manager", "provider", "customer", "e1001 (an engineer)"]


def _notice(settings: Settings, admin: seed.Login | None, logins: list[str], *, peopled: bool) -> list[str]:
    lines = [
        f"OneHour     {settings.public_url}",
        f"API         {settings.public_url}/api/docs",
    ]
    if admin is not None:
        lines.append(f"Admin       {admin.login} / {admin.password}  (drawn now, shown this once)")
    if logins:
        lines.append(f"Try it as   {', '.join(logins)}; the password is {seed.CITY_PASSWORD}")
        if not _is_loopback(settings.host):
            lines.append("WARNING     That password is public and others can reach this address.")
    if not peopled:
        lines.append("No account  Add the first: onehour user add LOGIN --role admin")
    return lines


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
