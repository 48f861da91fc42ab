"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (Phrase("LeaveRequest"), Phrase("leave request"), Phrase("leave_request"))
"""What errors call the things of this room: by their tables and addresses."""


class LeaveDecided(Conflict):
    """Somebody decided about it before, or it was withdrawn."""

    slug = "leave-decided"

    def __init__(self, state: str) -> None:
        super().__init__(Phrase("This request for leave was decided or withdrawn before."), state=state)


class LeaveBegun(Conflict):
    """Leave that has begun is ended on the roster, not withdrawn."""

    slug = "leave-begun"

    def __init__(self) -> None:
        super().__init__(Phrase("This leave has begun; the office ends it on the roster."))
