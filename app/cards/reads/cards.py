"""Who is on a supervision card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from app.files.tables import Blob
from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.portal.reads.tracking import tracking
from app.registers.reads.hotlines import hotline_of
from app.registers.tables import Engineer
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit

_CARRIED = (
    *(VisitState.ACCEPTED, VisitState.EN_ROUTE, VisitState.ON_SITE),
    *(VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE),
)


@dataclass(frozen=True, slots=True)
class Carded:
    """The engineer, the photograph's bytes, and whom its reader calls; `visit_id`: the card's visit."""

    id: UUID
    name: str
    number: str
    stars: int
    photo_sha256: str | None
    photo: bytes | None
    hotline: str
    visit_id: UUID | None = None


def card_of(uow: UnitOfWork, engineer_id: UUID) -> Carded:
    """Return what the engineer's card says.

    Raises:
        NotFound: there is no such engineer.
    """
    engineer = uow.get(Engineer, engineer_id)
    return Carded(
        engineer.id,
        engineer.name,
        engineer.number,
        engineer.stars,
        engineer.photo_sha256,
        photo_of(uow, engineer.photo_sha256),
        hotline_of(uow, engineer.territory_id),
    )


def card_of_request(uow: UnitOfWork, request_id: UUID) -> Carded:
    """Return the card of the engineer who comes or came.

    Raises:
        NotFound: nobody has agreed to come yet, or there is no such request.
    """
    view = tracking(uow, request_id)
    card = view.engineer
    if card is None:
        raise NotFound("supervision card", request_id)
    face = photo_of(uow, card.photo_sha256)
    return Carded(
        card.id,
        card.name,
        card.number,
        card.stars,
        card.photo_sha256,
        face,
        view.hotline or "",
        view.visit_id,
    )


def card_of_visit(uow: UnitOfWork, visit_id: UUID) -> Carded:
    """Return the one card of a visit and the engineer who has it now; asked again, it is the same.

    Raises:
        NotFound: nobody has agreed to come, or there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    if visit.engineer_id is None or visit.state not in _CARRIED:
        raise NotFound("supervision card", visit_id)
    return replace(card_of(uow, visit.engineer_id), visit_id=visit.id)


def is_void(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID) -> bool:
    """Whether the card of the two is void: the visit is somebody else's by now, or was called off.

    Raises:
        NotFound: there is no such visit, or no such engineer.
    """
    visit, engineer = uow.get(Visit, visit_id), uow.get(Engineer, engineer_id)
    return visit.engineer_id != engineer_id or visit.state == VisitState.CANCELLED or not engineer.active


def photo_of(uow: UnitOfWork, sha256: str | None) -> bytes | None:
    """Return the bytes of a photograph; None where there is none."""
    if sha256 is None:
        return None
    return uow.session.scalars(select(Blob.data).where(Blob.sha256 == sha256)).one_or_none()
