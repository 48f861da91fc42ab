"""What an engineer tries with a bill that the customer has signed, at the phone's door."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Event
from app.visits.reads.oddities import oddities_of
from tests.mobile_api.conftest import HttpPhone
from tests.support.phone import STROKES, Phone


def sign(http: HttpPhone, role: str) -> str:
    digest = http.get("/record").json["digest"]
    body = {"role": role, "signer_name": "Han", "strokes": STROKES, "digest": digest}
    return str(http.post("signatures", body).json["status"])


def test_bill_does_not_grow_behind_the_signatures(http: HttpPhone, phone: Phone, runtime: Runtime) -> None:
    phone.finish_work()
    phone.clock.advance(minutes=1)
    phone.complete().unwrap()
    phone.clock.advance(minutes=1)
    dated_back = {"offline": True, "ago_s": 60.2}
    charged = http.post("charges", {"kind": "travel", "amount_cents": 10_000}, **dated_back)
    fitted = http.post("parts", {"part_code": "roller", "quantity": 50}, **dated_back)
    assert (charged.json["flags"], fitted.json["flags"]) == (["charge_held"], ["charge_held"])
    assert http.get("/record").json["amount_cents"] == 0
    assert [row["standing"] for row in http.get().json["signature_state"]] == ["valid", "valid"]
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(Event).where(Event.kind == "bill.changed")).all() == []


def test_drawing_of_the_customer_signs_no_second_bill(
    http: HttpPhone, phone: Phone, runtime: Runtime
) -> None:
    phone.finish_work()
    assert http.post("charges", {"kind": "travel", "amount_cents": 10_000}).json["flags"] == [
        "signature_voided"
    ]
    assert (sign(http, "engineer"), sign(http, "customer")) == ("applied", "needs_review")
    assert http.post("complete").json["type"] == "/problems/signature-missing"
    with unit_of_work(runtime, write=False) as uow:
        assert "same_ink_again" in [odd.code for odd in oddities_of(uow, http.job.visit_id)]


def test_hundreds_of_a_part_wait(http: HttpPhone, phone: Phone) -> None:
    phone.go_on_site()
    assert http.post("parts", {"part_code": "roller", "quantity": 999}).json["flags"] == ["charge_held"]
    [waiting] = http.get().json["held_charges"]
    assert (waiting["why"], waiting["quantity"]) == ("over_quantity", 999)
