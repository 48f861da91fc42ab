"""When it happened: the phone's clock, corrected by what the server knows of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel.errors import Invalid
from app.kernel.instants import refuse_unreadable
from app.kernel.phrases import Phrase
from app.phones.rules.phone_clock import age_s, corrected

__all__ = ["AT_ONCE", "UNMARKED", "Envelope", "Marks", "corrected"]

AT_ONCE = timedelta(seconds=30)
"""What is older at its receipt was not sent online, whatever it says."""

_UUID_VERSION = 7


@dataclass(frozen=True, slots=True)
class Marks:
    """What supports a phone's word about time; all None where the phone does not send it.

    device_id: the phone.  boot_id: its boot.  sequence: the number of the message among all that this
    installation made.  counter_ms: milliseconds since the boot, by a counter that cannot be set.
    """

    device_id: str | None = None
    boot_id: str | None = None
    sequence: int | None = None
    counter_ms: int | None = None


UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every message carries; make it with `read`.

    `skew_s` is what the phone's clock was behind, of that `clock_off_s` since it was set, by the counter.
    `offline`: it was sent as such, or is older than `AT_ONCE`.
    """

    event_id: UUID
    device_at: datetime
    received_at: datetime
    skew_s: float
    offline: bool
    marks: Marks = UNMARKED
    clock_off_s: float | None = None

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
        marks: Marks = UNMARKED,
    ) -> Envelope:
        """Check the envelope and measure the skew: receipt less `sent_at`, the phone's clock at sending.

        `skew_s` is what was learnt of this clock before, for a message without `sent_at`.  Without both, a
        message sent at once is taken to be sent when it happened, and the clock of a phone that was offline
        is taken to be right.  No time is refused for being unlikely: see `app.visits.commands.field.doubt`.

        Raises:
            Invalid: no UUIDv7, or a time without zone, or one that no calendar has.
        """
        if event_id.version != _UUID_VERSION:
            raise Invalid({"event_id": Phrase("must be a UUIDv7")})
        for name, value in (("device_at", device_at), ("sent_at", sent_at)):
            if value is not None:
                refuse_unreadable(name, value)
        if skew_s is None:
            sent_at = sent_at or (None if offline else device_at)
            skew_s = (received_at - sent_at).total_seconds() if sent_at else 0.0
        is_old = age_s(device_at, skew_s, received_at) > AT_ONCE.total_seconds()
        return cls(event_id, device_at, received_at, skew_s, offline or is_old, marks)

    def counted(self, off: timedelta | None) -> Envelope:
        """Date it `off` later, as the phone's counter says; None where that says nothing."""
        if off is None:
            return self
        off_s = off.total_seconds()
        is_old = age_s(self.device_at, self.skew_s + off_s, self.received_at) > AT_ONCE.total_seconds()
        return replace(self, skew_s=self.skew_s + off_s, clock_off_s=off_s, offline=self.offline or is_old)
