"""A condition as rows of a form: each a choice such as `state_found|is|unsafe`, joined by all or any.  Pure.

What is nested deeper, or compares a text, is written as text instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.checklist_templates.rules.trying import number_from
from checklists import from_toml
from checklists.errors import TemplateError
from checklists.writing import toml_value

ALL, ANY = "all", "any"
IS, IS_NOT, EQUALS, AT_LEAST, AT_MOST = "is", "not", "equals", "at_least", "at_most"
ANSWERED, UNANSWERED = "answered", "unanswered"
MOST_ROWS = 12
BY_NUMBER = (EQUALS, AT_LEAST, AT_MOST)

Row = tuple[str, str]
"""What was chosen, and the number beside it."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A condition as its form shows it."""

    join: str = ALL
    rows: Sequence[Row] = ()
    text: str = ""


def rows_of(condition: object) -> Rows:
    """Return the rows of a condition as data; its text where rows cannot say it."""
    if condition is None:
        return Rows()
    if isinstance(condition, str):
        return Rows(text=condition)
    made = _simple(condition) if isinstance(condition, Mapping) else None
    if made is None or len(made.rows) > MOST_ROWS:
        return Rows(text=toml_value(condition))
    return made


def condition_of(said: Rows, types: Mapping[str, object]) -> object:
    """Return the condition as data; None where nothing was chosen.

    `types` holds the type of each step.  A text that cannot be read stays a text, for the faults to tell.
    """
    if text := said.text.strip():
        try:
            return from_toml(f"condition = {text}")["condition"]
        except TemplateError:
            return text
    leaves = [_leaf(choice, number, types) for choice, number in said.rows if choice]
    if len(leaves) <= 1:
        return leaves[0] if leaves else None
    items = {leaf.get("item") for leaf in leaves}
    if said.join == ANY and len(items) == 1 and all(leaf.keys() == {"item", EQUALS} for leaf in leaves):
        return {"item": leaves[0]["item"], "in": [leaf[EQUALS] for leaf in leaves]}
    return {said.join if said.join in (ALL, ANY) else ALL: leaves}


def _simple(condition: Mapping[str, Any]) -> Rows | None:
    if condition.keys() == {"item", "in"} and isinstance(condition["in"], list):
        parts: list[Any] = [{"item": condition["item"], EQUALS: value} for value in condition["in"]]
        join = ANY
    else:
        join = next((name for name in (ALL, ANY) if condition.keys() == {name}), "")
        parts = condition[join] if join else [condition]
    if not isinstance(parts, list):
        return None
    rows = [_row(part) for part in parts]
    told = [row for row in rows if row is not None]
    return Rows(join or ALL, told) if len(told) == len(rows) else None


def _row(leaf: object) -> Row | None:
    if not isinstance(leaf, Mapping):
        return None
    if leaf.keys() == {"not"}:
        said = _row(leaf["not"])
        return (said[0].replace("|is|", "|not|"), "") if said and "|is|" in said[0] else None
    item = leaf.get("item")
    if leaf.keys() == {"item", "answered"}:
        return f"{item}|{ANSWERED if leaf['answered'] else UNANSWERED}|", ""
    for name in BY_NUMBER:
        if leaf.keys() == {"item", name}:
            return _compared(str(item), name, leaf[name])
    return None


def _compared(item: str, name: str, value: object) -> Row | None:
    if isinstance(value, bool):
        return (f"{item}|{IS}|{'yes' if value else 'no'}", "") if name == EQUALS else None
    if isinstance(value, int | float):
        return f"{item}|{name}|", str(value)
    if name == EQUALS:
        return f"{item}|{IS}|{value}", ""
    return f"{item}|{name}|", str(value)


def _leaf(choice: str, number: str, types: Mapping[str, object]) -> dict[str, Any]:
    item, _, rest = choice.partition("|")
    how, _, value = rest.partition("|")
    if how in (ANSWERED, UNANSWERED):
        return {"item": item, ANSWERED: how == ANSWERED}
    if how in BY_NUMBER:
        return {"item": item, how: number_from(number.strip())}
    told: object = {"yes": True, "no": False}.get(value, value) if types.get(item) == "yes_no" else value
    leaf: dict[str, Any] = {"item": item, EQUALS: told}
    return {"not": leaf} if how == IS_NOT else leaf
