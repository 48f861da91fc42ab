"""The forms of a checklist: its head, one step, and what begins a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request
from marshmallow import fields, validate

from app.kernel.phrases import Phrase
from app.web.api import Schema
from app.web.pages.form_kit import Form, Labels
from app.web.pages.once import FIELD
from app.web.shapes import word
from checklists import Phase, SignerRole
from checklists.kinds import Choice, FreeText, Number, SignedBy, YesNo
from checklists.kinds import Photo as PhotoKind

TYPES = [kind.type for kind in (YesNo, Choice, Number, FreeText, PhotoKind, SignedBy)]
LONGEST_TEXT, LONGEST_KEY, LONGEST_CODES = 500, 40, 2000


class Both(Schema):
    """A text in both languages."""

    en = fields.String(validate=validate.Length(max=LONGEST_TEXT))


_BOTH = Both.from_dict({"zh-CN": fields.String(validate=validate.Length(max=LONGEST_TEXT))}, name="BothTexts")


def _key() -> fields.String:
    return fields.String(validate=validate.Length(max=LONGEST_KEY))


class HeadForm(Schema):
    """What names a checklist, and which visits it is for."""

    title = fields.Nested(_BOTH)
    order = fields.Integer(validate=validate.Range(0, 9999))
    applies_to = fields.String(validate=validate.Length(max=LONGEST_CODES))


class NeededForm(Schema):
    """By when an answer is needed."""

    phase = word(Phase)


class StepForm(Schema):
    """One step."""

    key = _key()
    type = word(TYPES, required=True)
    label = fields.Nested(_BOTH)
    hint = fields.Nested(_BOTH)
    minimum = fields.Float()
    maximum = fields.Float()
    decimals = fields.Integer(validate=validate.Range(0, 6))
    unit = fields.Nested(_BOTH)
    max_length = fields.Integer(validate=validate.Range(1, 4000))
    signer = word(SignerRole)
    required = fields.Nested(NeededForm)
    must_be = _key()


class NewForm(Schema):
    """What a new checklist begins with."""

    key = _key()
    title = fields.Nested(_BOTH)


HEAD: Labels = {
    "title.en": Phrase("Name (English)"),
    "title.zh-CN": Phrase("Name (Chinese)"),
    "applies_to": Phrase("For these faults or skills"),
    "order": Phrase("Place among the checklists"),
}
STEP: Labels = {
    "label.en": Phrase("Text (English)"),
    "label.zh-CN": Phrase("Text (Chinese)"),
    "hint.en": Phrase("Hint (English)"),
    "hint.zh-CN": Phrase("Hint (Chinese)"),
    "type": Phrase("Kind of answer"),
    "key": Phrase("Key"),
    "options": Phrase("Options"),
    "minimum": Phrase("Smallest"),
    "maximum": Phrase("Largest"),
    "decimals": Phrase("Decimal places"),
    "unit.en": Phrase("Unit (English)"),
    "unit.zh-CN": Phrase("Unit (Chinese)"),
    "max_length": Phrase("Most characters"),
    "signer": Phrase("Who signs"),
    "when": Phrase("Shown only if"),
    "required.phase": Phrase("Needed"),
    "need": Phrase("Needed only if"),
    "must_be": Phrase("The one answer that passes"),
}
NEW: Labels = {
    "key": Phrase("Key"),
    "title.en": Phrase("Name (English)"),
    "title.zh-CN": Phrase("Name (Chinese)"),
    "toml": Phrase("Text of a TOML file"),
}


_ONE_LINE = {f"{name}.{lang}": "text" for name in ("title", "unit") for lang in ("en", "zh-CN")}
"""Names and units are short, whatever their limit."""


def label_of(name: str) -> Phrase | str:
    """Return what a field of either form is called, `options.0.en` too; the name itself of one unknown."""
    known = {**STEP, **HEAD, "items": Phrase("Steps")}
    first, _, rest = name.partition(".")
    if first == "options" and rest:
        number, _, part = rest.partition(".")
        title = Phrase("Key") if part == "key" else STEP[f"label.{part}"]
        return Phrase("Option %(n)s, %(part)s", n=int(number) + 1, part=title)
    return known.get(name) or known.get(first) or known.get(f"{first}.en") or name


def typed() -> dict[str, str]:
    """Return what was typed, without what every form carries."""
    return {name: text for name, text in request.form.items() if name not in ("csrf_token", FIELD)}


def head_form(values: Mapping[str, str], wrong: Mapping[str, Sequence[str]] | None = None) -> Form:
    """Return the form of a checklist's head."""
    return Form(HeadForm(), HEAD, values, wrong or {}, kinds=_ONE_LINE)


def step_form(values: Mapping[str, str], wrong: Mapping[str, Sequence[str]] | None = None) -> Form:
    """Return the form of a step."""
    options = {name: "options" for name in (wrong or {}) if name.startswith("options")}
    return Form(StepForm(), STEP, values, wrong or {}, stands_for=options, kinds=_ONE_LINE)


def new_form(values: Mapping[str, str], wrong: Mapping[str, Sequence[str]] | None = None) -> Form:
    """Return the form that begins a checklist."""
    stands_for = {"title": "title.en", "template": "toml"}
    return Form(NewForm(), NEW, values, wrong or {}, stands_for=stands_for, kinds=_ONE_LINE)
