"""Calls that somebody began and did not save: of whoever is signed in alone, in whichever browser."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.hotline.tables import CallDraft
from app.kernel import UnitOfWork

MOST = 20


def of_mine(uow: UnitOfWork) -> Sequence[CallDraft]:
    """Return them, the last one first."""
    mine = select(CallDraft).where(CallDraft.typed_by == uow.principal.key)
    return uow.session.scalars(mine.order_by(CallDraft.typed_at.desc()).limit(MOST)).all()


def one(uow: UnitOfWork, form_key: str) -> CallDraft | None:
    """Return one of them; None where it was saved, thrown away, or is somebody else's."""
    return uow.session.get(CallDraft, (uow.principal.key, form_key))
