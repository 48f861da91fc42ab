"""The list of a register as a file: what is filtered, in the columns that an import takes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, stream_with_context
from marshmallow import fields

from app.kernel import UnitOfWork
from app.registers.pages.declaration import Declared
from app.registers.pages.declared import DECLARED
from app.registers.pages.listing import wanted_of
from app.registers.reads import finding
from app.registers.rules.column_names import column_of
from app.web.context import transaction
from app.web.downloads import as_file
from app.web.fields import Codes, PhoneWords, Place

CHUNK = 500
NOT_IN_FILES = frozenset({"coverage", "opening_hours", "boundary"})
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s()/.-]*$)")


def export(declared: Declared) -> Response:
    """Send the filtered list as CSV in UTF-8, which spreadsheets recognise by its mark."""
    values, _ = wanted_of(declared)
    lines = stream_with_context(_lines(declared, values))
    return as_file(Response(lines, mimetype="text/csv"), f"{declared.plural}.csv")


def columns(declared: Declared) -> list[str]:
    """Return the columns of the file."""
    names: list[str] = []
    for name, field in _fields(declared).items():
        if isinstance(field, Place):
            names += [f"{field.prefix}lat", f"{field.prefix}lon"]
        elif name not in NOT_IN_FILES:
            names.append(column_of(name))
    return names


def _fields(declared: Declared) -> Mapping[str, fields.Field[Any]]:
    whole = declared.resource.typed or declared.resource.body
    found: dict[str, fields.Field[Any]] = dict(whole().load_fields)
    first = {"code": found.pop("code")} if declared.by_code else {}
    return first | found


def _lines(declared: Declared, values: Mapping[str, Any]) -> Iterator[bytes]:
    """Read and write chunk by chunk, so that no transaction lasts as long as the download."""
    yield b"\xef\xbb\xbf" + _csv([columns(declared)])
    after: Any = None
    while True:
        with transaction(write=False) as uow:
            beside = {} if after is None else {"after": after}
            page = finding.page(uow, declared.register, values, CHUNK, beside)
            written = _csv(_cells(uow, declared, page.rows))
        yield written
        after = page.after
        if after is None:
            return


def _cells(uow: UnitOfWork, declared: Declared, rows: Any) -> list[list[str]]:
    known = _fields(declared)
    named = {
        name: finding.rows_of(uow, target, (getattr(row, name) for row in rows))
        for name in known
        if name.endswith("_id") and (target := declared.leads_to(name)) in DECLARED
    }
    told = []
    for row in rows:
        cells: list[str] = []
        for name, field in known.items():
            if isinstance(field, Place):
                cells += [_text(getattr(row, field.prefix + axis)) for axis in ("lat", "lon")]
            elif name in named:
                cells.append(_called(named[name].get(getattr(row, name))))
            elif name not in NOT_IN_FILES:
                cells.append(_value(row, name, field))
        told.append(cells)
    return told


def _called(row: Any) -> str:
    """Return what an import finds a row by: its number or code, else its name."""
    for name in ("number", "code", "name"):
        if text := getattr(row, name, None):
            return str(text)
    return ""


def _value(row: Any, name: str, field: fields.Field[Any]) -> str:
    value = getattr(row, name)
    if isinstance(field, PhoneWords):
        return row.phone_as_said or value or ""
    if isinstance(field, Codes):
        return " ".join(one.code for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _csv(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    # A cell that begins like a formula would be run as one by whoever opens the file.
    safe = ([f"'{cell}" if _FORMULA.match(cell) else cell for cell in line] for line in lines)
    csv.writer(text).writerows(safe)
    return text.getvalue().encode()
