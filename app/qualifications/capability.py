"""What this room brings: whose papers allow what, who sees them, and what happens when a day begins."""

from __future__ import annotations

from app.dispatching.hooks import PAPERS
from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.qualifications import events, tables
from app.qualifications.commands import pictures, sittings, training, watch
from app.qualifications.reads.answering import answers_for, of_own_people
from app.qualifications.reads.papers import barring
from app.qualifications.tables import (
    Commendation,
    Course,
    CourseDate,
    CoursePlace,
    Exam,
    ExamQuestion,
    ExamSitting,
    Probation,
    SkillSuspension,
    TrainingNeed,
)
from app.registers.commands.portraits import PICTURE_USERS
from app.registers.commands.registry import rules
from app.registers.commands.registry.rules import CHANGED
from app.registers.hooks import ANSWERABLE
from app.registers.reads import registry
from app.registers.tables import Certificate

KINDS = {
    "skill_suspension": SkillSuspension,
    "probation": Probation,
    "commendation": Commendation,
    "course": Course,
    "course_date": CourseDate,
    "training_need": TrainingNeed,
    "exam": Exam,
    "exam_question": ExamQuestion,
}

CAPABILITY = Capability(
    "qualifications",
    (
        PAPERS.of(barring),
        ANSWERABLE.of(answers_for),
        PICTURE_USERS.of(pictures.shown_on_certificates),
        CHANGED.of(("certificate_kind", watch.kind_changed)),
        timer_kinds.kinds(*watch.KINDS, *sittings.KINDS),
        EVENTS.of(kinds(events, also=events.OF_ROWS)),
        registry.REGISTERS.of(training.REGISTERS),
        rules.RULES.of(training.RULES),
        visibility.RULES.of(
            {
                Certificate: of_own_people(Certificate.engineer_id),
                SkillSuspension: of_own_people(SkillSuspension.engineer_id),
                Commendation: of_own_people(Commendation.engineer_id),
                Probation: of_own_people(Probation.engineer_id),
                CoursePlace: of_own_people(CoursePlace.engineer_id),
                ExamSitting: of_own_people(ExamSitting.engineer_id),
                **dict.fromkeys(
                    (Course, CourseDate, Exam, ExamQuestion, TrainingNeed), visibility.staff_only
                ),
            }
        ),
        visibility.KINDS.of(visibility.kinds(KINDS)),
    ),
    tables,
    doors="app.qualifications.doors",
)
