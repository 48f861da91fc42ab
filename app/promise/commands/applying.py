"""Applying a prepared rescue, if it still holds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.arrivals.commands.settlements import settle
from app.dispatching.commands import overrides
from app.dispatching.commands.cost import Cost
from app.dispatching.errors import Ineligible, ReasonNeeded
from app.kernel import Principal, Runtime, UnitOfWork, ledger, unit_of_work
from app.promise.commands.alerts import locked, take_on
from app.promise.commands.rescue import Rescue, prepare
from app.promise.errors import AlertOver, RescueStale
from app.promise.events import RescueApplied
from app.promise.reads.rescue_views import can_be_reached, still_helps
from app.promise.tables import Alert
from app.registers.commands.locks import locked_engineers
from app.requests.commands.locks import locked_visit
from app.requests.commands.moves import request_stream
from app.requests.errors import VisitFrozen, VisitOver
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import Decision

LATER = timedelta(minutes=2)
"""So much later than prepared the engineer may come for the rescue to count as the same."""

REASON = "rescue applied"


@dataclass(frozen=True, slots=True)
class Rescued:
    """The alert, and the visit with its new engineer and what that cost."""

    alert: Alert
    override: overrides.Override


def apply(uow: UnitOfWork, alert_id: UUID, engineer_id: UUID | None = None) -> Rescued:
    """Give the visit to the engineer whom the alert names, and acknowledge the alert.

    The rescue holds while the visit is with whom and in which state it was, the engineer can still come about
    as soon, and sooner than who has the visit where that is what he is for, and it breaks no more promises
    and makes nobody wait longer than was shown.  `engineer_id` is who was chosen:
    nobody else is sent in his place, whoever is proposed by now.

    Raises:
        NotFound: there is no such alert.
        AlertOver: its reason is gone.
        RescueStale: there is no rescue, or it does not hold any more; nothing was changed.
    """
    kept = uow.get(Alert, alert_id).rescue
    rescue = Rescue.from_json(kept) if kept else None
    chosen = rescue is not None and engineer_id in (None, rescue.engineer_id)
    holds = rescue is not None and chosen and _stands(uow, rescue, uow.get(Alert, alert_id).rung)
    alert = locked(uow, alert_id)
    if rescue is None or not holds:
        raise RescueStale(alert_id)
    if rescue.state == VisitState.ON_SITE:  # sending another says that this one has not come
        settle(uow, rescue.visit_id, Decision.NOT_ARRIVED, REASON)
    try:
        override = overrides.assign(uow, rescue.visit_id, rescue.engineer_id)
    except (Ineligible, ReasonNeeded, VisitFrozen, VisitOver) as gone:
        raise RescueStale(alert_id) from gone
    eta_at, dearer = override.visit.eta_at, _is_dearer(override.cost, rescue.cost)
    if eta_at is None or eta_at > rescue.eta_at + LATER or dearer:
        raise RescueStale(alert_id)
    _record(uow, alert, rescue, override)
    return Rescued(alert, override)


def renew(runtime: Runtime, principal: Principal, alert_id: UUID) -> None:
    """Prepare an alert's rescue anew and keep it; an alert that is over keeps what it had.

    Raises:
        NotFound: there is no such alert.
    """
    with unit_of_work(runtime, principal, write=False) as uow:
        alert = uow.get(Alert, alert_id)
        if alert.territory_id is None:
            return  # of a complaint, which nobody can be sent for
        found = [one.of(alert.rung) for one in prepare(uow, alert.territory_id, [alert.visit_id]).values()]
    fresh = next((rescue.to_json() for rescue in found if rescue), None)
    with unit_of_work(runtime, principal) as uow, suppress(AlertOver):
        locked(uow, alert_id).rescue = fresh


def _stands(uow: UnitOfWork, rescue: Rescue, rung: str) -> bool:
    """Lock, in everybody's order, and see whether the visit is as it was and the rescue helps."""
    reached = all(map(can_be_reached, locked_engineers(uow, {rescue.engineer_id})))
    visit, _ = locked_visit(uow, rescue.visit_id)
    as_it_was = (rescue.held_by, rescue.state) == (visit.engineer_id, visit.state)
    return reached and as_it_was and still_helps(rescue.eta_at, rung, visit, uow.now)


def _is_dearer(cost: Cost, shown: Cost) -> bool:
    """Whether other customers pay more for it than the price that was shown."""
    return cost.late_visits > shown.late_visits or cost.late_s > shown.late_s + LATER.total_seconds()


def _record(uow: UnitOfWork, alert: Alert, rescue: Rescue, override: overrides.Override) -> None:
    alert.rescued_at = uow.now
    if alert.acknowledged_at is None:
        take_on(uow, alert, REASON)
    ledger.record(
        uow,
        request_stream(override.visit.request_id),
        RescueApplied(
            visit_id=rescue.visit_id,
            alert_id=alert.id,
            rung=alert.rung,
            due_at=alert.due_at,
            engineer_id=rescue.engineer_id,
            was_engineer_id=rescue.held_by,
            eta_at=override.visit.eta_at,
            late_s=override.cost.late_s,
            drive_s=override.cost.drive_s,
        ),
    )
