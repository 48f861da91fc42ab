"""The supervision card that an engineer carries: its QR code opens a page that asks for the customer's code.

Whoever carries the card knows no code: the customer's link shows it, the hotline tells it.  A code that was
typed into the engineer's phone is no secret from him any more, so the card takes it no longer.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.errors import NotFound, NotReady
from app.models import Engineer, Event, ServiceRequest, Visit
from app.runtime import UnitOfWork
from app.services import ledger, portal
from app.services.field.codes import count_wrong
from app.services.links import Rights, tracking_token
from app.services.locks import locked_visit
from app.services.moves import request_stream
from app.settings import Settings
from dispatch.arrival_facts import MOST_WRONG_CODES
from dispatch.lifecycle import VisitState

GRADED_WITHIN = timedelta(hours=24)
_NOW = (VisitState.EN_ROUTE, VisitState.ON_SITE)
_ENDED = (VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE)


class Refusal(StrEnum):
    """Why a code opened nothing."""

    NO_VISIT = "no_visit"
    WRONG = "wrong"
    LOCKED = "locked"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the code opened: a tracking link's token, or why none; `left` are the tries that remain."""

    token: str = ""
    refusal: Refusal | None = None
    left: int = 0


def card_url(settings: Settings, engineer_id: UUID) -> str:
    """Return what the QR code on the card says."""
    return f"{settings.public_url}/cards/{engineer_id}"


def open_with_code(uow: UnitOfWork, engineer_id: UUID, code: str) -> Opened:
    """Try a code of four digits; anything else is wrong.

    The right one confirms an arrival that is reported, and opens the customer's page.  A wrong one counts as
    those from the phone do, on the visit that is under way, else the last.

    Raises:
        NotFound: there is no such engineer.
    """
    if not uow.get(Engineer, engineer_id).active:
        raise NotFound("Engineer", engineer_id)
    visits = _visits(uow, engineer_id)
    if not visits:
        return Opened(refusal=Refusal.NO_VISIT)
    fitting = [visit for visit in visits if hmac.compare_digest(visit.arrival_code, code)]
    visit, request = locked_visit(uow, (fitting or visits)[0].id)
    if visit.code_attempts >= MOST_WRONG_CODES:
        return Opened(refusal=Refusal.LOCKED)
    if not fitting:
        return _wrong(uow, visit, request)
    if _used_by_phone(uow, visit):
        return Opened(refusal=Refusal.USED)
    ledger.record(
        uow, request_stream(visit.request_id), "card.opened", visit_id=visit.id, engineer_id=engineer_id
    )
    if visit.on_site_at is not None:
        with suppress(NotReady):  # a return visit is what matters by now
            portal.confirm_arrival(uow, visit.request_id)
    maker = f"card:{engineer_id}"
    return Opened(tracking_token(uow.settings, visit.request_id, uow.now, Rights.CARD, maker)[0])


def _wrong(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> Opened:
    count_wrong(uow, visit, request)
    visit.updated_at = uow.now
    left = MOST_WRONG_CODES - visit.code_attempts
    ledger.record(
        uow,
        request_stream(visit.request_id),
        "card.refused",
        visit_id=visit.id,
        engineer_id=visit.engineer_id,
        wrong_codes=visit.code_attempts,
    )
    return Opened(refusal=Refusal.WRONG if left else Refusal.LOCKED, left=left)


def _visits(uow: UnitOfWork, engineer_id: UUID) -> Sequence[Visit]:
    """Visits of the engineer that a customer may mean: the one under way, then those just ended."""
    found = uow.session.scalars(
        select(Visit).where(
            Visit.engineer_id == engineer_id,
            or_(
                Visit.state.in_(_NOW),
                and_(Visit.state.in_(_ENDED), Visit.completed_at >= uow.now - GRADED_WITHIN),
            ),
        )
    )
    return sorted(found, key=lambda v: (v.state not in _NOW, uow.now - (v.completed_at or uow.now)))


def _used_by_phone(uow: UnitOfWork, visit: Visit) -> bool:
    """Whether the engineer's phone has told this code: then he knows it."""
    told = select(Event.body).where(
        Event.stream == request_stream(visit.request_id),
        Event.visit_id == visit.id,
        Event.kind == "visit.arrival_confirmed",
    )
    return any(json.loads(body).get("by") == "code" for body in uow.session.scalars(told))
