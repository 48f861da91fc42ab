"""Judging arrivals anew whenever evidence comes: the verdict is a function of all that is held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app.arrivals.commands.effective_arrival import follow_recorded_arrival
from app.arrivals.events import ArrivalContested, ArrivalJudged
from app.arrivals.reads.arrival_evidence import AFTERWARDS, NOT_ARRIVED, held_about, is_judged_by_rule
from app.arrivals.rules.arrival import judge_arrival
from app.arrivals.rules.arrival_facts import CONTRADICTIONS, Judgement
from app.arrivals.tables import ArrivalSettlement
from app.kernel import UnitOfWork, ledger
from app.phones.reads.phone_clock import slips
from app.phones.rules.phone_clock import AFTER
from app.phones.tables import PhoneEvent
from app.positions.rules.tracks import ABSENCE, SUPPORT, Fix, Place, absence, apart
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import request_stream
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit

MOST_AT_ONCE = 8
"""Arrivals of one engineer that one message has judged anew; within an hour nobody has more."""


def rejudge(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> None:
    """Judge a visit's arrival by all evidence held now; every change of the verdict is an event.

    The rows of both must be locked.  What a person settled stays: evidence against it is noted and has the
    promise looked at.  Arrivals that were recorded before there was a rule change by a confirmation alone.
    """
    if visit.on_site_at is None:
        return
    uow.session.flush()
    judged = judge_arrival(held_about(uow, visit, request).evidence) if is_judged_by_rule(visit) else None
    verdict = judged.verdict if judged else _of_old(visit)
    was = visit.arrival_verdict
    if judged is not None:
        _keep(uow, visit, written(judged))
    if verdict != was:
        visit.arrival_verdict, visit.updated_at = verdict, uow.now
        _record(uow, visit, was)
    if visit.arrival_settled:
        _contest(uow, visit)
    uow.session.flush()
    follow_recorded_arrival(uow, request)


def rejudge_near(uow: UnitOfWork, engineer_id: UUID, fixes: Sequence[Fix]) -> None:
    """Judge anew the arrivals of an engineer to which what his phone has just sent may matter.

    Most positions come from where the engineer says that he works, and matter to nothing: one query.
    """
    for visit, request in _concerned(uow, engineer_id, [fix.at for fix in fixes]):
        if is_judged_by_rule(visit) and _matters(visit, request, fixes):
            rejudge(uow, *locked_visit(uow, visit.id))


def rejudge_slipped(uow: UnitOfWork, engineer_id: UUID) -> None:
    """Judge anew an engineer's arrivals of the last hours whose phone has contradicted its own numbers."""
    for visit in _lately(uow, engineer_id):
        own = (visit.arrival or {}).get("event_id")
        if is_judged_by_rule(visit) and own and slips(uow, _sent(uow, engineer_id, UUID(own))):
            rejudge(uow, *locked_visit(uow, visit.id))


def written(judged: Judgement) -> list[dict[str, Any]]:
    """The findings as they are kept: each with the figures that it has."""
    figures = ("metres", "seconds", "count")
    return [
        {"finding": str(found.finding)}
        | {name: value for name in figures if (value := getattr(found, name)) is not None}
        for found in judged.findings
    ]


def _of_old(visit: Visit) -> ArrivalVerdict:
    by_office = visit.office_confirmed_at or visit.handed_confirmed_at
    if visit.customer_confirmed_at or (visit.arrival_confirmed_at and not by_office):
        return ArrivalVerdict.PROVEN
    if by_office and visit.arrival_verdict != ArrivalVerdict.PROVEN:
        return ArrivalVerdict.BY_OFFICE
    return ArrivalVerdict(visit.arrival_verdict or ArrivalVerdict.PLAUSIBLE)


def _keep(uow: UnitOfWork, visit: Visit, findings: list[dict[str, Any]]) -> None:
    if visit.arrival_findings != findings:
        visit.arrival_findings, visit.updated_at = findings, uow.now


def _record(uow: UnitOfWork, visit: Visit, was: str | None) -> None:
    ledger.record(
        uow,
        request_stream(visit.request_id),
        ArrivalJudged(
            visit_id=visit.id,
            engineer_id=visit.engineer_id,
            verdict=visit.arrival_verdict,
            was=was,
            on_site_at=visit.on_site_at,
            findings=visit.arrival_findings or [],
            settled=visit.arrival_settled,
        ),
    )


def _contest(uow: UnitOfWork, visit: Visit) -> None:
    """Note evidence against what a person settled, unless that person had it before him."""
    if visit.arrival_contested_at is not None:
        return
    last = uow.session.scalars(
        select(ArrivalSettlement)
        .where(ArrivalSettlement.visit_id == visit.id)
        .order_by(ArrivalSettlement.at.desc(), ArrivalSettlement.id.desc())
        .limit(1)
    ).one()
    if last.verdict == NOT_ARRIVED:
        is_new = visit.arrival_verdict not in {ArrivalVerdict.DOUBTFUL, last.judged_as}
    else:
        is_new = bool(_against(visit.arrival_findings) - _against(last.findings))
    if is_new:
        visit.arrival_contested_at = visit.updated_at = uow.now
        ledger.record(
            uow,
            request_stream(visit.request_id),
            ArrivalContested(
                visit_id=visit.id,
                engineer_id=visit.engineer_id,
                settled=last.verdict,
                verdict=visit.arrival_verdict,
                findings=visit.arrival_findings or [],
            ),
        )


def _against(findings: Iterable[Any] | None) -> set[str]:
    return {one["finding"] for one in findings or ()} & {str(one) for one in CONTRADICTIONS}


def _sent(uow: UnitOfWork, engineer_id: UUID, event_id: UUID) -> Sequence[PhoneEvent]:
    sent = select(PhoneEvent).where(PhoneEvent.engineer_id == engineer_id, PhoneEvent.event_id == event_id)
    return uow.session.scalars(sent).all()


def _lately(uow: UnitOfWork, engineer_id: UUID) -> Sequence[Visit]:
    found = (
        select(Visit)
        .where(
            Visit.engineer_id == engineer_id,
            or_(Visit.on_site_at >= uow.now - AFTER, Visit.updated_at >= uow.now - AFTER),
            Visit.arrival_verdict.is_not(None),
            Visit.arrival_verdict != ArrivalVerdict.DOUBTFUL,
        )
        .order_by(Visit.request_id)
        .limit(MOST_AT_ONCE)
    )
    return uow.session.scalars(found).all()


def _concerned(
    uow: UnitOfWork, engineer_id: UUID, moments: Sequence[datetime]
) -> Sequence[tuple[Visit, ServiceRequest]]:
    """Arrivals near these moments, and doubtful ones that came within the hour: any message may help."""
    near: list[ColumnElement[bool]] = [
        (Visit.arrival_verdict == ArrivalVerdict.DOUBTFUL)
        & or_(Visit.on_site_at >= uow.now - AFTERWARDS, Visit.updated_at >= uow.now - AFTERWARDS)
    ]
    if moments:
        near.append(Visit.on_site_at.between(min(moments) - AFTERWARDS, max(moments) + AFTERWARDS))
    found = uow.session.execute(
        select(Visit, ServiceRequest)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(Visit.engineer_id == engineer_id, or_(*near))
        .order_by(ServiceRequest.id)
        .limit(MOST_AT_ONCE)
    )
    return [(visit, request) for visit, request in found]


def _matters(visit: Visit, request: ServiceRequest, fixes: Sequence[Fix]) -> bool:
    at = visit.on_site_at
    if at is None or visit.arrival is None:
        return False
    if visit.arrival_verdict == ArrivalVerdict.DOUBTFUL or any(fix.mock for fix in fixes):
        return True
    place = Place(request.place, visit.arrival["fence_m"])
    until = max(at + ABSENCE, datetime.fromisoformat(visit.arrival["received_at"]))
    lends = any(at - SUPPORT <= fix.at < at for fix in fixes)
    return lends or apart(place, fixes, at) is not None or absence(place, fixes, at, until) is not None
