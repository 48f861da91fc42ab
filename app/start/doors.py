"""The doors of this room: where each role begins."""

from __future__ import annotations

from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.start.access import ACCESS
from app.start.pages import home, overview, setup
from app.web.doors import Doors, MenuEntry, SetUpPage


def _for_managers(who: Principal) -> dict[str, object] | None:
    """An administrator gets there by the reports: the menu is full."""
    return {} if who.role is Role.MANAGER else None


DOORS = Doors(
    access=ACCESS,
    pages=(home, overview, setup),
    menu=(MenuEntry("overview", Phrase("Overview"), 2, values=_for_managers),),
    set_up=(
        SetUpPage(
            "first_steps", Phrase("First steps"), Phrase("What a new company needs, and what is missing"), 5
        ),
    ),
)
