"""Forms for people, made of the same declaration as the bodies of the API.

A `Form` is a marshmallow schema with a label for each field that is asked for, what was typed, and what is
wrong.  Limits, choices and what is required are the schema's; a field is named by its path as in a problem
document (`contact.phone`), and a message about a path stands at the nearest field above it that is shown.
`templates/parts/fields.html` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.web.fields import PhoneWords, Point
from app.web.pages.forms import local_instant
from app.web.problems import flatten

Labels = Mapping[str, Phrase]
Choices = Sequence[tuple[str, object]]

LONG = 300
"""A text that may be longer gets a field of several lines."""

MOST_LAT, MOST_LON, NOWHERE = 90, 180, 999

_POINT = re.compile(r"^\D*?(-?\d{1,2}(?:\.\d+)?)\D+?(-?\d{1,3}(?:\.\d+)?)\D*$")


@dataclass(frozen=True, slots=True)
class Input:
    """One field as it is shown; `wrong` are messages about it."""

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

    @property
    def key(self) -> str:
        """Its id on the page."""
        return "f-" + self.path.replace(".", "-").replace("_", "-")


@dataclass(frozen=True)
class Form:
    """A schema's fields with what was typed into them; `zone` is that of its local times.

    `stands_for` maps a path of the schema to the shown field that stands for it.
    """

    schema: Schema
    labels: Labels
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    zone: str = "UTC"
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, path: str) -> Input:
        """Return a field by its path."""
        label, value, wrong = self.labels[path], self.values.get(path, ""), self.placed().get(path, ())
        declared = _declared(self.schema, path)
        if declared is None:
            return Input(path, label, "text", value, wrong)
        kinds: tuple[type[Any], ...] = (validate.Length, validate.Range, validate.OneOf)
        length, span, one_of = (_rule(declared, kind) for kind in kinds)
        return Input(
            path=path,
            label=label,
            kind=_kind(declared, length),
            value=value,
            wrong=wrong,
            required=declared.required
            and "." not in path,  # of a part that may be missing nothing must be there
            longest=length.max if length else None,
            least=span.min if span else None,
            most=span.max if span else None,
            choices=[(str(one), str(one)) for one in one_of.choices] if one_of else (),
        )

    def placed(self) -> dict[str, list[str]]:
        """Return the messages by the shown field that each belongs to; under "" those of none."""
        placed: dict[str, list[str]] = {}
        for path, texts in self.wrong.items():
            placed.setdefault(self._shown(path), []).extend(texts)
        return placed

    def _shown(self, path: str) -> str:
        while path:
            if path in self.stands_for:
                return self.stands_for[path]
            if path in self.labels:
                return path
            path = path.rpartition(".")[0]
        return ""

    def read(self) -> Any:
        """Return what the schema makes of what was typed; a field left empty is one left out.

        Raises:
            Invalid: names the fields.
        """
        body: dict[str, Any] = {}
        wrong: dict[str, list[str]] = {}
        for path in self.labels:
            text = self.values.get(path, "").strip()
            declared = _declared(self.schema, path)
            if not text or declared is None:
                continue
            try:
                _put(body, path, _parsed(declared, text, self.zone, path))
            except Invalid as bad:
                wrong |= bad.errors
        try:
            made = self.schema.load(body)
        except ValidationError as bad:
            raise Invalid({**flatten(bad.messages), **wrong}) from bad
        if wrong:
            raise Invalid(wrong)
        return made


def _put(body: dict[str, Any], path: str, value: Any) -> None:
    *above, name = path.split(".")
    for step in above:
        body = body.setdefault(step, {})
    body[name] = value


def _declared(schema: Schema, path: str) -> fields.Field[Any] | None:
    head, _, rest = path.partition(".")
    declared = schema.fields.get(head)
    if not rest:
        return declared
    return _declared(declared.schema, rest) if isinstance(declared, fields.Nested) else None


def _rule(declared: fields.Field[Any], kind: type[Any]) -> Any:
    return next((one for one in declared.validators if isinstance(one, kind)), None)


def _kind(declared: fields.Field[Any], length: validate.Length | None) -> str:
    for kind, name in _KINDS.items():
        if isinstance(declared, kind):
            return name
    if _rule(declared, validate.OneOf):
        return "choice"
    return "prose" if length is not None and (length.max or 0) > LONG else "text"


_KINDS: Mapping[type[Any], str] = {
    fields.Nested: "point",
    fields.AwareDateTime: "instant",
    fields.Date: "date",
    fields.Boolean: "switch",
    fields.Email: "email",
    PhoneWords: "phone",
    fields.Integer: "whole",
    fields.Float: "number",
}


def _parsed(declared: fields.Field[Any], text: str, zone: str, path: str) -> Any:
    """Turn what a field of a form says into what a body of the API says."""
    if isinstance(declared, fields.Nested) and isinstance(declared.schema, Point):
        return read_point(text, path)
    if isinstance(declared, fields.AwareDateTime):
        return local_instant(text, zone, path).isoformat()
    if isinstance(declared, fields.Integer):
        return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else text
    return True if isinstance(declared, fields.Boolean) else text


def read_point(text: str, path: str) -> dict[str, float]:
    """Read `31.2304, 121.4737` as people write it.

    Raises:
        Invalid: these are no two numbers.
    """
    found = _POINT.match(text)
    lat, lon = (float(found[1]), float(found[2])) if found else (NOWHERE, NOWHERE)
    if abs(lat) > MOST_LAT or abs(lon) > MOST_LON:
        raise Invalid({path: Phrase("is not a point such as 31.2304, 121.4737")})
    return {"lat": lat, "lon": lon}
