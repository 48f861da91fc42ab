"""What a report can be about; each topic says what it counts, of which rows, and in what columns.

`facts` are what the database groups by beside the key, `sums` what it adds up; `fold` makes a line's figures
of (facts…, sums…).  `behind` are the conditions on what a figure counts: whoever follows a figure gets the
rows that make it up, so both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, true

from app.kernel.phrases import Phrase
from app.reports.rules.asked import By
from app.reports.rules.figures import Column, Figures
from app.requests.reads.who_came import promised_of_many, with_first_visits

Clause = ColumnElement[bool]
Condition = Callable[[datetime], Clause]

ALL_BUT_STAGE = tuple(by for by in By if by is not By.STAGE)


def everything(_now: datetime) -> Clause:
    """Hold of every row."""
    return true()


def as_it_is(query: Select[Any]) -> Select[Any]:
    """Need no other table."""
    return query


@dataclass(frozen=True, slots=True)
class Topic:
    """One report; `what` says in a sentence what it counts, `drawn` which columns its chart shows.

    `for_engineer` joins what `engineer` looks at.

    `shown` are columns of the single rows beside their request: the visit, its engineer, score and comment.
    """

    key: str
    title: Phrase
    what: Phrase
    columns: Sequence[Column]
    drawn: Sequence[str]
    fold: Callable[[Sequence[Any]], Figures]
    behind: Mapping[str, Condition]
    facts: Callable[[datetime], Sequence[Any]] = lambda _: ()
    sums: Callable[[], Sequence[ColumnElement[Any]]] = lambda: (func.count(),)
    holds: Condition = everything
    joined: Callable[[Select[Any]], Select[Any]] = as_it_is
    shown: Callable[[], Sequence[Any]] = tuple
    engineer: Callable[[], Any] = promised_of_many
    for_engineer: Callable[[Select[Any]], Select[Any]] = with_first_visits
    ways: Sequence[By] = ALL_BUT_STAGE
