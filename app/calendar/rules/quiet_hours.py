"""Quiet hours: spans of the local day in which only what is urgent is said.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.kernel.phrases import Phrase

NOT_A_SPAN = Phrase("must be a span such as 22:00-07:00, or empty")
_AS_SAID = re.compile(
    r"\s*(\d{1,2})(?:[:：.](\d\d))?\s*[-–—~～至到]\s*(\d{1,2})(?:[:：.](\d\d))?\s*", re.ASCII
)
"""As people write it: `22-7`, `21:00–8:00`."""
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` to `ends` by the wall clock, over midnight where `ends` is the earlier one."""

    begins: time
    ends: time

    @classmethod
    def parse(cls, text: str) -> QuietHours | None:
        """Read `22:00-07:00`; None of a blank text, which means that nothing is ever quiet.

        Raises:
            ValueError: it is no such span, or an empty one.
        """
        if not text:
            return None
        found = _SPAN.fullmatch(text)
        if found is None or found.group(1, 2) == found.group(3, 4):
            raise ValueError(NOT_A_SPAN)
        hour, minute, until_hour, until_minute = (int(digits) for digits in found.groups())
        return cls(time(hour, minute), time(until_hour, until_minute))

    def released_at(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Return `at` itself outside the quiet hours, else the instant at which they end.

        `at` is aware.  Where clocks change, the wall clock counts: an end that is skipped by the change
        lies as far behind it, and in an hour that comes twice it is quiet both times.
        """
        local = at.astimezone(zone)
        if not self._is_quiet(local.timetz().replace(tzinfo=None, fold=0)):
            return at
        for days in range(3):
            for fold in (0, 1):
                day = local.date() + timedelta(days=days)
                end = datetime.combine(day, self.ends, zone).replace(fold=fold).astimezone(UTC)
                if end > at and not self._is_quiet(end.astimezone(zone).time()):
                    return end
        raise AssertionError(f"{self} never ends after {at.isoformat()}")

    def _is_quiet(self, moment: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


def quiet_errors(values: dict[str, Any]) -> dict[str, str]:
    """Check `values["quiet_hours"]`, and spell them as they are kept; returns what is wrong by field."""
    if found := _AS_SAID.fullmatch(values.get("quiet_hours") or ""):
        begin, until = ((int(found[n]), found[n + 1] or "00") for n in (1, 3))
        values["quiet_hours"] = f"{begin[0]:02}:{begin[1]}-{until[0]:02}:{until[1]}"
    try:
        QuietHours.parse(values.get("quiet_hours") or "")
    except ValueError:
        return {"quiet_hours": NOT_A_SPAN}
    return {}
