"""Forgetting who rang and what he said, once the time is over for which calls without a request are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update

from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import UnitOfWork

_FORGOTTEN: dict[str, Any] = {
    "contact_name": "",
    "contact_phone": "",
    "contact_phone_as_said": "",
    "contact_numbers": [],
    "note": "",
    "done_note": None,
}


def forget(uow: UnitOfWork, most: int) -> int:
    """Forget it of at most so many calls, the oldest first; returns of how many.

    What became of the call stays, and so does what belongs to a request, whose own file it is.  Where
    somebody still waits to hear of us, nothing is forgotten yet.
    """
    until = uow.now - timedelta(days=uow.settings.call_days)
    said = or_(
        *(column != "" for column in (Call.contact_name, Call.contact_phone_as_said, Call.note)),
        Call.done_note.is_not(None),
        exists().where(ComplaintVerdict.call_id == Call.id, ComplaintVerdict.reason != ""),
    )
    over = or_(Call.due_at.is_(None), Call.done_at.is_not(None))
    old = select(Call.id).where(Call.request_id.is_(None), Call.taken_at < until, over, said)
    found = uow.session.scalars(old.order_by(Call.taken_at, Call.id).limit(most)).all()
    uow.session.execute(update(Call).where(Call.id.in_(found)).values(**_FORGOTTEN, version=Call.version + 1))
    of_these = ComplaintVerdict.call_id.in_(found)
    uow.session.execute(update(ComplaintVerdict).where(of_these).values(reason=""))
    return len(found)
