"""The rubrics by which people and providers are graded: one row for each version, draft or published."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId

_DRAFT = text("state = 'draft'")


class RubricState(StrEnum):
    """A draft is written; what was published never changes again."""

    DRAFT = "draft"
    PUBLISHED = "published"


class RubricVersion(WithId, Versioned, Base):
    """One version of a rubric; of each at most one is a draft.

    `content` is what `app.stars.rules.rubric_data.parsed` reads.  `writers` are those who wrote the draft:
    none of them publishes it.  `published_at` is None for what came with the product.
    """

    __tablename__ = "rubric_versions"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        Index("uq_rubric_versions_draft", "key", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),
    )

    key: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    writers: Mapped[list[Any]]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(String(120))
    updated_by: Mapped[str] = mapped_column(String(120), default="")
