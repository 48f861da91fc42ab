"""Where two records differ, named by path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.canonical import Json
from checklists.conditions import same
from checklists.reader import join


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs: ``kind`` is ``changed``, ``added`` or ``removed``; an absent side is ``None``.

    Indexes in ``path`` count in the old record, but in the new one for what was added.
    """

    path: str
    kind: str
    before: Json
    after: Json


def changes(old: Json, new: Json) -> list[Change]:
    """Every place where ``new`` differs from ``old``, in the order of the keys.

    Rows of a list are matched by their ``id``, if all have one, so that a row put in front does not make
    every row after it look changed; other lists by position.
    """
    return list(_compare(old, new, ""))


def _compare(old: Json, new: Json, path: str) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _members(
            {key: (join(path, key), value) for key, value in old.items()},
            {key: (join(path, key), value) for key, value in new.items()},
        )
    elif isinstance(old, list) and isinstance(new, list):
        by_id = _has_ids(old) and _has_ids(new)
        yield from _members(_rows(old, path, by_id=by_id), _rows(new, path, by_id=by_id))
    elif not same(old, new):
        yield Change(path, "changed", old, new)


_Placed = dict[str, tuple[str, Json]]


def _members(old: _Placed, new: _Placed) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        if key not in new:
            yield Change(old[key][0], "removed", old[key][1], None)
        elif key not in old:
            yield Change(new[key][0], "added", None, new[key][1])
        else:
            yield from _compare(old[key][1], new[key][1], old[key][0])


def _rows(rows: list[Json], path: str, *, by_id: bool) -> _Placed:
    placed: _Placed = {}
    for index, row in enumerate(rows):
        key = str(row["id"]) if by_id and isinstance(row, dict) else f"{index:09d}"
        placed[key] = (f"{path}[{index}]", row)
    return placed


def _has_ids(rows: list[Json]) -> bool:
    ids = [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    return len(ids) == len(rows) == len(set(map(str, ids)))
