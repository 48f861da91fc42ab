"""Accounts as people see them: whom each stands for, when it was seen, whether it waits for its owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.accounts.tables import AccessToken, Invitation, User
from app.kernel import Principal, Role, UnitOfWork
from app.registers.reads import registry
from app.registers.tables import Customer, Engineer, Provider

MOST_CHOICES = 20

OWNER_OF_ROLE: Mapping[str, str] = {
    Role.ENGINEER: "engineer",
    Role.CUSTOMER: "customer",
    Role.PROVIDER: "provider",
}
"""Role → the register of what its accounts stand for."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account in a list; `invited_until`: it has no password yet, and a link that is still good."""

    user: User
    stands_for: str
    seen_at: datetime | None
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A thing that an account may stand for."""

    id: UUID
    name: str


def listed(principal: Principal, wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of the accounts of people; those of integrations are shown by their keys."""
    query = registry.listing(principal, registry.REGISTERS["user"], wanted)
    return query.where(User.role != Role.INTEGRATION)


def lines(uow: UnitOfWork, users: Sequence[User]) -> list[PersonLine]:
    """Return what a list says of these accounts."""
    ids = [user.id for user in users]
    names, seen = _names(uow, users), _last_seen(uow, ids)
    open_until = _invited_until(uow, ids)
    return [
        PersonLine(
            user,
            names.get(owner_id(user), "") if owner_id(user) else "",
            seen.get(user.id),
            open_until.get(user.id) if user.password_hash is None else None,
        )
        for user in users
    ]


def owner_id(user: User) -> UUID | None:
    """Return the id of what the account stands for."""
    return user.engineer_id or user.customer_id or user.provider_id


def _last_seen(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    last = select(AccessToken.user_id, func.max(AccessToken.seen_at)).where(
        AccessToken.user_id.in_(ids), AccessToken.seen_at.is_not(None)
    )
    return {row[0]: row[1] for row in uow.session.execute(last.group_by(AccessToken.user_id)) if row[1]}


def _invited_until(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    until = select(Invitation.user_id, func.max(Invitation.expires_at)).where(
        Invitation.user_id.in_(ids),
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > uow.now,
    )
    return {row[0]: row[1] for row in uow.session.execute(until.group_by(Invitation.user_id))}


def _names(uow: UnitOfWork, users: Sequence[User]) -> dict[UUID | None, str]:
    found: dict[UUID | None, str] = {}
    models: tuple[Any, ...] = (Engineer, Customer, Provider)
    for model, column in zip(models, ("engineer_id", "customer_id", "provider_id"), strict=True):
        ids = {getattr(user, column) for user in users} - {None}
        if ids:
            found |= {
                row.id: label(row) for row in uow.session.scalars(select(model).where(model.id.in_(ids)))
            }
    return found


def label(row: Engineer | Customer | Provider) -> str:
    """Return how people call it; engineers by number and name, for several have one name."""
    return f"{row.number} {row.name}" if isinstance(row, Engineer) else row.name


def candidates(uow: UnitOfWork, role: str, text: str) -> list[Choice]:
    """Return what an account of this role may stand for, of what is called so; the exact one alone if any."""
    register = registry.REGISTERS[OWNER_OF_ROLE[role]]
    query = registry.listing(uow.principal, register, {"q": text, "active": True})
    found = [Choice(row.id, label(row)) for row in uow.session.scalars(query.limit(MOST_CHOICES))]
    called = text.strip().casefold()
    exact = [one for one in found if called in {one.name.casefold(), one.name.split(" ")[0].casefold()}]
    return exact if len(exact) == 1 else found


def choice(uow: UnitOfWork, role: str, key: UUID) -> Choice:
    """Return one by its id.

    Raises:
        NotFound: there is none.
    """
    row = registry.one(uow, registry.REGISTERS[OWNER_OF_ROLE[role]], key)
    return Choice(row.id, label(row))
