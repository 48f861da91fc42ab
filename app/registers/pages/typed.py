"""What the form of a register says: read into the columns of a row, with all that is wrong at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import request

from app.kernel import UnitOfWork, errors
from app.registers.commands.registry.checks import everything_wrong
from app.registers.pages.declaration import Declared, Entry
from app.web.fields import Place
from app.web.pages.form_fields import Choices
from app.web.pages.form_kit import Form
from app.web.pages.form_values import WEEKDAYS

LONGEST = 100_000
"""Characters of one field that are looked at: the corners of the longest outline."""


def form_of(uow: UnitOfWork, declared: Declared, values: Mapping[str, str], *, new: bool) -> Form:
    """Return the kit's form of a register."""
    asked = list(declared.asked(new=new))
    return Form(
        declared.schema(new=new),
        {entry.path: entry.label for entry in asked},
        values,
        kinds={entry.path: entry.kind for entry in asked if entry.kind},
        choices={entry.path: _chosen_from(uow, entry, values) for entry in asked if entry.choose}
        | {
            entry.path: [(str(one), said) for one, said in entry.words.items()]
            for entry in asked
            if entry.words and not entry.choose
        },
        stands_for={"phone_as_said": "phone"},
    )


def _chosen_from(uow: UnitOfWork, entry: Entry, values: Mapping[str, str]) -> Choices:
    """Return what may be chosen; what stands on record already is among it, or saving would change it."""
    offered = entry.choose(uow) if entry.choose else ()
    value = values.get(entry.path, "")
    if not entry.spell or not value or value in dict(offered):
        return offered
    return [*offered, (value, entry.spell(value))]


def columns_of(
    uow: UnitOfWork,
    declared: Declared,
    values: Mapping[str, str],
    unknown: Mapping[str, list[str]],
    row: Any = None,
    changed: Collection[str] = (),
) -> dict[str, Any]:
    """Return the columns that a form says; of a row on record those whose fields were changed.

    Raises:
        Invalid: names every field that is wrong, whoever finds it so: nobody sends a form three times.
    """
    read, wrong = form_of(uow, declared, values, new=row is None).readable()
    columns = read if row is None else _columns(declared, read, changed)
    wrong |= unknown
    if wrong:
        _, more = everything_wrong(uow, declared.name, columns, row)
        raise errors.Invalid({**more, **wrong})
    return dict(columns)


def _columns(declared: Declared, read: Mapping[str, Any], changed: Collection[str]) -> dict[str, Any]:
    """Leave of all columns those whose fields were changed."""
    names = set(changed)
    for path in changed:
        place = declared.field(path)
        if isinstance(place, Place):
            names |= {place.prefix + axis for axis in ("lat", "lon")}
    return {name: value for name, value in read.items() if name in names}


def typed(declared: Declared, *, new: bool) -> dict[str, str]:
    """Return what the form says, each field as one text."""
    return {entry.path: _text(entry.path, entry.kind) for entry in declared.asked(new=new)}


def _text(path: str, kind: str) -> str:
    if kind == "hours":
        said = ((day, request.form.get(f"{path}.{day}", "").strip()) for day in WEEKDAYS)
        return "\n".join(f"{day} {' '.join(spans.split())}" for day, spans in said if spans)[:LONGEST]
    texts = request.form.getlist(path)
    return " ".join(texts).strip().replace("\r\n", "\n")[:LONGEST]
