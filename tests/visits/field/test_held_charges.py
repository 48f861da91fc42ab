"""What the register, a limit or the end of a visit keeps off the bill until the office has spoken."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.portal.commands import portal
from app.registers.tables import ChargeKind
from app.requests.errors import VisitOver
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands import charges
from app.visits.commands.field import Kind, Marks
from app.visits.errors import ChargeDecided
from app.visits.reads.evidence import charges_of, parts_of
from app.visits.reads.oddities import oddities_of
from app.visits.reads.signature_state import SignatureState, signature_state
from app.visits.tables import HeldCharge
from tests.support.clock import FakeClock
from tests.support.phone import STROKES, Phone

MANAGER = Principal(Role.MANAGER, name="Mei")


def charge(phone: Phone, amount_cents: int, kind: str = "travel", **how: Any) -> Any:
    return phone.send(Kind.CHARGE, {"kind": kind, "amount_cents": amount_cents}, **how)


def bill(phone: Phone) -> dict[str, int]:
    with unit_of_work(phone.runtime, write=False) as uow:
        return {row.kind: row.amount_cents for row in charges_of(uow, phone.job.visit_id)}


def held(phone: Phone) -> list[tuple[str, int, str, str]]:
    with unit_of_work(phone.runtime, write=False) as uow:
        rows = uow.session.scalars(select(HeldCharge).order_by(HeldCharge.id))
        return [(row.code, row.amount_cents, row.why, row.state) for row in rows]


def decide(phone: Phone, act: Any, reason: str = "agreed by telephone") -> None:
    with unit_of_work(phone.runtime, MANAGER) as uow:
        row = uow.session.scalars(select(HeldCharge).where(HeldCharge.state == "waiting")).one()
        act(uow, row.id, reason)


def signing(phone: Phone) -> SignatureState:
    with unit_of_work(phone.runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        return signature_state(uow, visit, uow.get(ServiceRequest, visit.request_id))


def completed(phone: Phone, clock: FakeClock) -> None:
    phone.go_on_site()
    phone.work()
    charge(phone, 15_000).unwrap()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    clock.advance(minutes=1)
    phone.complete().unwrap()
    clock.advance(minutes=5)


def test_charge_after_completion_waits_and_the_signatures_stand(phone: Phone, clock: FakeClock) -> None:
    completed(phone, clock)
    receipt = charge(phone, 99_900_000)
    assert (receipt.status, receipt.flags) == ("applied", ("charge_held",))
    assert bill(phone) == {"travel": 15_000}
    assert held(phone) == [("travel", 99_900_000, "after_completion", "waiting")]
    assert signing(phone).void_roles == []


def test_approval_after_signing_voids_and_says_because_of_what(phone: Phone, clock: FakeClock) -> None:
    completed(phone, clock)
    charge(phone, 99_900_000)
    decide(phone, charges.approve)
    state = signing(phone)
    assert state.amount_cents == 99_900_000
    for role in state.roles:
        assert (role.standing, role.signed_cents, role.void_since) == ("void", 15_000, clock.now)
        assert [text.en for text in role.because] == [
            "the charge “Travel” changed from CN¥150.00 to CN¥999,000.00"
        ]
        assert role.because[0].zh_cn == "费用“交通费”由 ¥150.00 改为 ¥999,000.00"
    assert held(phone)[0][3] == "approved"


def test_refusal_leaves_the_bill_and_the_signatures(phone: Phone, clock: FakeClock) -> None:
    completed(phone, clock)
    charge(phone, 99_900_000)
    decide(phone, charges.refuse)
    assert bill(phone) == {"travel": 15_000}
    assert signing(phone).void_roles == []
    with pytest.raises(ChargeDecided), unit_of_work(phone.runtime, MANAGER) as uow:
        charges.approve(uow, uow.session.scalars(select(HeldCharge.id)).one(), "after all")


def offline_visit(phone: Phone, clock: FakeClock, end: int, charged: int | None, device: str = "a") -> Any:
    """End a visit offline by message `end`; a charge that is numbered `charged` comes after it."""

    def marks(n: int | None, device: str = "a") -> Marks:
        return Marks(device, "b", n, n * 60_000) if n is not None else Marks()

    phone.go_on_site()
    phone.work()
    charge(phone, 15_000, marks=marks(10)).unwrap()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    clock.advance(minutes=5)
    phone.complete(offline=True, ago_s=(15 - end) * 60, marks=marks(end)).unwrap()
    return charge(phone, 20_000, offline=True, ago_s=239.8, marks=marks(charged, device))


def test_late_charge_that_the_numbers_vouch_for_counts_and_voids(phone: Phone, clock: FakeClock) -> None:
    assert offline_visit(phone, clock, end=12, charged=11).flags == ("signature_voided",)
    assert bill(phone) == {"travel": 20_000}
    assert signing(phone).void_roles == ["customer", "engineer"]


@pytest.mark.parametrize(
    ("charged", "device"), [(None, "a"), (13, "a"), (11, "b")], ids=["no number", "made later", "other phone"]
)
def test_late_charge_that_only_claims_to_be_older_waits(
    phone: Phone, clock: FakeClock, charged: int | None, device: str
) -> None:
    receipt = offline_visit(phone, clock, end=12, charged=charged, device=device)
    assert "charge_held" in receipt.flags
    assert bill(phone) == {"travel": 15_000}
    assert signing(phone).void_roles == []


def test_end_that_was_told_online_leaves_nothing_older_on_the_phone(phone: Phone, clock: FakeClock) -> None:
    completed(phone, clock)
    assert charge(phone, 20_000, offline=True, ago_s=300.2).flags == ("charge_held",)
    assert signing(phone).void_roles == []


@pytest.mark.parametrize("fitted", [{"": 6}, {"A": 3, "B": 3}], ids=["one line", "two serial numbers"])
def test_more_of_a_part_than_its_limit_waits(phone: Phone, fitted: dict[str, int]) -> None:
    phone.go_on_site()
    bodies = [{"part_code": "roller", "quantity": n, "serial_number": at} for at, n in fitted.items()]
    flags = [phone.send(Kind.PART, body).flags for body in bodies]
    assert flags[-1] == ("charge_held",)
    assert held(phone)[0][2:] == ("over_quantity", "waiting")


def test_parts_up_to_the_limit_count_and_fewer_after_an_approval_too(phone: Phone) -> None:
    phone.go_on_site()
    assert phone.send(Kind.PART, {"part_code": "roller", "quantity": 5}).flags == ()
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 50})
    decide(phone, charges.approve)
    assert phone.send(Kind.PART, {"part_code": "roller", "quantity": 20}).flags == ()
    with unit_of_work(phone.runtime, write=False) as uow:
        assert [row.quantity for row in parts_of(uow, phone.job.visit_id)] == [20]
        events = uow.session.scalars(select(Event).where(Event.kind == "bill.changed").order_by(Event.number))
        told = [data_of(event) for event in events]
    assert [(one["from_quantity"], one["to_quantity"], one["to_cents"]) for one in told] == [
        (0, 5, 22_500),
        (5, 50, 225_000),
        (50, 20, 90_000),
    ]


def test_void_signature_names_every_change_since(phone: Phone) -> None:
    phone.finish_work()
    charge(phone, 10_000)
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 5})
    said = [text.en for text in signing(phone).roles[0].because]
    assert said == [
        "the charge “Travel” of CN¥100.00 was added",
        "5 × the part “Pickup roller” for CN¥225.00 was added",
    ]


@pytest.mark.parametrize("role", ["customer", "engineer"])
def test_replayed_drawing_does_not_sign_for_the_customer(phone: Phone, clock: FakeClock, role: str) -> None:
    completed(phone, clock)
    charge(phone, 20_000)
    decide(phone, charges.approve)
    moved = [[{**point, "x": point["x"] * 2 + 7} for point in stroke] for stroke in STROKES]
    receipt = phone.sign(role, strokes=moved)
    assert (receipt.status, receipt.flags) == (
        ("needs_review", ("same_drawing",)) if role == "customer" else ("applied", ())
    )
    assert ("customer" in signing(phone).void_roles) is True
    with unit_of_work(phone.runtime, write=False) as uow:
        assert "same_ink_again" in [odd.code for odd in oddities_of(uow, phone.job.visit_id)]


def test_customer_who_signs_again_by_hand_is_shown_with_both_amounts(phone: Phone, clock: FakeClock) -> None:
    completed(phone, clock)
    charge(phone, 20_000)
    decide(phone, charges.approve)
    assert phone.sign("customer").status == "applied"
    with unit_of_work(phone.runtime, write=False) as uow:
        [odd] = [odd for odd in oddities_of(uow, phone.job.visit_id) if odd.code == "signed_again"]
    assert odd.text.en.endswith("over CN¥200.00, before over CN¥150.00")
    assert odd.text.zh_cn.endswith("由 ¥150.00 变为 ¥200.00")


def test_parts_beside_nothing_was_replaced_are_odd(phone: Phone) -> None:
    phone.go_on_site()
    phone.work()
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 1})
    with unit_of_work(phone.runtime, write=False) as uow:
        assert "parts_not_replaced" in [odd.code for odd in oddities_of(uow, phone.job.visit_id)]


def test_online_charge_that_claims_to_be_older_waits(phone: Phone, clock: FakeClock) -> None:
    phone.finish_work()
    clock.advance(minutes=1)
    phone.complete().unwrap()
    clock.advance(seconds=10)
    assert charge(phone, 20_000, ago_s=20).flags == ("charge_held",)


def test_part_fitted_after_completion_waits(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    completed(phone, clock)
    receipt = phone.send(Kind.PART, {"part_code": "roller", "quantity": 2})
    assert receipt.flags == ("charge_held",)
    with unit_of_work(runtime, write=False) as uow:
        assert list(parts_of(uow, phone.job.visit_id)) == []
    decide(phone, charges.approve)
    with unit_of_work(runtime, write=False) as uow:
        [row] = parts_of(uow, phone.job.visit_id)
        assert (row.quantity, row.unit_price_cents) == (2, 4500)
    assert signing(phone).roles[0].because[0].en == ("2 × the part “Pickup roller” for CN¥90.00 was added")


@pytest.mark.parametrize(
    ("kind", "cents", "why"),
    [("travel", 100_001, "over_limit"), ("gold_plating", 1, "unknown_kind"), ("old", 1, "inactive_kind")],
)
def test_charge_outside_the_register_waits(
    runtime: Runtime, phone: Phone, kind: str, cents: int, why: str
) -> None:
    with unit_of_work(runtime) as uow:
        names = {"name_en": "Old", "name_zh": "旧", "unit_price_cents": 0, "limit_cents": 9}
        uow.session.add(ChargeKind(code="old", active=False, **names))
    phone.go_on_site()
    assert charge(phone, cents, kind).flags == ("charge_held",)
    assert (bill(phone), held(phone)) == ({}, [(kind, cents, why, "waiting")])


def test_charge_up_to_the_limit_counts(phone: Phone) -> None:
    phone.go_on_site()
    assert charge(phone, 100_000).flags == ()
    assert bill(phone) == {"travel": 100_000}


def test_lower_word_takes_the_place_of_what_waits(phone: Phone, clock: FakeClock) -> None:
    phone.go_on_site()
    charge(phone, 200_000)
    clock.advance(minutes=1)
    charge(phone, 50_000)
    assert (bill(phone), held(phone)[0][3]) == ({"travel": 50_000}, "superseded")


def test_older_word_does_not_take_the_place_of_what_waits(phone: Phone, clock: FakeClock) -> None:
    phone.go_on_site()
    clock.advance(minutes=5)
    charge(phone, 200_000)
    late = charge(phone, 300_000, offline=True, ago_s=60)
    assert late.flags == ("superseded",)
    charge(phone, 50_000, offline=True, ago_s=60)
    assert (bill(phone), [row[3] for row in held(phone)]) == ({"travel": 50_000}, ["waiting"])


def test_charge_that_waits_at_completion_is_a_loose_end(phone: Phone) -> None:
    phone.go_on_site()
    phone.work()
    charge(phone, 200_000)
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    assert "charges_waiting" in phone.complete().flags


def test_bill_that_the_customer_confirmed_does_not_grow(phone: Phone, clock: FakeClock) -> None:
    completed(phone, clock)
    charge(phone, 99_900_000)
    with unit_of_work(phone.runtime) as uow:
        portal.confirm(uow, phone.job.request_id)
    with pytest.raises(VisitOver):
        decide(phone, charges.approve)
    decide(phone, charges.refuse)


def test_decision_needs_a_reason(phone: Phone) -> None:
    phone.go_on_site()
    charge(phone, 200_000)
    with pytest.raises(Invalid, match="reason"):
        decide(phone, charges.approve, " ")


def test_every_step_is_an_event(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    charge(phone, 200_000)
    decide(phone, charges.approve)
    with unit_of_work(runtime, write=False) as uow:
        events = uow.session.scalars(select(Event).where(Event.kind.like("charge.%")).order_by(Event.number))
        told = [(event.kind, data_of(event)["amount_cents"]) for event in events]
    assert told == [("charge.held", 200_000), ("charge.approved", 200_000)]
