"""Another fault than was reported: what it needs follows, as long as nobody has said yes to come for it."""

from __future__ import annotations

from sqlalchemy import delete

from app.checklist_templates.reads import catalogue as checklists
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.events import Absent
from app.kernel.phrases import Phrase
from app.registers.hooks import request_replan
from app.registers.tables import Contract, FaultType
from app.requests.commands.intake.promises import stars_of_customer
from app.requests.commands.locks import live_visits
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.errors import NotAmendable
from app.requests.events.amended import FaultAmended
from app.requests.events.taken_back import FAULT_AMENDED
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.minimum import Minimum, StarsBy, minimum_of
from app.requests.tables import ServiceRequest, Visit, VisitTemplate

_UNANSWERED = (VisitState.PLANNED, VisitState.OFFERED)
_IS_COMING = Phrase("An engineer has said yes to come for this fault. Take the visit back from him first.")


def asked(uow: UnitOfWork, request: ServiceRequest, fault_code: str | Absent) -> FaultAmended | None:
    """Return the change to another fault; None where it is the same.

    Raises:
        Invalid: there is no such fault.
        NotAmendable: an engineer has said yes.
    """
    if isinstance(fault_code, Absent) or fault_code == request.fault_code:
        return None
    if uow.session.get(FaultType, fault_code) is None:
        raise Invalid({"fault_code": Phrase("names no fault type")})
    if any(visit.state not in _UNANSWERED for visit in live_visits(uow, request.id)):
        raise NotAmendable(request.id, _IS_COMING)
    return FaultAmended(fault_code=fault_code, was_fault_code=request.fault_code)


def apply(uow: UnitOfWork, request: ServiceRequest, event: FaultAmended) -> None:
    """Have the request need what the other fault needs, and its open visits planned and prepared for it."""
    was, fault = uow.get(FaultType, event.was_fault_code), uow.get(FaultType, event.fault_code)
    least = _least_stars(uow, request, was, fault)
    request.min_stars, request.min_stars_by = least.stars, least.by
    if request.expected_s == was.expected_s:  # else somebody said how long it takes
        request.expected_s = fault.expected_s
    request.fault_code, request.skill_code = fault.code, fault.skill_code
    for visit in live_visits(uow, request.id):
        back_to_planned(uow, visit, FAULT_AMENDED)
        forget_engineer(uow, visit)
        _prepare(uow, visit, request)
    request_replan(uow, request.territory_id, FAULT_AMENDED)


def _least_stars(uow: UnitOfWork, request: ServiceRequest, was: FaultType, fault: FaultType) -> Minimum:
    """What the other fault demands beside what is demanded whatever the fault."""
    contract = uow.get(Contract, request.contract_id) if request.contract_id else None
    # Of a request from before it was noted who asked, whatever the fault did not explain was asked for.
    unknown = request.min_stars_by is None and request.min_stars > was.min_stars
    own = request.min_stars if unknown or request.min_stars_by == StarsBy.REQUEST else None
    return minimum_of(
        request=own,
        customer=stars_of_customer(uow, request.customer_id),
        contract=contract.min_stars if contract else None,
        fault=fault.min_stars,
    )


def _prepare(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> None:
    uow.session.execute(delete(VisitTemplate).where(VisitTemplate.visit_id == visit.id))
    for template in checklists.for_visit(uow, request.fault_code, request.skill_code):
        uow.session.add(VisitTemplate(visit_id=visit.id, key=template.key, template_version=template.version))
    visit.updated_at = uow.now
