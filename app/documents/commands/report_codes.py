"""The code on a service report that opens the page which verifies it: signed, and good for ever.

It names the visit and the first half of the record's digest.  Our signature keeps strangers from asking
about visits whose report they do not hold, and proves that we issued a digest that no longer fits.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadSignature

from app.kernel.errors import NotFound
from app.kernel.signed import CanonicalSigner, decode
from app.settings import Settings

_SALT = "onehour.report"
_ID_BYTES = 16
_DIGEST_BYTES = 16
_PADDING = "="


@dataclass(frozen=True, slots=True)
class ReportCode:
    """What a code says: the visit, and the first 32 hexadecimal digits of the digest on the report."""

    visit_id: UUID
    digest_start: str

    def fits(self, digest: str) -> bool:
        """Whether `digest` is the one on the report."""
        return digest.startswith(self.digest_start)


def report_code(settings: Settings, visit_id: UUID, digest: str) -> str:
    """Return the code of a report: 71 characters that an address can carry."""
    told = visit_id.bytes + bytes.fromhex(digest)[:_DIGEST_BYTES]
    return _signer(settings).sign(urlsafe_b64encode(told).rstrip(_PADDING.encode())).decode()


def report_url(settings: Settings, code: str) -> str:
    """Return the address of the page that verifies the report."""
    return f"{settings.public_url}/verify/{code}"


def read_report_code(settings: Settings, code: str) -> ReportCode:
    """Return what a code says.

    Raises:
        NotFound: forged or broken; which of them is not told.
    """
    try:
        data = decode(_signer(settings).unsign(code).decode())
        return ReportCode(UUID(bytes=data[:_ID_BYTES]), data[_ID_BYTES:].hex())
    except (BadSignature, ValueError) as bad:
        raise NotFound("report", code[:8]) from bad


def _signer(settings: Settings) -> CanonicalSigner:
    return CanonicalSigner(settings.secret_keys, salt=_SALT)  # what an earlier key signed stays good
