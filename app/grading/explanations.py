"""What each kind of problem of the year of grades means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "own-grade": Explanation(
        Phrase("This grade is your own"),
        Phrase("Nobody scores, approves or publishes his own grade, nor answers his own appeal."),
        Phrase("Another manager or administrator does it."),
    ),
    "second-person-needed": Explanation(
        Phrase("A second person decides"),
        Phrase(
            "Whoever scored, changed or limited a grade does not approve it, nor answer an appeal about it."
        ),
        Phrase("Ask a manager or administrator who had no part in it."),
    ),
    "wrong-grade-state": Explanation(
        Phrase("The grade is not that far, or further"),
        Phrase("Each act belongs to a state of the grade, and this one is in another."),
        Phrase("Read the grade again; its page says what can be done now."),
    ),
    "grade-published": Explanation(
        Phrase("This grade is published"),
        Phrase("A published grade never changes."),
        Phrase(
            "Begin a correction: a new version that says what changes, and that a second person approves."
        ),
    ),
    "appeal-time-over": Explanation(
        Phrase("The time for appeals is over"),
        Phrase("An appeal is taken within seven calendar days from the start of the public notice."),
        Phrase("Talk to your manager: what was wrong can still be corrected in a new version."),
    ),
    "appeal-made": Explanation(
        Phrase("There is an appeal already"),
        Phrase("One appeal is taken in each notice."),
        Phrase("Read its answer; after an upheld one there is a new notice."),
    ),
    "notice-runs": Explanation(
        Phrase("Notice or appeals are still running"),
        Phrase("A grade is published once notice and appeals have run out and every appeal is answered."),
        Phrase("Wait for the day named, and answer the open appeals."),
    ),
    "year-not-ready": Explanation(
        Phrase("The year is not ready for this"),
        Phrase("Something has to be done first: the year to end, its months worked out, grades scored."),
        Phrase("The page of the year says what is waited for."),
    ),
}
