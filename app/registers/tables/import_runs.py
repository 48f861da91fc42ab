"""Files that were imported."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base


class ImportRun(Base):
    """A file that was imported: its first `written` rows stand, and are skipped when it comes again.

    `digest` is the SHA-256 of the file.  Where `written` is `rows` it came in whole, at `started_at`.
    """

    __tablename__ = "import_runs"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    written: Mapped[int]
    rows: Mapped[int]
    started_at: Mapped[datetime]
