"""What each kind of problem of this room means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "commendation-withdrawn": Explanation(
        Phrase("The commendation was withdrawn before"),
        Phrase("Somebody took it back meanwhile, with his own reason. Nothing was written."),
        Phrase("Reload the page: it shows who withdrew it, and why."),
    ),
    "own-praise": Explanation(
        Phrase("Nobody praises himself"),
        Phrase("The commendation is about yourself."),
        Phrase("Ask another manager to enter or withdraw it."),
    ),
    "suspension-lifted": Explanation(
        Phrase("The suspension was lifted before"),
        Phrase("Somebody ended it already. Nothing was written."),
        Phrase("Reload the page; set a new one if it is still needed."),
    ),
    "probation-over": Explanation(
        Phrase("The probation was ended before"),
        Phrase("Somebody decided about it already. Nothing was written."),
        Phrase("Reload the page; begin a new one if it is still needed."),
    ),
    "sitting-running": Explanation(
        Phrase("An examination is running already"),
        Phrase("One is sat at a time. The answer names the one that runs."),
        Phrase("Go on with that one and hand it in; it ends by itself when its time is up."),
    ),
    "sitting-over": Explanation(
        Phrase("The examination is over"),
        Phrase("It was handed in, or its time was up by the server's clock. What had come by then counts."),
        Phrase("Look at the result; start again if a try is left."),
    ),
    "no-try-left": Explanation(
        Phrase("No try left"),
        Phrase("All tries within a year were used."),
        Phrase("Ask your manager, or wait until the first of them is a year old."),
    ),
    "exam-not-ready": Explanation(
        Phrase("The examination cannot be taken"),
        Phrase("It is out of use, is practical, or its bank has too few questions."),
        Phrase("Tell your manager."),
    ),
}
