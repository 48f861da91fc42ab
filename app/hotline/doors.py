"""The doors of this room: the page for whoever is on the line, and the list of calls."""

from __future__ import annotations

from app.hotline.access import ACCESS
from app.hotline.pages import calls, drafts, fragments, hotline
from app.hotline.reads.calls import standing, to_do, waiting
from app.kernel import Principal
from app.kernel.phrases import Phrase
from app.web.doors import Doors, MenuEntry, Waiting, WorkList
from app.web.policy import DISPATCH, OFFICE


def _who_only_reads(who: Principal) -> dict[str, object] | None:
    """Whoever takes calls gets to their list from the hotline: the menu is full."""
    return None if who.role in DISPATCH else {}


DOORS = Doors(
    access=ACCESS,
    pages=(hotline, fragments, drafts, calls),
    fragments=("hotline_search", "hotline_faults", "hotline_quote", "hotline_doubles"),
    work=(WorkList("calls", Phrase("Call-backs and complaints from calls"), 55, OFFICE, standing, to_do),),
    menu=(
        MenuEntry("hotline", Phrase("Hotline"), 5, Waiting(waiting, DISPATCH)),
        MenuEntry("calls", Phrase("Calls"), 65, Waiting(waiting, OFFICE - DISPATCH), _who_only_reads),
    ),
)
