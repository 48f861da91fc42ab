"""When and from where a token was last used, to some minutes: a write for each call would cost too much."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from app.accounts.tables import AccessToken
from app.kernel import Principal, UnitOfWork
from app.kernel.base import longest

EVERY = timedelta(minutes=10)


def is_due(uow: UnitOfWork, who: Principal) -> bool:
    """Tell whether the use that is on record for the caller's token is some minutes old."""
    if who.token_id is None:
        return False
    return who.seen_at is None or uow.now - who.seen_at >= EVERY


def note(uow: UnitOfWork, who: Principal, address: str) -> None:
    """Note the use; a plain update, so that calls at one moment do not wait for each other's events."""
    uow.session.execute(
        update(AccessToken)
        .where(AccessToken.id == who.token_id)
        .values(seen_at=uow.now, seen_from=address[: longest(AccessToken.seen_from)])
        .execution_options(synchronize_session=False)
    )
