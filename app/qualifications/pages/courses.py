"""A date of a course with who is put down for it, and the result of a practical examination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.qualifications.api.training_bodies import NewResult
from app.qualifications.commands.entering import PracticeResult, enter_practice, set_place, take_place
from app.qualifications.pages import words
from app.qualifications.reads import training
from app.qualifications.reads.answering import require_answerable
from app.qualifications.rules.exams import ExamPart
from app.qualifications.rules.training import Attendance
from app.qualifications.tables import Course, CourseDate
from app.registers.pages import viewing
from app.registers.pages.declared import DECLARED
from app.registers.reads import finding
from app.registers.reads import registry as registers
from app.web.context import transaction
from app.web.pages import once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.pages.i18n import named
from app.web.wording import say

LABELS: Labels = {
    "exam_id": Phrase("Examination"),
    "points": Phrase("Points of 100"),
    "note": Phrase("What was seen"),
}
TAKE_OFF = "take"
Wrong = Mapping[str, Sequence[str]]


def course_date(course_date_id: UUID) -> str:
    """Show a date with its people."""
    with transaction(write=False) as uow:
        declared = DECLARED["course_date"]
        row: CourseDate = registers.one(uow, declared.register, course_date_id)
        return render_template(
            "course_date.html",
            row=row,
            course=uow.get(Course, row.course_id),
            people=training.of_date(uow, course_date_id),
            others=training.who_may_be_put_down(uow, course_date_id),
            acts=viewing.acts(declared, row),
            words=words,
        )


def set_course_place(course_date_id: UUID) -> Response:
    """Put somebody down, enter whether he came, or take him off; said twice it is the same."""
    said = request.form.get("attendance", Attendance.PLANNED)
    try:
        who = UUID(request.form.get("engineer_id", ""))
        with transaction() as uow:
            if said == TAKE_OFF:
                take_place(uow, course_date_id, who)
            else:
                set_place(uow, course_date_id, who, Attendance(said))
    except ValueError:
        flash(say(Phrase("Choose somebody first.")), "bad")
    except errors.NotFound:
        flash(say(Phrase("That engineer is not among those you can enter here.")), "bad")
    except errors.Invalid as refused:
        flash(say(next(text for texts in refused.errors.values() for text in texts)), "bad")
    else:
        flash(say(Phrase("Saved.")), "good")
    return see(url_for("pages.course_date", course_date_id=course_date_id))


def new_practice_result(engineer_id: UUID) -> str:
    """Show an empty form."""
    with transaction(write=False) as uow:
        return _form_page(uow, engineer_id, {})


def add_practice_result(engineer_id: UUID) -> Response:
    """Keep what was seen."""
    typed = {name: request.form.get(name, "") for name in LABELS}
    back = url_for("pages.papers_of_engineer", engineer_id=engineer_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = _form(uow, typed).read()
            enter_practice(uow, PracticeResult(engineer_id=engineer_id, **said))
            once.led_to(uow, back)
    except once.SentBefore as before:
        return see(before.address)
    except errors.Invalid as refused:
        with transaction(write=False) as uow:
            return make_response(_form_page(uow, engineer_id, typed, refused.errors), refused.status)
    flash(say(Phrase("Saved.")), "good")
    return see(back)


def _form(uow: UnitOfWork, typed: Mapping[str, str], wrong: Wrong | None = None) -> Form:
    exams = [
        (str(row.id), named(row.name_en, row.name_zh))
        for row in finding.all_open(uow, "exam")
        if row.part == ExamPart.PRACTICE
    ]
    schema = NewResult(exclude=("engineer_id",))
    return Form(schema, LABELS, typed, wrong or {}, choices={"exam_id": exams})


def _form_page(
    uow: UnitOfWork, engineer_id: UUID, typed: Mapping[str, str], wrong: Wrong | None = None
) -> str:
    return render_template(
        "practice_result_form.html",
        engineer=require_answerable(uow, engineer_id),
        form=_form(uow, typed, wrong),
        once=once.fresh(uow),
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/course-dates/<uuid:course_date_id>"
    practice = "/qualifications/engineers/<uuid:engineer_id>/practice"
    site.add_url_rule(one, view_func=course_date)
    site.add_url_rule(f"{one}/places", view_func=set_course_place, methods=["POST"])
    site.add_url_rule(practice, view_func=new_practice_result)
    site.add_url_rule(practice, view_func=add_practice_result, methods=["POST"])
