"""How a signature stands, as every door tells it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.visits.reads.signature_state import RoleState
from app.web.languages import lang
from app.web.schema_of import schema_of
from checklists import Text, localise


class Sentence(fields.String):
    """A text in both languages, told in the caller's."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **how: Any) -> str | None:
        said = localise(value, lang()) if isinstance(value, Text) else value
        return super()._serialize(said, attr, obj, **how)


SignatureShown = schema_of(
    RoleState,
    "SignatureShown",
    because=fields.List(Sentence(), metadata={"description": "What changed, in words"}),
    ink=None,
)
