"""Why a position is not believed, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from app.positions.rules.positions import Distrust
from app.web.pages.words import word

__all__ = ["DISTRUST", "word"]

DISTRUST: Mapping[str, LazyString] = {
    Distrust.MOCK: lazy_gettext("no: the phone says that the place is made up"),
    Distrust.NULL_ISLAND: lazy_gettext("no: the phone did not know where it was"),
    Distrust.INACCURATE: lazy_gettext("no: too inaccurate"),
    Distrust.FAR_AWAY: lazy_gettext("no: far outside the territory"),
    Distrust.CLOCK: lazy_gettext("no: its time cannot be relied on"),
    Distrust.TOO_FAST: lazy_gettext("no: further than can be driven since the position before"),
}
