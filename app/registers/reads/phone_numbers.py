"""Whose telephone number it is: rows found by a number as a display shows it, or by its last digits."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.dialled import MOST_DIGITS
from app.kernel.telephone import shorter_keys, sought
from app.registers.tables import PhoneKey


def has_number(owner: str, key: InstrumentedAttribute[object], text: str) -> ColumnElement[bool] | None:
    """Return the condition that a row of kind `owner` with id `key` has a number that `text` asks for.

    None where `text` asks for none.  A range of reversed digits is a lookup in the index on both databases,
    whatever their collation.
    """
    wanted = sought(text)
    if not wanted:
        return None
    clauses: list[ColumnElement[bool]] = [
        PhoneKey.digits.between(prefix, prefix.ljust(MOST_DIGITS, "9")) for prefix in wanted
    ]
    shorter = sorted({short for prefix in wanted for short in shorter_keys(prefix)})
    clauses += [PhoneKey.digits.between(one, one) for one in shorter]
    # Each a range of its own: joined by OR, or as a list, they are one look through all numbers.
    owners = [select(PhoneKey.owner_id).where(PhoneKey.owner == owner, clause) for clause in clauses]
    return key.in_(union_all(*owners) if len(owners) > 1 else owners[0])


def ends_so(owner: str, key: InstrumentedAttribute[object], digits: str) -> ColumnElement[bool]:
    """Return the condition that a row of kind `owner` with id `key` has a number that ends with `digits`."""
    prefix = digits[::-1]
    ending = PhoneKey.digits.between(prefix, prefix.ljust(MOST_DIGITS, "9"))
    return key.in_(select(PhoneKey.owner_id).where(PhoneKey.owner == owner, ending))
