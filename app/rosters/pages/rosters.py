"""A roster on a page: a week with its hours and what they ask for, or a month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.reads.territories import active_territories
from app.registers.tables import Territory
from app.rosters.commands.undoing import last_act, made_by
from app.rosters.errors import CannotUndo
from app.rosters.pages import holidays, words
from app.rosters.pages.asked import asked_day, asked_territory, carried
from app.rosters.pages.narrowed import Group, led_to_own, narrowed
from app.rosters.reads.demand import asked_of
from app.rosters.reads.roster import Roster, roster
from app.rosters.rules.local_days import DAY, days_from, monday
from app.rosters.tables import RosterAct
from app.web.context import principal, transaction
from app.web.pages import lists, once
from app.web.policy import OFFICE

WEEK, MONTH = "week", "month"
GAPS_TOLD = 6
CHART_HEIGHT, CHART_HOUR = 36, 10


def rosters() -> str | Response:
    """Show the week or month of the day that the address names; an engineer his own alone."""
    office = principal().role in OFFICE
    view = MONTH if lists.one_of("view", (WEEK, MONTH)) == MONTH else WEEK
    with transaction(write=False) as uow:
        if office and (led := led_to_own(uow)) is not None:
            return led
        territory = asked_territory(uow)
        if territory is None:
            return render_template("rosters.html", territory=None, words=words)
        today = local_date(uow.now, territory.time_zone)
        on = asked_day("on") or today
        days = _days(on, view)
        asked = asked_of(uow, territory) if office else None
        read = roster(uow, territory, days, asked)
        teams = narrowed(uow, territory, days[0], days[-1])
        return render_template(
            "rosters.html",
            roster=read,
            holidays=holidays.names_of(uow, territory, days),
            teams=teams,
            groups=teams.groups(read.lines) if office else [Group("", "", read.lines)],
            carried_on=carried() if office else {},
            territory=territory,
            territories=active_territories(uow) if office else [],
            view=view,
            on=on,
            today=today,
            earlier=days[0] - DAY,
            later=days[-1] + DAY,
            asked=asked,
            tallest=_tallest(read),
            by_hour=_by_hour(read, territory) if office and view == WEEK else [],
            gaps_told=GAPS_TOLD,
            undoable=_undoable(uow, territory) if office else None,
            office=office,
            once=once.fresh(uow),
            zone=territory.time_zone,
            now=uow.now,
            words=words,
        )


def _days(on: date, view: str) -> list[date]:
    if view == WEEK:
        return days_from(monday(on), 7)
    return days_from(on.replace(day=1), monthrange(on.year, on.month)[1])


def _tallest(read: Roster) -> int:
    return (
        max((max(hour.rostered, hour.wanted or 0) for head in read.days for hour in head.hours), default=1)
        or 1
    )


def _by_hour(read: Roster, territory: Territory) -> list[tuple[str, Sequence[Any]]]:
    """The hours of the clock with those of each day; one that clocks show twice is the worse of both."""
    rows: list[tuple[str, Sequence[Any]]] = []
    for label in (f"{n:02}:00" for n in range(24)):
        cells = []
        for head in read.days:
            same = [one for one in head.hours if words.clock(one.begins_at, territory.time_zone) == label]
            cells.append(min(same, key=lambda one: one.rostered, default=None))
        rows.append((label, cells))
    return rows


def _undoable(uow: UnitOfWork, territory: Territory) -> RosterAct | None:
    act = last_act(uow, territory.id)
    try:
        if act is not None:
            made_by(uow, act)
    except CannotUndo:
        return None
    return act


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/rosters", view_func=rosters)
