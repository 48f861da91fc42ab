"""What people did to a grade, said about it and answered, in words for its document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app.grading.pages import words
from app.grading.reads.sheet import Sheet
from app.grading.report.paper import Pair
from app.grading.tables import GradeAppeal, GradeDeed
from app.kernel.phrases import Phrase
from app.stars.pages import rubric_words

Say = Callable[[str], str]
At = Callable[[datetime], str]


def sections(one: Sheet, say: Say, at: At) -> list[tuple[str, Sequence[Pair]]]:
    """Return the parts with their titles: vetoes, appeals, and each step with who did it and when."""
    vetoes = [
        (
            f"{say(rubric_words.VETOES[veto.kind])}, {veto.by_name}, {at(veto.at)}",
            _lines(
                veto.evidence,
                say(
                    Phrase(
                        "Withdrawn by %(name)s: %(why)s", name=veto.withdrawn_by_name, why=veto.withdrawn_why
                    )
                )
                if veto.withdrawn_at
                else "",
            ),
        )
        for veto in one.vetoes
    ]
    appeals = [pair for appeal in one.appeals for pair in _appeal(appeal, say, at)]
    steps = [
        (f"{say(words.DONE[deed.kind])}{say(Phrase(': '))}{deed.by_name}, {at(deed.at)}", _words(deed, say))
        for deed in one.deeds
    ]
    return [
        (say(Phrase("Vetoes")), vetoes),
        (say(Phrase("Appeals")), appeals),
        (say(Phrase("Who did what, and when")), steps),
    ]


def _appeal(appeal: GradeAppeal, say: Say, at: At) -> list[Pair]:
    made = (f"{appeal.appealed_by_name}, {at(appeal.appealed_at)}", appeal.words)
    if appeal.outcome is None or appeal.answered_at is None:
        due = Phrase("To be answered by %(day)s", day=appeal.answer_due_on.isoformat())
        return [made, (say(due), "")]
    outcome = f"{say(words.OUTCOMES[appeal.outcome])}{say(Phrase(': '))}"
    head = f"{outcome}{appeal.answered_by_name}, {at(appeal.answered_at)}"
    return [made, (head, appeal.answer or "")]


def _words(deed: GradeDeed, say: Say) -> str:
    """Return the words of a step; the scorer's by side, as he gave them."""
    reasons = deed.detail.get("reasons")
    if not reasons:
        return _lines(deed.words, deed.detail.get("bonus_reason", "") if reasons is not None else "")
    said = [f"{say(rubric_words.SIDES[side])}{say(Phrase(': '))}{text}" for side, text in reasons.items()]
    return _lines(*said, deed.detail.get("bonus_reason", ""))


def _lines(*texts: str) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))
