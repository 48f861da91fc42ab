"""A manager's start page: danger first, then today and this week against what was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from app.desk.reads import board
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.promise.pages import words
from app.promise.reads.alerts import open_alerts
from app.promise.reads.danger import Level
from app.registers.reads.customers import zone_of_customer
from app.registers.reads.territories import active_territories
from app.registers.tables import Territory
from app.reports.pages import asking
from app.reports.pages import words as report_words
from app.reports.pages.charts import chart_markup
from app.reports.reads.reports import report, totals
from app.reports.rules.asked import Asked, By
from app.start.reads.overview import territory_days, together
from app.teams.pages import beginning
from app.web.context import principal, transaction

_TERRITORY = "territory"
_CHART_DAYS = 14
_MOST_URGENT = 8
_URGENT = (Level.LATE, Level.DANGER)


def overview() -> str | Response:
    """Show it; who leads teams begins with their territories."""
    who = principal()
    with transaction(write=False) as uow:
        if led := beginning.led_to_own(uow, "pages.overview", _TERRITORY):
            return led
        ids = beginning.chosen(uow, _TERRITORY)
        days = territory_days(uow, ids)
        shown = board.today(uow, who, board.Filters(territory_ids=ids))
        # Complaints belong to no territory, and are everybody's.
        alerts = [one for one in open_alerts(uow) if not ids or one.alert.territory_id in (None, *ids)]
        week = _week(uow, ids)
        course = replace(week, from_on=week.to_on - timedelta(days=_CHART_DAYS - 1))
        return render_template(
            "overview.html",
            days=days,
            today=together([day.today for day in days]),
            week=together([day.week for day in days]),
            urgent=[row for row in shown.rows if row.level in _URGENT][:_MOST_URGENT],
            counts=shown.counts,
            unanswered=sum(1 for one in alerts if one.alert.acknowledged_at is None),
            alerts=len(alerts),
            now=uow.now,
            territories=beginning.choices(uow, active_territories(uow)),
            chosen=beginning.shown(_TERRITORY),
            words=words,
            asked=week,
            waits=totals(uow, replace(week, topic="waits")),
            ratings=totals(uow, replace(week, topic="ratings")),
            fixes=totals(uow, replace(week, topic="first-time-fix")),
            drawing=chart_markup(report(uow, course), course, {}),
            report_at=_report_at,
            behind_at=_behind_at,
            report_words=report_words,
        )


def _week(uow: UnitOfWork, ids: tuple[UUID, ...]) -> Asked:
    """Return what asks for the days since Monday: of all, of one territory, or of several."""
    zone = uow.get(Territory, ids[0]).time_zone if ids else zone_of_customer(uow, None)
    today = local_date(uow.now, zone)
    asked = Asked("promises", By.DAY, today - timedelta(days=today.weekday()), today, zone)
    if len(ids) == 1:
        return replace(asked, territory_id=ids[0])
    return replace(asked, territory_ids=ids)


def _report_at(asked: Asked, **changes: object) -> str:
    """Return the address of a report of the same days, with something changed."""
    if "by" in changes:
        changes["by"] = By(str(changes["by"]))
    return url_for("pages.reports", **asking.address(replace(asked, **changes)))  # type: ignore[arg-type]


def _behind_at(asked: Asked, figure: str, topic: str = "promises") -> str:
    """Return the address of the requests behind a figure of all that is asked for."""
    return url_for("pages.report_behind", figure=figure, **asking.address(replace(asked, topic=topic)))


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/overview", view_func=overview)
