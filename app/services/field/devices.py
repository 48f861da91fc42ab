"""Phones and their clocks: how far each is off, learnt from when it says that it sends."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import Forbidden, Invalid, Phrase
from app.models import Device
from app.runtime import UnitOfWork
from app.services.field.envelope import MAX_SKEW

SAMPLES = 9
"""Of so many syncs the median counts: one answer that was long on its way does not move it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A phone's clock: `measured_s` by this sync, `skew_s` over the last ones; add it to what it shows."""

    measured_s: float
    skew_s: float


def meet_device(uow: UnitOfWork, device_id: str, sent_at: datetime, app_version: str = "") -> Clock:
    """Note that the principal's phone was seen, and learn how far its clock, which shows `sent_at`, is off.

    Without a `device_id` nothing is stored.

    Raises:
        Forbidden: the principal is no engineer.
        Invalid: the clock is over a day off.
    """
    engineer_id = uow.principal.engineer_id
    if engineer_id is None:
        raise Forbidden(Phrase("Only an engineer's phone sends these."))
    skew = uow.now - sent_at
    if abs(skew) > MAX_SKEW:
        raise Invalid({"sent_at": Phrase("is over a day away from the server's time; set the phone's clock")})
    measured_s = skew.total_seconds()
    if not device_id:
        return Clock(measured_s, measured_s)
    device = _device(uow, engineer_id, device_id)
    device.samples = [*device.samples, measured_s][-SAMPLES:]
    device.skew_s = statistics.median(device.samples)
    device.last_seen_at = uow.now
    device.app_version = app_version or device.app_version
    return Clock(measured_s, device.skew_s)


def known_skew_s(uow: UnitOfWork, engineer_id: UUID) -> float | None:
    """Return the skew of the phone that the engineer used last; None where none ever synced."""
    return uow.session.scalars(
        select(Device.skew_s)
        .where(Device.engineer_id == engineer_id)
        .order_by(Device.last_seen_at.desc())
        .limit(1)
    ).first()


def _device(uow: UnitOfWork, engineer_id: UUID, device_id: str) -> Device:
    """Load the phone's row with its lock; made if new, also when it is met twice at the same moment."""
    dialect = postgresql if uow.session.get_bind().dialect.name == "postgresql" else sqlite
    uow.session.execute(
        dialect.insert(Device)
        .values(
            id=uow.new_id(),
            engineer_id=engineer_id,
            device_id=device_id,
            app_version="",
            skew_s=0.0,
            samples=[],
            first_seen_at=uow.now,
            last_seen_at=uow.now,
        )
        .on_conflict_do_nothing(index_elements=[Device.engineer_id, Device.device_id])
    )
    return uow.session.scalars(
        select(Device)
        .where(Device.engineer_id == engineer_id, Device.device_id == device_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
