"""Words of calendars for people."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import get_locale

from app.kernel.phrases import Phrase
from app.web.pages.words import word

__all__ = ["CALENDAR_FIELDS", "WEEKDAYS", "calendar_name", "word"]

WEEKDAYS: Mapping[str, Phrase] = {
    "mon": Phrase("Monday"),
    "tue": Phrase("Tuesday"),
    "wed": Phrase("Wednesday"),
    "thu": Phrase("Thursday"),
    "fri": Phrase("Friday"),
    "sat": Phrase("Saturday"),
    "sun": Phrase("Sunday"),
}

CALENDAR_FIELDS: Mapping[str, Phrase] = {
    "date": Phrase("Date"),
    "kind": Phrase("Counts as"),
    "territory_id": Phrase("Territory"),
    "contract_id": Phrase("Contract"),
}


def calendar_name(code: str) -> str:
    """Return what a calendar of a country, or of its part, is called in the reader's language."""
    country, _, part = code.partition("-")
    locale = get_locale()
    named_so = locale.territories.get(country, country) if locale else country
    return f"{named_so} ({part})" if part else f"{named_so}"
