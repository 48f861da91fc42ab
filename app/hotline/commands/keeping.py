"""What is typed during a call, kept so that it outlives the browser: erased with the call, or after a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select

from app.hotline.reads.drafts import MOST
from app.hotline.tables import Call, CallDraft
from app.kernel import UnitOfWork
from app.kernel.upserts import upsert

KEPT_FOR = timedelta(hours=24)
LONGEST_FIELD = 4000


def keep(uow: UnitOfWork, form_key: str, typed: Mapping[str, str]) -> None:
    """Keep what was typed so far; nothing of a call that was saved meanwhile, nor more than a few drafts."""
    who = uow.principal.key
    saved = select(Call.id).where(Call.taken_by == who, Call.form_key == form_key)
    if uow.session.scalars(saved.limit(1)).first() is not None:
        return
    said = {name: text[:LONGEST_FIELD] for name, text in typed.items() if text}
    row = {"typed_by": who, "form_key": form_key, "typed": said, "began_at": uow.now, "typed_at": uow.now}
    upsert(
        uow,
        CallDraft,
        row,
        [CallDraft.typed_by, CallDraft.form_key],
        lambda new: {"typed": new.typed, "typed_at": new.typed_at},
    )
    mine = select(CallDraft.form_key).where(CallDraft.typed_by == who).order_by(CallDraft.typed_at.desc())
    for old in uow.session.scalars(mine.offset(MOST)).all():
        erase(uow, old)


def erase(uow: UnitOfWork, form_key: str) -> None:
    """Erase a draft of whoever is signed in, if there is one: it was saved, or thrown away."""
    uow.session.execute(
        delete(CallDraft).where(CallDraft.typed_by == uow.principal.key, CallDraft.form_key == form_key)
    )


def purge(uow: UnitOfWork, most: int) -> int:
    """Erase drafts that nobody went on with, at most so many; returns how many."""
    old = select(CallDraft.typed_by, CallDraft.form_key).where(CallDraft.typed_at < uow.now - KEPT_FOR)
    found = uow.session.execute(old.limit(most)).all()
    for typed_by, form_key in found:
        gone = delete(CallDraft).where(CallDraft.typed_by == typed_by, CallDraft.form_key == form_key)
        uow.session.execute(gone)
    return len(found)
