"""Words of rosters, and how their times are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.rules.roster import LeaveReason, ShiftKind
from app.rosters.commands.mass import COPY, KEEP, PATTERN, REPLACE
from app.rosters.reads.demand import LEARNED, OBSERVED
from app.rosters.rules.local_days import HOUR
from app.rosters.rules.patterns import Piece, clock_of
from app.rosters.rules.strain import IN_A_ROW, LEAST_REST, MOST_A_WEEK, OF_A_WEEK, Strain
from app.web.languages import current
from app.web.pages.i18n import day_time
from app.web.pages.words import word

__all__ = ["ACTS", "CLASHES", "KINDS", "REASONS", "SOURCES", "word"]

KINDS: Mapping[str, Phrase] = {ShiftKind.DUTY: Phrase("On duty"), ShiftKind.ON_CALL: Phrase("On call")}
REASONS: Mapping[str, Phrase] = {
    LeaveReason.ANNUAL: Phrase("Annual leave"),
    LeaveReason.SICK: Phrase("Sick leave"),
    LeaveReason.TRAINING: Phrase("Training"),
    LeaveReason.PERSONAL: Phrase("Personal leave"),
    LeaveReason.OTHER: Phrase("Another reason"),
}
ACTS: Mapping[str, Phrase] = {COPY: Phrase("A week was copied"), PATTERN: Phrase("A pattern was applied")}
CLASHES: Mapping[str, Phrase] = {
    KEEP: Phrase("Keep what is there; make only what fits"),
    REPLACE: Phrase("Remove their shifts of these days first, but none that has begun"),
}
SOURCES: Mapping[str, Phrase] = {
    LEARNED: Phrase("Demand as learned from the requests of the last four weeks."),
    OBSERVED: Phrase("Demand as counted in the last four weeks; too few requests to learn more from."),
}
FIELDS: Mapping[str, Phrase] = {
    "anchor_on": Phrase("Day 1 of crew 1 (empty: the first day)"),
    "engineers": Phrase("Who, and in which crew"),
    "first_on": Phrase("First day"),
    "last_on": Phrase("Last day"),
    "onto": Phrase("Onto which weeks"),
    "pattern": Phrase("Pattern"),
}


def clock(at: datetime, zone: str) -> str:
    """Write the time of day."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def between(begins_at: datetime, ends_at: datetime, zone: str, now: datetime) -> str:
    """Write a span with its date, and with its second date where that is another."""
    days = {local_date(at, zone) for at in (begins_at, ends_at)}
    end = clock(ends_at, zone) if len(days) == 1 else day_time(ends_at, zone, now)
    return f"{day_time(begins_at, zone, now)} – {end}"


def hours_short(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Write a span of a day in as few characters as a month has room for: `8–17`, `20:30–6`."""
    return "–".join(_hour(at, zone) for at in (starts_at, ends_at))


def _hour(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour}" if not local.minute else f"{local.hour}:{local.minute:02}"


def day(on: date) -> str:
    """Write a day without its year: `Mon, Nov 30`."""
    return str(format_skeleton("MMMEd", on, locale=current()))


def weekday(on: date) -> str:
    """Write the day of the week."""
    return str(format_skeleton("E", on, locale=current()))


def breaks_text(breaks: Iterable[Sequence[str]], zone: str) -> str:
    """Write breaks as the form takes them: `12:00-12:30, 18:00-18:30`."""
    spans = ([datetime.fromisoformat(edge) for edge in one] for one in breaks)
    return ", ".join("-".join(clock(edge, zone) for edge in span) for span in spans)


def piece(one: Piece) -> str:
    """Write a span of a pattern's day."""
    return f"{clock_of(one.begins)} – {clock_of(one.ends)}"


def piece_breaks(one: Piece) -> str:
    """Write its breaks as the form takes them; blank where it has none."""
    return ", ".join(f"{clock_of(begin)}-{clock_of(end)}" for begin, end in one.breaks)


def strain(one: Strain, zone: str) -> Phrase:
    """Say what a roster asks too much of."""
    if one.kind == OF_A_WEEK:
        week = day(local_date(one.starts_at, zone))
        return Phrase(
            "%(hours)s h in the week from %(day)s; more than %(most)s h",
            hours=_plain(one.hours),
            day=week,
            most=_plain(MOST_A_WEEK / HOUR),
        )
    span = {
        "from": _day_time(one.starts_at, zone),
        "until": _day_time(one.ends_at, zone),
        "hours": _plain(one.hours),
    }
    if one.kind == IN_A_ROW:
        return Phrase("%(hours)s h in a row, %(from)s – %(until)s", **span)
    return Phrase(
        "%(hours)s h of rest, %(from)s – %(until)s; fewer than %(least)s h",
        **span,
        least=_plain(LEAST_REST / HOUR),
    )


def _day_time(at: datetime, zone: str) -> str:
    return f"{day(local_date(at, zone))} {clock(at, zone)}"


def _plain(hours: float) -> str:
    return f"{hours:g}"
