"""What the door of checklist templates answers, and what it is asked."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.checklist_templates.hooks import STATES_OF_VISITS
from app.checklist_templates.reads.versions import faults_of
from app.checklist_templates.rules import trying
from app.checklist_templates.tables import ChecklistVersion
from app.kernel.drafts import VersionState
from app.kernel.phrases import Phrase
from app.web.api import QuerySchema, Schema
from app.web.lists import Table
from app.web.shapes import word
from app.web.wording import say
from checklists import LOCALES, Phase, localise

MAX_ANSWERS = 200


class VersionFilter(QuerySchema):
    """Which versions to list."""

    key = fields.String(validate=validate.Length(1, 40))
    state = word(VersionState)


class VersionRow(Schema):
    """A version as it is listed; `published_at` is null for what came with the product."""

    id = fields.UUID()
    key = fields.String()
    number = fields.Integer(metadata={"description": "The template's own version"})
    state = word(VersionState)
    published_at = fields.AwareDateTime(allow_none=True)
    published_by = fields.String(allow_none=True)
    updated_at = fields.AwareDateTime()
    updated_by = fields.String()
    version = fields.Integer(metadata={"description": "Of the row, for `publish`"})


class Fault(Schema):
    """What keeps a draft from being published."""

    path = fields.String()
    message = fields.String()


class VersionShown(VersionRow):
    """A version with its content."""

    template = fields.Dict()
    faults = fields.List(fields.Nested(Fault))


class Preview(Schema):
    """Answers to be tried: item → answer."""

    answers = Table(
        keys=fields.String(),
        values=fields.Raw(allow_none=True),
        load_default=dict,
        most=MAX_ANSWERS,
    )
    locale = fields.String(load_default="en", validate=validate.OneOf(LOCALES))


class Lack(Schema):
    """A step that keeps a visit from passing a gate."""

    item = fields.String()
    code = fields.String()
    text = fields.String()


class Tried(Schema):
    """The checklist as a phone gets it, the steps that it shows, and what each gate lacks."""

    checklist = fields.Dict()
    shown = fields.List(fields.String())
    lacks = fields.Dict(keys=word(Phase), values=fields.List(fields.Nested(Lack)))
    wrong = fields.Dict(keys=fields.String(), values=fields.String())


class VisitUsing(Schema):
    """A visit that works through a version."""

    visit_id = fields.UUID()
    request_id = fields.UUID()
    code = fields.String()
    ordinal = fields.Integer()
    state = word(STATES_OF_VISITS)
    created_at = fields.AwareDateTime()


def shown(row: ChecklistVersion) -> dict[str, Any]:
    """Return a version as it is shown."""
    own = {name: getattr(row, name) for name in VersionRow().fields}
    found = [{"path": one.path, "message": say(Phrase.of(one.text))} for one in faults_of(row)]
    return {**own, "template": row.content, "faults": found}


def tried(done: trying.Tried, locale: str) -> dict[str, Any]:
    """Return what came of trying a checklist out."""
    return {
        "shown": [item.key for item in done.shown],
        "lacks": {
            phase.value: [
                {"item": one.item, "code": one.code, "text": localise(one.text, locale)} for one in lacking
            ]
            for phase, lacking in done.lacks.items()
        },
        "wrong": {key: localise(text, locale) for key, text in done.wrong.items()},
    }
