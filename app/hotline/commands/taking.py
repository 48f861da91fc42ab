"""What is made of a call in one transaction: a request, an enquiry, or the note of it alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.enquiries.commands import enquiries
from app.enquiries.commands.enquiries import Question
from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.tables import Call
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.registers.commands import registry
from app.registers.tables import Asset, Customer
from app.requests.commands import amend, appointments, remote
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import NewCustomer, NewSite, Report
from app.requests.tables import Enquiry, ServiceRequest
from dispatch.travel import Point


@dataclass(frozen=True, slots=True)
class Case:
    """What a call is about: a report with a machine to be recorded, a question, a customer, or nothing.

    `chased_id` is the open request that the caller asks about.
    """

    customer_id: UUID | None = None
    report: Report | None = None
    machine: dict[str, Any] | None = None
    question: Question | None = None
    located: Point | None = None
    chased_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The call with what it became; `visit_id` is to be placed once all is committed."""

    call: Call
    request: ServiceRequest | None = None
    visit_id: UUID | None = None
    enquiry: Enquiry | None = None


def take(uow: UnitOfWork, taken: Taken, case: Case) -> Outcomes:
    """Write down what came of a call.

    Raises:
        Invalid: names the fields.
        NotFound: there is no request such as the caller asks about.
        ClockWrong: this process's clock is beyond the limit.
    """
    calls.check(uow, taken, About(case.customer_id))
    if case.chased_id is not None:
        return _chased(uow, taken, case.chased_id)
    if case.report is not None:
        return _reported(uow, taken, case, case.report)
    if case.question is not None:
        enquiry = enquiries.ask(uow, case.question)
        about = About(enquiry.customer_id, enquiry_id=enquiry.id)
        return Outcomes(calls.log(uow, taken, about), enquiry=enquiry)
    return Outcomes(calls.log(uow, taken, About(case.customer_id)))


def _reported(uow: UnitOfWork, taken: Taken, case: Case, report: Report) -> Outcomes:
    if case.machine:
        report = _with_machine(uow, report, case.machine, case.located)
    request, visit = receive(uow, report, case.located)
    visit_id: UUID | None = visit.id
    if taken.outcome is CallOutcome.SOLVED:
        remote.solve_remotely(uow, request.id, remote.How.TELEPHONE, taken.note)
        visit_id = None
    elif taken.appointment_at is not None:
        _agree(uow, request, taken, taken.appointment_at)
    call = calls.log(uow, taken, About(request.customer_id, request_id=request.id))
    return Outcomes(call, request, visit_id)


def _chased(uow: UnitOfWork, taken: Taken, request_id: UUID) -> Outcomes:
    """Write the call down with the request that it is about; what the caller said stands in its history."""
    request = uow.get(ServiceRequest, request_id)
    if taken.note.strip():
        amend.add_note(uow, request_id, taken.note)
    call = calls.log(uow, taken, About(request.customer_id, request_id=request_id))
    return Outcomes(call, request)


def _agree(uow: UnitOfWork, request: ServiceRequest, taken: Taken, at: datetime) -> None:
    """Agree on the hour that the caller chose instead of the promised one."""
    who = taken.contact_name or taken.contact_phone or uow.get(Customer, request.customer_id).name
    try:
        appointments.agree(uow, request.id, at, who)
    except Invalid as bad:
        told = [text for texts in bad.errors.values() for text in texts]
        raise Invalid({"appointment_at": told}) from bad


def _with_machine(uow: UnitOfWork, report: Report, machine: dict[str, Any], located: Point | None) -> Report:
    """Record the machine, and what it stands on where that is new too, before the request is taken in."""
    customer_id = _recorded(uow, report.customer) if report.customer else report.customer_id
    site_id = report.site_id
    if report.site is not None and customer_id is not None:
        site_id = _placed(uow, report.site, customer_id, located)
    if site_id is None:
        return report  # intake says what is missing
    asset = _on_record(uow, site_id, machine)
    if asset is None:
        with _beneath("machine"):
            asset = registry.create(uow, "asset", {**machine, "site_id": site_id})
    known = replace(report, customer=None, customer_id=customer_id, site=None)
    return replace(known, site_id=site_id, asset_id=asset.id)


def _on_record(uow: UnitOfWork, site_id: UUID, machine: dict[str, Any]) -> Asset | None:
    """The machine of that serial number, if it stands there already: it was typed because nobody saw it."""
    serial = machine["serial_number"].casefold()
    there = uow.session.scalars(select(Asset).where(Asset.site_id == site_id, Asset.active))
    return next((one for one in there if one.serial_number.casefold() == serial), None)


def _recorded(uow: UnitOfWork, new: NewCustomer) -> UUID:
    values = {"name": new.name, "phone": new.phone, "email": new.email, "special_needs": new.special_needs}
    values["locale"] = new.locale or uow.settings.default_locale
    with _beneath("customer"):
        made: UUID = registry.create(uow, "customer", values).id
    return made


def _placed(uow: UnitOfWork, new: NewSite, customer_id: UUID, located: Point | None) -> UUID:
    lat, lon = new.point or located or (None, None)
    values = {"customer_id": customer_id, "name": new.name, "address": new.address}
    at = {"lat": lat, "lon": lon, "access_notes": new.access_notes}
    with _beneath("site"):
        made: UUID = registry.create(uow, "site", {**values, **at}).id
    return made


@contextmanager
def _beneath(path: str) -> Iterator[None]:
    """Name the fields of a refusal as the form does."""
    try:
        yield
    except Invalid as bad:
        raise Invalid({f"{path}.{name}": texts for name, texts in bad.errors.items()}) from bad
