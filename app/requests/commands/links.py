"""Tracking links: signed, expiring, good for one request, and naming who made them.

What the system sends to the contact on record, and what a customer who is signed in makes, acts for the
customer.  What the office or a partner makes only shows, and without the arrival code: whoever could copy it
could confirm an arrival himself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from itsdangerous import BadSignature

from app.kernel import Role, UnitOfWork, ledger
from app.kernel.errors import NotFound
from app.kernel.principal import SYSTEM
from app.kernel.signed import serializer
from app.requests.commands.moves import request_stream
from app.requests.events.requests import TrackingLinkMade
from app.requests.tables import ServiceRequest
from app.settings import Settings

_SALT = "onehour.tracking"
CARD_HOURS = 24


class Rights(StrEnum):
    """What a link lets its holder do.

    READ shows.  FULL acts for the customer besides, and shows the arrival code.  CARD confirms the result and
    grades, as long as `app.arrivals.reads.card_tries.still_acts`, and agrees on no other hour; it shows no
    code: who opened it by the supervision card had to know it.  HANDED does what FULL does, as long as the
    code that the office read out lives (`app.portal.reads.handed_codes`), and all that is done by it is
    marked: who holds it is not known.
    """

    READ = "r"
    FULL = "f"
    CARD = "c"
    HANDED = "h"


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says; `maker` is an actor as the ledger names it, empty on links of before it was told.

    Of a link that a code opened it is the code's id.
    """

    request_id: UUID
    rights: Rights
    maker: str


def tracking_token(
    settings: Settings,
    request_id: UUID,
    now: datetime,
    rights: Rights = Rights.READ,
    maker: str = SYSTEM.key,
) -> tuple[str, datetime]:
    """Return a token for the request and the instant at which it expires.

    The signature is over the id and the expiry in our own clock, so that simulated time counts too.
    """
    hours = CARD_HOURS if rights in (Rights.CARD, Rights.HANDED) else settings.tracking_link_hours
    expires_at = now + timedelta(hours=hours)
    payload = [request_id.hex, int(expires_at.timestamp()), rights]
    if maker != SYSTEM.key:  # the links that go into text messages are kept short
        payload.append(maker)
    return str(serializer(settings, _SALT).dumps(payload)), expires_at


def make_link(uow: UnitOfWork, request: ServiceRequest) -> tuple[str, datetime]:
    """Make a link for whoever acts, and record it: the customer's own acts, everybody else's shows."""
    who = uow.principal
    rights = Rights.FULL if who.role is Role.CUSTOMER else Rights.READ
    token, expires_at = tracking_token(uow.settings, request.id, uow.now, rights, who.key)
    ledger.record(
        uow,
        request_stream(request.id),
        TrackingLinkMade(
            rights=rights.name.lower(),
            expires_at=expires_at,
        ),
    )
    return token, expires_at


def tracking_url(settings: Settings, token: str) -> str:
    """Return the address of the page that the customer opens."""
    return f"{settings.public_url}/t/{token}"


def read_tracking_token(settings: Settings, token: str, now: datetime) -> Link:
    """Return what the token opens.  One from before links named their maker only shows.

    Raises:
        NotFound: forged, broken or expired; which of them is not told.
    """
    try:
        request_hex, expires_s, *said = serializer(settings, _SALT).loads(token)
        rights, maker = (*said, SYSTEM.key)[:2] if said else (Rights.READ, "")
        link = Link(UUID(hex=request_hex), Rights(rights), str(maker))
    except (BadSignature, ValueError, TypeError, AttributeError) as bad:
        raise NotFound("tracking link", token[:8]) from bad
    if now.timestamp() > expires_s:
        raise NotFound("tracking link", token[:8])
    return link
