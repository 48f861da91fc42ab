"""Fills the gazetteer from a map: the places of a file in place of those that it gave before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from sqlalchemy import delete, func, insert, select

from app.kernel import Runtime, unit_of_work
from app.places.commands.reading_maps import MapPlace
from app.places.tables import Place, PlaceKey

BATCH = 2_000
"""Places of one transaction: a repair request that comes meanwhile waits for no more than these."""


def fill(
    runtime: Runtime,
    source: str,
    places: Iterable[MapPlace],
    progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Put the places of `source` in, and take those out that it gave before; returns how many there are.

    While it runs both stand: whoever types finds too many rather than too few.
    """
    source = source[:120]
    before = _newest(runtime)
    waiting, done = iter(places), 0
    while batch := list(islice(waiting, BATCH)):
        _add(runtime, source, batch)
        done += len(batch)
        progress(done)
    while _take_out(runtime, source, before):
        pass
    return done


def forget(runtime: Runtime, source: str) -> int:
    """Take the places of `source` out; returns how many there were."""
    until, done = _newest(runtime), 0
    while taken := _take_out(runtime, source[:120], until):
        done += taken
    return done


def _newest(runtime: Runtime) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.max(Place.id))) or 0


def _add(runtime: Runtime, source: str, batch: Sequence[MapPlace]) -> None:
    with unit_of_work(runtime) as uow:
        rows = [
            {
                "source": source,
                "name": one.name,
                "street": one.street,
                "number": one.number,
                "city": one.city,
                "lat": one.point[0],
                "lon": one.point[1],
            }
            for one in batch
        ]
        made = insert(Place).returning(Place.id, sort_by_parameter_order=True)
        ids = uow.session.scalars(made, rows).all()
        keys = [
            {"key": key, "place_id": place_id, "whole": key in one.whole}
            for place_id, one in zip(ids, batch, strict=True)
            for key in one.keys
        ]
        if keys:
            uow.session.execute(insert(PlaceKey), keys)


def _take_out(runtime: Runtime, source: str, until: int) -> int:
    with unit_of_work(runtime) as uow:
        old = select(Place.id).where(Place.source == source, Place.id <= until).limit(BATCH)
        ids = uow.session.scalars(old).all()
        uow.session.execute(delete(PlaceKey).where(PlaceKey.place_id.in_(ids)))
        uow.session.execute(delete(Place).where(Place.id.in_(ids)))
        return len(ids)
