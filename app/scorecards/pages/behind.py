"""The visits behind a figure of a scorecard."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.scorecards.pages import addresses, asking, words
from app.scorecards.pages.views import name_of
from app.scorecards.reads.behind import BehindWhat, visits_behind
from app.scorecards.reads.cards import BLAMED
from app.scorecards.reads.rights import sees_scores
from app.scorecards.reads.turning import Row
from app.stars.pages import words as star_words
from app.stars.reads.facts import COUNTED, LEFT_OUT
from app.stars.rules.measured import Measure
from app.web.context import transaction
from app.web.pages import lists


def scorecard_visits(kind: str) -> str | Response:
    """Show them, the newest first."""
    shown, why = lists.one_of("shown", [COUNTED, LEFT_OUT]), lists.one_of("why", list(BLAMED))
    with transaction(write=False) as uow:
        asked = asking.read(uow, kind)
        if not asked.subjects:
            return redirect(url_for("pages.scorecards", kind=kind), 303)
        one, scores = asked.subjects[0], sees_scores(uow.principal)
        what = BehindWhat(one, asked.span, asked.measure, shown, why)
        page = visits_behind(uow, what, lists.PAGE_SIZE, after=asked_row("after"), before=asked_row("before"))
        further = asked.address | {"id": one.key, "shown": shown, "why": why}
        return render_template(
            "scorecard_visits.html",
            asked=asked,
            name=name_of(one),
            page=page,
            shown=shown,
            why=why,
            now=uow.now,
            words=words,
            star_words=star_words,
            further={name: said for name, said in further.items() if said and name != "than"},
            written=written,
            address=asked.address,
            to=addresses.to,
            sees_scores=scores,
            hides_value=asked.measure is Measure.CUSTOMER_SCORE and not scores,
        )


def asked_row(name: str) -> Row | None:
    """Read which row the page stands beside; what is none is as if not given."""
    visit, _, engineer = request.args.get(name, "").partition(".")
    try:
        return UUID(visit), UUID(engineer)
    except ValueError:
        return None


def written(row: Row) -> str:
    """Return a row as it stands in an address."""
    return f"{row[0]}.{row[1]}"


def register(site: Blueprint) -> None:
    """Add the addresses."""
    addresses.add(site, scorecard_visits, ["visits"])
