"""Every place that shows kept, broken or unsettled tells the same of one promise, whatever happened to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.arrivals.commands.arrivals import confirm_arrival
from app.arrivals.commands.settlements import settle
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.portal.commands import portal
from app.promise.commands.corrections import correct
from app.requests.commands.appointments import agree
from app.requests.commands.cancel import cancel_request
from app.requests.commands.remote import How, solve_remotely
from app.requests.rules.promise import ArrivalVerdict, Decision, Outcome
from app.requests.tables import Visit
from app.visits.commands.field import Kind
from tests.support import build
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.figures import agreed, all_figures
from tests.support.phone import Phone
from tests.support.web import application, make_user, signed_in, tracking

MANAGER = Principal(Role.MANAGER, "Mei")
PLACES = {"archive", "board", "promise", "customer file", "tracking", "report", "past day", "API list"}


@dataclass
class Scene:
    """One request, its engineer's phone, and the office's eyes."""

    runtime: Runtime
    clock: FakeClock
    job: build.Job
    client: FlaskClient
    asked_at: datetime

    @property
    def phone(self) -> Phone:
        return Phone(self.runtime, self.clock, self.job)

    def figure(self) -> str:
        token = tracking(self.runtime, self.job.request_id)
        found = all_figures(self.runtime, self.job.request_id, self.client, token)
        assert found.keys() >= PLACES
        return agreed(found)

    def act(self, change: Callable[[UnitOfWork], Any], who: Principal = MANAGER) -> None:
        with unit_of_work(self.runtime, who) as uow:
            change(uow)

    def arrive(self, minute: float, verdict: ArrivalVerdict = ArrivalVerdict.PLAUSIBLE) -> None:
        """Arrive `minute` minutes after the request, with the evidence that makes it `verdict`."""
        self.phone.drive()
        self.clock.now = self.asked_at + timedelta(minutes=minute - 5)
        if verdict is not ArrivalVerdict.DOUBTFUL:
            point = {"lat": SHANGHAI[0] + 0.02, "lon": SHANGHAI[1], "accuracy_m": 9}
            self.phone.send(
                Kind.POSITIONS, {"positions": [point | {"at": self.phone.time.isoformat()}]}
            ).unwrap()
        self.clock.now = self.asked_at + timedelta(minutes=minute)
        self.phone.arrive("4711" if verdict is ArrivalVerdict.PROVEN else None).unwrap()
        if verdict is ArrivalVerdict.BY_OFFICE:
            self.act(lambda uow: confirm_arrival(uow, self.job.visit_id, "called, has no link"))

    def finish(self) -> None:
        self.phone.work()
        for role in ("engineer", "customer"):
            self.phone.sign(role).unwrap()
        self.phone.complete().unwrap()

    def correct(self, minute: float | None) -> None:
        at = None if minute is None else self.asked_at + timedelta(minutes=minute)
        self.act(lambda uow: correct(uow, self.job.request_id, {"on_site_at": at}, "the gate's camera"))


@pytest.fixture
def scene(runtime: Runtime, clock: FakeClock) -> Scene:
    with unit_of_work(runtime) as uow:
        build.part(uow)
        job = build.job(uow)
    client = signed_in(application(runtime), runtime, make_user(runtime, Role.ADMIN))
    return Scene(runtime, clock, job, client, clock.now)


def test_nobody_comes_and_the_hour_passes(scene: Scene) -> None:
    assert scene.figure() == Outcome.OPEN
    scene.clock.advance(hours=1)
    assert scene.figure() == Outcome.OPEN
    scene.clock.advance(seconds=1)
    assert scene.figure() == Outcome.BROKEN


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (ArrivalVerdict.PROVEN, Outcome.KEPT_PROVEN),
        (ArrivalVerdict.BY_OFFICE, Outcome.KEPT_BY_OFFICE),
        (ArrivalVerdict.PLAUSIBLE, Outcome.KEPT_PLAUSIBLE),
        (ArrivalVerdict.DOUBTFUL, Outcome.UNSETTLED),
    ],
)
def test_arrival_in_time_comes_to_what_it_was_judged(
    scene: Scene, verdict: ArrivalVerdict, outcome: Outcome
) -> None:
    scene.arrive(40, verdict)
    assert scene.figure() == outcome
    scene.clock.advance(hours=2)
    scene.finish()
    assert scene.figure() == outcome


@pytest.mark.parametrize("verdict", [ArrivalVerdict.PROVEN, ArrivalVerdict.DOUBTFUL])
def test_late_arrival_breaks_the_promise(scene: Scene, verdict: ArrivalVerdict) -> None:
    scene.arrive(61, verdict)
    scene.finish()
    assert scene.figure() == Outcome.BROKEN


@pytest.mark.parametrize(("recorded", "corrected"), [(70, 50), (50, 70)])
def test_correction_and_its_withdrawal_reach_every_place(
    scene: Scene, recorded: float, corrected: float
) -> None:
    told = {50: (Outcome.KEPT_PLAUSIBLE, Outcome.KEPT_BY_OFFICE), 70: (Outcome.BROKEN, Outcome.BROKEN)}
    scene.arrive(recorded)
    scene.clock.advance(minutes=25)
    scene.finish()
    scene.correct(corrected)
    assert scene.figure() == told[int(corrected)][1]
    scene.correct(None)
    assert scene.figure() == told[int(recorded)][0]


def test_arrival_that_no_phone_reported_can_be_told_and_taken_back(scene: Scene) -> None:
    scene.clock.advance(minutes=90)
    scene.correct(30)
    assert scene.figure() == Outcome.KEPT_BY_OFFICE
    scene.correct(None)
    assert scene.figure() == Outcome.BROKEN


@pytest.mark.parametrize(
    ("decision", "now", "later"),
    [
        (Decision.ARRIVED, Outcome.KEPT_BY_OFFICE, Outcome.KEPT_BY_OFFICE),
        (Decision.NOT_ARRIVED, Outcome.OPEN, Outcome.BROKEN),
    ],
)
def test_doubtful_arrival_is_settled_everywhere(
    scene: Scene, decision: Decision, now: Outcome, later: Outcome
) -> None:
    scene.arrive(40, ArrivalVerdict.DOUBTFUL)
    assert scene.figure() == Outcome.UNSETTLED
    scene.act(lambda uow: settle(uow, scene.job.visit_id, decision, "rang the customer"))
    assert scene.figure() == now
    scene.clock.advance(hours=1)
    assert scene.figure() == later


def test_customer_proves_what_was_doubted(scene: Scene) -> None:
    scene.arrive(40, ArrivalVerdict.DOUBTFUL)
    scene.act(lambda uow: portal.confirm_arrival(uow, scene.job.request_id))
    assert scene.figure() == Outcome.KEPT_PROVEN


@pytest.mark.parametrize("minute", [10, 90])
def test_call_off(scene: Scene, minute: int) -> None:
    scene.clock.advance(minutes=minute)
    scene.act(lambda uow: cancel_request(uow, scene.job.request_id, "works again"))
    assert scene.figure() == Outcome.CANCELLED


@pytest.mark.parametrize(("minute", "outcome"), [(59, Outcome.SOLVED_REMOTELY), (61, Outcome.BROKEN)])
def test_solved_by_telephone(scene: Scene, minute: int, outcome: Outcome) -> None:
    scene.clock.advance(minutes=minute)
    scene.act(lambda uow: solve_remotely(uow, scene.job.request_id, How.TELEPHONE, "a cable was loose"))
    assert scene.figure() == outcome
    scene.clock.advance(hours=2)
    assert scene.figure() == outcome


def test_appointment_is_counted_apart_and_agrees(scene: Scene) -> None:
    due_at = scene.asked_at + timedelta(hours=4)
    scene.act(lambda uow: agree(uow, scene.job.request_id, due_at, "Zhao Min"))
    scene.clock.advance(hours=2)
    assert scene.figure() == Outcome.OPEN
    scene.act(lambda uow: setattr(uow.get(Visit, scene.job.visit_id), "engineer_id", scene.job.engineer_id))
    scene.arrive(200)
    assert scene.figure() == Outcome.KEPT_PLAUSIBLE
    report = scene.client.get("/api/v1/reports/promises").get_json()
    assert (report["requests"], report["kept"], report["appointments"]["kept"]) == (1, 0, 1)
