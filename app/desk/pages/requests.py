"""All requests that ever were: to find one again, and to see how promises went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.desk.reads import archive
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.promise.reads import requests as queries
from app.promise.reads.request_pages import page
from app.registers.reads.territories import active_territories
from app.requests.rules.lifecycle import RequestState
from app.teams.pages import beginning
from app.web.context import principal, transaction
from app.web.pages import lists
from app.web.pages.lists import Head, LongListing
from app.web.policy import OFFICE

HEADS = (
    Head("code", Phrase("Code"), sortable=True),
    Head("customer", Phrase("Customer")),
    Head("fault", Phrase("Problem")),
    Head("engineer", Phrase("Engineer")),
    Head("requested_at", Phrase("Requested"), sortable=True),
    Head("due_at", Phrase("Promised until"), sortable=True),
    Head("kept", Phrase("Promise")),
    Head("state", Phrase("State")),
)
NEWEST_FIRST = "-requested_at"
_DAYS = ("from", "to")
_YES_NO = {"true": True, "false": False}


def requests() -> str | Response:
    """Show one page of the requests that the caller may see, newest first; with `?part=list` it alone."""
    who = principal()
    shown = _asked()
    wanted: dict[str, Any] = {name: said for name, said in shown.items() if name not in _DAYS}
    wanted["sort"] = lists.order(HEADS, NEWEST_FIRST)
    if kept := shown.get("kept"):
        wanted["kept"] = _YES_NO[kept]
    if days := _days(shown):
        wanted["days"] = days
    with transaction(write=False) as uow:
        if led := beginning.led_to_own(uow, "pages.requests", "territory_id"):
            return led
        ids = beginning.chosen(uow, "territory_id")
        if ids:
            wanted["territory_ids"] = ids
            wanted.pop("territory_id", None)
        found = page(uow, wanted, lists.PAGE_SIZE, lists.beside())
        listing = LongListing(
            "pages.requests", HEADS, wanted["sort"], shown, found.page, found.count, found.at_least
        )
        return render_template(
            "requests.html",
            part=request.args.get("part") == "list",
            listing=listing,
            lines=archive.lines(uow, found.page.rows),
            now=uow.now,
            states=list(RequestState),
            territories=beginning.choices(uow, active_territories(uow)) if who.role in OFFICE else [],
            words=words,
        )


def _asked() -> dict[str, str]:
    asked = {
        "q": lists.text(),
        "state": lists.one_of("state", list(RequestState)),
        "kept": lists.one_of("kept", list(_YES_NO)),
        "outcome": lists.one_of("outcome", list(queries.OUTCOMES)),
        "from": lists.day("from"),
        "to": lists.day("to"),
        "territory_id": beginning.shown("territory_id"),
    }
    return {name: value for name, value in asked.items() if value}


def _days(shown: Mapping[str, str]) -> tuple[date | None, date | None] | None:
    """The first and the last day that are asked for."""
    first, last = (date.fromisoformat(shown[name]) if name in shown else None for name in _DAYS)
    return (first, last) if first or last else None


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/requests", view_func=requests)
