"""Fills a shape's templates in for one story: what the commands would have written, without them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.cli.years.draws import code, salt
from app.cli.years.marks import COLUMN, ISO
from app.cli.years.specimen import FIXED, NAMED, Specimen, phone_words
from app.cli.years.story import Story
from app.demo.randomness import uuid7

_HOUR = timedelta(hours=1)
Values = dict[str, Any]
Row = list[Any]


def dashed(hexadecimal: str) -> str:
    """Return an id as it is written everywhere but in SQLite's columns."""
    h = hexadecimal
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


@cache
def _words_of(phone: str) -> tuple[str, str, str]:
    return phone_words(phone)


@dataclass(slots=True)
class Filled:
    """Rows of many stories by table, as a driver takes them.

    sqlite: for a file, where columns have ids and instants in another form.  next_event: the id that comes
    next.  heads: stream → its number and hash.
    """

    sqlite: bool
    next_event: int
    tx: int = 0
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, specimen: Specimen, story: Story, rng: random.Random) -> None:
        """Add the rows of one story; the ids and codes are drawn as the commands draw them."""
        values = self._values(specimen, story, rng)
        for name, text in specimen.hashed:
            values[name] = sha256((text % values).encode()).hexdigest()
        for table, cells in specimen.rows:
            row = [
                what if kind == FIXED else values[what] if kind == NAMED else what % values
                for kind, what in cells
            ]
            self.rows.setdefault(table, []).append(row)
        self.next_event += specimen.events

    def _values(self, specimen: Specimen, story: Story, rng: random.Random) -> Values:
        parties = story.parties
        values: Values = {
            "tx": self.tx,
            "lat": parties.point[0],
            "lon": parties.point[1],
            "number": parties.engineer_number,
            "actor": f"engineer:{parties.engineer_number}",
            "fault": parties.fault_code,
            "skill": parties.skill_code,
            "expected_s": parties.expected_s,
            "verdict": story.verdict,
        }
        for name in ("territory", "customer", "site", "asset", "engineer"):
            self._id(values, name, getattr(parties, f"{name}_id"))
        values["phone"], values["phone.digits"], values["phone.key"] = _words_of(parties.phone)
        for n in range(specimen.events):
            values[f"event{n}"] = self.next_event + n
        due_at = story.at["requested"] + _HOUR
        values["late_s.json"] = int((story.at["watched"] - due_at).total_seconds())
        for name, told in story.card.items():
            values[name] = told
            values[f"{name}.json"] = "null" if told is None else str(told).lower()
        self._draw(values, specimen, story, rng)
        self._tell_times(values, specimen, story.at)
        return values

    def _draw(self, values: Values, specimen: Specimen, story: Story, rng: random.Random) -> None:
        for what, asked, name in specimen.draws:
            if what == "id":
                self._id(values, name, uuid7(story.at[asked], rng))
            elif what == "code":
                values[name] = code(rng, *asked)
                values[f"{name}.low"] = values[name].lower()
            elif what == "number":
                values[name] = f"{rng.randrange(asked):04d}"
            else:
                values[name] = salt(rng)

    def _id(self, values: Values, name: str, value: UUID) -> None:
        values[name] = text = dashed(value.hex)
        values[f"{name}.column"] = value.hex if self.sqlite else text

    def _tell_times(self, values: Values, specimen: Specimen, at: Mapping[str, datetime]) -> None:
        for name, act, seconds, how in split(specimen):
            told = (at[act] + timedelta(seconds=seconds) if seconds else at[act]).isoformat()
            if how == COLUMN and self.sqlite:
                told = f"{told[:10]} {told[11:26]}"
            elif how not in (ISO, COLUMN):
                told = f"{told[:26]}Z"
            values[name] = told


_SPLIT: dict[int, list[tuple[str, str, int, str]]] = {}


def split(specimen: Specimen) -> list[tuple[str, str, int, str]]:
    """Return the instants that a specimen needs, taken apart once."""
    found = _SPLIT.get(id(specimen))
    if found is None:
        parts = [(name, *name.split("|")) for name in sorted(specimen.instants)]
        found = _SPLIT[id(specimen)] = [(name, act, int(s), how) for name, act, s, how in parts]
    return found
