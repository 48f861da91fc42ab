"""Which rows on record are likely the same as one about to be added: asked about before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.kernel import UnitOfWork, visibility
from app.kernel.phrases import Phrase
from app.kernel.telephone import key_of, read_phone_numbers
from app.registers.reads.doubles import doubles_of_new
from app.registers.rules.doubles import Likeness
from app.registers.tables import Asset, Depot, Engineer, PhoneKey, Provider, Site

MOST_ASKED = 5
_SAME_NUMBER = Phrase("same telephone number")
_SAME_NAME = Phrase("same name")
_WORDS: Mapping[Likeness, Phrase] = {
    Likeness.NUMBER: _SAME_NUMBER,
    Likeness.NAME: _SAME_NAME,
}
_NAMED: Mapping[str, Any] = {"engineer": Engineer, "provider": Provider, "depot": Depot}


@dataclass(frozen=True, slots=True)
class Alike:
    """A row on record, what it is called, and why it may be the same."""

    id: UUID
    called: str
    why: Phrase


def alike(uow: UnitOfWork, register: str, values: Mapping[str, Any]) -> list[Alike]:
    """Return the open rows of a register that a new one with these columns may be; none of most registers."""
    if register == "customer":
        name, phone = str(values.get("name") or ""), str(values.get("phone") or "")
        doubles = [one for one in doubles_of_new(uow, name, phone) if not one.perhaps]
        return [Alike(one.id, one.name, _WORDS.get(one.why, _SAME_NAME)) for one in doubles][:MOST_ASKED]
    found: dict[UUID, Alike] = {}
    for model, clause, why in _same(uow, register, values):
        rows = select(model).where(visibility.rows(model, uow.principal), model.active.is_(True), clause)
        for row in uow.session.scalars(rows.order_by(model.created_at, model.id).limit(MOST_ASKED)):
            found.setdefault(row.id, Alike(row.id, _called(row), why))
    return list(found.values())[:MOST_ASKED]


def _called(row: Any) -> str:
    return f"{row.model} {row.serial_number}" if isinstance(row, Asset) else str(row.name)


def _same(
    uow: UnitOfWork, register: str, values: Mapping[str, Any]
) -> Iterator[tuple[Any, ColumnElement[bool], Phrase]]:
    """Yield where to look, for what, and what it means that something is found."""
    if register == "asset" and (serial := _plain(values.get("serial_number"))):
        yield Asset, func.lower(Asset.serial_number) == serial, Phrase("same serial number")
    if register == "site":
        own = Site.customer_id == values.get("customer_id")
        for column in (Site.name, Site.address):
            if text := _plain(values.get(column.key)):
                why = _SAME_NAME if column is Site.name else Phrase("same address")
                yield Site, own & (func.lower(column) == text), why
    model = _NAMED.get(register)
    if model is None:
        return
    if numbers := _numbers(uow, values):
        owners = select(PhoneKey.owner_id).where(PhoneKey.owner == register, PhoneKey.digits.in_(numbers))
        yield model, model.id.in_(owners), _SAME_NUMBER
    if name := _plain(values.get("name")):
        yield model, func.lower(model.name) == name, _SAME_NAME


def _numbers(uow: UnitOfWork, values: Mapping[str, Any]) -> Sequence[str]:
    read = read_phone_numbers(str(values.get("phone") or ""), uow.settings.default_region)
    return [key_of(one) for one in read if one.e164]


def _plain(text: Any) -> str:
    return str(text or "").strip().lower()
