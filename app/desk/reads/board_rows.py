"""One line of the board: a request with its newest visit, and what endangers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.kernel import Principal, Role, UnitOfWork
from app.promise.reads.danger import Cause, Level, danger, with_call_back
from app.promise.reads.signs import NO_SIGN, Sign, signs_of
from app.promise.reads.watched import facts_of, ladder_of
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import Outcome
from app.requests.rules.returns import ReturnClock


@dataclass(frozen=True, slots=True)
class EngineerOnBoard:
    """Who comes."""

    id: UUID
    name: str
    number: str
    stars: int
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One request with its newest visit."""

    id: UUID
    code: str
    state: str
    visit_state: str | None
    level: Level
    cause: Cause | None
    customer: str
    site: str
    address: str
    fault_en: str
    fault_zh: str
    time_zone: str
    priority: int
    ordinal: int
    requested_at: datetime
    begins_at: datetime
    due_at: datetime
    on_site_at: datetime | None
    eta_at: datetime | None
    engineer: EngineerOnBoard | None
    outcome: Outcome
    is_appointment: bool
    waits: ReturnClock | None = None


def signs_on_board(uow: UnitOfWork, principal: Principal, found: Sequence[Any]) -> Mapping[UUID, Sign]:
    """What is amiss with the engineers: of them a customer is told no more than that they come."""
    if principal.role is Role.CUSTOMER:
        return {}
    return signs_of(uow, [row[1] for row in found if row[1] is not None])


def row_of(found: Any, now: datetime, signs: Mapping[UUID, Sign], *, office: bool) -> Row:
    """Return the line of what was found; whoever calls back is told of that too (`office`)."""
    request, visit, engineer, customer, site, fault, territory, position_at = found
    eta_at = visit.eta_at if visit and visit.on_site_at is None else None
    sign = signs.get(visit.id, NO_SIGN) if visit else NO_SIGN
    facts = facts_of(request, visit, position_at, sign=sign)
    level, cause = danger(facts, now, ladder_of(territory))
    return Row(
        id=request.id,
        code=request.code,
        state=request.state,
        visit_state=visit.state if visit else None,
        level=with_call_back(level, request) if office else level,
        cause=cause,
        customer=customer.name,
        site=site.name,
        address=site.address,
        fault_en=fault.name_en,
        fault_zh=fault.name_zh,
        time_zone=site.time_zone or territory.time_zone,
        priority=request.priority,
        ordinal=visit.ordinal if visit else 1,
        requested_at=request.requested_at,
        begins_at=request.due_at - timedelta(seconds=request.promise_s),
        due_at=request.due_at,
        on_site_at=request.on_site_at,
        eta_at=eta_at,
        engineer=_on_board(engineer) if engineer else None,
        outcome=outcome_of(request, now),
        is_appointment=request.first_due_at is not None,
        waits=facts.waits if level not in (Level.OVER, Level.ON_SITE) else None,
    )


def _on_board(engineer: Any) -> EngineerOnBoard:
    provisional = engineer.stars_provisional_until is not None
    return EngineerOnBoard(engineer.id, engineer.name, engineer.number, engineer.stars, provisional)
