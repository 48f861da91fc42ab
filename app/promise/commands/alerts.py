"""Alerts: raised by the watch, repeated until somebody acknowledges, cleared when the reason is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.promise.commands.rescue import Rescue
from app.promise.errors import AlertOver, AlreadyAcknowledged
from app.promise.events import (
    AlertAcknowledged,
    AlertCleared,
    AlertRaised,
    AlertRepeated,
    ComplaintTakenOn,
)
from app.promise.reads.watched import Watched
from app.promise.rules.clearing import why_cleared
from app.promise.rules.ladder import UNACCEPTED, Rung, Step
from app.promise.tables import Alert
from app.requests.commands.moves import request_stream


def raise_alert(uow: UnitOfWork, one: Watched, step: Step, rescue: Rescue | None) -> Alert:
    """Raise a rung with the rescue that was prepared for it; one that fell due long ago says how late."""
    watch, visit = one.watch, one.visit
    holder_id = visit.engineer_id if visit else None
    about = {Rung.PHONE_SILENT: one.silent_engineer_id, Rung.CLAIMED: one.claimed_by}
    about_id = about.get(step.rung, holder_id)
    alert = Alert(
        id=uow.new_id(),
        request_id=watch.request_id,
        visit_id=visit.id if visit else None,
        territory_id=watch.territory_id,
        engineer_id=about_id,
        rung=step.rung,
        since=step.since,
        due_at=step.due_at,
        raised_at=uow.now,
        told_at=uow.now,
        repeats=0,
        rescue=rescue.to_json() if rescue else None,
    )
    uow.session.add(alert)
    raised = AlertRaised(
        **_about(alert),
        late_s=alert.late_s,
        engineer_id=alert.engineer_id,
        rescue_engineer_id=rescue.engineer_id if rescue else None,
    )
    ledger.record(uow, request_stream(watch.request_id), raised)
    return alert


def repeat(uow: UnitOfWork, alert: Alert, rescue: Rescue | None) -> None:
    """Tell once more what nobody acknowledged, with the rescue as it stands now."""
    alert.repeats += 1
    alert.told_at = uow.now
    alert.rescue = rescue.to_json() if rescue else None
    repeated = AlertRepeated(**_about(alert), count=alert.repeats, engineer_id=alert.engineer_id)
    ledger.record(uow, _stream(alert), repeated)


def clear(uow: UnitOfWork, one: Watched, alerts: Iterable[Alert]) -> None:
    """End alerts whose reason is gone, and say why it is."""
    for alert in alerts:
        alert.cleared_at = uow.now
        passed_on = _is_passed_on(alert, one)
        alert.cleared_why = why_cleared(Rung(alert.rung), one.facts, uow.now, passed_on=passed_on)
        cleared = AlertCleared(**_about(alert), why=alert.cleared_why, engineer_id=alert.engineer_id)
        ledger.record(uow, _stream(alert), cleared)


def _is_passed_on(alert: Alert, one: Watched) -> bool:
    """Whether the visit has left an engineer whose phone is silent, unheard."""
    if alert.rung != Rung.PHONE_SILENT or one.visit is None or one.facts.visit_state not in UNACCEPTED:
        return False
    left = alert.engineer_id != one.visit.engineer_id
    return left and (one.facts.has_engineer or one.facts.silent_since is not None)


def acknowledge(uow: UnitOfWork, alert_id: UUID, reason: str) -> Alert:
    """Take an alert on: it stays open until its reason is gone, and repeats no more.

    Raises:
        NotFound: there is no such alert.
        AlertOver: its reason is gone.
        AlreadyAcknowledged: somebody has it on already.
    """
    alert = locked(uow, alert_id)
    if alert.acknowledged_at is not None:
        raise AlreadyAcknowledged(alert.acknowledged_by or "", alert.acknowledged_at)
    take_on(uow, alert, reason)
    return alert


def locked(uow: UnitOfWork, alert_id: UUID) -> Alert:
    """Lock an open alert.

    Raises:
        NotFound, AlertOver: as for `acknowledge`.
    """
    alert = uow.get(Alert, alert_id)
    locks.again(uow, alert)
    if alert.cleared_at is not None:
        raise AlertOver(alert_id, alert.cleared_why or "")
    return alert


def take_on(uow: UnitOfWork, alert: Alert, reason: str) -> None:
    """Note who acknowledged a locked alert, when, and why."""
    alert.acknowledged_at, alert.acknowledge_reason = uow.now, reason
    alert.acknowledged_by = uow.principal.name or uow.principal.key
    if alert.call_id is not None:
        taken_on = ComplaintTakenOn(alert_id=alert.id, rung=alert.rung, reason=reason)
        ledger.record(uow, _stream(alert), taken_on)
        return
    ledger.record(uow, _stream(alert), AlertAcknowledged(**_about(alert), reason=reason))


def _stream(alert: Alert) -> str:
    return request_stream(alert.request_id) if alert.request_id else f"call:{alert.call_id}"


def _about(alert: Alert) -> dict[str, Any]:
    return {
        "visit_id": alert.visit_id,
        "alert_id": alert.id,
        "rung": alert.rung,
        "due_at": alert.due_at,
    }
