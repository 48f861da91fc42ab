"""Courses, examinations and their questions, for people: one declaration each."""

from __future__ import annotations

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.qualifications.api.training import RESOURCES
from app.qualifications.rules.exams import ExamPart, QuestionKind
from app.registers.pages.declaration import Declared, Entry, Group, Relation
from app.registers.pages.declared import choices
from app.registers.reads import finding
from app.web.pages.form_fields import Choices
from app.web.pages.i18n import named, short_day

_BODIES = {one.name: one for one in RESOURCES}
_CODE = Entry("code", Phrase("Short code"), Phrase("Small letters, digits and _, such as safety_2026."))
_NAMES = (Entry("name_zh", Phrase("Chinese name")), Entry("name_en", Phrase("English name")))
_SKILL = Entry("skill_code", Phrase("Skill"), kind="choice", choose=choices.skills, empty=Phrase("none"))
PARTS = {ExamPart.THEORY: Phrase("theory"), ExamPart.PRACTICE: Phrase("practice")}
KINDS = {
    QuestionKind.SINGLE: Phrase("one is right"),
    QuestionKind.MULTIPLE: Phrase("several can be right"),
    QuestionKind.TRUE_FALSE: Phrase("true or false"),
}


def _courses(uow: UnitOfWork) -> Choices:
    return [(str(row.id), named(row.name_en, row.name_zh)) for row in finding.all_open(uow, "course")]


COURSES = Declared(
    "course",
    Phrase("Courses"),
    Phrase("Course"),
    Phrase("New course"),
    Phrase("What people are trained in"),
    Phrase("Code, names"),
    lambda row: named(row.name_en, row.name_zh),
    groups=(
        Group(
            Phrase("Course"),
            (
                _CODE,
                *_NAMES,
                _SKILL,
                Entry("about", Phrase("What it is about"), wide=True),
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=("code", "name_zh", "name_en", "skill_code", "active"),
    sorts=("code",),
    filters=("active",),
    relations=(Relation("course_date", "course_id"),),
    bulk=("active",),
    brought=_BODIES["course"],
)

COURSE_DATES = Declared(
    "course_date",
    Phrase("Dates of courses"),
    Phrase("Date of a course"),
    Phrase("New date"),
    Phrase("When courses are held, and who is put down for them"),
    Phrase("Place, trainer"),
    lambda row: f"{short_day(row.starts_on)} – {short_day(row.ends_on)}",
    groups=(
        Group(
            Phrase("Date of a course"),
            (
                Entry("course_id", Phrase("Course"), choose=_courses),
                Entry("starts_on", Phrase("First day")),
                Entry("ends_on", Phrase("Last day")),
                Entry("place", Phrase("Place")),
                Entry("trainer", Phrase("Trainer")),
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=("starts_on", "ends_on", "course_id", "place", "trainer", "active"),
    sorts=("starts_on",),
    filters=("course_id", "active"),
    page_elsewhere=True,
    brought=_BODIES["course_date"],
)

TRAINING_NEEDS = Declared(
    "training_need",
    Phrase("What is to be learned"),
    Phrase("Need"),
    Phrase("New need"),
    Phrase("What engineers and teams have yet to learn"),
    Phrase("Topic, note"),
    lambda row: row.topic or row.skill_code,
    groups=(
        Group(
            Phrase("Need"),
            (
                Entry("engineer_id", Phrase("Engineer")),
                Entry(
                    "team_id",
                    Phrase("Team"),
                    Phrase("Or a whole team instead of one engineer."),
                    choose=choices.open_rows("team"),
                ),
                _SKILL,
                Entry("topic", Phrase("Topic")),
                Entry("note", Phrase("Note"), wide=True),
            ),
        ),
    ),
    columns=("topic", "skill_code", "engineer_id", "team_id", "active"),
    sorts=("created_at",),
    filters=("skill_code", "active"),
    bulk=("active",),
    brought=_BODIES["training_need"],
)

EXAMS = Declared(
    "exam",
    Phrase("Examinations"),
    Phrase("Examination"),
    Phrase("New examination"),
    Phrase("Theory on the phone, practice before a manager"),
    Phrase("Code, names"),
    lambda row: named(row.name_en, row.name_zh),
    groups=(
        Group(
            Phrase("Examination"),
            (
                _CODE,
                *_NAMES,
                Entry("part", Phrase("Part"), words=PARTS, kind="choice"),
                _SKILL,
                Entry("bank", Phrase("Bank"), Phrase("Whose questions theory draws: its short code.")),
                Entry("questions", Phrase("Questions")),
                Entry("minutes", Phrase("Minutes")),
                Entry("pass_pct", Phrase("Passed from (per cent right)")),
                Entry("tries", Phrase("Tries within a year")),
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=("code", "name_zh", "name_en", "part", "questions", "minutes", "pass_pct", "active"),
    sorts=("code",),
    filters=("active",),
    bulk=("active",),
    brought=_BODIES["exam"],
)

EXAM_QUESTIONS = Declared(
    "exam_question",
    Phrase("Questions of examinations"),
    Phrase("Question"),
    Phrase("New question"),
    Phrase("The banks that examinations draw from"),
    Phrase("Bank, text"),
    lambda row: named(row.text_en, row.text_zh)[:80],
    groups=(
        Group(
            Phrase("Question"),
            (
                Entry("bank", Phrase("Bank"), Phrase("Small letters, digits and _, such as electrician.")),
                Entry("kind", Phrase("Kind"), words=KINDS, kind="choice"),
                Entry("text_zh", Phrase("Chinese text"), wide=True),
                Entry("text_en", Phrase("English text"), wide=True),
                Entry(
                    "options",
                    Phrase("Options"),
                    Phrase("One a line, with a star before each that is right: * 中文 | English"),
                    kind="options",
                    wide=True,
                ),
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=("text_zh", "text_en", "bank", "kind", "active"),
    sorts=("bank",),
    filters=("bank", "kind", "active"),
    bulk=("active",),
    brought=_BODIES["exam_question"],
)

DECLARED = (COURSES, COURSE_DATES, TRAINING_NEEDS, EXAMS, EXAM_QUESTIONS)
