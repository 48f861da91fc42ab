"""Calendars: the days of a year on which coverage hours differ, and what the office says of a date."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.calendar.rules.opening_hours import WEEKDAYS
from app.calendar.rules.public_holidays import lacks_make_up_days
from app.kernel import errors
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.pages import words
from app.registers.reads import calendars
from app.registers.reads import registry as registers
from app.registers.reads.territories import active_territories, zone_of_territory
from app.registers.tables import Territory
from app.web.context import principal, transaction
from app.web.languages import holiday_names
from app.web.pages import lists
from app.web.pages.forms import see
from app.web.pages.i18n import short_day
from app.web.policy import MANAGEMENT
from app.web.wording import say

_FIRST, _LAST = 1970, 2200
_LONGEST_NOTE = 200
_FIGURES = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d)/(\d\d)/(\d{4})")


def calendars_page() -> str:
    """Show a year's days that differ, of the territory or contract that the address names."""
    with transaction(write=False) as uow:
        territories = active_territories(uow)
        territory: Territory | None = None
        contract = None
        territory_id = lists.key("territory_id") or (territories[0][0] if territories else None)
        if (contract_id := lists.key("contract_id")) is not None:
            territory, contract = calendars.contract_and_territory(uow, contract_id)
        elif territory_id is not None:
            territory = uow.get(Territory, territory_id)
        this_year = local_date(uow.now, territory.time_zone if territory else zone_of_territory(uow)).year
        year = _year(this_year)
        code = calendars.calendar_code(territory, contract) if territory else None
        return render_template(
            "calendars.html",
            territories=territories,
            territory=territory,
            contract=contract,
            year=year,
            days=calendars.special_days(uow, territory, contract, year, holiday_names()) if territory else [],
            code=words.calendar_name(code) if code else None,
            lacking=code is not None and lacks_make_up_days(code, year, this_year),
            spelled=spelled,
            may_change=principal().role in MANAGEMENT,
            weekdays=[(day, words.WEEKDAYS[day]) for day in WEEKDAYS],
            words=words,
        )


def add_day() -> Response:
    """Say of a date how it differs."""
    form = request.form
    try:
        values = {
            "territory_id": _key("territory_id") if not form.get("contract_id") else None,
            "contract_id": _key("contract_id") if form.get("contract_id") else None,
            **_said(),
        }
        with transaction() as uow:
            registry.create(uow, "calendar_day", values)
    except (errors.Invalid, errors.Conflict) as refused:
        flash(_why_not(refused), "bad")
    else:
        flash(say(Phrase("The day was added. Promises already given stay as they are.")), "good")
    return see(_back())


def remove_day(calendar_day_id: UUID) -> Response:
    """Take back what was said of a date."""
    with transaction() as uow:
        row = registers.one(uow, registers.REGISTERS["calendar_day"], calendar_day_id)
        address = _address(row.territory_id, row.contract_id, row.date.year)
        registry.remove(uow, "calendar_day", row)
    flash(say(Phrase("The day was removed.")), "good")
    return see(address)


def _said() -> dict[str, Any]:
    try:
        day = date.fromisoformat(request.form.get("date", ""))
    except ValueError as bad:
        raise errors.Invalid({"date": Phrase("must be a date")}) from bad
    if not _FIRST <= day.year <= _LAST:
        raise errors.Invalid({"date": Phrase("must be a date")})
    said = request.form.get("kind", "")
    kind, weekday = (calendars.AS, said) if said in WEEKDAYS else (said, None)
    if kind not in calendars.DAY_KINDS:
        raise errors.Invalid({"kind": Phrase("must be open, closed or a weekday")})
    note = request.form.get("note", "").strip()[:_LONGEST_NOTE]
    return {"date": day, "kind": kind, "as_weekday": weekday, "note": note}


def _key(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError as bad:
        raise errors.Invalid({name: Phrase("is not an id")}) from bad


def _why_not(refused: errors.Invalid | errors.Conflict) -> str:
    if isinstance(refused, errors.Invalid):
        return "; ".join(
            f"{words.word(words.CALENDAR_FIELDS, path)} {say(text)}"
            for path, texts in refused.errors.items()
            for text in texts
        )
    return say(refused.detail)


def _back() -> str:
    form = request.form
    day = form.get("date", "")
    year = int(day[:4]) if day[:4].isascii() and day[:4].isdigit() else 0
    return _address(form.get("territory_id") or None, form.get("contract_id") or None, year)


def _address(territory_id: UUID | str | None, contract_id: UUID | str | None, year: int) -> str:
    owner = {"contract_id": contract_id} if contract_id else {"territory_id": territory_id}
    return url_for("pages.calendars", **owner, year=year or None)


def spelled(name: str) -> str:
    """Write the dates inside a holiday's name, where its calendar has them as figures, as the page does."""
    return _FIGURES.sub(_written, name)


def _written(found: re.Match[str]) -> str:
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 4, 5)
    return short_day(date(int(year), int(month), int(day)))


def _year(present: int) -> int:
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= len(str(_LAST)) else present
    return min(max(year, _FIRST), _LAST)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/calendars", "calendars", calendars_page)
    site.add_url_rule("/calendars/days", "add_calendar_day", add_day, methods=["POST"])
    site.add_url_rule(
        "/calendars/days/<uuid:calendar_day_id>/remove", "remove_calendar_day", remove_day, methods=["POST"]
    )
