"""What was done on site and how it is proved: answers, photos, parts, charges, signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


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


class PhotoChunk(Base):
    """Bytes of a photo that is still coming."""

    __tablename__ = "photo_chunks"

    photo_id: Mapped[UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


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
