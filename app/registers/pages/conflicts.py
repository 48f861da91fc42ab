"""Two people changed one row: whose value counts, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MINE, SAVED, TAKE = "mine", "saved", "take."
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed, each to another value, as the form writes it."""

    path: str
    mine: str
    saved: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What shall be written; `open` are fields to be decided, `theirs` those that others changed alone."""

    values: Mapping[str, str]
    open: Sequence[Conflict]
    theirs: Sequence[str]


def carried(text: str) -> dict[str, str]:
    """Read what the form says stood there when it was shown; of a form without it nothing is known."""
    try:
        found = json.loads(text[:MOST]) if text else {}
    except (ValueError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        return {}
    return {path: told for path, told in found.items() if isinstance(told, str)}


def settle(
    typed: Mapping[str, str], was: Mapping[str, str], now: Mapping[str, str], said: Mapping[str, str]
) -> Settled:
    """Decide each field: unchanged by one of both it is the other's; else what `said` chooses.

    A choice counts for the value that it was shown beside: what stands there now must be what stood there
    then (`was`).
    """
    values: dict[str, str] = {}
    disputed: list[Conflict] = []
    theirs: list[str] = []
    for path, saved in now.items():
        mine, before = typed.get(path, saved), was.get(path, saved)
        if said.get(TAKE + path) == SAVED and before == saved:
            mine = saved
        values[path] = mine
        if saved in (mine, before):
            continue
        if mine == before:
            values[path] = saved
            theirs.append(path)
        else:
            disputed.append(Conflict(path, mine, saved))
    return Settled(values, disputed, theirs)
