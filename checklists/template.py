"""A versioned checklist: a list of items, bound to the faults it is worked through for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from checklists.conditions import references
from checklists.errors import TemplateError
from checklists.items import Item, parse_item, parse_kind
from checklists.kinds import Kind, SignedBy, SignerRole
from checklists.reader import Table
from checklists.text import Text

EVERY_VISIT = "*"
_LONGEST_CODE = 60


@dataclass(frozen=True)
class Template:
    """One version of a checklist. A visit keeps the version it began with.

    ``applies_to`` holds fault or skill codes, or ``"*"`` for every visit; ``order`` places it among the
    others.
    """

    key: str
    version: int
    order: int
    title: Text
    applies_to: tuple[str, ...]
    items: tuple[Item, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """The items by their keys."""
        return {item.key: item for item in self.items}

    def applies(self, code: str) -> bool:
        """Whether a visit for fault or skill ``code`` needs it; ``printer`` covers ``printer.paper_jam``."""
        parts = code.split(".")
        ancestors = {".".join(parts[: n + 1]) for n in range(len(parts))}
        return EVERY_VISIT in self.applies_to or not ancestors.isdisjoint(self.applies_to)

    def signature_answers(self, signatures: Mapping[SignerRole, str]) -> dict[str, str]:
        """The answers to the signature items, from the signature ids by role that stand at the moment."""
        return {
            item.key: signatures[item.kind.signer]
            for item in self.items
            if isinstance(item.kind, SignedBy) and item.kind.signer in signatures
        }


def parse_template(data: object, path: str = "") -> Template:
    """The template written as ``data`` (the content of one TOML file).

    Raises ``TemplateError`` whose ``path`` begins with ``path`` and names the field at fault: a text missing
    in one language, an unknown field, a condition on an item that does not exist, or items hidden by each
    other in a circle.
    """
    table = Table(data, path)
    key, version, order = table.key("key"), table.integer("version", 1, 9999), table.integer("order", 0, 9999)
    title = table.text("title")
    applies_to = parse_applies_to(table)
    items = _items(table)
    table.done()
    return Template(key, version, order, title, applies_to, items)


def parse_applies_to(table: Table) -> tuple[str, ...]:
    """The fault or skill codes; takes ``applies_to`` from ``table``."""
    path = table.at("applies_to")
    codes = table.items("applies_to")
    for index, code in enumerate(codes):
        if not isinstance(code, str) or not _is_code(code):
            raise TemplateError(f"{path}[{index}]", "not_a_code")
    return tuple(str(code) for code in codes)


def _is_code(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_CODE and text.isprintable() and " " not in text


def _items(table: Table) -> tuple[Item, ...]:
    path = table.at("items")
    rows = [Table(row, f"{path}[{index}]") for index, row in enumerate(table.items("items"))]
    kinds: dict[str, Kind] = {}
    keyed: list[tuple[Table, str]] = []
    for row in rows:
        key = row.key("key")
        if key in kinds:
            raise TemplateError(row.at("key"), "key_twice", key=key)
        # Kinds come first for all items, because a condition may look at an item further down.
        kinds[key] = parse_kind(row)
        keyed.append((row, key))
    items = tuple(parse_item(row, key, kinds) for row, key in keyed)
    _refuse_circles(items, path)
    return items


def _refuse_circles(items: tuple[Item, ...], path: str) -> None:
    asks = {item.key: set(references(item.when)) if item.when else set() for item in items}
    while asks:
        free = {key for key, others in asks.items() if not others & asks.keys()}
        if not free:
            # What is left holds every circle, and also items that merely depend on one: follow one chain to
            # its loop.
            circle = _circle(asks)
            index = next(i for i, item in enumerate(items) if item.key == circle[0])
            raise TemplateError(f"{path}[{index}].when", "in_a_circle", circle=" → ".join(circle))
        asks = {key: others for key, others in asks.items() if key not in free}


def _circle(asks: Mapping[str, set[str]]) -> list[str]:
    chain = [min(asks)]
    while True:
        following = min(asks[chain[-1]] & asks.keys())
        if following in chain:
            return [*chain[chain.index(following) :], following]
        chain.append(following)
