"""Who is on a supervision card."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.errors import NotFound
from app.models import Blob, Engineer
from app.queries.hotlines import hotline_of
from app.queries.tracking import tracking
from app.runtime import UnitOfWork


@dataclass(frozen=True, slots=True)
class Carded:
    """The engineer, the bytes of the photograph where there is one, and whom the card's reader calls."""

    id: UUID
    name: str
    number: str
    stars: int
    photo_sha256: str | None
    photo: bytes | None
    hotline: str


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
    return Carded(card.id, card.name, card.number, card.stars, card.photo_sha256, face, view.hotline or "")


def photo_of(uow: UnitOfWork, sha256: str | None) -> bytes | None:
    """Return the bytes of a photograph; None where there is none."""
    if sha256 is None:
        return None
    return uow.session.scalars(select(Blob.data).where(Blob.sha256 == sha256)).one_or_none()
