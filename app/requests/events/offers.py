"""What becomes of the question whether an engineer takes a visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from app.kernel.events import ABSENT, Absent, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase
from app.requests.rules.lifecycle import OfferState


@dataclass(frozen=True, kw_only=True)
class OfferEnded(DomainEvent):
    """An offer is open no more."""

    state: ClassVar[OfferState]
    audience = Audience(field=("engineer_id",))

    engineer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(OfferEnded):
    """The engineer said yes."""

    kind = "offer.accepted"
    family = Phrase("Offers")
    state = OfferState.ACCEPTED
    sentence = Phrase("Offer accepted")


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(OfferEnded):
    """The engineer said no; why is with the `visit.planned` that follows."""

    kind = "offer.declined"
    state = OfferState.DECLINED
    audience = Audience(field=("engineer_id", "reason"))
    sentence = Phrase("Offer declined")
    tone = "bad"
    personal = ("reason",)

    reason: str | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class OfferExpired(OfferEnded):
    """The engineer did not answer in time."""

    kind = "offer.expired"
    state = OfferState.EXPIRED
    sentence = Phrase("Offer not answered in time")
    tone = "bad"
    to_provider = Notice("provider_offer_lapsed", timedelta(hours=1))


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(OfferEnded):
    """The engineer is asked no more."""

    kind = "offer.withdrawn"
    state = OfferState.WITHDRAWN
    sentence = Phrase("Offer withdrawn")


BY_STATE: Mapping[OfferState, type[OfferEnded]] = {
    one.state: one for one in (OfferAccepted, OfferDeclined, OfferExpired, OfferWithdrawn)
}
