"""Keeping bytes under their hash: the same bytes stand once, whatever they belong to."""

from __future__ import annotations

from app.files.tables import Blob
from app.kernel import UnitOfWork
from app.kernel.upserts import insert_or_ignore


def keep(uow: UnitOfWork, sha256: str, mime: str, data: bytes) -> None:
    """Keep `data`, whose SHA-256 the caller has worked out, unless it is kept already."""
    insert_or_ignore(uow, Blob, {"sha256": sha256, "mime": mime, "size": len(data), "data": data})
