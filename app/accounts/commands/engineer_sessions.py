"""Where an engineer is signed in, for the office: a lost phone is signed out, and opens nothing more."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.accounts.commands import accounts
from app.accounts.tables import AccessToken, User
from app.kernel import UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.registers.tables import Engineer


def sessions_of(uow: UnitOfWork, engineer_id: UUID) -> list[AccessToken]:
    """Return the live sessions and tokens of the engineer's accounts, newest first.

    Raises:
        NotFound: there is no such engineer.
    """
    engineer = visibility.visible(uow, Engineer, engineer_id)
    mine = select(User.id).where(User.engineer_id == engineer.id).order_by(User.id)
    found = [
        token
        for user_id in uow.session.scalars(mine)
        for token in accounts.tokens_of(uow, ("session", "bearer"), user_id)
    ]
    return sorted(found, key=lambda token: token.created_at, reverse=True)


def end(uow: UnitOfWork, engineer_id: UUID, token_id: UUID) -> None:
    """End one of them; a second time changes nothing.

    Raises:
        NotFound: it is none of the engineer's.
    """
    token = uow.session.get(AccessToken, token_id)
    user = uow.session.get(User, token.user_id) if token is not None and token.kind != "api_key" else None
    if user is None or user.engineer_id != engineer_id:
        raise NotFound("token", token_id)
    accounts.revoke(uow, token_id)
