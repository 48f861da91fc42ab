"""The words of this room for people."""

from __future__ import annotations

from collections.abc import Mapping

from app.dispatching.errors import Ineligible
from app.kernel.phrases import Phrase
from app.promise.pages.words import refusals
from app.providers.rules import abilities, statements
from app.requests.rules.lifecycle import VisitState
from app.stars.pages.rubric_words import MEASURES
from app.web.pages import kept
from app.web.wording import say

STATES: Mapping[str, Phrase] = {
    statements.DRAFT: Phrase("Draft"),
    statements.ISSUED: Phrase("Issued"),
}
DISPUTE_OUTCOMES: Mapping[str, Phrase] = {
    statements.ACCEPTED: Phrase("Accepted: the line is corrected"),
    statements.REJECTED: Phrase("Rejected: the line stays"),
}
RECORD_OUTCOMES: Mapping[str, Phrase] = {
    abilities.WAITING: Phrase("waits for a manager"),
    abilities.CONFIRMED: Phrase("confirmed"),
    abilities.REFUSED: Phrase("refused"),
}
VISIT_STATES: Mapping[str, Phrase] = {
    VisitState.PLANNED: Phrase("planned"),
    VisitState.OFFERED: Phrase("offered"),
    VisitState.ACCEPTED: Phrase("accepted"),
    VisitState.EN_ROUTE: Phrase("on the way"),
    VisitState.ON_SITE: Phrase("on site"),
}
MEASURE_TITLES = MEASURES


def why_not(refused: Exception) -> str:
    """Say why it was refused; of an engineer who may not come with all reasons."""
    if isinstance(refused, Ineligible):
        reasons = say(Phrase("; ")).join(refusals(refused.extra.get("refusals", [])))
        return say(Phrase("This engineer may not come: %(reasons)s.", reasons=reasons))
    return kept.why_not(refused)
