"""Words of calendars for people."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.web.pages.words import word

__all__ = ["CALENDAR_FIELDS", "WEEKDAYS", "word"]

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
