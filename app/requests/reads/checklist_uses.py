"""Which visits work through a version of a checklist."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.requests.tables import Visit, VisitTemplate


def visits_of(key: str, number: int) -> Select[Visit]:
    """Return the query of the visits that work through this version, newest first, with their requests."""
    return (
        select(Visit)
        .join(VisitTemplate, VisitTemplate.visit_id == Visit.id)
        .where(VisitTemplate.key == key, VisitTemplate.template_version == number)
        .options(joinedload(Visit.request, innerjoin=True))
        .order_by(Visit.id.desc())
    )
