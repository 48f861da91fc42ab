"""Enquiries: questions that need no visit, each with its four-hour clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.kernel import Principal, UnitOfWork, visibility
from app.kernel.standing import Standing
from app.registers.reads.customers import same_customer
from app.registers.tables import Customer
from app.requests.tables import Enquiry


def enquiries(principal: Principal, now: datetime, wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of the enquiries that `principal` may see, the one due first at the top.

    `wanted` may hold `customer_id`, `open` (not answered yet) and `overdue` (answered too late, or past
    due at `now` without an answer).
    """
    query = select(Enquiry).where(visibility.rows(Enquiry, principal))
    if "customer_id" in wanted:
        query = query.where(Enquiry.customer_id.in_(same_customer(wanted["customer_id"])))
    if "open" in wanted:
        unanswered = Enquiry.answered_at.is_(None)
        query = query.where(unanswered if wanted["open"] else ~unanswered)
    if "overdue" in wanted:
        late = func.coalesce(Enquiry.answered_at, now) > Enquiry.answer_due_at
        query = query.where(late if wanted["overdue"] else ~late)
    return query.order_by(Enquiry.answer_due_at, Enquiry.id)


def standing(uow: UnitOfWork) -> Standing:
    """Return how the enquiries stand that wait for an answer."""
    asked = select(func.count(), func.min(Enquiry.asked_at), func.min(Enquiry.answer_due_at))
    return Standing(*uow.session.execute(asked.where(Enquiry.answered_at.is_(None))).one())


def unanswered(_uow: UnitOfWork) -> Select[Any]:
    """Select them."""
    return select(Enquiry.id).where(Enquiry.answered_at.is_(None))


def customer_names(uow: UnitOfWork, rows: Sequence[Enquiry]) -> dict[UUID, str]:
    """Return the names of the customers who asked, by id."""
    keys = {row.customer_id for row in rows if row.customer_id}
    found = uow.session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(keys)))
    return {row.id: row.name for row in found}


def is_overdue(enquiry: Enquiry, now: datetime) -> bool:
    """Tell whether the answer came too late, or is late already."""
    return (enquiry.answered_at or now) > enquiry.answer_due_at
