from __future__ import annotations

from app.kernel import Runtime, unit_of_work
from app.registers.tables import Part
from app.visits.commands.field import Kind
from app.visits.reads.evidence import charges_of, parts_of
from tests.support.clock import FakeClock
from tests.support.phone import Phone


def parts(runtime: Runtime, phone: Phone) -> list[tuple[str, int, int]]:
    with unit_of_work(runtime, write=False) as uow:
        rows = parts_of(uow, phone.job.visit_id)
        return [(row.serial_number, row.quantity, row.unit_price_cents) for row in rows]


def test_part_keeps_the_price_of_its_first_record(runtime: Runtime, phone: Phone) -> None:
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 1})
    with unit_of_work(runtime) as uow:
        uow.get(Part, "roller").unit_price_cents = 9900
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 2})
    assert parts(runtime, phone) == [("", 2, 4500)]


def test_parts_with_serial_numbers_stand_apart(runtime: Runtime, phone: Phone) -> None:
    for serial_number in ("A1", "A2"):
        body = {"part_code": "roller", "quantity": 1, "serial_number": serial_number}
        phone.send(Kind.PART, body)
    assert {row[0] for row in parts(runtime, phone)} == {"A1", "A2"}


def test_quantity_of_nothing_takes_the_part_back(runtime: Runtime, phone: Phone) -> None:
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 1})
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 0})
    assert parts(runtime, phone) == []


def test_last_word_on_the_phone_holds_not_the_last_to_arrive(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(minutes=10)
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 3})
    late = phone.send(Kind.PART, {"part_code": "roller", "quantity": 1}, ago_s=60, offline=True)
    assert (late.status, late.flags) == ("applied", ("superseded",))
    assert parts(runtime, phone)[0][1] == 3


def test_charge_of_a_kind_stands_once(runtime: Runtime, phone: Phone) -> None:
    phone.send(Kind.CHARGE, {"kind": "labour", "amount_cents": 9000})
    phone.send(Kind.CHARGE, {"kind": "labour", "label": "One hour", "amount_cents": 18000})
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 2000})
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 0})
    with unit_of_work(runtime, write=False) as uow:
        rows = charges_of(uow, phone.job.visit_id)
        assert [(row.label, row.amount_cents) for row in rows] == [("One hour", 18000)]


def test_late_charge_does_not_overwrite_a_later_one(phone: Phone, clock: FakeClock) -> None:
    clock.advance(minutes=10)
    phone.send(Kind.CHARGE, {"kind": "labour", "amount_cents": 9000})
    late = phone.send(Kind.CHARGE, {"kind": "labour", "amount_cents": 1}, ago_s=60, offline=True)
    assert late.flags == ("superseded",)
