"""Bodies of courses, examinations, their questions and results."""

from __future__ import annotations

from marshmallow import fields, validate

from app.qualifications.rules.exams import ExamPart, QuestionKind
from app.qualifications.rules.training import Attendance
from app.qualifications.tables import Course, CourseDate, Exam, ExamQuestion, ExamSitting, TrainingNeed
from app.registers.api.resources.people import CODE
from app.web.api import QuerySchema, Schema
from app.web.fields import Filter, Row, external_id, reference, switch, text_for, whole_for
from app.web.lists import List
from app.web.shapes import word

MOST_OPTIONS, LONGEST_OPTION = 10, 300


class CourseRecord(Row):
    """A course (培训课程)."""

    code = fields.String(required=True, validate=CODE)
    name_en = text_for(Course.name_en, shortest=1, required=True)
    name_zh = text_for(Course.name_zh, shortest=1, required=True)
    skill_code = text_for(Course.skill_code, load_default=None, allow_none=True)
    about = text_for(Course.about, load_default="")
    external_id = external_id()
    active = switch()


class CourseDateRecord(Row):
    """When a course is held."""

    course_id = reference()
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    place = text_for(CourseDate.place, load_default="")
    trainer = text_for(CourseDate.trainer, load_default="")
    external_id = external_id()
    active = switch()


class CourseDateFilter(Filter):
    """Filters of the dates."""

    course_id = fields.UUID()
    active = fields.Boolean()


class TrainingNeedRecord(Row):
    """What an engineer, or a team, has yet to learn: a skill, or a topic in words."""

    engineer_id = reference(required=False)
    team_id = reference(required=False)
    skill_code = text_for(TrainingNeed.skill_code, load_default=None, allow_none=True)
    topic = text_for(TrainingNeed.topic, load_default="")
    note = text_for(TrainingNeed.note, load_default="")
    active = switch()


class TrainingNeedFilter(Filter):
    """Filters of the needs."""

    engineer_id = fields.UUID()
    team_id = fields.UUID()
    skill_code = fields.String()
    active = fields.Boolean()


class ExamRecord(Row):
    """An examination (考试)."""

    code = fields.String(required=True, validate=CODE)
    name_en = text_for(Exam.name_en, shortest=1, required=True)
    name_zh = text_for(Exam.name_zh, shortest=1, required=True)
    part = word(ExamPart, required=True)
    skill_code = text_for(Exam.skill_code, load_default=None, allow_none=True)
    bank = text_for(Exam.bank, load_default="", metadata={"description": "Whose questions theory draws"})
    questions = whole_for(Exam.questions)
    minutes = whole_for(Exam.minutes)
    pass_pct = whole_for(Exam.pass_pct)
    tries = whole_for(Exam.tries, metadata={"description": "Within a year"})
    external_id = external_id()
    active = switch()


class ActiveFilter(Filter):
    """Filters of courses and examinations."""

    skill_code = fields.String()
    active = fields.Boolean()


class Option(Schema):
    """An answer that can be chosen."""

    en = fields.String(required=True, validate=validate.Length(1, LONGEST_OPTION))
    zh = fields.String(required=True, validate=validate.Length(1, LONGEST_OPTION))
    right = fields.Boolean(load_default=False)


class ExamQuestionRecord(Row):
    """A question of a bank (题库)."""

    bank = fields.String(required=True, validate=CODE)
    kind = word(QuestionKind, required=True)
    text_en = text_for(ExamQuestion.text_en, shortest=1, required=True)
    text_zh = text_for(ExamQuestion.text_zh, shortest=1, required=True)
    options = List(fields.Nested(Option), required=True, validate=validate.Length(2, MOST_OPTIONS))
    external_id = external_id()
    active = switch()


class ExamQuestionFilter(Filter):
    """Filters of the questions."""

    bank = fields.String()
    kind = word(QuestionKind)
    active = fields.Boolean()


class Place(Schema):
    """Whether somebody came."""

    attendance = word(Attendance, load_default=Attendance.PLANNED.value)


class PlaceRecord(Place):
    """A place in a date of a course."""

    course_date_id = fields.UUID()
    engineer_id = fields.UUID()


class NewResult(Schema):
    """What was seen of a practical examination."""

    exam_id = reference()
    engineer_id = reference()
    points = fields.Float(
        required=True, allow_nan=False, validate=validate.Range(0, 100), metadata={"description": "Of 100"}
    )
    note = text_for(ExamSitting.note, load_default="")


class ResultRecord(Schema):
    """What came of one sitting."""

    id = fields.UUID()
    exam_id = fields.UUID()
    engineer_id = fields.UUID()
    started_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime()
    share = fields.Float(metadata={"description": "Between 0 and 1"})
    passed = fields.Boolean()
    entered_by = fields.String(allow_none=True)
    note = fields.String()


class ResultFilter(QuerySchema):
    """Filters of the results."""

    engineer_id = fields.UUID()
    exam_id = fields.UUID()
