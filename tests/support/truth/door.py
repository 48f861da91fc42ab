"""One visit and the phone of its engineer, over HTTP, with what every place tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import Role, Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.promise.commands.look import look
from app.promise.tables import Alert
from app.requests.tables import Visit
from tests.support import build
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.figures import agreed, all_figures
from tests.support.phone import DEGREE_M, FIVE_ONES
from tests.support.truth.handset import Handset
from tests.support.web import application, make_user, signed_in


def there(north_m: float = 0, accuracy_m: float = 11) -> dict[str, Any]:
    """A position so many metres north of the site."""
    return {"lat": SHANGHAI[0] + north_m / DEGREE_M, "lon": SHANGHAI[1], "accuracy_m": accuracy_m}


@dataclass
class Door:
    """One visit with the phone of its engineer on the wire; the ledger is whole after each test."""

    runtime: Runtime
    clock: FakeClock
    job: build.Job
    phone: Handset
    office: FlaskClient

    def say(self, kind: str, body: dict[str, Any] | None = None, *, ago_s: float = 0, **said: Any) -> Any:
        """Send a message to its own address, dated so long ago by the phone's clock."""
        at = (self.phone.shown - timedelta(seconds=ago_s)).isoformat()
        return self.phone.say(kind, self.job.visit_id, body or {}, **{"device_at": at} | said)

    def tick(self, **how: Any) -> Any:
        """Check off the five ones."""
        rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
        return self.say("answers", {"answers": rows}, **how)

    def drive(self, minutes: float) -> None:
        """Say yes, leave, and be so long on the way."""
        assert [self.say("accept")["status"], self.tick()["status"], self.say("depart")["status"]] == [
            "applied"
        ] * 3
        self.clock.advance(minutes=minutes)

    def see(self, north_m: float, ago_s: float = 0) -> None:
        """Let the phone report a position."""
        at = (self.phone.shown - timedelta(seconds=ago_s)).isoformat()
        self.phone.write("positions", None, {"positions": [{**there(north_m), "at": at}]})
        self.phone.sync()

    @property
    def visit(self) -> Visit:
        """The visit as it is stored."""
        with unit_of_work(self.runtime, write=False) as uow:
            return uow.get(Visit, self.job.visit_id)

    @property
    def figure(self) -> str:
        """What came of the promise, as every place tells it."""
        return agreed(all_figures(self.runtime, self.job.request_id, self.office))

    def findings(self) -> set[str]:
        """What the rule found about the arrival."""
        return {found["finding"] for found in self.visit.arrival_findings or ()}

    def alarmed(self) -> list[str]:
        """The rungs of which the dispatcher is told now."""
        look(self.runtime, self.job.territory_id)
        with unit_of_work(self.runtime, write=False) as uow:
            rows = uow.session.scalars(select(Alert.rung).where(Alert.cleared_at.is_(None)))
            return sorted(rows)

    def stored(self, kind: str) -> list[tuple[str, list[str]]]:
        """What stands of all messages of a kind."""
        with unit_of_work(self.runtime, write=False) as uow:
            rows = uow.session.scalars(
                select(PhoneEvent)
                .where(PhoneEvent.kind == kind)
                .order_by(PhoneEvent.received_at, PhoneEvent.id)
            )
            return [(row.status, row.flags) for row in rows]


def open_door(runtime: Runtime, clock: FakeClock) -> Door:
    """A jammed printer, planned for one engineer, whose phone counts nothing."""
    with unit_of_work(runtime) as uow:
        build.part(uow)
        job = build.job(uow)
    flask_app = application(runtime)
    engineer = make_user(runtime, Role.ENGINEER, engineer_id=job.engineer_id)
    phone = Handset(signed_in(flask_app, runtime, engineer), clock, "pocket", marked=False)
    office = signed_in(flask_app, runtime, make_user(runtime, Role.ADMIN))
    return Door(runtime, clock, job, phone, office)
