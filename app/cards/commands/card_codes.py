"""The code on a supervision card: signed, and the same however often the card is asked for.

It names the visit and the engineer who has it.  So there is one card for both, nothing about it is stored,
and one whose visit has gone to somebody else says so by itself.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadSignature

from app.kernel.errors import NotFound
from app.kernel.signed import CanonicalSigner, decode
from app.settings import Settings

_SALT = "onehour.card"
_ID_BYTES = 16
_PADDING = b"="


@dataclass(frozen=True, slots=True)
class CardCode:
    """What a code says: which visit the card is for, and who is on it."""

    visit_id: UUID
    engineer_id: UUID


def card_code(settings: Settings, visit_id: UUID, engineer_id: UUID) -> str:
    """Return the code of the one card of a visit and an engineer."""
    told = visit_id.bytes + engineer_id.bytes
    return _signer(settings).sign(urlsafe_b64encode(told).rstrip(_PADDING)).decode()


def read_card_code(settings: Settings, code: str) -> CardCode:
    """Return what a code says.

    Raises:
        NotFound: forged or broken; which of them is not told.
    """
    try:
        data = decode(_signer(settings).unsign(code).decode())
        return CardCode(UUID(bytes=data[:_ID_BYTES]), UUID(bytes=data[_ID_BYTES:]))
    except (BadSignature, ValueError) as bad:
        raise NotFound("supervision card", code[:8]) from bad


def _signer(settings: Settings) -> CanonicalSigner:
    return CanonicalSigner(settings.secret_keys, salt=_SALT)
