"""The positions that an engineer's phone reported on one day, as a list."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request

from app.kernel.local_dates import local_date
from app.positions.pages import words
from app.positions.reads import positions as reported
from app.web.context import transaction
from app.web.instants import FIRST_YEAR


def positions(engineer_id: UUID) -> str:
    """Show the positions of `?day=`, in the territory's time; today's where no day is given."""
    with transaction(write=False) as uow:
        engineer, zone = reported.engineer_and_zone(uow, engineer_id)
        tz = ZoneInfo(zone)
        today = local_date(uow.now, zone)
        day = min(_day(request.args.get("day", "")) or today, today)
        begin = datetime.combine(day, time(), tz).astimezone(UTC)
        end = datetime.combine(day + timedelta(days=1), time(), tz).astimezone(UTC)
        return render_template(
            "positions.html",
            engineer=engineer,
            zone=zone,
            day=day,
            earlier=day - timedelta(days=1),
            later=day + timedelta(days=1) if day < today else None,
            rows=reported.positions_between(uow, engineer_id, begin, end),
            most=reported.MOST,
            days_kept=uow.settings.position_days,
            now=uow.now,
            words=words,
        )


def _day(text: str) -> date | None:
    """Read a date; what is none is as if not given, since people edit addresses."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/engineers/<uuid:engineer_id>/positions", view_func=positions)
