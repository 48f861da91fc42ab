"""Reports about visits: what customers said of them, and how much work they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func

from app.kernel.phrases import Phrase
from app.kernel.sql_times import seconds_between
from app.reports.reads.topics import Clause, Condition, Topic, as_it_is, everything
from app.reports.rules.figures import Column, Figures, Unit
from app.reports.rules.measures import per_cent, ratio
from app.requests.rules.card import SCORED, YES_OR_NO
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Rating, ServiceRequest, Visit

SCORES = (5, 4, 3, 2, 1)
_QUESTIONS = (*SCORED, *YES_OR_NO)
_HOUR_S, _MINUTE_S = 3600, 60
_DONE = Visit.state.in_((VisitState.COMPLETED, VisitState.CONFIRMED))
_UNFINISHED = Visit.state == VisitState.INCOMPLETE


def _with_visits(query: Select[Any]) -> Select[Any]:
    return query.join(Visit, Visit.request_id == ServiceRequest.id)


def _with_ratings(query: Select[Any]) -> Select[Any]:
    return _with_visits(query).join(Rating, Rating.visit_id == Visit.id)


def _scored(score: int) -> Condition:
    return lambda _: Rating.score == score


def _commented(_now: datetime) -> Clause:
    return Rating.comment != ""


def _handed(_now: datetime) -> Clause:
    return Rating.handed_over.is_(True)


def _answers() -> Sequence[ColumnElement[Any]]:
    """The number of ratings, of those by a link handed over, and of each question the sum and number."""
    asked = [getattr(Rating, name) for name in SCORED]
    asked += [case((getattr(Rating, name), 1), else_=0) for name in YES_OR_NO]
    given = [getattr(Rating, name) for name in (*SCORED, *YES_OR_NO)]
    pairs = ((func.sum(one), func.count(of)) for one, of in zip(asked, given, strict=True))
    by_hand = func.sum(case((Rating.handed_over, 1), else_=0))
    return (func.count(), by_hand, *(column for pair in pairs for column in pair))


def _asked(sums: Sequence[int]) -> Figures:
    """Return the means of the scores and the shares of yes; None where nobody answered."""
    totals, counts = dict(zip(_QUESTIONS, sums[::2], strict=True)), sums[1::2]
    found: dict[str, float | None] = {}
    for name, count in zip(_QUESTIONS, counts, strict=True):
        if name in YES_OR_NO:
            found[name] = per_cent(totals[name], count)
        else:
            mean = ratio(totals[name], count)
            found[name] = None if mean is None else round(mean, 2)
    return found


def _ratings(rows: Sequence[Any]) -> Figures:
    counted = dict.fromkeys(SCORES, 0)
    comments = handed = 0
    sums = [0] * (2 * len(_QUESTIONS))
    for score, commented, count, by_hand, *answers in rows:
        counted[score] += count
        handed += int(by_hand or 0)
        comments += count if commented else 0
        sums = [before + int(more or 0) for before, more in zip(sums, answers, strict=True)]
    ratings = sum(counted.values())
    mean = ratio(sum(score * count for score, count in counted.items()), ratings)
    return {
        "ratings": ratings,
        "mean": None if mean is None else round(mean, 2),
        **{f"score_{score}": count for score, count in counted.items()},
        "comments": comments,
        "handed_over": handed,
        **_asked(sums),
    }


def _stars(score: int) -> Phrase:
    return Phrase.counted("%(num)s star", "%(num)s stars", num=score)


RATINGS = Topic(
    key="ratings",
    title=Phrase("Ratings"),
    what=Phrase(
        "The scores that customers gave, one for each visit, 5 the best; comments stand behind the figures."
        " The card's further questions count where they were answered. A link that the office handed over by"
        " telephone tells nobody who rated; these ratings count, and in a column of their own too."
    ),
    columns=(
        Column("ratings", Phrase("Ratings")),
        Column("mean", Phrase("Mean score"), Unit.SCORE),
        *(Column(f"score_{score}", _stars(score)) for score in SCORES),
        Column("comments", Phrase("With comment")),
        Column("handed_over", Phrase("By a link handed over")),
        Column("on_time", Phrase("On time"), Unit.SCORE),
        Column("technical", Phrase("Technical level"), Unit.SCORE),
        Column("attitude", Phrase("Attitude"), Unit.SCORE),
        Column("five_ones_used", Phrase("Five ones used"), Unit.PER_CENT),
        Column("problem_solved", Phrase("Problem solved"), Unit.PER_CENT),
    ),
    drawn=tuple(f"score_{score}" for score in SCORES),
    facts=lambda now: (Rating.score, _commented(now)),
    sums=_answers,
    fold=_ratings,
    behind={
        "ratings": everything,
        **{f"score_{score}": _scored(score) for score in SCORES},
        "comments": _commented,
        "handed_over": _handed,
    },
    joined=_with_ratings,
    shown=lambda: (
        *(Visit.id, Visit.engineer_id, Rating.score, Rating.comment, Rating.handed_over),
        *(getattr(Rating, name) for name in _QUESTIONS),
    ),
    engineer=lambda: Rating.engineer_id,
    for_engineer=as_it_is,
)


def _arrived(_now: datetime) -> Clause:
    return Visit.on_site_at.is_not(None)


def _completed(_now: datetime) -> Clause:
    return _DONE


def _unfinished(_now: datetime) -> Clause:
    return _UNFINISHED


def _seconds(begin: Any, end: Any) -> ColumnElement[int]:
    return func.sum(seconds_between(begin, end))


def _work() -> Sequence[ColumnElement[Any]]:
    return (
        func.count(),
        func.count(Visit.completed_at),
        func.sum(case((_DONE, 1), else_=0)),
        func.sum(case((_UNFINISHED, 1), else_=0)),
        _seconds(Visit.on_site_at, Visit.completed_at),
        _seconds(Visit.departed_at, Visit.on_site_at),
    )


def _workload(rows: Sequence[Any]) -> Figures:
    visits, ended, completed, unfinished, on_site_s, driving_s = (
        int(sum(row[n] or 0 for row in rows)) for n in range(6)
    )
    each = ratio(on_site_s, ended)
    return {
        "visits": visits,
        "completed": completed,
        "unfinished": unfinished,
        "on_site_h": round(on_site_s / _HOUR_S, 2),
        "driving_h": round(driving_s / _HOUR_S, 2),
        "each_min": None if each is None else round(each / _MINUTE_S, 1),
    }


WORKLOAD = Topic(
    key="workload",
    title=Phrase("Workload"),
    what=Phrase(
        "Visits to which somebody came, hours from arrival to the visit's end, and hours under way to them."
    ),
    columns=(
        Column("visits", Phrase("Visits")),
        Column("completed", Phrase("Completed")),
        Column("unfinished", Phrase("Return visit needed")),
        Column("on_site_h", Phrase("Time on site"), Unit.HOURS),
        Column("driving_h", Phrase("Time under way"), Unit.HOURS),
        Column("each_min", Phrase("On site at each visit"), Unit.MINUTES),
    ),
    drawn=("on_site_h", "driving_h"),
    sums=_work,
    fold=_workload,
    behind={"visits": everything, "completed": _completed, "unfinished": _unfinished},
    holds=_arrived,
    joined=_with_visits,
    shown=lambda: (Visit.id, Visit.engineer_id),
    engineer=lambda: Visit.engineer_id,
    for_engineer=as_it_is,
)
