"""What is asked before a row is saved: whether it is on record already, and whether its place is meant so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.registers.commands.registry.checks import everything_wrong
from app.registers.pages.declaration import Declared
from app.registers.reads.alike import Alike, alike
from app.registers.reads.odd_places import Odd, odd_places
from app.web.pages.form_values import read_point, write_point

NONE_OF_THESE, AS_IT_STANDS, SWAP = "none_of_these", "as_it_stands", "swap"


class Doubted(Exception):
    """Somebody is asked whether it is meant so; nothing is saved."""

    def __init__(self, found: Sequence[Alike], odd: Sequence[Odd]) -> None:
        super().__init__()
        self.alike, self.odd = found, odd


def ask(uow: UnitOfWork, declared: Declared, read: Mapping[str, Any], row: Any = None) -> None:
    """Ask what was not answered on the form yet: of a new row whether it is one on record.

    Of what cannot be written anyhow nothing is asked: the form says first what is wrong.

    Raises:
        Doubted: there is something to ask.
    """
    if everything_wrong(uow, declared.name, dict(read), row)[1]:
        return
    found: Sequence[Alike] = ()
    if row is None and NONE_OF_THESE not in request.form:
        found = alike(uow, declared.name, read)
    odd = [] if AS_IT_STANDS in request.form else odd_places(uow, declared.name, read, row)
    if found or odd:
        raise Doubted(found, odd)


def as_swapped(values: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed; where the button was pressed, with a point the other way round."""
    path = request.form.get(SWAP, "")
    if path not in values:
        return dict(values)
    try:
        point = read_point(values[path], path)
    except Invalid:
        return dict(values)
    return {**values, path: write_point({"lat": point["lon"], "lon": point["lat"]})}
