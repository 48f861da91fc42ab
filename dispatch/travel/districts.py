"""Districts as cells of a grid, and the factors by which drives into them take longer than predicted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from dispatch.fields import Fields, SnapshotError, as_list, as_number, as_whole
from dispatch.travel.points import Point

Cell: TypeAlias = tuple[int, int]

HOURS: Final = 24
LOWEST_FACTOR, HIGHEST_FACTOR = 0.1, 10.0
FINEST_CELL_DEG, COARSEST_CELL_DEG = 0.001, 10.0
MOST_CELLS: Final = 20_000


def cell_of(point: Point, cell_deg: float) -> Cell:
    """The grid cell of a point: (row from the south pole, column eastwards from the date line).

    Cells are `cell_deg` degrees high and wide, 0.02 being some two kilometres; 180° and -180° are one
    meridian.
    """
    lat, lon = point
    return math.floor((lat + 90) / cell_deg), math.floor(((lon + 180) % 360) / cell_deg)


@dataclass(frozen=True, slots=True)
class Corrections:
    """Factors on driving times, by the cell where the drive ends and the band of hours in which it begins.

    `bands` are the local hours at which the bands begin, the first one 0; `overall` has a factor for each and
    answers for cells that are not listed in `cells`.
    """

    cell_deg: float
    bands: tuple[int, ...]
    overall: tuple[float, ...]
    cells: Mapping[Cell, tuple[float, ...]]

    def by_band(self, point: Point) -> tuple[float, ...]:
        """The factor for each band that holds for drives to `point`."""
        return self.cells.get(cell_of(point, self.cell_deg), self.overall)

    def by_hour(self, point: Point) -> tuple[float, ...]:
        """The 24 factors that hold for drives to `point`."""
        factors = self.by_band(point)
        return tuple(factors[band_of(self.bands, hour)] for hour in range(HOURS))

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as in a snapshot's `travel.corrections`."""
        cells = [{"cell": list(cell), "factors": list(f)} for cell, f in sorted(self.cells.items())]
        return {
            "cell_deg": self.cell_deg,
            "bands": list(self.bands),
            "overall": list(self.overall),
            "cells": cells,
        }


def band_of(bands: Sequence[int], hour: float) -> int:
    """Index of the band that a local hour (0 to 24) lies in."""
    return sum(begin <= hour for begin in bands) - 1


def read_corrections(fields: Fields) -> Corrections:
    """Raises SnapshotError naming the field."""
    path = fields.at("bands")
    bands = tuple(
        as_whole(v, f"{path}[{n}]", 0, HOURS - 1) for n, v in enumerate(as_list(fields.need("bands"), path))
    )
    if not bands or bands[0] != 0 or list(bands) != sorted(set(bands)):
        raise SnapshotError(path, "must begin with 0 and ascend", "必须从 0 开始并递增")
    listed = fields.objects("cells")
    if len(listed) > MOST_CELLS:
        raise SnapshotError(
            fields.at("cells"), f"has more than {MOST_CELLS} cells", f"格子超过 {MOST_CELLS} 个"
        )
    return Corrections(
        cell_deg=fields.number("cell_deg", FINEST_CELL_DEG, COARSEST_CELL_DEG),
        bands=bands,
        overall=read_factors(fields, "overall", len(bands)),
        cells={_cell(item): read_factors(item, "factors", len(bands)) for item in listed},
    )


def read_factors(fields: Fields, name: str, count: int) -> tuple[float, ...]:
    """`count` factors on driving time. Raises SnapshotError naming the field."""
    path = fields.at(name)
    values = as_list(fields.need(name), path)
    if len(values) != count:
        raise SnapshotError(
            path,
            f"has {len(values)} factors, must have {count}",
            f"有 {len(values)} 个系数，必须是 {count} 个",
        )
    return tuple(as_number(v, f"{path}[{n}]", LOWEST_FACTOR, HIGHEST_FACTOR) for n, v in enumerate(values))


def _cell(fields: Fields) -> Cell:
    path = fields.at("cell")
    values = as_list(fields.need("cell"), path)
    if len(values) != len(("row", "column")):
        raise SnapshotError(path, "must be [row, column]", "必须是 [行, 列]")
    highest = math.ceil(360 / FINEST_CELL_DEG)
    row, column = (as_whole(v, f"{path}[{n}]", 0, highest) for n, v in enumerate(values))
    return row, column
