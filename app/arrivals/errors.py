"""What settling an arrival refuses, each with its sentence."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase


class NotArrived(Conflict):
    """No arrival was reported, so there is nothing to settle."""

    slug = "not-arrived"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("No arrival was reported for this visit."), visit_id=str(visit_id))


class AlreadySettled(Conflict):
    """The arrival is certain, or somebody settled it; only a manager may say otherwise."""

    slug = "already-settled"

    def __init__(self, visit_id: object, as_what: str | None) -> None:
        super().__init__(
            Phrase("This arrival is settled; only a manager may settle it otherwise."),
            visit_id=str(visit_id),
            settled=as_what,
        )
