"""Words of calendars for people."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from app.web.pages.words import word

__all__ = ["CALENDAR_FIELDS", "WEEKDAYS", "word"]

WEEKDAYS: Mapping[str, LazyString] = {
    "mon": lazy_gettext("Monday"),
    "tue": lazy_gettext("Tuesday"),
    "wed": lazy_gettext("Wednesday"),
    "thu": lazy_gettext("Thursday"),
    "fri": lazy_gettext("Friday"),
    "sat": lazy_gettext("Saturday"),
    "sun": lazy_gettext("Sunday"),
}

CALENDAR_FIELDS: Mapping[str, LazyString] = {
    "date": lazy_gettext("Date"),
    "kind": lazy_gettext("Counts as"),
    "territory_id": lazy_gettext("Territory"),
    "contract_id": lazy_gettext("Contract"),
}
