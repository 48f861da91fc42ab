"""One line of a checklist: what is asked, what answers it, and when it must be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from checklists.answers import check_kind
from checklists.conditions import Condition, parse_condition
from checklists.errors import AnswerInvalid, TemplateError
from checklists.kinds import (
    Answer,
    Choice,
    FreeText,
    Kind,
    Number,
    Option,
    Photo,
    SignedBy,
    SignerRole,
    YesNo,
)
from checklists.reader import Table
from checklists.text import Text

_LONGEST_TEXT, _MOST_OPTIONS = 4000, 40
_E = TypeVar("_E", bound=StrEnum)


class Phase(StrEnum):
    """The gates of a visit, in order: before leaving, before work begins, before the visit is completed."""

    DEPART = "depart"
    ON_SITE = "on_site"
    COMPLETE = "complete"

    @property
    def rank(self) -> int:
        """Position in the order of the gates, from 0."""
        return list(Phase).index(self)


@dataclass(frozen=True, slots=True)
class Required:
    """An answer is needed to pass the gate ``phase`` and every later one, if ``when`` holds (``None``.

    Always).
    """

    phase: Phase
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist.

    ``when`` hides the item unless it holds; ``must_be`` is the only answer that passes the gate of
    ``required``.
    """

    key: str
    kind: Kind
    label: Text
    hint: Text | None = None
    when: Condition | None = None
    required: Required | None = None
    must_be: Answer | None = None


def parse_kind(table: Table) -> Kind:
    """The kind that ``type`` names, with its limits; takes these fields from ``table``."""
    name = table.string("type")
    match name:
        case YesNo.type:
            return YesNo()
        case Choice.type:
            return Choice(_options(table))
        case Number.type:
            return _number(table)
        case FreeText.type:
            return FreeText(table.integer("max_length", 1, _LONGEST_TEXT))
        case Photo.type:
            return Photo()
        case SignedBy.type:
            return SignedBy(_enum(SignerRole, table, "signer"))
    known = ", ".join(kind.type for kind in (YesNo, Choice, Number, FreeText, Photo, SignedBy))
    raise TemplateError(table.at("type"), "none_of_these", value=name, known=known)


def parse_item(table: Table, key: str, kinds: Mapping[str, Kind]) -> Item:
    """The rest of the item ``key`` after ``parse_kind``; ``kinds`` holds every item of the template."""
    kind = kinds[key]
    item = Item(
        key=key,
        kind=kind,
        label=table.text("label"),
        hint=table.text("hint") if "hint" in table else None,
        when=parse_condition(table.take("when"), table.at("when"), kinds) if "when" in table else None,
        required=parse_required(table, kinds) if "required" in table else None,
        must_be=parse_must_be(table, kind) if "must_be" in table else None,
    )
    if item.must_be is not None and item.required is None:
        raise TemplateError(table.at("must_be"), "without_required")
    table.done()
    return item


def _options(table: Table) -> tuple[Option, ...]:
    path = table.at("options")
    options: dict[str, Option] = {}
    for index, data in enumerate(table.items("options", _MOST_OPTIONS)):
        row = Table(data, f"{path}[{index}]")
        option = Option(row.key("key"), row.text("label"))
        row.done()
        if option.key in options:
            raise TemplateError(row.at("key"), "key_twice", key=option.key)
        options[option.key] = option
    return tuple(options.values())


def _number(table: Table) -> Number:
    minimum, maximum = table.number("minimum"), table.number("maximum")
    if minimum >= maximum:
        raise TemplateError(table.at("maximum"), "not_above_minimum")
    decimals = table.integer("decimals", 0, 6) if "decimals" in table else 0
    return Number(minimum, maximum, table.text("unit"), decimals)


def parse_required(table: Table, kinds: Mapping[str, Kind]) -> Required:
    """By which gate an answer is needed, and when; takes ``required`` from ``table``."""
    path, data = table.at("required"), table.take("required")
    if isinstance(data, str):
        data = {"phase": data}
    rule = Table(data, path)
    phase = _enum(Phase, rule, "phase")
    when = parse_condition(rule.take("when"), rule.at("when"), kinds) if "when" in rule else None
    rule.done()
    return Required(phase, when)


def parse_must_be(table: Table, kind: Kind) -> Answer:
    """The one answer that passes the gate; takes ``must_be`` from ``table``."""
    path, value = table.at("must_be"), table.take("must_be")
    if not isinstance(kind, YesNo | Choice):
        raise TemplateError(path, "not_for_this_type")
    try:
        return check_kind(kind, value, path)
    except AnswerInvalid as error:
        raise TemplateError(path, error.text) from error


def _enum(values: type[_E], table: Table, name: str) -> _E:
    value = table.string(name)
    if value not in {member.value for member in values}:
        raise TemplateError(table.at(name), "none_of_these", value=value, known=", ".join(values))
    return values(value)
