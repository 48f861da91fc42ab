"""What every closed visit of a month contributes, as rows that can be written as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.plain_ids import IdText, id_text
from app.promise.reads.attribution import attributions
from app.registers.tables import Engineer
from app.requests.reads.outcomes import outcome_of, promised_visit
from app.requests.reads.who_came import answerable_engineer, due_engineer
from app.requests.rules.card import answers_of
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.rules.promise import Decision, Outcome
from app.stars.reads.closed_visits import Place, RequestRow, VisitRow, in_month, places, requests_with_visits
from app.stars.reads.declared import Declarations, declarations_that_hold
from app.stars.reads.records import records
from app.stars.reads.span_of_ids import id_spans
from app.stars.reads.verdicts import upheld
from app.stars.rules.contributions import Contribution, contributions, declared, promise_kept
from app.stars.rules.leaving_out import MEASURED_AT_VISITS, Declared, Why
from app.stars.rules.measured import Measure
from app.stars.rules.months import Month
from app.stars.rules.visit_facts import Record, VisitFacts
from app.stars.rules.work import part_of_day, remoteness

Row = dict[str, Any]

_DONE = frozenset({VisitState.COMPLETED, VisitState.CONFIRMED})
_CLOSED = _DONE | {VisitState.INCOMPLETE, VisitState.CANCELLED}
_DIGITS = 6
_ZONES_APART = timedelta(days=2)
_NAMES = [(measure, str(measure), f"{measure}_why") for measure in MEASURED_AT_VISITS]


@dataclass(frozen=True, slots=True)
class _Around:
    """What speaks of the visits of a month beside their own rows."""

    now: datetime
    places: Mapping[str, Place]
    providers: Mapping[str, str | None]
    records: Mapping[str, Record]
    declarations: Declarations
    upheld: Mapping[tuple[str, str], float]
    texts: Callable[[UUID], str]


def month_rows(uow: UnitOfWork, month: Month) -> list[Row]:
    """Return the contributions of a month in order of engineers and visits.

    Ids are the database's own texts (`app.kernel.plain_ids`), for `app.kernel.bulk` to write.
    """
    of, texts = places(uow), partial(id_text, uow.session.connection())
    made, since = in_month(month, of), month.span("UTC")[0] - _ZONES_APART
    if (these := id_spans(uow, made)) is None:
        return []
    found = list(requests_with_visits(uow, these))
    around = _Around(
        uow.now,
        of,
        dict(uow.session.execute(select(IdText(Engineer.id), IdText(Engineer.provider_id))).all()),
        records(uow, these),
        declarations_that_hold(uow, since),
        {(texts(request), texts(who)): told for (request, who), told in upheld(uow, since).items()},
        texts,
    )
    promises = _promises(uow, found)
    written = str(month)
    rows = [
        {"month": written, **row}
        for request, visits in found
        for row in _of_request(request, visits, promises[request.id], around)
    ]
    return sorted(rows, key=itemgetter("engineer_id", "visit_id"))


def _promises(
    uow: UnitOfWork, found: Sequence[tuple[RequestRow, Sequence[VisitRow]]]
) -> Mapping[str, Contribution]:
    outcomes = {request.id: outcome_of(request, uow.now) for request, _ in found}
    broken = {request.id: request for request, _ in found if outcomes[request.id] is Outcome.BROKEN}
    asked: list[Any] = [request._replace(id=UUID(key)) for key, request in broken.items()]  # type: ignore[arg-type]
    stories = attributions(uow, asked)
    blamed = {key: stories[one.id].blamed(uow.now) for key, one in zip(broken, asked, strict=True)}
    return {key: promise_kept(outcome, blamed.get(key)) for key, outcome in outcomes.items()}


def _of_request(
    request: RequestRow, visits: Sequence[Any], promise: Contribution, around: _Around
) -> Iterator[Row]:
    """Return the rows of a request's closed visits, and one of who had it when due where he made none."""
    whose = _whose(request, visits)
    closed = [visit for visit in visits if visit.state in _CLOSED and visit.engineer_id is not None]
    promised: Any = promised_visit(visits, request.due_at)
    his = promised if promised in closed and promised.engineer_id == whose else None
    his = his or next((visit for visit in closed if visit.engineer_id == whose), None)
    for visit in closed:
        own = contributions(_facts(request, visits, visit, promised, around), around.now)
        of_promise = promise if visit is his else Contribution(None, Why.OTHER_VISIT)
        yield _row(request, visit, visit.engineer_id, {Measure.PROMISE_OWN_STAGES: of_promise, **own}, around)
    if his is None and whose is not None and all(visit.state in _CLOSED for visit in visits):
        none = dict.fromkeys(MEASURED_AT_VISITS, Contribution(None, Why.OTHER_ENGINEER))
        at_due = [visit for visit in visits if visit.created_at <= request.due_at] or list(visits)
        yield _row(request, at_due[-1], whose, none | {Measure.PROMISE_OWN_STAGES: promise}, around)


def _whose(request: Any, visits: Sequence[Any]) -> Any:
    if request.on_site_at is None:
        return due_engineer(visits, request.due_at)
    return answerable_engineer(request, visits)


def _facts(
    request: RequestRow, visits: Sequence[VisitRow], visit: VisitRow, promised: Any, around: _Around
) -> VisitFacts:
    is_last = visit is visits[-1]
    arrived_at = visit.on_site_at
    if visit is promised and request.arrival_by_person and request.arrival_engineer_id is None:
        arrived_at = request.on_site_at or arrived_at
    return VisitFacts(
        is_cancelled=visit.state == VisitState.CANCELLED or request.state == RequestState.CANCELLED,
        is_done=visit.state in _DONE,
        settled_away=visit.arrival_settled == Decision.NOT_ARRIVED,
        arrived_at=arrived_at,
        completed_at=visit.completed_at,
        reason=(visit.end_reason or "").partition(":")[0],
        came_before=any(_came(one) for one in visits if one.ordinal < visit.ordinal),
        expected_s=request.expected_s,
        has_machine=request.asset_id is not None,
        again_at=_again_at(visits, visit),
        score=visit.score,
        card=answers_of(visit),
        solved=request.solved if is_last else None,
        record=around.records.get(visit.id),
        ended_by_office=visit.office_ended_by is not None,
        upheld=_upheld(request, visits, visit, around.upheld),
    )


def _came(visit: VisitRow) -> bool:
    return visit.on_site_at is not None and visit.arrival_settled != Decision.NOT_ARRIVED


def _again_at(visits: Sequence[VisitRow], visit: VisitRow) -> datetime | None:
    """When the machine was next reported, or this request taken up again."""
    if visit.completed_at is None:
        return None
    later = [
        one.created_at
        for one in visits
        if one.created_at > visit.completed_at and one.state != VisitState.CANCELLED
    ]
    return min(filter(None, (*later, visit.again_at)), default=None)


def _upheld(
    request: RequestRow, visits: Sequence[VisitRow], visit: VisitRow, every: Mapping[tuple[str, str], float]
) -> float:
    """Return the complaints about who made this visit; they stand at his last one of the request."""
    if not every or visit.engineer_id is None:
        return 0.0
    his = [one for one in visits if one.engineer_id == visit.engineer_id and one.state in _CLOSED]
    return every.get((request.id, visit.engineer_id), 0.0) if visit is his[-1] else 0.0


def _row(
    request: RequestRow,
    visit: VisitRow,
    engineer_id: str,
    found: Mapping[Measure, Contribution],
    around: _Around,
) -> Row:
    place = around.places[request.territory_id]
    what = _declared(request, visit, around.declarations)
    row: Row = {
        "engineer_id": engineer_id,
        "visit_id": visit.id,
        "request_id": request.id,
        "provider_id": around.providers.get(engineer_id),
        "declaration_id": around.texts(what.id) if what else None,
        "requested_at": request.requested_at,
        "customer_id": request.customer_id,
        "territory_id": request.territory_id,
        "fault_code": request.fault_code,
        "model": request.model or "",
        "part_of_day": part_of_day(request.requested_at, place.zone),
        "remoteness": remoteness((request.lat, request.lon), place.centre),
    }
    told = declared(found, what)
    for measure, name, why in _NAMES:
        one = told[measure]
        row[name] = None if one.value is None else round(one.value, _DIGITS)
        row[why] = str(one.why)
    return row


def _declared(request: RequestRow, visit: VisitRow, those: Declarations) -> Declared | None:
    if not those:
        return None
    begins_at = max(request.requested_at, request.due_at - timedelta(seconds=request.promise_s))
    return those.about(UUID(visit.id), UUID(request.territory_id), begins_at, request.due_at)
