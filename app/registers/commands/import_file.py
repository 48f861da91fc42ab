"""What the rows of one file make impossible for one another, before any of them is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.commands.registry.people import overlaps
from app.registers.commands.registry.rules import RULES

ASSET, SHIFT = "asset", "shift"

People = tuple[str, str]
"""A name as names are compared, and a telephone number as it is found."""


@dataclass
class InFile:
    """The rows of the register `kind` that were seen in the file so far.

    `same` are the rows of which somebody said that they are a customer who has a row already; with `all_same`
    that was said of all that are likely one.
    """

    kind: str
    same: frozenset[int] = frozenset()
    all_same: bool = False
    _said: set[Sequence[str]] = field(default_factory=set)
    _taken: dict[tuple[str, object], int] = field(default_factory=dict)
    _people: dict[People, int] = field(default_factory=dict)
    _made: dict[int, UUID] = field(default_factory=dict)
    _claimed: set[object] = field(default_factory=set)
    _shifts: defaultdict[object, list[tuple[datetime, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def before(self, people: Iterable[People], number: int) -> int | None:
        """Return the first row with the same name and number, where it is another; this one is noted."""
        rows = [self._people.setdefault(one, number) for one in people]
        return min((row for row in rows if row != number), default=None)

    def is_same(self, number: int) -> bool:
        """Whether a row that is likely a customer who has a row already was said to be."""
        return self.all_same or number in self.same

    def stands(self, number: int, row: Any) -> None:
        """Note what a row of the file became, by its id where its register has ids."""
        self.claim(row)
        if hasattr(row, "id"):
            self._made[number] = row.id

    def made(self, number: int | None) -> UUID | None:
        """Return what a row became, if it was written."""
        return self._made.get(number) if number is not None else None

    def says_again(self, cells: Sequence[str]) -> bool:
        """Tell whether a row before said the same word for word; machines may stand in equal rows."""
        return self.kind != ASSET and tuple(cells) in self._said

    def note(self, cells: Sequence[str]) -> None:
        """Note a row that can be taken."""
        self._said.add(tuple(cells))

    def claim(self, row: Any) -> None:
        """Note that a row of the file stands for this one on record."""
        self._claimed.add(getattr(row, "id", None) or row.code)

    def is_free(self, row: Any) -> bool:
        """Tell whether no row before stands for this one."""
        return row.id not in self._claimed

    def check(self, number: int, values: Mapping[str, Any], zone: str = "UTC") -> None:
        """Take the values of the row of this number as they would be stored; `zone` is its local times'.

        Raises:
            Invalid: a row before has a value that must stand once, or is a shift that overlaps.
        """
        for column in RULES[self.kind].unique:
            value = values.get(column)
            if value is None:
                continue
            before = self._taken.setdefault((column, value), number)
            if before != number:
                told = Phrase("%(value)s stands in row %(row)s of this file already", value=value, row=before)
                raise Invalid({column: told})
        if self.kind == SHIFT:
            self._check_shift(values, zone)

    def _check_shift(self, values: Mapping[str, Any], zone: str) -> None:
        starts_at, ends_at = values["starts_at"], values["ends_at"]
        others = self._shifts[values["engineer_id"]]
        for begins, ends in others:
            if begins < ends_at and starts_at < ends:
                raise Invalid({"starts_at": overlaps(begins, zone)})
        others.append((starts_at, ends_at))
