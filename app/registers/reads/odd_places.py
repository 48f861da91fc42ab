"""What looks mistaken about a place before it is saved: numbers the wrong way round, a vast boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geopy.distance import great_circle
from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.rules.areas import Point, covers
from app.registers.tables import Territory

FAR_KM = 300
"""A centre so far from every other one may have its two numbers the wrong way round."""

WIDE = 2
"""A boundary that reaches so many times the radius from the centre may have a corner in another country."""

_POINTS: Mapping[str, tuple[str, str]] = {
    "site": ("point", ""),
    "depot": ("point", ""),
    "engineer": ("base", "base_"),
}
_MOST_LAT = 90


@dataclass(frozen=True, slots=True)
class Odd:
    """What to ask; `swap` is the field whose two numbers may be the wrong way round."""

    text: Phrase
    swap: str = ""


def odd_places(uow: UnitOfWork, register: str, values: Mapping[str, Any], row: Any = None) -> list[Odd]:
    """Return what to ask about the columns that a form would write; `row` is what stands there."""
    if register == "territory":
        return list(_of_territory(uow, values, row))
    if register in _POINTS:
        return list(_of_point(uow, *_POINTS[register], values))
    return []


def _of_territory(uow: UnitOfWork, values: Mapping[str, Any], row: Any) -> Iterator[Odd]:
    names = ("centre_lat", "centre_lon", "radius_m", "boundary")
    if not values.keys() & set(names):
        return
    lat, lon, radius_m, ring = (values.get(name, getattr(row, name, None)) for name in names)
    if lat is None or lon is None:
        return
    if "centre_lat" in values or "centre_lon" in values:
        yield from _of_centre(uow, (lat, lon), row)
    if ring and radius_m:
        reach = max(_km((lat, lon), (corner[0], corner[1])) for corner in ring)
        if reach > WIDE * radius_m / 1000:
            yield Odd(
                Phrase(
                    "The boundary reaches %(reach)s km from the centre, the radius is %(radius)s km.",
                    reach=round(reach),
                    radius=round(radius_m / 1000),
                )
            )


def _of_centre(uow: UnitOfWork, centre: Point, row: Any) -> Iterator[Odd]:
    others = _others(uow, row)
    swapped = (centre[1], centre[0])
    if not others or abs(swapped[0]) > _MOST_LAT:
        return
    far, near = (min(_km(point, other) for other in others) for point in (centre, swapped))
    if far > FAR_KM > near:
        yield Odd(
            Phrase(
                "The centre lies %(far)s km from the nearest territory; with its two numbers the other way"
                " round it would be %(near)s km.",
                far=round(far),
                near=round(near),
            ),
            "centre",
        )


def _of_point(uow: UnitOfWork, path: str, prefix: str, values: Mapping[str, Any]) -> Iterator[Odd]:
    lat, lon = values.get(f"{prefix}lat"), values.get(f"{prefix}lon")
    if lat is None or lon is None or abs(lon) > _MOST_LAT:
        return
    territories = uow.session.scalars(select(Territory).where(Territory.active)).all()
    if any(covers(one, (lat, lon)) for one in territories):
        return
    if found := next((one for one in territories if covers(one, (lon, lat))), None):
        text = Phrase(
            "The point lies in no territory; with its two numbers the other way round it lies in"
            " %(territory)s.",
            territory=found.name,
        )
        yield Odd(text, path)


def _others(uow: UnitOfWork, row: Any) -> Sequence[Point]:
    rows = select(Territory.id, Territory.centre_lat, Territory.centre_lon).where(Territory.active)
    own = getattr(row, "id", None)
    return [(lat, lon) for key, lat, lon in uow.session.execute(rows) if key != own]


def _km(one: Point, other: Point) -> float:
    return float(great_circle(one, other).km)
