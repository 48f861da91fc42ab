"""Files that were imported, those that wait for somebody's word, and what their columns are called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


class ImportRun(Base):
    """A file that was imported: its first `written` rows stand.

    `digest` is the SHA-256 of the file.  Where `written` is `rows` it came in whole, at `started_at`.
    """

    __tablename__ = "import_runs"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    written: Mapped[int]
    rows: Mapped[int]
    started_at: Mapped[datetime]


class ImportMapping(Base):
    """What a header means in files of one register: a column, or blank where it is left out."""

    __tablename__ = "import_mappings"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    header: Mapped[str] = mapped_column(String(120), primary_key=True)
    column: Mapped[str] = mapped_column(String(40))


class ImportDraft(WithId, Base):
    """A file that somebody sent to the page and has not imported yet; it is kept for a day."""

    __tablename__ = "import_drafts"

    kind: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(200))
    charset: Mapped[str] = mapped_column(String(20), default="")
    data: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
