"""Files that wait on the page until somebody has said what their columns mean, and looked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.registers.tables import ImportDraft

KEPT = timedelta(days=1)


def keep_draft(uow: UnitOfWork, kind: str, name: str, data: bytes, charset: str) -> ImportDraft:
    """Keep a file for a day; those of yesterday go."""
    uow.session.execute(delete(ImportDraft).where(ImportDraft.created_at < uow.now - KEPT))
    draft = ImportDraft(id=uow.new_id(), kind=kind, name=name[:200], charset=charset[:20], data=data)
    draft.user_id, draft.created_at = uow.principal.user_id, uow.now
    uow.session.add(draft)
    uow.session.flush()
    return draft


def draft_of(uow: UnitOfWork, draft_id: UUID) -> ImportDraft:
    """Return a file that this person sent.

    Raises:
        NotFound: there is none, or it is somebody else's, or gone.
    """
    draft = uow.session.get(ImportDraft, draft_id)
    if draft is None or draft.user_id != uow.principal.user_id or draft.created_at < uow.now - KEPT:
        raise NotFound("file", draft_id)
    return draft
