"""The doors of this room: swaps over HTTP, and their pages."""

from __future__ import annotations

from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.swaps.access import ACCESS
from app.swaps.api import shift_swaps
from app.swaps.explanations import EXPLANATIONS
from app.swaps.pages import swaps as pages
from app.swaps.reads.swaps import standing, to_decide
from app.web.doors import Doors, MenuEntry, WorkList
from app.web.policy import MANAGEMENT


def _for_engineers(who: Principal) -> dict[str, object] | None:
    """A manager gets there by his work."""
    return {} if who.role is Role.ENGINEER else None


DOORS = Doors(
    access=ACCESS,
    blueprints=(shift_swaps.blp,),
    pages=(pages,),
    menu=(MenuEntry("my_swaps", Phrase("Swap shifts"), 58, values=_for_engineers),),
    work=(WorkList("shift_swaps", Phrase("Swaps to be decided"), 73, MANAGEMENT, standing, to_decide),),
    explanations=EXPLANATIONS,
)
