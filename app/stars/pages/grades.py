"""The grade that is proposed for an engineer, line by line, with its reasons."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from app.kernel.errors import Invalid
from app.stars.pages import rubric_words as words
from app.stars.pages.raising import in_words
from app.stars.reads.facts import LEAST_CARDS, require_answerable
from app.stars.reads.grades import proposal
from app.stars.rules.figures import Subject
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.points import LinePoints
from app.stars.rules.rubric import SIDES, Graded
from app.web.context import principal, transaction
from app.web.pages import lists
from app.web.policy import MANAGEMENT

_DIGITS = 4


def grade_of_engineer(engineer_id: UUID) -> str:
    """Show it for a year."""
    text = lists.text("year")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == _DIGITS else None
    with transaction(write=False) as uow:
        require_answerable(uow, principal(), Subject.ENGINEER, engineer_id)
        try:
            found = proposal(uow, engineer_id, year)
        except Invalid:  # an old link: this year instead
            found = proposal(uow, engineer_id)
        return render_template(
            "grade.html",
            p=found,
            g=found.grade,
            raising_words=in_words,
            sides=[(side, words.SIDES[side], *found.grade.side(side)) for side in SIDES[Graded.ENGINEER]],
            reasons=[words.reason_of(one) for one in found.grade.reasons],
            bar=bar,
            least=LEAST_CARDS,
            has_visits=MEASURED_AT_VISITS,
            office=principal().role in MANAGEMENT,
            words=words,
        )


def bar(one: LinePoints) -> tuple[float, float, float]:
    """Return where the interval of a line begins, how long it is, and where its points lie; of 100."""
    of = 100 / one.line.weight
    return round(one.low * of, 1), round((one.high - one.low) * of, 1), round(one.points * of, 1)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/stars/engineers/<uuid:engineer_id>/grade", view_func=grade_of_engineer)
