"""How a signature stands, as every door tells it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.web.api import Schema
from app.web.languages import lang
from checklists import Text, localise


class Sentence(fields.String):
    """A text in both languages, told in the caller's."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **how: Any) -> str | None:
        said = localise(value, lang()) if isinstance(value, Text) else value
        return super()._serialize(said, attr, obj, **how)


class SignatureShown(Schema):
    """The signature of one role: missing, given (by whom and when), or void (since when and why)."""

    role = fields.String()
    standing = fields.String(metadata={"description": "valid, void, altered (no event says why) or missing"})
    signer_name = fields.String()
    signed_at = fields.AwareDateTime(allow_none=True)
    void_since = fields.AwareDateTime(allow_none=True)
    because = fields.List(Sentence(), metadata={"description": "What changed, in words"})
    signed_cents = fields.Integer(allow_none=True, metadata={"description": "The amount that was signed"})
