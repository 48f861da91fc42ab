"""The tables of the page and of its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from app.kernel.phrases import Phrase
from app.registers.tables import Territory
from app.reports.pages.files import Cell
from app.rosters.pages import words
from app.staffing.reads.staffing import NeedHour, Staffing
from app.staffing.rules.needed import TARGETS
from app.web.pages.i18n import named
from app.web.wording import say
from checklists import Text

ASSUMPTIONS: Sequence[Phrase] = (
    Phrase(
        "Requests that were called off or solved without a visit are left out; return visits count as work."
    ),
    Phrase(
        "Each hour is reckoned by itself, as if it lasted: after a rush more are needed for a while "
        "than is said here."
    ),
    Phrase(
        "Waiting follows Erlang C: requests come at random, work lasts longer or shorter at random, "
        "and whoever is free goes."
    ),
    Phrase(
        "The way is what it really was, from when the engineer was free until the arrival, so it fits"
        " today's number of engineers: with more of them ways get shorter, with fewer longer."
    ),
    Phrase(
        "Every request counts with the territory's promise; contracts with another one, appointments "
        "and closing hours are not told apart."
    ),
    Phrase(
        "The need of a skill or grade is what these requests alone take. Whoever has the skill does "
        "other work too, so it is the least that is needed."
    ),
    Phrase(
        "Holidays and growth are not foreseen. To try a roster out, play days with the laboratory: "
        "onehour staffing."
    ),
)


def sheets() -> tuple[str, str, str]:
    """The names of the three tables."""
    return say(Phrase("Hours")), say(Phrase("Skills and stars")), say(Phrase("About these figures"))


def by_hour(found: Staffing, zone: str) -> list[tuple[str, Sequence[NeedHour | None]]]:
    """The hours of the clock with those of each day; one that clocks show twice is its first."""
    rows: list[tuple[str, Sequence[NeedHour | None]]] = []
    for label in (f"{n:02}:00" for n in range(24)):
        same = [[one for one in day.hours if words.clock(one.begins_at, zone) == label] for day in found.days]
        cells = [next(iter(ones), None) for ones in same]
        rows.append((label, cells))
    return rows


def hours(found: Staffing | None, zone: str) -> list[list[Cell]]:
    """A row for each hour."""
    heads = [Phrase("Day"), Phrase("Hour"), Phrase("Requests an hour")]
    heads += [Phrase("Lower end"), Phrase("Upper end")]
    rows: list[list[Cell]] = [[say(one) for one in heads]]
    for target in TARGETS:
        rows[0] += [say(one) for one in _heads(target)]
    rows[0] += [say(Phrase("On duty")), say(Phrase("On call"))]
    rows[0] += [say(Phrase("Missing for %(target)s %%", target=target)) for target in TARGETS]
    for one in found.hours if found else ():
        local = one.begins_at.astimezone(ZoneInfo(zone))
        row: list[Cell] = [local.date().isoformat(), f"{local:%H:%M}"]
        row += [round(number, 3) for number in (one.requests.mean, one.requests.low, one.requests.high)]
        for target in TARGETS:
            row += [one.needed[target], one.needed_low[target], one.needed_high[target]]
        rows.append([*row, one.on_duty, one.on_call, *(one.missing(target) for target in TARGETS)])
    return rows


def _heads(target: int) -> tuple[Phrase, Phrase, Phrase]:
    return (
        Phrase("Needed for %(target)s %%", target=target),
        Phrase("at least, for %(target)s %%", target=target),
        Phrase("at most, for %(target)s %%", target=target),
    )


def kinds(found: Staffing | None, skills: Mapping[str, Text]) -> list[list[Cell]]:
    """A row for each skill with its least stars."""
    heads = [
        Phrase("Skill"),
        Phrase("Stars at least"),
        Phrase("Requests a week"),
        Phrase("Lower end"),
        Phrase("Upper end"),
    ]
    rows: list[list[Cell]] = [[say(one) for one in heads]]
    rows[0] += [say(Phrase("Most at once, %(target)s %%", target=target)) for target in TARGETS]
    rows[0] += [say(Phrase("Engineers in the roster"))]
    rows[0] += [say(Phrase("Hours short, %(target)s %%", target=target)) for target in TARGETS]
    for one in found.kinds if found else ():
        week = [round(number, 2) for number in (one.per_week.mean, one.per_week.low, one.per_week.high)]
        called = skill_name(one.skill, skills)
        row: list[Cell] = [called, one.min_stars, *week]
        row += [one.most_needed[target] for target in TARGETS]
        rows.append([*row, one.engineers, *(one.short_hours[target] for target in TARGETS)])
    return rows


def skill_name(code: str, skills: Mapping[str, Text]) -> str:
    """What a skill is called, in the reader's language."""
    return named(skills[code].en, skills[code].zh_cn) if code in skills else code


def about(found: Staffing | None, territory: Territory) -> list[list[Cell]]:
    """What was learned from, and what is assumed."""
    rows: list[list[Cell]] = [[say(Phrase("About these figures"))], [territory.name]]
    if found is not None:
        rows += [
            [say(Phrase("Days learned from")), found.days_watched],
            [say(Phrase("Requests")), found.requests],
            [say(Phrase("Minutes of work and ways for a request")), round(found.work.busy_s / 60, 1)],
            [say(Phrase("Usual way, minutes")), round(found.work.usual_way_s / 60, 1)],
            [
                say(Phrase("Per cent of promises that enough engineers could keep")),
                round(100 * found.work.reachable, 1),
            ],
        ]
    rows += [[say(one)] for one in ASSUMPTIONS]
    return rows
