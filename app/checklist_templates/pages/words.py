"""Words of checklists for people."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.web.pages.words import word
from checklists import Phase, SignerRole

__all__ = ["PHASES", "SIGNERS", "STATES", "TYPES", "word"]

TYPES: Mapping[str, Phrase] = {
    "yes_no": Phrase("Yes or no"),
    "choice": Phrase("One of several options"),
    "number": Phrase("A number"),
    "text": Phrase("A text"),
    "photo": Phrase("A photo"),
    "signature": Phrase("A signature"),
}
PHASES: Mapping[str, Phrase] = {
    Phase.DEPART: Phrase("before leaving"),
    Phase.ON_SITE: Phrase("before work begins"),
    Phase.COMPLETE: Phrase("before the visit is completed"),
}
SIGNERS: Mapping[str, Phrase] = {
    SignerRole.CUSTOMER: Phrase("the customer"),
    SignerRole.ENGINEER: Phrase("the engineer"),
}
STATES: Mapping[str, Phrase] = {"draft": Phrase("Draft"), "published": Phrase("Published")}

VISIT_STATES: Mapping[str, Phrase] = {
    "planned": Phrase("Planned"),
    "offered": Phrase("Offered"),
    "accepted": Phrase("Accepted"),
    "en_route": Phrase("On the way"),
    "on_site": Phrase("On site"),
    "completed": Phrase("Completed"),
    "confirmed": Phrase("Confirmed by the customer"),
    "cancelled": Phrase("Cancelled"),
    "incomplete": Phrase("Return visit needed"),
}
