"""The supervision card that an engineer carries: its QR code opens a page that asks for the customer's code.

Whoever carries the card knows no code: the customer's link shows it, the hotline tells it.  A code that was
typed into the engineer's phone is no secret from him any more, so the card takes it no longer; nor does it
before an arrival is recorded, when no customer can hold the card.  What is typed here is evidence about the
arrival, and a right code confirms it as one given to the phone does, not as the customer's own word.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.arrivals.commands.arrival_verdicts import rejudge
from app.arrivals.events import CardEarly, CardOpened, CardRefused, CardTried
from app.arrivals.reads.card_tries import has_arrived, is_told_by_phone, maker_of
from app.arrivals.rules.arrival_facts import MOST_WRONG_CODES
from app.cards.commands.card_codes import card_code
from app.cards.reads.cards import is_void
from app.kernel import Phase, UnitOfWork, ledger
from app.kernel.errors import NotFound
from app.portal.commands import portal
from app.registers.tables import Engineer
from app.requests.commands.links import Rights, tracking_token
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import request_stream
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit
from app.settings import Settings
from app.visits.commands.field.codes import count_wrong

GRADED_WITHIN = timedelta(hours=24)
_NOW = (VisitState.EN_ROUTE, VisitState.ON_SITE)
_ENDED = (VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE)


class Refusal(StrEnum):
    """Why a code opened nothing."""

    NO_VISIT = "no_visit"
    NOT_ARRIVED = "not_arrived"
    WRONG = "wrong"
    LOCKED = "locked"
    USED = "used"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the code opened: a tracking link's token, or why none; `left` are the tries that remain."""

    token: str = ""
    refusal: Refusal | None = None
    left: int = 0


def card_url(settings: Settings, engineer_id: UUID, visit_id: UUID | None = None) -> str:
    """Return what the QR code on the card says: of the card for a visit, or of the one that is for any."""
    if visit_id is None:
        return f"{settings.public_url}/cards/{engineer_id}"
    return f"{settings.public_url}/card/{card_code(settings, visit_id, engineer_id)}"


def open_with_code(uow: UnitOfWork, engineer_id: UUID, code: str, visit_id: UUID | None = None) -> Opened:
    """Try a code of four digits; anything else is wrong.  The card for a visit takes that visit's alone.

    The right one confirms an arrival that is recorded, and opens the customer's page.  A wrong one counts as
    those from the phone do, on the visit that is under way, else the last.  Before an arrival nothing opens,
    and nobody is told whether the code was right; it is kept all the same.

    Raises:
        NotFound: there is no such engineer.
    """
    if not uow.get(Engineer, engineer_id).active:
        raise NotFound("Engineer", engineer_id)
    visits = [visit for visit in _visits(uow, engineer_id) if visit_id in (None, visit.id)]
    if not visits:
        void = visit_id is not None and is_void(uow, visit_id, engineer_id)
        return Opened(refusal=Refusal.VOID if void else Refusal.NO_VISIT)
    fitting = [visit for visit in visits if hmac.compare_digest(visit.arrival_code, code)]
    visit, request = locked_visit(uow, (fitting or visits)[0].id)
    if visit.code_attempts >= MOST_WRONG_CODES:
        return Opened(refusal=Refusal.LOCKED)
    arrived = has_arrived(visit, uow.now)
    if not fitting:
        wrong = _wrong(uow, visit, request)
        return wrong if arrived or not wrong.left else Opened(refusal=Refusal.NOT_ARRIVED)
    if not arrived:
        _keep(uow, visit, request, CardEarly(visit_id=visit.id, engineer_id=visit.engineer_id))
        return Opened(refusal=Refusal.NOT_ARRIVED)
    if is_told_by_phone(uow, visit):
        return Opened(refusal=Refusal.USED)
    _keep(uow, visit, request, CardOpened(visit_id=visit.id, engineer_id=visit.engineer_id))
    maker = maker_of(visit)
    portal.confirm_by_card(uow, visit, maker)
    return Opened(tracking_token(uow.settings, visit.request_id, uow.now, Rights.CARD, maker)[0])


def _keep(uow: UnitOfWork, visit: Visit, request: ServiceRequest, tried: CardTried) -> None:
    """Record what was typed; the arrival is judged by it once it stands in the ledger."""
    ledger.record(uow, request_stream(visit.request_id), tried)
    uow.at_commit(Phase.CONSEQUENCES, lambda: rejudge(uow, visit, request))


def _wrong(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> Opened:
    count_wrong(uow, visit, request)
    visit.updated_at = uow.now
    left = MOST_WRONG_CODES - visit.code_attempts
    tried = visit.code_attempts
    refused = CardRefused(visit_id=visit.id, engineer_id=visit.engineer_id, wrong_codes=tried)
    _keep(uow, visit, request, refused)
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
