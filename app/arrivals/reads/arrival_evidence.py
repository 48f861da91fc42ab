"""All that is held about one arrival, gathered for the rule that judges it."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from app.arrivals.reads.card_tries import CardTry, card_tries
from app.arrivals.rules.arrival_facts import CodeTry, Evidence, Reading
from app.arrivals.tables import ArrivalSettlement
from app.kernel import UnitOfWork
from app.phones.reads.phone_clock import clock_support_of
from app.phones.rules.phone_clock import UNKNOWN, corrected
from app.phones.tables import PhoneEvent
from app.positions.rules.positions import Distrust
from app.positions.rules.tracks import SUPPORT, Fix, Place, apart, trusted
from app.positions.tables import PositionFix
from app.requests.tables import ServiceRequest, Visit

NOT_ARRIVED = "not_arrived"

TELLING = ("arrive", "confirm_arrival", "incomplete")
"""Kinds of messages that can carry a position or a code."""

AFTERWARDS = timedelta(hours=1)
LONGEST = timedelta(hours=4)
"""How far the track is looked at after an arrival, and around one that was received much later."""


@dataclass(frozen=True, slots=True)
class Held:
    """The evidence of an arrival, with what tells of it: `sent` by phone, and typed behind the card."""

    evidence: Evidence
    sent: Sequence[PhoneEvent]
    cards: Sequence[CardTry] = ()


def said_at_of(arrival: Mapping[str, Any]) -> datetime:
    """When the phone said it arrived, on the server's clock, as a recorded arrival keeps it."""
    if "said_at" in arrival:
        return datetime.fromisoformat(arrival["said_at"])
    return datetime.fromisoformat(arrival["device_at"]) + timedelta(seconds=arrival["skew_s"])


def is_judged_by_rule(visit: Visit) -> bool:
    """Whether enough was recorded to judge the arrival; of those from before there was a rule it was not."""
    return visit.on_site_at is not None and visit.arrival is not None and "said_at" in visit.arrival


def held_about(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> Held:
    """Gather the evidence of a visit's arrival, which `is_judged_by_rule`; six queries.

    Only what the same engineer's phone sent counts, and of codes only those given since the visit last went
    back because nobody had come: before the arrival, where it has itself been settled so since.
    """
    arrival, at = visit.arrival or {}, visit.on_site_at or uow.now
    said_at, received_at = said_at_of(arrival), datetime.fromisoformat(arrival["received_at"])
    begin = max(min(visit.departed_at or at, at) - SUPPORT, at - LONGEST)
    end = min(max(at + AFTERWARDS, received_at), at + LONGEST)
    place = Place(request.place, arrival["fence_m"])
    told = _told(uow, visit, begin)
    own = next((event for event in told if str(event.event_id) == arrival["event_id"]), None)
    since = _denied_at(uow, visit)
    about = [one for one in told if one.visit_id == visit.id and (not since or one.received_at > since)]
    clock = clock_support_of(uow, own) if own is not None else UNKNOWN
    in_time = _Delivered(received_at, own if clock.unbroken else None)
    fixes = [*_track(uow, visit, in_time, begin, end), *_words(told, own, begin, end)]
    cards = [one for one in card_tries(uow, visit) if not since or one.at > since]
    evidence = Evidence(
        place=place,
        due_at=request.due_at,
        said_at=said_at,
        received_at=received_at,
        departed_at=visit.departed_at,
        ended_at=visit.completed_at,
        reading=_reading(arrival),
        reason=arrival.get("reason") or "",
        offline=bool(own and own.offline),
        codes=(*_codes(about, visit.arrival_code), *_typed(cards, place, fixes, at)),
        customer_at=visit.customer_confirmed_at,
        office_at=visit.office_confirmed_at,
        handed_at=visit.handed_confirmed_at,
        fixes=tuple(fixes),
        clock=clock,
    )
    return Held(evidence, about, cards)


def refused_before(uow: UnitOfWork, visit: Visit, since: datetime, kinds: Sequence[str]) -> bool:
    """Whether an arrival of the engineer was refused for its place since he left: the first of two tries."""
    refused = select(PhoneEvent.answer).where(
        PhoneEvent.visit_id == visit.id,
        PhoneEvent.engineer_id == visit.engineer_id,
        PhoneEvent.kind.in_(("arrive", "incomplete")),
        PhoneEvent.status == "refused",
        PhoneEvent.received_at >= since,
    )
    answers = uow.session.scalars(refused)
    return any((answer.get("problem") or {}).get("kind") in kinds for answer in answers)


def _told(uow: UnitOfWork, visit: Visit, begin: datetime) -> Sequence[PhoneEvent]:
    return uow.session.scalars(
        select(PhoneEvent)
        .where(
            PhoneEvent.engineer_id == visit.engineer_id,
            PhoneEvent.kind.in_(TELLING),
            or_(PhoneEvent.visit_id == visit.id, PhoneEvent.received_at >= begin),
        )
        .order_by(PhoneEvent.received_at, PhoneEvent.id)
    ).all()


def _denied_at(uow: UnitOfWork, visit: Visit) -> datetime | None:
    """When the visit was last settled as one to which nobody came, but for settlements of this arrival."""
    of_another = or_(
        ArrivalSettlement.engineer_id != visit.engineer_id,
        ArrivalSettlement.recorded_at.is_(None),
        ArrivalSettlement.recorded_at < visit.on_site_at,
    )
    settled = select(func.max(ArrivalSettlement.at)).where(
        ArrivalSettlement.visit_id == visit.id, ArrivalSettlement.verdict == NOT_ARRIVED, of_another
    )
    return uow.session.scalar(settled)


def _reading(arrival: Mapping[str, Any]) -> Reading | None:
    if arrival.get("lat") is None:
        return None
    return Reading((arrival["lat"], arrival["lon"]), arrival.get("accuracy_m"), bool(arrival.get("mock")))


def _codes(events: Sequence[PhoneEvent], right: str) -> Iterator[CodeTry]:
    """The codes given; one that was refused and sent again as it was counts once."""
    seen = set()
    for event in events:
        code = event.body.get("code")
        if not isinstance(code, str) or not code.strip() or (event.device_at, code) in seen:
            continue
        seen.add((event.device_at, code))
        at = corrected(event.device_at, event.skew_s, event.received_at)
        yield CodeTry(at, hmac.compare_digest(code.strip().encode(), right.encode()))


def _typed(
    cards: Sequence[CardTry], place: Place, fixes: Sequence[Fix], arrived_at: datetime
) -> Iterator[CodeTry]:
    """Codes typed behind the card.  A right one before the arrival supports nothing: nobody held the card.

    It speaks against the arrival where the phone was elsewhere; so does a right one while it was, later.
    """
    seen = trusted(fixes)
    for card in cards:
        if not card.right or card.at >= arrived_at or apart(place, seen, card.at):
            yield CodeTry(card.at, card.right)


@dataclass(frozen=True, slots=True)
class _Delivered:
    """Tells which positions may lend support: what came with the arrival, or was made before it.

    A call's positions are taken before what it says of visits.  What came later was made before only by
    its message's number, where the numbers up to the arrival (`unbroken`) have no gap.
    """

    received_at: datetime
    unbroken: PhoneEvent | None

    def lends(self, received_at: datetime, sequence: int | None, device_id: str | None) -> bool:
        if received_at <= self.received_at:
            return True
        own = self.unbroken
        if own is None or own.sequence is None or sequence is None:
            return False
        return device_id == own.device_id and sequence < own.sequence


def _track(
    uow: UnitOfWork, visit: Visit, in_time: _Delivered, begin: datetime, end: datetime
) -> Iterator[Fix]:
    columns = (PositionFix.at, PositionFix.lat, PositionFix.lon, PositionFix.accuracy_m, PositionFix.mock)
    of_message = (PositionFix.received_at, PhoneEvent.sequence, PhoneEvent.device_id)
    rows = uow.session.execute(
        select(*columns, PositionFix.distrusted, *of_message)
        .outerjoin(
            PhoneEvent,
            (PhoneEvent.engineer_id == PositionFix.engineer_id)
            & (PhoneEvent.event_id == PositionFix.event_id),
        )
        .where(PositionFix.engineer_id == visit.engineer_id, PositionFix.at.between(begin, end))
    )
    for row in rows:
        contested = row.distrusted == Distrust.TOO_FAST
        lends = in_time.lends(row.received_at, row.sequence, row.device_id)
        why = row.distrusted is not None
        yield Fix(row.at, (row.lat, row.lon), row.accuracy_m, row.mock, why, contested, lends)


def _words(
    told: Sequence[PhoneEvent], own: PhoneEvent | None, begin: datetime, end: datetime
) -> Iterator[Fix]:
    """Where other reports of an arrival, also refused ones and of other visits, said that the phone was."""
    for event in told:
        position = event.body.get("position")
        at = corrected(event.device_at, event.skew_s, event.received_at)
        if event is own or not isinstance(position, Mapping) or not begin <= at <= end:
            continue
        point = (float(position["lat"]), float(position["lon"]))
        accuracy_m, mock = position.get("accuracy_m"), bool(position.get("mock"))
        yield Fix(at, point, accuracy_m, mock, lends_support=False)
