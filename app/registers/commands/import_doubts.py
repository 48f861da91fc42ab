"""What is likely wrong in a row though it can be taken: a number, or a customer who has a row already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.kernel.telephone import from_json, key_of
from app.registers.commands.import_file import InFile, People
from app.registers.commands.import_shapes import UNCHANGED, Double, Looked, RowError
from app.registers.commands.merging import merge
from app.registers.reads.customers import survivor
from app.registers.reads.warnings import mistyped
from app.registers.rules.doubles import FEWEST_DIGITS, name_key
from app.registers.tables import Customer, PhoneKey

CUSTOMER = "customer"
_SAME_SAID = "同名同号 / the same name and number"


def doubtful_numbers(number: int, changed: Mapping[str, Any]) -> list[RowError]:
    """Return the numbers of a row that look mistyped; they are kept as they were said."""
    return [RowError(number, "phone", text) for text in mistyped(changed.get("phone_numbers"))]


def of_new(uow: UnitOfWork, number: int, values: Mapping[str, Any], file: InFile, looked: Looked) -> Looked:
    """Say whom a new row is likely; without a number of its own it is none if it was said to be them."""
    double = _double_of(uow, number, values, file) if file.kind == CUSTOMER else None
    if double is None:
        return looked
    warnings = [*looked.warnings, _of_double(number, double)]
    if file.is_same(number) and not looked.values.get("external_id"):
        return Looked(UNCHANGED, {}, warnings=warnings, double=double)
    return replace(looked, warnings=warnings, double=double)


def make_one(uow: UnitOfWork, number: int, made: Customer, double: Double | None, file: InFile) -> None:
    """Merge a row that was written into the customer on record that it was said to be."""
    if double and double.id and file.is_same(number):
        merge(uow, made.id, double.id, _SAME_SAID)


def _double_of(uow: UnitOfWork, number: int, values: Mapping[str, Any], file: InFile) -> Double | None:
    """Return whom a new customer is likely: another row, or somebody on record, of one name and number."""
    people = _people(values)
    row = file.before(people, number)
    if row is not None:
        return Double(file.made(row), str(values.get("name", "")), row)
    keys = [digits for _, digits in people]
    if not keys:
        return None
    found = uow.session.scalars(
        select(Customer)
        .join(PhoneKey, PhoneKey.owner_id == Customer.id)
        .where(
            PhoneKey.owner == CUSTOMER,
            PhoneKey.digits.in_(keys),
            Customer.name_key == people[0][0],
            Customer.active,
        )
        .order_by(Customer.created_at, Customer.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    stayed = survivor(uow, found)
    return Double(stayed.id, stayed.external_id or stayed.name)


def _people(values: Mapping[str, Any]) -> list[People]:
    keys = [key_of(one) for one in from_json(values.get("phone_numbers") or ())]
    return [(name_key(str(values.get("name", ""))), key) for key in keys if len(key) >= FEWEST_DIGITS]


def _of_double(number: int, double: Double) -> RowError:
    """Say whom a row is likely."""
    if double.row is not None:
        told = Phrase("has the name and the telephone number of row %(row)s", row=double.row)
    else:
        told = Phrase("has the name and the telephone number of %(name)s, on record", name=double.called)
    return RowError(number, "name", told)
