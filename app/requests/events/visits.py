"""What happens to a visit of a request as it moves from state to state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from app.kernel.events import ABSENT, Absent, Audience, Before, Body, DomainEvent, Notice
from app.kernel.phrases import Phrase
from app.requests.events.taken_back import GIVEN_UP, OWN_DOING, TAKEN_FROM, WHY_BACK
from app.requests.rules.lifecycle import VisitState

BY_TELEPHONE, BY_OFFICE = "telephone", "office"
_NOT_BY_PHONE = {
    BY_TELEPHONE: Phrase("Visit accepted on the telephone"),
    BY_OFFICE: Phrase("Visit given to the engineer who went there"),
}

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_GONE = ("visit.planned", "visit.cancelled")
_ENDED = ("visit.completed", "visit.incomplete")


def _taken_away(body: Body, _before: Before) -> bool:
    return bool(body.get("engineer_id")) and body.get("was") is not None and body.get("why") not in OWN_DOING


def _was_his(body: Body, before: Before) -> bool:
    """Whether the engineer of a cancelled visit knew of it."""
    return bool(body.get("engineer_id")) and before((*ENGAGING, VisitPlanned.kind)) in ENGAGING


@dataclass(frozen=True, kw_only=True)
class VisitMoved(DomainEvent):
    """A visit comes into another state; names the engineer who holds it."""

    state: ClassVar[VisitState]

    engineer_id: UUID | Absent | None = ABSENT


@dataclass(frozen=True, kw_only=True)
class VisitPlanned(VisitMoved):
    """A visit is opened, or taken from its engineer and to be planned again."""

    kind = "visit.planned"
    family = Phrase("Visits")
    state = VisitState.PLANNED
    audience = Audience(
        customer=("ordinal", "not_before_at"), field=("engineer_id", "why", "ordinal", "not_before_at")
    )
    sentence = Phrase("Visit planned")
    personal = ("note",)
    to_engineer = Notice(
        "taken_away",
        2 * _HOUR,
        when=_taken_away,
        untrue_after=("visit.offered",),
        same="engineer_id",
    )

    ordinal: int | Absent = ABSENT
    not_before_at: datetime | Absent | None = ABSENT
    reason: str | Absent = ABSENT
    why: str | Absent = ABSENT
    was: str | Absent = ABSENT
    note: str | Absent | None = ABSENT
    to_engineer_id: UUID | Absent = ABSENT

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say how far the visit had come when it was given back or taken back."""
        was = str(body.get("was"))
        if body.get("why") == "declined":
            return GIVEN_UP.get(was, cls.sentence)
        return TAKEN_FROM.get(was, cls.sentence) if body.get("why") in WHY_BACK else cls.sentence


@dataclass(frozen=True, kw_only=True)
class ReturnSet(DomainEvent):
    """Somebody of the office says when a return visit may begin."""

    kind = "visit.return_set"
    audience = Audience(customer=("not_before_at",), field=("not_before_at",))
    sentence = Phrase("Return visit: not before")

    not_before_at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitOffered(VisitMoved):
    """An engineer is asked."""

    kind = "visit.offered"
    state = VisitState.OFFERED
    audience = Audience(field=("engineer_id",))
    sentence = Phrase("Visit offered")
    to_engineer = Notice("offer", timedelta(minutes=10), untrue_after=("visit.accepted", *_GONE))
    to_provider = Notice("provider_offer", timedelta(minutes=10), untrue_after=("visit.accepted", *_GONE))


@dataclass(frozen=True, kw_only=True)
class VisitAccepted(VisitMoved):
    """The engineer says yes; `by` telephone or office, which recorded it, where his phone does not say so."""

    kind = "visit.accepted"
    state = VisitState.ACCEPTED
    audience = Audience(customer=("accepted_at",), field=("engineer_id", "accepted_at", "by"))
    sentence = Phrase("Visit accepted")

    accepted_at: datetime | None
    by: str | Absent = ABSENT

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say it where the engineer did not say it on his phone."""
        return _NOT_BY_PHONE.get(str(body.get("by")), cls.sentence)


@dataclass(frozen=True, kw_only=True)
class VisitEnRoute(VisitMoved):
    """The engineer sets out."""

    kind = "visit.en_route"
    state = VisitState.EN_ROUTE
    audience = Audience(customer=("departed_at",), field=("engineer_id", "departed_at"))
    sentence = Phrase("Engineer on the way")
    personal = ("departed_from",)
    to_customer = Notice("on_the_way", _HOUR, untrue_after=("visit.on_site", *_ENDED, *_GONE))

    departed_at: datetime
    departed_from: Mapping[str, float] | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class VisitOnSite(VisitMoved):
    """The engineer is there."""

    kind = "visit.on_site"
    state = VisitState.ON_SITE
    audience = Audience(customer=("on_site_at",), field=("engineer_id", "on_site_at", "arrival"))
    sentence = Phrase("Engineer on site")
    tone = "good"
    personal = ("arrival",)
    to_customer = Notice("arrived", _HOUR, untrue_after=("visit.arrival_confirmed", *_ENDED, *_GONE))

    on_site_at: datetime | None
    arrival: Mapping[str, Any] | Absent = ABSENT
    by: str | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class VisitCompleted(VisitMoved):
    """The work is done."""

    kind = "visit.completed"
    state = VisitState.COMPLETED
    audience = Audience(customer=("completed_at",), field=("engineer_id", "completed_at"))
    sentence = Phrase("Visit completed")
    tone = "good"
    to_customer = Notice("completed", 3 * _DAY, urgent=False, untrue_after=("visit.confirmed",))

    completed_at: datetime | None
    by: str | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class VisitConfirmed(VisitMoved):
    """The customer says that the work is done; over which void signatures, where some were."""

    kind = "visit.confirmed"
    state = VisitState.CONFIRMED
    audience = Audience(customer=("by",), field=("engineer_id", "by"))
    sentence = Phrase("Result confirmed by the customer")
    tone = "good"

    by: str
    amount_cents: int | None
    void_signatures: Sequence[str] | Absent = ABSENT

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say where nobody knows who it was."""
        handed = Phrase("Result confirmed by a link that the office handed over")
        return handed if body.get("by") == "handed" else cls.sentence


@dataclass(frozen=True, kw_only=True)
class VisitIncomplete(VisitMoved):
    """The visit ends without the work done; at the gate it says too when and where that was."""

    kind = "visit.incomplete"
    state = VisitState.INCOMPLETE
    audience = Audience(customer=("reason",), field=("engineer_id", "reason", "note"))
    sentence = Phrase("Visit ended without a result")
    tone = "bad"
    personal = ("note", "arrival")
    to_customer = Notice(
        "return_visit", _DAY, urgent=False, untrue_after=("request.resolved", "request.cancelled")
    )

    reason: str | None
    note: str | Absent = ABSENT
    by: str | Absent = ABSENT
    ended_at: datetime | Absent | None = ABSENT
    on_site_at: datetime | Absent | None = ABSENT
    arrival: Mapping[str, Any] | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class VisitCancelled(VisitMoved):
    """The visit is called off."""

    kind = "visit.cancelled"
    state = VisitState.CANCELLED
    audience = Audience(customer=("reason",), field=("engineer_id", "reason"))
    sentence = Phrase("Visit cancelled")
    tone = "bad"
    personal = ("reason",)
    to_engineer = Notice("visit_cancelled", 2 * _HOUR, when=_was_his)

    reason: str


ENGAGING = (VisitOffered.kind, VisitAccepted.kind, VisitEnRoute.kind)
"""Kinds after which an engineer knows of his visit."""
