"""The proof finds what it is there to find."""

from __future__ import annotations

import random
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from app.arrivals.commands.settlements import settle
from app.demo.case import Casebook
from app.kernel import Principal, Role, Runtime, feed, ledger, unit_of_work
from app.kernel.tables import Event
from app.requests.rules.promise import Decision
from tests.faults.findings import Proof
from tests.faults.followers import Received
from tests.faults.journal import Journal
from tests.faults.network import Line, Weather
from tests.faults.proof import prove
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def _seen(runtime: Runtime) -> tuple[Received, list[str]]:
    """A partner and a screen that have everything."""
    with unit_of_work(runtime, write=False) as uow:
        events = feed.after(uow, feed.START, 1000)
    screen = [str(feed.Cursor.of(event)) for event in events]
    keys = {f"msg_{place}": {"data": {"id": place}} for place in screen}
    return Received(Counter(dict.fromkeys(keys, 1)), dict(keys)), screen


def _faults(runtime: Runtime, journal: Journal) -> str:
    return "; ".join(prove(runtime, journal, *_seen(runtime), Casebook()).faults)


def test_acknowledged_request_that_is_lost_is_found(runtime: Runtime) -> None:
    assert "acknowledged requests that are lost" in _faults(runtime, Journal(requests={str(uuid4())}))


def test_acknowledged_message_and_photo_that_are_lost_are_found(runtime: Runtime) -> None:
    told = _faults(runtime, Journal(events={str(uuid4()): "applied"}, photos={"0" * 64}))
    assert "acknowledged phone messages that are lost" in told
    assert "acknowledged photos that are lost" in told


def test_event_that_happened_twice_is_found(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        visit_id = uow.new_id()
        for _ in range(2):
            ledger.note(uow, "request:1", "visit.completed", visit_id=visit_id)
    assert "happened twice" in _faults(runtime, Journal())


def test_event_that_screen_or_partner_missed_is_found(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "visit.offered")
    faults = prove(runtime, Journal(), Received(), [], Casebook()).faults
    assert [fault.split(":")[0] for fault in faults] == [
        "events that the screen missed",
        "events that the partner missed",
    ]


def test_altered_event_is_found(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "request:1", "visit.offered")
    with unit_of_work(runtime) as uow:
        event = feed.after(uow, feed.START, 1)[0]
        uow.get(Event, event.id).actor = "nobody"
    assert "faults in the chains" in _faults(runtime, Journal())


def test_nothing_wrong_is_a_proof(runtime: Runtime) -> None:
    assert prove(runtime, Journal(), Received(), [], Casebook()) == Proof(
        counts={
            "events in the ledger": 0,
            "requests acknowledged": 0,
            "phone messages acknowledged": 0,
            "photos acknowledged": 0,
            "offers": 0,
            "alerts": 0,
            "promises broken": 0,
            "arrivals from a basement": 0,
            "arrivals that were lies": 0,
            "events on the screen": 0,
            "events at the partner": 0,
            "deliveries repeated with the same key": 0,
        }
    )


def _client(weather: Weather, journal: Journal) -> httpx.Client:
    told = {"event_id": str(uuid4()), "status": "applied"}
    server = httpx.MockTransport(lambda _: httpx.Response(200, json=told))
    line = Line(server, random.Random(1), journal.hear, weather)
    return httpx.Client(transport=line, base_url="http://onehour")


def test_lost_answer_is_no_acknowledgement(database_kind: str) -> None:
    journal = Journal()
    with pytest.raises(httpx.TransportError):
        _client(Weather(request_lost=0, answer_lost=100), journal).post("/mobile/v1/visits/1/accept")
    assert journal.events == {}


def test_answer_that_came_is_an_acknowledgement(database_kind: str) -> None:
    journal = Journal()
    _client(Weather(0, 0, 0), journal).post("/mobile/v1/visits/1/accept")
    assert list(journal.events.values()) == ["applied"]


def test_visit_may_be_on_site_again_once_it_was_settled_that_nobody_came(
    runtime: Runtime, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        job = build.job(uow)
    phone = Phone(runtime, clock, job)
    phone.drive()
    phone.arrive(None).unwrap()
    with unit_of_work(runtime, Principal(Role.DISPATCHER, "desk")) as uow:
        settle(uow, job.visit_id, Decision.NOT_ARRIVED, "rang the customer")
        ledger.note(uow, f"request:{job.request_id}", "visit.on_site", visit_id=job.visit_id)
    assert "happened twice" not in _faults(runtime, Journal())
    with unit_of_work(runtime) as uow:
        ledger.note(uow, f"request:{job.request_id}", "visit.on_site", visit_id=job.visit_id)
    assert "happened twice" in _faults(runtime, Journal())
