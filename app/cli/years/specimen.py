"""One shape's rows as templates, made of a story that the commands played, for thousands of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Table, Uuid

from app.cli.years.json_marks import JSON_TEXTS, OF_CARD, json_marked
from app.cli.years.marks import COLUMN, Marks, names_in, template
from app.cli.years.recipes import Recipes
from app.cli.years.scratch import Played
from app.cli.years.story import Shape
from app.kernel.base import Base, UtcDateTime
from app.kernel.telephone import key_of, read_phone_numbers

FIXED, NAMED, WRITTEN = range(3)
Cell = tuple[int, Any]
"""A value that is always the same, the name of one, or a template to be filled in."""

NUMBERED = {"search_texts": "id"}
"""Columns that the database counts by itself."""

_OF_EVENTS = frozenset({("events", "id"), ("event_personal_data", "event_id")})
_NAMED = {
    ("events", "tx_id"): "tx",
    ("service_requests", "expected_s"): "expected_s",
    **{("ratings", name): name for name in OF_CARD},
}


@dataclass
class Specimen:
    """What a story of one shape leaves: `rows` by table, and what has to be drawn and hashed for them.

    draws: (what, asked, names) in their order.  hashed: name → what the hash is of.  instants: all that are
    needed, as `act|seconds|how`.
    """

    shape: Shape
    draws: Sequence[tuple[str, Any, str]]
    hashed: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[str, list[Cell]]] = field(default_factory=list)
    instants: set[str] = field(default_factory=set)
    events: int = 0


def specimen(played: Played) -> Specimen:
    """Make one of what was played.

    Raises:
        UnknownValue: the commands wrote something whose origin the filling does not know.
    """
    drawn, draws = _drawn(played)
    marks = Marks(played.story, drawn, _words(played))
    made = Specimen(played.story.shape, draws)
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for (name, _), row in played.rows.items():
        by_table.setdefault(name, []).append(row)
    recipes = Recipes(marks, by_table)
    made.hashed = recipes.all()
    numbers = {row["id"]: f"event{n}" for n, row in enumerate(by_table["events"])}
    made.events = len(numbers)
    for table in Base.metadata.sorted_tables:
        for row in by_table.get(table.name, ()):
            made.rows.append((table.name, _cells(table, row, marks, numbers)))
    texts = [text for _, text in made.hashed]
    texts += [text for _, cells in made.rows for kind, text in cells if kind == WRITTEN]
    named = {name for _, cells in made.rows for kind, name in cells if kind == NAMED}
    made.instants = {name for name in named.union(*map(names_in, texts)) if "|" in name}
    return made


def _drawn(played: Played) -> tuple[dict[Any, str], list[tuple[str, Any, str]]]:
    names: dict[Any, str] = {}
    draws = []
    acts = {at: name for name, at in played.story.at.items()}
    for n, one in enumerate(played.drawn):
        name = f"{one.what}{n}"
        came = (
            f"{one.came:04d}"
            if one.what == "number"
            else "".join(one.came)
            if one.what == "code"
            else one.came
        )
        names[came] = name
        if one.what == "code":
            names[came.lower()] = f"{name}.low"
        asked = acts[one.asked] if one.what == "id" else one.asked
        draws.append((one.what, asked, name))
    return names, draws


def phone_words(phone: str) -> tuple[str, str, str]:
    """Return a number as it is kept: itself, its digits, and those by which it is found."""
    [read] = read_phone_numbers(phone, "ZZ")
    return phone, str(read.to_json()["digits"]), key_of(read)


def _words(played: Played) -> dict[str, str]:
    story = played.story
    parties = story.parties
    return {
        **dict(zip(phone_words(parties.phone), ("phone", "phone.digits", "phone.key"), strict=True)),
        parties.engineer_number: "number",
        f"engineer:{parties.engineer_number}": "actor",
        parties.fault_code: "fault",
        parties.skill_code: "skill",
        **({story.verdict: "verdict"} if story.verdict else {}),
    }


def _cells(table: Table, row: Mapping[str, Any], marks: Marks, numbers: Mapping[int, str]) -> list[Cell]:
    return [
        _cell(table.name, column, row[column.name], marks, row, numbers)
        for column in table.columns
        if NUMBERED.get(table.name) != column.name
    ]


def _cell(
    table: str, column: Any, raw: Any, marks: Marks, row: Mapping[str, Any], numbers: Mapping[int, str]
) -> Cell:
    place = table, column.name
    if place in _OF_EVENTS:
        return NAMED, numbers[raw]
    if place in _NAMED and raw is not None:
        return NAMED, _NAMED[place]
    if raw is None or isinstance(column.type, Boolean):
        return FIXED, raw if raw is None else bool(raw)
    if isinstance(column.type, JSON) or place in JSON_TEXTS:
        return _written(json_marked(table, row, column.name, marks))
    return _plain(column, raw, marks)


def _plain(column: Any, raw: Any, marks: Marks) -> Cell:
    if isinstance(column.type, Uuid):
        return NAMED, f"{marks.of_id(UUID(raw))}.column"
    if isinstance(column.type, UtcDateTime):
        return NAMED, marks.of_instant(datetime.fromisoformat(raw).replace(tzinfo=UTC), COLUMN)
    if isinstance(raw, float) and (name := marks.number(raw)):
        return NAMED, name
    return _written(marks.text(raw)) if isinstance(raw, str) else (FIXED, raw)


def _written(marked: str) -> Cell:
    text = template(marked)
    names = names_in(text)
    if len(names) == 1 and text == f"%({(name := names.pop())})s":
        return NAMED, name
    return (WRITTEN, text) if names or "%(" in text else (FIXED, text % {})
