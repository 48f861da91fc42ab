"""What each kind of problem about service providers means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "office-decided": Explanation(
        Phrase("The office decided who makes this visit"),
        Phrase(
            "A dispatcher pinned the visit, ruled this engineer out, or the customer wants somebody else."
        ),
        Phrase("Call the office, if that should change."),
    ),
    "provider-suspension-lifted": Explanation(
        Phrase("The suspension was lifted before"),
        Phrase("Somebody lifted it meanwhile."),
        Phrase("Suspend the provider anew, if that is still right."),
    ),
    "record-decided": Explanation(
        Phrase("The record was decided before"),
        Phrase("A manager confirmed or refused it."),
        Phrase("Declare a new one, if things are otherwise now."),
    ),
    "second-person-confirms": Explanation(
        Phrase("A second person confirms"),
        Phrase("Whoever declared a record does not confirm it."),
        Phrase("Ask another manager."),
    ),
    "statement-issued": Explanation(
        Phrase("The statement is issued"),
        Phrase("An issued statement never changes."),
        Phrase("Work out the month again: a correction is the next version."),
    ),
    "statement-not-ready": Explanation(
        Phrase("This cannot be done with the statement now"),
        Phrase("Its month is not over, it is a draft, or another version comes first."),
        Phrase("Read the statement's page; it says how it stands."),
    ),
    "dispute-time-over": Explanation(
        Phrase("The time for a dispute is over"),
        Phrase("A line can be disputed for thirty calendar days after the statement was issued."),
        Phrase("Talk to your manager at the company."),
    ),
    "line-disputed": Explanation(
        Phrase("This line was disputed before"),
        Phrase("Its dispute is open, or was rejected with a reason."),
        Phrase("Read the answer beside the statement."),
    ),
    "dispute-answered": Explanation(
        Phrase("The dispute was answered before"),
        Phrase("Another manager answered it."),
        Phrase("Read the answer beside the statement."),
    ),
}
