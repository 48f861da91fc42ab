"""The doors of this room: the page for whoever is on the line, the list of calls, and complaints."""

from __future__ import annotations

from app.hotline.access import ACCESS
from app.hotline.api import complaints as complaints_api
from app.hotline.explanations import EXPLANATIONS
from app.hotline.pages import calls, complaints, drafts, fragments, hotline
from app.hotline.reads import complaints as complained
from app.hotline.reads.calls import standing, to_do, waiting
from app.kernel import Principal
from app.kernel.phrases import Phrase
from app.web.doors import Doors, MenuEntry, Waiting, WorkList
from app.web.policy import DISPATCH, MANAGEMENT, OFFICE


def _who_only_reads(who: Principal) -> dict[str, object] | None:
    """Whoever takes calls gets to their list from the hotline: the menu is full."""
    return None if who.role in DISPATCH else {}


DOORS = Doors(
    access=ACCESS,
    blueprints=(complaints_api.blp,),
    pages=(hotline, fragments, drafts, calls, complaints),
    fragments=("hotline_search", "hotline_faults", "hotline_quote", "hotline_doubles"),
    explanations=EXPLANATIONS,
    work=(
        WorkList("calls", Phrase("Call-backs and complaints from calls"), 55, OFFICE, standing, to_do),
        WorkList(
            "complaints",
            Phrase("Complaints without a verdict"),
            85,
            MANAGEMENT,
            complained.standing,
            complained.to_do,
        ),
    ),
    menu=(
        MenuEntry("hotline", Phrase("Hotline"), 5, Waiting(waiting, DISPATCH)),
        MenuEntry(
            "calls",
            Phrase("Calls"),
            65,
            Waiting(waiting, OFFICE - DISPATCH),
            _who_only_reads,
            frozenset({"complaints"}),
        ),
    ),
)
