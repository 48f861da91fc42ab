"""Reads out of an address what a report is asked for, and writes it into one: a link repeats the view.

The command line says the same words as options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.reports.reads import names as naming
from app.reports.reads.names import Choice
from app.reports.reads.reports import TOPICS
from app.reports.rules.asked import DAYS_AT_FIRST, Asked, By
from app.web.instants import FIRST_YEAR, LAST_YEAR
from app.web.pages.lists import MAX_TEXT

MOST_DAYS = 3660
FIRST_TOPIC = "promises"

Said = Mapping[str, str]
"""What is asked for, by the names that an address has for it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for, the days as they were typed, and what is wrong by name (and left out)."""

    asked: Asked
    typed: Said
    wrong: Mapping[str, Phrase]


def read(uow: UnitOfWork, said: Said, territories: Sequence[Choice]) -> Asking:
    """Read what is asked for; an empty word is as if not given."""
    wrong: dict[str, Phrase] = {}
    topic = _one_of(said, "topic", list(TOPICS), Phrase("There is no such report."), wrong) or FIRST_TOPIC
    ways = list(TOPICS[topic].ways)
    figures = [column.key for column in TOPICS[topic].columns]
    _one_of(said, "figure", figures, Phrase("This report has no such figure."), wrong)
    by = _one_of(said, "by", ways, Phrase("This report has no such rows."), wrong) or ways[0]
    territory_id = _id(said, "territory", {one.id for one in territories}.__contains__, wrong)
    zone = zone_of(uow, territories, territory_id)
    days, typed = _days(said, local_date(uow.now, zone), wrong)
    asked = Asked(
        topic=topic,
        by=By(by),
        from_on=days[0],
        to_on=days[1],
        zone=zone,
        territory_id=territory_id,
        engineer_id=_id(said, "engineer", lambda key: bool(naming.engineer_name(uow, key)), wrong),
        customer_id=_id(said, "customer_id", lambda key: bool(naming.customer_name(uow, key)), wrong),
        customer=said.get("customer", "").strip()[:MAX_TEXT],
    )
    return Asking(asked, typed, wrong)


_NO_SUCH: Mapping[str, Phrase] = {
    "territory": Phrase("There is no such territory."),
    "engineer": Phrase("There is no such engineer."),
    "customer_id": Phrase("There is no such customer."),
}


def _one_of(said: Said, name: str, known: Sequence[str], no: Phrase, wrong: dict[str, Phrase]) -> str:
    word = said.get(name, "")
    if word and word not in known:
        wrong[name] = no
        return ""
    return word


def _id(said: Said, name: str, is_known: Any, wrong: dict[str, Phrase]) -> UUID | None:
    if not (word := said.get(name, "").strip()):
        return None
    try:
        found = UUID(word)
    except ValueError:
        found = None
    if found is None or not is_known(found):
        wrong[name] = _NO_SUCH[name]
        return None
    return found


def zone_of(uow: UnitOfWork, territories: Sequence[Choice], territory_id: UUID | None) -> str:
    """Return by whose clock days are counted: the territory's; of several, the one that all share."""
    zones = {one.zone for one in territories if territory_id in (None, one.id)}
    return zones.pop() if len(zones) == 1 else zone_of_customer(uow, None)


def _days(said: Said, today: date, wrong: dict[str, Phrase]) -> tuple[tuple[date, date], Said]:
    typed = {name: said.get(name, "").strip()[:40] for name in ("from", "to")}
    bad = {name: Phrase("is not a day") for name, text in typed.items() if text and _day(text) is None}
    to_on = _day(typed["to"]) or today
    from_on = _day(typed["from"]) or to_on - timedelta(days=DAYS_AT_FIRST - 1)
    if not bad and to_on < from_on:
        bad["to"] = Phrase("is before the first day")
    if not bad and (to_on - from_on).days >= MOST_DAYS:
        bad["to"] = Phrase("is more than ten years after the first day")
    wrong.update(bad)
    days = (to_on, to_on) if bad else (from_on, to_on)
    shown = {"from": typed["from"] or from_on.isoformat(), "to": typed["to"] or to_on.isoformat()}
    return days, shown


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def address(asked: Asked) -> dict[str, Any]:
    """Return what stands in the address of a view, for `url_for`."""
    given = {
        "topic": asked.topic,
        "by": str(asked.by),
        "from": asked.from_on.isoformat(),
        "to": asked.to_on.isoformat(),
        "territory": asked.territory_id,
        "engineer": asked.engineer_id,
        "customer_id": asked.customer_id,
        "customer": asked.customer,
    }
    return {name: value for name, value in given.items() if value}


def spans(today: date) -> dict[str, tuple[date, date]]:
    """Return the spans of days that are one press away."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return {
        "today": (today, today),
        "week": (monday, today),
        "days": (today - timedelta(days=DAYS_AT_FIRST - 1), today),
        "month": (first, today),
        "last_month": (before.replace(day=1), before),
    }
