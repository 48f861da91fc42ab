"""CSV files read row by row, for the API, the pages and the command line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError, fields

from app.kernel.errors import Invalid, TooLarge
from app.kernel.phrases import Phrase
from app.registers.api.import_files import text_of
from app.registers.api.resources import catalogue, people, places, territories
from app.registers.commands.import_rows import ParsedRow, RowError
from app.web.api import Schema
from app.web.fields import Codes, Place
from app.web.hygiene import fault_of_text
from app.web.problems import flatten

MAX_BYTES = 8 * 1024 * 1024


_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


KINDS: dict[str, tuple[str, type[Schema]]] = {
    "customers": ("customer", places.CustomerRecord),
    "sites": ("site", places.SiteRecord),
    "assets": ("asset", places.AssetRecord),
    "contracts": ("contract", places.ContractRecord),
    "territories": ("territory", territories.TerritoryRecord),
    "providers": ("provider", people.ProviderRecord),
    "skills": ("skill", people.SkillRecord),
    "engineers": ("engineer", people.EngineerRecord),
    "shifts": ("shift", people.ShiftRecord),
    "charge-kinds": ("charge_kind", catalogue.ChargeKindRow),
}
"""Plural → register, and the body that checks a row."""


NOT_IN_FILES = frozenset({"coverage", "boundary", "breaks"})


_SWITCHES = {"是": "true", "否": "false"}


def columns(kind: str) -> list[str]:
    """Return the columns that a file of `kind` may have."""
    names: list[str] = []
    for name, field in KINDS[kind][1]().load_fields.items():
        if isinstance(field, Place):
            names += [f"{field.prefix}lat", f"{field.prefix}lon"]
        elif name not in NOT_IN_FILES:
            names.append(name.removesuffix("_id"))
    return names


def parsed_rows(kind: str, data: bytes) -> Iterator[ParsedRow]:
    """Read a CSV file with a header: UTF-8, with or without a byte order mark, or GB 18030.

    Empty cells take the column's default; references name rows by number, code or name; skills are
    separated by spaces.

    Raises:
        TooLarge: over `MAX_BYTES`.
        Invalid: in no encoding of these, no header, or a column that the register does not have.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("The file", MAX_BYTES)
    text = text_of(data)
    if fault := fault_of_text(text):
        raise Invalid({"file": fault})
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        _check_header(kind, header)
        schema = KINDS[kind][1]()
        for number, cells in enumerate(reader, 1):
            yield _parsed(schema, number, cells)
    except csv.Error as bad:
        raise Invalid(
            {"file": Phrase("line %(line)s is not CSV: %(why)s", line=reader.line_num, why=bad)}
        ) from bad


def _check_header(kind: str, header: list[str]) -> None:
    known = columns(kind)
    if not header:
        raise Invalid({"file": Phrase("is empty; its first line names the columns")})
    unknown = Phrase(
        "is not a column of %(kind)s; those are %(columns)s", kind=kind, columns=", ".join(known)
    )
    errors = {name: unknown for name in header if name not in known}
    errors |= {name: Phrase("stands twice in the header") for name in header if header.count(name) > 1}
    if errors:
        raise Invalid(errors)


def _parsed(schema: Schema, number: int, cells: dict[Any, Any]) -> ParsedRow:
    if None in cells or None in cells.values():
        more, fewer = Phrase("has more cells than the header"), Phrase("has fewer cells than the header")
        text = more if None in cells else fewer
        return ParsedRow(number, {}, {}, (RowError(number, "", text),))
    body, named = _body(schema, {name: text.strip() for name, text in cells.items() if text.strip()})
    missing = tuple(field + "_id" for field in _named_fields(schema) if field + "_id" in named)
    try:
        values = schema.load(body, partial=missing)
    except ValidationError as bad:
        found = flatten(bad.messages)
        errors = (
            RowError(number, _column(schema, path), text) for path, texts in found.items() for text in texts
        )
        return ParsedRow(number, {}, {}, tuple(errors))
    return ParsedRow(number, {name: value for name, value in values.items() if name not in named}, named)


def _column(schema: Schema, path: str) -> str:
    """Return the column that a field of the body is read from."""
    name, _, axis = path.partition(".")
    field = schema.load_fields.get(name)
    if isinstance(field, Place):
        return field.prefix + (axis or "lat")
    return path.removesuffix("_id")


def _named_fields(schema: Schema) -> list[str]:
    return [name.removesuffix("_id") for name in schema.load_fields if name.endswith("_id")]


def _body(schema: Schema, cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, tuple[str, str]]]:
    """Turn a row's cells into the body that the schema checks, and the references it names."""
    body: dict[str, Any] = {}
    named = {f"{kind}_id": (kind, cells.pop(kind)) for kind in _named_fields(schema) if kind in cells}
    for name, field in schema.load_fields.items():
        if isinstance(field, Place):
            point = {
                axis: cells[field.prefix + axis] for axis in ("lat", "lon") if field.prefix + axis in cells
            }
            if point:
                body[name] = point
        elif name in cells:
            body[name] = _cell(field, cells[name])
    return body, named


def _cell(field: fields.Field[Any], text: str) -> Any:
    if isinstance(field, Codes):
        return text.split()
    if isinstance(field, fields.Integer):
        # Bodies refuse "5" for 5; a file has nothing but text.
        return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
    if isinstance(field, fields.Boolean):
        return _SWITCHES.get(text, text)
    return text
