"""A manager's start page: danger first, then today and this week against what was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, render_template, url_for

from app.desk.reads import board
from app.promise.pages import words
from app.promise.reads.alerts import open_alerts
from app.promise.reads.danger import Level
from app.registers.reads.customers import zone_of_customer
from app.reports.pages import asking
from app.reports.pages import words as report_words
from app.reports.pages.charts import chart_markup
from app.reports.reads.reports import report, totals
from app.reports.rules.asked import Asked, By, local_day
from app.start.reads.overview import territory_days, together
from app.web.context import principal, transaction

_CHART_DAYS = 14
_MOST_URGENT = 8
_URGENT = (Level.LATE, Level.DANGER)


def overview() -> str:
    """Show it."""
    who = principal()
    with transaction(write=False) as uow:
        days = territory_days(uow)
        shown = board.today(uow, who, board.Filters())
        alerts = open_alerts(uow)
        zone = zone_of_customer(uow, None)
        today = local_day(uow.now, zone)
        week = Asked("promises", By.DAY, today - timedelta(days=today.weekday()), today, zone)
        course = replace(week, from_on=today - timedelta(days=_CHART_DAYS - 1))
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
