"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("SkillSuspension"),
    Phrase("skill suspension"),
    Phrase("skill_suspension"),
)
"""What errors call the things of this room: by their tables and addresses."""


class SuspensionLifted(Conflict):
    """It was lifted before."""

    slug = "suspension-lifted"

    def __init__(self) -> None:
        super().__init__(Phrase("This suspension was lifted before."))
