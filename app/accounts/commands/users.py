"""Rules of accounts, as one register of the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.commands import accounts, passwords
from app.accounts.tables import User
from app.kernel import Role, UnitOfWork, locks
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.commands.registry.in_use import Hold
from app.registers.commands.registry.rules import Rules
from app.registers.reads.registry import Register

LINK_OF_ROLE = {
    Role.ENGINEER: "engineer_id",
    Role.CUSTOMER: "customer_id",
    Role.PROVIDER: "provider_id",
}


def prepare_user(uow: UnitOfWork, values: dict[str, Any], row: User | None) -> dict[str, str]:
    """The login is lower case, the password is hashed, and the account names what its role owns."""
    if "login" in values:
        values["login"] = values["login"].strip().lower()
    if row is not None and row.active and values.get("active") is False:
        accounts.revoke_all(uow, row.id)  # opened again, it must not be signed in anywhere
    errors: dict[str, str] = {}
    password = values.pop("password", None)
    if password is not None:
        try:
            values["password_hash"] = passwords.hash_password(
                password,
                values.get("login") or (row.login if row else ""),
                company=uow.settings.company_name,
            )
            if row is not None:
                accounts.revoke_all(uow, row.id, keep=uow.principal.token_id)
        except Invalid as bad:
            errors |= {path: texts[0] for path, texts in bad.errors.items()}
    elif row is None and "password_hash" not in values:
        errors["password"] = Phrase("is needed for a new account")
    role = Role(values.get("role") or (row.role if row else Role.ADMIN))
    for owner, column in LINK_OF_ROLE.items():
        linked = values.get(column, getattr(row, column, None)) is not None
        if linked != (owner is role):
            errors[column] = (
                Phrase("is needed for the role %(role)s", role=role)
                if owner is role
                else Phrase("does not fit the role %(role)s", role=role)
            )
    return errors


def last_administrator(uow: UnitOfWork, row: User) -> tuple[str, int]:
    """One, where closing this account would leave nobody who may open another."""
    if row.role != Role.ADMIN or not row.active:
        return Phrase("installation without an administrator"), 0
    return Phrase("installation without an administrator"), 0 if others_who_administer(uow, row.id) else 1


def others_who_administer(uow: UnitOfWork, user_id: UUID) -> int:
    """Count the other administrators who can sign in; two who close each other's accounts wait here."""
    mine = select(User).where(User.role == Role.ADMIN, User.active.is_(True)).order_by(User.id)
    return sum(one.password_hash is not None and one.id != user_id for one in locks.rows(uow, mine))


REGISTER = Register("user", User, ("login", "name", "role"), ("login", "name"))
RULES = Rules(
    references={"engineer_id": "engineer", "customer_id": "customer", "provider_id": "provider"},
    unique=("login", "engineer_id"),
    prepare=prepare_user,
    private=frozenset({"password_hash"}),
    anchors=("role",),
)
HOLD = Hold("user", last_administrator)
