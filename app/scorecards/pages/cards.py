"""Finding whose scorecard to read, and reading one or up to four side by side."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.kernel import Role
from app.scorecards.pages import addresses, asking, views, words
from app.scorecards.reads.efforts import cost_rates
from app.scorecards.reads.rights import kinds_for, sees_costs, sees_scores
from app.scorecards.reads.subjects import MOST_FOUND, subjects
from app.scorecards.rules.kinds import MOST_BESIDE, ScorecardKind
from app.stars.pages import words as star_words
from app.stars.reads.facts import LEAST_CARDS
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.web.context import principal, transaction
from app.web.pages import lists


def scorecards() -> str | Response:
    """Show those of a kind, to choose one or some of them; an engineer has one alone."""
    who, sought = principal(), lists.text()
    kinds = kinds_for(who)
    kind = ScorecardKind(lists.one_of("kind", kinds) or ScorecardKind.ENGINEER)
    if who.role is Role.ENGINEER:
        return redirect(addresses.to(kind, id=who.engineer_id), 303)
    with transaction(write=False) as uow:
        return render_template(
            "scorecards.html",
            kind=kind,
            kinds={one: words.KINDS[one] for one in kinds},
            q=sought,
            found=subjects(uow, kind, sought),
            most=MOST_FOUND,
            most_beside=MOST_BESIDE,
            words=words,
            to=addresses.to,
        )


def scorecard(kind: str) -> str | Response:
    """Show one, or several side by side; none chosen leads to where one is found."""
    with transaction(write=False) as uow:
        asked = asking.read(uow, kind)
        if not asked.subjects:
            return redirect(url_for("pages.scorecards", kind=kind), 303)
        found = views.columns(uow, asked)
        return render_template(
            "scorecard.html",
            asked=asked,
            columns=found,
            chart=views.chart(asked, found),
            measures=MEASURED_AT_VISITS,
            name_of=views.name_of,
            words=words,
            currency=uow.settings.currency,
            rates=cost_rates(uow.settings),
            shows_cost=sees_costs(uow.principal),
            star_words=star_words,
            may_add=len(asked.subjects) < MOST_BESIDE and principal().role is not Role.ENGINEER,
            is_own=principal().role is Role.ENGINEER,
            least=None if sees_scores(uow.principal) else LEAST_CARDS,
            address=asked.address,
            to=addresses.to,
        )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/scorecards", view_func=scorecards)
    addresses.add(site, scorecard)
