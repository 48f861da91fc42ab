"""What people call the columns of files in English.  Pure."""

from __future__ import annotations

from collections.abc import Mapping

_UNITS = {"s": "seconds", "minutes": "minutes", "m": "metres", "cents": "cents", "pct": "%", "kmh": "km/h"}

_SAID: Mapping[str, str] = {
    "active": "In use",
    "base_lat": "Latitude of the home",
    "base_lon": "Longitude of the home",
    "breached_after_s": "Promise broken after (seconds)",
    "centre_lat": "Latitude of the centre",
    "centre_lon": "Longitude of the centre",
    "circuity": "Detour factor",
    "email": "E-mail",
    "eta_past_due_after_s": "Expected too late for (seconds)",
    "external_id": "Number elsewhere",
    "freeze_s": "Fixed before arrival (seconds)",
    "geofence_m": "Arrival within (metres)",
    "in_trade_since": "In the trade since",
    "lat": "Latitude",
    "locale": "Language",
    "lon": "Longitude",
    "min_stars": "Stars at least",
    "name_en": "English name",
    "name_zh": "Chinese name",
    "offer_timeout_s": "Time to accept (seconds)",
    "phone": "Telephone",
    "position_stale_after_s": "No position for (seconds)",
    "promise_minutes": "On site within (minutes)",
    "promise_s": "On site within (seconds)",
    "qr_code": "QR code",
    "setout_minutes": "Time to set out (minutes)",
    "setout_s": "Time to set out (seconds)",
    "skill_code": "Skill",
    "stars_reason": "Why these stars",
    "unassigned_after_s": "No engineer after (seconds)",
}


def english_name(column: str) -> str:
    """Return what a column is called in English: a unit at its end stands in brackets."""
    if column in _SAID:
        return _SAID[column]
    words, _, last = column.rpartition("_")
    said = f"{words} ({_UNITS[last]})" if words and last in _UNITS else column
    return said[:1].upper() + said[1:].replace("_", " ")
