"""Checklist templates: one row for each version, draft or published."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from app.kernel.base import Base
from app.kernel.drafts import InVersions, one_draft


class ChecklistVersion(InVersions, Base):
    """One version of a checklist.

    `content` is what `checklists.parse_template` reads; of a draft it may still be at fault.  `digest` names
    the content of a published version.
    """

    __tablename__ = "checklist_versions"
    __table_args__ = (UniqueConstraint("key", "number"), one_draft(__tablename__))
