"""Counts from the ledger and the tables, held against what was acknowledged outside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.models import Blob, Event, Offer, PhoneEvent, Photo, ServiceRequest, Visit
from app.queries import ledger
from app.runtime import Runtime, UnitOfWork, unit_of_work
from tests.faults.followers import Received
from tests.faults.journal import Journal

ONCE_A_REQUEST = ("request.received", "request.promised", "request.resolved", "request.closed")
ONCE_A_VISIT = ("visit.completed", "visit.on_site", "visit.confirmed", "visit.rated")
WATCH_WITHIN = timedelta(minutes=1)


@dataclass
class Proof:
    """What was counted, and everything that is wrong; nothing wrong is a proof."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, what: str, number: int) -> None:
        """Note a figure."""
        self.counts[what] = number

    def want(self, what: str, missing: Iterable[object]) -> None:
        """Note a fault where something is missing or too much."""
        found = sorted(map(str, missing))
        if found:
            self.faults.append(f"{what}: {len(found)} ({', '.join(found[:5])})")


def prove(runtime: Runtime, journal: Journal, received: Received, screen: Sequence[str]) -> Proof:
    """Read everything once, when nothing happens any more."""
    proof = Proof()
    with unit_of_work(runtime, write=False) as uow:
        _ledger(uow, proof)
        _requests(uow, proof, journal)
        _phones(uow, proof, journal)
        _photos(uow, proof, journal)
        _offers(uow, proof)
        _promises(uow, proof)
        _told(uow, proof, received, screen)
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
    proof.want("happened twice", [key for key, times in counted.items() if times > 1])


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


def _promises(uow: UnitOfWork, proof: Proof) -> None:
    """Every broken promise was seen within a minute, and each rung was climbed once for one cause."""
    raised = [
        (event.stream, event.at, json.loads(event.body))
        for event in uow.session.scalars(select(Event).where(Event.kind == "alert.raised").order_by(Event.id))
    ]
    proof.count("alerts", len(raised))
    seen = {
        UUID(stream.removeprefix("request:")): at for stream, at, data in raised if data["rung"] == "breached"
    }
    late = [
        request
        for request in uow.session.scalars(select(ServiceRequest))
        if (request.on_site_at or uow.now) > request.due_at and request.state != "cancelled"
    ]
    proof.count("promises broken", len(late))
    unseen = [r.code for r in late if r.id not in seen or seen[r.id] > r.due_at + WATCH_WITHIN]
    # Whoever arrived within the minute after the hour was late, and nobody needed to be told.
    grace = {r.code for r in late if r.on_site_at and r.on_site_at <= r.due_at + WATCH_WITHIN}
    proof.want("broken promises that nobody was told of within a minute", set(unseen) - grace)
    twice = Counter(data["alert_id"] for _, _, data in raised)
    proof.want("alerts raised twice", [key for key, times in twice.items() if times > 1])


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
