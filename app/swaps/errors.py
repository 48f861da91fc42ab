"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (Phrase("ShiftSwap"), Phrase("shift swap"), Phrase("shift_swap"))
"""What errors call the things of this room: by their tables and addresses."""

CHANGED = Phrase("One of the shifts was changed, removed or has begun since.")
CLASHES = Phrase("One of the two has another shift or is away at that time by now.")
NO_COLLEAGUES = Phrase("The two do not work in one territory for one company any more.")
"""Why not."""


class SwapAnswered(Conflict):
    """Somebody answered it before, or it was withdrawn."""

    slug = "swap-answered"

    def __init__(self, state: str) -> None:
        super().__init__(Phrase("This swap was answered or withdrawn before."), state=state)


class SwapNotPossible(Conflict):
    """What was offered does not stand on the roster as it did."""

    slug = "swap-not-possible"

    def __init__(self, why: str) -> None:
        super().__init__(why)
