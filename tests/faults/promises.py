"""What the players know of each promise, held against what the application makes of it in every place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.arrivals.reads.arrival_evidence import NOT_ARRIVED
from app.arrivals.tables import ArrivalSettlement
from app.demo.case import REVIEWED, Case, Casebook
from app.kernel import Runtime, UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import ArrivalVerdict, Outcome
from app.requests.tables import ServiceRequest
from tests.faults.findings import Proof
from tests.support.figures import all_figures

WATCH_WITHIN = timedelta(minutes=1)
_EXACT = timedelta(seconds=1)
_REVIEWED = select(PhoneEvent.visit_id).where(
    PhoneEvent.kind == "arrive", PhoneEvent.reviewed_at.is_not(None)
)


def alerts(uow: UnitOfWork, proof: Proof) -> None:
    """Every broken promise was seen within a minute, and each rung was climbed once for one cause."""
    raised = [
        (event.stream, event.at, data_of(event))
        for event in uow.session.scalars(select(Event).where(Event.kind == "alert.raised").order_by(Event.id))
    ]
    proof.count("alerts", len(raised))
    seen: dict[UUID, datetime] = {}
    for stream, at, data in raised:
        if data["rung"] == "breached":
            seen.setdefault(UUID(stream.removeprefix("request:")), at)
    requests = uow.session.scalars(select(ServiceRequest)).all()
    late = [one for one in requests if outcome_of(one, uow.now) is Outcome.BROKEN]
    proof.count("promises broken", len(late))
    known = _known_at(uow, late)
    unseen = [r.code for r in late if r.id not in seen or seen[r.id] > known[r.id] + WATCH_WITHIN]
    # Whoever arrived within the minute after the hour was late, and nobody needed to be told.
    grace = {r.code for r in late if r.on_site_at and r.on_site_at <= r.due_at + WATCH_WITHIN}
    proof.want("broken promises that nobody was told of within a minute", set(unseen) - grace)
    twice = Counter(data["alert_id"] for _, _, data in raised)
    proof.want("alerts raised twice", [key for key, times in twice.items() if times > 1])


def _known_at(uow: UnitOfWork, late: list[ServiceRequest]) -> Mapping[UUID, datetime]:
    """When each was known to be broken: at due, or when somebody had not come as, or when, he had claimed."""
    known = {one.id: one.due_at for one in late}
    settled = uow.session.execute(
        select(Event.stream, Event.at, Event.body, Event.personal).where(Event.kind == "arrival.settled")
    )
    for event in settled:
        request_id = UUID(event.stream.removeprefix("request:"))
        told = data_of(event)
        otherwise = told["decision"] == NOT_ARRIVED or told["on_site_at"] != told["recorded_at"]
        if request_id in known and otherwise:
            known[request_id] = max(known[request_id], event.at)
    return known


def sent_back(uow: UnitOfWork) -> Counter[str]:
    """How often each visit was planned again because nobody had come."""
    rows = uow.session.scalars(
        select(ArrivalSettlement.visit_id).where(ArrivalSettlement.verdict == NOT_ARRIVED)
    )
    return Counter(map(str, rows))


def arrivals(uow: UnitOfWork, proof: Proof, book: Casebook) -> None:
    """Arrivals and promises are what the players saw; what no evidence bears out was settled by a person."""
    rows = uow.session.scalars(select(ServiceRequest)).all()
    requests = {str(one.id): one for one in rows}
    proof.count("arrivals from a basement", book.offline_arrivals)
    proof.count("arrivals that were lies", len(book.lies))
    proof.want("lies that no person has looked into, or that were believed", _believed(uow, book, requests))
    proof.want("promises that are not as they were", _untrue(uow, book, requests))
    waiting = [one.code for one in rows if outcome_of(one, uow.now) is Outcome.UNSETTLED]
    proof.want("arrivals that nobody has settled", waiting)


def _believed(uow: UnitOfWork, book: Casebook, requests: Mapping[str, ServiceRequest]) -> Iterator[str]:
    settled = uow.session.scalars(select(ArrivalSettlement).order_by(ArrivalSettlement.at)).all()
    proof_of = {(str(one.visit_id), one.recorded_at): one for one in settled if one.by}
    reviewed = set(map(str, uow.session.scalars(_REVIEWED)))
    for lie in book.lies:
        request = requests.get(lie.request_id)
        if request is None or request.state == "cancelled":
            continue
        if lie.found_out_by == REVIEWED:
            if lie.visit_id not in reviewed:
                yield f"{request.code} not reviewed"
            continue
        found = [
            one
            for (visit, at), one in proof_of.items()
            if visit == lie.visit_id and (not lie.manner.is_lie or _same(at, lie.claimed_at))
        ]
        verdicts = {(one.verdict, one.judged_as) for one in found}
        wanted = (lie.found_out_by, ArrivalVerdict.DOUBTFUL.value)
        # Who came may have been sent because somebody before him had lied about the same visit.
        if not (verdicts == {wanted} if lie.manner.is_lie else wanted in verdicts):
            yield f"{request.code} {verdicts or 'unsettled'}"


def _untrue(uow: UnitOfWork, book: Casebook, requests: Mapping[str, ServiceRequest]) -> Iterator[str]:
    for key, case in book.cases.items():
        request = requests.get(key)
        if request is None:
            continue  # lost: told elsewhere
        told, seen = outcome_of(request, uow.now), _came_to(case)
        if told != seen or (seen != Outcome.CANCELLED and not _same(request.on_site_at, case.on_site_at)):
            yield f"{request.code}: told {told} {request.on_site_at}, seen {seen} {case.on_site_at}"


def _came_to(case: Case) -> str:
    if case.state == "cancelled":
        return Outcome.CANCELLED
    return case.kept_as or Outcome.BROKEN


def _same(told: datetime | None, seen: datetime | None) -> bool:
    return told == seen if told is None or seen is None else abs(told - seen) <= _EXACT


def places(runtime: Runtime, proof: Proof, book: Casebook) -> None:
    """Every place that shows what became of a promise says the same of it."""
    for key, case in book.cases.items():
        figures = all_figures(runtime, UUID(key))
        proof.want(
            f"outcomes told of {case.code}", set(figures.values()) if len(set(figures.values())) > 1 else ()
        )
        proof.counts["figures compared"] = proof.counts.get("figures compared", 0) + len(figures)
