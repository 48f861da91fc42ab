"""What the office adds to a request: papers, and other requests that it has to do with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.kernel.events import OFFICE, DomainEvent
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class RequestAttached(DomainEvent):
    """A picture or PDF is added to a request."""

    kind = "request.attached"
    audience = OFFICE
    sentence = Phrase("Attachment added")
    personal = ("file",)

    attachment_id: UUID
    file: str
    for_customer: bool


@dataclass(frozen=True, kw_only=True)
class AttachmentWithdrawn(DomainEvent):
    """An attachment is shown to nobody any more."""

    kind = "request.attachment_withdrawn"
    audience = OFFICE
    sentence = Phrase("Attachment withdrawn")
    personal = ("file",)

    attachment_id: UUID
    file: str


@dataclass(frozen=True, kw_only=True)
class RequestRelated(DomainEvent):
    """A request has to do with another; each of the two says so."""

    kind = "request.related"
    audience = OFFICE
    sentence = Phrase("Linked to another request")

    other_id: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class RequestUnrelated(DomainEvent):
    """The link of two requests is taken back."""

    kind = "request.unrelated"
    audience = OFFICE
    sentence = Phrase("Link to another request taken back")
    tone = "bad"

    other_id: UUID
    code: str
