"""Reports about requests: promises kept and broken, how long customers waited, what was mended at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_

from app.kernel.phrases import Phrase
from app.kernel.sql_times import seconds_between
from app.promise.reads.requests import ENDED_STATES
from app.reports.reads.topics import Clause, Condition, Topic, everything
from app.reports.rules.asked import By
from app.reports.rules.figures import Column, Figures, Unit
from app.reports.rules.measures import median, per_cent, percentile
from app.requests.reads.first_fix import arrivals, comes_again, goes_on_unsolved
from app.requests.reads.outcomes import Tally, has_outcome, outcome_column
from app.requests.reads.who_came import answerable_of_many
from app.requests.rules.lifecycle import RequestState
from app.requests.rules.promise import KEPT, Outcome
from app.requests.tables import ServiceRequest

WAIT_STEP_S = 6
"""Waits are told to the tenth of a minute."""

_APART = (Outcome.UNSETTLED, Outcome.OPEN, Outcome.SOLVED_REMOTELY, Outcome.CANCELLED)


def _of_the_hour() -> Clause:
    return ServiceRequest.first_due_at.is_(None)


def _came_to(*outcomes: Outcome) -> Condition:
    return lambda now: and_(_of_the_hour(), has_outcome(outcomes, now))


def _promises(rows: Sequence[Any]) -> Figures:
    counts: Counter[Outcome] = Counter()
    for came_to, of_the_hour, count in rows:
        if of_the_hour:
            counts[Outcome(came_to)] += count
    told = Tally({one: counts[one] for one in Outcome})
    total = sum(row[-1] for row in rows)
    return {
        "requests": total,
        "kept": told.kept,
        "broken": counts[Outcome.BROKEN],
        "kept_pct": told.kept_pct,
        **{str(one): counts[one] for one in _APART},
        "appointments": total - told.total,
    }


PROMISES = Topic(
    key="promises",
    title=Phrase("Promises"),
    what=Phrase("What became of the promise of each request. Appointments are counted apart."),
    columns=(
        Column("requests", Phrase("Requests")),
        Column("kept", Phrase("Kept")),
        Column("broken", Phrase("Broken")),
        Column("kept_pct", Phrase("Share kept"), Unit.PER_CENT),
        Column(Outcome.UNSETTLED, Phrase("Unsettled")),
        Column(Outcome.OPEN, Phrase("Not due yet")),
        Column(Outcome.SOLVED_REMOTELY, Phrase("Solved remotely")),
        Column(Outcome.CANCELLED, Phrase("Cancelled")),
        Column("appointments", Phrase("Appointments")),
    ),
    drawn=("kept", "broken"),
    facts=lambda now: (outcome_column(now), _of_the_hour()),
    fold=_promises,
    behind={
        "requests": everything,
        "kept": _came_to(*KEPT),
        "broken": _came_to(Outcome.BROKEN),
        **{str(one): _came_to(one) for one in _APART},
        "appointments": lambda _: ServiceRequest.first_due_at.is_not(None),
    },
    engineer=answerable_of_many,
    ways=tuple(By),
)


def _waited(now: datetime) -> Clause:
    """Somebody came, it is settled that he did, and the customer wanted no later hour."""
    return and_(_came_to(*KEPT, Outcome.BROKEN)(now), ServiceRequest.on_site_at.is_not(None))


def _wait(_now: datetime) -> Sequence[ColumnElement[Any]]:
    seconds = seconds_between(ServiceRequest.requested_at, ServiceRequest.on_site_at)
    return ((seconds + WAIT_STEP_S // 2) // WAIT_STEP_S,)  # rounded to the step, not cut


def _waits(rows: Sequence[Any]) -> Figures:
    minutes = WAIT_STEP_S / 60

    def at(share: float) -> float | None:
        found = percentile(rows, share)
        return None if found is None else round(found * minutes, 1)

    middle = median(rows)
    return {
        "arrivals": sum(row[-1] for row in rows),
        "median": None if middle is None else round(middle * minutes, 1),
        "p90": at(0.9),
        "longest": at(1.0),
    }


WAITS = Topic(
    key="waits",
    title=Phrase("Waits"),
    what=Phrase(
        "Minutes from the request to the engineer on site, where somebody came. Without appointments."
    ),
    columns=(
        Column("arrivals", Phrase("Arrivals")),
        Column("median", Phrase("Median"), Unit.MINUTES),
        Column("p90", Phrase("Nine of ten within"), Unit.MINUTES),
        Column("longest", Phrase("Longest"), Unit.MINUTES),
    ),
    drawn=("median", "p90"),
    facts=_wait,
    fold=_waits,
    behind={"arrivals": everything},
    holds=_waited,
)


def _solved_on_site(_now: datetime) -> Clause:
    solved = [state for state in ENDED_STATES if state is not RequestState.CANCELLED]
    return and_(ServiceRequest.state.in_(solved), arrivals() > 0)


def _first_time(now: datetime) -> Clause:
    return and_(_solved_on_site(now), _at_once())


def _took_more(now: datetime) -> Clause:
    return or_(comes_again(), and_(_solved_on_site(now), not_(_at_once())))


def _at_once() -> Clause:
    return and_(arrivals() == 1, not_(goes_on_unsolved()))


def _fixes(rows: Sequence[Any]) -> Figures:
    known = sum(row[-1] for row in rows)
    waiting = sum(count for comes, _, count in rows if comes)
    first = sum(count for comes, at_once, count in rows if at_once and not comes)
    return {
        "solved": known - waiting,
        "first_time": first,
        "again": known - first,
        "waiting": waiting,
        "first_time_pct": per_cent(first, known),
    }


FIXES = Topic(
    key="first-time-fix",
    title=Phrase("First-time fix"),
    what=Phrase(
        "Requests that were solved on site, and how many of them took one visit. "
        "One that still waits for a return visit already counts as not fixed at the first; so does one of "
        "which the customer said that it was not solved, and for which a new request followed."
    ),
    columns=(
        Column("solved", Phrase("Solved on site")),
        Column("first_time", Phrase("At the first visit")),
        Column("again", Phrase("With return visits")),
        Column("waiting", Phrase("Return visit still open")),
        Column("first_time_pct", Phrase("Share at the first visit"), Unit.PER_CENT),
    ),
    drawn=("first_time", "again"),
    facts=lambda _: (comes_again(), _at_once()),
    fold=_fixes,
    behind={
        "solved": _solved_on_site,
        "first_time": _first_time,
        "again": _took_more,
        "waiting": lambda _: comes_again(),
    },
    holds=lambda now: or_(_solved_on_site(now), comes_again()),
)
