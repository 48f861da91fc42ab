"""Whether a principal may see one thing; the rules themselves stand in `visibility`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.accounts.tables import AccessToken, User
from app.kernel import Principal, UnitOfWork
from app.kernel.base import Base
from app.outbox.tables import Delivery, Subscription
from app.promise.tables import Alert
from app.registers.tables import (
    Asset,
    CalendarDay,
    Contract,
    Customer,
    Engineer,
    Provider,
    Shift,
    Site,
    Skill,
    Territory,
)
from app.requests.reads import visibility
from app.requests.tables import Enquiry, ServiceRequest, Visit
from app.visits.tables import HeldCharge

Rule = Callable[[Principal], ColumnElement[bool]]

KINDS: dict[str, tuple[type[Base], Rule]] = {
    "alert": (Alert, visibility.staff_only),
    "charge": (HeldCharge, visibility.staff_only),
    "api_key": (AccessToken, visibility.api_keys),
    "asset": (Asset, visibility.assets),
    "calendar_day": (CalendarDay, visibility.staff_only),
    "contract": (Contract, visibility.contracts),
    "customer": (Customer, visibility.customers),
    "delivery": (Delivery, visibility.staff_only),
    "engineer": (Engineer, visibility.engineers),
    "enquiry": (Enquiry, visibility.enquiries),
    "provider": (Provider, visibility.providers),
    "request": (ServiceRequest, visibility.requests),
    "shift": (Shift, visibility.shifts),
    "site": (Site, visibility.sites),
    "skill": (Skill, visibility.everything),
    "subscription": (Subscription, visibility.staff_only),
    "territory": (Territory, visibility.everything),
    "token": (AccessToken, visibility.tokens),
    "user": (User, visibility.users),
    "visit": (Visit, visibility.visits),
}


def owns(uow: UnitOfWork, principal: Principal, kind: str, key: UUID) -> bool:
    """Tell whether the thing exists and `principal` may see it."""
    table, rule = KINDS[kind]
    found = select(table.id).where(table.id == key, rule(principal))  # type: ignore[attr-defined]
    return uow.session.scalars(found).first() is not None
