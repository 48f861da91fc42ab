"""Phones and their clocks: how far each is off, learnt from when it says that it sends."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands.silence import heard
from app.kernel import UnitOfWork, locks
from app.kernel.errors import Forbidden
from app.kernel.instants import refuse_unreadable
from app.kernel.phrases import Phrase
from app.kernel.upserts import insert_or_ignore
from app.phones.rules.counter_time import Tick
from app.phones.rules.envelope import Marks
from app.phones.tables import Device
from app.visits.commands.field.counted import Call, offs, tick_of

SAMPLES = 9
"""Of so many syncs the median counts: one answer that was long on its way does not move it."""

REMEMBERED = timedelta(days=7)
SAME_SKEW_S, MOST_SKEWS = 30.0, 40
MOST_UNKEPT = 200
LAST_CALLS, MOST_CALLS = 3, 60

STEP_S = 60.0
"""A skew that changes by more from one sync to the next says that the clock was set."""


@dataclass(frozen=True, slots=True)
class PhoneClock:
    """A phone's clock: `measured_s` by this sync, `skew_s` over the last ones; add it to what it shows."""

    measured_s: float
    skew_s: float


def meet_device(
    uow: UnitOfWork, device_id: str, sent_at: datetime, app_version: str = "", counter: Tick | None = None
) -> PhoneClock:
    """Note that the principal's phone was seen, and learn how far its clock, which shows `sent_at`, is off.

    `counter` is what the phone tells of its counter: our clock is tied to it.  Without a `device_id` nothing
    is stored.  A clock that is days off is learnt like any other.

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
        return PhoneClock(measured_s, measured_s)
    device = _device(uow, engineer_id, device_id)
    device.samples = [*device.samples, measured_s][-SAMPLES:]
    device.skew_s = statistics.median_low(_of_this_clock(device.samples))
    device.skews = _told(device.skews or [], uow.now, (measured_s, device.skew_s))
    if counter is not None:
        device.calls = _called(device.calls or [], counter, uow.now)
    device.last_seen_at = uow.now
    device.app_version = app_version or device.app_version
    return PhoneClock(measured_s, device.skew_s)


def _told(known: Sequence[Any], now: datetime, skews: Sequence[float]) -> list[Any]:
    """The different skews of the last days: by one of them a record that the phone shows may be off."""
    kept = [one for one in known if now - datetime.fromisoformat(one[0]) <= REMEMBERED]
    for skew_s in skews:
        kept = [one for one in kept if abs(one[1] - skew_s) > SAME_SKEW_S]
        kept.append([now.isoformat(), skew_s])
    return kept[-MOST_SKEWS:]


def _called(known: Sequence[Any], counter: Tick, now: datetime) -> list[Any]:
    """The calls that told the counter: of a boot the first and the last ones, but all where it went back."""
    mark = [counter.boot_id, counter.counter_ms, counter.shown.isoformat(), now.isoformat()]
    same = [one for one in known if one[0] == counter.boot_id]
    told = [one[1] for one in (*same, mark)]
    between = same[1 : 1 - LAST_CALLS] if told == sorted(told) else []
    return [*(one for one in known if one not in between), mark][-MOST_CALLS:]


def told_skews(uow: UnitOfWork, engineer_id: UUID, device_id: str | None) -> list[float]:
    """Return the skews told to or measured of the phone in the last days; of all his where none is named."""
    query = select(Device.skews).where(Device.engineer_id == engineer_id)
    if device_id:
        query = query.where(Device.device_id == device_id)
    return [float(one[1]) for found in uow.session.scalars(query) for one in found or []]


def note_unkept(uow: UnitOfWork, call: Call, told: Sequence[tuple[Marks, datetime]]) -> None:
    """Remember the marks of messages that a call brought and that are not kept: their numbers leave no gap.

    Each comes with the phone's clock when it was made, and is dated as if it were kept.
    """
    engineer_id = uow.principal.engineer_id
    if engineer_id is None or not call.device_id or not told:
        return
    device = _device(uow, engineer_id, call.device_id)
    off = offs(uow, engineer_id, call, [tick_of(one.boot_id, one.counter_ms, at) for one, at in told])
    new = [
        {
            "sequence": one.sequence,
            "boot_id": one.boot_id,
            "counter_ms": one.counter_ms,
            "device_at": at.isoformat(),
            "received_at": uow.now.isoformat(),
            "skew_s": call.skew_s + (by.total_seconds() if by else 0.0),
            "clock_off_s": None if by is None else by.total_seconds(),
        }
        for (one, at), by in zip(told, off, strict=True)
    ]
    numbers = {one["sequence"] for one in new}
    known = [one for one in device.unkept or [] if one["sequence"] not in numbers]
    device.unkept = [*known, *new][-MOST_UNKEPT:]


def _of_this_clock(samples: Sequence[float]) -> Sequence[float]:
    """The samples since the last step: those before it are from before the clock was set."""
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
    new = {
        "id": uow.new_id(),
        "engineer_id": engineer_id,
        "device_id": device_id,
        "app_version": "",
        "skew_s": 0.0,
        "samples": [],
        "last_seen_at": uow.now,
    }
    insert_or_ignore(uow, Device, new, [Device.engineer_id, Device.device_id])
    mine = select(Device).where(Device.engineer_id == engineer_id, Device.device_id == device_id)
    return locks.rows(uow, mine)[0]
