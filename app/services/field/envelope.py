"""When it happened: the phone's clock, corrected by what the server knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.errors import Invalid, Phrase

MAX_SKEW = timedelta(days=1)
"""A phone whose clock is further off is told to set it; what it says about times is worth nothing."""

MAX_AGE = timedelta(days=30)
"""How long a message may wait on a phone."""

_PATIENCE = timedelta(seconds=2)
_UUID_VERSION = 7


def corrected(device_at: datetime, skew_s: float, received_at: datetime) -> datetime:
    """Return `device_at` on the server's clock, and never after the receipt."""
    return min(device_at + timedelta(seconds=skew_s), received_at)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every message carries; make it with `read`.  `skew_s` is what the phone's clock is behind."""

    event_id: UUID
    device_at: datetime
    received_at: datetime
    skew_s: float
    offline: bool

    @classmethod
    def read(
        cls,
        event_id: UUID,
        device_at: datetime,
        sent_at: datetime | None,
        received_at: datetime,
        *,
        offline: bool,
        skew_s: float | None = None,
    ) -> Envelope:
        """Check the envelope and measure the skew: receipt less `sent_at`, the phone's clock at sending.

        `skew_s` is what was learnt of this clock before, for a message without `sent_at`.  Without both, a
        message sent at once is taken to be sent when it happened, and the clock of a phone that was offline
        is taken to be right.

        Raises:
            Invalid: no UUIDv7, a time without zone, a clock over a day off, or an age over 30 days.
        """
        if event_id.version != _UUID_VERSION:
            raise Invalid({"event_id": Phrase("must be a UUIDv7")})
        for name, value in (("device_at", device_at), ("sent_at", sent_at)):
            if value is not None and value.utcoffset() is None:
                raise Invalid({name: Phrase("must have an offset from UTC")})
        if skew_s is None:
            sent_at = sent_at or (None if offline else device_at)
            skew = received_at - sent_at if sent_at else timedelta(0)
        else:
            skew = timedelta(seconds=skew_s)
        _refuse_absurd(device_at, sent_at, skew, received_at)
        return cls(event_id, device_at, received_at, skew.total_seconds(), offline)


def _refuse_absurd(
    device_at: datetime, sent_at: datetime | None, skew: timedelta, received_at: datetime
) -> None:
    if abs(skew) > MAX_SKEW:
        name = "device_at" if sent_at == device_at else "sent_at"
        raise Invalid({name: Phrase("is over a day away from the server's time; set the phone's clock")})
    age = received_at - (device_at + skew)
    if sent_at is not None and age < -_PATIENCE:
        raise Invalid({"device_at": Phrase("is after sent_at")})
    if age < -MAX_SKEW:
        raise Invalid({"device_at": Phrase("lies in the future")})
    if age > MAX_AGE:
        raise Invalid({"device_at": Phrase("is over 30 days ago")})
