"""A field of a form as it is shown, and where a schema declares it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from app.web.fields import Codes, PhoneWords
from app.web.pages.form_values import hours_by_day

Choices = Sequence[tuple[str, object]]

LONG = 300
"""A text that may be longer gets a field of several lines."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field as it is shown; `wrong` are messages about it, `said` is what a reference is called.

    `filled` where something always stands there: left empty it would only mean what holds by default.
    `unit` is what an amount is counted in.
    """

    path: str
    label: object
    kind: str
    value: str = ""
    wrong: Sequence[str] = ()
    required: bool = False
    longest: int | None = None
    least: object = None
    most: object = None
    choices: Choices = ()
    said: str = ""
    filled: bool = False
    unit: str = ""

    @property
    def key(self) -> str:
        """Its id on the page."""
        return "f-" + self.path.replace(".", "-").replace("_", "-")

    @property
    def days(self) -> Mapping[str, str]:
        """Hours by weekday, as they were typed."""
        return hours_by_day(self.value)


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value where its path leads."""
    *above, name = path.split(".")
    for step in above:
        body = body.setdefault(step, {})
    body[name] = value


def declared_at(schema: Schema, path: str) -> fields.Field[Any] | None:
    """Return the field that a schema declares at a path."""
    head, _, rest = path.partition(".")
    declared = schema.fields.get(head)
    if not rest:
        return declared
    return declared_at(declared.schema, rest) if isinstance(declared, fields.Nested) else None


def rule(declared: fields.Field[Any], kind: type[Any]) -> Any:
    """Return a field's validator of a kind, None where it has none."""
    return next((one for one in declared.validators if isinstance(one, kind)), None)


KINDS_OF_FIELDS: Mapping[type[Any], str] = {
    fields.Nested: "point",
    fields.AwareDateTime: "instant",
    fields.Date: "date",
    Codes: "codes",
    fields.UUID: "reference",
    fields.Boolean: "switch",
    fields.Email: "email",
    PhoneWords: "phone",
    fields.Integer: "whole",
    fields.Float: "number",
}
