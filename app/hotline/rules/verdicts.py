"""The verdict on a complaint: whether it was right, and about whom; who may give it.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SETTLED_WITHIN = timedelta(days=30)
"""A complaint is settled within a month (the service handbook)."""


class ComplaintFinding(StrEnum):
    """What a manager finds."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"


class AboutWhom(StrEnum):
    """Whom it falls on."""

    ENGINEER = "engineer"
    PROVIDER = "provider"
    OFFICE = "office"


WEIGHTS: Mapping[str, float] = {
    ComplaintFinding.UPHELD: 1.0,
    ComplaintFinding.PARTLY_UPHELD: 0.5,
    ComplaintFinding.NOT_UPHELD: 0.0,
}
"""What a complaint counts for against whom it is about."""


@dataclass(frozen=True, slots=True)
class ComplaintDecision:
    """A verdict with its reason; of the ids the one that fits `about`, of the office none or an account's.

    `request_id` is the request that the complaint is about, where the call named none.
    """

    verdict: ComplaintFinding
    about: AboutWhom
    reason: str
    engineer_id: UUID | None = None
    provider_id: UUID | None = None
    user_id: UUID | None = None
    request_id: UUID | None = None

    @property
    def against(self) -> frozenset[UUID]:
        """Whom it is about, by id."""
        return frozenset(key for key in (self.engineer_id, self.provider_id, self.user_id) if key)


def misplaced(decision: ComplaintDecision) -> list[str]:
    """Return the fields that do not fit whom it is about: one that is missing, or one too many."""
    given = {
        "engineer_id": decision.engineer_id,
        "provider_id": decision.provider_id,
        "user_id": decision.user_id,
    }
    own = {AboutWhom.ENGINEER: "engineer_id", AboutWhom.PROVIDER: "provider_id", AboutWhom.OFFICE: "user_id"}
    mine = given.pop(own[decision.about])
    lacking = [own[decision.about]] if mine is None and decision.about is not AboutWhom.OFFICE else []
    return lacking + [name for name, value in given.items() if value is not None]


def is_party(own: Collection[UUID | None], against: Collection[UUID], came: Collection[UUID]) -> bool:
    """Whether somebody with these ids is who was complained about, or came to the visit in question."""
    return any(key in against or key in came for key in own if key is not None)


def settle_by(taken_at: datetime) -> datetime:
    """Return by when a complaint is to be settled."""
    return taken_at + SETTLED_WITHIN
