"""Phones and their clocks: how far each is off, learnt from when it says that it sends."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import Forbidden, Phrase
from app.models import Device
from app.runtime import UnitOfWork
from app.services.field.envelope import refuse_unreadable
from app.services.silence import heard

SAMPLES = 9
"""Of so many syncs the median counts: one answer that was long on its way does not move it."""

STEP_S = 60.0
"""A skew that changes by more from one sync to the next says that the clock was set."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A phone's clock: `measured_s` by this sync, `skew_s` over the last ones; add it to what it shows."""

    measured_s: float
    skew_s: float


def meet_device(uow: UnitOfWork, device_id: str, sent_at: datetime, app_version: str = "") -> Clock:
    """Note that the principal's phone was seen, and learn how far its clock, which shows `sent_at`, is off.

    Without a `device_id` nothing is stored.  A clock that is days off is learnt like any other.

    Raises:
        Forbidden: the principal is no engineer.
        Invalid: `sent_at` names no instant.
    """
    engineer_id = uow.principal.engineer_id
    if engineer_id is None:
        raise Forbidden(Phrase("Only an engineer's phone sends these."))
    refuse_unreadable("sent_at", sent_at)
    heard(uow, engineer_id)
    measured_s = (uow.now - sent_at).total_seconds()
    if not device_id:
        return Clock(measured_s, measured_s)
    device = _device(uow, engineer_id, device_id)
    device.samples = [*device.samples, measured_s][-SAMPLES:]
    device.skew_s = statistics.median_low(_of_this_clock(device.samples))
    device.last_seen_at = uow.now
    device.app_version = app_version or device.app_version
    return Clock(measured_s, device.skew_s)


def _of_this_clock(samples: Sequence[float]) -> Sequence[float]:
    """The last samples without a step among them: those before it are of a clock that was set since."""
    begin = len(samples) - 1
    while begin and abs(samples[begin] - samples[begin - 1]) <= STEP_S:
        begin -= 1
    return samples[begin:]


def known_skew_s(uow: UnitOfWork, engineer_id: UUID, device_id: str | None = None) -> float | None:
    """Return the skew of the phone; None where it never synced.

    A message that does not name its phone may come from any: it is corrected only where the engineer has
    one alone, never by another phone's clock.
    """
    query = select(Device.skew_s).where(Device.engineer_id == engineer_id)
    if device_id:
        query = query.where(Device.device_id == device_id)
    found = uow.session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


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
