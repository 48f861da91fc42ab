"""One row of an import: what it names, the row on record that it means, what would change, and writing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, OneHourError
from app.kernel.phrases import Phrase
from app.places.reads.search import SURE, located
from app.registers.commands import registry
from app.registers.commands.import_doubts import make_one, of_new
from app.registers.commands.import_file import InFile
from app.registers.commands.import_matching import same_row
from app.registers.commands.import_naming import codes_of_skills, named
from app.registers.commands.import_notes import PLACED, notes_of, odd
from app.registers.commands.import_shapes import (
    CHANGED,
    NEW,
    UNCHANGED,
    WRONG,
    Looked,
    ParsedRow,
    RowError,
)
from app.registers.commands.import_shown import FieldChange, shown
from app.registers.commands.registry import checks
from app.registers.commands.registry.rules import RULES
from app.registers.errors import AlreadyTaken
from app.registers.reads.closing import on_its_page, taken_along
from app.registers.rules.amounts import is_amount, unscaled
from app.registers.rules.column_names import SCALED, column_of
from app.registers.tables import Engineer, Territory

_TOTALS = frozenset({"合计", "总计", "小计", "合 计", "total", "totals", "sum", "grand total"})


def looked_at(uow: UnitOfWork, kind: str, row: ParsedRow, file: InFile) -> Looked:
    """Say what would come of the row, by the register and by the rows of `file` before it."""
    if row.cells and file.says_again(row.cells):
        return Looked(UNCHANGED, {})
    if totals := _totals(row):
        return Looked(WRONG, {}, None, totals)
    looked = _looked_at(uow, kind, row, file)
    if looked.state != WRONG:
        file.note(row.cells)
    return looked


def _looked_at(uow: UnitOfWork, kind: str, row: ParsedRow, file: InFile) -> Looked:
    values, errors = _named(uow, kind, row)
    errors = [*row.errors, *errors]
    target = _target(uow, kind, values, file, row.number, errors)
    if target is None:
        errors += [
            RowError(row.number, column, Phrase("Missing data for required field.")) for column in row.missing
        ]
        values = {**row.defaults, **values}
    elif not getattr(target, "survivor_id", None):
        file.claim(target)
    else:  # merged into another since: the one who stayed keeps what the desk made of the two
        return Looked(UNCHANGED if not errors else WRONG, {}, target, errors)
    if kind in PLACED:
        values = _located(uow, values, target)
    zone = _zone_of(uow, kind, values, target)
    values = _placed_in_time(values, zone)
    ready, faults = checks.everything_wrong(uow, kind, values, target)
    faults |= {} if faults or errors else _in_file(file, row.number, ready, target, zone)
    errors += _told(row.number, faults)
    if errors:
        return Looked(WRONG, {}, target, errors)
    changed = {key: value for key, value in ready.items() if target is None or getattr(target, key) != value}
    notes, looks_odd = notes_of(kind, changed, ready), odd(uow, kind, row.number, changed, target)
    if target is None:
        return of_new(uow, row.number, ready, file, Looked(NEW, values, notes=notes, warnings=looks_odd))
    try:
        checks.refuse_if_in_use(uow, kind, target, changed)
    except OneHourError as held:
        return Looked(WRONG, {}, target, [RowError(row.number, "", held.detail)])
    if changed.get("active") is False and (along := taken_along(uow, kind, target)):
        return Looked(WRONG, {}, target, [RowError(row.number, "active", on_its_page(along))])
    told = _changes(uow, row, target, changed, zone)
    return Looked(CHANGED if changed else UNCHANGED, values, target, (), told, notes, looks_odd)


def _changes(
    uow: UnitOfWork, row: ParsedRow, target: Any, changed: Mapping[str, Any], zone: str
) -> list[FieldChange]:
    """Return what changes, old and new, as the file writes it; of numbers the words that were said."""
    told: list[FieldChange] = []
    for key, value in changed.items():
        if key == "phone_as_said":
            told.append(FieldChange("phone", target.phone_as_said or target.phone or "", value))
        elif key in row.units:
            column = row.units[key]
            old, new = (unscaled(one, SCALED[column][1]) for one in (getattr(target, key), value))
            told.append(FieldChange(column, old, new))
        elif key not in {"phone", "phone_numbers"}:
            old, new = (shown(uow, key, one, zone) for one in (getattr(target, key), value))
            told.append(FieldChange(column_of(key), old, new))
    return told


def put(uow: UnitOfWork, kind: str, row: ParsedRow, file: InFile) -> Looked:
    """Write the row where there is anything to write; says what came of it."""
    looked = looked_at(uow, kind, row, file)
    if looked.state in {WRONG, UNCHANGED}:
        return looked
    try:
        # A clash with another writer must not spoil the transaction for the rows before.
        with uow.session.begin_nested():
            if looked.target is None:
                made = registry.create(uow, kind, looked.values)
                file.stands(row.number, made)
                make_one(uow, row.number, made, looked.double, file)
            else:
                registry.update(uow, kind, looked.target, looked.values)
    except OneHourError as bad:
        return Looked(WRONG, {}, looked.target, _row_errors(row, bad))
    return looked


def _totals(row: ParsedRow) -> list[RowError]:
    """A line of totals below a list is no row of it."""
    said = [cell.strip() for cell in row.cells if cell.strip()]
    if not said or said[0].casefold().rstrip(":：") not in _TOTALS:
        return []
    if any(not is_amount(cell) for cell in said[1:]):
        return []
    return [RowError(row.number, "", Phrase("looks like a line of totals, and is none of the rows"))]


def _named(uow: UnitOfWork, kind: str, row: ParsedRow) -> tuple[dict[str, Any], list[RowError]]:
    ids, wrong = named(uow, kind, row.named)
    values = {**row.values, **ids}
    if "skills" in values:
        values["skills"] = codes_of_skills(uow, values["skills"])
    return values, _told(row.number, wrong)


def _target(
    uow: UnitOfWork, kind: str, values: dict[str, Any], file: InFile, number: int, errors: list[RowError]
) -> Any:
    """The row on record that is meant; a time that tells it apart is read in its place's zone."""
    try:
        return same_row(uow, kind, _placed_in_time(values, _zone_of(uow, kind, values, None)), file)
    except Invalid as bad:
        errors += [RowError(number, path, text) for path, texts in bad.errors.items() for text in texts]
        return None


def _located(uow: UnitOfWork, values: dict[str, Any], target: Any) -> dict[str, Any]:
    """Add the point of an address that comes without one, where the gazetteer is sure of it."""
    known = values.get("lat") is not None or (target is not None and target.lat is not None)
    found = located(uow, values.get("address") or "") if not known else None
    if found is None or found.confidence < SURE:
        return values
    return {**values, "lat": found.lat, "lon": found.lon}


def _in_file(
    file: InFile, number: int, ready: Mapping[str, Any], target: Any, zone: str
) -> dict[str, list[str]]:
    standing = {name: getattr(target, name) for name in RULES[file.kind].needs} if target is not None else {}
    try:
        file.check(number, {**standing, **ready}, zone)
    except Invalid as bad:
        return bad.errors
    return {}


def _zone_of(uow: UnitOfWork, kind: str, values: Mapping[str, Any], target: Any) -> str:
    """The zone of the local times of a row: a shift's is that of its engineer's territory."""
    engineer_id = values.get("engineer_id", getattr(target, "engineer_id", None))
    engineer = uow.session.get(Engineer, engineer_id) if kind == "shift" and engineer_id else None
    return uow.get(Territory, engineer.territory_id).time_zone if engineer else "UTC"


def _placed_in_time(values: Mapping[str, Any], zone: str) -> dict[str, Any]:
    return {
        key: value.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if isinstance(value, datetime) and value.tzinfo is None
        else value
        for key, value in values.items()
    }


def _row_errors(row: ParsedRow, bad: OneHourError) -> list[RowError]:
    if not isinstance(bad, Invalid | AlreadyTaken):
        return [RowError(row.number, "", bad.detail)]
    return _told(row.number, bad.errors if isinstance(bad, Invalid) else bad.extra["errors"])


def _told(number: int, faults: Mapping[str, Sequence[str]]) -> list[RowError]:
    """Return what is wrong in a row, by the columns of its file."""
    return [RowError(number, column_of(path), text) for path, texts in faults.items() for text in texts]
