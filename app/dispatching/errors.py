"""What dispatching refuses, each with its sentence."""

from __future__ import annotations

from typing import Any

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (Phrase("Offer"),)
"""What errors call the things of this room: by their tables, registers and addresses."""


class NotAssigned(Conflict):
    """The visit has no engineer to keep."""

    slug = "not-assigned"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("The visit has no engineer yet."), visit_id=str(visit_id))


class NoPoint(Conflict):
    """Nobody knows where the visit is, so nobody can be sent."""

    slug = "no-point"

    def __init__(self, visit_id: object) -> None:
        text = Phrase(
            "It is not known where the visit is. Set the site's place first; it is planned at once."
        )
        super().__init__(text, visit_id=str(visit_id))


class Ineligible(Conflict):
    """The engineer may not serve the visit; `refusals` say why."""

    slug = "ineligible"

    def __init__(self, refusals: list[dict[str, Any]]) -> None:
        super().__init__(Phrase("The engineer may not serve this visit."), refusals=refusals)


class ReasonNeeded(Conflict):
    """The register of named engineers is against it; whoever decides otherwise says why."""

    slug = "reason-needed"

    def __init__(self, refusal: dict[str, Any]) -> None:
        super().__init__(
            Phrase("The register of named engineers is against it. Say why it is to be so all the same."),
            refusals=[refusal],
        )


class NothingToUndo(Conflict):
    """Another decision came since, or people were told by now."""

    slug = "nothing-to-undo"

    def __init__(self, visit_id: object) -> None:
        super().__init__(
            Phrase("This decision cannot be undone any more; decide anew."), visit_id=str(visit_id)
        )


class EngineerEngaged(Conflict):
    """The engineer has said yes to another visit, and one has at most one at a time."""

    slug = "engineer-engaged"

    def __init__(self, visit_id: object, code: str) -> None:
        super().__init__(
            Phrase("The engineer has accepted another visit, of request %(code)s.", code=code),
            visit_id=str(visit_id),
            request_code=code,
        )


class OfferGone(Conflict):
    """The visit is not, or no longer, this engineer's to answer for."""

    slug = "offer-gone"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("This visit is not yours to answer any more."), visit_id=str(visit_id))
