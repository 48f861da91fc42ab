"""What a form does at one stroke is shown first, and done once just that was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.promise.pages.words import VISIT_STATES
from app.registers.tables import Engineer, Shift, Territory
from app.rosters.commands.mass import PATTERN, Outcome
from app.rosters.commands.telling import Losing, losing_of
from app.rosters.pages import holidays, words
from app.rosters.pages.asked import carried, form_territory, week_of
from app.rosters.pages.doing import done, seen, wrong_of
from app.rosters.reads.losing import seen_key
from app.rosters.reads.roster import people, roster
from app.rosters.reads.strain import strains_of
from app.rosters.rules.local_days import days_from
from app.rosters.rules.strain import Strain
from app.web.context import transaction

MOST_LISTED = 60
_OWN = ("csrf_token", "seen", "go")
Done = Callable[[UnitOfWork, Territory], Outcome]


class _Shown(Exception):
    """Leaves the transaction with a page about what it tried, so that nothing of it is written."""

    def __init__(self, page: str) -> None:
        self.page = page
        super().__init__()


def shown_first(
    said: Phrase,
    act: Done,
    engineers: list[UUID] | None,
    again: Callable[[UnitOfWork, Any], str],
    day: date | None,
) -> Response:
    """Show what `act` would do to whom; once just that was seen, do it and say `said`."""
    with transaction(write=False) as uow:
        territory = form_territory(uow)
        zone, territory_id = territory.time_zone, territory.id
        touched = engineers if engineers is not None else [one.id for one in people(uow, territory)]

    def work(uow: UnitOfWork) -> str:
        territory = uow.get(Territory, territory_id)
        with losing_of(uow, touched) as losing:
            outcome = act(uow, territory)
        digest = _digest(outcome, losing)
        if request.form.get("go") != "1" or seen() != digest:
            raise _Shown(_preview(uow, territory, outcome, losing, digest))
        return week_of(territory_id, day or local_date(uow.now, zone))

    def refused(wrong: errors.Invalid | errors.Conflict) -> Response:
        with transaction(write=False) as uow:
            return make_response(again(uow, wrong_of(wrong)), wrong.status)

    try:
        return done(work, said, refused, zone)
    except _Shown as shown:
        return make_response(shown.page)


def _digest(outcome: Outcome, losing: Losing) -> str:
    """What was shown: a pattern that was changed meanwhile makes as many shifts, but others."""
    counts = (outcome.made, outcome.removed, outcome.clashes)
    made = repr(
        sorted(
            (str(one.engineer_id), one.starts_at, one.ends_at, one.kind, one.breaks) for one in outcome.made
        )
    )
    of_made = sha256(made.encode()).hexdigest()[:16]
    return "-".join([*(str(len(one)) for one in counts), of_made, seen_key(losing.visits)])


def _preview(uow: UnitOfWork, territory: Territory, outcome: Outcome, losing: Losing, digest: str) -> str:
    names = {one.id: one.name for one in people(uow, territory)}
    kept = [one for one in outcome.clashes if not one.same]
    days = _span(outcome.made, territory.time_zone)
    return render_template(
        "roster_preview.html",
        territory=territory,
        carried_on=carried(),
        outcome=outcome,
        by_engineer=_by_engineer(uow, outcome.made),
        by_turns=outcome.act is not None
        and outcome.act.kind == PATTERN
        and len({one.engineer_id for one in outcome.made if one.breaks}) > 1,
        strained=_strained(uow, territory, outcome.made),
        clashes=kept[:MOST_LISTED],
        more=len(kept) - len(kept[:MOST_LISTED]),
        same=len(outcome.clashes) - len(kept),
        gaps=roster(uow, territory, days, None).gaps if days else [],
        losing=losing.visits,
        holidays=holidays.planned_on(uow, territory, outcome.made, skipped=holidays.skipped()),
        skipped=holidays.skipped(),
        seen=digest,
        changed=request.form.get("go") == "1",
        carried=[(name, text) for name, text in request.form.items(multi=True) if name not in _OWN],
        names=names,
        zone=territory.time_zone,
        now=uow.now,
        words=words,
        states=VISIT_STATES,
    )


def _by_engineer(uow: UnitOfWork, made: Any) -> list[tuple[Engineer, list[Shift]]]:
    found: dict[UUID, list[Shift]] = {}
    for one in made:
        found.setdefault(one.engineer_id, []).append(one)
    of_each = ((uow.get(Engineer, key), shifts) for key, shifts in found.items())
    return sorted(of_each, key=lambda one: one[0].number)


def _strained(uow: UnitOfWork, territory: Territory, made: Any) -> list[tuple[Engineer, list[Strain]]]:
    found = strains_of(uow, made, territory.time_zone)
    return sorted(
        ((uow.get(Engineer, key), ones) for key, ones in found.items()), key=lambda one: one[0].number
    )


def _span(made: Any, zone: str) -> list[date]:
    """The days of what is made, in a row, at most three months of them."""
    days = sorted({local_date(one.starts_at, zone) for one in made})
    return days_from(days[0], min((days[-1] - days[0]).days + 1, 92)) if days else []
