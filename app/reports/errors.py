"""What a report may be refused for."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase


class TooMuchAsked(Conflict):
    """The stage of each broken promise is told by its events, which takes long for very many."""

    def __init__(self, most: int) -> None:
        super().__init__(
            Phrase("More than %(most)s promises were broken in this time. Choose fewer days.", most=most)
        )


class NothingToDraw(Conflict):
    """A chart of a report without figures."""

    def __init__(self) -> None:
        super().__init__(Phrase("There is nothing to draw in this time."))
