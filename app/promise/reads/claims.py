"""Since when somebody who has not got a visit says by phone that he went there, and no person has decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from app.kernel import UnitOfWork
from app.phones.rules.claims import CLAIMING, HELD_WHILE_PROMISED
from app.phones.rules.kinds import Status
from app.phones.tables import PhoneEvent
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.tables import Visit

Claim = tuple[datetime, UUID]
"""Since when, and who."""


def claims_on(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, Claim]:
    """Return the claim of each of these visits that is still to be served and has one: the earliest.

    What waits for his own yes is one once it has waited for longer than a phone takes to send it.
    """
    served = [visit.id for visit in visits if visit.state in OPEN_VISIT_STATES]
    if not served:
        return {}
    rows = uow.session.execute(
        select(PhoneEvent.visit_id, PhoneEvent.engineer_id, PhoneEvent.status, PhoneEvent.received_at)
        .join(Visit, Visit.id == PhoneEvent.visit_id)
        .where(
            PhoneEvent.visit_id.in_(served),
            PhoneEvent.kind.in_(CLAIMING),
            PhoneEvent.status.in_((Status.NEEDS_REVIEW, Status.HELD)),
            PhoneEvent.reviewed_at.is_(None),
            or_(Visit.engineer_id.is_(None), Visit.engineer_id != PhoneEvent.engineer_id),
        )
    )
    found: dict[UUID, Claim] = {}
    for visit_id, engineer_id, status, received_at in rows:
        if visit_id is None:
            continue
        since = received_at + HELD_WHILE_PROMISED if status == Status.HELD else received_at
        found[visit_id] = min(found.get(visit_id, (since, engineer_id)), (since, engineer_id))
    return found
