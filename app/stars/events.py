"""What happens to the rubrics."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import NOT_SHOWN, OFFICE, DomainEvent


@dataclass(frozen=True, kw_only=True)
class RubricPublished(DomainEvent):
    """A draft became the version that grades are proposed by; `digest` names its content."""

    kind = "rubric.published"
    audience = OFFICE
    sentence = NOT_SHOWN

    key: str
    number: int
    digest: str
