"""Who acts: the identity that a door established, passed to services and queries as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The business's roles, and the three that are not people with an account."""

    CUSTOMER = "customer"
    DISPATCHER = "dispatcher"
    ENGINEER = "engineer"
    MANAGER = "manager"
    PROVIDER = "provider"
    ADMIN = "admin"
    INTEGRATION = "integration"
    TRACKING = "tracking"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """One actor.  The ids say whose things it owns; `request_id` is what a tracking link opens.

    `link` is what a tracking link allows (`app.requests.commands.links.Rights`), `link_maker` who made it.

    `locale` is the language that the account reads, if it says so; `seen_at` when its token was last noted as
    used.  Two principals that differ in these alone are the same.
    """

    role: Role
    name: str = ""
    user_id: UUID | None = None
    token_id: UUID | None = None
    engineer_id: UUID | None = None
    customer_id: UUID | None = None
    provider_id: UUID | None = None
    request_id: UUID | None = None
    link: str = ""
    link_maker: str = ""
    scopes: frozenset[str] = field(default_factory=frozenset)
    locale: str | None = field(default=None, compare=False)
    seen_at: datetime | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """A stable name for the ledger and for idempotency keys."""
        owner = self.user_id or self.request_id
        return f"{self.role}:{owner}" if owner else f"{self.role}:{self.name}"


ANONYMOUS = Principal(Role.ANONYMOUS, "anonymous")
SYSTEM = Principal(Role.SYSTEM, "system")
