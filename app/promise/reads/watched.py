"""What the danger ladder looks at, read from the tables: for the watch, the board and a request's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select, union
from sqlalchemy.orm import aliased

from app.accounts.tables import User
from app.kernel import UnitOfWork
from app.positions.tables import EngineerPosition, PositionFix
from app.promise.reads.signs import NO_SIGN, Sign, signs_of
from app.promise.rules.ladder import Facts, Ladder
from app.promise.tables import Alert, Watch
from app.registers.tables import Territory
from app.requests.reads.goes_on import OPEN_STATES, is_open
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.returns import return_clock
from app.requests.tables import ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched promise as one look sees it; `alerts` are all it ever raised, oldest first.

    `visit` is the last one: a return visit has the promise if nobody arrived at the first.
    """

    watch: Watch
    facts: Facts
    visit: Visit | None
    alerts: Sequence[Alert]
    silent_engineer_id: UUID | None = None
    claimed_by: UUID | None = None


def watched(
    uow: UnitOfWork, territory_id: UUID, request_ids: Collection[UUID] | None = None
) -> list[Watched]:
    """Return the watched promises of a territory, or those of `request_ids` among them, in order of id."""
    wanted: list[ColumnElement[bool]] = [Watch.territory_id == territory_id]
    if request_ids is not None:
        wanted.append(Watch.request_id.in_(request_ids))
    rows: Sequence[Any] = uow.session.execute(_watches().where(*wanted)).all()
    signs = signs_of(uow, [row[2] for row in rows if row[2] is not None])
    raised = defaultdict(list)
    alerts = select(Alert).join(Watch, Watch.request_id == Alert.request_id).where(*wanted)
    for alert in uow.session.scalars(alerts.order_by(Alert.due_at, Alert.id)):
        raised[UUID(str(alert.request_id))].append(alert)
    found = []
    for watch, request, visit, position_at in rows:
        sign = signs.get(visit.id, NO_SIGN) if visit else NO_SIGN
        facts = facts_of(request, visit, position_at, watch.eta_late_since, sign)
        found.append(Watched(watch, facts, visit, raised[watch.request_id], *_about(sign)))
    return found


@cache
def _watches() -> Select[Any]:
    """Every watch with its request, its last visit and when that one's phone was heard; built once."""
    any_visit = aliased(Visit)
    newest = select(func.max(any_visit.ordinal)).where(any_visit.request_id == Watch.request_id)
    last = and_(Visit.request_id == Watch.request_id, Visit.ordinal == newest.scalar_subquery())
    return (
        select(Watch, ServiceRequest, Visit, _heard_at())
        .join(ServiceRequest, ServiceRequest.id == Watch.request_id)
        .outerjoin(Visit, last)
        .outerjoin(EngineerPosition, EngineerPosition.engineer_id == Visit.engineer_id)
        .order_by(Watch.request_id)
        .execution_options(populate_existing=True)
    )


def _about(sign: Sign) -> tuple[UUID | None, UUID | None]:
    """Whom an alert is about who may not have the visit: whose phone is silent, who says that he went."""
    return sign.silent_engineer_id, sign.claimed_by


def _heard_at() -> ColumnElement[datetime | None]:
    """When the phone of the visit's engineer last reported a position, whether it was believed or not."""
    newest = (
        select(func.max(PositionFix.received_at))
        .where(PositionFix.engineer_id == Visit.engineer_id, PositionFix.at >= Visit.departed_at)
        .correlate(Visit)
        .scalar_subquery()
    )
    return case(
        (newest > func.coalesce(EngineerPosition.received_at, newest), newest),
        else_=func.coalesce(EngineerPosition.received_at, newest),
    )


def unwatched(uow: UnitOfWork, territory_id: UUID) -> Sequence[UUID]:
    """Return the requests that nobody watches though they have something open.

    That is a promise, a doubted arrival, or a visit under way whose engineer's account is closed.
    """
    here = ServiceRequest.territory_id == territory_id
    awaited = select(ServiceRequest.id).where(here, is_open(), ServiceRequest.on_site_at.is_(None))
    doubted = select(ServiceRequest.id).where(here, ServiceRequest.arrival_doubtful_since.is_not(None))
    some = union(awaited, doubted, _left_behind(territory_id)).subquery()
    key: ColumnElement[UUID] = some.c[0]
    unseen = select(key).outerjoin(Watch, Watch.request_id == key).where(Watch.request_id.is_(None))
    return uow.session.scalars(unseen.order_by(key)).all()


def _left_behind(territory_id: UUID) -> Select[UUID]:
    return (
        select(Visit.request_id)
        .join(User, User.engineer_id == Visit.engineer_id)
        .where(
            Visit.territory_id == territory_id,
            Visit.state.in_((VisitState.EN_ROUTE, VisitState.ON_SITE)),
            User.active.is_(False),
        )
    )


def facts_of(
    request: ServiceRequest,
    visit: Visit | None,
    position_at: datetime | None,
    eta_late_since: datetime | None = None,
    sign: Sign = NO_SIGN,
) -> Facts:
    """Return the facts of a request and the visit that matters now."""
    on_it = {
        name: getattr(visit, name)
        for name in ("lost_engineer_at", "assigned_at", "asked_at", "accepted_at", "departed_at", "eta_at")
        if visit is not None
    }
    return Facts(
        due_at=request.due_at,
        promise_s=request.promise_s,
        received_at=visit.created_at if visit is not None and visit.ordinal > 1 else request.received_at,
        arrived_at=request.on_site_at,
        set_right=request.arrival_by_person and (visit is None or visit.ordinal == 1),
        solved_at=request.solved_remotely_at,
        over=request.state not in OPEN_STATES,
        visit_state=visit.state if visit else None,
        has_engineer=visit is not None and visit.engineer_id is not None,
        position_at=position_at,
        eta_late_since=eta_late_since,
        doubtful_since=request.arrival_doubtful_since,
        codes_wrong_since=visit.codes_locked_at if visit else None,
        silent_since=sign.silent_since,
        first_asked_at=sign.first_asked_at,
        off_duty_since=sign.off_duty_since,
        gone_since=sign.gone_since,
        claimed_since=sign.claimed_since,
        setout_s=sign.setout_s,
        held_back=sign.held_back,
        has_no_point=not request.is_placed,
        waits=return_clock(visit.created_at, visit.not_before_at, request.promise_s)
        if visit is not None and visit.ordinal > 1
        else None,
        **on_it,
    )


def ladder_of(territory: Territory) -> Ladder:
    """Return the ladder that a territory set."""
    return Ladder(
        unassigned=timedelta(seconds=territory.unassigned_after_s),
        not_accepted=timedelta(seconds=territory.not_accepted_after_s),
        not_departed=timedelta(seconds=territory.not_departed_after_s),
        position_stale=timedelta(seconds=territory.position_stale_after_s),
        eta_past_due=timedelta(seconds=territory.eta_past_due_after_s),
        breached=timedelta(seconds=territory.breached_after_s),
        repeat=timedelta(seconds=territory.alert_repeat_s),
    )
