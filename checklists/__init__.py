"""Checklists, their answers, and the signatures under a visit. Pure: no Flask, no database, no clock."""

from __future__ import annotations

from checklists.answers import answer_text, check_answer
from checklists.canonical import canonical_json
from checklists.catalogue import Catalogue, TemplateUnknown, load_shipped
from checklists.changes import Change
from checklists.describe import describe
from checklists.errors import (
    AnswerInvalid,
    ChecklistError,
    EventConflict,
    RecordInvalid,
    SignatureInvalid,
    SpokenError,
    TemplateError,
)
from checklists.faults import faults
from checklists.fold import AnswerEvent, AnswerState, fold
from checklists.items import Item, Phase, Required
from checklists.kinds import Answer, SignerRole
from checklists.messages import message
from checklists.missing import Missing, missing, missing_in, shown_answers, visible_items
from checklists.record import VisitRecord, changes, photo_row
from checklists.render import render_png, render_svg
from checklists.signature import Signature, Valid, Void
from checklists.strokes import Point, Strokes
from checklists.template import Template, parse_template
from checklists.text import LOCALES, Text, localise
from checklists.writing import as_data, as_toml, from_toml

__all__ = [
    "LOCALES",
    "Answer",
    "AnswerEvent",
    "AnswerInvalid",
    "AnswerState",
    "Catalogue",
    "Change",
    "ChecklistError",
    "EventConflict",
    "Item",
    "Missing",
    "Phase",
    "Point",
    "RecordInvalid",
    "Required",
    "Signature",
    "SignatureInvalid",
    "SignerRole",
    "SpokenError",
    "Strokes",
    "Template",
    "TemplateError",
    "TemplateUnknown",
    "Text",
    "Valid",
    "VisitRecord",
    "Void",
    "answer_text",
    "as_data",
    "as_toml",
    "canonical_json",
    "changes",
    "check_answer",
    "describe",
    "faults",
    "fold",
    "from_toml",
    "load_shipped",
    "localise",
    "message",
    "missing",
    "missing_in",
    "parse_template",
    "photo_row",
    "render_png",
    "render_svg",
    "shown_answers",
    "visible_items",
]
