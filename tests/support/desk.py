"""A dispatcher's desk: lets time pass, has the watch look, and reads what it raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands import offers
from app.dispatching.commands.apply import Slot, place
from app.kernel import Principal, Role, unit_of_work
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.promise.commands.look import look
from app.promise.tables import Alert, Watch
from app.registers.tables import Territory
from app.requests.commands.moves import move_visit
from app.requests.events.visits import VisitEnRoute, VisitOnSite
from app.requests.tables import ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.town import Town

WANG = Principal(Role.DISPATCHER, "Wang")


@dataclass
class Desk:
    """The town and its clock."""

    town: Town
    clock: FakeClock

    def look(self) -> datetime | None:
        """Have the watch look now; tells when it wants to look again."""
        return look(self.town.runtime, self.town.territory_id)

    def after(self, **duration: float) -> datetime | None:
        """Let time pass, then look."""
        self.clock.advance(**duration)
        return self.look()

    def alerts(self) -> list[Alert]:
        """All alerts in the order in which they were raised."""
        with unit_of_work(self.town.runtime, write=False) as uow:
            return list(uow.session.scalars(select(Alert).order_by(Alert.raised_at, Alert.due_at, Alert.id)))

    def open(self) -> list[str]:
        """The rungs of the open alerts."""
        return sorted(alert.rung for alert in self.alerts() if alert.cleared_at is None)

    def told(self, *kinds: str) -> list[dict[str, Any]]:
        """What the ledger says of alerts, in order; of these kinds where given."""
        with unit_of_work(self.town.runtime, write=False) as uow:
            events = uow.session.scalars(
                select(Event)
                .where(Event.kind.startswith("alert.") | Event.kind.startswith("rescue."))
                .order_by(Event.id)
            )
            return [
                {"kind": event.kind, "actor": event.actor, **data_of(event)}
                for event in events
                if not kinds or event.kind in kinds
            ]

    def watches(self) -> list[Watch]:
        """What is being watched."""
        with unit_of_work(self.town.runtime, write=False) as uow:
            return list(uow.session.scalars(select(Watch)))

    def set_ladder(self, **seconds: int) -> None:
        """Change the territory's settings."""
        with unit_of_work(self.town.runtime) as uow:
            territory = uow.get(Territory, self.town.territory_id)
            for name, value in seconds.items():
                setattr(territory, name, value)

    def give(self, visit_id: UUID, engineer: int = 0, *, eta: float = 30) -> None:
        """Give the visit to an engineer and ask; expected in `eta` minutes."""
        with unit_of_work(self.town.runtime) as uow:
            visit = uow.get(Visit, visit_id)
            at = self.clock.now + _minutes(eta)
            place(uow, visit, Slot(self.town.engineers[engineer], 0, at))
            offers.offer(uow, visit, uow.get(Territory, visit.territory_id))

    def accept(self, visit_id: UUID) -> None:
        """Let the engineer who was asked say yes."""
        with unit_of_work(self.town.runtime) as uow:
            engineer_id = uow.get(Visit, visit_id).engineer_id
            assert engineer_id is not None
            offers.accept(uow, visit_id, engineer_id, uow.now)

    def depart(self, visit_id: UUID) -> None:
        """Let the engineer leave."""
        with unit_of_work(self.town.runtime) as uow:
            visit = uow.get(Visit, visit_id)
            visit.departed_at = uow.now
            move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))

    def arrive(self, visit_id: UUID, at: datetime | None = None) -> None:
        """Let the engineer arrive, on his clock at `at`."""
        with unit_of_work(self.town.runtime) as uow:
            visit = uow.get(Visit, visit_id)
            request = uow.get(ServiceRequest, visit.request_id)
            visit.on_site_at = request.on_site_at = at or uow.now
            move_visit(uow, visit, VisitOnSite(on_site_at=visit.on_site_at))

    def expect(self, visit_id: UUID, eta: float) -> None:
        """Move the ETA to `eta` minutes from now."""
        with unit_of_work(self.town.runtime) as uow:
            visit = uow.get(Visit, visit_id)
            assert visit.engineer_id is not None
            place(uow, visit, Slot(visit.engineer_id, 0, self.clock.now + _minutes(eta)))


def _minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
