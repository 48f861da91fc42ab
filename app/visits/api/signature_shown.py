"""How a signature stands, as every door tells it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.visits.reads.signature_state import Standing
from app.web.api import Schema
from app.web.languages import lang
from app.web.shapes import word
from checklists import SignerRole, Text, localise


class Sentence(fields.String):
    """A text in both languages, told in the caller's."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **how: Any) -> str | None:
        said = localise(value, lang()) if isinstance(value, Text) else value
        return super()._serialize(said, attr, obj, **how)


class SignatureShown(Schema):
    """The signature of one role: signed by whom and when; void since when, because of what; missing."""

    role = word(SignerRole)
    standing = word(Standing, metadata={"description": "`altered`: no event says why"})
    signer_name = fields.String()
    signed_at = fields.AwareDateTime(allow_none=True)
    void_since = fields.AwareDateTime(allow_none=True)
    because = fields.List(Sentence(), metadata={"description": "What changed, in words"})
    signed_cents = fields.Integer(allow_none=True, metadata={"description": "The amount that was signed"})
