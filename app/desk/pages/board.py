"""Today's requests: the page a dispatcher keeps open, and the fragment that keeps it fresh."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.reads import board
from app.dispatching.reads.plan import expecting, long_waits
from app.kernel import Role
from app.promise.pages import words
from app.promise.reads.alerts import open_alerts
from app.promise.reads.danger import Level
from app.registers.reads.territories import active_territories
from app.web.context import principal, runtime, transaction
from app.web.pages.forms import see
from app.web.policy import DISPATCH, OFFICE

_MAX_TEXT = 80
_OPENS_REQUESTS = OFFICE | {Role.CUSTOMER, Role.PROVIDER}


def today() -> str | Response:
    """Show the board; with `?part=list` only its moving part."""
    who = principal()
    if who.role is Role.ANONYMOUS:
        return see(url_for("pages.login_form"))
    filters = _filters()
    with transaction(write=False) as uow:
        shown = board.today(uow, who, filters)
        alerts = open_alerts(uow, filters.territory_id) if who.role in OFFICE else []
        waits = long_waits(uow, filters.territory_id) if who.role in OFFICE else []
        expected = expecting(uow, filters.territory_id) if who.role in OFFICE else []
        territories = active_territories(uow) if who.role in OFFICE else []
    template = "parts/board_list.html" if request.args.get("part") == "list" else "board.html"
    return render_template(
        template,
        board=shown,
        alerts=alerts,
        long_waits=waits,
        expecting=expected,
        may_act=who.role in DISPATCH,
        filters=filters,
        territories=territories,
        levels=list(Level),
        words=words,
        opens_requests=who.role in _OPENS_REQUESTS,
        ticking=not runtime().settings.simulated,
    )


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
    site.add_url_rule("/", view_func=today)
