"""Alerts for those who handle them: with whose promise it is, and who could come instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import Principal, UnitOfWork, visibility
from app.promise.hooks import CALLS, AboutCall
from app.promise.reads.rescue_views import (
    UNCERTAIN,
    Rescuer,
    RescueView,
    can_be_reached,
    gain_s,
    still_helps,
)
from app.promise.rules.complaints import ComplaintRung
from app.promise.rules.ladder import Rung
from app.promise.tables import Alert
from app.registers.tables import Customer, Engineer, Provider, Site, Territory
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit

_PRESSING: tuple[str, ...] = (
    Rung.BREACHED,
    ComplaintRung.OVERDUE,
    Rung.CLAIMED,
    Rung.UNASSIGNED,
    Rung.ENGINEER_GONE,
    Rung.ARRIVAL_DOUBTFUL,
    Rung.ETA_PAST_DUE,
    Rung.CODES_WRONG,
    ComplaintRung.NOTED,
    Rung.OFF_DUTY,
    Rung.PHONE_SILENT,
    Rung.NOT_ACCEPTED,
    Rung.NOT_DEPARTED,
    Rung.POSITION_STALE,
)


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert in its context; `request` is whose promise it is, or the call that somebody complained on.

    `engineer` held the visit when it was raised, `holder` has it now; `unasked` if nobody has asked him;
    `proposed_above` where a more pressing alert of the same visit proposes the same.
    """

    alert: Alert
    request: ServiceRequest | AboutCall
    customer: str
    time_zone: str
    engineer: Engineer | None
    holder: Engineer | None
    unasked: bool
    rescue: RescueView | None
    pinned_to: Engineer | None = None
    proposed_above: bool = False

    @property
    def pin_fails(self) -> bool:
        """Whether the visit is pinned to somebody who cannot have it, and so waits for the dispatcher."""
        return self.pinned_to is not None and self.pinned_to is not self.holder

    @property
    def open(self) -> bool:
        """Whether its reason still stands."""
        return self.alert.cleared_at is None

    @property
    def lacks_point(self) -> bool:
        """Whether nobody can be sent because nobody knows where it is."""
        placed = isinstance(self.request, AboutCall) or self.request.is_placed
        return self.alert.rung == Rung.UNASSIGNED and not placed

    @property
    def was_with(self) -> Engineer | None:
        """Who had the visit when it was raised, where that is somebody else than now."""
        return self.engineer if self.engineer is not self.holder else None

    @property
    def certain(self) -> bool:
        """Whether who has the visit is expected when the plan says."""
        return self.holder is not None and self.alert.rung not in UNCERTAIN


def alerts(
    principal: Principal,
    *,
    is_open: bool | None = None,
    territory_id: UUID | None = None,
    request_id: UUID | None = None,
) -> Select[Any]:
    """Return the query of the alerts that the principal may see, newest first."""
    query = select(Alert).where(visibility.staff_only(principal))
    if is_open is not None:
        query = query.where(Alert.cleared_at.is_(None) if is_open else Alert.cleared_at.is_not(None))
    if territory_id is not None:
        query = query.where(Alert.territory_id == territory_id)
    if request_id is not None:
        query = query.where(Alert.request_id == request_id)
    return query.order_by(Alert.raised_at.desc(), Alert.id.desc())


def alert_in_context(uow: UnitOfWork, alert_id: UUID) -> AlertView:
    """Return one alert.

    Raises:
        NotFound: there is none, or the principal may not see it.
    """
    alert = visibility.visible(uow, Alert, alert_id)
    return in_context(uow, [alert])[0]


def open_alerts(
    uow: UnitOfWork, territory_id: UUID | None = None, request_id: UUID | None = None
) -> list[AlertView]:
    """Return what a dispatcher has to look at: nobody's first, then the most pressing, then the oldest.

    What is nowhere yet heads them all: no planner can help before a person says where it is.
    """
    query = alerts(uow.principal, is_open=True, territory_id=territory_id, request_id=request_id)
    shown = in_context(uow, uow.session.scalars(query).all())
    shown.sort(
        key=lambda one: (
            one.alert.acknowledged_at is not None,
            not one.lacks_point,
            _PRESSING.index(one.alert.rung),
            one.request.due_at,
        )
    )
    return _each_proposed_once(shown)


def _each_proposed_once(shown: Sequence[AlertView]) -> list[AlertView]:
    seen: set[tuple[UUID | None, UUID]] = set()
    found = []
    for one in shown:
        proposal = (one.alert.visit_id, one.rescue.engineer.id) if one.rescue else None
        again = proposal in seen and one.alert.rescued_at is None
        found.append(replace(one, rescue=None, proposed_above=True) if again else one)
        if proposal:
            seen.add(proposal)
    return found


def in_context(uow: UnitOfWork, found: Sequence[Alert]) -> list[AlertView]:
    """Add to each alert whose promise it is about, and who could come."""
    rows = uow.session.execute(
        select(ServiceRequest, Customer.name, Site.time_zone, Territory.time_zone)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .where(ServiceRequest.id.in_({alert.request_id for alert in found}))
    )
    requests = {request.id: (request, name, own or area) for request, name, own, area in rows}
    visits = _visits(uow, found)
    people = _people(uow, found, visits)
    calls = _calls(uow, found)
    return [
        _view(uow, alert, requests[alert.request_id], people, visits)
        if alert.request_id
        else _of_call(alert, calls[UUID(str(alert.call_id))])
        for alert in found
    ]


def _calls(uow: UnitOfWork, found: Sequence[Alert]) -> dict[UUID, AboutCall]:
    wanted = {alert.call_id for alert in found if alert.call_id}
    return {key: call for about in CALLS for key, call in about(uow, wanted).items()} if wanted else {}


def _of_call(alert: Alert, call: AboutCall) -> AlertView:
    return AlertView(alert, call, call.customer, call.time_zone, None, None, unasked=False, rescue=None)


_People = dict[UUID, tuple[Engineer, str | None]]


def _view(
    uow: UnitOfWork,
    alert: Alert,
    about: tuple[ServiceRequest, str, str],
    people: _People,
    visits: dict[UUID, Visit],
) -> AlertView:
    visit = visits.get(alert.visit_id) if alert.visit_id else None
    held_by = visit.engineer_id if visit else None
    pinned_to = visit.pinned_engineer_id if visit else None
    return AlertView(
        alert,
        *about,
        engineer=people[alert.engineer_id][0] if alert.engineer_id in people else None,
        holder=people[held_by][0] if held_by in people else None,
        unasked=visit is not None and held_by is not None and visit.state == VisitState.PLANNED,
        rescue=_rescue(alert, people, visit, uow.now),
        pinned_to=people[pinned_to][0] if pinned_to in people else None,
    )


def _people(uow: UnitOfWork, found: Sequence[Alert], visits: dict[UUID, Visit]) -> _People:
    wanted = {alert.engineer_id for alert in found if alert.engineer_id}
    wanted |= {UUID(alert.rescue["engineer_id"]) for alert in found if alert.rescue}
    held = [(visit.engineer_id, visit.pinned_engineer_id) for visit in visits.values()]
    wanted |= {key for both in held for key in both if key}
    rows = uow.session.execute(
        select(Engineer, Provider.name)
        .outerjoin(Provider, Provider.id == Engineer.provider_id)
        .where(Engineer.id.in_(wanted))
    )
    return {engineer.id: (engineer, provider) for engineer, provider in rows}


def _visits(uow: UnitOfWork, found: Sequence[Alert]) -> dict[UUID, Visit]:
    """The visits as they stand now; the planner may have done by itself what was proposed."""
    wanted = {alert.visit_id for alert in found if alert.visit_id}
    return {visit.id: visit for visit in uow.session.scalars(select(Visit).where(Visit.id.in_(wanted)))}


def _rescue(alert: Alert, people: _People, visit: Visit | None, now: datetime) -> RescueView | None:
    kept = alert.rescue
    if kept is None or (visit is not None and UUID(kept["engineer_id"]) == visit.engineer_id):
        return None
    eta_at = datetime.fromisoformat(kept["eta_at"])
    if visit is not None and not still_helps(eta_at, alert.rung, visit, now):
        return None
    engineer, provider = people[UUID(kept["engineer_id"])]
    if not can_be_reached(engineer):
        return None
    return RescueView(
        engineer=_rescuer(engineer, provider),
        eta_at=eta_at,
        slack_s=kept["slack_s"],
        gain_s=gain_s(eta_at, visit, now) if visit else kept["gain_s"],
        cost=kept["cost"],
        knock_on=kept["knock_on"],
        made_at=datetime.fromisoformat(kept["made_at"]),
    )


def _rescuer(one: Engineer, provider: str | None) -> Rescuer:
    return Rescuer(one.id, one.number, one.name, one.stars, provider, one.stars_provisional_until)
