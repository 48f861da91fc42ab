"""Calls of accounts, tokens and keys."""

from __future__ import annotations

from uuid import UUID

from app.accounts.commands import accounts, passwords
from app.accounts.tables import User
from app.kernel import Role, UnitOfWork, unit_of_work
from tests.web.calls.call import API, Call, Prepared, read
from tests.web.world import World


def _token(world: World, role: Role, kind: str) -> UUID:
    with unit_of_work(world.runtime) as uow:
        user = uow.get(User, world.account(role).user_id)
        _, row = accounts.issue_token(uow, user, kind, scopes=("requests:read",) if kind == "api_key" else ())
    return row.id


def _change_password(world: World) -> Call:
    _sign_in(world)
    body = {"current_password": "a long enough one", "new_password": "another long enough one"}
    return Call(Role.MANAGER, json=body)


def _sign_in(world: World) -> Call:
    def with_password(uow: UnitOfWork) -> None:
        user = uow.get(User, world.account(Role.MANAGER).user_id)
        user.login, user.password_hash = "manager", passwords.hash_password("a long enough one")

    world.edit(with_password)
    return Call(Role.ANONYMOUS, json={"login": "manager", "password": "a long enough one"})


def _of_manager(world: World) -> Call:
    return Call(Role.ADMIN, {"user_id": world.account(Role.MANAGER).user_id})


CALLS: dict[str, Prepared] = {
    f"POST {API}/auth/tokens": _sign_in,
    f"GET {API}/auth/tokens": read(Role.ENGINEER),
    f"DELETE {API}/auth/tokens/<uuid:token_id>": lambda world: Call(
        Role.ENGINEER, {"token_id": _token(world, Role.ENGINEER, "bearer")}
    ),
    f"GET {API}/auth/api-keys": read(Role.ADMIN),
    f"POST {API}/auth/api-keys": lambda _: Call(
        Role.ADMIN, json={"label": "ERP", "scopes": ["requests:read"]}
    ),
    f"DELETE {API}/auth/api-keys/<uuid:token_id>": lambda world: Call(
        Role.ADMIN, {"token_id": _token(world, Role.INTEGRATION, "api_key")}
    ),
    **{f"POST {API}/users/<uuid:user_id>/{verb}": _of_manager for verb in ("invite", "reset")},
    f"GET {API}/me": read(Role.INTEGRATION),
    f"POST {API}/me/password": _change_password,
    f"POST {API}/me/language": lambda _: Call(Role.CUSTOMER, json={"locale": "zh_CN"}),
}
