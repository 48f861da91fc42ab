"""What happens to checklists."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import NOT_SHOWN, OFFICE, DomainEvent
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class ChecklistPublished(DomainEvent):
    """A draft became the version that new visits work through; `digest` names its content."""

    kind = "checklist.published"
    called = Phrase("Version of a checklist published")
    family = Phrase("Checklists")
    audience = OFFICE
    sentence = NOT_SHOWN

    key: str
    number: int
    digest: str
