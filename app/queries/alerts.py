"""Alerts for those who handle them: with whose promise it is, and who could come instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.models import Alert, Customer, Engineer, Provider, ServiceRequest, Site, Territory, Visit
from app.queries import visibility
from app.runtime import Principal, UnitOfWork
from dispatch.ladder import Rung

_PRESSING = (
    Rung.BREACHED,
    Rung.UNASSIGNED,
    Rung.ETA_PAST_DUE,
    Rung.OFF_DUTY,
    Rung.PHONE_SILENT,
    Rung.NOT_ACCEPTED,
    Rung.NOT_DEPARTED,
    Rung.POSITION_STALE,
)


@dataclass(frozen=True, slots=True)
class Rescuer:
    """Who could come instead, and for whom he works."""

    id: UUID
    number: str
    name: str
    stars: int
    provider: str | None


@dataclass(frozen=True, slots=True)
class RescueView:
    """A prepared rescue: `gain_s` sooner than expected now, `cost` and `knock_on` as it was prepared."""

    engineer: Rescuer
    eta_at: datetime
    slack_s: int
    gain_s: int | None
    cost: dict[str, int]
    knock_on: Sequence[dict[str, Any]]
    made_at: datetime

    @property
    def cost_min(self) -> float:
        """What it costs in minutes: of driving, and of customers who wait past their promise."""
        return round((self.cost["drive_s"] + self.cost["late_s"]) / 60, 1)

    @property
    def knock_on_min(self) -> float:
        """Minutes by which other customers' visits are put off, in sum."""
        return round(sum(int(one["delay_s"]) for one in self.knock_on) / 60, 1)


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert in its context; `engineer` held the visit when it was raised."""

    alert: Alert
    request: ServiceRequest
    customer: str
    time_zone: str
    engineer: Engineer | None
    rescue: RescueView | None

    @property
    def open(self) -> bool:
        """Whether its reason still stands."""
        return self.alert.cleared_at is None


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
    alert = visibility.visible(uow, Alert, alert_id, visibility.staff_only(uow.principal))
    return in_context(uow, [alert])[0]


def open_alerts(
    uow: UnitOfWork, territory_id: UUID | None = None, request_id: UUID | None = None
) -> list[AlertView]:
    """Return what a dispatcher has to look at: nobody's first, then the most pressing, then the oldest."""
    query = alerts(uow.principal, is_open=True, territory_id=territory_id, request_id=request_id)
    shown = in_context(uow, uow.session.scalars(query).all())
    shown.sort(
        key=lambda one: (
            one.alert.acknowledged_at is not None,
            _PRESSING.index(Rung(one.alert.rung)),
            one.request.due_at,
        )
    )
    return shown


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
    people = _people(uow, found)
    holders = _holders(uow, found)
    return [
        AlertView(
            alert,
            *requests[alert.request_id],
            engineer=people[alert.engineer_id][0] if alert.engineer_id in people else None,
            rescue=_rescue(alert.rescue, people, holders.get(alert.visit_id)),
        )
        for alert in found
    ]


def _people(uow: UnitOfWork, found: Sequence[Alert]) -> dict[UUID, tuple[Engineer, str | None]]:
    wanted = {alert.engineer_id for alert in found if alert.engineer_id}
    wanted |= {UUID(alert.rescue["engineer_id"]) for alert in found if alert.rescue}
    rows = uow.session.execute(
        select(Engineer, Provider.name)
        .outerjoin(Provider, Provider.id == Engineer.provider_id)
        .where(Engineer.id.in_(wanted))
    )
    return {engineer.id: (engineer, provider) for engineer, provider in rows}


def _holders(uow: UnitOfWork, found: Sequence[Alert]) -> dict[UUID | None, UUID | None]:
    """Who has the visits now; the planner may have done by itself what was proposed."""
    wanted = {alert.visit_id for alert in found if alert.visit_id}
    visits = uow.session.scalars(select(Visit).where(Visit.id.in_(wanted)))
    return {visit.id: visit.engineer_id for visit in visits}


def _rescue(
    kept: dict[str, Any] | None,
    people: dict[UUID, tuple[Engineer, str | None]],
    holder: UUID | None,
) -> RescueView | None:
    if kept is None or UUID(kept["engineer_id"]) == holder:
        return None
    engineer, provider = people[UUID(kept["engineer_id"])]
    return RescueView(
        engineer=Rescuer(engineer.id, engineer.number, engineer.name, engineer.stars, provider),
        eta_at=datetime.fromisoformat(kept["eta_at"]),
        slack_s=kept["slack_s"],
        gain_s=kept["gain_s"],
        cost=kept["cost"],
        knock_on=kept["knock_on"],
        made_at=datetime.fromisoformat(kept["made_at"]),
    )
