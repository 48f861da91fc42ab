"""Whether an upheld complaint counts in anybody's figures, and which request it may be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from app.hotline.reads.complaints import found_not_to_have_come
from app.hotline.rules.verdicts import WEIGHTS, AboutWhom
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import UnitOfWork
from app.kernel.telephone import from_json, key_of
from app.registers.reads.customers import same_customer
from app.registers.tables import Customer, Engineer, PhoneKey
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit

MOST_ASKED = 10
_OVER = (VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE, VisitState.CANCELLED)


class CountsNowhere(StrEnum):
    """Why a complaint that was upheld is in nobody's figures."""

    NO_REQUEST = "no_request"
    NOT_HIS = "not_his"
    NOT_OVER = "not_over"
    FALSE_ARRIVAL = "false_arrival"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class MaybeAbout:
    """A request that a complaint may be about, and who came to it."""

    id: UUID
    code: str
    requested_at: datetime
    came: tuple[str, ...]


def why_it_counts_nowhere(uow: UnitOfWork, call: Call, verdict: ComplaintVerdict) -> CountsNowhere | None:
    """Return why a verdict is in no engineer's figures; None where it is, or where it need not be.

    What was not upheld counts against nobody, and what the office did counts in no grade.
    """
    if not WEIGHTS.get(verdict.verdict) or verdict.about == AboutWhom.OFFICE:
        return None
    if verdict.about == AboutWhom.PROVIDER:
        return CountsNowhere.PROVIDER
    if call.request_id is None:
        return CountsNowhere.NO_REQUEST
    states = uow.session.scalars(
        select(Visit.state).where(
            Visit.request_id == call.request_id, Visit.engineer_id == verdict.engineer_id
        )
    ).all()
    if not states:
        lied = verdict.engineer_id in uow.session.scalars(found_not_to_have_come(call.request_id)).all()
        return CountsNowhere.FALSE_ARRIVAL if lied else CountsNowhere.NOT_HIS
    return None if set(states) & set(_OVER) else CountsNowhere.NOT_OVER


def may_be_about(uow: UnitOfWork, call: Call) -> Sequence[MaybeAbout]:
    """Return the caller's last requests before a complaint that names none, the newest first."""
    whose = _callers(uow, call)
    if call.request_id is not None or not whose:
        return []
    asked = (
        select(ServiceRequest.id, ServiceRequest.code, ServiceRequest.requested_at)
        .where(ServiceRequest.customer_id.in_(whose), ServiceRequest.received_at <= call.taken_at)
        .order_by(ServiceRequest.received_at.desc(), ServiceRequest.id)
        .limit(MOST_ASKED)
    )
    found = uow.session.execute(asked).all()
    came: dict[UUID, dict[str, None]] = {row.id: {} for row in found}
    names = (
        select(Visit.request_id, Engineer.name)
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .where(Visit.request_id.in_(came), Visit.on_site_at.is_not(None))
        .order_by(Visit.ordinal)
    )
    for request_id, name in uow.session.execute(names):
        came[request_id][name] = None
    return [MaybeAbout(*row, tuple(came[row.id])) for row in found]


def is_the_callers(uow: UnitOfWork, call: Call, request: ServiceRequest) -> bool:
    """Whether a complaint may be about this request: it is the caller's, or nobody knows who called."""
    return call.customer_id is None or request.customer_id in _callers(uow, call)


def _callers(uow: UnitOfWork, call: Call) -> Sequence[UUID]:
    """Return the ids of who called; of somebody who was not picked, of whoever has that number."""
    if call.customer_id is not None:
        return uow.session.scalars(same_customer(call.customer_id)).all()
    keys = [key_of(one) for one in from_json(call.contact_numbers or ())]
    owners = select(PhoneKey.owner_id).where(PhoneKey.owner == "customer", PhoneKey.digits.in_(keys))
    return uow.session.scalars(select(Customer.id).where(Customer.id.in_(owners))).all() if keys else ()
