"""Where a list begins for whoever leads teams: with their territories, said in the address.

An address that names no territory is led to one that does; `?territory=` without a value is all of them.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.registers.pages.own import MINE, MY_TERRITORIES
from app.teams.reads.own_work import own_territories
from app.web.context import principal
from app.web.pages import lists
from app.web.pages.forms import see


def led_to_own(uow: UnitOfWork, endpoint: str, name: str) -> Response | None:
    """Lead whoever opened the list without saying of which territory; None for who leads no team."""
    if request.args:
        return None
    own = own_territories(uow, principal())
    if not own:
        return None
    values: dict[str, Any] = {name: own[0] if len(own) == 1 else MINE}
    return see(url_for(endpoint, **values))


def chosen(uow: UnitOfWork, name: str) -> tuple[UUID, ...]:
    """Return the territories that the address asks for; none: all of them."""
    asked = request.args.get(name, "")
    if asked == MINE:
        return own_territories(uow, principal())
    try:
        return (UUID(asked),) if asked else ()
    except ValueError:  # people edit addresses
        return ()


def shown(name: str) -> str:
    """Return what the address says, as a list's filter shows it; what cannot be read is as if not given."""
    return MINE if request.args.get(name) == MINE else str(lists.key(name) or "")


def choices(uow: UnitOfWork, territories: list[tuple[UUID, str]]) -> list[tuple[UUID | str, object]]:
    """Return what a list can be narrowed to; all of one's own where these are several."""
    own = own_territories(uow, principal())
    mine: list[tuple[UUID | str, object]] = [(MINE, MY_TERRITORIES)] if len(own) > 1 else []
    return [*mine, *territories]
