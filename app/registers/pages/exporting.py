"""The list of a register as a file: what is filtered, in the columns that an import takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, stream_with_context
from marshmallow import fields

from app.kernel import UnitOfWork
from app.registers.pages.declaration import Declared
from app.registers.pages.declared import DECLARED
from app.registers.pages.listing import wanted_of
from app.registers.reads import finding
from app.registers.reads.named_in_files import called_in_files
from app.registers.rules.column_names import column_of
from app.registers.rules.file_words import as_text, harmless, heading, word_for
from app.web import languages
from app.web.context import transaction
from app.web.downloads import as_file
from app.web.fields import Codes, PhoneWords, Place

CHUNK = 500
NOT_IN_FILES = frozenset({"coverage", "opening_hours", "boundary"})
NAMES = frozenset({"external_id", "number", "code", "serial_number", "qr_code"})
"""Names of rows, which a spreadsheet takes for amounts where they are digits."""


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
            names += ["customer"] * (_wide(declared, name) - 1) + [column_of(name)]
    return names


def headings(declared: Declared) -> list[str]:
    """Return what the columns are called in the reader's language, as an import knows them."""
    names = columns(declared)
    if languages.lang() == "en":
        return names
    return [heading(declared.name, names, name) for name in names]


def _fields(declared: Declared) -> Mapping[str, fields.Field[Any]]:
    whole = declared.resource.typed or declared.resource.body
    found: dict[str, fields.Field[Any]] = dict(whole().load_fields)
    first = {"code": found.pop("code")} if declared.by_code else {}
    return first | found


def _lines(declared: Declared, values: Mapping[str, Any]) -> Iterator[bytes]:
    """Read and write chunk by chunk, so that no transaction lasts as long as the download."""
    yield b"\xef\xbb\xbf" + _csv([headings(declared)])
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
        name: _names(uow, target, rows, name, _wide(declared, name))
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
                cells += map(as_text, named[name].get(getattr(row, name), ("",) * _wide(declared, name)))
            elif name not in NOT_IN_FILES:
                cells.append(_value(row, name, field, declared.name))
        told.append(cells)
    return told


def _names(uow: UnitOfWork, target: str, rows: Any, name: str, wide: int) -> dict[Any, tuple[str, ...]]:
    """Return what the rows that are referred to are called, by key; `wide`: a site after its customer."""
    found = finding.rows_of(uow, target, (getattr(row, name) for row in rows))
    called = called_in_files(uow, target, found)
    if wide == 1:
        return {key: (said,) for key, said in called.items()}
    customers = finding.rows_of(uow, "customer", (site.customer_id for site in found.values()))
    owners = called_in_files(uow, "customer", customers)
    return {key: (owners.get(found[key].customer_id, ""), said) for key, said in called.items()}


def _wide(declared: Declared, name: str) -> int:
    """A site's customer stands before it, unless the row has a customer of its own in that column."""
    return 2 if declared.leads_to(name) == "site" and "customer_id" not in _fields(declared) else 1


def _value(row: Any, name: str, field: fields.Field[Any], register: str) -> str:
    value = getattr(row, name)
    chinese = languages.lang() != "en"
    if isinstance(field, PhoneWords):
        return as_text(row.phone_as_said or value or "")
    if isinstance(field, Codes):
        return " ".join(one.code for one in value)
    if isinstance(value, bool):
        return ("是" if value else "否") if chinese else str(value).lower()
    if name in NAMES:
        return as_text(_text(value))
    return harmless(word_for(register, name, _text(value)) if chinese else _text(value))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _csv(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
