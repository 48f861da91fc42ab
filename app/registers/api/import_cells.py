"""Turns a row's cells into what the body of its register takes, with everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, missing, validate

from app.kernel.phrases import Phrase
from app.registers.commands.import_shapes import ParsedRow, RowError
from app.registers.rules import amounts
from app.registers.rules import cells as written
from app.registers.rules.column_names import SCALED, column_of
from app.registers.rules.shift_cells import dated
from app.registers.rules.skill_words import told_apart
from app.web.api import Schema
from app.web.fields import Codes, Place
from app.web.problems import flatten

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")
_DIGITS = frozenset({"external_id", "phone", "number", "code", "serial_number", "qr_code"})
"""Names that are often all digits, which a spreadsheet takes for an amount."""

_STARS = frozenset({"stars", "min_stars"})

CUSTOMER = "customer"
_NO_AMOUNT = Phrase("is no amount such as 150 or 150.50")
_NO_MINUTES = Phrase("is no number of minutes such as 60")

_TWINS = {"name_en": "name_zh", "name_zh": "name_en"}
"""A company of one language has one name: a new row without the other is called by it in both."""

Cells = dict[str, str]


class RowReader:
    """Reads rows of one register; `places` are (where in the row, column or blank, header)."""

    def __init__(self, schema: type[Schema], places: Sequence[tuple[int, str, str]]) -> None:
        self._schema = schema()
        self._fields = self._schema.load_fields
        self._places = [(at, column) for at, column, _ in places if column]
        self._wide = max((at for at, *_ in places), default=-1) + 1
        self.headers = {column: header for _, column, header in reversed(places) if column}
        for column, (target, _) in SCALED.items():
            if column in self.headers:
                self.headers.setdefault(target, self.headers[column])
        self._units = {target: column for column, (target, _) in SCALED.items() if self.headers.get(column)}
        self._defaults = self._default_values()

    def row(self, number: int, cells: Sequence[str]) -> ParsedRow:
        """Read one row; blank cells are as good as none."""
        errors: list[RowError] = []
        given = self._given(number, cells, errors)
        names = dict.fromkeys((*self._named(), CUSTOMER))  # machines name theirs beside the site
        named = {f"{column}_id": (column, given.pop(column)) for column in names if column in given}
        body, local = self._body(number, given, errors)
        values = self._loaded(number, body, errors)
        defaults = self._defaults | self._twins(given, values)
        return ParsedRow(
            number,
            {**values, **local},
            named,
            tuple(errors),
            defaults=defaults,
            missing=self._missing(values, local, named, defaults, errors),
            cells=tuple(cells),
            units=self._units,
        )

    def _twins(self, given: Cells, values: dict[str, Any]) -> dict[str, Any]:
        here = [(one, of) for one, of in _TWINS.items() if one in self._fields]
        return {one: values[of] for one, of in here if one not in given and of in values}

    def _given(self, number: int, cells: Sequence[str], errors: list[RowError]) -> Cells:
        given: Cells = {}
        for at, column in self._places:
            text = written.plain(cells[at]) if at < len(cells) else ""
            if not text:
                continue
            if told := written.broken(text):
                errors.append(RowError(number, column, told))
            else:
                given[column] = f"{given[column]} / {text}" if column in given else text
        if any(cells[self._wide :]):
            errors.append(RowError(number, "", Phrase("has more cells than the header")))
        for column, (target, by) in SCALED.items():
            if column in given:
                self._scale(number, given, column, target, by, errors)
        if "starts_at" not in self._fields:
            return given
        given, told = dated(given)
        errors += [RowError(number, "date", told)] if told is not None else []
        return given

    @staticmethod
    def _scale(number: int, given: Cells, column: str, target: str, by: int, errors: list[RowError]) -> None:
        text = given.pop(column)
        value = amounts.scaled(text, by) if by == amounts.CENTS else amounts.minutes(text)
        if value is None:
            errors.append(RowError(number, column, _NO_AMOUNT if by == amounts.CENTS else _NO_MINUTES))
        else:
            given.setdefault(target, value)

    def _named(self) -> list[str]:
        return [column_of(name) for name in self._fields if name != column_of(name)]

    def _body(
        self, number: int, given: Cells, errors: list[RowError]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The body that the schema checks, and what the registers must read: local times, names of skills."""
        body: dict[str, Any] = {}
        local: dict[str, Any] = {}
        for name, declared in self._fields.items():
            if isinstance(declared, Place):
                self._put_point(number, name, declared, given, body, errors)
            elif isinstance(declared, Codes) and name in given:
                local[name] = told_apart(given[name])
            elif name in given:
                value, told = _cell(name, declared, given[name])
                if told is not None:
                    errors.append(RowError(number, name, told))
                elif isinstance(value, datetime) and value.tzinfo is None:
                    local[name] = value
                else:
                    body[name] = value.isoformat() if isinstance(value, datetime) else value
        return body, local

    def _put_point(
        self,
        number: int,
        name: str,
        declared: Place,
        given: Cells,
        body: dict[str, Any],
        errors: list[RowError],
    ) -> None:
        axes = [declared.prefix + axis for axis in ("lat", "lon")]
        there = [axis for axis in axes if axis in given]
        if len(there) == 1:
            lacking = next(axis for axis in axes if axis not in given)
            other = self.headers.get(there[0], there[0])
            errors.append(RowError(number, lacking, Phrase("is missing beside %(other)s", other=other)))
        elif there:
            body[name] = {axis: amounts.number(given[declared.prefix + axis]) for axis in ("lat", "lon")}

    def _loaded(self, number: int, body: dict[str, Any], errors: list[RowError]) -> dict[str, Any]:
        try:
            values: dict[str, Any] = self._schema.load(body, partial=True)
        except ValidationError as bad:
            for path, texts in flatten(bad.messages).items():
                errors += [RowError(number, self._column(path), text) for text in texts]
            wrong = {path.partition(".")[0] for path in flatten(bad.messages)}
            kept = {name: value for name, value in body.items() if name not in wrong}
            return self._loaded(number, kept, errors) if len(kept) < len(body) else {}
        return values

    def _column(self, path: str) -> str:
        """Return the column that a field of the body is read from."""
        name, _, axis = path.partition(".")
        declared = self._fields.get(name)
        if isinstance(declared, Place):
            return declared.prefix + (axis or "lat")
        return column_of(path)

    def _default_values(self) -> dict[str, Any]:
        defaults: dict[str, Any] = {}
        for name, declared in self._fields.items():
            default = declared.load_default
            if declared.required or default is missing:
                continue
            value = default() if callable(default) else default
            if isinstance(declared, Place):
                defaults |= {declared.prefix + axis: None for axis in ("lat", "lon")}
            else:
                defaults[name] = value
        return defaults

    def _missing(self, *there: Any) -> tuple[str, ...]:
        """The columns that a new row needs and this one has not; those that are wrong are not missing."""
        *given, errors = there
        known = {name for one in given for name in one} | {error.field for error in errors}
        known |= {target for column, (target, _) in SCALED.items() if column in known}
        lacking: list[str] = []
        for name, declared in self._fields.items():
            if not declared.required:
                continue
            own = (
                [declared.prefix + axis for axis in ("lat", "lon")] if isinstance(declared, Place) else [name]
            )
            if not known & {*own, column_of(name)}:
                lacking += [column_of(one) for one in own]
        return tuple(lacking)


def _cell(name: str, declared: fields.Field[Any], text: str) -> tuple[Any, Phrase | None]:
    """Return what a cell says for its field, and what is wrong where it says nothing readable."""
    if isinstance(declared, fields.Boolean):
        value = written.switch(text)
        return value, Phrase("is neither yes nor no") if value is None else None
    if isinstance(declared, fields.AwareDateTime | fields.Date):
        return _time(declared, text)
    if isinstance(declared, fields.Integer | fields.Float):
        bare = amounts.number(amounts.stars(text) if name in _STARS else amounts.bare(name, text))
        # Bodies refuse "5" for 5; a file has nothing but text.
        whole = isinstance(declared, fields.Integer) and _WHOLE_NUMBER.fullmatch(bare)
        return (int(bare) if whole else bare), None
    if any(isinstance(one, validate.OneOf) for one in declared.validators):
        return written.word(name, text), None
    return text, written.shortened(text) if name in _DIGITS else None


def _time(declared: fields.Field[Any], text: str) -> tuple[Any, Phrase | None]:
    if isinstance(declared, fields.AwareDateTime):
        at = written.moment(text)
        return at, Phrase("is no time such as 2026-03-02 08:00") if at is None else None
    on = written.day(text)
    return on and on.isoformat(), Phrase("is no date such as 2026-03-02") if on is None else None
