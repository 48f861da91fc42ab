"""A phone that knows the documents alone signs a visit without a connection, and the signatures stand."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import Role, Runtime, unit_of_work
from app.requests.tables import Visit
from app.visits.commands import charges
from app.visits.commands.field import Kind
from app.visits.reads.visit_detail import record_of
from app.visits.tables import HeldCharge, SignatureRow
from checklists import VisitRecord, canonical_json
from mobile_api.client import Journal, PhoneClient, Unreachable
from mobile_api.client.canonical import canonical, digest
from tests.mobile_api.conftest import HttpPhone
from tests.support.build import SHANGHAI, Job
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.line import LossyLine
from tests.support.phone import FIVE_ONES, STROKES, picture
from tests.support.web import make_user, signed_in

HERE = {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}
SLOW = timedelta(seconds=37, microseconds=654321)


@pytest.fixture
def clock() -> FakeClock:
    """Nine o'clock, and some microseconds, as real clocks have them."""
    return FakeClock(MONDAY_MORNING + timedelta(microseconds=123457))


@dataclass
class Engineer:
    """An engineer with the reference client; `line` is cut in airplane mode."""

    client: PhoneClient
    clock: FakeClock
    visit_id: str

    def tell(self, kind: str, /, **body: Any) -> None:
        self.client.tell(kind, self.visit_id, body)

    def work(self) -> str:
        """The whole visit but the signatures; returns the hash of the photo."""
        self.tell("accept")
        self.clock.advance(seconds=40, microseconds=7)
        rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
        self.tell("answers", answers=rows)
        self.tell("depart")
        self.clock.advance(minutes=14, microseconds=999)
        self.tell("arrive", position=HERE, code="4711")
        self.clock.advance(minutes=3)
        sha256 = self.client.take_photo(self.visit_id, picture(), "image/png")
        self.tell("answers", answers=self.answers(sha256))
        self.tell("part", part_code=" roller ", quantity=2, serial_number="P-1")
        self.tell("charge", kind="labour", label=" One hour\r\n ", amount_cents=8000)
        self.tell("charge", kind="travel", amount_cents=999_000_00)
        self.clock.advance(minutes=20)
        return sha256

    def answers(self, sha256: str) -> list[dict[str, Any]]:
        """An answer to every item, text with blanks and a decomposed letter, numbers with a fraction of 0."""
        visit = self.client.visit(self.visit_id)
        assert visit is not None
        values = {"yes_no": True, "text": "  re\u0301paré ", "photo": sha256}
        rows = []
        for template in visit["templates"]:
            for item in template["items"]:
                value = values.get(item["type"])
                if item["type"] == "choice":
                    value = item["options"][0]["key"]
                if item["type"] == "number":
                    value = float(item["minimum"])
                if item["type"] != "signature" and template["key"] != "five_ones":
                    rows.append({"template": template["key"], "item": item["key"], "value": value})
        return rows

    def sign(self, shown: dict[str, Any]) -> None:
        for role, name in (("engineer", "Li Lei"), ("customer", "Han Meimei")):
            self.client.sign(self.visit_id, role, name, STROKES, shown)

    def shown(self) -> dict[str, Any]:
        found = self.client.record(self.visit_id)
        assert found is not None
        return found


@pytest.fixture
def engineer(flask_app: Flask, runtime: Runtime, clock: FakeClock, job: Job) -> Engineer:
    """He synced a minute ago; since then there is no connection."""
    who = make_user(runtime, Role.ENGINEER, engineer_id=job.engineer_id)
    line = LossyLine(signed_in(flask_app, runtime, who))

    def shown() -> datetime:
        return clock.now - SLOW

    client = PhoneClient(Journal(":memory:"), line, shown, random.Random(1), "phone")
    client.sync()
    clock.advance(minutes=1)
    return Engineer(client, clock, str(job.visit_id))


def standing(runtime: Runtime) -> list[tuple[str, str]]:
    with unit_of_work(runtime, write=False) as uow:
        rows = uow.session.scalars(select(SignatureRow).where(SignatureRow.voided_at.is_(None)))
        return sorted((row.role, row.digest) for row in rows)


def test_whole_visit_is_signed_offline_from_the_phones_own_record(
    runtime: Runtime, engineer: Engineer, job: Job
) -> None:
    engineer.work()
    shown = engineer.shown()
    engineer.sign(shown)
    engineer.tell("complete", summary="Rollers changed.")
    engineer.clock.advance(minutes=5)
    done = engineer.client.sync()
    assert {outcome.status for outcome in done.outcomes} <= {"applied", "held"}
    with unit_of_work(runtime, write=False) as uow:
        current = record_of(uow, job.visit_id)
    assert standing(runtime) == [("customer", current["digest"]), ("engineer", current["digest"])]
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, job.visit_id).state == "completed"
    # The clocks differ by what was learnt of them, and nothing else does.
    assert {**shown, "times": {}} == {**current["record"], "times": {}}
    assert [row["amount_cents"] for row in shown["charges"]] == [8000]


def test_record_of_a_phone_that_is_online_is_the_servers_to_the_last_digit(
    runtime: Runtime, engineer: Engineer, job: Job
) -> None:
    engineer.work()
    engineer.client.sync()
    with unit_of_work(runtime, write=False) as uow:
        current = record_of(uow, job.visit_id)
    shown = engineer.shown()
    assert (shown, digest(shown)) == (current["record"], current["digest"])
    engineer.sign(shown)
    engineer.client.sync()
    assert len(standing(runtime)) == 2


def test_withdrawn_photo_leaves_the_record_of_both(runtime: Runtime, engineer: Engineer, job: Job) -> None:
    sha256 = engineer.work()
    engineer.client.withdraw_photo(engineer.visit_id, sha256, "the customer's desk is on it")
    offline = engineer.shown()
    assert offline["photos"] == []
    assert sha256 not in str(offline["answers"])
    done = engineer.client.sync()
    assert done.photos == 0
    assert engineer.client.idle
    with unit_of_work(runtime, write=False) as uow:
        current = record_of(uow, job.visit_id)["record"]
    assert (current["photos"], current["answers"]) == ([], offline["answers"])


def test_phone_learns_that_its_charge_waits_and_what_the_office_said(
    runtime: Runtime, engineer: Engineer, job: Job
) -> None:
    engineer.work()
    done = engineer.client.sync()
    flags = {o.result["flags"][0] for o in done.outcomes if o.result.get("flags")}
    assert "charge_held" in flags
    visit = engineer.client.visit(engineer.visit_id)
    assert visit is not None
    [held] = visit["held_charges"]
    assert (held["code"], held["why"], held["state"]) == ("travel", "over_limit", "waiting")
    with unit_of_work(runtime) as uow:
        [row] = uow.session.scalars(select(HeldCharge))
        charges.refuse(uow, row.id, "ten times the usual")
    engineer.client.sync()
    visit = engineer.client.visit(engineer.visit_id)
    assert visit is not None
    assert [(h["state"], h["reason"]) for h in visit["held_charges"]] == [("refused", "ten times the usual")]
    del job


def test_visit_that_ended_and_whose_signature_is_void_is_told_with_every_sync(
    runtime: Runtime, http: HttpPhone, phone: Any, clock: FakeClock
) -> None:
    phone.finish_work()
    phone.complete().unwrap()
    clock.advance(minutes=2)
    phone.send(Kind.ANSWERS, {"answers": [_work_done("Nothing")]}, offline=True).unwrap()
    body = {"sent_at": clock.now.isoformat(), "device_id": "p"}
    told = http.client.post("/mobile/v1/sync", json=body, headers={"Accept-Language": "en"}).get_json()
    [voided] = told["voided"]
    assert {s["standing"] for s in voided["signature_state"]} == {"void"}
    assert voided["signature_state"][0]["because"] == ["the answer to “Work done” changed"]
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    assert http.client.post("/mobile/v1/sync", json=body).get_json()["voided"] == []
    del runtime


def _work_done(text: str) -> dict[str, Any]:
    return {"template": "general_on_site", "item": "work_done", "value": text}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_phone_and_server_write_the_same_canonical_json(runtime: Runtime) -> None:
    values: list[Any] = [0.1, 1e21, 1e-7, -0.0, 5e-324, 123456789.25, "é\u20ac\U0001f600\n", True, None]
    tangled = {"b": values, "a": {"\U0001f600": 1, "\ufb33": 2, "é": [{}]}}
    assert canonical(tangled) == canonical_json(tangled)
    del runtime


def test_reference_clients_record_is_one_that_the_server_reads(engineer: Engineer) -> None:
    engineer.work()
    shown = engineer.shown()
    assert VisitRecord.from_dict(shown).digest == digest(shown)


def test_without_a_connection_nothing_is_lost(engineer: Engineer) -> None:
    engineer.work()
    engineer.client.transport.faults = ["request_lost"]  # type: ignore[attr-defined]
    with pytest.raises(Unreachable):
        engineer.client.sync()
    assert engineer.shown()["charges"]
