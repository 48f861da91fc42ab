"""Counts from the ledger and the tables, held against what was acknowledged outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from app.demo.case import Casebook
from app.files.tables import Blob
from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.kernel import ledger_check as ledger
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.requests.tables import Offer, ServiceRequest, Visit
from app.visits.tables import Photo
from tests.faults import promises
from tests.faults.findings import Proof
from tests.faults.followers import Received
from tests.faults.journal import Journal

ONCE_A_REQUEST = ("request.received", "request.promised", "request.resolved", "request.closed")
ONCE_A_VISIT = ("visit.completed", "visit.on_site", "visit.confirmed", "visit.rated")


def prove(
    runtime: Runtime, journal: Journal, received: Received, screen: Sequence[str], book: Casebook
) -> Proof:
    """Read everything once, when nothing happens any more; `book` is what the players saw."""
    proof = Proof()
    with unit_of_work(runtime, write=False) as uow:
        _ledger(uow, proof)
        _requests(uow, proof, journal)
        _phones(uow, proof, journal)
        _photos(uow, proof, journal)
        _offers(uow, proof)
        promises.alerts(uow, proof)
        promises.arrivals(uow, proof, book)
        _told(uow, proof, received, screen)
    promises.places(runtime, proof, book)
    proof.want("answers that contradict an earlier one", journal.contradictions)
    proof.want("server errors", journal.server_errors)
    return proof


def _ledger(uow: UnitOfWork, proof: Proof) -> None:
    found = ledger.verify(uow)
    proof.count("events in the ledger", found.events)
    proof.want("faults in the chains", [f"{fault.where}: {fault.what}" for fault in found.faults])
    counted = Counter[tuple[str, str]]()
    for stream, kind in uow.session.execute(
        select(Event.stream, Event.kind).where(Event.kind.in_(ONCE_A_REQUEST[:2]))
    ):
        counted[stream, kind] += 1
    for visit_id, kind in uow.session.execute(
        select(Event.visit_id, Event.kind).where(Event.kind.in_(ONCE_A_VISIT))
    ):
        counted[str(visit_id), kind] += 1
    again = promises.sent_back(uow)
    twice = [
        (one, kind)
        for (one, kind), times in counted.items()
        if times > 1 + (again[one] if kind == "visit.on_site" else 0)
    ]
    proof.want("happened twice", twice)


def _requests(uow: UnitOfWork, proof: Proof, journal: Journal) -> None:
    stored = {str(key) for key in uow.session.scalars(select(ServiceRequest.id))}
    proof.count("requests acknowledged", len(journal.requests))
    proof.want("acknowledged requests that are lost", journal.requests - stored)
    # Callers repeat until they are told, so each request that exists was acknowledged to somebody.
    proof.want("requests made twice", stored - journal.requests)
    told = set(uow.session.scalars(select(Event.stream).where(Event.kind == "request.received")))
    proof.want("requests without an event", {f"request:{key}" for key in stored} ^ told)
    states = uow.session.execute(select(ServiceRequest.code, ServiceRequest.state))
    proof.want("requests without an end", [code for code, s in states if s not in {"closed", "cancelled"}])


def _phones(uow: UnitOfWork, proof: Proof, journal: Journal) -> None:
    rows = uow.session.execute(select(PhoneEvent.event_id, PhoneEvent.status)).all()
    stored = {str(row.event_id): row.status for row in rows}
    proof.count("phone messages acknowledged", len(journal.events))
    proof.want(
        "phone messages stored twice", [key for key, n in Counter(r[0] for r in rows).items() if n > 1]
    )
    proof.want("acknowledged phone messages that are lost", journal.events.keys() - stored.keys())
    changed = [key for key, told in journal.events.items() if told == "applied" != stored.get(key, told)]
    proof.want("phone messages that were applied and are not any more", changed)
    proof.want("phone messages held to this day", [key for key, status in stored.items() if status == "held"])


def _photos(uow: UnitOfWork, proof: Proof, journal: Journal) -> None:
    kept = set(
        uow.session.scalars(
            select(Photo.sha256)
            .join(Blob, Blob.sha256 == Photo.sha256)
            .where(Photo.completed_at.is_not(None))
        )
    )
    proof.count("photos acknowledged", len(journal.photos))
    proof.want("acknowledged photos that are lost", journal.photos - kept)


def _offers(uow: UnitOfWork, proof: Proof) -> None:
    ends = ("offer.accepted", "offer.declined", "offer.expired", "offer.withdrawn")
    ended = uow.session.scalar(select(func.count()).where(Event.kind.in_(ends)))
    made = uow.session.scalar(select(func.count()).select_from(Offer))
    proof.count("offers", made or 0)
    if made != ended:
        proof.faults.append(f"{made} offers have {ended} ends")
    idle = uow.session.scalars(select(Visit.id).where(Visit.state.in_(("offered", "accepted", "en_route"))))
    proof.want("visits left on the way", idle)


def _told(uow: UnitOfWork, proof: Proof, received: Received, screen: Sequence[str]) -> None:
    """The partner has every event of its subscription once; the screen has every event once, in order."""
    every = uow.session.scalars(select(Event).order_by(Event.tx_id, Event.id)).all()
    wanted = {f"{event.tx_id}-{event.id}" for event in every}
    proof.count("events on the screen", len(screen))
    proof.want("events that the screen missed", wanted - set(screen))
    proof.want("events that came to the screen twice", [k for k, n in Counter(screen).items() if n > 1])
    order = [tuple(map(int, key.split("-"))) for key in screen]
    if order != sorted(order):
        proof.faults.append("the screen saw events out of order")
    told = {str(body["data"]["id"]) for body in received.events.values()}
    proof.count("events at the partner", len(told))
    proof.count("deliveries repeated with the same key", received.times.total() - len(received.times))
    due = {f"{e.tx_id}-{e.id}" for e in every if e.kind.startswith("visit.")}
    proof.want("events that the partner missed", due - told)
    proof.want("events that reached the partner under two keys", _under_two_keys(received))


def _under_two_keys(received: Received) -> list[str]:
    counted = Counter(str(body["data"]["id"]) for body in received.events.values())
    return [key for key, times in counted.items() if times > 1]
