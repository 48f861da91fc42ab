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
from app.registers.commands.import_doubts import CUSTOMER, double_of, doubtful_numbers, of_double
from app.registers.commands.import_file import InFile
from app.registers.commands.import_matching import same_row
from app.registers.commands.import_naming import code_of_skill, named
from app.registers.commands.import_shapes import (
    CHANGED,
    NEW,
    NO_NUMBER,
    NO_POINT,
    UNCHANGED,
    WRONG,
    Double,
    Looked,
    ParsedRow,
    RowError,
)
from app.registers.commands.import_shown import FieldChange, shown
from app.registers.commands.merging import merge
from app.registers.commands.registry import checks
from app.registers.commands.registry.rules import RULES
from app.registers.errors import AlreadyTaken
from app.registers.rules.amounts import is_amount, unscaled
from app.registers.rules.column_names import SCALED, column_of
from app.registers.tables import Engineer, Territory

_SAME_SAID = "同名同号 / the same name and number"
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
    if kind in {"site", "depot"}:
        values = _located(uow, values, target)
    zone = _zone_of(uow, kind, values, target)
    values = _placed_in_time(values, zone)
    ready, faults = checks.everything_wrong(uow, kind, values, target)
    faults |= {} if faults or errors else _in_file(file, row.number, ready, target, zone)
    errors += _told(row.number, faults)
    if errors:
        return Looked(WRONG, {}, target, errors)
    changed = {key: value for key, value in ready.items() if target is None or getattr(target, key) != value}
    notes, doubts = _notes(kind, changed, ready), doubtful_numbers(row.number, changed)
    if target is None:
        double = double_of(uow, row.number, ready, file) if kind == CUSTOMER else None
        doubts += [of_double(row.number, double)] if double else []
        return _new(values, notes, doubts, double, file, row.number)
    try:
        checks.refuse_if_in_use(uow, kind, target, changed)
    except OneHourError as held:
        return Looked(WRONG, {}, target, [RowError(row.number, "", held.detail)])
    told = _changes(uow, row, target, changed, zone)
    return Looked(CHANGED if changed else UNCHANGED, values, target, (), told, notes, doubts)


def _new(
    values: Mapping[str, Any],
    notes: Sequence[str],
    doubts: Sequence[RowError],
    double: Double | None,
    file: InFile,
    number: int,
) -> Looked:
    """A new row; one without a number of its own is none if it was said to be somebody on another."""
    if double and number in file.same and not values.get("external_id"):
        return Looked(UNCHANGED, {}, warnings=doubts, double=double)
    return Looked(NEW, values, notes=notes, warnings=doubts, double=double)


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


def _notes(kind: str, changed: Mapping[str, Any], ready: Mapping[str, Any]) -> list[str]:
    """What is taken as it stands, and will be missed one day."""
    notes = []
    if kind == "site" and changed.get("lat", 0) is None:
        notes.append(NO_POINT)
    if changed.get("phone_as_said") and not ready["phone_numbers"]:
        notes.append(NO_NUMBER)
    return notes


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
                file.claim(made)
                file.stands(row.number, made)
                if looked.double and looked.double.id and row.number in file.same:
                    merge(uow, made.id, looked.double.id, _SAME_SAID)
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
        values["skills"] = [code_of_skill(uow, said) for said in values["skills"]]
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
