"""Who is on call in a week, on a page to call from."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.kernel.local_dates import local_date
from app.registers.reads.territories import active_territories
from app.rosters.pages import words
from app.rosters.pages.asked import asked_day, asked_territory
from app.rosters.reads.on_call import on_call as who_is_on_call
from app.rosters.rules.local_days import DAY, days_from, monday, span_of
from app.web.context import transaction

WEEK = 7


def on_call() -> str:
    """Show the week of the day that the address names."""
    with transaction(write=False) as uow:
        territory = asked_territory(uow)
        if territory is None:
            return render_template("on_call.html", territory=None)
        zone = territory.time_zone
        today = local_date(uow.now, zone)
        days = days_from(monday(asked_day("on") or today), WEEK)
        begin, end = span_of(days[0], zone)[0], span_of(days[-1], zone)[1]
        found = who_is_on_call(uow, territory, begin, end)
        return render_template(
            "on_call.html",
            territory=territory,
            territories=active_territories(uow),
            by_day=[
                (day, [one for one in found if local_date(max(one.starts_at, begin), zone) == day])
                for day in days
            ],
            found=found,
            on=days[0],
            today=today,
            earlier=days[0] - DAY,
            later=days[-1] + DAY,
            zone=zone,
            now=uow.now,
            words=words,
        )


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/rosters/on-call", view_func=on_call)
