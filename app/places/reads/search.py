"""Places by what somebody types, and the point of an address that somebody wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.places.rules.keys import key_of, parts_of
from app.places.tables import Place, PlaceKey

MOST_SHOWN, MOST_KEYS = 8, 64
SURE = 0.9
"""Confidence from which an address needs nobody to look at it."""

_BEYOND = "\U0010ffff"
_SAME_M, _METRES_OF_A_DEGREE = 500, 111_000
_STREET = 0.5
"""Confidence of a street or a building without its number: the middle of it may be far from the door."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place that may be meant; `confidence` is how surely, from 0 to 1."""

    name: str
    lat: float
    lon: float
    confidence: float = 0.0


def suggestions(uow: UnitOfWork, typed: str) -> list[Found]:
    """Return the places that begin as typed, the shortest first: a range of one index."""
    key = key_of(typed)
    if not key:
        return []
    within = (
        select(PlaceKey.place_id, func.length(PlaceKey.key).label("long"))
        .where(PlaceKey.key >= key, PlaceKey.key < key + _BEYOND)
        .order_by(PlaceKey.key)
        .limit(MOST_KEYS)
        .subquery()
    )
    rows = uow.session.execute(
        select(Place.name, Place.city, Place.lat, Place.lon)
        .join(within, within.c.place_id == Place.id)
        .order_by(within.c.long, Place.name, Place.id)
    )
    found: dict[tuple[str, float, float], Found] = {}
    for name, city, lat, lon in rows:
        shown = name if not city or city in name else f"{name}, {city}"
        found.setdefault((shown, round(lat, 3), round(lon, 3)), Found(shown, lat, lon))
    return list(found.values())[:MOST_SHOWN]


def located(uow: UnitOfWork, address: str) -> Found | None:
    """Return where a written address is: the longest name of a place in it that the gazetteer has.

    An address with its house number is sure, unless places far apart bear it.
    """
    parts = parts_of(address)
    if not parts:
        return None
    rows = uow.session.execute(
        select(PlaceKey.key, Place)
        .join(Place, Place.id == PlaceKey.place_id)
        .where(PlaceKey.whole.is_(True), PlaceKey.key.in_(parts))
        .order_by(func.length(PlaceKey.key).desc(), Place.id)
        .limit(MOST_KEYS)
    ).all()
    if not rows:
        return None
    longest = len(rows[0][0])
    best = [place for key, place in rows if len(key) == longest]
    return _judged(best, key_of(address), rows[0][0])


def _judged(best: Sequence[Place], address: str, key: str) -> Found:
    numbered = [place for place in best if place.number]
    first = (numbered or best)[0]
    found = Found(first.name, first.lat, first.lon)
    if any(_apart_m(first, other) > _SAME_M for other in numbered or best):
        return Found(found.name, found.lat, found.lon, 0.2)
    if not numbered:
        return Found(found.name, found.lat, found.lon, _STREET)
    # "88" of an address that says "886" or "88-2" is another house.
    _, _, behind = address.partition(key)
    exact = not (key[-1:].isdigit() and behind[:1].isdigit())
    return Found(found.name, found.lat, found.lon, 0.95 if exact else 0.3)


def _apart_m(one: Place, other: Place) -> float:
    high = (one.lat - other.lat) * _METRES_OF_A_DEGREE
    wide = (one.lon - other.lon) * _METRES_OF_A_DEGREE * cos(radians(one.lat))
    return float((high * high + wide * wide) ** 0.5)
