"""What rows are called, kept so that any part of it finds them: written with the row, in its transaction.

An index beside the table holds every sign and every pair of signs of each text (migration 0036).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, Integer, String, delete, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.kernel.base import Base
from app.registers.rules.searched import LONGEST, letters
from app.registers.tables.places import Asset, Customer, Site


class Searched(StrEnum):
    """What a text is of its row."""

    CUSTOMER = "customer"
    NUMBER = "number"
    SITE = "site"
    ADDRESS = "address"
    SERIAL = "serial"
    MODEL = "model"


class SearchText(Base):
    """One text of one row, as `letters` has it; `number` are the digits of a customer's telephone."""

    __tablename__ = "search_texts"
    __table_args__ = (Index("ix_search_texts_owner_id_kind", "owner_id", "kind"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(String(LONGEST))


_COLUMNS: dict[type[Base], dict[str, Searched]] = {
    Customer: {"name": Searched.CUSTOMER},
    Site: {"name": Searched.SITE, "address": Searched.ADDRESS},
    Asset: {"serial_number": Searched.SERIAL, "model": Searched.MODEL},
}


def _changed(row: Any) -> Iterator[tuple[Searched, str]]:
    state = inspect(row)
    for column, kind in _COLUMNS[type(row)].items():
        if state.attrs[column].history.has_changes():
            yield kind, letters(getattr(row, column) or "")


def _keep(_mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    """Write the texts of a row that is new or changed."""
    for kind, text in _changed(row):
        connection.execute(delete(SearchText).where(SearchText.owner_id == row.id, SearchText.kind == kind))
        if text:
            connection.execute(insert(SearchText).values(kind=kind, owner_id=row.id, text=text))


def _forget(_mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    connection.execute(delete(SearchText).where(SearchText.owner_id == row.id))


for _model in _COLUMNS:
    event.listen(_model, "after_insert", _keep)
    event.listen(_model, "after_update", _keep)
    event.listen(_model, "after_delete", _forget)
