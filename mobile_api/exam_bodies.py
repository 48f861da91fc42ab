"""What phones send and get of examinations; which option is right is in none of it before the end."""

from __future__ import annotations

from marshmallow import fields, validate

from app.qualifications.api.training_bodies import MOST_OPTIONS
from app.qualifications.rules.exams import QuestionKind
from app.web.api import Schema
from app.web.lists import List
from app.web.shapes import word

_MOST = validate.Range(0, 2**31 - 1)


class StartExam(Schema):
    """The id that the phone gives the sitting; the same one starts nothing new."""

    sitting_id = fields.UUID(required=True)


class PhoneAnswer(Schema):
    """Which options of which question; a later change has a higher revision."""

    question = fields.Integer(strict=True, required=True, validate=validate.Range(0, 99))
    chosen = List(
        fields.Integer(strict=True, validate=validate.Range(0, MOST_OPTIONS - 1)),
        required=True,
        validate=validate.Length(max=MOST_OPTIONS),
    )
    revision = fields.Integer(strict=True, load_default=0, validate=_MOST)


class Answers(Schema):
    """Answers in any order; what came before may come again."""

    answers = List(fields.Nested(PhoneAnswer), load_default=list, validate=validate.Length(max=100))


class PhoneExam(Schema):
    """An examination of theory."""

    id = fields.UUID(attribute="exam.id")
    name_en = fields.String(attribute="exam.name_en")
    name_zh = fields.String(attribute="exam.name_zh")
    skill_code = fields.String(attribute="exam.skill_code", allow_none=True)
    questions = fields.Integer(attribute="exam.questions")
    minutes = fields.Integer(attribute="exam.minutes")
    pass_pct = fields.Integer(attribute="exam.pass_pct")
    tries_left = fields.Integer(metadata={"description": "Within the year"})
    running = fields.UUID(allow_none=True, metadata={"description": "The sitting under way"})
    share = fields.Float(allow_none=True, metadata={"description": "Of the last one, between 0 and 1"})
    passed = fields.Boolean(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class PhoneOption(Schema):
    """An answer that can be chosen."""

    en = fields.String()
    zh = fields.String()


class PhoneQuestion(Schema):
    """A question as whoever sits may see it."""

    number = fields.Integer()
    kind = word(QuestionKind)
    text_en = fields.String()
    text_zh = fields.String()
    options = fields.List(fields.Nested(PhoneOption))


class PhonePaper(Schema):
    """A sitting; `share`, `passed` and `right` (question by question) are null until it is over."""

    id = fields.UUID(attribute="sitting.id")
    exam_id = fields.UUID(attribute="exam.id")
    started_at = fields.AwareDateTime(attribute="sitting.started_at")
    ends_at = fields.AwareDateTime(attribute="sitting.ends_at", metadata={"description": "Server's clock"})
    over = fields.Boolean()
    questions = fields.List(fields.Nested(PhoneQuestion))
    answers = fields.List(fields.Nested(PhoneAnswer))
    share = fields.Float(attribute="sitting.share", allow_none=True)
    passed = fields.Boolean(attribute="sitting.passed", allow_none=True)
    right = fields.List(fields.Boolean(), allow_none=True)
