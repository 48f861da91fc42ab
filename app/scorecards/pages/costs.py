"""What the visits of a scorecard cost, visit by visit."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.kernel.errors import Forbidden
from app.scorecards.pages import addresses, asking, words
from app.scorecards.pages.behind import asked_row, written
from app.scorecards.pages.views import name_of
from app.scorecards.reads.efforts import costs_of_visits
from app.scorecards.reads.rights import sees_costs
from app.web.context import transaction
from app.web.pages import lists


def scorecard_costs(kind: str) -> str | Response:
    """Show them, the newest first."""
    with transaction(write=False) as uow:
        if not sees_costs(uow.principal):
            raise Forbidden
        asked = asking.read(uow, kind)
        if not asked.subjects:
            return redirect(url_for("pages.scorecards", kind=kind), 303)
        one = asked.subjects[0]
        rows = {"after": asked_row("after"), "before": asked_row("before")}
        return render_template(
            "scorecard_costs.html",
            asked=asked,
            name=name_of(one),
            page=costs_of_visits(uow, one, asked.span, lists.PAGE_SIZE, **rows),
            now=uow.now,
            words=words,
            currency=uow.settings.currency,
            written=written,
            address={"kind": kind, "id": one.key, "from": str(asked.span.first), "to": str(asked.span.last)},
            to=addresses.to,
        )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    addresses.add(site, scorecard_costs, ["costs"])
