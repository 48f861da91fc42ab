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

from marshmallow import Schema, ValidationError, fields, missing, validate

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.web.fields import PhoneWords
from app.web.pages.form_fields import KINDS_OF_FIELDS, LONG, Choices, Input, declared_at, put, rule
from app.web.pages.form_messages import in_its_units
from app.web.pages.form_values import KINDS, currency_sign, one_by_one, read_point
from app.web.pages.forms import local_instant
from app.web.problems import flatten

__all__ = ["Choices", "Form", "Input", "Labels", "read_point"]

Labels = Mapping[str, Phrase]


@dataclass(frozen=True)
class Form:
    """A schema's fields with what was typed into them; `zone` is that of its local times.

    `stands_for` maps a path of the schema to the shown field that stands for it.  `kinds` says where a field
    is asked for otherwise than its class tells (`app.web.pages.form_values`), `choices` what may be chosen
    where the schema does not know it, `said` what the rows behind references are called.
    """

    schema: Schema
    labels: Labels
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    zone: str = "UTC"
    stands_for: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, path: str) -> Input:
        """Return a field by its path."""
        label, value, wrong = self.labels[path], self.values.get(path, ""), self.placed().get(path, ())
        declared = declared_at(self.schema, path)
        if declared is None:
            return Input(path, label, "text", value, wrong)
        kinds: tuple[type[Any], ...] = (validate.Length, validate.Range, validate.OneOf)
        length, span, one_of = (rule(declared, kind) for kind in kinds)
        return Input(
            path=path,
            label=label,
            kind=self.kind(path, declared),
            value=value,
            wrong=wrong,
            required=declared.required
            and "." not in path,  # of a part that may be missing nothing must be there
            longest=length.max if length else None,
            least=span.min if span else None,
            most=span.max if span else None,
            choices=self.choices.get(path)
            or ([(str(one), str(one)) for one in one_of.choices] if one_of else ()),
            said=self.said.get(path, ""),
            unit=currency_sign() if self.kinds.get(path) == "money" else "",
            filled=bool(value) and declared.load_default not in (missing, None, ""),
        )

    def kind(self, path: str, declared: fields.Field[Any]) -> str:
        """Return how a field is asked for."""
        if own := self.kinds.get(path):
            return own
        if path in self.choices and not isinstance(declared, fields.List):
            return "choice"
        for kind, name in KINDS_OF_FIELDS.items():
            if isinstance(declared, kind):
                return name
        if rule(declared, validate.OneOf):
            return "choice"
        length = rule(declared, validate.Length)
        return "prose" if length is not None and (length.max or 0) > LONG else "text"

    def texts(self, row: Any) -> dict[str, str]:
        """Write a row into the form, so that what is read back unchanged changes nothing."""
        shown = self.schema.dump(row)
        return {path: self._text(path, row, shown) for path in self.labels}

    def usual(self) -> dict[str, str]:
        """Write what holds of each field where nothing is said of it."""
        found = {}
        for path in self.labels:
            declared = declared_at(self.schema, path)
            value = declared.load_default if declared is not None else None
            if value is True:
                found[path] = "1"
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                kind = KINDS.get(self.kind(path, declared)) if declared else None
                found[path] = kind.write(value) if kind else str(value)
        return found

    def _text(self, path: str, row: Any, shown: Mapping[str, Any]) -> str:
        declared, value = declared_at(self.schema, path), shown.get(path)
        if isinstance(declared, PhoneWords):
            return str(getattr(row, f"{path}_as_said") or value or "")
        if declared is None or value is None:
            return ""
        if known := KINDS.get(self.kind(path, declared)):
            return known.write(value)
        if isinstance(value, bool):
            return "1" if value else ""
        return str(value).replace("\r\n", "\n").strip()

    def placed(self) -> dict[str, list[str]]:
        """Return the messages by the shown field that each belongs to, in order; under "" those of none."""
        placed: dict[str, list[str]] = {}
        for path, texts in self.wrong.items():
            placed.setdefault(self._shown(path), []).extend(texts)
        order = ["", *self.labels]
        return dict(sorted(placed.items(), key=lambda one: order.index(one[0])))

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
        body, wrong = self._body()
        try:
            made = self.schema.load(body)
        except ValidationError as bad:
            raise Invalid({**self._told(bad), **wrong}) from bad
        if wrong:
            raise Invalid(wrong)
        return made

    def readable(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """Return what a row's schema makes of what can be read, and what is wrong with the rest."""
        body, wrong = self._body()
        try:
            return self.schema.load(body), wrong
        except ValidationError as bad:
            wrong = {**self._told(bad), **wrong}
        tops = {path.partition(".")[0] for path in wrong}
        right = {name: value for name, value in body.items() if name not in tops}
        try:
            return self.schema.load(right, partial=True), wrong
        except ValidationError:  # what fields say together
            return {}, wrong

    def _body(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """Return what was typed as a body of the API says it, and what of it cannot be read."""
        body: dict[str, Any] = {}
        wrong: dict[str, list[str]] = {}
        for path in self.labels:
            text, declared = self.values.get(path, "").strip(), declared_at(self.schema, path)
            if declared is None:
                continue
            if isinstance(declared, fields.Boolean):
                text = text or ("no" if declared.load_default is True else "")
            try:
                if text:
                    put(body, path, self._parsed(declared, text, path))
            except Invalid as bad:
                wrong |= bad.errors
        return body, wrong

    def _parsed(self, declared: fields.Field[Any], text: str, path: str) -> Any:
        """Turn what a field of a form says into what a body of the API says."""
        if known := KINDS.get(self.kind(path, declared)):
            return known.read(text, path)
        if isinstance(declared, fields.AwareDateTime):
            return local_instant(text, self.zone, path).isoformat()
        if isinstance(declared, PhoneWords):
            return one_by_one(text, path)
        if isinstance(declared, fields.Integer):
            return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else text
        return text != "no" if isinstance(declared, fields.Boolean) else text

    def _told(self, bad: ValidationError) -> dict[str, list[str]]:
        return in_its_units(self.schema, self.kinds, self.labels, flatten(bad.messages))
