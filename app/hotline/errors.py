"""What errors call the things of this room, and what verdicts on complaints are refused for."""

from __future__ import annotations

from app.kernel.errors import Conflict, OneHourError
from app.kernel.phrases import Phrase

NAMES = (Phrase("call"), Phrase("complaint"))
"""What errors call the things of this room: by their tables, registers and addresses."""


class VisitUnderWay(Conflict):
    """Somebody comes for the request already."""

    slug = "visit-under-way"

    def __init__(self, code: str) -> None:
        text = Phrase("Somebody comes for %(code)s already; note on the complaint what was said.", code=code)
        super().__init__(text, request_code=code)


class OwnComplaint(OneHourError):
    """Whoever was complained about would decide."""

    status = 403
    slug = "own-complaint"

    def __init__(self) -> None:
        super().__init__(Phrase("Whoever was complained about does not decide on the complaint."))


class OtherTeamsComplaint(OneHourError):
    """A manager would decide on a complaint of a territory where others answer."""

    status = 403
    slug = "other-teams-complaint"

    def __init__(self, territory: str) -> None:
        text = Phrase("This complaint is of %(territory)s, where you manage no team.", territory=territory)
        super().__init__(text, territory=territory)
