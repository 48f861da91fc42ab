"""The doors of this room: requests for leave over HTTP, and their pages."""

from __future__ import annotations

from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.leave.access import ACCESS
from app.leave.api import leave_requests
from app.leave.explanations import EXPLANATIONS
from app.leave.pages import leave_requests as pages
from app.leave.reads.leave_requests import standing, to_decide
from app.web.doors import Doors, MenuEntry, WorkList
from app.web.policy import MANAGEMENT


def _for_engineers(who: Principal) -> dict[str, object] | None:
    """A manager gets there by his work."""
    return {} if who.role is Role.ENGINEER else None


DOORS = Doors(
    access=ACCESS,
    blueprints=(leave_requests.blp,),
    pages=(pages,),
    menu=(MenuEntry("my_leave", Phrase("My leave"), 57, values=_for_engineers),),
    work=(WorkList("leave_requests", Phrase("Leave to be decided"), 72, MANAGEMENT, standing, to_decide),),
    explanations=EXPLANATIONS,
)
