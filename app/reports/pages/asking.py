"""Reads out of an address what a report is asked for, and writes it into one: a link repeats the view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import request

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.reports.reads.names import Choice
from app.reports.reads.reports import TOPICS
from app.reports.rules.asked import DAYS_AT_FIRST, Asked, By, local_day
from app.web.instants import FIRST_YEAR, LAST_YEAR
from app.web.pages import lists

MOST_DAYS = 3660
FIRST_TOPIC = "promises"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for, the days as they were typed, and what is wrong with them."""

    asked: Asked
    typed: Mapping[str, str]
    wrong: Mapping[str, Phrase]


def read(uow: UnitOfWork, territories: Sequence[Choice]) -> Asking:
    """Read the address; words that cannot be read are as if not given, days that cannot be are told."""
    topic = lists.one_of("topic", list(TOPICS)) or FIRST_TOPIC
    ways = list(TOPICS[topic].ways)
    territory_id = lists.key("territory")
    zone = zone_of(uow, territories, territory_id)
    days, typed, wrong = _days(local_day(uow.now, zone))
    asked = Asked(
        topic=topic,
        by=By(lists.one_of("by", ways) or ways[0]),
        from_on=days[0],
        to_on=days[1],
        zone=zone,
        territory_id=territory_id,
        engineer_id=lists.key("engineer"),
        customer_id=lists.key("customer_id"),
        customer=lists.text("customer"),
    )
    return Asking(asked, typed, wrong)


def zone_of(uow: UnitOfWork, territories: Sequence[Choice], territory_id: UUID | None) -> str:
    """Return by whose clock days are counted: the territory's; of several, the one that all share."""
    zones = {one.zone for one in territories if territory_id in (None, one.id)}
    return zones.pop() if len(zones) == 1 else zone_of_customer(uow, None)


def _days(today: date) -> tuple[tuple[date, date], Mapping[str, str], Mapping[str, Phrase]]:
    typed = {name: request.args.get(name, "").strip()[:40] for name in ("from", "to")}
    wrong = {name: Phrase("is not a day") for name, text in typed.items() if text and _day(text) is None}
    to_on = _day(typed["to"]) or today
    from_on = _day(typed["from"]) or to_on - timedelta(days=DAYS_AT_FIRST - 1)
    if not wrong and to_on < from_on:
        wrong["to"] = Phrase("is before the first day")
    if not wrong and (to_on - from_on).days >= MOST_DAYS:
        wrong["to"] = Phrase("is more than ten years after the first day")
    days = (to_on, to_on) if wrong else (from_on, to_on)
    shown = {"from": typed["from"] or from_on.isoformat(), "to": typed["to"] or to_on.isoformat()}
    return days, shown, wrong


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
