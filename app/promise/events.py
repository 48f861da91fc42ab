"""Alerts of promises in danger, what was done about them, and corrections afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, Before, Body, DomainEvent, Notice
from app.kernel.phrases import Phrase

_HOUR = timedelta(hours=1)


def _late(body: Body, _before: Before) -> bool:
    return body.get("rung") == "eta_past_due"


@dataclass(frozen=True, kw_only=True)
class OfAlert(DomainEvent):
    """Something of an alert: which rung of the ladder it is for, and when that fell due."""

    audience = OFFICE
    urgent_to_staff = True

    alert_id: UUID
    rung: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlertRaised(OfAlert):
    """A promise is in danger."""

    kind = "alert.raised"
    family = Phrase("Alerts")
    sentence = Phrase("Alert")
    to_customer = Notice(
        "delayed",
        _HOUR,
        when=_late,
        at_most_every=_HOUR / 2,
        untrue_after=("visit.on_site", "request.appointment", "request.resolved", "request.cancelled"),
    )

    late_s: int
    engineer_id: UUID | None
    rescue_engineer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class AlertRepeated(OfAlert):
    """Nobody took an alert on, and it is told once more."""

    kind = "alert.repeated"
    sentence = Phrase("Alert repeated")

    count: int
    engineer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class AlertAcknowledged(OfAlert):
    """Somebody takes an alert on."""

    kind = "alert.acknowledged"
    sentence = Phrase("Alert acknowledged")
    personal = ("reason",)

    reason: str


@dataclass(frozen=True, kw_only=True)
class ComplaintTakenOn(DomainEvent):
    """Somebody takes the alert of a complaint on."""

    kind = "call.alert_acknowledged"
    called = Phrase("Complaint taken on")
    family = Phrase("Calls")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("reason",)

    alert_id: UUID
    rung: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AlertCleared(OfAlert):
    """The reason of an alert is gone."""

    kind = "alert.cleared"
    sentence = Phrase("Alert over")

    why: str
    engineer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RescueApplied(OfAlert):
    """Another engineer gets a visit whose promise was in danger."""

    kind = "rescue.applied"
    family = Phrase("Rescues")
    sentence = Phrase("Rescue applied")

    engineer_id: UUID
    was_engineer_id: UUID | None
    eta_at: datetime | None
    late_s: int
    drive_s: int


@dataclass(frozen=True, kw_only=True)
class PromiseCorrected(DomainEvent):
    """A manager says that milestones of a promise, or the stage to blame, were otherwise than recorded."""

    kind = "promise.corrected"
    family = Phrase("Promises")
    audience = OFFICE
    sentence = Phrase("Promise corrected")
    personal = ("reason",)

    changes: Mapping[str, str | None]
    reason: str
