"""What is odd about rows that are kept all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.kernel.telephone import from_json, is_likely_wrong
from app.registers.rules.areas import covers, distance_m
from app.registers.tables import Depot, HasNumbers, Site, Territory


def row_warnings(uow: UnitOfWork, row: Any) -> list[Phrase]:
    """Return what somebody should look at who saved the row: its number, or its place, may be another."""
    warned: list[Phrase] = []
    if isinstance(row, HasNumbers) and row.phone_as_said and not row.phone_numbers:
        said = row.phone_as_said
        warned.append(
            Phrase("No telephone number can be read from “%(text)s”; it is kept as it stands.", text=said)
        )
    if isinstance(row, HasNumbers):
        warned += mistyped(row.phone_numbers)
    if isinstance(row, (Site, Depot)):
        warned += odd_place(uow, row.territory_id, row.lat, row.lon)
    return warned


def mistyped(kept: Iterable[Mapping[str, Any]] | None) -> list[Phrase]:
    """Say which numbers look mistyped; they are kept as they were said."""
    return [
        Phrase(
            "%(digits)s has %(n)s digits and is no telephone number: is one missing, or too many?",
            digits=one.digits,
            n=len(one.digits),
        )
        for one in from_json(kept or ())
        if is_likely_wrong(one)
    ]


def odd_place(
    uow: UnitOfWork, territory_id: UUID | None, lat: float | None, lon: float | None
) -> list[Phrase]:
    """Say that a point lies outside of the territory named, or of all of them where none is."""
    if territory_id is not None:
        return outside(uow.get(Territory, territory_id), lat, lon)
    if lat is None or lon is None:
        return []
    territories = uow.session.scalars(select(Territory).where(Territory.active))
    if any(covers(one, (lat, lon)) for one in territories):
        return []
    return [Phrase("The point lies in no territory that is served. Look whether it is right.")]


def outside(territory: Territory, lat: float | None, lon: float | None) -> list[Phrase]:
    """Say that a point lies outside of its territory, and how far from the middle of it."""
    if lat is None or lon is None or covers(territory, (lat, lon)):
        return []
    km = round(distance_m(territory, (lat, lon)) / 1000)
    return [
        Phrase(
            "The point lies outside of the territory %(territory)s, %(km)s km from its centre. Look whether"
            " both are right.",
            territory=territory.name,
            km=km,
        )
    ]
