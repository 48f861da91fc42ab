"""What has a promise looked at: its beginning, and every change to one that has an alert open.

Everything else is found by the sweep, which looks at every open promise at least every `SWEEP`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import select, update

from app.kernel import Phase, UnitOfWork, timers
from app.promise.tables import Alert, Watch
from app.requests.tables import ServiceRequest

WATCH_TIMER = "watch"
SWEEP = timedelta(seconds=30)
SETTLE = timedelta(seconds=2)
"""What happens within this is looked at together: on a busy day something happens every second."""


@dataclass(slots=True)
class _Noted:
    """What one transaction did: promises that began, by territory, and requests that changed."""

    territories: set[UUID] = field(default_factory=set)
    requests: set[UUID] = field(default_factory=set)


_noted: WeakKeyDictionary[UnitOfWork, _Noted] = WeakKeyDictionary()


def begin(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Watch a promise from the transaction on that gives it; the request must have been flushed."""
    uow.session.add(
        Watch(request_id=request.id, territory_id=request.territory_id, next_due_at=uow.now, looks=0)
    )
    _note(uow).territories.add(request.territory_id)


def begin_look(uow: UnitOfWork, territory_id: UUID) -> None:
    """Have all open promises of a territory looked at soon after this transaction commits."""
    _note(uow).territories.add(territory_id)


def changed(uow: UnitOfWork, request_id: UUID) -> None:
    """Have a promise with open alerts looked at soon after this transaction commits."""
    _note(uow).requests.add(request_id)


def look_again(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Have a promise looked at that a person set otherwise, though it was watched no more or elsewhere.

    The request's row must be locked: a look may be about to watch it too.
    """
    watch = uow.session.get(Watch, request.id)
    if watch is None:
        begin(uow, request)
        return
    if watch.territory_id != request.territory_id:
        _follow(uow, watch, request.territory_id)
    _note(uow).territories.add(request.territory_id)


def _follow(uow: UnitOfWork, watch: Watch, territory_id: UUID) -> None:
    """Have the request's new territory watch it, and hold the alerts that are open."""
    watch.territory_id = territory_id
    is_open = (Alert.request_id == watch.request_id, Alert.cleared_at.is_(None))
    uow.session.execute(update(Alert).where(*is_open).values(territory_id=territory_id))


def _note(uow: UnitOfWork) -> _Noted:
    noted = _noted.get(uow)
    if noted is None:
        noted = _noted[uow] = _Noted()
        uow.at_commit(Phase.WATCH_TIMERS, lambda: _arm(uow))
    return noted


def _arm(uow: UnitOfWork) -> None:
    noted = _noted.pop(uow)
    territories = set(noted.territories)
    if noted.requests:
        alarmed = select(Alert.territory_id).where(
            Alert.request_id.in_(noted.requests), Alert.cleared_at.is_(None)
        )
        territories.update(uow.session.scalars(alarmed))
    for territory_id in sorted(territories):
        timers.arm(uow, WATCH_TIMER, str(territory_id), uow.now + SETTLE)
