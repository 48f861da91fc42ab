"""Words of checklists for people."""

from __future__ import annotations

from collections.abc import Mapping

from app.checklist_templates.reads.versions import Codes
from app.kernel.phrases import Phrase
from app.web.pages.i18n import named
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


def of_codes(codes: Codes) -> dict[str, str]:
    """Return what faults and skills are called, by their codes."""
    return {code: named(en, zh) for code, en, zh in codes.known}
