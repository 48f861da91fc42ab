"""`onehour user`: accounts, from the machine itself."""

from __future__ import annotations

import sys
from typing import Any

import click

from app.accounts.commands import accounts
from app.cli.setup import means, with_settings
from app.kernel import Role, unit_of_work
from app.registers.commands import registry
from app.registers.commands.import_naming import by_natural_key
from app.settings import Settings

ROLES = [
    str(role) for role in Role if role not in {Role.SYSTEM, Role.ANONYMOUS, Role.TRACKING, Role.INTEGRATION}
]
from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group()
def user() -> None:
    """Add accounts and set passwords."""


@user.command()
@click.argument("login")
@click.option("--name", help="The person's name; the login when left out.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--engineer", metavar="NUMBER", help="Whose account it is, for the role engineer.")
@click.option("--customer", metavar="NAME", help="Whose account it is, for the role customer.")
@click.option("--provider", metavar="NAME", help="Whose account it is, for the role provider.")
@from_stdin
@with_settings
def add(
    settings: Settings, login: str, name: str | None, role: str, *, password_stdin: bool, **owners: str | None
) -> None:
    """Add an account that signs in as LOGIN."""
    password = _password(from_stdin=password_stdin)
    with means(settings) as runtime, unit_of_work(runtime) as uow:
        values: dict[str, Any] = {"login": login, "name": name or login, "role": role, "password": password}
        for kind, key in owners.items():
            if key is not None:
                values[f"{kind}_id"] = by_natural_key(uow, kind, key)
        registry.create(uow, "user", values)
    click.echo(f"{login} may sign in as {role}.")


@user.command()
@click.argument("login")
@from_stdin
@with_settings
def password(settings: Settings, login: str, *, password_stdin: bool) -> None:
    """Set a new password for LOGIN."""
    text = _password(from_stdin=password_stdin)
    with means(settings) as runtime, unit_of_work(runtime) as uow:
        registry.update(uow, "user", accounts.user_by_login(uow, login), {"password": text})
    click.echo(f"{login} has a new password.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
