"""The hand-over by telephone: a short code that the office reads out, and that opens the customer's page.

Whoever it was read to acts by it, and nobody knows who that was; so all that is done by it is marked as done
by a link that the office handed over, and is no word of the contact on record.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.kernel import UnitOfWork, ledger
from app.kernel.codes import CODE_LENGTH, CROCKFORD
from app.kernel.errors import NotFound
from app.portal.errors import RequestEnded
from app.portal.events import HandOverCodeMade
from app.portal.reads.handed_codes import FOR_GOOD, live_code
from app.portal.tables import HandedCode
from app.requests.commands.links import Rights, tracking_token
from app.requests.commands.locks import locked_request
from app.requests.commands.moves import request_stream
from app.settings import Settings

LIFE = timedelta(hours=24)
_SALT = b"onehour.handed"
_GROUP = 4
_HEARD = str.maketrans("OIL", "011", " -\N{HYPHEN}\N{EN DASH}\N{EM DASH}")
"""Letters that the alphabet lacks because they are taken for digits; and what stands between groups."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What is read out, and until when it opens the page."""

    code: str
    expires_at: datetime


def hand_over(uow: UnitOfWork, request_id: UUID) -> HandedOver:
    """Make a request's code; the one before opens nothing any more.  Who made it stands in the ledger.

    Raises:
        NotFound: there is no such request.
        RequestEnded: it is closed or cancelled.
    """
    request = locked_request(uow, request_id)
    if request.state in FOR_GOOD:
        raise RequestEnded(request.code)
    code = "".join(uow.random.choices(CROCKFORD, k=CODE_LENGTH))
    uow.session.execute(delete(HandedCode).where(HandedCode.request_id == request_id))
    made = HandedCode(
        id=uow.new_id(),
        request_id=request_id,
        digest=next(_digests(uow.settings, code)),
        made_by=uow.principal.key,
        made_at=uow.now,
        expires_at=uow.now + LIFE,
    )
    uow.session.add(made)
    ledger.record(uow, request_stream(request_id), HandOverCodeMade(expires_at=made.expires_at))
    return HandedOver(grouped(code), made.expires_at)


def open_page(uow: UnitOfWork, said: str) -> str:
    """Return the token of the link that a code opens, however it is written.

    Raises:
        NotFound: it opens nothing; whether there ever was such a code is not told.
    """
    found = uow.session.scalars(
        select(HandedCode).where(HandedCode.digest.in_(list(_digests(uow.settings, heard(said)))))
    ).one_or_none()
    live = live_code(uow, found.request_id) if found else None
    if found is None or live is None:
        raise NotFound("code", "")
    return tracking_token(uow.settings, found.request_id, uow.now, Rights.HANDED, str(found.id))[0]


def typed_at(settings: Settings) -> str:
    """Return the address of the page on which a code is typed."""
    return f"{settings.public_url}/t"


def heard(said: str) -> str:
    """Return a code as it was made, of what somebody typed who heard it."""
    return said.upper().translate(_HEARD)


def grouped(code: str) -> str:
    """Return a code in groups, to be read out."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def _digests(settings: Settings, code: str) -> Iterator[str]:
    """Return the code's digest under each of the secret keys, the one that signs now first."""
    for key in reversed(settings.secret_keys):
        yield hmac.new(key.encode(), _SALT + code.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
