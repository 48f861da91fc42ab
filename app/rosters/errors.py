"""What rosters refuse, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("RosterAct"),
    Phrase("RosterPattern"),
    Phrase("roster act"),
    Phrase("roster pattern"),
    Phrase("roster_act"),
    Phrase("roster_pattern"),
)
"""What errors call the things of this room: by their tables, registers and addresses."""


class CannotUndo(Conflict):
    """What was done to a roster cannot be taken back any more."""

    slug = "cannot-undo"

    def __init__(self, why: str) -> None:
        super().__init__(why)


CHANGED_SINCE = Phrase("Shifts that it made were changed or removed since.")
BEGUN_SINCE = Phrase("A shift that it made has begun.")
NOT_THE_LAST = Phrase("Something else was done to this roster after it, or it was undone before.")
"""Why not."""


class VisitsLoseEngineer(Conflict):
    """A change of a leave, shift or engineer would leave visits without one, and its sender said nothing."""

    slug = "visits-lose-engineer"

    def __init__(self, seen: str, visits: Sequence[Mapping[str, str]]) -> None:
        text = Phrase.counted(
            "%(num)s open visit would lose its engineer.",
            "%(num)s open visits would lose their engineer.",
            len(visits),
        )
        super().__init__(text, seen=seen, visits=list(visits))
