"""Telephone numbers as they are kept: the words as said, the numbers read of them, and how they are found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.kernel import UnitOfWork
from app.kernel.dialled import takes_messages
from app.kernel.telephone import NumberRead, from_json, key_of, read_phone_numbers
from app.registers.tables import Customer, PhoneKey, Searched, SearchText, Site, Territory

ANYWHERE = "ZZ"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said as a number; `primary` is the first number in it, blank where none could be read."""

    as_said: str
    numbers: tuple[NumberRead, ...] = ()

    @property
    def primary(self) -> str:
        """What is dialled."""
        return self.numbers[0].primary if self.numbers else ""

    def of_row(self) -> dict[str, Any]:
        """The columns of `HasNumbers`; blank words are no number at all."""
        kept = [one.to_json() for one in self.numbers]
        return {"phone": self.primary or None, "phone_as_said": self.as_said, "phone_numbers": kept}

    def of_contact(self) -> dict[str, Any]:
        """The columns of `HasContactNumbers`."""
        kept = [one.to_json() for one in self.numbers]
        return {
            "contact_phone": self.primary,
            "contact_phone_as_said": self.as_said,
            "contact_numbers": kept,
        }


def understood(uow: UnitOfWork, text: str | None, area_code: str = "") -> Said:
    """Read what was said; nothing is refused, and nothing but control characters is lost."""
    words = cleaned(text or "")
    read = read_phone_numbers(words, uow.settings.default_region, area_code)
    return Said(words, tuple(read))


def of_customer(customer: Customer) -> Said:
    """Return what the record says; of a row from before, or made by hand, the number alone."""
    numbers = from_json(customer.phone_numbers or ()) or read_phone_numbers(customer.phone or "", ANYWHERE)
    return Said(customer.phone_as_said or customer.phone or "", tuple(numbers))


def cleaned(text: str) -> str:
    """Return `text` without what no database keeps and no screen shows; lines are joined by blanks."""
    kept = (" " if letter in "\r\n\t" else letter for letter in text)
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cs")).split())


def remember(uow: UnitOfWork, owner: str, owner_id: UUID, numbers: Iterable[NumberRead]) -> None:
    """Have the row found by these numbers, and by no others."""
    uow.session.execute(delete(PhoneKey).where(PhoneKey.owner == owner, PhoneKey.owner_id == owner_id))
    digits_of_all = sorted({key_of(number) for number in numbers})
    uow.session.add_all(PhoneKey(owner=owner, owner_id=owner_id, digits=digits) for digits in digits_of_all)
    if owner == "customer":
        said = SearchText.owner_id == owner_id, SearchText.kind == Searched.NUMBER
        uow.session.execute(delete(SearchText).where(*said))
        uow.session.add_all(
            SearchText(kind=Searched.NUMBER, owner_id=owner_id, text=digits[::-1]) for digits in digits_of_all
        )


def keep(uow: UnitOfWork, owner: str, row: Any, text: str, area_code: str = "") -> None:
    """Set the numbers of a row that has been flushed to what was said."""
    said = understood(uow, text, area_code)
    for column, value in said.of_row().items():
        setattr(row, column, value)
    remember(uow, owner, row.id, said.numbers)


def message_number(*groups: tuple[str | None, Iterable[Mapping[str, Any]]]) -> str:
    """Return the first number that a text can be sent to, group after group; blank where there is none.

    A group is a row's first number with all that were read; of rows from before, the first stands alone.
    """
    for primary, kept in groups:
        numbers = from_json(kept) or read_phone_numbers(primary or "", ANYWHERE)
        for number in numbers:
            if takes_messages(number.e164):
                return number.e164 or ""
    return ""


def area_code_of(uow: UnitOfWork, customer_id: UUID | None) -> str:
    """Return the area code where a customer's sites are, else the only one that the installation has."""
    if customer_id is not None:
        at_sites = (
            select(Territory.area_code)
            .join(Site, Site.territory_id == Territory.id)
            .where(Site.customer_id == customer_id, Territory.area_code != "")
        )
        if found := uow.session.scalars(at_sites.order_by(Site.created_at, Site.id).limit(1)).first():
            return found
    known = select(Territory.area_code).where(Territory.active, Territory.area_code != "").distinct()
    codes = uow.session.scalars(known.limit(2)).all()
    return codes[0] if len(codes) == 1 else ""
