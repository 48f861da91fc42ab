"""Local time: how names, instants and durations are written in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from flask import Blueprint, request
from flask.sansio.app import App

from app.kernel import Principal
from app.kernel.initials import initials
from app.kernel.local_dates import local_date
from app.kernel.money import money as in_words
from app.kernel.phrases import Phrase
from app.web.context import principal
from app.web.languages import LOCALES, current, lang
from app.web.numbers_shown import dialled, number_shown
from app.web.wording import say

_MINUTE_S, _HOUR_S = 60, 3600
_MOST_HOURS = 72
"""From here on people count days."""


def named(en: str, zh: str) -> str:
    """Choose between a thing's two names."""
    return zh if current().language == "zh" else en


def clock_time(at: datetime, zone: str, now: datetime) -> str:
    """Write an instant in the place's own time; its date too, unless it is of today."""
    tz, locale = ZoneInfo(zone), current()
    written = format_time(at, "HH:mm", tzinfo=tz, locale=locale)
    if local_date(at, zone) == local_date(now, zone):
        return written
    return f"{format_skeleton('MMMd', at, tzinfo=tz, locale=locale)} {written}"


def day_of(at: datetime, zone: str, now: datetime) -> str:
    """Write the day of an instant in the place's own time; its year too, unless it is this one."""
    tz = ZoneInfo(zone)
    skeleton = "MMMd" if at.astimezone(tz).year == now.astimezone(tz).year else "yMMMd"
    return str(format_skeleton(skeleton, at, tzinfo=tz, locale=current()))


def day_time(at: datetime, zone: str, now: datetime) -> str:
    """Write an instant in the place's own time, always with its day."""
    return f"{day_of(at, zone, now)} {format_time(at, 'HH:mm', tzinfo=ZoneInfo(zone), locale=current())}"


def hours(begins_at: datetime, ends_at: datetime, zone: str, now: datetime) -> str:
    """Write a span of a day in the place's own time; its date too, unless it is of today."""
    tz = ZoneInfo(zone)
    same_day = local_date(begins_at, zone) == local_date(ends_at, zone)
    end = format_time(ends_at, "HH:mm", tzinfo=tz, locale=current())
    return f"{clock_time(begins_at, zone, now)}–{end if same_day else day_time(ends_at, zone, now)}"


def short_day(at: date) -> str:
    """Write a day without its time."""
    return format_date(at, "medium", locale=current())


def local_day(at: datetime, zone: str) -> str:
    """Write the day of an instant as `short_day` does, by the place's own clock."""
    return short_day(local_date(at, zone))


def exact_time(at: datetime, zone: str) -> str:
    """Write an instant to the second, with its date, in the place's own time."""
    return f"{short_day(at.astimezone(ZoneInfo(zone)))} {second_time(at, zone)}"


def local_input(at: datetime, zone: str) -> str:
    """Write an instant as a form's field for date and time takes it, by the place's own clock."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def second_time(at: datetime, zone: str) -> str:
    """Write an instant's time of day to the second."""
    return format_time(at, "HH:mm:ss", tzinfo=ZoneInfo(zone), locale=current())


def long_date(at: datetime, zone: str) -> str:
    """Write the day of an instant."""
    return format_date(at.astimezone(ZoneInfo(zone)), "full", locale=current())


def place_of(zone: str) -> str:
    """Name the place whose clock a time is read from."""
    return get_timezone_location(ZoneInfo(zone), locale=current(), return_city=True)


def money(cents: int, currency: str) -> str:
    """Write an amount that is given in the currency's smallest unit."""
    said = in_words(cents, currency)
    return named(said.en, said.zh_cn)


def countdown(left: timedelta) -> str:
    """Write a time that runs: `12:05`, `1:02:09`; without its sign, which words give."""
    seconds = abs(int(left.total_seconds()))
    minutes, second = divmod(seconds, _MINUTE_S)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def month_name(month: object) -> str:
    """Write a month that is given as 2026-03: `March 2026`."""
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=current()))


def span(seconds: float) -> str:
    """Write a duration in words: `45 s`, `12 min`, `1 h 5 min`, `29 d 16 h`."""
    whole = abs(int(seconds))
    if whole < _MINUTE_S:
        return say(Phrase("%(n)s s", n=whole))
    if whole < _HOUR_S:
        return say(Phrase("%(n)s min", n=whole // _MINUTE_S))
    hours, minutes = whole // _HOUR_S, whole % _HOUR_S // _MINUTE_S
    if hours >= _MOST_HOURS:
        return say(Phrase("%(d)s d %(h)s h", d=hours // 24, h=hours % 24))
    if not minutes:
        return say(Phrase("%(h)s h", h=hours))
    return say(Phrase("%(h)s h %(n)s min", h=hours, n=minutes))


def here() -> str:
    """Return the address to come back to after a form: this page's, if it can be asked for again."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def signed_in() -> Principal | None:
    """Return whose session this is; None for strangers and for those who came by a tracking link."""
    who = principal()
    return who if who.user_id is not None else None


def _install(flask_app: App) -> None:
    flask_app.jinja_env.trim_blocks = True
    flask_app.jinja_env.lstrip_blocks = True
    written = (
        clock_time,
        day_of,
        day_time,
        hours,
        exact_time,
        second_time,
        long_date,
        short_day,
        local_day,
        local_date,
        countdown,
        month_name,
        span,
    )
    for function in (*written, local_input, place_of, initials, money, dialled):
        flask_app.add_template_filter(function)


def gap() -> str:
    """Return what stands between two sentences: Chinese has nothing behind its full stop."""
    return "" if lang().startswith("zh") else " "


def register(site: Blueprint) -> None:
    """Give the templates what they need to write in the reader's language."""
    site.record_once(lambda state: _install(state.app))

    @site.app_context_processor
    def helpers() -> dict[str, object]:
        return {
            "lang": lang,
            "named": named,
            "gap": gap,
            "said": say,
            "number_shown": number_shown,
            "locales": LOCALES,
            "here": here,
            "signed_in": signed_in,
        }
