"""The visits behind a figure of a scorecard."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.scorecards.pages import asking, words
from app.scorecards.pages.views import name_of
from app.scorecards.reads.behind import visits_behind
from app.scorecards.reads.cards import BLAMED
from app.scorecards.rules.kinds import ANY
from app.stars.pages import words as star_words
from app.stars.reads.facts import COUNTED, LEFT_OUT
from app.web.context import transaction
from app.web.pages import lists


def scorecard_visits(kind: str) -> str | Response:
    """Show them, the newest first."""
    shown, why = lists.one_of("shown", [COUNTED, LEFT_OUT]), lists.one_of("why", list(BLAMED))
    with transaction(write=False) as uow:
        asked = asking.read(uow, kind)
        if not asked.subjects:
            return redirect(url_for("pages.scorecards", kind=kind), 303)
        one = asked.subjects[0]
        page = visits_behind(
            *(uow, one, asked.span, asked.measure, shown, why, lists.page_number(), lists.PAGE_SIZE)
        )
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
            address=asked.address,
        )


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule(f"/scorecards/<any({ANY}):kind>/visits", view_func=scorecard_visits)
