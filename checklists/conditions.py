"""Conditions on the other answers of a checklist, in a small declarative form.

A leaf asks about one item: ``{item="x", equals=true}``, ``{item="x", in=["a", "b"]}``,
``{item="x", at_least=1, at_most=5}`` or ``{item="x", answered=true}``. Leaves combine by ``{all=[…]}``,
``{any=[…]}`` and ``{not={…}}``. A leaf about an item without answer is false, except ``answered=false``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checklists.answers import check_kind
from checklists.errors import AnswerInvalid, TemplateError
from checklists.kinds import Answer, Kind, Number, Photo, SignedBy
from checklists.reader import Table, join

_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class OneOf:
    """The answer to ``item`` is one of ``values``."""

    item: str
    values: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The number answered to ``item`` lies between the limits, both included."""

    item: str
    at_least: int | float = -math.inf
    at_most: int | float = math.inf


@dataclass(frozen=True, slots=True)
class Answered:
    """``item`` has an answer, or (``answered=False``) has none."""

    item: str
    answered: bool


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = OneOf | Within | Answered | AllOf | AnyOf | Not


def holds(condition: Condition, answers: Mapping[str, object]) -> bool:
    """Whether ``condition`` holds for ``answers`` (item key → value)."""
    match condition:
        case AllOf(parts):
            return all(holds(part, answers) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answers) for part in parts)
        case Not(part):
            return not holds(part, answers)
        case _:
            return _leaf_holds(condition, answers.get(condition.item))


def _leaf_holds(leaf: OneOf | Within | Answered, answer: object) -> bool:
    match leaf:
        case OneOf(values=values):
            return any(same(answer, value) for value in values)
        case Answered(answered=answered):
            return (answer is not None) is answered
        case Within(at_least=least, at_most=most):
            if isinstance(answer, bool) or not isinstance(answer, int | float):
                return False
            return least <= answer <= most


def same(one: object, other: object) -> bool:
    """Equality that tells ``True`` from ``1``, as JSON does and Python does not."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def references(condition: Condition) -> Iterator[str]:
    """The keys of the items that ``condition`` asks about."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from references(part)
        case Not(part):
            yield from references(part)
        case OneOf(item) | Within(item) | Answered(item):
            yield item


def as_dict(condition: Condition) -> dict[str, object]:
    """``condition`` in the form it is written in, for a phone that evaluates it offline."""
    match condition:
        case OneOf(item, values):
            return {"item": item, "in": list(values)}
        case Within(item, at_least, at_most):
            limits = {"at_least": at_least, "at_most": at_most}
            return {"item": item, **{name: value for name, value in limits.items() if math.isfinite(value)}}
        case Answered(item, answered):
            return {"item": item, "answered": answered}
        case AllOf(parts):
            return {"all": [as_dict(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [as_dict(part) for part in parts]}
        case Not(part):
            return {"not": as_dict(part)}


def parse_condition(data: object, path: str, kinds: Mapping[str, Kind], depth: int = 0) -> Condition:
    """The condition written as ``data``; ``kinds`` holds the items it may ask about.

    Raises ``TemplateError`` for an unknown form, an item that does not exist, or a value its item never
    takes.
    """
    if depth > _DEEPEST:
        raise TemplateError(path, "too_deep", limit=_DEEPEST)
    table = Table(data, path)
    condition: Condition
    if "all" in table:
        condition = AllOf(_parts(table, "all", kinds, depth))
    elif "any" in table:
        condition = AnyOf(_parts(table, "any", kinds, depth))
    elif "not" in table:
        condition = Not(parse_condition(table.take("not"), table.at("not"), kinds, depth + 1))
    else:
        condition = _leaf(table, kinds)
    table.done()
    return condition


def _parts(table: Table, name: str, kinds: Mapping[str, Kind], depth: int) -> tuple[Condition, ...]:
    return tuple(
        parse_condition(part, f"{table.at(name)}[{index}]", kinds, depth + 1)
        for index, part in enumerate(table.items(name))
    )


def _leaf(table: Table, kinds: Mapping[str, Kind]) -> Condition:
    item = table.string("item")
    if item not in kinds:
        raise TemplateError(table.at("item"), "no_such_item", item=item)
    kind = kinds[item]
    if "answered" in table:
        return Answered(item, table.boolean("answered"))
    if "equals" in table:
        return OneOf(item, (_value(kind, table.take("equals"), table.at("equals")),))
    if "in" in table:
        path = table.at("in")
        values = (_value(kind, value, f"{path}[{i}]") for i, value in enumerate(table.items("in")))
        return OneOf(item, tuple(values))
    return _within(table, item, kind)


def _within(table: Table, item: str, kind: Kind) -> Within:
    if "at_least" not in table and "at_most" not in table:
        raise TemplateError(table.path, "asks_nothing")
    if not isinstance(kind, Number):
        raise TemplateError(table.path, "limit_needs_number", item=item)
    least = table.number("at_least") if "at_least" in table else -math.inf
    most = table.number("at_most") if "at_most" in table else math.inf
    if least > most:
        raise TemplateError(join(table.path, "at_most"), "below_at_least")
    return Within(item, least, most)


def _value(kind: Kind, value: object, path: str) -> Answer:
    if isinstance(kind, Photo | SignedBy):
        raise TemplateError(path, "only_answered", kind=kind.type)
    try:
        return check_kind(kind, value, path)
    except AnswerInvalid as error:
        raise TemplateError(path, error.text) from error
