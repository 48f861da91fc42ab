"""A clock that is set right in mid-visit blames nobody: the counter says when things happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.phones.reads.phone_clock import clock_support_of
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from tests.mobile_api.conftest import HttpPhone
from tests.support.build import SHANGHAI
from tests.support.phone import FIVE_ONES

PLACE = {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}
HERE = {"position": PLACE, "code": "4711"}
SET = {"answers": [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]}


class Pocket:
    """A phone whose clock is `fast_s` fast, with numbers and a counter."""

    def __init__(self, http: HttpPhone, fast_s: float) -> None:
        self.http, self.fast_s, self.number = http, fast_s, 0
        self.began = http.clock.now
        self.outbox: list[dict[str, Any]] = []

    @property
    def time(self) -> datetime:
        return self.http.clock.now + timedelta(seconds=self.fast_s)

    @property
    def counter(self) -> dict[str, Any]:
        passed = self.http.clock.now - self.began
        return {"boot_id": "boot", "counter_ms": 5_000_000 + int(passed.total_seconds() * 1000)}

    def note(self, kind: str, body: dict[str, Any]) -> None:
        self.number += 1
        about = None if kind == "positions" else str(self.http.job.visit_id)
        told = {"event_id": str(uuid7()), "kind": kind, "visit_id": about, "offline": True, "body": body}
        self.outbox.append(
            told | self.counter | {"device_at": self.time.isoformat(), "sequence": self.number}
        )

    def sync(self, *, tells: bool) -> list[dict[str, Any]]:
        call = {"device_id": "p", "sent_at": self.time.isoformat(), "events": self.outbox}
        answer = self.http.client.post("/mobile/v1/sync", json=call | (self.counter if tells else {}))
        assert answer.status_code == 200, answer.text
        self.outbox = []
        results: list[dict[str, Any]] = answer.get_json()["results"]
        return results


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize("fast_s", [3 * 3600.0, 600.0, -600.0])
def test_steps_are_dated_by_the_counter(
    http: HttpPhone, runtime: Runtime, fast_s: float, *, tells: bool
) -> None:
    phone, clock = Pocket(http, fast_s), http.clock
    phone.note("positions", {"positions": [PLACE | {"at": phone.time.isoformat()}]})
    phone.sync(tells=tells)
    clock.advance(minutes=1)
    accepted_at = clock.now
    phone.note("accept", {})
    phone.note("answers", SET)
    clock.advance(minutes=1)
    departed_at = clock.now
    phone.note("depart", {})
    clock.advance(minutes=15)
    phone.fast_s, arrived_at = 0.0, clock.now
    phone.note("arrive", HERE)
    clock.advance(minutes=10)
    results = phone.sync(tells=tells)
    assert [one["status"] for one in results] == ["applied"] * 4
    assert "clock_corrected" in results[0]["flags"]
    assert "clock_doubtful" not in results[3]["flags"]
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, http.job.visit_id)
        steps = (visit.accepted_at, visit.departed_at, visit.on_site_at)
        assert steps == (accepted_at, departed_at, arrived_at)
        assert visit.arrival_verdict == "proven"


def test_without_an_anchor_the_arrival_keeps_its_own_time(http: HttpPhone, runtime: Runtime) -> None:
    phone, clock = Pocket(http, 3 * 3600.0), http.clock
    phone.note("accept", {})
    phone.note("answers", SET)
    phone.note("depart", {})
    clock.advance(minutes=15)
    phone.fast_s, arrived_at = 0.0, clock.now
    phone.note("arrive", HERE)
    clock.advance(minutes=10)
    assert [one["status"] for one in phone.sync(tells=False)] == ["applied"] * 4
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, http.job.visit_id)
        assert (visit.on_site_at, visit.arrival_verdict) == (arrived_at, "doubtful")
        assert uow.session.scalars(select(PhoneEvent.clock_off_s)).all() == [None] * 4


def test_first_visit_of_a_phone_that_was_heard_before_is_supported(http: HttpPhone, runtime: Runtime) -> None:
    phone, clock = Pocket(http, 0.0), http.clock
    phone.sync(tells=True)
    clock.advance(minutes=1)
    phone.note("accept", {})
    phone.note("answers", SET)
    phone.note("depart", {})
    clock.advance(minutes=20)
    phone.note("arrive", HERE)
    clock.advance(minutes=50)
    phone.sync(tells=True)
    with unit_of_work(runtime, write=False) as uow:
        arrived = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.kind == "arrive")).one()
        assert clock_support_of(uow, arrived).unbroken


def test_number_of_what_was_answered_and_not_kept_leaves_no_gap(http: HttpPhone, runtime: Runtime) -> None:
    phone, clock = Pocket(http, 0.0), http.clock
    phone.note("positions", {"positions": [PLACE | {"at": phone.time.isoformat()}]})
    phone.sync(tells=False)
    clock.advance(minutes=1)
    phone.note("accept", {})
    phone.note("part", {"part_code": "roller", "quantity": -1})
    phone.note("answers", SET)
    phone.note("depart", {})
    clock.advance(minutes=20)
    phone.note("arrive", HERE)
    clock.advance(minutes=50)
    assert phone.sync(tells=False)[1]["status"] == "invalid"
    with unit_of_work(runtime, write=False) as uow:
        arrived = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.kind == "arrive")).one()
        assert clock_support_of(uow, arrived).unbroken
        assert uow.get(Visit, http.job.visit_id).arrival_verdict == "proven"
