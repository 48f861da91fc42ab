"""A report of positions, of which one that cannot be read spoils no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from app.web.hygiene import MAX_FAULTS
from app.web.lists import List
from app.web.problems import flatten

DROPPED = "dropped"
"""Where a report that was read says which readings were left out: field path → messages."""


class Read(list[Any]):
    """The readings that could be read; `dropped` says what is wrong with the others, by field path."""

    dropped: Mapping[str, Any]


class Readings(List):
    """A list whose members are read singly: what cannot be read is dropped, unless nothing can."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **how: Any) -> Any:
        try:
            read = Read(super()._deserialize(value, attr, data, **how))
            read.dropped = {}
        except ValidationError as bad:
            wrong = bad.messages if isinstance(bad.messages, dict) else {}
            kept = [one for index, one in enumerate(value) if index not in wrong] if wrong else []
            if not kept:
                raise
            read = Read(super()._deserialize(kept, attr, data, **how))
            read.dropped = flatten(dict(list(wrong.items())[:MAX_FAULTS]), "positions", in_list=True)
        return read
