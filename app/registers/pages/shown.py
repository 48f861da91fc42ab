"""A row's values in the reader's words: for lists, pages of one row and conflicts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from marshmallow import fields

from app.kernel import UnitOfWork
from app.kernel.money import money
from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry
from app.registers.pages.declared import DECLARED
from app.registers.pages.words import WEEKDAYS
from app.registers.reads import finding
from app.registers.reads.customers import zone_of_customer
from app.web.context import runtime
from app.web.fields import STARS, PhoneWords, Place
from app.web.numbers_shown import number_shown
from app.web.pages.form_values import hours_by_day, write_duration, write_hours, write_options
from app.web.pages.i18n import local_day, named, short_day
from app.web.pages.linked import page_of
from app.web.wording import say

NONE = "–"
Names = Mapping[tuple[str, Any], str]
"""Register and key → what the row is called; at `ZONE` the time zone in which its days are told."""
ZONE = ("zone", None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is shown: `address` where it leads, `about` whose it is, `stars` where it is a grade."""

    text: str
    address: str | None = None
    stars: int | None = None
    provisional: bool = False
    tag: bool = False
    about: str = ""


def names_of(uow: UnitOfWork, declared: Declared, rows: Iterable[Any]) -> Names:
    """Return what the rows are called that these refer to, in one read for each register."""
    rows = list(rows)
    wanted: dict[str, set[Any]] = {}
    for path in declared.entries:
        target = declared.leads_to(path)
        if target in DECLARED and isinstance(declared.field(path), fields.UUID):
            wanted.setdefault(target, set()).update(getattr(row, path) for row in rows)
    found: dict[tuple[str, Any], str] = {ZONE: zone_of_customer(uow, None)}
    for target, keys in wanted.items():
        called, these = DECLARED[target].called, finding.rows_of(uow, target, keys)
        found |= {(target, key): called(row) for key, row in these.items()}
        found |= _owners(uow, target, these)
    if any(declared.leads_to(path) == "skill" for path in declared.entries):
        found |= {("skill", row.code): named(row.name_en, row.name_zh) for row in finding.skill_rows(uow)}
    return found


def _owners(uow: UnitOfWork, target: str, rows: Mapping[Any, Any]) -> dict[tuple[str, Any], str]:
    """Return whose each row is, of a register where many rows have the same name."""
    path = DECLARED[target].whose
    if not path:
        return {}
    owner = DECLARED[target].leads_to(path)
    owners = finding.rows_of(uow, owner, {getattr(row, path) for row in rows.values()})
    called = DECLARED[owner].called
    return {(f"{target}.{path}", key): called(owners[getattr(row, path)]) for key, row in rows.items()}


def cell(declared: Declared, path: str, row: Any, names: Names) -> Cell:
    """Return the value of a field of a row."""
    entry, field = declared.entries.get(path), declared.field(path)
    if isinstance(field, Place):
        lat, lon = (getattr(row, field.prefix + axis) for axis in ("lat", "lon"))
        return Cell(NONE if lat is None else f"{lat:.5f}, {lon:.5f}")
    value = getattr(row, path)
    if isinstance(field, PhoneWords):
        return Cell(number_shown(row.phone, row.phone_numbers, row.phone_as_said) or NONE)
    if isinstance(value, bool):
        return _of_two(value=value, asked=path in declared.entries)
    if value in (None, "", []):
        return Cell(say(entry.empty) if entry is not None and entry.empty else NONE)
    if field is not None and STARS in field.validators:
        of_newcomer = path == "stars" and getattr(row, "stars_provisional_until", None) is not None
        return Cell("", stars=value, provisional=of_newcomer)
    return _of_others(declared, path, value, names) or Cell(_written(entry, value, names[ZONE]))


def _of_two(*, value: bool, asked: bool) -> Cell:
    """Return what a form's question is answered with, or whether a row is in use."""
    if asked:
        return Cell(say(Phrase("Yes") if value else Phrase("No")))
    return Cell(say(Phrase("in use") if value else Phrase("out of use")), tag=not value)


def _of_others(declared: Declared, path: str, value: Any, names: Names) -> Cell | None:
    """Return the value of a field that names other rows."""
    target = declared.leads_to(path)
    if not target:
        return None
    if isinstance(value, list):
        return Cell(say(Phrase(", ")).join(named(one.name_en, one.name_zh) for one in value))
    address = page_of(target, value) if isinstance(value, UUID) else None
    about = names.get((f"{target}.{DECLARED[target].whose}", value), "") if target in DECLARED else ""
    return Cell(names.get((target, value), str(value)), address, about=about)


def _written(entry: Entry | None, value: Any, zone: str) -> str:
    kind = entry.kind if entry else ""
    if entry is not None and ((isinstance(value, Hashable) and value in entry.words) or entry.spell):
        return say(entry.words[value]) if value in entry.words else _spelled(entry, value)
    if kind == "span":
        return write_duration(value)
    if kind == "money":
        said = money(value, runtime().settings.currency)
        return named(said.en, said.zh_cn)
    if kind in {"ring", "hours", "options"}:
        return _gathered(kind, value)
    if isinstance(value, date):
        return local_day(value, zone) if isinstance(value, datetime) else short_day(value)
    return str(value)


def _spelled(entry: Entry, value: str) -> str:
    return entry.spell(value) if entry.spell else value


def _gathered(kind: str, value: Any) -> str:
    if kind == "ring":
        return say(Phrase.counted("%(num)s corner", "%(num)s corners", len(value)))
    if kind == "options":
        return write_options(value)
    colon = say(Phrase(": "))
    told = hours_by_day(write_hours(value)).items()
    return "\n".join(f"{say(WEEKDAYS[day])}{colon}{spans}" for day, spans in told)


def head(declared: Declared, path: str) -> Phrase:
    """Return the title of a column."""
    if path in declared.entries:
        return declared.entries[path].label
    return _COLUMNS[path]


_COLUMNS: Mapping[str, Phrase] = {
    "active": Phrase("In use"),
    "created_at": Phrase("On record since"),
    "updated_at": Phrase("Changed last"),
}


Lines = Sequence[tuple[Phrase, Sequence[tuple[Phrase, Cell]]]]
"""Groups with their fields."""


def lines(declared: Declared, row: Any, names: Names) -> Lines:
    """Return all fields of a row by their groups."""
    return [
        (group.title, [(entry.label, cell(declared, entry.path, row, names)) for entry in group.entries])
        for group in declared.groups
    ]
