"""What headers of files were said to mean: remembered for the next file of the same register."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.upserts import upsert
from app.registers.rules.column_names import header_key
from app.registers.tables import ImportMapping


def remembered(uow: UnitOfWork, kind: str) -> dict[str, str]:
    """Return header, as `header_key` gives it, → column, blank for one that is left out."""
    rows = uow.session.scalars(select(ImportMapping).where(ImportMapping.kind == kind))
    return {row.header: row.column for row in rows}


def remember(uow: UnitOfWork, kind: str, mapping: Mapping[str, str]) -> None:
    """Keep what was said of headers, in place of what was said before."""
    rows = {header_key(header): column for header, column in mapping.items() if header_key(header)}
    if rows:
        upsert(
            uow,
            ImportMapping,
            [{"kind": kind, "header": header, "column": column} for header, column in rows.items()],
            (ImportMapping.kind, ImportMapping.header),
            lambda new: {"column": new.column},
        )
