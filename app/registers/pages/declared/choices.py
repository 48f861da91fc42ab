"""What fields of registers may be chosen from, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from zoneinfo import available_timezones

from app.calendar.rules.public_holidays import countries, country_of_zone, parts_of
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Entry
from app.registers.pages.words import WEEKDAYS, calendar_name
from app.registers.reads import finding
from app.web.pages.form_fields import Choices
from app.web.pages.i18n import named
from app.web.wording import say
from dispatch.model.stars import MAX_STARS, MIN_STARS

EXTERNAL_ID = Entry(
    "external_id",
    Phrase("Number elsewhere"),
    Phrase("What the company's other program calls it; a file finds the row by it again."),
)

STARS_REASON = Entry(
    "stars_reason",
    Phrase("Why these stars"),
    Phrase("Needed when they change, or to confirm provisional ones. A published grade sets them by itself."),
    wide=True,
)

LANGUAGES = {"en": Phrase("English"), "zh_CN": Phrase("Chinese")}

NO_HOLIDAYS = Phrase("holidays are days like others")
CALENDARS = {"auto": Phrase("that of the time zone's country"), "none": NO_HOLIDAYS}
CONTRACT_CALENDARS = {"territory": Phrase("that of the territory"), "none": NO_HOLIDAYS}

PRIORITIES = {1: Phrase("1: ordinary"), 2: Phrase("2: before ordinary work"), 3: Phrase("3: before all else")}


def open_rows(name: str) -> Callable[[UnitOfWork], Choices]:
    """Return what lists the open rows of a small register by their names."""

    def choose(uow: UnitOfWork) -> Choices:
        return [(str(row.id), row.name) for row in finding.all_open(uow, name)]

    return choose


def open_kinds(uow: UnitOfWork) -> Choices:
    """Return the kinds of certificate in use."""
    rows = finding.all_open(uow, "certificate_kind")
    return [(str(row.id), named(row.name_en, row.name_zh)) for row in rows]


def skills(uow: UnitOfWork) -> Choices:
    """Return all skills by their codes."""
    return [(row.code, named(row.name_en, row.name_zh)) for row in finding.skill_rows(uow)]


def grades(_uow: UnitOfWork) -> Choices:
    """Return the grades of engineers."""
    return [(str(n), "★" * n) for n in range(MIN_STARS, MAX_STARS + 1)]


def calendars(words: Mapping[str, Phrase]) -> Callable[[UnitOfWork], Choices]:
    """Return what lists the holiday calendars: `words` first, then parts of the own countries, then all."""

    def choose(uow: UnitOfWork) -> Choices:
        own = {country_of_zone(row.time_zone) for row in finding.all_open(uow, "territory")} - {None}
        parts = [(code, calendar_name(code)) for country in own if country for code in parts_of(country)]
        whole = sorted(((code, calendar_name(code)) for code in countries()), key=_own_first(own))
        return [*((key, say(said)) for key, said in words.items()), *sorted(parts), *whole]

    return choose


def _own_first(own: Collection[str | None]) -> Callable[[tuple[str, str]], tuple[bool, str]]:
    return lambda one: (one[0] not in own, one[1])


def weekdays(_uow: UnitOfWork) -> Choices:
    """Return the days of the week."""
    return list(WEEKDAYS.items())


def zones(_uow: UnitOfWork) -> Choices:
    """Return the time zones of places, which have a region in front."""
    return [(name, name) for name in sorted(available_timezones()) if "/" in name and name[:3] != "Etc"]
