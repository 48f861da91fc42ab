"""Calls as the office looks them up: open ones first, and what this dispatcher saved lately."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select

from app.hotline.rules.outcomes import CallOutcome
from app.hotline.tables import Call
from app.kernel import Principal, UnitOfWork, visibility
from app.kernel.standing import Standing
from app.portal.hooks import Complained
from app.promise.hooks import AboutCall
from app.registers.reads.customers import one_customer, zone_of_customer
from app.registers.tables import Asset, Customer, FaultType
from app.requests.tables import Enquiry, ServiceRequest

RECENT = timedelta(hours=24)
MOST_RECENT, MOST_OF_CUSTOMER = 50, 3


def calls(principal: Principal, *, still_open: bool) -> Select[Call]:
    """Return the query of the calls: those with something open, first due first; else all, newest first."""
    query = select(Call).where(visibility.rows(Call, principal))
    if still_open:
        return query.where(Call.due_at.is_not(None), Call.done_at.is_(None)).order_by(Call.due_at, Call.id)
    return query.order_by(Call.taken_at.desc(), Call.id)


def waiting(uow: UnitOfWork) -> int:
    """Count what is to be done now: complaints and orders at once, call-backs when they are due."""
    return standing(uow).count


def standing(uow: UnitOfWork) -> Standing:
    """Return how that stands."""
    asked = select(func.count(), func.min(Call.taken_at), func.min(Call.due_at))
    return Standing(*uow.session.execute(asked.where(*_to_do(uow))).one())


def to_do(uow: UnitOfWork) -> Select[Any]:
    """Select these calls."""
    return select(Call.id).where(*_to_do(uow))


def _to_do(uow: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    due = case((Call.outcome == "call_back", Call.due_at <= uow.now), else_=Call.due_at.is_not(None))
    return Call.done_at.is_(None), due


def saved_forms(uow: UnitOfWork) -> list[str]:
    """Return the keys of the forms that whoever is signed in saved lately: their drafts may go."""
    mine = select(Call.form_key).where(Call.taken_by == uow.principal.key, Call.taken_at > uow.now - RECENT)
    return list(uow.session.scalars(mine.order_by(Call.taken_at.desc()).limit(MOST_RECENT)))


def saved_as(uow: UnitOfWork, form_key: str) -> Call | None:
    """Return what whoever is signed in saved by this form; None where that is no call."""
    mine = select(Call).where(Call.taken_by == uow.principal.key, Call.form_key == form_key)
    return uow.session.scalars(mine).first()


def of_customer(uow: UnitOfWork, customer_id: UUID) -> Sequence[Call]:
    """Return the last calls of a customer."""
    found = select(Call).where(Call.customer_id.in_(one_customer(customer_id)))
    return uow.session.scalars(found.order_by(Call.taken_at.desc(), Call.id).limit(MOST_OF_CUSTOMER)).all()


def names(uow: UnitOfWork, rows: Sequence[Call]) -> dict[UUID | None, str]:
    """Return the names of the customers and the codes of the requests and enquiries that calls name."""
    found: dict[UUID | None, str] = {}
    for kind, column, keys in (
        (Customer, Customer.name, {row.customer_id for row in rows}),
        (ServiceRequest, ServiceRequest.code, {row.request_id for row in rows}),
        (Enquiry, Enquiry.code, {row.enquiry_id for row in rows}),
    ):
        named = select(kind.id, column).where(kind.id.in_(keys - {None}))
        found |= dict(uow.session.execute(named).all())
    return found


def complaints_of(uow: UnitOfWork, request_id: UUID) -> list[Complained]:
    """Return the complaints about a request, newest first."""
    found = select(Call).where(Call.request_id == request_id, Call.outcome == CallOutcome.COMPLAINT)
    return [
        Complained(one.id, one.note, one.taken_at, one.due_at, one.done_at, one.done_note or "")
        for one in uow.session.scalars(found.order_by(Call.taken_at.desc(), Call.id))
    ]


def agreed(uow: UnitOfWork, rows: Sequence[Call]) -> dict[UUID, tuple[datetime, datetime]]:
    """Return the hour of the appointment that was agreed in each of these calls in which one was."""
    ends = {row.id: (row.request_id, row.quoted_eta_at) for row in rows if row.quoted_chance is None}
    asked = {request_id for request_id, at in ends.values() if request_id and at}
    spans = select(ServiceRequest.id, ServiceRequest.promise_s).where(ServiceRequest.id.in_(asked))
    promised = dict(uow.session.execute(spans).all())
    return {
        key: (at - timedelta(seconds=promised[request_id]), at)
        for key, (request_id, at) in ends.items()
        if at is not None and request_id in promised
    }


def about(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, AboutCall]:
    """Return what alerts tell of these calls."""
    found = uow.session.scalars(select(Call).where(Call.id.in_(ids))).all()
    named, zone = names(uow, found), zone_of_customer(uow, None)
    known = customers(uow, found)
    return {
        one.id: AboutCall(
            id=one.id,
            customer=named.get(one.customer_id, "") or one.contact_name or one.contact_phone_as_said,
            said=one.note,
            due_at=one.due_at or one.taken_at,
            time_zone=zone,
            code=named.get(one.request_id),
            **_reached(one, known.get(one.customer_id)),
        )
        for one in found
    }


def _reached(call: Call, customer: Customer | None) -> dict[str, Any]:
    """Where a caller can be rung: as he said, else as is on record."""
    if call.contact_phone or call.contact_numbers or customer is None:
        return {"phone": call.contact_phone, "numbers": call.contact_numbers or ()}
    return {"phone": customer.phone or "", "numbers": customer.phone_numbers or ()}


def customers(uow: UnitOfWork, rows: Sequence[Call]) -> dict[UUID | None, Customer]:
    """Return the customers on record of these calls, by id."""
    keys = {row.customer_id for row in rows} - {None}
    return {one.id: one for one in uow.session.scalars(select(Customer).where(Customer.id.in_(keys)))}


def kind_of(uow: UnitOfWork, asset_id: UUID | None) -> str:
    """Return what kind of machine it is; blank where none is named."""
    asset = uow.session.get(Asset, asset_id) if asset_id else None
    return asset.kind if asset else ""


def faults(uow: UnitOfWork) -> Sequence[FaultType]:
    """Return all kinds of faults, in the order of their codes."""
    return uow.session.scalars(select(FaultType).order_by(FaultType.code)).all()
