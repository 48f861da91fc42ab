"""What somebody tells when a machine is broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.travel import Point

CHANNELS = ("phone", "portal", "qr", "integration", "email", "chat")


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer whom nobody has recorded yet."""

    name: str
    phone: str = ""
    email: str | None = None
    locale: str | None = None
    special_needs: str = ""


@dataclass(frozen=True, slots=True)
class NewSite:
    """A place nobody has recorded yet; `point` may be found from the address."""

    name: str
    address: str = ""
    point: Point | None = None
    access_notes: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A repair request as reported.

    The customer is `customer_id` or `customer`, else the owner of site or machine; the site is `site_id`
    or `site`, else where the machine stands.  `requested_at` None means now.  `expected_service_s` and
    `min_stars` raise or replace what the fault type says.  `follows_id` is the closed request after which it
    is reported because that was not solved.
    """

    fault_code: str
    channel: str
    customer_id: UUID | None = None
    customer: NewCustomer | None = None
    site_id: UUID | None = None
    site: NewSite | None = None
    asset_id: UUID | None = None
    asset_qr: str | None = None
    description: str = ""
    contact: Contact = Contact()
    requested_at: datetime | None = None
    expected_service_s: int | None = None
    min_stars: int | None = None
    follows_id: UUID | None = None
