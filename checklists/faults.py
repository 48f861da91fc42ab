"""Everything that is wrong with a template as written, for whoever is writing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from checklists.conditions import parse_condition
from checklists.errors import TemplateError
from checklists.items import parse_kind, parse_must_be, parse_required
from checklists.kinds import Choice, Kind, Number
from checklists.messages import message
from checklists.reader import Table
from checklists.template import parse_applies_to, parse_template
from checklists.text import LOCALES

T = TypeVar("T")


def faults(data: object, path: str = "") -> list[TemplateError]:
    """What ``parse_template`` refuses in ``data``: all of it, not only the first.

    Each names the path of its field; of one condition, and of items in a circle, the first is told.
    """
    found = _Faults()
    table = found.of(lambda: Table(data, path))
    if table is None:
        return found.errors
    found.of(lambda: table.key("key"))
    found.of(lambda: table.integer("version", 1, 9999))
    found.of(lambda: table.integer("order", 0, 9999))
    found.text(table, "title")
    found.of(lambda: parse_applies_to(table))
    _items(found, table)
    found.of(table.done)
    if not found.errors:
        found.of(lambda: parse_template(data, path))
    return found.errors


class _Faults:
    """Collects errors instead of stopping at the first."""

    def __init__(self) -> None:
        self.errors: list[TemplateError] = []

    def of(self, read: Callable[[], T]) -> T | None:
        """What ``read`` returns; ``None`` where it fails, which is kept."""
        try:
            return read()
        except TemplateError as error:
            self.errors.append(error)
            return None

    def text(self, table: Table, name: str) -> None:
        """The faults of a text, in each language."""
        inner = self.of(lambda: Table(table.take(name), table.at(name)))
        if inner is None:
            return
        for locale in LOCALES:
            self.of(lambda locale=locale: inner.words(locale))  # type: ignore[misc]
        self.of(inner.done)


def _items(found: _Faults, table: Table) -> None:
    path = table.at("items")
    rows = found.of(lambda: table.items("items")) or ()
    kinds: dict[str, Kind] = {}
    broken: set[str] = set()
    read: list[tuple[Table, str, Kind | None]] = []
    for index, row in enumerate(rows):
        item = found.of(lambda index=index, row=row: Table(row, f"{path}[{index}]"))  # type: ignore[misc]
        if item is None:
            continue
        key = found.of(lambda item=item: item.key("key")) or ""  # type: ignore[misc]
        if key in kinds.keys() | broken:
            found.errors.append(TemplateError(item.at("key"), "key_twice", key=key))
        kind = _kind(found, item, row)
        read.append((item, key, kind))
        if kind is None:
            broken.add(key)
        elif key:
            kinds[key] = kind
    for item, _, kind in read:
        _rest(found, item, kind, kinds, broken)


def _kind(found: _Faults, item: Table, row: object) -> Kind | None:
    """The kind of an item; where it is broken, every one of its fields that is."""
    try:
        return parse_kind(item)
    except TemplateError as error:
        first = error
    before = len(found.errors)
    again = Table(row, item.path)
    if again.peek("type") == Choice.type:
        _options(found, again)
    elif again.peek("type") == Number.type:
        for name in ("minimum", "maximum"):
            found.of(lambda name=name: again.number(name))  # type: ignore[misc]
        found.text(again, "unit")
        if "decimals" in again:
            found.of(lambda: again.integer("decimals", 0, 6))
    if len(found.errors) == before:
        found.errors.append(first)
    return None


def _options(found: _Faults, item: Table) -> None:
    path, seen = item.at("options"), set[str]()
    for index, data in enumerate(found.of(lambda: item.items("options")) or ()):
        row = found.of(lambda index=index, data=data: Table(data, f"{path}[{index}]"))  # type: ignore[misc]
        if row is None:
            continue
        key = found.of(lambda row=row: row.key("key")) or ""  # type: ignore[misc]
        if key and key in seen:
            found.errors.append(TemplateError(row.at("key"), "key_twice", key=key))
        seen.add(key)
        found.text(row, "label")
        found.of(row.done)


def _rest(
    found: _Faults, item: Table, kind: Kind | None, kinds: Mapping[str, Kind], broken: set[str]
) -> None:
    found.text(item, "label")
    if "hint" in item:
        found.text(item, "hint")
    before = len(found.errors)
    if "when" in item:
        found.of(lambda: parse_condition(item.take("when"), item.at("when"), kinds))
    required = "required" in item
    if required:
        found.of(lambda: parse_required(item, kinds))
    # Of an item that is itself at fault nothing is said twice.
    told = {message("no_such_item", item=key) for key in broken}
    found.errors[before:] = [error for error in found.errors[before:] if error.text not in told]
    if kind is None:
        return
    if "must_be" in item:
        found.of(lambda: parse_must_be(item, kind))
        if not required:
            found.errors.append(TemplateError(item.at("must_be"), "without_required"))
    found.of(item.done)
