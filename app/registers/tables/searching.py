"""What rows are called, kept so that any part of it finds them: written with the row, in its transaction.

An index beside the table holds every sign and every pair of signs of each text (migration 0036).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, Integer, String, delete, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.kernel.base import Base
from app.registers.rules.searched import LONGEST, pieces
from app.registers.tables.places import Asset, Customer, Site


class Searched(StrEnum):
    """What a text is of its row."""

    CUSTOMER = "customer"
    NUMBER = "number"
    SITE = "site"
    ADDRESS = "address"
    SERIAL = "serial"
    MODEL = "model"
    CODE = "code"
    CONTACT = "contact"
    REFERENCE = "reference"
    WORDS = "words"
    CALLED = "called"


class SearchText(Base):
    """One text of one row, as `letters` has it; `number` are the digits of a customer's telephone."""

    __tablename__ = "search_texts"
    __table_args__ = (Index("ix_search_texts_owner_id_kind", "owner_id", "kind"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(String(LONGEST))


_COLUMNS: dict[type[Base], Mapping[str, Searched]] = {}


def found_by(model: type[Base], columns: Mapping[str, Searched]) -> None:
    """Have the rows of a table found by any part of these columns."""
    _COLUMNS[model] = columns
    event.listen(model, "after_insert", _add)
    event.listen(model, "after_update", _keep)
    event.listen(model, "after_delete", _forget)


def _add(_mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    """Write the texts of a new row."""
    texts = [
        {"kind": kind, "owner_id": row.id, "text": text}
        for column, kind in _COLUMNS[type(row)].items()
        for text in pieces(getattr(row, column) or "")
    ]
    if texts:
        connection.execute(insert(SearchText), texts)


def _keep(_mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    """Write those of its texts anew that changed."""
    state = inspect(row)
    for column, kind in _COLUMNS[type(row)].items():
        if not state.attrs[column].history.has_changes():
            continue
        connection.execute(delete(SearchText).where(SearchText.owner_id == row.id, SearchText.kind == kind))
        for text in pieces(getattr(row, column) or ""):
            connection.execute(insert(SearchText).values(kind=kind, owner_id=row.id, text=text))


def _forget(_mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    connection.execute(delete(SearchText).where(SearchText.owner_id == row.id))


found_by(Customer, {"name": Searched.CUSTOMER})
found_by(Site, {"name": Searched.SITE, "address": Searched.ADDRESS})
found_by(Asset, {"serial_number": Searched.SERIAL, "model": Searched.MODEL})
