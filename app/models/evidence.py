"""What was done on site and how it is proved: answers, photos, parts, charges, signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, WithId


class PhoneEvent(WithId, Base):
    """Every message a phone sent.  Same event id and body replays `answer`; another body is a conflict.

    `status`: applied, refused (online, the rule said no), held (came before what it builds on),
    needs_review (the state no longer allows it; a dispatcher decides).  `review_outcome` is what a person
    made of it: applied, attached (to `attached_visit_id`), ended (the visit was), set_aside.

    `offline` is how it was judged: what is dated more than half a minute before its receipt is offline
    whatever it says.  `boot_id`, `sequence` (counts the messages of an installation), `counter_ms` (since
    boot) and `device_id` are None where the phone does not send them: see `app.queries.phone_clock`.
    `clock_off_s`: how much of `skew_s` is the counter's correction of a clock that was set since; 0 where the
    counter bears the clock out, None where it says nothing.
    """

    __tablename__ = "phone_events"
    __table_args__ = (
        UniqueConstraint("engineer_id", "event_id"),
        Index("ix_phone_events_visit_status", "visit_id", "status"),
        Index("ix_phone_events_engineer_sequence", "engineer_id", "sequence"),
        Index("ix_phone_events_engineer_received", "engineer_id", "received_at"),
    )

    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    event_id: Mapped[UUID]
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]]
    body_digest: Mapped[str] = mapped_column(String(64))
    offline: Mapped[bool] = mapped_column(default=False)
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]
    skew_s: Mapped[float]
    device_id: Mapped[str | None] = mapped_column(String(64))
    boot_id: Mapped[str | None] = mapped_column(String(64))
    sequence: Mapped[int | None]
    counter_ms: Mapped[int | None] = mapped_column(BigInteger)
    clock_off_s: Mapped[float | None]
    status: Mapped[str] = mapped_column(String(12), index=True)
    flags: Mapped[list[Any]] = mapped_column(default=list)
    answer: Mapped[dict[str, Any]]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    review_note: Mapped[str | None] = mapped_column(String(300))
    review_outcome: Mapped[str | None] = mapped_column(String(12))
    attached_visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"))


class ChecklistAnswer(WithId, Base):
    """One answer as the phone sent it; `checklists.fold` says which of several holds."""

    __tablename__ = "checklist_answers"
    __table_args__ = (UniqueConstraint("visit_id", "event_id", "template_key", "item_key"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    event_id: Mapped[UUID]
    template_key: Mapped[str] = mapped_column(String(40))
    item_key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON)
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]


class Photo(WithId, Base):
    """A photo announced by hash; complete once all its bytes came and fit the hash.

    One that is `for_review` was taken on a visit that was somebody else's by then: it is kept for the
    dispatcher and is no part of the visit's record; neither is one that was `withdrawn_at`, with the reason.
    `look` is the perceptual hash of the whole picture, 16 hexadecimal digits; None where it says nothing.
    """

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("visit_id", "sha256"),
        Index("ix_photos_engineer_id_completed_at", "engineer_id", "completed_at"),
        Index("ix_photos_sha256", "sha256"),
        Index("ix_photos_look", "look"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(40))
    caption: Mapped[str] = mapped_column(String(200), default="")
    taken_at: Mapped[datetime]
    received_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    for_review: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    look: Mapped[str | None] = mapped_column(String(16))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))


class PhotoChunk(Base):
    """Bytes of a photo that is still coming."""

    __tablename__ = "photo_chunks"

    photo_id: Mapped[UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Blob(Base):
    """Bytes by content; in the database so that a photo and its record commit together."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Part(Base):
    """A part of the price list; money is in the currency's smallest unit.

    More than `limit_per_visit` of it on one visit waits for the office.
    """

    __tablename__ = "parts"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    unit_price_cents: Mapped[int]
    limit_per_visit: Mapped[int] = mapped_column(default=5, server_default=text("5"))


class PartUsed(WithId, Base):
    """A part fitted during a visit; a correction is a later event that sets another quantity."""

    __tablename__ = "parts_used"
    __table_args__ = (UniqueConstraint("visit_id", "part_code", "serial_number"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    part_code: Mapped[str] = mapped_column(ForeignKey("parts.code"))
    serial_number: Mapped[str] = mapped_column(String(120), default="")
    quantity: Mapped[int]
    unit_price_cents: Mapped[int]
    recorded_at: Mapped[datetime]


class Charge(WithId, Base):
    """What the customer pays besides parts; a kind stands once per visit."""

    __tablename__ = "charges"
    __table_args__ = (UniqueConstraint("visit_id", "kind"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200), default="")
    amount_cents: Mapped[int]
    recorded_at: Mapped[datetime]


class ChargeKind(Base):
    """What may be charged besides parts; above `limit_cents` a charge waits for the office.

    `unit_price_cents` is what a phone proposes.  A kind that is not `active` is charged no more.
    """

    __tablename__ = "charge_kinds"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    unit_price_cents: Mapped[int]
    limit_cents: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class HeldCharge(WithId, Base):
    """A charge or part that waits for the office, outside the amount and the record.

    `what` is `charge` or `part`, `code` the kind or the part's code.  `why` is `unknown_kind`,
    `inactive_kind`, `over_limit` or `after_completion`.  `state`: waiting, approved, refused, or superseded
    by a later word of the same phone.
    """

    __tablename__ = "held_charges"
    __table_args__ = (
        Index("ix_held_charges_visit_id", "visit_id"),
        Index("ix_held_charges_state_received_at", "state", "received_at"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"))
    event_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(40))
    serial_number: Mapped[str] = mapped_column(String(120), default="")
    label: Mapped[str] = mapped_column(String(200), default="")
    quantity: Mapped[int] = mapped_column(default=1)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    recorded_at: Mapped[datetime]
    received_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(String(300))


class SignatureRow(WithId, Base):
    """A signature with the record it was given for; void as soon as the record differs.

    `void_changes` holds what differed, as `[{"path", "kind", "before", "after"}]`.
    """

    __tablename__ = "signatures"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    signer_name: Mapped[str] = mapped_column(String(120))
    strokes: Mapped[list[Any]]
    record: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(Text)
    void_changes: Mapped[list[Any] | None]
