"""Why a position is not believed, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.positions.rules.positions import Distrust
from app.web.pages.words import word

__all__ = ["DISTRUST", "word"]

DISTRUST: Mapping[str, Phrase] = {
    Distrust.MOCK: Phrase("no: the phone says that the place is made up"),
    Distrust.NULL_ISLAND: Phrase("no: the phone did not know where it was"),
    Distrust.INACCURATE: Phrase("no: too inaccurate"),
    Distrust.FAR_AWAY: Phrase("no: far outside the territory"),
    Distrust.CLOCK: Phrase("no: its time cannot be relied on"),
    Distrust.TOO_FAST: Phrase("no: further than can be driven since the position before"),
}
