"""What is said of an arrival: by the customer, by codes typed behind a card, by the evidence, by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel.events import ABSENT, OFFICE, Absent, Audience, Body, DomainEvent
from app.kernel.phrases import Phrase

_CONFIRMED_BY: Mapping[str, Phrase] = {
    "dispatcher": Phrase("Arrival confirmed by the office"),
    "code": Phrase("Customer's code given on the phone"),
    "card": Phrase("Arrival confirmed by the customer's code"),
    "handed": Phrase("Arrival confirmed by a link that the office handed over"),
}


@dataclass(frozen=True, kw_only=True)
class ArrivalConfirmed(DomainEvent):
    """The customer says that the engineer is there, by a code or in person; or the office says so."""

    kind = "visit.arrival_confirmed"
    audience = Audience(customer=("by", "confirmed_at"), field=("by", "confirmed_at"))
    sentence = Phrase("Arrival confirmed by the customer")
    personal = ("reason",)

    by: str
    confirmed_at: datetime
    wrong_codes: int | Absent = ABSENT
    reason: str | Absent = ABSENT

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say by whom or by what."""
        return _CONFIRMED_BY.get(str(body.get("by")), cls.sentence)


@dataclass(frozen=True, kw_only=True)
class ArrivalJudged(DomainEvent):
    """The evidence of an arrival says something else than before."""

    kind = "arrival.judged"
    family = Phrase("Arrivals in evidence")
    audience = Audience(field=("engineer_id", "verdict"))
    sentence = Phrase("Arrival judged")

    engineer_id: UUID | None
    verdict: str | None
    was: str | None
    on_site_at: datetime | None
    findings: Sequence[Mapping[str, Any]]
    settled: str | None


@dataclass(frozen=True, kw_only=True)
class ArrivalSettled(DomainEvent):
    """A person decides whether and when the engineer was there."""

    kind = "arrival.settled"
    audience = Audience(field=("engineer_id", "decision"))
    sentence = Phrase("Arrival settled")
    personal = ("by", "reason")

    engineer_id: UUID | None
    decision: str
    on_site_at: datetime | None
    recorded_at: datetime | None
    verdict: str | None
    overrules: str | None
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ArrivalContested(DomainEvent):
    """Evidence came against what a person had settled."""

    kind = "arrival.contested"
    audience = OFFICE
    sentence = Phrase("New evidence against what was settled")

    engineer_id: UUID | None
    settled: str
    verdict: str | None
    findings: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ArrivalCodeShown(DomainEvent):
    """The office was shown a customer's code, to tell it to the customer."""

    kind = "arrival_code.shown"
    family = Phrase("Arrival codes")
    audience = OFFICE
    sentence = Phrase("Arrival code shown to the office")
    personal = ("reason",)

    reason: str


@dataclass(frozen=True, kw_only=True)
class CardTried(DomainEvent):
    """A code was typed for a visit behind its engineer's supervision card."""

    audience = OFFICE

    engineer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class CardOpened(CardTried):
    """The card was opened with the customer's code."""

    kind = "card.opened"
    family = Phrase("Supervision cards")
    sentence = Phrase("Supervision card opened with the customer's code")


@dataclass(frozen=True, kw_only=True)
class CardEarly(CardTried):
    """The right code was typed before any arrival."""

    kind = "card.early"
    sentence = Phrase("Right code typed behind the supervision card before any arrival")


@dataclass(frozen=True, kw_only=True)
class CardRefused(CardTried):
    """A wrong code was typed."""

    kind = "card.refused"
    sentence = Phrase("Wrong code typed behind the supervision card")
    tone = "bad"

    wrong_codes: int
