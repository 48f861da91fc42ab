"""Fixes the checklist versions of a visit."""

from __future__ import annotations

from sqlalchemy import select

from app.checklist_templates.reads import catalogue as checklists
from app.kernel import UnitOfWork
from app.requests.tables import ServiceRequest, Visit, VisitTemplate


def pin_templates(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> None:
    """Keep the newest versions for the request's fault as the visit's own, unless it has its own already."""
    if uow.session.scalars(
        select(VisitTemplate.key).where(VisitTemplate.visit_id == visit.id).limit(1)
    ).first():
        return
    uow.session.add_all(
        VisitTemplate(visit_id=visit.id, key=template.key, template_version=template.version)
        for template in checklists.for_visit(uow, request.fault_code, request.skill_code)
    )
    uow.session.flush()
