"""What managers declare of visits, and what happens to the rubrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, DomainEvent
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class StarsDeclared(DomainEvent):
    """A manager says that visits do not count for grades, or count half: one visit, or a territory's span."""

    kind = "stars.declared"
    called = Phrase("Declaration about a visit made")
    family = Phrase("Declarations about visits")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("note",)

    declaration_id: UUID
    territory_id: UUID
    from_at: datetime | None
    until_at: datetime | None
    reason: str
    counts_half: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class StarsDeclarationWithdrawn(DomainEvent):
    """A manager takes back what was declared of visits."""

    kind = "stars.declaration_withdrawn"
    called = Phrase("Declaration about a visit withdrawn")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("note",)

    declaration_id: UUID
    territory_id: UUID
    note: str


@dataclass(frozen=True, kw_only=True)
class RubricPublished(DomainEvent):
    """A draft became the version that grades are proposed by; `digest` names its content."""

    kind = "rubric.published"
    called = Phrase("Rubric published")
    family = Phrase("Rubrics of the grades")
    audience = OFFICE
    sentence = NOT_SHOWN

    key: str
    number: int
    digest: str
