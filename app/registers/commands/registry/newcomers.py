"""The stars that an engineer begins with: provisional ones by the settings, or others with a reason."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.tables import Territory


def begin_stars(uow: UnitOfWork, values: dict[str, Any], territory: Territory) -> dict[str, str]:
    """Give a newcomer the stars of the setting; others are somebody's word, and need a reason."""
    stars, said_by = provisional_stars(uow, territory)
    asked, reason = values.get("stars"), str(values.get("stars_reason") or "").strip()
    if asked in {None, stars} and reason in {"", said_by}:
        values |= {"stars": stars, "stars_reason": said_by}
        values["stars_provisional_until"] = provisional_until(uow, territory)
        return {}
    if not reason:
        why = Phrase("is needed: why other stars than the %(num)s of a newcomer?", num=stars)
        return {"stars_reason": why}
    values.setdefault("stars", stars)
    return {}


def provisional_stars(uow: UnitOfWork, territory: Territory) -> tuple[int, str]:
    """Return what newcomers of a territory begin with, and the name of the setting that says so."""
    if territory.provisional_stars is not None:
        return territory.provisional_stars, f"{territory.code}: provisional_stars"
    return uow.settings.provisional_stars, "ONEHOUR_PROVISIONAL_STARS"


def provisional_until(uow: UnitOfWork, territory: Territory) -> date:
    """Return the day by which somebody grades or confirms the stars of one who begins today."""
    months = territory.provisional_months or uow.settings.provisional_months
    return months_later(local_date(uow.now, territory.time_zone), months)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
