"""Times that are kept and counted as far as possible, but that are unlikely or contradicted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.phones.reads.phone_clock import clock_support_of
from app.phones.rules.kinds import Kind, Status
from app.phones.rules.phone_clock import MAX_AGE, age_s
from app.phones.tables import PhoneEvent
from app.visits.commands.field.context import VisitMessage

CLOCK_DOUBTFUL = "clock_doubtful"

MAX_SKEW_S = 86_400.0
"""A clock that is further off is doubtful: what it says is corrected all the same, and flagged."""

_PATIENCE_S = 2.0
_SLACK = timedelta(seconds=30)

_STEPS = (Kind.ACCEPT, Kind.DEPART, Kind.ARRIVE, Kind.INCOMPLETE, Kind.COMPLETE)
"""What moves a visit, in order: its time matters."""


def is_doubtful(event: PhoneEvent) -> bool:
    """Whether the time that a message names is unlikely by itself.

    It lies after its own sending, over 30 days back, or the phone's clock is over a day off.  The message
    counts all the same, dated no later than its receipt.
    """
    age = age_s(event.device_at, event.skew_s, event.received_at)
    return abs(event.skew_s) > MAX_SKEW_S or not -_PATIENCE_S <= age <= MAX_AGE.total_seconds()


def doubts_clock(message: VisitMessage) -> bool:
    """Whether other messages speak against the time of one that moves a visit.

    The phone's clock jumped since the last that was acknowledged, or the step before is dated later.
    """
    kind, visit = Kind(message.event.kind), message.visit
    if kind not in _STEPS:
        return False
    before = (visit.accepted_at, visit.departed_at, visit.on_site_at, visit.on_site_at)
    done = [at for at in before[: _STEPS.index(kind)] if at is not None]
    if visit.engineer_id == message.engineer_id and any(at > message.at + _SLACK for at in done):
        return True
    clock = clock_support_of(message.uow, message.event)
    return clock.jumped or clock.slipped


def was_clock_set(message: VisitMessage, at: datetime) -> bool:
    """Whether the departure is dated later than the arrival, `at`, because the clock was set in between."""
    departed_at = message.visit.departed_at
    if departed_at is None or departed_at <= at + _SLACK:
        return False
    departures = select(PhoneEvent).where(
        PhoneEvent.visit_id == message.visit.id,
        PhoneEvent.engineer_id == message.engineer_id,
        PhoneEvent.kind == Kind.DEPART,
        PhoneEvent.status == Status.APPLIED,
    )
    doubted = any(is_doubtful(event) for event in message.uow.session.scalars(departures))
    return doubted or clock_support_of(message.uow, message.event).jumped
