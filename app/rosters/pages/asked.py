"""What the addresses of rosters ask for: a territory, a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask import request, url_for

from app.kernel import Role, UnitOfWork
from app.kernel.errors import Invalid, NotFound
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.reads.territories import active_territories
from app.registers.tables import Engineer, Territory
from app.web.context import principal

TEAM = "team"
_FIRST, _LAST = 2000, 2200
_LONGEST = 1000


def asked_territory(uow: UnitOfWork, key: str | None = None) -> Territory | None:
    """The territory that the address names (an engineer's own for him), else the first; None without any."""
    who = principal()
    if who.role is Role.ENGINEER and who.engineer_id is not None:
        return uow.get(Territory, uow.get(Engineer, who.engineer_id).territory_id)
    try:
        return uow.get(Territory, UUID(request.args.get("territory_id", "") if key is None else key))
    except (ValueError, NotFound):
        known = active_territories(uow)
        return uow.get(Territory, known[0][0]) if known else None


def asked_day(name: str) -> date | None:
    """The day that the address or form names; None where it is none that a roster has."""
    return read_day(request.args.get(name, ""))


def read_day(text: str) -> date | None:
    """Read a day; None where it is none that a roster has."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST <= day.year < _LAST else None


def week_of(territory_id: UUID, day: date) -> str:
    """The address of a week, or of the month where the sender looked at one; of his teams."""
    return url_for("pages.rosters", territory_id=territory_id, on=day.isoformat(), **carried())


def carried() -> Mapping[str, Any]:
    """Which teams, week or month the sender looks at: as his address says, or where his form leads back."""
    try:
        back = parse_qs(urlsplit(request.form.get("back", "")).query, keep_blank_values=True)
    except ValueError:  # no address at all
        back = {}
    found = {name: request.values.get(name, back.get(name, [None])[0]) for name in (TEAM, "view")}
    return {name: text[:_LONGEST] for name, text in found.items() if text is not None}


def form_territory(uow: UnitOfWork) -> Territory:
    """The territory that a form or the address of one names.

    Raises:
        NotFound: there is none.
    """
    territory = asked_territory(uow, request.form.get("territory_id") or request.args.get("territory_id", ""))
    if territory is None:
        raise NotFound("territory", "")
    return territory


def form_day(uow: UnitOfWork, territory: Territory, name: str) -> date:
    """The day that a form or the address of one names, else the territory's today."""
    return read_day(request.form.get(name, "")) or asked_day("on") or local_date(uow.now, territory.time_zone)


def day_of(name: str) -> date:
    """The day that a form says.

    Raises:
        Invalid: it is none that a roster has.
    """
    day = read_day(request.form.get(name, ""))
    if day is None:
        raise Invalid({name: Phrase("must be a date")})
    return day
