"""Enquiries (咨询) that need no visit: recorded at once, answered within four hours, day and night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.errors import Conflict, Invalid, NotFound, Phrase
from app.models import Customer, Enquiry
from app.queries import visibility
from app.runtime import Role, UnitOfWork
from app.services import ledger, phones
from app.services.intake.receive import CODE_LENGTH, CROCKFORD
from app.services.intake.report import CHANNELS

ANSWER_WITHIN = timedelta(hours=4)
OLDEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Question:
    """An enquiry as it was asked; `asked_at` None means now."""

    question: str
    channel: str
    customer_id: UUID | None = None
    contact_name: str = ""
    contact_phone: str = ""
    asked_at: datetime | None = None


def ask(uow: UnitOfWork, asked: Question) -> Enquiry:
    """Record an enquiry; its clock started when it was asked, however late it is written down.

    Raises:
        Invalid: names the field.
    """
    customer_id = uow.principal.customer_id if uow.principal.role is Role.CUSTOMER else asked.customer_id
    errors = _errors(uow, asked, customer_id)
    phone = phones.normalised(asked.contact_phone, uow.settings.default_region, "contact.phone")
    if errors:
        raise Invalid(errors)
    asked_at = asked.asked_at or uow.now
    enquiry = Enquiry(
        id=uow.new_id(),
        code=_fresh_code(uow),
        customer_id=customer_id,
        contact_name=asked.contact_name,
        contact_phone=phone,
        channel=asked.channel,
        question=asked.question,
        asked_at=asked_at,
        answer_due_at=asked_at + ANSWER_WITHIN,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(enquiry)
    uow.session.flush()
    ledger.record(
        uow,
        f"enquiry:{enquiry.id}",
        "enquiry.asked",
        channel=enquiry.channel,
        customer_id=customer_id,
        asked_at=asked_at,
        answer_due_at=enquiry.answer_due_at,
    )
    return enquiry


def answer(uow: UnitOfWork, enquiry_id: UUID, text: str) -> Enquiry:
    """Record the answer.

    Raises:
        NotFound: there is no such enquiry.
        Conflict: it was answered before.
    """
    enquiry = uow.get(Enquiry, enquiry_id, lock=True)
    if enquiry.answered_at is not None:
        raise Conflict(
            Phrase("Enquiry %(code)s was answered before.", code=enquiry.code),
            answered_at=enquiry.answered_at.isoformat(),
        )
    enquiry.answer, enquiry.answered_at, enquiry.updated_at = text, uow.now, uow.now
    in_time = uow.now <= enquiry.answer_due_at
    ledger.record(uow, f"enquiry:{enquiry.id}", "enquiry.answered", in_time=in_time)
    return enquiry


def _errors(uow: UnitOfWork, asked: Question, customer_id: UUID | None) -> dict[str, str]:
    errors: dict[str, str] = {}
    if asked.channel not in CHANNELS:
        errors["channel"] = Phrase("is not one of %(choices)s", choices=", ".join(CHANNELS))
    if asked.asked_at is not None and not uow.now - OLDEST <= asked.asked_at <= uow.now:
        errors["asked_at"] = Phrase("lies in the future or more than %(days)s days back", days=OLDEST.days)
    if customer_id is not None:
        try:
            visibility.visible(uow, Customer, customer_id, visibility.customers(uow.principal))
        except NotFound:
            errors["customer_id"] = Phrase("there is no such customer")
    return errors


def _fresh_code(uow: UnitOfWork) -> str:
    while True:
        code = "".join(uow.random.choices(CROCKFORD, k=CODE_LENGTH))
        if uow.session.scalars(select(Enquiry.id).where(Enquiry.code == code)).first() is None:
            return code
