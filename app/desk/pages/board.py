"""Today's requests: the page a dispatcher keeps open, and the fragment that keeps it fresh."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.reads import board
from app.dispatching.reads.plan import ExpectingRow, LongWaitRow, expecting, long_waits
from app.dispatching.reads.waiting import WaitingRow, waiting
from app.kernel import Role, UnitOfWork
from app.promise.hooks import AboutCall
from app.promise.pages import words
from app.promise.reads.alerts import AlertView, open_alerts
from app.promise.reads.danger import Level
from app.registers.reads.territories import active_territories
from app.registers.rules.searched import letters
from app.teams.pages import beginning
from app.web.context import principal, runtime, transaction
from app.web.pages.forms import see
from app.web.policy import DISPATCH, OFFICE

_MAX_TEXT = 80
_OWN_PAGE = frozenset({Role.CUSTOMER, Role.ENGINEER})
"""Who begins with a page of his own."""

_OPENS_REQUESTS = OFFICE | {Role.CUSTOMER, Role.PROVIDER}


def today() -> str | Response:
    """Show the board; with `?part=list` only its moving part."""
    who = principal()
    if who.role is Role.ANONYMOUS:
        return see(url_for("pages.login_form"))
    if who.role in _OWN_PAGE:
        return see(url_for("pages.mine"))
    filters = _filters()
    with transaction(write=False) as uow:
        if led := beginning.led_to_own(uow, "pages.today", "territory"):
            return led
        ids = () if filters.territory_id else beginning.chosen(uow, "territory")
        filters = replace(filters, territory_ids=ids)
        shown = board.today(uow, who, filters)
        alerts = _alerts(uow, filters, shown) if who.role in OFFICE else []
        waits = _waits(uow, filters) if who.role in OFFICE else []
        expected = _expected(uow, filters) if who.role in OFFICE else []
        idle = _idle(uow, filters) if who.role in OFFICE else []
        territories = beginning.choices(uow, active_territories(uow)) if who.role in OFFICE else []
    template = "parts/board_list.html" if request.args.get("part") == "list" else "board.html"
    return render_template(
        template,
        board=shown,
        alerts=alerts,
        long_waits=waits,
        expecting=expected,
        waiting=idle,
        may_act=who.role in DISPATCH,
        filters=filters,
        asked=request.args.get("territory"),
        territories=territories,
        levels=list(Level),
        words=words,
        opens_requests=who.role in _OPENS_REQUESTS,
        ticking=not runtime().settings.simulated,
    )


def _alerts(uow: UnitOfWork, filters: board.Filters, shown: board.Board) -> list[AlertView]:
    """Complaints belong to no territory, and are everybody's; a text leaves out what it does not find."""
    ids = (filters.territory_id,) if filters.territory_id else filters.territory_ids
    found = open_alerts(uow)
    if ids:
        found = [one for one in found if one.alert.territory_id in (None, *ids)]
    return [one for one in found if _mentions(one, filters.text, shown)] if filters.text else found


def _mentions(one: AlertView, text: str, shown: board.Board) -> bool:
    if isinstance(one.request, AboutCall):
        said = (one.customer, one.request.said, one.request.code or "")
        return any(letters(text) in letters(part) for part in said)
    return one.request.id in shown.found


def _waits(uow: UnitOfWork, filters: board.Filters) -> list[LongWaitRow]:
    if not filters.territory_ids:
        return long_waits(uow, filters.territory_id)
    return [row for one in filters.territory_ids for row in long_waits(uow, one)]


def _expected(uow: UnitOfWork, filters: board.Filters) -> list[ExpectingRow]:
    if not filters.territory_ids:
        return expecting(uow, filters.territory_id)
    return [row for one in filters.territory_ids for row in expecting(uow, one)]


def _idle(uow: UnitOfWork, filters: board.Filters) -> list[WaitingRow]:
    return waiting(uow, [filters.territory_id] if filters.territory_id else filters.territory_ids)


def _filters() -> board.Filters:
    """Read the filters; what cannot be read is as if not given, since people edit addresses."""
    level = request.args.get("level", "")
    territory = request.args.get("territory", "")
    try:
        territory_id = UUID(territory) if territory else None
    except ValueError:
        territory_id = None
    return board.Filters(
        level=Level(level) if level in set(Level) else None,
        territory_id=territory_id,
        text=request.args.get("q", "").strip()[:_MAX_TEXT],
    )


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/board", view_func=today)
